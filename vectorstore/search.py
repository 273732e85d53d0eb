"""Finding: a request becomes ranked evidence.

Words (BM25) and meaning (vectors) each bring candidates of what the request lets through; every one gets its exact
cosine. The two scores are put on one scale and added. The best passages are read once more, sentence by sentence.
Without a vector index the words find alone, and it is said.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from vectorstore.article import StoredArticle
from vectorstore.copies import Group
from vectorstore.embedding import Vectors
from vectorstore.fold import also_carried, fold
from vectorstore.passage import Evidence, Passage, embedded_text, indexed_words
from vectorstore.recency import newness
from vectorstore.request import SearchRequest as SearchRequest
from vectorstore.rerank import DEPTH, RERANK_SECONDS, Candidate, Window, rerank
from vectorstore.scope import Scope, scope
from vectorstore.store import Store
from vectorstore.vectors import NoVectorsError

_T = TypeVar("_T")

_OVERFETCH = 8
_FEWEST = 50
_EXACT = 5_000  # passages; where no more are let through, each one's cosine is taken


@dataclass(frozen=True, slots=True)
class Found:
    """Evidence, best first; `notice` says where it was not searched as it should be."""

    evidence: tuple[Evidence, ...]
    notice: str | None = None


def search(store: Store, request: SearchRequest, limit: int, rerank_seconds: float = RERANK_SECONDS) -> Found:
    """What the best `limit` passages for a request say, best first: of the first of them, each window by its own.

    Passages whose article was removed or changed since it was indexed are left out.
    """
    candidates = max(limit * _OVERFETCH, _FEWEST)
    within = scope(store, request)
    words = _fetched(lambda most: store.nearest_words(request.query, most), candidates, within, lambda pair: pair[0])
    vector = store.embedder.embed_query(request.query)
    notices: list[str] = []
    near: Iterable[int] = ()
    try:
        near = _nearest(store, vector, candidates, within)
    except NoVectorsError as error:
        notices.append(f"Found by words alone: {error}")
    cosines = store.cosines(vector, sorted({*near, *(number for number, _ in words)}))
    if within and within.earlier:
        earlier = [(stored, passage) for passage, stored in within.earlier.values()]
        worded = store.word_scores(request.query, [indexed_words(*one) for one in earlier])
        words += zip(within.earlier, worded, strict=True)
        likeness = store.likeness(vector, [embedded_text(*one) for one in earlier])
        cosines |= zip(within.earlier, likeness, strict=True)
    scores = fuse(words, cosines, store.background(vector))[:candidates]
    copied = _copied(store, scores, within)
    found = _present(store, scores, within, candidates if request.latest or copied else limit)
    present = [(number, score) for number, score in scores if number in found]
    new = newness(present, found, store.events, request.as_of) if request.latest else {}
    groups = _groups(store, found, within) if copied else []
    ranked = sorted(
        (Candidate(*found[number], score, cosines.get(number, 0.0), new.get(number, 1.0)) for number, score in present),
        key=lambda one: -one.score * one.weight,
    )
    ranked = [
        replace(ranked[shown], score=ranked[place].score, weight=ranked[place].weight)
        for shown, place in fold([(one.passage, one.stored) for one in ranked], groups)
    ]
    again = rerank(store, request.query, vector, ranked[: min(DEPTH, limit)], rerank_seconds)
    if not again.in_time:
        notices.append("The best passages were not all read again: the time for it ran out.")
    windows = [*again.windows, *(Window(one, one.passage, one.score * one.weight) for one in ranked[DEPTH:limit])]
    # Once more, for a passage with something of its own also has what others have.
    evidence = [
        replace(windows[shown], score=windows[place].score)
        for shown, place in fold([(one.passage, one.found.stored) for one in windows], groups)
    ]
    return Found(
        tuple(
            Evidence(
                rank,
                one.score,
                one.found.cosine,
                one.passage,
                one.found.stored,
                one.found.passage,
                also_carried(one.passage, one.found.passage, one.found.stored, groups),
            )
            for rank, one in enumerate(evidence, 1)
        ),
        " ".join(notices) or None,
    )


def _present(
    store: Store, scores: Sequence[tuple[int, float]], within: Scope | None, enough: int
) -> dict[int, tuple[Passage, StoredArticle]]:
    """The best passages that are still there; no more are read than are enough."""
    found = dict(within.earlier) if within else {}
    for start in range(0, len(scores), max(1, enough)):
        found |= store.ledger.passages([number for number, _ in scores[start : start + enough] if number > 0])
        if sum(number in found for number, _ in scores[: start + enough]) >= enough:
            break
    return found


def _copied(store: Store, scores: Sequence[tuple[int, float]], within: Scope | None) -> bool:
    """Whether any of these passages is of an article that others carry, too."""
    earlier = {(one.article_id, one.version) for one, _ in within.earlier.values()} if within else set()
    return store.copies.any_of([number for number, _ in scores if number > 0], earlier)


def _groups(store: Store, found: Mapping[int, tuple[Passage, StoredArticle]], within: Scope | None) -> list[Group]:
    """The groups of what was found; whatever is kept out carries nothing."""
    versions = {(one.article_id, one.version) for one, _ in found.values()}
    return store.copies.groups(sorted(versions), {**within.carriers, **dict(versions)} if within else None)


def _nearest(store: Store, vector: Vectors, candidates: int, within: Scope | None) -> Iterable[int]:
    if within and len(within.numbers) <= _EXACT:
        return within.numbers
    return _fetched(lambda most: store.nearest_vectors(vector, most), candidates, within, lambda number: number)


def _fetched(
    fetch: Callable[[int], list[_T]], candidates: int, within: Scope | None, number: Callable[[_T], int]
) -> list[_T]:
    """The first candidates that are let through; more are fetched until there are enough, or no more."""
    most = candidates
    while True:
        found = fetch(most)
        kept = [one for one in found if within is None or number(one) in within.numbers]
        if within is None or len(kept) >= candidates or len(kept) == len(within.numbers) or len(found) < most:
            return kept[:candidates]
        most *= _OVERFETCH


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
