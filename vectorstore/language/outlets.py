"""Outlets that a question names: where it names several ("did the Post and the Herald agree?"), each is heard."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

_T = TypeVar("_T")

_SEVERAL = 2


def named(question: str, outlets: Iterable[str]) -> frozenset[str]:
    """Those of the outlets that a question names, where it names several; else none."""
    found = {
        one for one in set(outlets) if one and re.search(rf"(?<!\w){re.escape(one)}(?!\w)", question, re.IGNORECASE)
    }
    longest = {one for one in found if not any(one != other and one.lower() in other.lower() for other in found)}
    return frozenset(longest) if len(longest) >= _SEVERAL else frozenset()


def each_heard(ranked: Sequence[_T], outlets: frozenset[str], outlet: Callable[[_T], str]) -> list[_T]:
    """The same, with the best of each of these outlets right behind the very best."""
    best: dict[str, int] = {}
    for place, one in enumerate(ranked):
        if outlet(one) in outlets:
            best.setdefault(outlet(one), place)
    first = [*dict.fromkeys([0, *best.values()])] if best else []
    return [*(ranked[place] for place in first), *(one for place, one in enumerate(ranked) if place not in first)]
