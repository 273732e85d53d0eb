"""What a search may find: the passages that a request's dates, outlets and moment let through.

The indexes hold the latest versions only. Where an earlier one counts at the moment that is asked for, it is cut here,
as it would have been then, under a number below zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from vectorstore.archive import Archive
from vectorstore.article import StoredArticle
from vectorstore.finding.request import SearchRequest
from vectorstore.language.dates import day_of
from vectorstore.language.moment import VersionTimes, today, valid
from vectorstore.language.sentences import sentence_spans
from vectorstore.passage import Passage, cut_passages, event_days
from vectorstore.store import Store

_SHORT = 7  # days; a longer event says too little of any day in it
_FIRST, _LAST = date.min.isoformat(), date.max.isoformat()


@dataclass(frozen=True, slots=True)
class Scope:
    """The numbers of the passages that may be found, and those passages of earlier versions.

    `carriers` has the articles that may be named as carriers of a text, with the version of each that counts.
    """

    numbers: frozenset[int]
    earlier: Mapping[int, tuple[Passage, StoredArticle]]
    carriers: Mapping[str, int]


def scope(store: Store, request: SearchRequest) -> Scope | None:
    """The passages that a request lets through; None for all there are."""
    if not request.filtered:
        return None
    edition = store.ledger.state().edition
    versions = store.archive.versions()
    latest = {one.article_id: one.number for one in versions}
    counting = [one for one in valid(versions, request.as_of).values() if _of(one.outlet, request.outlets)]
    first, last = window(request)
    indexed = [one for one in counting if latest[one.article_id] == one.number]
    numbers = store.events.within(
        edition,
        published=[one.article_id for one in indexed if _within(one, first, last)],
        others=[one.article_id for one in indexed if not _within(one, first, last)],
        window=(first, last),
        short=_SHORT,
    )
    superseded = [one for one in counting if latest[one.article_id] != one.number]
    cut = [pair for one in superseded for pair in _cut(store.archive, one, edition.passage_words, (first, last))]
    carriers = {one.article_id: one.number for one in counting if _within(one, first, last)}
    return Scope(frozenset(numbers), {-number: pair for number, pair in enumerate(cut, 1)}, carriers)


def window(request: SearchRequest) -> tuple[str, str]:
    """The first and last day asked for. What lies ahead is asked for by an `until` of its own only."""
    first = request.since or _FIRST
    if request.until:
        return first, request.until
    now = today(request.as_of).isoformat()
    return first, now if request.since and first <= now else _LAST


def _of(outlet: str, outlets: tuple[str, ...]) -> bool:
    return not outlets or outlet.strip().casefold() in {one.strip().casefold() for one in outlets}


def _within(one: VersionTimes, first: str, last: str) -> bool:
    """Whether an article was published in a window, by its own calendar; one without a date lies in none but all."""
    if (first, last) == (_FIRST, _LAST):
        return True
    day = day_of(one.published)
    return day is not None and first <= day.isoformat() <= last


def _cut(
    archive: Archive, one: VersionTimes, words: int, window: tuple[str, str]
) -> list[tuple[Passage, StoredArticle]]:
    stored = archive.get(one.article_id, one.number)
    if stored is None:  # removed meanwhile
        return []
    passages = cut_passages(stored, sentence_spans(stored.article.text), words)
    return [
        (passage, stored)
        for passage in passages
        if _within(one, *window) or any(_meets(days, window) for days in event_days(stored, passage))
    ]


def _meets(days: tuple[str, str], window: tuple[str, str]) -> bool:
    """Whether an event lies in a window, or is short and reaches into it."""
    (first, last), (since, until) = days, window
    short = date.fromisoformat(last) - date.fromisoformat(first) < timedelta(_SHORT)
    return (since <= first and last <= until) or (short and first <= until and last >= since)
