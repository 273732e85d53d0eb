"""Which statements of the evidence answer a question: each gets features and a score, and the best come first.

The score is the weighted sum of the features. The weights are fitted so that exp(difference of scores) is the odds
between two statements of one question (the softmax over a list of Cao et al. 2007, ListNet): scores are in nats, and
compared within a question only. The best are read together with the question by a cross-encoder, behind their
headlines, which tell who "he" is. `weights.toml` has the weights before and after that;
`python -m tests.benchmarks.ranking` fits them anew.
"""

import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, cast

from bot.citations import Quoted
from bot.engines.asked import Wish, wish
from bot.engines.selection import Candidate
from bot.engines.telling import is_nobodys
from bot.question.conversation import Understood
from vectorstore.cross_encoder import CrossEncoder, Reading
from vectorstore.indexes.lexical import covered, stems
from vectorstore.language.dates import day_of
from vectorstore.language.sentences import asks, is_statement
from vectorstore.passage import Evidence, Span
from vectorstore.store import Store

WEIGHTS = Path(__file__).parent / "weights.toml"
READER = Path(__file__).parent / "answers.npz"
_EMBEDDED = 28  # statements of a question; the second stage of the search has embedded most of them
_LONG_AGO = 8.0  # natural logarithm of days: eight years
_HEADLINE = 160  # characters, at most, before a statement that is read
_READ = 10  # statements that are read together with the question
_READ_NOTHING = -40.0  # nats, where no statement is read: below all that are
_LONGEST_READ = 30  # words of a question: those that the cross-encoder has learned from have 28 at most


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for a statement, each in [0, 1] but for the first; of the last four, one may be 1."""

    answers: float
    """How well it answers, as the cross-encoder reads it behind its headline: nats above the worst of those read."""
    likeness: float
    """Its cosine to the question; its passage's, as long as it is not embedded."""
    words: float
    """The share of the question's words in it, by their rarity."""
    other_words: float
    """The same of the words that are no names: what is asked of those whom a headline may name."""
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
    older: float
    """How much older its article is than that of the best passage: the logarithm of days, 1 from eight years on."""
    number: float
    """1 where it holds a number as it is asked for."""
    date: float
    """The same of a date."""
    name: float
    """The same of a name."""
    other: float
    """The same of a place, a reason, or who says so."""


Described = tuple[Candidate, Features]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question's stems with their rarity, those that are no names, those told before, and the kind of its answer.

    `day` is when the article of its best passage was published.
    """

    words: Sequence[str]
    other_words: Sequence[str]
    rarity: Mapping[str, float]
    told: Set[str]
    wished: Wish | None
    day: date | None


def _asked(store: Store, asked: Understood, wished: Wish | None, evidence: Sequence[Evidence]) -> _Asked:
    words, names = stems(asked.question), store.names(asked.question)
    other_words = [word for word in words if word not in names]
    before = frozenset(stems(asked.told)).difference(words)
    best = max(evidence, key=lambda one: one.score, default=None)
    day = day_of(best.stored.article.published) if best else None
    return _Asked(words, other_words, store.rarity(words), before, wished, day)


def ranked(
    store: Store, reader: CrossEncoder, asked: Understood, wished: Wish | None, evidence: Sequence[Evidence]
) -> list[Candidate]:
    """The statements of the evidence with their scores, best first.

    Those that look worst before they are embedded are left out.
    """
    read = _READ if len(asked.question.split()) <= _LONGEST_READ else 0
    weights = read_weights()["read" if read else "unread"]
    found = [
        replace(candidate, score=_score(features, weights))
        for candidate, features in described(store, reader, asked, wished, evidence, read)
    ]
    return sorted(found, key=lambda one: -one.score)


def described(
    store: Store,
    reader: CrossEncoder,
    asked: Understood,
    wished: Wish | None,
    evidence: Sequence[Evidence],
    read: int,
) -> list[Described]:
    """The statements of the evidence that are worth embedding, with all features, those first that are `read`."""
    about = _asked(store, asked, wished, evidence)
    best = _best_first(_unembedded(about, candidate) for candidate in _statements(evidence))[:_EMBEDDED]
    if not best:
        return []
    likeness = store.likeness(store.embedder.embed_query(asked.question), [one.quoted.text for one, _ in best])
    told_elsewhere = _told_elsewhere([one.words.difference(about.words) for one, _ in best])
    unread = _best_first(
        (candidate, replace(features, likeness=like, told_elsewhere=shared))
        for (candidate, features), like, shared in zip(best, likeness, told_elsewhere, strict=True)
    )
    readings = reader.read(asked.question, [in_context(one.quoted) for one, _ in unread[:read]])
    least = min((reading.nats for reading in readings), default=0.0)
    found = [
        (_with_answer(one, reading), replace(features, answers=reading.nats - least))
        for (one, features), reading in zip(unread, readings, strict=False)
    ]
    return [*found, *unread[read:]]


def best_reading(store: Store, reader: CrossEncoder, question: str, evidence: Sequence[Evidence]) -> float | None:
    """How well the best statement answers, in nats, as the cross-encoder reads it; None for a question too long for it.

    The nats of two questions may be compared as far as the fit of `bot.support` bears out.
    """
    if len(question.split()) > _LONGEST_READ:
        return None
    found = described(store, reader, Understood(question, question), wish(question), evidence, _READ)
    read = (one.nats for one, _ in found if one.nats is not None and not is_nobodys(one))
    return max(read, default=_READ_NOTHING)


def _with_answer(candidate: Candidate, reading: Reading) -> Candidate:
    """The statement with how well it answers, and by which words; without those, where they stand in its headline."""
    headline = len(in_context(candidate.quoted)) - len(candidate.quoted.text)
    if reading.answer is None or reading.answer.start < headline:
        return replace(candidate, nats=reading.nats)
    answer = Span(reading.answer.start - headline, reading.answer.end - headline)
    return replace(candidate, nats=reading.nats, answer=answer, sure=reading.sure)


def in_context(quoted: Quoted) -> str:
    """A statement behind its article's headline, which leaves room for it."""
    return f"{quoted.stored.article.title[:_HEADLINE]}. {quoted.text}"


def _best_first(described: Iterable[Described]) -> list[Described]:
    weights = read_weights()["unread"]
    return sorted(described, key=lambda one: -_score(one[1], weights))


def _statements(evidence: Sequence[Evidence]) -> list[Candidate]:
    """Every statement of the evidence, once."""
    found: dict[str, Candidate] = {}
    for one in evidence:
        for quoted in (Quoted(one.stored, span) for span in one.passage.sentences):
            if is_statement(quoted.text) and not asks(quoted.text) and quoted.text not in found:
                found[quoted.text] = Candidate(quoted, one, frozenset(stems(quoted.text)))
    return list(found.values())


def _unembedded(asked: _Asked, candidate: Candidate) -> Described:
    article, wished = candidate.quoted.stored.article, asked.wished
    covers = covered(asked.words, asked.rarity, candidate.words.union(stems(article.title)))
    kind = wished.kind if wished and wished.held(candidate.quoted.text, asked.words) else None
    return replace(candidate, covers=covers, wanted=kind is not None), Features(
        answers=0.0,
        likeness=max(0.0, candidate.evidence.cosine),
        words=covered(asked.words, asked.rarity, candidate.words),
        other_words=covered(asked.other_words, asked.rarity, candidate.words),
        with_headline=covers,
        passage=candidate.evidence.score,
        told_elsewhere=0.0,
        told_before=len(candidate.words & asked.told) / max(1, len(candidate.words)),
        position=candidate.quoted.span.start / len(article.text),
        older=_older(day_of(article.published), asked.day),
        number=float(kind == "number"),
        date=float(kind == "date"),
        name=float(kind == "name"),
        other=float(kind in ("place", "reason", "stance")),
    )


def _older(day: date | None, than: date | None) -> float:
    return min(1.0, math.log1p(max(0, (than - day).days)) / _LONG_AGO) if day and than else 0.0


def _told_elsewhere(told: Sequence[frozenset[str]]) -> list[float]:
    def shared(one: frozenset[str], other: frozenset[str]) -> float:
        return len(one & other) / max(1, min(len(one), len(other)))

    others = max(1, len(told) - 1)
    return [sum(shared(one, other) for other in told if other is not one) / others for one in told]


def _score(features: Features, weights: Mapping[str, float]) -> float:
    return sum((weights[name] * value for name, value in asdict(features).items()), 0.0)


@cache
def read_weights() -> Mapping[Literal["unread", "read"], Mapping[str, float]]:
    """The weight of each feature, by its name: until the best statements are read, and then."""
    weights = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
    return cast(Mapping[Literal["unread", "read"], Mapping[str, float]], weights)
