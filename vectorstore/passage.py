"""A passage: a window of whole sentences, the unit that is indexed and found."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from vectorstore.article import StoredArticle
from vectorstore.language.dates import TimeExpression, day_of, time_expressions

_NEAR = 270  # days; a date of a year that is nearer may be meant


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
class Carrier:
    """Another article that carries a text."""

    article_id: str
    outlet: str
    url: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Carried:
    """The sentences of a passage that another article has, too."""

    carrier: Carrier
    sentences: frozenset[Span]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a search found: its rank from 1, its score in [0, 1], and the article it stands in.

    `passage` is the part of `found_in`, a passage of the index, that may answer; `cosine` is the likeness of `found_in`
    to the query in [-1, 1], 0 where only its words were found. `also` has who else carries most of `passage`, by time,
    with all that they carry of `found_in`.
    """

    rank: int
    score: float
    cosine: float
    passage: Passage
    stored: StoredArticle
    found_in: Passage
    also: tuple[Carried, ...] = ()

    @property
    def text(self) -> str:
        """Its words."""
        return self.stored.article.text[self.passage.start : self.passage.end]


def in_full(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The passages of the index that evidence stands in: each once, whole, by its best part."""
    best: dict[Passage, Evidence] = {}
    for one in evidence:
        best.setdefault(one.found_in, replace(one, passage=one.found_in))
    return tuple(best.values())


def cut_passages(stored: StoredArticle, sentences: tuple[Span, ...], words: int) -> tuple[Passage, ...]:
    """Windows of whole sentences, in order and without overlap, of about `words` words each.

    A window closes with the sentence that brings it to `words`; a last one under half of that joins the one before.
    What stands before a sentence and is part of none, such as a dateline, belongs to its window.
    """
    text = stored.article.text
    windows: list[list[Span]] = []
    starts: list[int] = []
    room = at = 0
    for span in sentences:
        start = at + len(text[at : span.start]) - len(text[at : span.start].lstrip())
        if room <= 0:
            windows.append([])
            starts.append(start)
            room = words
        windows[-1].append(span)
        room -= len(text[start : span.end].split())
        at = span.end
    if len(windows) > 1 and room > words / 2:
        windows[-2:] = [windows[-2] + windows[-1]]
    return tuple(
        Passage(stored.article.id, stored.version, start, window[-1].end, tuple(window))
        for start, window in zip(starts, windows, strict=False)  # a start more where the last has joined
    )


def event_days(stored: StoredArticle, passage: Passage) -> set[tuple[str, str]]:
    """The first and last day (ISO, which sorts) of everything that a passage dates, each once.

    So "what happened on 11 November" finds the report of the 12th that says "on Tuesday". Where a date lacks its year
    and two are about as near, both count.
    """
    text, published = stored.article.text, day_of(stored.article.published)
    found = {
        days
        for span in passage.sentences
        for one in time_expressions(text[span.start : span.end], published)
        for days in ((one.first, one.last), *(_other_years(one, published) if one.dated and published else ()))
    }
    return {(first.isoformat(), last.isoformat()) for first, last in found}


def _other_years(one: TimeExpression, published: date) -> Iterator[tuple[date, date]]:
    for years in (-1, 1):
        with suppress(ValueError):  # 29 February
            first, last = (day.replace(year=day.year + years) for day in (one.first, one.last))
            if abs((first - published).days) <= _NEAR:
                yield first, last


def indexed_words(stored: StoredArticle, passage: Passage) -> str:
    """What the word index takes in: headline, outlet and date stand before a passage's words. It is never quoted."""
    article = stored.article
    return _headed(stored, passage, article.title, article.outlet, (article.published or "")[:10])


def embedded_text(stored: StoredArticle, passage: Passage) -> str:
    """What is embedded: the headline before the words. Outlet and date would blur the meaning, and cost time."""
    return _headed(stored, passage, stored.article.title)


def _headed(stored: StoredArticle, passage: Passage, *head: str) -> str:
    return f"{'. '.join(filter(None, head))}\n{stored.article.text[passage.start : passage.end]}".strip()
