"""The loaded articles, cut for the baselines: every 120 words a passage. Frozen: nothing here may be tuned."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from vectorstore.article import StoredArticle

WORDS = 120


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one article's text, and its headline, which is indexed with it."""

    article_id: str
    version: int
    title: str
    start: int
    end: int
    text: str

    @property
    def indexed(self) -> str:
        return f"{self.title}\n{self.text}"


def cut(articles: Iterable[StoredArticle]) -> list[Passage]:
    """All passages of all articles, in order; the last one of an article may be short."""
    return [passage for stored in articles for passage in _passages(stored)]


def _passages(stored: StoredArticle) -> Iterable[Passage]:
    text = stored.article.text
    words = list(re.finditer(r"\S+", text))
    for first in range(0, len(words), WORDS):
        start, end = words[first].start(), words[min(first + WORDS, len(words)) - 1].end()
        yield Passage(stored.article.id, stored.version, stored.article.title, start, end, text[start:end])


def sentences(passage: Passage) -> list[tuple[int, int]]:
    """Where a passage's sentences stand in their article, by a plain rule: a full stop, white space, a capital."""
    cuts = [found.end() for found in re.finditer(r"[.!?][\"”’')]*\s+(?=[\"“‘'(]*[A-Z])", passage.text)]
    bounds = list(zip([0, *cuts], [*cuts, len(passage.text)], strict=True))
    stretches = [(start, start + len(passage.text[start:end].rstrip())) for start, end in bounds]
    return [(passage.start + start, passage.start + end) for start, end in stretches if end > start]
