"""An article, as its outlet published it and as the archive keeps it.

`ingest` fills an `Article` in; the archive numbers its versions. Offsets anywhere in Dateline
count code points of a version's `text`, which never changes once stored.
"""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """The content of one version of an article.

    `published` and `modified` are ISO 8601: a date, or a date-time with its offset where the page says so.
    """

    id: str
    text: str
    title: str = ""
    url: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    outlet: str = ""
    language: str | None = None

    @property
    def content_hash(self) -> str:
        """SHA-256 of all that a reader sees. `modified` stays out: some pages stamp every delivery anew."""
        seen = (self.title, self.url or "", *self.authors, self.published or "", self.outlet, self.text)
        return hashlib.sha256("\x1f".join(seen).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """A version in the archive: numbered from 1, with the moment it was loaded (ISO 8601, UTC)."""

    article: Article
    version: int
    loaded: str
