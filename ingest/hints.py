"""What an editor says of an article by hand."""

from dataclasses import dataclass

from ingest.dates import iso_date
from ingest.identity import reader_url


@dataclass(frozen=True, slots=True)
class Hints:
    """What an editor gives by hand; it wins over the page. `published` is an ISO date or date-time."""

    url: str | None = None
    title: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None

    def fault(self) -> str | None:
        """What is wrong with them, in a plain sentence; None where nothing is."""
        if self.published is not None and iso_date(self.published) is None:
            return f"{self.published!r} is not an ISO date or date-time, such as 2025-11-12"
        try:
            if self.url is not None:
                reader_url(self.url)
        except ValueError as error:
            return str(error)
        return None
