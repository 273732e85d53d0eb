"""Finding: a request becomes ranked evidence.

request → candidates by words and meaning, fused → the new ones up, for the latest → copies folded
        → the best passages read again, sentence by sentence → evidence
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from vectorstore.article import StoredArticle
from vectorstore.copies import Group
from vectorstore.embedding import Vectors
from vectorstore.finding.candidates import candidates
from vectorstore.finding.fold import also_carried, fold
from vectorstore.finding.recency import newness
from vectorstore.finding.request import SearchRequest as SearchRequest
from vectorstore.finding.rerank import DEPTH, RERANK_SECONDS, Candidate, Window, rerank
from vectorstore.finding.scope import Scope, scope
from vectorstore.indexes.lexical import stems
from vectorstore.language.outlets import each_heard, named
from vectorstore.language.wordings import Wordings
from vectorstore.passage import Evidence, Passage
from vectorstore.store import Store

_OVERFETCH = 8
_FEWEST = 50
_OF_ONE = 2  # passages of one article that a broad question has before others


@dataclass(frozen=True, slots=True)
class Found:
    """Evidence, best first; `notice` says where it was not searched as it should be."""

    evidence: tuple[Evidence, ...]
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Shortlist:
    """What the first stage found, best first, copies folded; and how the query was understood.

    `vector` is of what is asked, which sentences are compared with.
    """

    passages: tuple[Candidate, ...]
    groups: tuple[Group, ...]
    vector: Vectors
    wordings: Wordings
    asked: frozenset[str]
    outlets: frozenset[str]
    notice: str | None


def search(store: Store, request: SearchRequest, limit: int, rerank_seconds: float = RERANK_SECONDS) -> Found:
    """What the best `limit` passages for a request say, best first: of the first of them, each window by its own.

    Passages whose article was removed or changed since it was indexed are left out.
    """
    return read_again(store, request.query, shortlist(store, request, limit), rerank_seconds)


def read_again(store: Store, query: str, first: Shortlist, seconds: float = RERANK_SECONDS) -> Found:
    """The second stage: the best of a shortlist by their own windows, and the others behind them as they stand."""
    best, others = first.passages[:DEPTH], first.passages[DEPTH:]
    again = rerank(store, query, first.wordings, first.vector, best, seconds)
    late = None if again.in_time else "The best passages were not all read again: the time for it ran out."
    notice = " ".join(filter(None, (first.notice, late))) or None
    return Found(evidence(first, [*again.windows, *map(whole, others)]), notice)


def shortlist(store: Store, request: SearchRequest, limit: int) -> Shortlist:
    """The first stage: the best `limit` passages by words and meaning."""
    most = max(limit * _OVERFETCH, _FEWEST)
    within = scope(store, request)
    vector = store.embedder.embed_query(request.query)
    wordings = store.wordings(request.query)
    fused = candidates(store, request.query, wordings, vector, within, most)
    copied = _copied(store, fused.scores, within)
    found = _present(store, fused.scores, within, most if request.latest or request.broad or copied else limit)
    scores = [(number, score) for number, score in fused.scores if number in found]
    new = newness(scores, found, store.events, request.as_of) if request.latest else {}
    passages = sorted(
        (
            Candidate(*found[number], score, fused.cosines.get(number, 0.0), new.get(number, 1.0))
            for number, score in scores
        ),
        key=lambda one: -one.score * one.weight,
    )
    groups = _groups(store, found, within) if copied else []
    others = " ".join(other for others in wordings.values() for other in others)
    asked = frozenset(stems(f"{request.query} {others}"))
    passages = _folded_passages(passages, groups, asked)
    passages = _spread(passages) if request.broad else passages
    outlets = named(request.query, (one.stored.article.outlet for one in passages))
    passages = each_heard(passages, outlets, lambda one: one.stored.article.outlet)[:limit]
    vector = store.embedder.embed_query(request.asked) if request.asked else vector
    return Shortlist(tuple(passages), tuple(groups), vector, wordings, asked, outlets, fused.notice)


def whole(one: Candidate) -> Window:
    """A passage that is not read again, as it stands."""
    return Window(one, one.passage, one.score * one.weight)


def evidence(first: Shortlist, windows: Sequence[Window]) -> tuple[Evidence, ...]:
    """Windows of the shortlist, best first, as evidence: what says the same is folded once more."""
    folded = _folded_windows(windows, first.groups, first.asked)
    ranked = each_heard(folded, first.outlets, lambda one: one.found.stored.article.outlet)
    return tuple(_evidence(rank, one, first.groups) for rank, one in enumerate(ranked, 1))


def _spread(passages: Sequence[Candidate]) -> list[Candidate]:
    """The same, those first that are among the best few of their article."""
    seen: Counter[str] = Counter()
    places = []
    for one in passages:
        seen[one.stored.article.id] += 1
        places.append((seen[one.stored.article.id] > _OF_ONE, one))
    return [one for _, one in sorted(places, key=lambda place: place[0])]


def _folded_passages(passages: Sequence[Candidate], groups: Sequence[Group], asked: frozenset[str]) -> list[Candidate]:
    return [
        replace(passages[shown], score=passages[place].score, weight=passages[place].weight)
        for shown, place in fold([(one.passage, one.stored) for one in passages], groups, asked)
    ]


def _folded_windows(windows: Sequence[Window], groups: Sequence[Group], asked: frozenset[str]) -> list[Window]:
    """Folded once more, for a passage with something of its own also has what others have."""
    return [
        replace(windows[shown], score=windows[place].score)
        for shown, place in fold([(one.passage, one.found.stored) for one in windows], groups, asked)
    ]


def _evidence(rank: int, window: Window, groups: Sequence[Group]) -> Evidence:
    found = window.found
    return Evidence(
        rank,
        window.score,
        found.cosine,
        window.passage,
        found.stored,
        found.passage,
        also_carried(window.passage, found.passage, found.stored, groups),
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
