"""What a source gives: article by article, or why one could not be had."""

from dataclasses import dataclass

from ingest.extract import NotAnArticle
from vectorstore.article import Article


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that was named could not be read; the reason is for the editor's report."""

    reason: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """One thing a source held: where (address, path, or path and line), and what it was.

    `name` is what to call it where nobody gives it a title.
    """

    source: str
    content: Article | NotAnArticle | Unreadable
    name: str = ""
