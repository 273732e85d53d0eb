"""Which statements of the evidence answer a question: each gets features and a score, and the best come first.

The score is the weighted sum of the features. The weights are fitted so that exp(difference of scores) is the odds
between two statements of one question (the softmax over a list of Cao et al. 2007, ListNet): scores are in nats, and
compared within a question only. `weights.toml` has them; `python -m tests.benchmarks.ranking` fits them anew.
"""

import tomllib
from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from bot.citations import Quoted
from bot.engines.asked import Wish
from bot.engines.selection import Candidate
from vectorstore.lexical import covered, stems
from vectorstore.passage import Evidence
from vectorstore.sentences import is_statement
from vectorstore.store import Store

WEIGHTS = Path(__file__).parent / "weights.toml"
_EMBEDDED = 28  # statements of a question; the second stage of the search has embedded most of them


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for a statement, each in [0, 1]; of the last four, one may be 1."""

    likeness: float
    """Its cosine to the question; its passage's, as long as it is not embedded."""
    words: float
    """The share of the question's words in it, by their rarity."""
    with_headline: float
    """The same in it and its headline."""
    passage: float
    """The score of its evidence."""
    told_elsewhere: float
    """The mean share of its other words that another statement has; of the shorter of the two."""
    told_before: float
    """The share of its words that the conversation has said before, but for those of the question."""
    position: float
    """Where in its article it begins: 0 at the top, 1 at the end."""
    number: float
    """1 where it holds a number as it is asked for."""
    date: float
    """The same of a date."""
    name: float
    """The same of a name."""
    other: float
    """The same of a place, a reason, or who says so."""


Described = tuple[Candidate, Features]


def ranked(
    store: Store, question: str, told: str, wished: Wish | None, evidence: Sequence[Evidence]
) -> list[Candidate]:
    """The statements of the evidence with their scores, best first; `told` is what the conversation has said before.

    Those that look worst before they are embedded are left out.
    """
    found = [
        replace(candidate, score=_score(features))
        for candidate, features in described(store, question, told, wished, evidence)
    ]
    return sorted(found, key=lambda one: -one.score)


def described(
    store: Store, question: str, told: str, wished: Wish | None, evidence: Sequence[Evidence]
) -> list[Described]:
    """The statements of the evidence that are worth embedding, with all their features."""
    asked = stems(question)
    before = frozenset(stems(told)).difference(asked)
    rarity = store.rarity(asked)
    rough = [_unembedded(asked, before, rarity, wished, candidate) for candidate in _statements(evidence)]
    best = sorted(rough, key=lambda one: -_score(one[1]))[:_EMBEDDED]
    if not best:
        return []
    likeness = store.likeness(store.embedder.embed_query(question), [one.quoted.text for one, _ in best])
    told_elsewhere = _told_elsewhere([one.words.difference(asked) for one, _ in best])
    return [
        (candidate, replace(features, likeness=like, told_elsewhere=shared))
        for (candidate, features), like, shared in zip(best, likeness, told_elsewhere, strict=True)
    ]


def _statements(evidence: Sequence[Evidence]) -> list[Candidate]:
    """Every statement of the evidence, once."""
    found: dict[str, Candidate] = {}
    for one in evidence:
        for quoted in (Quoted(one.stored, span) for span in one.passage.sentences):
            asks = quoted.text.rstrip("”\"’'").endswith("?")
            if is_statement(quoted.text) and not asks and quoted.text not in found:
                found[quoted.text] = Candidate(quoted, one, frozenset(stems(quoted.text)))
    return list(found.values())


def _unembedded(
    asked: Sequence[str], before: Set[str], rarity: Mapping[str, float], wished: Wish | None, candidate: Candidate
) -> Described:
    article = candidate.quoted.stored.article
    covers = covered(asked, rarity, candidate.words.union(stems(article.title)))
    kind = wished.kind if wished and wished.held(candidate.quoted.text, asked) else None
    return replace(candidate, covers=covers, wanted=kind is not None), Features(
        likeness=max(0.0, candidate.evidence.cosine),
        words=covered(asked, rarity, candidate.words),
        with_headline=covers,
        passage=candidate.evidence.score,
        told_elsewhere=0.0,
        told_before=len(candidate.words & before) / max(1, len(candidate.words)),
        position=candidate.quoted.span.start / len(article.text),
        number=float(kind == "number"),
        date=float(kind == "date"),
        name=float(kind == "name"),
        other=float(kind in ("place", "reason", "stance")),
    )


def _told_elsewhere(told: Sequence[frozenset[str]]) -> list[float]:
    def shared(one: frozenset[str], other: frozenset[str]) -> float:
        return len(one & other) / max(1, min(len(one), len(other)))

    others = max(1, len(told) - 1)
    return [sum(shared(one, other) for other in told if other is not one) / others for one in told]


def _score(features: Features) -> float:
    weights = read_weights()
    return sum((weights[name] * value for name, value in asdict(features).items()), 0.0)


@cache
def read_weights() -> Mapping[str, float]:
    """The weight of each feature, by its name."""
    return tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
