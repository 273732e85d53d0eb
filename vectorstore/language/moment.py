"""What could have been read at a moment: which version of each article counts then.

A version counts from the time its outlet gives it, modified or else published. A later version that gives no time of
its own, and any that gives none at all, counts from when it was loaded.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time


@dataclass(frozen=True, slots=True)
class VersionTimes:
    """A version with what is known of its times (ISO 8601), as the archive keeps it."""

    article_id: str
    number: int
    published: str | None
    modified: str | None
    loaded: str
    outlet: str


def valid(versions: Iterable[VersionTimes], as_of: str | None) -> dict[str, VersionTimes]:
    """By article, the version that counts at a moment: the latest one without it. `versions` are ordered by number."""
    found: dict[str, VersionTimes] = {}
    before: dict[str, VersionTimes] = {}
    for one in versions:
        if as_of is None or all(_by(given, as_of) for given in _counts_from(one, before.get(one.article_id))):
            found[one.article_id] = one
        before[one.article_id] = one
    return found


def today(as_of: str | None) -> date:
    """The day that a question's words are resolved against."""
    return datetime.fromisoformat(as_of).date() if as_of else datetime.now().astimezone().date()


def latest_instant(moment: str) -> datetime:
    """The last instant that a moment can be, to compare with any other: a day's end. A time without offset is UTC."""
    if _is_day(moment):
        return datetime.combine(date.fromisoformat(moment), time.max, UTC)
    return _aware(datetime.fromisoformat(moment))


def _counts_from(one: VersionTimes, before: VersionTimes | None) -> tuple[str, ...]:
    """The times that must have come before a version counts.

    What repeats the earlier version's times says nothing of its own.
    """
    given = tuple(moment for moment in (one.published, one.modified) if moment)
    if not given or (before and (one.published, one.modified) == (before.published, before.modified)):
        return (*given, one.loaded)
    return given


def _by(moment: str, as_of: str) -> bool:
    """Whether a moment had come. Where either is a day alone, days are compared: a day counts from its beginning, and
    `as_of` up to its end. A time without its offset is UTC.
    """
    if _is_day(as_of):
        return datetime.fromisoformat(moment).date() <= date.fromisoformat(as_of)
    at = _aware(datetime.fromisoformat(as_of))
    if _is_day(moment):
        return datetime.combine(date.fromisoformat(moment), time.min, at.tzinfo) <= at
    return _aware(datetime.fromisoformat(moment)) <= at


def _is_day(moment: str) -> bool:
    return "T" not in moment and ":" not in moment and len(moment) <= 10


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
