"""The first stage: words and meaning each bring candidates, and their scores are put on one scale and added.

Every candidate of either gets its exact cosine. Without a vector index the words find alone, and it is said.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from vectorstore.embedding import Vectors
from vectorstore.finding.scope import Scope
from vectorstore.indexes.vectors import NoVectorsError
from vectorstore.language.wordings import Wordings
from vectorstore.passage import embedded_text, indexed_words
from vectorstore.store import Store

_T = TypeVar("_T")

_OVERFETCH = 8
_EXACT = 5_000  # passages; where no more are let through, each one's cosine is taken


@dataclass(frozen=True, slots=True)
class Fused:
    """Passage numbers with their scores in [0, 1], best first, and the cosine of each that is embedded."""

    scores: tuple[tuple[int, float], ...]
    cosines: Mapping[int, float]
    notice: str | None = None


def candidates(store: Store, query: str, wordings: Wordings, vector: Vectors, within: Scope | None, most: int) -> Fused:
    """The best `most` passages by words and meaning together; `wordings` and `vector` are the query's."""
    words = _fetched(lambda limit: store.nearest_words(query, limit, wordings), most, within, lambda pair: pair[0])
    notice: str | None = None
    near: Iterable[int] = ()
    try:
        near = _nearest(store, vector, most, within)
    except NoVectorsError as error:
        notice = f"Found by words alone: {error}"
    cosines = store.cosines(vector, sorted({*near, *(number for number, _ in words)}))
    if within and within.earlier:
        earlier = [(stored, passage) for passage, stored in within.earlier.values()]
        worded = store.word_scores(query, [indexed_words(*one) for one in earlier])
        words += zip(within.earlier, worded, strict=True)
        likeness = store.likeness(vector, [embedded_text(*one) for one in earlier])
        cosines |= zip(within.earlier, likeness, strict=True)
    return Fused(tuple(fuse(words, cosines, store.background(vector))[:most]), cosines, notice)


def _nearest(store: Store, vector: Vectors, most: int, within: Scope | None) -> Iterable[int]:
    if within and len(within.numbers) <= _EXACT:
        return within.numbers
    return _fetched(lambda limit: store.nearest_vectors(vector, limit), most, within, lambda number: number)


def _fetched(
    fetch: Callable[[int], list[_T]], most: int, within: Scope | None, number: Callable[[_T], int]
) -> list[_T]:
    """The first that are let through; more are fetched until there are enough, or no more."""
    limit = most
    while True:
        found = fetch(limit)
        kept = [one for one in found if within is None or number(one) in within.numbers]
        if within is None or len(kept) >= most or len(kept) == len(within.numbers) or len(found) < limit:
            return kept[:most]
        limit *= _OVERFETCH


def fuse(
    words: Sequence[tuple[int, float]], cosines: Mapping[int, float], background: float
) -> list[tuple[int, float]]:
    """Convex combination of both scores, half each, best first (Bruch et al. 2023, An Analysis of Fusion Functions).

    BM25 is divided by its best; cosine is taken from `background`, what any passage has, to its best; one who lacks a
    score has 0. Scores lie in [0, 1]; equals are ordered by passage number.
    """
    best = max((score for _, score in words), default=0.0)
    by_words = {number: score / best for number, score in words if best > 0}
    by_meaning = _above(background, cosines)
    return sorted(
        (
            (number, _half(by_words, number) + _half(by_meaning, number))
            for number in by_words.keys() | by_meaning.keys()
        ),
        key=lambda pair: (-pair[1], pair[0]),
    )


def _half(scores: Mapping[int, float], number: int) -> float:
    return 0.5 * scores.get(number, 0.0)


def _above(background: float, cosines: Mapping[int, float]) -> dict[int, float]:
    room = max(cosines.values(), default=background) - background
    return {number: max(0.0, (cosine - background) / room) if room > 0 else 1.0 for number, cosine in cosines.items()}
