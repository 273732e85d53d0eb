"""A yes or no in front of a sentence: what is said of a question as a whole.

Words alone cannot tell whether an article bears a question out, so nothing here makes a yes or a no. But they tell
where a sentence speaks against one, or only reports what somebody says.
"""

import re
from collections.abc import Sequence

from bot.verify.strength import is_only_said, says_outright
from bot.verify.verdict import Kind, Verdict
from vectorstore.passage import Span

_SAID = re.compile(
    r"\W*\b(Yes|No)\b(?:[,:;!](?!\S)|\.(?!\S)(?!\s*\d)|\s?[–—]|\s-(?!\S))\s*(?=\w|[“\"‘'(])",  # not "No. 3"
    re.IGNORECASE,
)
_BARE = re.compile(r"\W*(?:Yes|No)\W*", re.IGNORECASE)
_OPENING = r"\W*(?:(?:and|but|so|then)\s+)?"
_AUXILIARY = re.compile(rf"{_OPENING}(?:is|are|was|were|do|does|did|has|have|had)(?:n[’']t)?\s+", re.IGNORECASE)
_MODAL = re.compile(rf"{_OPENING}(?:can|could|will|would|may|might|should|must)\b", re.IGNORECASE)
_ASKS_MORE = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how|or)\b", re.IGNORECASE)
_AGAINST: frozenset[Kind] = frozenset(("negation", "opposite"))  # what else differs may only be said otherwise
_UNTOLD: frozenset[Kind] = frozenset(("coverage",))  # it says only that a question is put in other words


def apart(sentence: str) -> tuple[str, str]:
    """The yes or no that a sentence begins with, empty where it has none, and the sentence without it."""
    found = _SAID.match(sentence)
    if found is None:
        return "", sentence
    rest = sentence[found.end() :]
    is_plain = re.match(r"\w+", rest)
    return found[1].capitalize(), rest[0].upper() + rest[1:] if is_plain and is_plain[0].islower() else rest


def is_bare(sentence: str) -> bool:
    """Whether a sentence is a yes or no and no more."""
    return _BARE.fullmatch(sentence) is not None


def statement(question: str) -> str | None:
    """The words of a yes-or-no question as a statement, to be checked; None for others, and where more may be asked.

    "Do you know when it sank?" asks for more than a yes, and so does "did it sink or float?".
    """
    if _ASKS_MORE.search(question):
        return None
    if _MODAL.match(question):
        return f"{question.strip(' ?')}."
    found = _AUXILIARY.match(question)
    return f"{question[found.end() :].strip(' ?')}." if found else None


def may_be_said(word: str, verdict: Verdict, quotes: Sequence[str]) -> bool:
    """Whether a yes or no may stand before a sentence that rests on these quotations.

    `verdict` is what came of checking the question's statement against them. A yes stands where nothing speaks against
    it, a no where its contrary is told. Neither stands on what somebody alleges or denies, nor a yes on what may be.
    """
    kinds = {reason.kind for reason in verdict.reasons}
    if word == "No":
        return bool(kinds & _AGAINST) and not any(map(is_only_said, quotes))
    return kinds <= _UNTOLD and all(says_outright(one, Span(0, len(one))) for one in quotes)
