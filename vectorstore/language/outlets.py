"""Outlets that a question names: where it names several ("did the Post and the Herald agree?"), each is heard."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

_T = TypeVar("_T")

_SEVERAL = 2
_VOWEL = re.compile(r"[aeiou]", re.IGNORECASE)


def named(question: str, outlets: Iterable[str]) -> frozenset[str]:
    """Those of the outlets that a question names, where it names several; else none."""
    found = {one for one in set(outlets) if one and said(one).search(question)}
    longest = {one for one in found if not any(one != other and one.lower() in other.lower() for other in found)}
    return frozenset(longest) if len(longest) >= _SEVERAL else frozenset()


def in_short(outlet: str) -> str:
    """The name before a motto: "Cnbc" of "Cnbc | World Business News Leader"."""
    return re.split(r"\s+\|\s+|:\s", outlet, maxsplit=1)[0] or outlet


@lru_cache(maxsize=4_096)
def said(outlet: str) -> re.Pattern[str]:
    """What finds an outlet's name, and what makes it a possessive: in any case, but that of a single word as a name.

    Its "The" may be missing: "a Herald report", but not "a herald", is The Herald's. What has no vowel is no word.
    """
    short = re.sub(r"^the ", "", in_short(outlet), flags=re.IGNORECASE)
    name = re.escape(short)
    if " " not in short and _VOWEL.search(short):
        behind_the = rf"(?<=\b[Tt]he )(?<!\b[oa][nt] the )(?i:{name})(?!\s+of\b)|" if short != in_short(outlet) else ""
        name = rf"(?:{behind_the}{re.escape(short[:1].upper() + short[1:])}|{name})"
        return re.compile(rf"(?<!\w)(?:[Tt]he\s+)?{name}(?:['’]s?)?(?!\w)")
    return re.compile(rf"(?<!\w)(?:the\s+)?{name}(?:['’]s?)?(?!\w)", re.IGNORECASE)


def each_heard(ranked: Sequence[_T], outlets: frozenset[str], outlet: Callable[[_T], str]) -> list[_T]:
    """The same, with the best of each of these outlets right behind the very best."""
    best: dict[str, int] = {}
    for place, one in enumerate(ranked):
        if outlet(one) in outlets:
            best.setdefault(outlet(one), place)
    first = [*dict.fromkeys([0, *best.values()])] if best else []
    return [*(ranked[place] for place in first), *(one for place, one in enumerate(ranked) if place not in first)]
