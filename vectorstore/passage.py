"""A passage: a window of whole sentences, the unit that is indexed and found."""

from dataclasses import dataclass

from vectorstore.article import StoredArticle


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` of a version's text, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Part of one version's text: its whole sentences, with offsets into that text."""

    article_id: str
    version: int
    start: int
    end: int
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that a search found: its rank from 1, its score in [0, 1], and the article it stands in."""

    rank: int
    score: float
    passage: Passage
    stored: StoredArticle

    @property
    def text(self) -> str:
        """The passage's words."""
        return self.stored.article.text[self.passage.start : self.passage.end]
