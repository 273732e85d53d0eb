"""Weeks, months and years around today, and what is counted from it: "two days ago", "in the past week"."""

import re
from datetime import date, timedelta

from vectorstore.language.months import whole_month

Days = tuple[date, date]

_WORDS = "a couple of,a,an,one,two,three,four,five,six,seven,eight,nine,ten,eleven,twelve".split(",")
_COUNTS = dict(zip(_WORDS, (2, 1, 1, 1, *range(2, 13)), strict=True))
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(_WORDS)})"
_POSSESSIVE = r"(?:[’']s)?"
# What one of must be in a text where such a time is named (see `dates`).
SPAN_SIGNS = frozenset(("week", "month", "year"))
AGO_SIGNS = frozenset(("ago", "recent"))
PAST_SIGNS = frozenset(("past", "last", "previous"))
COMING_SIGNS = frozenset(("next", "coming", "following"))
SPAN = re.compile(
    rf"\b(?:(?P<part>earlier|later)\s+)?(?P<which>last|this|next)\s+(?P<unit>week|month|year)\b{_POSSESSIVE}",
    re.IGNORECASE,
)
AGO = re.compile(rf"\b{_COUNT}\s+(?P<unit>day|week|fortnight|month|year|decade)s?\s+ago\b(?!\s+\w+day\b)", re.I)
FEW_AGO = re.compile(
    r"\b(?:(?P<count>a few|several|some)\s+(?P<unit>day|week)s\s+ago|(?P<lately>in recent days))\b", re.I
)
_PAST = (
    rf"\b(?:(?:in|over|during|for|within|throughout)\s+the\s+(?:past|last|previous)\s+(?:{_COUNT}\s+)?"
    rf"|the\s+(?:past|last)\s+(?P<counted>\d{{1,3}}|{'|'.join(_WORDS)})\s+)"
)
PAST_DAYS = re.compile(rf"{_PAST}(?P<unit>hour|day|week|fortnight)s?\b(?!\s+of\b)", re.IGNORECASE)
PAST_MONTHS = re.compile(rf"{_PAST}(?P<unit>month|year|decade)s?\b(?!\s+of\b)", re.IGNORECASE)
COMING = re.compile(
    rf"\b(?:in|over|during|for|within)\s+the\s+(?:next|coming|following)\s+(?:{_COUNT}\s+)?(?P<unit>day|week|month)s?\b",
    re.IGNORECASE,
)
# "The last week of", "his last month": not counted from today.
_PERIOD_BEFORE = re.compile(r"(?:\b(?:the|his|her|its|their|our|my|your|every|each)|[’']s)\s+$", re.IGNORECASE)


def span(match: re.Match[str], written: date) -> Days | None:
    """The calendar week (from Monday), month or year of "last week", or its days so far, or those to come."""
    if _PERIOD_BEFORE.search(match.string[max(0, match.start() - 20) : match.start()]):
        return None
    first, last = _calendar(match["unit"].lower(), written, {"last": -1, "this": 0, "next": 1}[match["which"].lower()])
    part = (match["part"] or "").lower()
    return (max(first, written) if part == "later" else first), (min(last, written) if part == "earlier" else last)


def ago(match: re.Match[str], written: date) -> Days | None:
    """The day that many days back; the calendar week, month or year that many of them back."""
    count, unit = _number(match["count"]), match["unit"].lower()
    if unit == "day":
        day = written - timedelta(count)
        return day, day
    return _calendar({"fortnight": "week", "decade": "year"}.get(unit, unit), written, -count * _TIMES.get(unit, 1))


def few_ago(match: re.Match[str], written: date) -> Days:
    """A few are two to five; "recent days" end today."""
    days = 7 if match["unit"] and match["unit"].lower() == "week" else 1
    return written - timedelta(5 * days), written - timedelta(0 if match["lately"] else 2 * days)


def past(match: re.Match[str], written: date) -> Days | None:
    """So many days, weeks, months or years up to today."""
    words = match["count"] or match["counted"]
    if match[0].lower().endswith("s") and not words:  # "the past days": how many, nobody says
        return None
    return _back(match["unit"].lower(), _number(words or "a"), written), written


def coming(match: re.Match[str], written: date) -> Days | None:
    """So many days, weeks or months from today."""
    count, unit = _number(match["count"] or "a"), match["unit"].lower()
    days = {"day": 1, "week": 7, "month": 30}[unit] * count
    return written, written + timedelta(days)


_TIMES = {"fortnight": 2, "decade": 10}


def _calendar(unit: str, written: date, steps: int) -> Days:
    if unit == "week":
        monday = written - timedelta(written.weekday()) + timedelta(7 * steps)
        return monday, monday + timedelta(6)
    if unit == "year":
        return date(written.year + steps, 1, 1), date(written.year + steps, 12, 31)
    months = written.year * 12 + written.month - 1 + steps
    return whole_month(months // 12, months % 12 + 1)


def _back(unit: str, count: int, written: date) -> date:
    if unit in ("hour", "day", "week", "fortnight"):
        hours = {"hour": 1, "day": 24, "week": 7 * 24, "fortnight": 14 * 24}[unit] * count
        return written - timedelta(-(-hours // 24))
    months = written.year * 12 + written.month - 1 - count * {"month": 1, "year": 12, "decade": 120}[unit]
    first, last = whole_month(months // 12, months % 12 + 1)
    return first.replace(day=min(written.day, last.day))


def _number(words: str) -> int:
    words = " ".join(words.lower().split())
    return int(words) if words.isdigit() else _COUNTS[words]
