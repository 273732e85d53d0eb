"""The latest: among what is about the question, what tells of recent days comes first."""

from collections.abc import Mapping, Sequence
from datetime import date

from vectorstore.article import StoredArticle
from vectorstore.events import Events
from vectorstore.language.dates import day_of
from vectorstore.language.moment import today
from vectorstore.passage import Passage

_HALF_LIFE = 4.0  # days
_RECALLED = 31  # days before publication, and longer ago, are background
_RELEVANT = 0.6  # of the best score; below it, no news is good news
_WEIGHT = 0.5  # of being new, beside being about the question

Found = Mapping[int, tuple[Passage, StoredArticle]]


def newness(ranked: Sequence[tuple[int, float]], found: Found, events: Events, as_of: str | None) -> dict[int, float]:
    """What the score of each passage is to be multiplied with, in [0.5, 1], so that what is new among the relevant
    ones moves up.
    """
    floor = _RELEVANT * max((score for _, score in ranked), default=0.0)
    days = _days([number for number, score in ranked if score >= floor], found, events, as_of)
    newest = max(days.values(), default=date.min)
    return {number: 1 - _WEIGHT + _WEIGHT * _fresh(newest, days.get(number)) for number, _ in ranked}


def _days(numbers: Sequence[int], found: Found, events: Events, as_of: str | None) -> dict[int, date]:
    """The last day up to now that each passage tells of, or the day its article was published where it tells of none
    or only recalls what was long ago.
    """
    told = events.latest([number for number in numbers if number > 0], today(as_of).isoformat())
    days = {}
    for number in numbers:
        published = day_of(found[number][1].article.published)
        day = date.fromisoformat(told[number]) if number in told else published
        if day and published and (published - day).days > _RECALLED:
            day = published
        if day:
            days[number] = day
    return days


def _fresh(newest: date, day: date | None) -> float:
    """1 for the newest day, halved with every half-life before it; 0 for what has none or is not relevant."""
    return float(0.5 ** ((newest - day).days / _HALF_LIFE)) if day else 0.0
