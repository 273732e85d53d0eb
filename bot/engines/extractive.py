"""Answers without a chat model: the articles' own sentences, chosen, put in order, and made to stand alone.

The statements of the best passages are ranked, a few are selected and put in order, and each is said with its citation.
What is added to a sentence stands in parentheses.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from langchain_core.runnables import RunnableConfig

from bot.citations import Claim
from bot.engines.asked import Wish, wish
from bot.engines.focus import focus, is_about
from bot.engines.forms import in_a_form
from bot.engines.ranking import ranked
from bot.engines.reports import reports, to_answer_from
from bot.engines.selection import Candidate, opens, select, to_the_point
from bot.engines.short import short_answer
from bot.engines.stance import ONLY_SAID, both_sides, only_said
from bot.engines.telling import explained, is_nobodys, stands_alone, told
from bot.question.conversation import Understood, self_contained
from bot.question.follow_up import Articles
from bot.question.who import asked_about, introduces
from bot.turn import Turn
from vectorstore.cross_encoder import CrossEncoder
from vectorstore.indexes.vectors import NoVectorsError
from vectorstore.passage import Evidence
from vectorstore.store import Store

_INTRODUCES = 6.0  # nats, for a sentence that says who somebody is, where that is asked
_NEAREST = 8  # passages whose articles tell names from other words
_HAPPENED = re.compile(
    r"\bwhat\b.{0,20}\b(?:happen|(?:went|go(?:es|ing)?) on\b)|\bhow did\b.*\b(?:unfold|begin|start|end)\b", re.I
)
_NO_COMMENT = re.compile(r"\b(?:for|declined to) (?:further |additional )?comment\b|\brequests? for comments?\b", re.I)
_FURNITURE = re.compile(
    r"^\W*(?:for (?:more|further) (?:information|details)|click (?:here|on)|(?:learn|read) more|see also|sign up"
    r"|subscribe)\b"
    r"|\bplease help (?:to )?(?:improve|rewrite|expand|clarify)\b",
    re.IGNORECASE,
)
_ABOUT_COMMENTS = re.compile(r"\b(?:comment|respon[ds]|repl(?:y|ied)|react|answer)\w*", re.I)


class ExtractiveEngine:
    """Picks one to five sentences of the evidence and says each with its citation."""

    name = "extractive"

    def __init__(self, store: Store, reader: CrossEncoder) -> None:
        """`reader` tells how well a statement answers a question."""
        self._store = store
        self._reader = reader
        self.articles = Articles(self._stands_alone, self._nearest_texts, store.names, store.rarity)

    def rewrite(self, question: str, history: Sequence[Turn], config: RunnableConfig) -> Understood:
        return self_contained(question, history, self.articles)

    def compose(self, question: Understood, evidence: Sequence[Evidence], config: RunnableConfig) -> Iterator[Claim]:
        if entries := in_a_form(question, reports(evidence), self._by_topic):
            yield from entries
            return
        asked = wish(question.question)
        candidates = self._ranked(question, asked, to_answer_from(question.question, evidence))
        if name := asked_about(question.question, self._store.names(question.question)):
            candidates = _introducing(candidates, name)
        chosen = _chosen(question, asked, candidates)
        if asked and chosen and opens(chosen, candidates[0]):
            yield from _short(question.question, asked, candidates)
        if asked and asked.of_others and (said := only_said(question.question, candidates, chosen)):
            yield Claim(ONLY_SAID, tuple(one.quoted for one in said), remark=True)
        yield from told(chosen)

    def _stands_alone(self, question: str, topic: str) -> bool:
        """Whether some passage is nearer to the question than any is to topic and question together."""
        try:
            return self._nearest(question) >= self._nearest(f"{topic} {question}")
        except NoVectorsError:
            return True  # the question's own words have the say

    def _nearest_texts(self, words: str) -> list[str]:
        found = self._store.ledger.passages([number for number, _ in self._store.nearest_words(words, _NEAREST)])
        return list({stored.article.id: stored.article.text for _, stored in found.values()}.values())

    def _nearest(self, text: str) -> float:
        vector = self._store.embedder.embed_query(text)
        near = self._store.nearest_vectors(vector, 1)
        return max(self._store.cosines(vector, near).values(), default=0.0)

    def _by_topic(self, topic: str, evidence: Sequence[Evidence]) -> list[Candidate]:
        return self._ranked(Understood(topic, topic), None, evidence)

    def _ranked(self, asked: Understood, wished: Wish | None, evidence: Sequence[Evidence]) -> list[Candidate]:
        whom = frozenset[str]() if wished and wished.of_others else focus(asked.question)
        found = ranked(self._store, self._reader, asked, wished, evidence)
        of_use = [one for one in found if not is_nobodys(one) and not _is_of_no_use(one, asked.question)]
        return [replace(one, about=_is_about(one, whom), alone=stands_alone(one)) for one in of_use or found]


def _is_about(candidate: Candidate, whom: frozenset[str]) -> bool:
    return is_about(explained(candidate)[0], candidate.quoted.stored.article.text, whom)


def _introducing(candidates: Sequence[Candidate], name: str) -> list[Candidate]:
    """The candidates with those that say who the bearer of a name is before the others."""
    scored = [
        replace(one, score=one.score + _INTRODUCES, wanted=True) if introduces(one.quoted.text, name) else one
        for one in candidates
    ]
    return sorted(scored, key=lambda one: -one.score)


def _chosen(question: Understood, asked: Wish | None, candidates: Sequence[Candidate]) -> list[Candidate]:
    if asked is None:
        return select(candidates, fact=False, as_it_went=_HAPPENED.search(question.question) is not None)
    if asked.fact:
        chosen = select(candidates, fact=True)
    else:  # a reason is whose it is: others' sentences would give theirs; and it is part of a story
        chosen = select(to_the_point(candidates), fact=False, as_it_went=True)
    return both_sides(candidates, chosen) if asked.of_others else chosen


def _short(question: str, asked: Wish, candidates: Sequence[Candidate]) -> Iterator[Claim]:
    """The answer alone, where it is sure."""
    if answer := short_answer(question, asked, candidates):
        yield Claim(answer, (candidates[0].quoted,))


def _is_of_no_use(candidate: Candidate, question: str) -> bool:
    """Whether it leads elsewhere, or only tells that somebody did not answer the reporters, where that is not asked."""
    text = candidate.quoted.text
    return bool(_FURNITURE.search(text)) or (bool(_NO_COMMENT.search(text)) and not _ABOUT_COMMENTS.search(question))
