"""How well what was found answers a question, from 0 to 1: a logistic regression.

Likeness: the best cosine of a passage. Words: the best share of the question's stems, by their rarity, in a passage and
its headline. Answer: how well the best statement answers, as the cross-encoder reads it. A question in words of its own
is covered by no passage, but a statement answers it; what no article tells has near passages, but none that answers.
`python -m tests.benchmarks.support` fits the weights anew, as it must be done after `tests.benchmarks.reader`; README
has how they do. The other constants are set by hand.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.engines.ranking import best_reading
from bot.engines.reports import to_answer_from
from vectorstore.cross_encoder import CrossEncoder
from vectorstore.indexes.lexical import covered, stems
from vectorstore.language.wordings import Wordings, met
from vectorstore.passage import Evidence, in_full
from vectorstore.store import Store

LIKENESS, COVERED, ANSWERS, SHORT, CONSTANT = 9.99, 4.35, 0.292, 1.38, -2.0
IN_PART = 1.5  # nats: no passage fits all of a follow-up with its topic, or what is left of a question without its days
_AS_ANSWERED = -25.5  # nats: how questions that are answered are read, in the mean
_FEW_STEMS = 3  # a question of so few is near to nothing, however well it is answered
_MANY_STEMS = 14  # a question of more has several parts, and no passage or statement answers all
_OF_SEVERAL, _LIKE_ENOUGH = 15.0, 0.62  # for such a question: nats by cosine, and the cosine where the odds are even
_LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is held against articles.

    `rarity` is the inverse document frequency of its stems, `wordings` how else the articles write them.
    """

    text: str
    rarity: Mapping[str, float]
    wordings: Wordings

    def said(self, text: str) -> frozenset[str]:
        """The stems of a text, and those of the question that it has in another wording."""
        return met(frozenset(stems(text)), self.wordings)

    def covered(self, text: str) -> float:
        """The share of the question's stems that a text has, the rare ones counting more."""
        return covered(stems(self.text), self.rarity, self.said(text))


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for an answer: a cosine, a share, and nats, None where the question is not read; and its length."""

    likeness: float
    covered: float
    answers: float | None
    short: bool


def asked(store: Store, question: str) -> Asked:
    """A question with what the store knows about its words."""
    return Asked(question, store.rarity(stems(question)), store.wordings(question))


def signals(
    store: Store, reader: CrossEncoder, question: Asked, evidence: Sequence[Evidence], read: bool = True
) -> Signals:
    """The signals of evidence, of which there must be some. What names a topic is not to be `read`."""
    told = (f"{one.stored.article.title}\n{one.text}" for one in in_full(evidence)[:_LOOKED_AT])
    likeness = max(one.cosine for one in evidence) or _likeness(store, question, evidence[0])
    share = max(map(question.covered, told))
    if len(question.rarity) > _MANY_STEMS:
        return Signals(likeness, share, None, short=False)
    from_these = to_answer_from(question.text, evidence)
    answers = best_reading(store, reader, question.text, from_these) if read else _AS_ANSWERED
    return Signals(likeness, share, answers, short=len(question.rarity) <= _FEW_STEMS)


def support(found: Signals, in_part: bool) -> float:
    """How likely it is that it answers, from 0 to 1.

    `in_part` says that the question has other parts, which its conversation or the filters of the search meet.
    """
    if found.answers is None:
        return _probability(_OF_SEVERAL * (found.likeness - _LIKE_ENOUGH))
    nats = (
        LIKENESS * found.likeness + COVERED * found.covered + ANSWERS * found.answers + SHORT * found.short + CONSTANT
    )
    return _probability(nats + IN_PART * in_part)


def _likeness(store: Store, question: Asked, one: Evidence) -> float:
    """The cosine of a passage that is not embedded yet."""
    return store.likeness(store.embedder.embed_query(question.text), [one.text])[0]


def _probability(nats: float) -> float:
    return 1 / (1 + math.exp(-nats))
