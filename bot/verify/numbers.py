"""Whether the passage has each number of the claim, in the same unit and of the same thing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.verify.alignment import Aligned
from bot.verify.days import date_spans
from bot.verify.meanings import kinship
from bot.verify.quantities import Quantity, quantities
from bot.verify.reading import Reading
from bot.verify.verdict import Reason

_TIGHT, _LOOSE = 0.005, 0.07  # tolerance of a value, and of one said to be about
_ROUND, _FREE = 0.7, 1.7  # of a share, in points
_ROUNDED = 10  # from here on, values are rounded
_MOST = 400  # numbers of a passage that are looked at
_COUNTED = 31  # up to here "season five" is also the fifth
_ONE_OF = r"\b(?:an?|the|single|same|each|every|per|last|next|this|another)"
_PEOPLE = {"", "person"}  # "six people" may be "six guests"
_IN_SMALL = {  # units of time in the smaller ones that they are whole numbers of
    "second": ("second", 1),
    "minute": ("second", 60),
    "hour": ("second", 3_600),
    "day": ("day", 1),
    "week": ("day", 7),
    "month": ("month", 1),
    "year": ("month", 12),
    "decade": ("month", 120),
    "century": ("month", 1_200),
}
_KIN = ("same", "wider", "narrower")


def check_numbers(aligned: Aligned) -> Iterator[Reason]:
    """A reason for each number that the passage does not have, or has of another unit or of something else."""
    claim = aligned.text
    claimed = quantities(claim, date_spans(claim))
    if not claimed:
        return
    passage = aligned.passage
    every = [(at, one) for at in range(len(passage.spans)) for one in _of_sentence(passage, at)][:_MOST]
    for one in claimed:
        text = claim[one.start : one.end]
        alike = [(at, other) for at, other in every if same_value(one, other)]
        alike += [(at, replace(other, unit=one.unit)) for at, other in every if _as_long(one, other)]
        fitting = _fitting(one, alike)
        if not alike and one.ordinal and one.low == 1:  # "the first trams", where no other is counted
            continue
        if not fitting and one.low == one.high == 1 and _single(one.unit, passage):
            continue
        if not alike:
            instead = _instead(one, aligned, every)
            yield Reason("number", text, instead)
        elif not fitting:
            yield Reason("unit", text, _text(passage, *alike[0]))
        elif other := _of_something_else(one, fitting, every, aligned):
            yield Reason("number", text, other)
        elif one.bound and all(other.bound and other.bound != one.bound for _, other in fitting):
            yield Reason("number", text, _text(passage, *fitting[0]))


def _single(unit: str, passage: Reading) -> bool:
    """Whether the passage has one of a unit without the number: "a day", "the last month"."""
    return bool(unit) and re.search(rf"{_ONE_OF} (?:\w+ )?{re.escape(unit)}\b", passage.text, re.IGNORECASE) is not None


def _fitting(one: Quantity, alike: Sequence[tuple[int, Quantity]]) -> list[tuple[int, Quantity]]:
    """Those of the same unit; those without one only where none has another."""
    rated = [pair for pair in alike if not (one.per and pair[1].per and one.per != pair[1].per)]
    same = [pair for pair in rated if pair[1].unit == one.unit or {pair[1].unit, one.unit} == _PEOPLE]
    return same or [pair for pair in rated if _unit_left_out(one, pair[1])]


def _unit_left_out(one: Quantity, other: Quantity) -> bool:
    """Whether one of two numbers has no unit, nor counts anything, but a share always has."""
    if "percent" in one.unit + other.unit or (one.unit and other.unit):
        return False
    return not (one.head if other.unit else other.head)


def _as_long(one: Quantity, other: Quantity) -> bool:
    """Whether two times of different units are the same: "half a year", "six months"."""
    mine, theirs = _IN_SMALL.get(one.unit), _IN_SMALL.get(other.unit)
    if mine is None or theirs is None or one.unit == other.unit or mine[0] != theirs[0]:
        return False
    return same_value(_times(one, *mine), _times(other, *theirs))


def _times(one: Quantity, unit: str, factor: float) -> Quantity:
    return replace(one, low=one.low * factor, high=one.high * factor, unit=unit)


def same_value(claimed: Quantity, there: Quantity) -> bool:
    """Whether the values agree, as closely as the claim's words promise."""
    if claimed.ordinal != there.ordinal and claimed.low > _COUNTED:
        return False
    if not there.vague and claimed.low == claimed.high and claimed.low in (there.low, there.high):
        return True
    if there.vague:  # "dozens"
        return claimed.vague and (claimed.low, claimed.high) == (there.low, there.high)
    if claimed.vague:
        return claimed.low <= there.low and there.high <= claimed.high
    if _bounds(claimed, there):
        return True
    exact = claimed.exact and there.exact
    if claimed.unit == there.unit == "percent" and max(claimed.high, there.high) > 10:
        return abs(claimed.low - there.low) <= (_ROUND if exact else _FREE)
    tolerance = _TIGHT if claimed.exact or claimed.ordinal else _LOOSE
    return all(
        abs(mine - other) <= tolerance * max(abs(mine), abs(other))
        for mine, other in ((claimed.low, there.low), (claimed.high, there.high))
    )


def _bounds(claimed: Quantity, there: Quantity) -> bool:
    """Whether the claim rounds the passage's value and says to which side: "more than 1,200" for 1,252."""
    if not claimed.bound or claimed.ordinal or claimed.low < _ROUNDED or claimed.unit != there.unit:
        return False
    above = there.low - claimed.low if claimed.bound == "more" else claimed.low - there.low
    return 0 <= above <= _LOOSE * max(claimed.low, there.low)


def _of_something_else(
    one: Quantity, fitting: Sequence[tuple[int, Quantity]], every: Sequence[tuple[int, Quantity]], aligned: Aligned
) -> str:
    """What the passage has of the thing that the claim counts, where that is another number than the claim's."""
    passage = aligned.passage
    if not one.head or (one.ordinal and any(other.ordinal for _, other in fitting)):
        return ""
    if any(
        _counts(other, one.head) or (not one.ordinal and _beside(other, at, one.head, passage)) for at, other in fitting
    ):
        return ""
    around = aligned.around
    others = [(at, other) for at, other in every if at in around and other.ordinal == one.ordinal]
    here = [(at, other) for at, other in others if _counts(other, one.head)]
    return _text(passage, *here[0]) if here else ""


def _counts(one: Quantity, head: str) -> bool:
    return bool(one.head) and kinship(head, one.head) == "same"


def _beside(one: Quantity, at: int, head: str, passage: Reading) -> bool:
    """Whether the word stands near the number, before or after it."""
    offset = passage.spans[at][0]
    near = [word for word in passage.words[at] if word.stem and -60 < word.start - offset - one.end < 40]
    return any(kinship(head, word.stem) in _KIN for word in near)


def _instead(one: Quantity, aligned: Aligned, every: Sequence[tuple[int, Quantity]]) -> str:
    """The number that the passage has where the claim's would be."""
    here = [(at, other) for at, other in every if at in aligned.near and other.ordinal == one.ordinal]
    fit = [pair for pair in here if pair[1].unit == one.unit] or here
    return _text(aligned.passage, *fit[0]) if fit else ""


def _of_sentence(passage: Reading, at: int) -> tuple[Quantity, ...]:
    text = passage.sentence(at)
    return quantities(text, date_spans(text))


def _text(passage: Reading, at: int, one: Quantity) -> str:
    return passage.sentence(at)[one.start : one.end]
