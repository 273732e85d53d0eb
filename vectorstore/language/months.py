"""Dates by the calendar: days, runs of days, months and years, with their year or without.

A date without its year is the nearest one, and news looks back more than ahead.
"""

import calendar
import re
from datetime import date

from vectorstore.language.tense import is_done, looks_ahead, plans_ahead, tense_before, was_planned

Days = tuple[date, date]

_MONTHS = tuple(name.lower() for name in calendar.month_name)  # [0] is empty
# What one of must be in a text where a month, a year, a day by its number is named (see `dates`).
MONTH_SIGNS = frozenset((*_MONTHS[1:], *"jan feb mar apr jun jul aug sep sept oct nov dec".split()))
YEAR_SIGNS = frozenset(("19", "20"))
ORDINAL_SIGNS = frozenset(("st", "nd", "rd", "th"))
_NAME = r"January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT = r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_MONTH = rf"(?P<month>{_NAME}|(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.)"
_ANY_MONTH = rf"(?P<month>{_NAME}|(?:{_SHORT})\b\.?)"  # beside a day and a year even without its dot
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_ANY_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)(?!\d)"  # beside a month, no other number
_DOM = r"(?P<dom>\d{1,2})(?:st|nd|rd|th)?"
_RUN = r"(?P<dom>\d{1,2})(?:st|nd|rd|th)?\s*(?:[-–—]|to|and)\s*(?P<to>\d{1,2})(?:st|nd|rd|th)?"
# A year follows, or another month's: "in March of that year".
_OF_A_YEAR = (
    r"(?!,?\s+(?:of\s+)?(?:1[5-9]|20)\d\d)(?!,?\s+(?:of|in)\s+(?:that|the same|the following|each|every|any)\s)"
    r"(?!,?\s+(?:of|in)\s+\d{1,4}\s+(?:B\.?C|A\.?D|C\.?E))"
)
_YEAR_AFTER = rf"(?!\s*[-–]?\s*\d){_OF_A_YEAR}"

ISO_DAY = re.compile(rf"(?<![\d/-]){_YEAR}[-/](?P<mm>0[1-9]|1[0-2])[-/](?P<dom>[0-3]\d)(?![\d/-])")
FULL_RUN = re.compile(rf"\b(?:{_ANY_MONTH}\s+{_RUN},?\s+{_ANY_YEAR})")
FULL_RUN_FIRST = re.compile(rf"\b(?:{_RUN}\s+(?:of\s+)?{_ANY_MONTH},?\s+{_ANY_YEAR})")
FULL_MONTH_DAY = re.compile(rf"\b{_ANY_MONTH}\s+{_DOM}\b,?\s+(?:of\s+)?{_ANY_YEAR}")
FULL_DAY_MONTH = re.compile(rf"\b{_DOM}\s+(?:of\s+)?{_ANY_MONTH},?\s+(?:of\s+)?{_ANY_YEAR}")
FULL_MONTH = re.compile(rf"\b(?:(?P<part>[Ee]arly|[Mm]id|[Ll]ate)[ -])?{_ANY_MONTH},?\s+(?:of\s+)?{_ANY_YEAR}")
RUN = re.compile(rf"\b{_MONTH}\s+{_RUN}\b{_YEAR_AFTER}")
RUN_FIRST = re.compile(rf"\b{_RUN}\s+(?:of\s+)?{_MONTH}(?!\w){_YEAR_AFTER}")
MONTH_DAY = re.compile(rf"\b{_ANY_MONTH}\s+{_DOM}\b{_YEAR_AFTER}")
DAY_MONTH = re.compile(rf"\b{_DOM}\s+(?:of\s+)?{_ANY_MONTH}(?!\w){_YEAR_AFTER}")
MONTHS = re.compile(
    rf"\b(?:[Bb]etween|[Ff]rom)\s+(?P<from>{_NAME})\s+(?:and|to|through|until)\s+(?P<month>{_NAME})(?:,?\s+{_YEAR})?(?!\s+\d)"
)
BARE_MONTH = re.compile(
    rf"\b(?P<by>(?i:in|since|until|by|during|of|from|before|after|through|last|next|early|late|mid-))(?:(?<=-)|\s)\s*{_MONTH}(?!\w)(?!\s+\d){_OF_A_YEAR}"
)
ORDINAL = re.compile(
    r"\b(?i:on) the (?P<dom>\d{1,2})(?:st|nd|rd|th)(?: of (?P<which>this|last|next) month)?(?=[.,;:?!)]|$)"
)
YEAR = re.compile(rf"\b(?:in|since|during|until|of|from|by|early|late|mid)[ -]{_YEAR}(?![-–]\d|%)", re.IGNORECASE)
# "The Jan. 6 committee": an event by its date, of whatever year.
_EVENT_AFTER = re.compile(
    r"(?:\s+[\w’'-]+)?\s+(?:attack\w*|riot\w*|massacre|insurrection\w*|committee|commission|memorial|defendants?)\b"
)
_UP_TO = re.compile(r"\b(?:by|until|till)\s+(?:(?:early|late|mid)[\s-]*)?$", re.IGNORECASE)
_HOLIDAY = re.compile(r"\b(?:the\s+)?Fourth\s+$")  # "of July"
_DAY_NAME = r"(?P<day>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_DAY_BEFORE = re.compile(rf"\b{_DAY_NAME},?\s+(?:the\s+)?$")
_DAY_AFTER = re.compile(rf"\s+\((?:an?\s+)?{_DAY_NAME}\)")
_UPDATED = 30  # days; what is told as done on a day so soon was written later than the page says
_PERSONAL = ("by", "of", "from", "before", "after", "through")
_PARTS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}


def full_day(match: re.Match[str], written: date) -> Days:
    """A date that says its day, month and year; a run of days has a last one."""
    named = match.groupdict()
    year, month = int(named["year"]), int(named["mm"]) if "mm" in named else month_number(named["month"])
    first = date(year, month, int(named["dom"]))
    return first, max(first, date(year, month, int(named.get("to") or named["dom"])))


def full_month(match: re.Match[str], written: date) -> Days:
    """A month with its year, or the part of it that is named."""
    return _part((match["part"] or "").lower(), whole_month(int(match["year"]), month_number(match["month"])))


def calendar_day(match: re.Match[str], written: date) -> Days | None:
    """A day, or a run of days, without its year."""
    if _EVENT_AFTER.match(match.string[match.end() :]):
        return None
    month, number, to = month_number(match["month"]), int(match["dom"]), match.groupdict().get("to")
    years = (written.year - 1, written.year, written.year + 1)
    days = [date(year, month, number) for year in years if 1 <= number <= calendar.monthrange(year, month)[1]]
    if named := _weekday_beside(match):
        days = [day for day in days if calendar.day_name[day.weekday()] == named]
    if not days:
        return None
    over, to_come = [one for one in days if one <= written], [one for one in days if one >= written]
    if to_come and looks_ahead(match):
        first = to_come[0]
    elif to_come and over and is_done(match) and (to_come[0] - written).days > _UPDATED:
        first = over[-1]
    else:  # a day to come must be three times as near
        first = min(days, key=lambda one: (one - written) * 3 if one > written else written - one)
    return first, max(first, first.replace(day=int(to))) if to else first


def _weekday_beside(match: re.Match[str]) -> str | None:
    """The weekday that a date is said to be: "Friday, July 3", "July 3 (a Friday)"."""
    found = _DAY_BEFORE.search(match.string[: match.start()]) or _DAY_AFTER.match(match.string[match.end() :])
    return found["day"] if found else None


def bare_month(match: re.Match[str], written: date) -> Days | None:
    """A month without its year: "in March" is the latest one, unless the sentence looks ahead."""
    month, by = month_number(match["month"]), match["by"].lower()
    if by in _PERSONAL and match["month"] == "May":  # more often a person
        return None
    if _HOLIDAY.search(match.string[: match.start()]) or (by == "in" and was_planned(match)):
        return None
    if month == written.month:
        years_on = {"last": -1, "next": 1}.get(by, 0)
    elif by == "next" or (by != "last" and (plans_ahead(match) or (is_end(match) and tense_before(match) != "past"))):
        years_on = int(month < written.month)
    else:
        years_on = -int(month > written.month)
    return _part(by.rstrip("-"), whole_month(written.year + years_on, month))


def is_end(match: re.Match[str]) -> bool:
    """Whether a time expression names when something ends: "until April", "by mid-October"."""
    return bool(_UP_TO.search(before(match)))


def before(match: re.Match[str]) -> str:
    """The text before a day or month, whose preposition may be part of the match."""
    named = match.groupdict()
    return match.string[: min(match.start(name) for name in ("dom", "month") if named.get(name))]


def month_run(match: re.Match[str], written: date) -> Days:
    """Several months in a row: the latest ones, where they lack their year."""
    begin, end = month_number(match["from"]), month_number(match["month"])
    year = int(match["year"]) if match["year"] else written.year - (end > written.month)
    return date(year - (begin > end), begin, 1), whole_month(year, end)[1]


def ordinal(match: re.Match[str], written: date) -> Days:
    """ "On the 11th": of the month that is named, else the latest, or the coming one where the sentence looks ahead."""
    number = int(match["dom"])
    months = written.year * 12 + written.month - 1
    if match["which"]:
        months += {"last": -1, "this": 0, "next": 1}[match["which"]]
    elif number > written.day and not looks_ahead(match):
        months -= 1
    elif number < written.day and looks_ahead(match):
        months += 1
    day = date(months // 12, months % 12 + 1, number)
    return day, day


def whole_year(match: re.Match[str], written: date) -> Days:
    """A year by its number."""
    year = int(match["year"])
    return date(year, 1, 1), date(year, 12, 31)


def _part(name: str, month: Days) -> Days:
    """The ten days or so of an early, mid or late month; all of it for any other word."""
    start, end = _PARTS.get(name, (1, 31))
    return month[0].replace(day=start), month[0].replace(day=min(end, month[1].day))


def whole_month(year: int, month: int) -> Days:
    """The first and last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def month_number(name: str) -> int:
    """1 for "January", "Jan." or "jan"."""
    return next(number for number, month in enumerate(_MONTHS) if month.startswith(name.lower()[:3]) and number)
