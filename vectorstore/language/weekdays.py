"""Weekdays and the days around today, resolved against the day they were written.

A weekday in a report is the latest one up to and including that day, unless the sentence looks ahead.
"""

import re
from datetime import date, timedelta

from vectorstore.language.tense import looks_ahead, was_planned

Days = tuple[date, date]

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# What one of must be in a text where such a day is named (see `dates`).
WEEKDAY_SIGNS = frozenset(_DAYS)
NEAR_SIGNS = frozenset("yesterday today tonight tomorrow night morning afternoon evening".split())
OVERNIGHT_SIGNS = frozenset(("overnight",))
WEEKEND_SIGNS = frozenset(("weekend",))
_PART = r"(?:\s+(?:morning|afternoon|evening|night))?"
_POSSESSIVE = r"(?:[’']s)?"
_WEEKS = r"(?:\s+(?:of\s+)?(?P<week>last|this|next)\s+week)?"
WEEKDAY = re.compile(
    rf"\b(?:(?P<which>last|next|this|this past|this coming)\s+)?(?P<day>{'|'.join(_DAYS)}){_PART}\b{_WEEKS}"
    rf"{_POSSESSIVE}",
    re.IGNORECASE,
)
NEAR = re.compile(
    rf"\b(?P<near>the day before yesterday|the day after tomorrow|last night|this (?:morning|afternoon|evening)"
    rf"|today|tonight|yesterday|tomorrow){_PART}\b{_POSSESSIVE}",
    re.IGNORECASE,
)
_NEAR_DAYS = {
    "the day before yesterday": -2,
    "yesterday": -1,
    "last night": -1,
    "tomorrow": 1,
    "the day after tomorrow": 2,
}
# "Overnight camps", "an overnight success" are no time.
OVERNIGHT = re.compile(
    r"\b(?<!an )(?<!the )[Oo]vernight"
    r"(?=\s*(?:[.,;:)–—]|$)|\s+(?:after|and|as|at|by|during|for|from|in|that|to|when|with)\b)"
)
WEEKEND = re.compile(
    r"\b(?P<which>last|this|this past|this coming|next|over the|at the|on the)\s+weekend\b(?:[’']s)?", re.I
)
_AROUND = 40  # characters that can tell
# A weekday that belongs to a written-out date, or to a name.
_DOM = r"\d{1,2}(?:st|nd|rd|th)?"
_MONTH_NAME = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.)"
)
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
_RECURS_AFTER = re.compile(r"\s+(?:mornings|afternoons|evenings|nights)\b")
_ANY = re.compile(r"\ba\s+$")  # "it was a Tuesday"; "a Tuesday vote" is of this week
_ENDS = re.compile(r"\s*(?:$|[—–.,;:)]|(?:in|when|that)\b)")
# Several in a row are a schedule, not days of the news.
_LISTED_BEFORE = re.compile(rf"(?:{'|'.join(_DAYS)})(?:,|,?\s+(?:and|or|to|through))\s+$", re.IGNORECASE)
_LISTED_AFTER = re.compile(rf"(?:,|,?\s+(?:and|or|to|through))\s+(?:{'|'.join(_DAYS)})\b", re.IGNORECASE)


def weekday(match: re.Match[str], written: date) -> Days | None:
    """The day of "on Tuesday", "last Friday", "Monday of last week"; None where no one day is meant."""
    if match["day"][0].islower() or not _is_one_day(match):
        return None
    which, number = (match["which"] or "").lower(), _DAYS.index(match["day"].lower())
    if match["week"]:
        steps = {"last": -1, "this": 0, "next": 1}[match["week"].lower()]
        return _one(written + timedelta(number - written.weekday() + 7 * steps))
    back = (written.weekday() - number) % 7
    if back == 0:
        return _one(written + timedelta({"last": -7, "next": 7}.get(which, 0)))
    if not which and was_planned(match):
        return None
    ahead = which in ("next", "this", "this coming") or (not which and looks_ahead(match))
    return _one(written + timedelta(7 - back if ahead else -back))


def near(match: re.Match[str], written: date) -> Days | None:
    """The day of "yesterday", "last night", "the day after tomorrow"."""
    words = match["near"]
    opens = not re.search(r"\w", match.string[: match.start()])
    if not (words.islower() or (opens and words[0].isupper() and words[1:].islower())):
        return None  # "USA TODAY", "Russia Today"
    return _one(written + timedelta(_NEAR_DAYS.get(" ".join(words.lower().split()), 0)))


def overnight(match: re.Match[str], written: date) -> Days:
    """The night before, which belongs to two days."""
    return written - timedelta(1), written


def weekend(match: re.Match[str], written: date) -> Days:
    """Saturday and Sunday: the latest, or the coming one where the words or the sentence look ahead.

    "Last weekend" is over; "this weekend" is the coming one from Wednesday on.
    """
    which = match["which"].lower()
    saturday = written - timedelta((written.weekday() - 5) % 7)  # the latest, which may be today
    going_on = written.weekday() >= 5
    if which == "next":
        saturday += timedelta(7 if going_on else 14)
    elif which == "this" and not going_on:
        saturday += timedelta(7 if written.weekday() >= 2 or looks_ahead(match) else 0)
    elif which == "this coming" or (which.endswith("the") and not going_on and looks_ahead(match)):
        saturday += timedelta(7)
    elif which in ("last", "this past") and going_on:
        saturday -= timedelta(7)
    return saturday, saturday + timedelta(1)


def _is_one_day(weekday: re.Match[str]) -> bool:
    """Whether a weekday is neither part of a name, nor of a written-out date, nor one of many."""
    start, end = weekday.span()
    before, after = weekday.string[max(0, start - _AROUND) : start], weekday.string[end : end + _AROUND]
    return not (
        _NAME_BEFORE.search(before)
        or _LISTED_BEFORE.search(before)
        or _LISTED_AFTER.match(after)
        or _NAME_AFTER.match(weekday.string[weekday.end("day") : end + _AROUND])
        or _DATE_FOLLOWS.match(after)
        or _RECURS_BEFORE.search(before)
        or _RECURS_AFTER.match(after)
        or (_ANY.search(before) and _ENDS.match(after))
    )


def _one(day: date) -> Days:
    return day, day
