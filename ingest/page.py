"""A page: what a source gave, before anybody looked inside; and what it may turn out to be instead of an article.

`fetch` fills it in from the web and the file source from a disk; `extract` turns it into an article.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of one page and where they came from.

    `source` is what the editor named (a URL or a path), for the report. `url` is the address that finally
    answered, after redirects, without its fragment; None where there is none. `content` is decoded from its
    transfer (gzip), but not from its character set. `content_type` is the header's value; None for files.
    `fetched` is in UTC, with its time zone.
    """

    source: str
    url: str | None
    content: bytes
    content_type: str | None
    fetched: datetime


@dataclass(frozen=True, slots=True)
class NotAnArticle:
    """Why a page gave no article, in one plain sentence for the editor's report."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that was named could not be read; the reason is for the editor's report."""

    reason: str
