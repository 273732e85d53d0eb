"""Questions that set outlets side by side: "did the Post say that A, while the Herald said that B?".

Each outlet is asked its own part of the question, which reaches from where it is named to where the next one is; or up
to where it is named, where it stands behind its part ("…, according to the Herald").
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from vectorstore.indexes.lexical import stems
from vectorstore.language.dates import time_expressions
from vectorstore.language.outlets import said

_MOST = 5
# Outlets that tell something, not such as are spoken of: "did the Post sue the Herald?".
_TELL = re.compile(
    r"\b(?:according\s+to|articles?|reports?|reported|reporting|coverage|cover(?:s|ed|ing)?|stor(?:y|ies)|say(?:s|ing)?|said"
    r"|writ(?:e|es|ten|ing)|wrote|claim(?:s|ed)?|suggest(?:s|ed)?|mention(?:s|ed)?|discuss\w*|describ\w*|portray\w*|featur\w*"
    r"|(?:dis)?agrees?|as\s+per|told|tells?|publish(?:es|ed)?)\b",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"\b(?:according\s+to|(?:reported|noted|covered|discussed|described|mentioned|featured|told|said|written)\s+(?:by|in|on)"
    r"|as\s+per|per|by|from)\s+(?:(?:an?|the|another)\s+)?(?:articles?\s+(?:from|by|in|of)\s+)?(?:both\s+)?['‘’\"“]?$",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"['‘’\"”]?(?:\s+(?:articles?|reports?))?\s*(?:[,;?.]|$|\b(?:and|but|or|while|whereas)\b)", re.IGNORECASE
)
_GLUE = re.compile(r"['‘’\"“”]?(?:,|and|or|&|\s|the|by|from|both)*['‘’\"“”]?", re.IGNORECASE)
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
    """The first five sides in the question's order, none twice; none where it does not ask what two of them tell.

    Outlets that are named in a row share a part; one of which nothing is left has the whole question.
    """
    named = _in_rows(question, _mentions(question, outlets)) if _TELL.search(question) else []
    cuts = [_cut(question, one, other) for one, other in pairwise(named)]
    parts = [question[start:end].strip(" ,;") for start, end in zip([0, *cuts], [*cuts, len(question)], strict=True)]
    every = tuple(dict.fromkeys(outlet for one in named for outlet in one.outlets))
    whole = _without(question, every)
    found = dict.fromkeys(
        Side(outlet, asked if stems(asked) else whole)
        for one, part in zip(named, parts, strict=False)  # a question that names nobody is one part
        for asked in (_without(part, one.outlets),)
        for outlet in dict.fromkeys(one.outlets)
    )
    return tuple(found)[:_MOST] if len(found) > 1 else ()


def _without(part: str, outlets: Iterable[str]) -> str:
    """The part without the names of outlets, which their articles seldom have."""
    for outlet in outlets:
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
