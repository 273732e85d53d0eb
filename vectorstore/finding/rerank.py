"""The second stage: the best passages are read sentence by sentence and cut down to the windows that answer.

A passage is as long as an index likes it; an answer is a sentence or two of it. Each sentence is scored by its likeness
to the query, by the query's words in it and in it with its headline, and by its passage. The windows of the best
passages then go by their best sentence and by their mean, so that evidence begins with what answers.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from vectorstore.article import StoredArticle
from vectorstore.embedding import Vectors
from vectorstore.indexes.lexical import covered, stems
from vectorstore.language.wordings import Wordings, met
from vectorstore.passage import Passage, Span
from vectorstore.store import Store

DEPTH = 10  # passages that are read
RERANK_SECONDS = 3.0  # a machine that is not overloaded takes a twentieth of it
_WINDOW = 3  # sentences
_EMBEDDED = 28  # sentences, those with most of the query's words in the best passages
_BATCH = 8  # sentences between two looks at the clock
# Parts of a sentence's score, which lies in [0, 1]. Chosen by found@150 and hit@1 over three sets; the neighbours of
# these weights do about as well.
_LIKENESS, _WORDS, _WITH_HEADLINE, _PASSAGE = 0.36, 0.14, 0.14, 0.36
_MEAN = 0.3  # of a window's score, beside its best sentence


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage of the first stage: its score there in [0, 1], and its cosine to the query.

    `weight` is what the scores of its windows are multiplied with: how new it is, where the latest is asked for.
    """

    passage: Passage
    stored: StoredArticle
    score: float
    cosine: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences in a row of a candidate, with their score in [0, 1]."""

    found: Candidate
    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Reranked:
    """Windows, best first; `in_time` is false where time ran out before all that should be were embedded."""

    windows: tuple[Window, ...]
    in_time: bool


def rerank(
    store: Store, query: str, wordings: Wordings, vector: Vectors, candidates: Sequence[Candidate], seconds: float
) -> Reranked:
    """Every sentence of the candidates, best first, in windows of up to three that do not overlap.

    Embedding stops after `seconds`; a sentence that is not embedded is taken to be as like the query as its passage.
    """
    asked = stems(query)
    rarity = store.rarity(asked)
    read = [_read(candidate, asked, wordings, rarity) for candidate in candidates]
    texts = {text: rough for sentences in read for text, rough in sentences}
    chosen = sorted(texts, key=lambda text: -texts[text])[:_EMBEDDED]
    likeness = _likeness(store, vector, chosen, time.monotonic() + seconds)
    windows = [
        window
        for candidate, sentences in zip(candidates, read, strict=True)
        for window in _windows(
            candidate,
            [rough + _LIKENESS * max(0.0, likeness.get(text, candidate.cosine)) for text, rough in sentences],
        )
    ]
    ranked = sorted(windows, key=lambda window: -window.score)
    return Reranked(tuple(ranked), in_time=len(likeness) == len(chosen))


def _read(
    candidate: Candidate, asked: Sequence[str], wordings: Wordings, rarity: Mapping[str, float]
) -> list[tuple[str, float]]:
    """The candidate's sentences, each with the part of its score that needs no embedding."""
    article = candidate.stored.article
    headline = frozenset(stems(article.title))
    found = []
    for span in candidate.passage.sentences:
        text = article.text[span.start : span.end]
        own = frozenset(stems(text))
        words, headed = met(own, wordings), met(own | headline, wordings)
        rough = _WORDS * covered(asked, rarity, words) + _WITH_HEADLINE * covered(asked, rarity, headed)
        found.append((text, rough + _PASSAGE * candidate.score))
    return found


def _likeness(store: Store, vector: Vectors, texts: Sequence[str], until: float) -> dict[str, float]:
    known: dict[str, float] = {}
    for start in range(0, len(texts), _BATCH):
        if time.monotonic() > until:
            break
        batch = texts[start : start + _BATCH]
        known |= zip(batch, store.likeness(vector, batch), strict=True)
    return known


def _windows(candidate: Candidate, scores: Sequence[float]) -> Iterator[Window]:
    """The best window, then the best of what is left on either side of it, until nothing is left."""
    runs = [(0, len(scores))]
    while runs:
        first, last = runs.pop()
        width = min(_WINDOW, last - first)
        score, start = max((_score(scores[at : at + width]), -at) for at in range(first, last - width + 1))
        start = -start
        yield Window(candidate, _part(candidate.passage, start, start + width), score * candidate.weight)
        runs += [run for run in ((first, start), (start + width, last)) if run[0] < run[1]]


def _score(scores: Sequence[float]) -> float:
    return (1 - _MEAN) * max(scores) + _MEAN * sum(scores) / len(scores)


def _part(passage: Passage, first: int, last: int) -> Passage:
    sentences: tuple[Span, ...] = passage.sentences[first:last]
    return Passage(passage.article_id, passage.version, sentences[0].start, sentences[-1].end, sentences)
