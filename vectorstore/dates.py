"""Time expressions in an article, resolved against its publication date.

"On Tuesday" means nothing without the day it was written. A weekday in a report is the latest one up to and
including the day of publication, unless the sentence looks ahead; a date without its year is the nearest one.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = tuple(name.lower() for name in calendar.month_name)  # [0] is empty
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.)"
)
_PART = r"(?:\s+(?:morning|afternoon|evening|night))?"
_POSSESSIVE = r"(?:[’']s)?"
_WEEKDAY = re.compile(
    rf"\b(?:(?P<which>last|next|this|this past|this coming)\s+)?(?P<day>{'|'.join(_DAYS)}){_PART}\b{_POSSESSIVE}",
    re.IGNORECASE,
)
_NEAR = re.compile(rf"\b(?P<near>today|tonight|yesterday|tomorrow){_PART}\b{_POSSESSIVE}", re.IGNORECASE)
_NEAR_DAYS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_SPAN = re.compile(rf"\b(?P<which>last|this|next)\s+(?P<unit>week|month|year)\b{_POSSESSIVE}", re.IGNORECASE)
_YEAR_AFTER = r"(?!\s*[-–]?\s*\d)(?!,?\s+(?:of\s+)?(?:19|20)\d\d)"
_MONTH_DAY = re.compile(rf"\b{_MONTH}\s+(?P<dom>\d{{1,2}})(?:st|nd|rd|th)?\b{_YEAR_AFTER}")
_DAY_MONTH = re.compile(rf"\b(?P<dom>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?!\w){_YEAR_AFTER}")
_BARE_MONTH = re.compile(
    rf"\b(?P<by>(?i:in|since|until|by|last|next|early|late|mid-))\s*{_MONTH}(?!\w)(?!\s+\d)(?!,?\s+(?:19|20)\d\d)"
)
# A weekday that belongs to a written-out date, or to a name.
_DOM = r"\d{1,2}(?:st|nd|rd|th)?"
_MONTH_NAME = _MONTH.replace("?P<month>", "?:")
_DATE_FOLLOWS = re.compile(
    rf",?\s+\(?(?:the\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)\b|{_DOM}\s+(?:of\s+)?{_MONTH_NAME}|{_MONTH_NAME}\s+\d)"
)
_NAME_BEFORE = re.compile(
    r"\b(?:Black|Cyber|Good|Super|Bloody|Freaky|Ash|Maundy|Easter|Palm|Giving|Bowl|Fat|Shrove|Small Business|Holy"
    r"|Sheffield|Blue|Manic|Whit|Pancake|Taco|Throwback)\s+$"
)
_NAME_AFTER = re.compile(r"\s+(?:Night (?:Football|Live|Lights|Raw)|Times|Post|Herald|Telegraph|Mirror)\b")
# No one day is meant, or one that another expression counts from.
_RECURS_BEFORE = re.compile(
    r"\b(?:(?:every|each|any|most|some|first|second|third|fourth|other|another|one)|weeks?\s+(?:on|from|ago))\s+$",
    re.IGNORECASE,
)
_COUNTED_AFTER = re.compile(r"\s+(?:of\s+)?(?:last|next|this)\s+week\b")
_PERIOD_BEFORE = re.compile(r"(?:\b(?:the|his|her|its|their|our|my|your|every|each)|[’']s)\s+$", re.IGNORECASE)
# "The Jan. 6 committee": an event by its date, of whatever year.
_EVENT_AFTER = re.compile(
    r"(?:\s+[\w’'-]+)?\s+(?:attack\w*|riot\w*|massacre|insurrection\w*|committee|commission|memorial|defendants?)\b"
)
_AHEAD = re.compile(
    r"\b(?:will|won[’']t|shall|is to|are to|set (?:to|for)|due|scheduled|expected|plans?|planned|upcoming|ahead of"
    r"|slated|begins?|starts?|kicks? off)\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"(?<!\bbe )(?<!\bbeen )\b(?:said|announced|told|wrote|reported|added|confirmed|stated)"
    r"\s+(?:\w+\s+)?(?:on\s+|late\s+)?$"
)
# "Was due to end on Friday": before or after the day of publication, only the reader of the whole can tell.
_PAST_PLAN = re.compile(
    r"\b(?:was|were|been)\s+(?:\w+\s+)?(?:due|scheduled|expected|set|slated|planned|supposed|to)\b", re.IGNORECASE
)
# Several in a row are a schedule, not days of the news.
_LISTED_BEFORE = re.compile(rf"(?:{'|'.join(_DAYS)})(?:,|,?\s+(?:and|or|to|through))\s+$", re.IGNORECASE)
_LISTED_AFTER = re.compile(rf"(?:,|,?\s+(?:and|or|to|through))\s+(?:{'|'.join(_DAYS)})\b", re.IGNORECASE)
# "On Friday, the court will": the verb of the clause that the weekday opens.
_OPENING = re.compile(r"\W*(?:(?:on|by|from)\s+)?", re.IGNORECASE)
_WILL_FOLLOWS = re.compile(
    r",?(?:\s+(?!(?:\w+ed|was|were|had|did|said|says|told|won|that|who|which|and|as|after|but)\b)[\w.’'-]+){1,6}?"
    r"\s+(?:will|won[’']t|shall|(?:is|are)\s+(?:to|due|set|expected|scheduled))\b"
)
# A sentence may also begin inside a quotation, with only its closing mark there.
_QUOTATION = re.compile(
    r"^[^“”]*”|^[^\"]*[^\s\"(\[–—-]\"(?!\w)|“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|«[^»]*(?:»|$)|‘(?:[^’]|’(?=\w))*’"
)


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words of a text, `text[start:end]`, and the first and last day they mean (inclusive).

    `dated` words name the month themselves and lack only the year.
    """

    start: int
    end: int
    first: date
    last: date
    dated: bool

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


def time_expressions(sentence: str, published: date) -> tuple[TimeExpression, ...]:
    """The relative and year-less expressions of one sentence, in order, none overlapping, none inside a quotation."""
    quoted = [match.span() for match in _QUOTATION.finditer(sentence)]
    found: list[TimeExpression] = []
    for pattern, resolve in _RESOLVERS:
        for match in pattern.finditer(sentence):
            if any(start < match.end() and match.start() < end for start, end in quoted):
                continue
            days = _resolved(resolve, match, published)
            if days and not any(one.start < match.end() and match.start() < one.end for one in found):
                found.append(TimeExpression(match.start(), match.end(), *days, dated="month" in match.groupdict()))
    return tuple(sorted(found, key=lambda one: one.start))


def with_dates(sentence: str, published: date | None) -> str:
    """The sentence with each relative expression's days in parentheses behind it, each day said once."""
    if published is None:
        return sentence
    parts, at, told = [], 0, set[str]()
    for expression in time_expressions(sentence, published):
        days = str(expression)
        if days not in told:
            parts += [sentence[at : expression.end], f" ({days})"]
            at = expression.end
            told.add(days)
    return "".join([*parts, sentence[at:]])


_Days = tuple[date, date]
_Resolver = Callable[[re.Match[str], date], _Days | None]


def _resolved(resolve: _Resolver, match: re.Match[str], published: date) -> _Days | None:
    try:
        return resolve(match, published)
    except (ValueError, OverflowError):  # before the year 1 or after 9999
        return None


def _weekday(match: re.Match[str], published: date) -> _Days | None:
    if match["day"][0].islower() or not _is_one_day(match):
        return None
    which = (match["which"] or "").lower()
    back = (published.weekday() - _DAYS.index(match["day"].lower())) % 7
    if back == 0:
        return _one(published + timedelta({"last": -7, "next": 7}.get(which, 0)))
    if not which and _PAST_PLAN.search(_clause_before(match)):
        return None
    ahead = which in ("next", "this", "this coming") or (not which and _looks_ahead(match))
    return _one(published + timedelta(7 - back if ahead else -back))


def _is_one_day(weekday: re.Match[str]) -> bool:
    """Whether a weekday is neither part of a name, nor of a written-out date, nor one of many."""
    before, after = weekday.string[: weekday.start()], weekday.string[weekday.end() :]
    return not (
        _NAME_BEFORE.search(before)
        or _LISTED_BEFORE.search(before)
        or _LISTED_AFTER.match(after)
        or _NAME_AFTER.match(weekday.string[weekday.end("day") :])
        or _DATE_FOLLOWS.match(after)
        or _RECURS_BEFORE.search(before)
        or _COUNTED_AFTER.match(after)
    )


def _looks_ahead(match: re.Match[str]) -> bool:
    before = match.string[: match.start()]
    if _OPENING.fullmatch(before):
        return bool(_WILL_FOLLOWS.match(match.string[match.end() :]))
    return bool(_AHEAD.search(_clause_before(match))) and not _REPORTED.search(before)


def _clause_before(match: re.Match[str]) -> str:
    return re.split(r"[,;:–—]", match.string[: match.start()])[-1]


def _near(match: re.Match[str], published: date) -> _Days | None:
    opens = not re.search(r"\w", match.string[: match.start()])
    if not (match["near"].islower() or (opens and match["near"].istitle())):
        return None  # "USA TODAY", "Russia Today"
    return _one(published + timedelta(_NEAR_DAYS[match["near"].lower()]))


def _span(match: re.Match[str], published: date) -> _Days | None:
    if _PERIOD_BEFORE.search(match.string[: match.start()]):
        return None
    step = {"last": -1, "this": 0, "next": 1}[match["which"].lower()]
    unit = match["unit"].lower()
    if unit == "week":
        monday = published - timedelta(published.weekday()) + timedelta(7 * step)
        return monday, monday + timedelta(6)
    if unit == "year":
        return date(published.year + step, 1, 1), date(published.year + step, 12, 31)
    months = published.year * 12 + published.month - 1 + step
    return _whole_month(months // 12, months % 12 + 1)


def _calendar_day(match: re.Match[str], published: date) -> _Days | None:
    if _EVENT_AFTER.match(match.string[match.end() :]):
        return None
    month, day = _month_number(match["month"]), int(match["dom"])
    years = (published.year - 1, published.year, published.year + 1)
    days = [date(year, month, day) for year in years if 1 <= day <= calendar.monthrange(year, month)[1]]
    if not days:
        return None
    to_come = [one for one in days if one >= published]
    if to_come and _looks_ahead(match):
        return _one(to_come[0])
    # News looks back more than ahead: a day to come must be three times as near.
    return _one(min(days, key=lambda one: (one - published) * 3 if one > published else published - one))


def _bare_month(match: re.Match[str], published: date) -> _Days | None:
    month, by = _month_number(match["month"]), match["by"].lower()
    if by == "by" and match["month"] == "May":  # more often a person
        return None
    if month == published.month:
        years_on = {"last": -1, "next": 1}.get(by, 0)
    elif by in ("next", "by", "until") or (by != "last" and _AHEAD.search(match.string[: match.start()])):
        years_on = int(month < published.month)
    else:
        years_on = -int(month > published.month)
    return _whole_month(published.year + years_on, month)


def _one(day: date) -> _Days:
    return day, day


def _whole_month(year: int, month: int) -> _Days:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _month_number(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS) if month.startswith(name.lower()[:3]) and number)


_RESOLVERS: tuple[tuple[re.Pattern[str], _Resolver], ...] = (
    (_MONTH_DAY, _calendar_day),
    (_DAY_MONTH, _calendar_day),
    (_BARE_MONTH, _bare_month),
    (_WEEKDAY, _weekday),
    (_NEAR, _near),
    (_SPAN, _span),
)
