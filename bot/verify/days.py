"""Dates: which days the words of a sentence mean, and whether the passage means the same.

Written-out dates are read here, relative ones ("on Tuesday") by `vectorstore.language.dates` against the day of
publication. A claim may be less exact than the passage ("in November"), not more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bot.verify.alignment import Aligned
from bot.verify.verdict import Reason
from vectorstore.language.dates import time_expressions

_MONTHS = "january february march april may june july august september october november december".split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_TO = r"(?:\s?[–-]\s?|\s+(?:to|through|until)\s+)"
_FROM_MONTH = _MONTH.replace("month", "from_month")
_WRITTEN = (
    re.compile(
        rf"\b(?P<from>\d{{1,2}})(?:\s+{_FROM_MONTH})?(?:\s+(?:19|20)\d\d)?{_TO}{_DAY}\s+{_MONTH}(?!\w)(?:\s+{_YEAR}\b)?"
    ),
    re.compile(rf"\b{_MONTH}\s+(?P<from>\d{{1,2}}){_TO}{_DAY}\b(?![\d:])(?:,?\s+{_YEAR}\b)?"),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)\b"),
    re.compile(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?!\w),?(?:\s+{_YEAR}\b)?"),
    re.compile(rf"\b{_MONTH}\s+{_DAY}\b(?!\d)(?:,?\s+{_YEAR}\b)?"),
    re.compile(rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}\b"),
    re.compile(rf"(?<![\d,.$€£]){_YEAR}\b(?![,.]\d|\s*(?:%|[a-z]+s\b)(?<!was)(?<!is)(?<!has))"),
    re.compile(rf"\b{_MONTH}(?!\w)"),
)
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(_DAYS)})\b", re.IGNORECASE)
_ALSO_WORDS = {"May", "March", "August", "Mar", "Jan", "Dec", "Jun", "April", "June"}  # names of people, or verbs
_AS_MONTH = re.compile(
    r"\b(?:in|since|until|by|of|last|next|this|early|late|mid|from|to|through|before|after|on)[\s-]+$", re.IGNORECASE
)


_AS_REPORTED = re.compile(r"\bas reported on \Z", re.IGNORECASE)
_BY_REPORT = re.compile(r"\b(?:as of|according to) an? \Z", re.IGNORECASE)
_REPORT = re.compile(r" (?:news )?(?:report|article|story|update)\b")
_BY_THEN = re.compile(r"\b[Aa]s of \Z|\A\W*By \Z")
_DONE_BY_THEN = re.compile(r"\b(?:had|has|have|was|were)\b")
_NOT_YET = re.compile(
    r"\b(?:must|will|would|shall|should|may|might|can|could|(?:is|are|was|were|has|have|had) (?:\w+ )?to)\b"
)

_Parts = frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Days:
    """What `text[start:end]` means: `named` are the year, month, day, weekday that the words give, `known` all of them.

    A span ("last week") has its first and last day instead.
    """

    start: int
    end: int
    named: _Parts = frozenset()
    known: _Parts = frozenset()
    span: tuple[date, date] | None = None


@lru_cache(maxsize=4_096)
def date_spans(sentence: str) -> tuple[tuple[int, int], ...]:
    """Where the sentence has written-out dates, so that their numbers are not taken for amounts."""
    return tuple((one.start, one.end) for one in _written(sentence))


@lru_cache(maxsize=4_096)
def days(sentence: str, published: date | None) -> tuple[Days, ...]:
    """The dates of a sentence, in order, as exactly as they are known."""
    found: list[Days] = []
    for expression in time_expressions(sentence, published) if published else ():
        weekday = _WEEKDAY.search(sentence, expression.start, expression.end)
        written = next(
            (one.named for one in _written(sentence) if one.start < expression.end > expression.start < one.end), None
        )
        named = written or frozenset({("weekday", _DAYS.index(weekday[0].lower()))} if weekday else ())
        single = expression.first == expression.last
        span = None if single else (expression.first, expression.last)
        known = _parts(expression.first) & _parts(expression.last) | named
        found.append(Days(expression.start, expression.end, named, known, span))
    for one in (*_written(sentence), *_weekdays(sentence)):
        if not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))


def check_days(aligned: Aligned, published: date | None) -> Iterator[Reason]:
    """A reason for each date of the claim that the passage does not bear out, and for one that its weekday is not."""
    claimed = days(aligned.text, published)
    if not claimed:
        return
    passage = aligned.passage
    every = [(at, one) for at in range(len(passage.spans)) for one in days(passage.sentence(at), published)]
    around = aligned.around
    near = [pair for pair in every if pair[0] in around] if not aligned.short else every
    for one in claimed:
        beside = next((other for other in claimed if _explains(one, other)), None)
        if beside and _conflict(one.named, beside.known):
            yield Reason("date", aligned.text[one.start : beside.end])
        elif not (
            any(_bears_out(one, other) for _, other in near or every)
            or _day_of_news(one, published)
            or _day_of_report(one, aligned.text, published)
        ):
            instead = next((passage.sentence(at)[other.start : other.end] for at, other in near or every), "")
            yield Reason("date", aligned.text[one.start : one.end], instead)


def _explains(one: Days, other: Days) -> bool:
    """Whether a written-out date stands right behind a weekday."""
    return 0 <= other.start - one.end <= 3 and "weekday" in dict(one.named) and "day" in dict(other.named)


def same_days(added: Days, meant: Days) -> bool:
    """Whether written-out days are what a relative expression means."""
    return _bears_out(added, meant)


def is_day_of(text: str, published: date) -> bool:
    """Whether the text is a written-out date, of the day of publication."""
    written = _written(text)
    return len(written) == 1 and "day" in dict(written[0].named) and written[0].named <= _parts(published)


def _bears_out(one: Days, other: Days) -> bool:
    """Whether `one` is true where the passage says `other`."""
    if one.span and other.span and "day" in dict(one.named | other.named):  # "9 to 15 September"
        inside = one.span[0] <= other.span[0] and other.span[1] <= one.span[1]
        return one.span == other.span or (inside and "day" not in dict(one.named))
    if one.named and one.named == other.named:
        return True
    if one.span:
        return other.span == one.span or _within(other.known, one.span)
    return one.named <= (other.known | other.named) and not _conflict(one.known, other.known)


def _within(known: _Parts, span: tuple[date, date]) -> bool:
    parts = dict(known)
    if {"year", "month", "day"} <= parts.keys():
        return span[0] <= date(parts["year"], parts["month"], parts["day"]) <= span[1]
    if {"year", "month"} <= parts.keys():
        return (span[0].year, span[0].month) <= (parts["year"], parts["month"]) <= (span[1].year, span[1].month)
    return False


def _conflict(one: _Parts, other: _Parts) -> bool:
    mine, theirs = dict(one), dict(other)
    return any(mine[key] != theirs[key] for key in mine.keys() & theirs.keys())


def _day_of_news(one: Days, published: date | None) -> bool:
    """Whether the words name no more than the year or month in which the passage was published."""
    return (
        published is not None
        and one.named <= _parts(published) - {("day", published.day)}
        and "weekday" not in dict(one.named)
    )


def _day_of_report(one: Days, text: str, published: date | None) -> bool:
    """Whether the words say, of the day of publication, no more than that it was reported then, or so by then.

    "As reported on 14 March 2025", "by 14 March 2025 two had been found", "as of a 14 March 2025 article".
    """
    if published is None or "day" not in dict(one.named) or not one.named <= _parts(published):
        return False
    before, behind = text[: one.start], text[one.end :]
    if _AS_REPORTED.search(before) or (_BY_REPORT.search(before) and _REPORT.match(behind)):
        return True
    so_by_then = _DONE_BY_THEN.search(text) is not None and not _NOT_YET.search(text)
    return so_by_then and _BY_THEN.search(before) is not None


def _parts(day: date) -> _Parts:
    return frozenset({("year", day.year), ("month", day.month), ("day", day.day), ("weekday", day.weekday())})


@lru_cache(maxsize=4_096)
def _written(sentence: str) -> tuple[Days, ...]:
    """The dates that name a year, a month or a day of one."""
    found: list[Days] = []
    for pattern in _WRITTEN:
        for match in pattern.finditer(sentence):
            parts = _read(match)
            free = not any(match.start() < one.end and one.start < match.end() for one in found)
            if parts and free and not (match[0] in _ALSO_WORDS and not _AS_MONTH.search(sentence, 0, match.start())):
                found.append(_days(match, parts))
    return tuple(found)


def _days(match: re.Match[str], parts: _Parts) -> Days:
    known, groups = dict(parts), match.groupdict()
    if groups.get("from") and len(known) == 3:
        month = _month(groups["from_month"]) if groups.get("from_month") else known["month"]
        try:
            last = date(known["year"], known["month"], known["day"])
            first = date(known["year"] - (month > known["month"]), month, int(groups["from"]))
        except ValueError:
            return Days(*match.span(), parts, parts)
        return Days(*match.span(), parts, span=(first, last))
    return Days(*match.span(), parts, _with_weekday(parts))


def _read(match: re.Match[str]) -> _Parts:
    groups = {key: value for key, value in match.groupdict().items() if value}
    parts: dict[str, int] = {key: int(groups[key]) for key in ("year", "day") if key in groups}
    if "month" in groups:
        parts["month"] = _month(groups["month"])
    if "number" in groups:
        parts["month"] = int(groups["number"])
    return frozenset(parts.items())


def _month(name: str) -> int:
    return next(at for at, month in enumerate(_MONTHS, 1) if month.startswith(name[:3].lower()))


def _with_weekday(parts: _Parts) -> _Parts:
    known = dict(parts)
    try:
        return _parts(date(known["year"], known["month"], known["day"]))
    except (KeyError, ValueError):
        return parts


def _weekdays(sentence: str) -> Iterator[Days]:
    for match in _WEEKDAY.finditer(sentence):
        named = frozenset({("weekday", _DAYS.index(match[0].lower()))})
        if match[0][0].isupper():
            yield Days(*match.span(), named, named)
