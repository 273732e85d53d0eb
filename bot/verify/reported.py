"""Whose report a sentence says that it is: "The Harbour Post reported on 14 March 2025 that …".

An article seldom names its own outlet, or the day it was published; both are known of it.
"""

import re
from datetime import date
from functools import lru_cache

from bot.verify.days import is_day_of
from vectorstore.language.outlets import in_short

_LONGEST = 60  # letters of an outlet's name
_HOST = re.compile(r"(?:www\.)?(?:[\w-]+\.)*?([\w-]+)(?:\.(?:com?|org|net|gov|ac))?\.[a-z]{2,}", re.IGNORECASE)
_MARKS = re.compile(r"[“”\"«»]")
_REPORTS = r"(?:report(?:ed|s)|wrote|writes)"
_DATE = r"(?:\s+(?:on|of|from)\s+(?P<{}>[\w.]{{1,9}}\s+[\w.]{{1,9}},?\s+\d{{4}}))?"


def without_report(sentence: str, outlet: str, published: date | None) -> str:
    """The sentence without words that say that the outlet reported it; as it is where it has none, or a quotation.

    A day that they name must be that of publication.
    """
    if not outlet or _MARKS.search(sentence):
        return sentence
    for pattern in _patterns(outlet):
        if found := pattern.search(sentence):
            named = next(filter(None, found.groups()), None)
            if named is None or (published and is_day_of(named, published)):
                rest = sentence[: found.start()] + sentence[found.end() :]
                return rest[:1].upper() + rest[1:]
    return sentence


@lru_cache(maxsize=1_024)
def _patterns(outlet: str) -> tuple[re.Pattern[str], ...]:
    """What finds such words in front of a sentence and behind it; empty for an outlet without a name.

    The name is written with a capital, not as a word ("the guardian"), or as the outlet's address.
    """
    host = _HOST.fullmatch(outlet)
    short = host[1] if host else re.sub(r"^the ", "", in_short(outlet), flags=re.IGNORECASE)
    letters = re.findall(r"[^\W_]", short)[:_LONGEST]
    if not letters:
        return ()
    called = r"(?![a-zà-þ])(?i:" + r"[\W_]{0,2}".join(letters) + r")"
    address = rf"|(?:www\.)?{re.escape(outlet.lower().removeprefix('www.'))}" if host else ""
    name = rf"(?:[Tt]he\s+)?\b(?:{called}{address})\b"
    before = (
        rf"According to {name}(?:['’]s? (?:report|article|story))?{_DATE.format('day')},\s+"
        rf"|{name}\s+{_REPORTS}{_DATE.format('on')},?\s+that\s+"
    )
    behind = (
        rf",\s+according to {name}{_DATE.format('day')}"
        rf"|,\s+(?:as\s+)?{name}\s+{_REPORTS}{_DATE.format('on')}"
        rf"|,?\s+as reported by {name}{_DATE.format('by')}"
    )
    return re.compile(rf"\A(?:{before})"), re.compile(rf"(?:{behind})(?=[.!?]?\Z)")
