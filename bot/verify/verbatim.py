"""A sentence that the passage has word for word is supported; what stands in parentheses behind its words was added.

An answer adds the days that words mean, "on Tuesday (11 November 2025)", and whom they mean, "he (Petro)".
"""

import re
from collections.abc import Iterator
from datetime import date

from bot.verify.days import days, same_days
from bot.verify.reading import Reading
from bot.verify.verdict import Reason

_ADDED = re.compile(r"\s*\(([^()]*)\)")
_LETTERS = re.compile(r"[^\W_]+|[$€£¥%]")


def is_verbatim(sentence: str, passage: Reading) -> bool:
    """Whether the passage has a sentence of the same words, parentheses aside."""
    mine = _words(sentence)
    return bool(mine) and any(mine == _words(passage.sentence(at)) for at in range(len(passage.spans)))


def check_additions(sentence: str, passage: Reading, published: date | None) -> Iterator[Reason]:
    """A reason for each parenthesis that the passage neither has nor bears out; for a sentence that is verbatim."""
    for match in _ADDED.finditer(sentence):
        if match[0].strip() in passage.text:
            continue
        before = sentence[: match.start()]
        if added := days(match[1], None):
            at = len(_ADDED.sub("", before))  # what stands behind may tell which day is meant
            meant = [one for one in days(_ADDED.sub("", sentence), published) if at - 12 < one.end <= at]
            if not any(same_days(added[0], one) for one in meant):
                yield Reason("date", f"{before.split()[-1] if before.split() else ''} {match[0].strip()}".strip())
        elif not set(_LETTERS.findall(match[1].lower())) <= set(_LETTERS.findall(passage.text.lower())):
            yield Reason("name", match[0].strip())


def _words(sentence: str) -> list[str]:
    return _LETTERS.findall(_ADDED.sub("", sentence).lower())
