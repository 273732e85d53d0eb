"""A web address: one page, one article."""

from ingest.extract import Hints, extract
from ingest.fetch import Fetcher, FetchError
from ingest.sources.arrival import Arrival, Unreadable


def read_url(url: str, hints: Hints, fetcher: Fetcher) -> Arrival:
    """Fetch and extract one page."""
    try:
        page = fetcher.fetch(url)
    except FetchError as error:
        return Arrival(url, Unreadable(str(error)))
    return Arrival(url, extract(page, hints))
