"""Dates as pages and editors write them become ISO 8601; which of several can be true."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

EARLIEST = date(1990, 1, 1)
COMPACT_DAY = re.compile(r"(\d{4})[/.-]?(\d{2})[/.-]?(\d{2})(?=\D|$)")


def iso_date(text: str) -> str | None:
    """`text` as ISO 8601, a day or a moment (with its offset where it says one), or None if it is no date."""
    text = text.strip()
    try:
        if re.fullmatch(r"1\d{9}(?:\d{3})?", text):
            return datetime.fromtimestamp(int(text[:10]), UTC).isoformat()
        if re.fullmatch(r"\d{4}-?\d{2}-?\d{2}", text):
            return date.fromisoformat(text).isoformat()
        moment = _moment(text)
        if moment:
            return moment.isoformat(timespec="seconds")
        day = COMPACT_DAY.match(text)
        return date(*map(int, day.groups())).isoformat() if day else None
    except (ValueError, OverflowError):
        return None


def believed(candidates: Iterable[str], fetched: datetime) -> str | None:
    """The first date that can be true: not before 1990, not a day after the page was fetched.

    Where it has no time of day, the time that a later candidate gives for the same day is taken.
    """
    dates = [found for text in candidates if text and (found := iso_date(text)) and _possible(found, fetched)]
    same_day = (found for found in dates if found[:10] == dates[0][:10] and len(found) > 10)
    return next(same_day, dates[0]) if dates else None


def _moment(text: str) -> datetime | None:
    zoned = re.sub(r"\s*(?:UTC|GMT)$", "Z", text)
    try:
        return datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d\d:?\d\d$|Z$)", "", zoned))
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None


def _possible(found: str, fetched: datetime) -> bool:
    try:
        moment = datetime.fromisoformat(found)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        latest = (fetched if fetched.tzinfo else fetched.replace(tzinfo=UTC)) + timedelta(days=1)
        return moment.date() >= EARLIEST and moment <= latest
    except OverflowError:
        return False
