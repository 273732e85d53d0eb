"""Finding: a request becomes ranked evidence.

Words (BM25) and meaning (vectors) each bring candidates; their scores are put on one scale and added.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vectorstore.passage import Evidence
from vectorstore.store import Store

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


def search(store: Store, request: SearchRequest, limit: int) -> tuple[Evidence, ...]:
    """The best `limit` passages for a request, best first; fewer where fewer match.

    Passages whose article was removed or changed since it was indexed are left out.
    """
    candidates = max(limit * _OVERFETCH, _FEWEST)
    words = store.nearest_words(request.query, candidates)
    vectors = store.nearest_vectors(store.embedder.embed_query(request.query), candidates)
    scores = fuse(words, vectors)
    found = store.archive.passages([number for number, _ in scores[:candidates]])
    ranked = [(number, score) for number, score in scores if number in found][:limit]
    cosines = dict(vectors)
    return tuple(
        Evidence(rank, score, cosines.get(number, 0.0), *found[number])
        for rank, (number, score) in enumerate(ranked, 1)
    )


def fuse(words: Sequence[tuple[int, float]], vectors: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """Convex combination of both scores, half each, best first (Bruch et al. 2023, An Analysis of Fusion Functions).

    BM25 is divided by its best, cosine is taken from the candidates' mean to their best; one who lacks a score has 0.
    Scores lie in [0, 1]; equals are ordered by passage number.
    """
    best = max((score for _, score in words), default=0.0)
    by_words = {number: score / best for number, score in words if best > 0}
    by_meaning = _from_mean(vectors)
    return sorted(
        (
            (number, _half(by_words, number) + _half(by_meaning, number))
            for number in by_words.keys() | by_meaning.keys()
        ),
        key=lambda pair: (-pair[1], pair[0]),
    )


def _half(scores: Mapping[int, float], number: int) -> float:
    return 0.5 * scores.get(number, 0.0)


def _from_mean(vectors: Sequence[tuple[int, float]]) -> dict[int, float]:
    if not vectors:
        return {}
    cosines = [cosine for _, cosine in vectors]
    mean, best = sum(cosines) / len(cosines), max(cosines)
    room = best - mean
    return {number: max(0.0, (cosine - mean) / room) if room > 0 else 1.0 for number, cosine in vectors}
