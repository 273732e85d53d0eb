"""Whether a reader may be told which days words mean: a wrong date is worse than none.

What is resolved is the likeliest; it is told where the verb nearest to the words bears it out, or where there is but
one way to read them.
"""

import re
from datetime import date

from vectorstore.language.months import before, is_end
from vectorstore.language.prefixes import prefix_end
from vectorstore.language.tense import is_denied, is_done, is_to_be_done, opens, tense

Days = tuple[date, date]

_RECENT = 60  # days; the last of a month that is so near is meant, where no verb says otherwise
_LONG_AGO = 183  # days; the same day of the next year is nearer
_SOON = 45  # days; the same of the next
_LATER_THIS_YEAR = 300  # days; "starts July 26" may be today's news of yesterday's start
_RECURS = re.compile(
    r"\b(?:annually|usually|typically|often|always|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days)\b"
    r"|\b(?:each|every)\s+(?:[\w’']+\s+){0,3}\W?$",
    re.IGNORECASE,
)
# "Still used today", "known today as", "just like today": these days.
_THESE_DAYS = re.compile(r"\bstill\b|\b(?:found|known|like|is|are|seen|use|used)\s+$", re.IGNORECASE)
# What "today's" stands before where it means the times: a country, several, "the world".
_NOWADAYS = re.compile(
    r"\s+(?:[A-ZÀ-Þ]|[\w-]+(?<!s)s\b|(?:age|economy|generation|market|society|technology|world|youth)\b)"
)
_WHICH_YEAR = re.compile(r",?\s+(?:of\s+)?(?:last|this|next)\s+year\b", re.IGNORECASE)
_HOURS = re.compile(r"\b\w{3,6}days?\s+(?:through|to)\s+\w{3,6}day", re.IGNORECASE)
_SINCE = re.compile(r"\bsince\s+(?:(?:early|late|mid)[\s-]*)?$", re.IGNORECASE)
_THROUGH = re.compile(r"\b(?:through|until|till|by|before)\s+(?:(?:early|late|mid)[\s-]*)?$", re.IGNORECASE)


def always(match: re.Match[str], days: Days, written: date) -> bool:
    """Of words that can be read in one way: "yesterday", "two days ago"."""
    return True


def near(match: re.Match[str], days: Days, written: date) -> bool:
    """Of "yesterday", and of "today" where something happens on it: "today's teens", "just like today" mean no day."""
    if match["near"].lower() != "today":
        return True
    if match[0].endswith("s"):
        return not _NOWADAYS.match(match.string, match.end())
    return not _THESE_DAYS.search(match.string[: match.start()]) and tense(match) in ("past", "ahead", "intent")


def weekday(match: re.Match[str], days: Days, written: date) -> bool:
    """Of "on Tuesday": today's, or one that the verb puts on the side of today where it was looked for."""
    if match["which"] or match["week"]:
        return True
    if _HOURS.search(match.string):
        return False
    told = tense(match)
    return days[0] == written or (told == "ahead" if days[0] > written else told in ("past", "intent"))


def weekend(match: re.Match[str], days: Days, written: date) -> bool:
    """Of "over the weekend": as a weekday. Which one is "next weekend", people do not agree."""
    which = match["which"].lower()
    if which == "next" or not which.endswith("the"):
        return which != "next"
    return tense(match) == "ahead" if days[0] > written else tense(match) in ("past", "intent")


def span(match: re.Match[str], days: Days, written: date) -> bool:
    """Of "last week": not on a Sunday, which ends a week or begins one."""
    return match["unit"].lower() != "week" or written.weekday() != 6


def undated(match: re.Match[str], days: Days, written: date) -> bool:
    """Of a day or a month without its year, where it is neither of every year nor of a dateline."""
    first, last = days
    if _WHICH_YEAR.match(match.string, match.end()):  # "in July last year": the year says it
        return False
    if match.start() < prefix_end(match.string) or _RECURS.search(match.string[: match.start()]):
        return False
    if first <= written <= last or match.groupdict().get("by", "").lower() in ("last", "next"):
        return True
    told = tense(match)
    return _is_to_come(match, (first - written).days, told) if first > written else _is_over(match, written, last, told)


def _is_to_come(match: re.Match[str], ahead: int, told: str | None) -> bool:
    if told == "past":
        return False
    return is_end(match) or ahead <= (_LATER_THIS_YEAR if told == "ahead" else _SOON)


def _is_over(match: re.Match[str], written: date, last: date, told: str | None) -> bool:
    if (written - last).days <= _RECENT:
        return told not in ("ahead", "open", "intent")
    if _SINCE.search(before(match)):
        return True
    if "dom" in match.groupdict() and (written - last).days > _LONG_AGO:
        return told == "past" and (opens(match) or (is_done(match) and last.year == written.year))
    if is_to_be_done(match) and not is_denied(match):
        return False
    return told == "past" and (not _THROUGH.search(before(match)) or is_denied(match))
