"""When a question asks about: its words for time become the first and last day that are searched.

"On 11 November", "since Monday", "last week", "between March and May" keep out what lies outside. "Latest", "what's
new" and "now" prefer what is new. A date inside a name ("World Cup 2022", "9/11") and several times in one question do
neither: they are words like others. So is a year, for what happened in it is told for years; but where nothing else is
asked ("what happened in 2023?"), it counts. Pure: a question and a day go in.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from vectorstore.indexes.lexical import stems
from vectorstore.language.dates import TimeExpression, time_expressions

Newest = Callable[[], date | None]
"""The day of publication of the newest article, if any says."""


@dataclass(frozen=True, slots=True)
class When:
    """The days asked about, inclusive; `rest` is the question without the words that say so.

    `latest`: what is new comes first; `news`: it is what is asked for.
    """

    rest: str
    since: date | None = None
    until: date | None = None
    latest: bool = False
    news: bool = False

    @property
    def dated(self) -> bool:
        """Whether days are asked about."""
        return self.since is not None or self.until is not None


# Readers write "nov 11" and "last tuesday"; "march" and "may" are months only where a date can stand.
_SMALL = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|april|june|july|august|september|october"
    r"|november|december|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)(?=\.?\s+\d)"
    r"|(?:(?<=\bin )|(?<=\bof )|(?<=\bsince )|(?<=\buntil )|(?<=\bduring )|(?<=\bbefore )|(?<=\bafter )|(?<=\d ))"
    r"(?:mar(?:ch)?|may|(?:jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec)(?=\b))|(?:march|may)(?=\s+\d))\b"
)
# Articles list weekdays; a question asks from one to another.
_IN_A_ROW = re.compile(r"(?<=day )(?:and|to|through|until)(?= (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)")
# "The latest" by itself or of news, not "his latest book"; "now" at the end, not "who is now minister".
_NEWS = re.compile(
    r"\b(?:the\s+)?(?:latest|newest|most recent)(?:\s+(?:news|updates?|developments?|word|reports?)\b"
    r"|(?=\s+(?:on|about|from|in|with|regarding)\b|\s*[?.!]?\s*$))"
    r"|\bwhat(?:['’]s|s|\s+is|\s+are)\s+new\b(?=\s+(?:on|about|from|in|with|at|since)\b|\s*[?.!]?\s*$)"
    r"|\bany(?:\s+(?:new|news|updates?)|thing\s+new)\b|\bwhat(?:['’]s|s|\s+is)\s+(?:happening|going on)\b",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:right now|at the moment|as of now|these days)\b"
    r"|\b(?:is|are|do|does|stands?)\b[^?.!]{0,80}(?<!\bby )\bnow\s*[?.!]?\s*$",
    re.IGNORECASE,
)
_ARTICLE = r"(?:\s+(?:the|on|in))?\s*$"
_SINCE = re.compile(rf"\b(?P<how>since|starting|after){_ARTICLE}", re.IGNORECASE)
_UNTIL = re.compile(rf"\b(?P<how>before|prior to|until|till|up to|by|through|as of){_ARTICLE}", re.IGNORECASE)
_BETWEEN = re.compile(rf"\b(?:between|from){_ARTICLE}", re.IGNORECASE)
_AND = re.compile(r"\s*(?:and|to|until|till|through|[-–—]+)(?:\s+(?:the|on|in))?\s*", re.IGNORECASE)
_ONWARDS = re.compile(r"\s+on(?:wards?)?\b(?!\s+\w)", re.IGNORECASE)
# What a calendar date stands behind where it says when; elsewhere it is part of a name.
_ON = re.compile(
    r"(?:\b(?:on|in|during|for|over|at|of|from|early|late|mid|around|about|and)|[(,:]|^)[\s-]*(?:the\s+)?$",
    re.IGNORECASE,
)
_LEADING = re.compile(r"(?:in|of|since|until|by|during|from|before|after|through)\s+", re.IGNORECASE)
_WEEK_OF = re.compile(r"\bweek of\s+(?:the\s+)?$", re.IGNORECASE)
_WORDS_BEFORE = re.compile(
    r"(?:\b(?:on|in|during|for|over|at|of|since|starting|from|by|until|till|up to|before|prior to|after|between|through"
    r"|as of|around|about)\s+)?(?:the\s+)?(?:week of\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_NAMED_AFTER = re.compile(
    r"\s+(?:attack\w*|riot\w*|massacre|insurrection|committee|commission|coup|movement|agreement|accords?|revolution"
    r"|memorial|defendants?|generation|goals?|agenda)\b"
)
# Stems of a question that asks for whatever there is.
_ANYTHING = frozenset(stems("what happened happening news new latest update updates going on events today reported"))
_IN = re.compile(r"\b(?:in|during|since|before|after|until|till|by)\s+$", re.IGNORECASE)
_WHICH = re.compile(r"\b(?:last|next|this)\b", re.IGNORECASE)
_ANY_DAY = date(2024, 6, 14)
_YEAR = 300  # days, about
_PARTS = 25  # words; a longer question has several parts, and a date belongs to one of them


def when(question: str, today: date, newest: Newest = lambda: None) -> When:
    """What a question says about time, resolved against the day it is asked.

    "In July" is of the year in which something can have been loaded: no later than the day of the newest article,
    which `newest` tells where it is known, and is asked only then.
    """
    text = _as_dates(question)
    news = _NEWS.search(question)
    latest = bool(news or _NOW.search(question))
    named = [one for one in _expressions(text, today, newest) if not _year(text, one) or _alone(text, one)]
    found = [one for one in named if _says_when(text, one)]
    if found and (len(question.split()) > _PARTS or len(named) > len(found) or not _one_time(text, found)):
        return When(question, latest=latest, news=bool(news))
    if not found:
        return When(_topic(question), latest=latest, news=bool(news))
    since, until, end = _days(text, found)
    return When(_topic(_without(question, found[0].start, end)), since, until, latest, bool(news))


def _expressions(text: str, today: date, newest: Newest) -> list[TimeExpression]:
    """The time expressions of a question, those without a year in the one that fits.

    That is the one said behind it ("from Aug. 15 to Aug. 18, 2024"), else one in which something can have been loaded.
    """
    found = list(time_expressions(text, today))
    undated = [one for one in found if one.dated and not _WHICH.search(text[one.start : one.end])]
    last = newest() if undated else None
    if last and last < today and undated[0].first > last:  # the end of a range goes with its beginning
        earlier = {(one.start, one.end): one for one in time_expressions(text, last)}
        found = [earlier.get((one.start, one.end), one) if one in undated else one for one in found]
    for at, (one, other) in enumerate(pairwise(found)):
        if one.dated and not other.dated and not other.relative and _AND.fullmatch(text[one.end : other.start]):
            years = other.last.year - one.first.year
            years -= int(_years_on(one.first, years) > other.last)  # "from November to January 2025"
            found[at] = replace(one, first=_years_on(one.first, years), last=_years_on(one.last, years))
    return found


def _years_on(day: date, years: int) -> date:
    """The same day of a later year, or an earlier one; the 28th of February where that year has no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def time_words(question: str) -> tuple[str, str]:
    """A question without the words for its one time, and these words; they are empty where it says none, or several.

    A year by its number is one, where it stands behind "in" or its like.
    """
    text = _as_dates(question)
    # Whichever day it is: what is asked is where the words stand, not what they mean.
    every = [one for one in time_expressions(text, _ANY_DAY) if not _year(text, one) or _IN.search(_head(text, one))]
    found = [one for one in every if _says_when(text, one)]
    if not found or len(every) > len(found) or not _one_time(text, found):
        return question, ""
    end = _days(text, found)[2]
    words = question[_start(question, found[0].start) : end].strip()
    if words.endswith(("'s", "’s")):  # "Tuesday's vote" says of what, too
        return question, ""
    return _without(question, found[0].start, end, bare=True), words


def for_anything(words: str) -> bool:
    """Whether a question asks for whatever there is."""
    return set(stems(words)) <= _ANYTHING


def _as_dates(question: str) -> str:
    """The question with days and months in capitals, as articles write them; every word stays in its place."""
    return _IN_A_ROW.sub(lambda found: "–" * len(found[0]), _SMALL.sub(lambda found: found[0].capitalize(), question))


def _alone(text: str, one: TimeExpression) -> bool:
    """Whether an expression is all that a question asks about."""
    return for_anything(f"{text[: one.start]} {text[one.end :]}")


def _year(text: str, one: TimeExpression) -> bool:
    """Whether an expression is a year by its number, and not one since which something is asked."""
    words = text[one.start : one.end]
    since = re.search(r"\bsince\s+$", _head(text, one), re.IGNORECASE)
    return (one.last - one.first).days > _YEAR and words[-4:].isdigit() and not since


def _says_when(text: str, one: TimeExpression) -> bool:
    """Whether an expression says when, and is not part of a name."""
    words, head, after = text[one.start : one.end], _head(text, one), text[one.end :]
    if _NAMED_AFTER.match(after) or (words.endswith(("'s", "’s")) and (_SINCE.search(head) or _UNTIL.search(head))):
        return False
    calendar = one.dated or (not one.relative and re.search(r"\d{4}", words))
    placed = _ON.search(head) or _SINCE.search(head) or _UNTIL.search(head) or _BETWEEN.search(head)
    return bool(not calendar or placed or not re.search(r"\w", after))


def _one_time(text: str, found: Sequence[TimeExpression]) -> bool:
    """Whether the expressions together say one time: one alone, or from the first to the second."""
    return len(found) == 1 or (len(found) == 2 and _days(text, found)[2] == found[1].end)


def _days(text: str, found: Sequence[TimeExpression]) -> tuple[date | None, date | None, int]:
    """The first and last day of the first expression, or from it to the second, and where the words end."""
    one, head = found[0], _head(text, found[0])
    if len(found) > 1 and _BETWEEN.search(head) and _AND.fullmatch(text[one.end : found[1].start]):
        return one.first, max(one.first, found[1].last), found[1].end
    if since := _SINCE.search(head):
        return one.last + timedelta(1) if since["how"].lower() == "after" else one.first, None, one.end
    if _BETWEEN.search(head) and (onwards := _ONWARDS.match(text[one.end :])):
        return one.first, None, one.end + onwards.end()
    if until := _UNTIL.search(head):
        return None, one.first - timedelta(1) if until["how"].lower() in ("before", "prior to") else one.last, one.end
    if _WEEK_OF.search(head):
        monday = one.first - timedelta(one.first.weekday())
        return monday, monday + timedelta(6), one.end
    return one.first, one.last, one.end


def _head(text: str, one: TimeExpression) -> str:
    """What stands before an expression, with a preposition that belongs to it."""
    leading = _LEADING.match(text[one.start : one.end])
    return text[: one.start + leading.end()] if leading else text[: one.start]


def _topic(question: str) -> str:
    """The question without the words that ask for news."""
    news = _NEWS.search(question)
    return _without(question, news.start(), news.end()) if news else question


def _without(question: str, start: int, end: int, bare: bool = False) -> str:
    """What is left without some words and the preposition before them; where nothing is, all of it, but if `bare`."""
    rest = " ".join(f"{question[: _start(question, start)]} {question[end:]}".split()).replace(" ?", "?").strip(" ,")
    return rest if bare or re.search(r"\w", rest) else question


def _start(question: str, start: int) -> int:
    """Where the words for a time begin, with the preposition before them."""
    before = question[:start].rstrip() + " "
    found = _WORDS_BEFORE.search(before)
    return min(start, found.start()) if found else start
