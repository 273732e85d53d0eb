"""Finding: a request becomes ranked evidence.

Words (BM25) and meaning (vectors) each bring candidates; every candidate gets its exact cosine from the archive. The
two scores are put on one scale and added. Without a vector index the words find alone, and it is said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from vectorstore.article import StoredArticle
from vectorstore.passage import Evidence, Passage
from vectorstore.store import Store
from vectorstore.vectors import NoVectorsError

_OVERFETCH = 8
_FEWEST = 50


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is searched: a self-contained query, and the filters a reader sees."""

    query: str
    since: str | None = None
    until: str | None = None
    outlets: tuple[str, ...] = ()
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Evidence, best first; `notice` says where it was not searched as it should be."""

    evidence: tuple[Evidence, ...]
    notice: str | None = None


def search(store: Store, request: SearchRequest, limit: int) -> Found:
    """The best `limit` passages for a request, best first; fewer where fewer match.

    Passages whose article was removed or changed since it was indexed are left out.
    """
    candidates = max(limit * _OVERFETCH, _FEWEST)
    words = store.nearest_words(request.query, candidates)
    vector = store.embedder.embed_query(request.query)
    notice, near = None, []
    try:
        near = store.nearest_vectors(vector, candidates)
    except NoVectorsError as error:
        notice = f"Found by words alone: {error}"
    cosines = store.cosines(vector, sorted({*near, *(number for number, _ in words)}))
    scores = fuse(words, cosines, store.background(vector))
    there = islice(_there(store, scores[:candidates], limit), limit)
    evidence = (
        Evidence(rank, score, cosines.get(number, 0.0), passage, stored)
        for rank, (number, score, passage, stored) in enumerate(there, 1)
    )
    return Found(tuple(evidence), notice)


def _there(
    store: Store, scores: Sequence[tuple[int, float]], at_once: int
) -> Iterator[tuple[int, float, Passage, StoredArticle]]:
    """The passages that are still there, in order; no more are read than are asked for."""
    for start in range(0, len(scores), at_once):
        some = scores[start : start + at_once]
        found = store.ledger.passages([number for number, _ in some])
        yield from ((number, score, *found[number]) for number, score in some if number in found)


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
