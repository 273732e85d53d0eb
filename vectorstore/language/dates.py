"""Time expressions in an article, resolved against its publication date.

"On Tuesday" means nothing without the day it was written. `tense`, `weekdays`, `months` and `periods` know the words,
`certainty` which of them leave no doubt; here they are found in a sentence, and the sure ones shown beside it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from vectorstore.language import certainty, months, periods, weekdays

_LONGEST = 1_000  # characters of a sentence that are looked at
# Most sentences name no time. What tells it at once is a word that a rule must find, or how a year begins.
_SIGN = re.compile(r"[a-z]+|(?:19|20)(?=\d\d)")
# A sentence may also begin inside a quotation, with only its closing mark there.
_QUOTATION = re.compile(
    r"^[^“”]*”|^[^\"]*[^\s\"(\[–—-]\"(?!\w)|“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|«[^»]*(?:»|$)|‘(?:[^’]|’(?=\w))*’"
)


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words of a text, `text[start:end]`, and the first and last day they mean (inclusive).

    `dated` words name the month themselves and lack only the year. A reader needs nothing beside words that are not
    `relative`, because they say all, or too little.
    """

    start: int
    end: int
    first: date
    last: date
    dated: bool
    relative: bool = True

    def __str__(self) -> str:
        """What an answer adds: `11 November 2025`, `3–9 November 2025`, or the year alone."""
        return str(self.first.year) if self.dated else shown(self.first, self.last)


def day_of(moment: str | None) -> date | None:
    """The calendar day of an ISO date or date-time, where it was published; None for none."""
    return None if moment is None else datetime.fromisoformat(moment).date()


def shown(first: date, last: date) -> str:
    """A day or a span of days in words."""
    full = f"{last.day} {last:%B %Y}"
    if first == last:
        return full
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    if (first.year, first.month, first.day) == (last.year, last.month, 1) and (last + timedelta(1)).day == 1:
        return f"{first:%B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{full}"
    return f"{first.day} {first:%B}{'' if first.year == last.year else f' {first.year}'} – {full}"


def time_expressions(sentence: str, published: date | None) -> tuple[TimeExpression, ...]:
    """The time expressions of one sentence, in order, none overlapping; relative ones not inside a quotation.

    Without a publication date, only those that say their year.
    """
    return tuple(expression for expression, _ in _found(sentence, published))


def with_dates(sentence: str, published: date | None) -> str:
    """The sentence with the days of each relative expression in parentheses behind it, each said once.

    Nothing is said that stands there already, nor where the sentence leaves room for other days
    (`vectorstore.language.certainty`).
    """
    parts, at, told = [], 0, set[str]()
    for expression, sure in _found(sentence, published) if published else ():
        days = str(expression)
        if expression.relative and days not in told and not _has(sentence, days) and sure():
            parts += [sentence[at : expression.end], f" ({days})"]
            at = expression.end
            told.add(days)
    return "".join([*parts, sentence[at:]])


def _has(sentence: str, days: str) -> bool:
    return re.search(rf"(?<!\d){re.escape(days)}(?!\d)", sentence) is not None


def _found(sentence: str, published: date | None) -> list[tuple[TimeExpression, Callable[[], bool]]]:
    """The expressions of a sentence, each with the question whether it is sure."""
    text = sentence[:_LONGEST]
    if not (signs := _SIGNS.intersection(_SIGN.findall(text.lower()))):
        return []
    rules = [rule for rule in _RULES if not rule.signs.isdisjoint(signs) and (published or rule.whole)]
    quoted = [match.span() for match in _QUOTATION.finditer(text)] if rules else []
    found: list[tuple[TimeExpression, Callable[[], bool]]] = []
    written = published or date.min
    for rule in rules:
        for match in rule.pattern.finditer(text):
            if not rule.whole and _overlaps(match, quoted):
                continue
            days = _resolved(rule, match, written)
            if days and not _overlaps(match, [(one.start, one.end) for one, _ in found]):
                dated = not rule.whole and "month" in match.groupdict()
                expression = TimeExpression(match.start(), match.end(), *days, dated, rule.told)
                found.append((expression, partial(rule.certain, match, days, written)))
    return sorted(found, key=lambda one: one[0].start)


_Days = tuple[date, date]
_Resolver = Callable[[re.Match[str], date], _Days | None]


@dataclass(frozen=True, slots=True)
class _Rule:
    """How words are found and resolved, and when the days are `certain` (`vectorstore.language.certainty`).

    They are `told` where a reader needs them; the words are `whole` where they name the year.

    Whatever the pattern finds holds one of the `signs`.
    """

    pattern: re.Pattern[str]
    signs: frozenset[str]
    resolve: _Resolver
    certain: Callable[[re.Match[str], _Days, date], bool] = certainty.always
    told: bool = True
    whole: bool = False


def _resolved(rule: _Rule, match: re.Match[str], published: date) -> _Days | None:
    try:
        return rule.resolve(match, published)
    except (ValueError, OverflowError):  # before the year 1 or after 9999, or no day of that month
        return None


def _overlaps(match: re.Match[str], spans: list[tuple[int, int]]) -> bool:
    return any(start < match.end() and match.start() < end for start, end in spans)


# The first to fit has the words.
_RULES: tuple[_Rule, ...] = (
    _Rule(months.ISO_DAY, months.YEAR_SIGNS, months.full_day, told=False, whole=True),
    *(
        _Rule(pattern, months.MONTH_SIGNS, months.full_day, told=False, whole=True)
        for pattern in (months.FULL_RUN, months.FULL_RUN_FIRST, months.FULL_MONTH_DAY, months.FULL_DAY_MONTH)
    ),
    _Rule(months.MONTHS, months.MONTH_SIGNS, months.month_run, told=False),
    _Rule(months.FULL_MONTH, months.MONTH_SIGNS, months.full_month, told=False, whole=True),
    _Rule(months.RUN, months.MONTH_SIGNS, months.calendar_day, certainty.undated),
    _Rule(months.RUN_FIRST, months.MONTH_SIGNS, months.calendar_day, certainty.undated),
    _Rule(months.MONTH_DAY, months.MONTH_SIGNS, months.calendar_day, certainty.undated),
    _Rule(months.DAY_MONTH, months.MONTH_SIGNS, months.calendar_day, certainty.undated),
    _Rule(months.BARE_MONTH, months.MONTH_SIGNS, months.bare_month, certainty.undated),
    _Rule(months.YEAR, months.YEAR_SIGNS, months.whole_year, told=False, whole=True),
    _Rule(months.ORDINAL, months.ORDINAL_SIGNS, months.ordinal, certainty.undated),
    _Rule(weekdays.WEEKDAY, weekdays.WEEKDAY_SIGNS, weekdays.weekday, certainty.weekday),
    _Rule(weekdays.NEAR, weekdays.NEAR_SIGNS, weekdays.near, certainty.near),
    _Rule(weekdays.OVERNIGHT, weekdays.OVERNIGHT_SIGNS, weekdays.overnight),
    _Rule(weekdays.WEEKEND, weekdays.WEEKEND_SIGNS, weekdays.weekend, certainty.weekend),
    _Rule(periods.AGO, periods.AGO_SIGNS, periods.ago),
    _Rule(periods.FEW_AGO, periods.AGO_SIGNS, periods.few_ago, told=False),
    _Rule(periods.PAST_DAYS, periods.PAST_SIGNS, periods.past),
    _Rule(periods.PAST_MONTHS, periods.PAST_SIGNS, periods.past, told=False),
    _Rule(periods.COMING, periods.COMING_SIGNS, periods.coming, told=False),
    _Rule(periods.SPAN, periods.SPAN_SIGNS, periods.span, certainty.span),
)
_SIGNS = frozenset().union(*(rule.signs for rule in _RULES))
