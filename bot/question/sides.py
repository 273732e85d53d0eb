"""Questions that set outlets side by side: "did the Post say that A, while the Herald said that B?".

Each outlet is asked its own part of the question, which reaches from where it is named to where the next one is; or up
to where it is named, where it stands behind its part ("…, according to the Herald").
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from vectorstore.language.dates import time_expressions
from vectorstore.language.outlets import said

_SOURCE = re.compile(
    r"\b(?:according\s+to|(?:reported|noted|covered|discussed|described|mentioned|featured|told|said|written)\s+(?:by|in|on)"
    r"|as\s+per|per|by|from)\s+(?:(?:an?|the|another)\s+)?(?:articles?\s+(?:from|by|in|of)\s+)?(?:both\s+)?['‘’\"“]?$",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"['‘’\"”]?(?:\s+(?:articles?|reports?))?\s*(?:[,;?.]|$|\b(?:and|but|or|while|whereas)\b)", re.IGNORECASE
)
_GLUE = re.compile(r"['‘’\"“”]?\s*(?:,|and|or|&|\s|the|by|from|both)*['‘’\"“”]?", re.IGNORECASE)
_BREAK = re.compile(r",\s*(?:and\b)?|\s(?:and|but|while|whereas)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Side:
    """One of those that a question sets side by side: the outlet, and what it is asked."""

    outlet: str
    question: str

    def names_the_day(self, published: date) -> bool:
        """Whether the question says that the article is of this day."""
        found = time_expressions(self.question, published)
        return any(one.first == one.last == published for one in found if one.dated or not one.relative)


@dataclass(frozen=True, slots=True)
class _Named:
    """Outlets that are named in a row, and where."""

    outlets: tuple[str, ...]
    start: int
    end: int


def sides(question: str, outlets: Iterable[str]) -> tuple[Side, ...]:
    """The sides in the question's order, none twice; empty where it does not name two outlets, or one twice.

    Outlets that are named in a row share a part.
    """
    named = _in_rows(question, _mentions(question, outlets))
    cuts = [_cut(question, one, other) for one, other in pairwise(named)]
    parts = [question[start:end].strip(" ,;") for start, end in zip([0, *cuts], [*cuts, len(question)], strict=True)]
    rows = zip(named, parts, strict=False)  # a question that names nobody is one part
    found = tuple(dict.fromkeys(Side(outlet, _without(part, one)) for one, part in rows for outlet in one.outlets))
    return found if len(found) > 1 else ()


def _without(part: str, named: _Named) -> str:
    """The part without the names of its outlets, which their articles seldom have."""
    for outlet in named.outlets:
        part = said(outlet).sub("", part)
    return " ".join(part.split())


def _mentions(question: str, outlets: Iterable[str]) -> list[_Named]:
    """Where outlets are named; of two at one place, the longer name."""
    found = [
        _Named((outlet,), place.start(), place.end())
        for outlet in set(outlets)
        if outlet
        for place in said(outlet).finditer(question)
    ]
    return sorted((one for one in found if not any(_within(one, other) for other in found)), key=lambda one: one.start)


def _within(one: _Named, other: _Named) -> bool:
    return other.start <= one.start and one.end <= other.end and other != one


def _in_rows(question: str, mentions: Sequence[_Named]) -> list[_Named]:
    """Mentions with nothing between them but "and" are one."""
    rows: list[_Named] = []
    for one in mentions:
        if rows and _GLUE.fullmatch(question, rows[-1].end, one.start):
            rows[-1] = _Named((*rows[-1].outlets, *one.outlets), rows[-1].start, one.end)
        else:
            rows.append(one)
    return rows


def _cut(question: str, one: _Named, other: _Named) -> int:
    """Where the part of one ends and that of the next begins."""
    if _stands_behind(question, one):
        return one.end
    if _stands_behind(question, other):
        breaks = [found.start() for found in _BREAK.finditer(question, one.end, other.start)]
        return breaks[-1] if breaks else one.end
    return other.start


def _stands_behind(question: str, one: _Named) -> bool:
    """Whether outlets are named behind what they are asked."""
    return bool(_SOURCE.search(question[: one.start]) and _ENDS.match(question, one.end))
