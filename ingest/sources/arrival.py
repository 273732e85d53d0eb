"""What a source gives, one after the other: articles, pages that may hold one, or why one could not be had."""

from dataclasses import dataclass, replace

from ingest.hints import Hints
from ingest.page import NotAnArticle, Page, Unreadable
from vectorstore.article import Article


@dataclass(frozen=True, slots=True)
class Arrival:
    """One thing a source held: where (address, path, or path and line), and what it was.

    `name` is what to call it where nobody gives it a title.
    """

    source: str
    content: Article | NotAnArticle | Unreadable
    name: str = ""


@dataclass(frozen=True, slots=True)
class Unopened:
    """A page that nobody has looked into yet, with what its editor says of it.

    The article in it is called `id`, if that is given; `place` is what to call one that has no address.
    """

    page: Page
    hints: Hints
    id: str | None = None
    place: str | None = None

    def opened(self, found: Article | NotAnArticle | Unreadable) -> Arrival:
        """What was in the page, an article by its right id."""
        if isinstance(found, Article):
            given = self.id or (self.place if found.url is None else None)
            found = replace(found, id=given) if given else found
        return Arrival(self.page.source, found)
