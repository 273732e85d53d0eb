"""The pipeline: sources in, one report line an article out.

    source → page → article (in a worker process) → archive

What cannot be loaded is an outcome in the report, never the end of the run. The indexes follow the archive later.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from ingest.crew import taken_apart
from ingest.fetch import Fetcher
from ingest.hints import Hints
from ingest.page import NotAnArticle, Unreadable
from ingest.sources.arrival import Arrival, Unopened
from ingest.sources.files import read_path
from ingest.sources.url import read_url
from vectorstore.archive import Archive
from vectorstore.article import Article, StoredArticle
from vectorstore.language.suspicious import suspicious

Outcome = Literal["added", "updated", "unchanged", "duplicate", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class Item:
    """What became of one thing that a source held."""

    source: str
    outcome: Outcome
    url: str | None = None
    article_id: str | None = None
    reason: str | None = None
    warning: str | None = None
    """What an editor should look at in an article that landed."""


def load(sources: Iterable[str], hints: Hints, fetcher: Fetcher, archive: Archive, workers: int) -> Iterator[Item]:
    """Load every source in turn, giving each item as it lands. A thing met twice in one run is a duplicate.

    Pages are taken apart in as many as `workers` processes.
    """
    arrivals = (arrival for source in sources for arrival in _read(source, hints, fetcher))
    landed: set[str] = set()
    with closing(taken_apart(arrivals, workers)) as articles:
        for arrival in articles:
            item = _land(arrival, archive, landed)
            if item.article_id:
                landed.add(item.article_id)
            yield item


def _read(source: str, hints: Hints, fetcher: Fetcher) -> Iterator[Arrival | Unopened]:
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+://", source):
        yield read_url(source, hints, fetcher)
    else:
        yield from read_path(Path(source), hints, fetcher.max_bytes)


def _land(arrival: Arrival, archive: Archive, landed: set[str]) -> Item:
    found = arrival.content
    if isinstance(found, Unreadable):
        return Item(arrival.source, "failed", reason=found.reason)
    if isinstance(found, NotAnArticle):
        return Item(arrival.source, "skipped", reason=found.reason)
    if found.id in landed:
        return Item(arrival.source, "duplicate", found.url, found.id, "came twice in this run; the first one counts")
    outcome, stored = archive.put(_completed(found, archive.get(found.id), arrival.name))
    kept = stored.article
    if outcome == "duplicate":
        return Item(arrival.source, "duplicate", kept.url, kept.id, f"the same text stands at {kept.url or kept.id}")
    return Item(arrival.source, outcome, kept.url, kept.id, warning=_warning(kept))


def _warning(article: Article) -> str | None:
    order = suspicious(article.title) or suspicious(article.text)
    return f"has words that give orders to a model, from which nothing is answered: “{order}”" if order else None


def _completed(found: Article, known: StoredArticle | None, name: str) -> Article:
    """The article with what it does not say itself: as its last version has it, for an editor may have given it."""
    if known is None:
        return replace(found, title=found.title or name)
    last = known.article
    return replace(
        found,
        title=found.title or last.title,
        url=found.url or last.url,
        authors=found.authors or last.authors,
        published=found.published or last.published,
        outlet=found.outlet or last.outlet,
    )
