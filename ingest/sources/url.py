"""A web address: one page, one article."""

from ingest.fetch import Fetcher
from ingest.hints import Hints
from ingest.page import Unreadable
from ingest.replies import FetchError
from ingest.sources.arrival import Arrival, Unopened


def read_url(url: str, hints: Hints, fetcher: Fetcher) -> Arrival | Unopened:
    """Fetch one page."""
    try:
        page = fetcher.fetch(url)
    except FetchError as error:
        return Arrival(url, Unreadable(str(error)))
    return Unopened(page, hints)
