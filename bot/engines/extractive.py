"""Answers without a chat model: the articles' own sentences, chosen, put in order, and made to stand alone.

Each sentence of the best passages is scored by its likeness to the question, by the question's words in it, by its
passage, by whether it holds the kind of thing that is asked for, and whether it is about whom the question is about.
What is added to a sentence stands in parentheses.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from langchain_core.runnables import RunnableConfig

from bot.broad import is_broad, story
from bot.citations import Claim, Quoted
from bot.conversation import Understood, self_contained
from bot.engines.asked import Wish, wish
from bot.engines.focus import focus, is_about
from bot.engines.selection import Candidate, digest, leans, select, to_the_point
from bot.referents import with_referent
from bot.turn import Turn
from vectorstore.dates import day_of, shown, with_dates
from vectorstore.lexical import covered, stems
from vectorstore.passage import Evidence
from vectorstore.sentences import is_statement
from vectorstore.store import Store
from vectorstore.vectors import NoVectorsError

_WINDOWS = 12
_CANDIDATES = 28  # sentences embedded for a question
_WEIGHTS = {"likeness": 0.45, "words": 0.3, "passage": 0.8, "wanted": 0.1, "leans": -0.03, "about": 0.05}
_OPINION = re.compile(
    r"/(?:opinions?|commentisfree|columns?|editorials?)/|^(?:opinion|column|editorial)\b", re.IGNORECASE
)


class ExtractiveEngine:
    """Picks one to five sentences of the evidence and says each with its citation."""

    name = "extractive"

    def __init__(self, store: Store) -> None:
        self._store = store

    def rewrite(self, question: str, history: Sequence[Turn], config: RunnableConfig) -> Understood:
        return self_contained(question, history, self._stands_alone)

    def compose(self, question: str, evidence: Sequence[Evidence], config: RunnableConfig) -> Iterator[Claim]:
        if is_broad(question):
            told = self._scored(story(question), None, _reports(evidence))
            entries = digest(told, frozenset(stems(story(question))))
            if len(entries) > 1:
                yield from map(_entry, entries)
                return
        asked = wish(question)
        candidates = self._scored(question, asked, _reports(evidence)[:_WINDOWS])
        if asked is None or asked.fact:
            chosen = select(candidates, fact=asked is not None)
        else:  # a reason is whose it is: others' sentences would give theirs
            chosen = select(to_the_point(candidates), fact=False)
        yield from map(_claim, chosen)

    def _stands_alone(self, question: str, topic: str) -> bool:
        """Whether some passage is nearer to the question than any is to topic and question together."""
        try:
            return self._nearest(question) >= self._nearest(f"{topic} {question}")
        except NoVectorsError:
            return True  # the question's own words have the say

    def _nearest(self, text: str) -> float:
        vector = self._store.embedder.embed_query(text)
        near = self._store.nearest_vectors(vector, 1)
        return max(self._store.cosines(vector, near).values(), default=0.0)

    def _scored(self, question: str, wished: Wish | None, evidence: Sequence[Evidence]) -> list[Candidate]:
        """The statements of the evidence with their scores, best first."""
        asked = stems(question)
        rarity = self._store.rarity(asked)
        found = [_rough(asked, rarity, candidate) for candidate in _statements(evidence)]
        best = sorted(found, key=lambda one: -one.score)[:_CANDIDATES]
        if not best:
            return []
        vector = self._store.embedder.embed_query(question)
        likeness = self._store.likeness(vector, [candidate.quoted.text for candidate in best])
        whom = frozenset[str]() if wished and wished.of_others else focus(question)
        scored = [_judged(candidate, like, wished, whom) for candidate, like in zip(best, likeness, strict=True)]
        return sorted(scored, key=lambda one: -one.score)


def _rough(asked: Sequence[str], rarity: Mapping[str, float], candidate: Candidate) -> Candidate:
    """The candidate with the part of its score that needs no embedding."""
    words = covered(asked, rarity, candidate.words)
    headline = frozenset(stems(candidate.quoted.stored.article.title))
    return replace(
        candidate,
        covers=covered(asked, rarity, candidate.words | headline),
        score=_WEIGHTS["words"] * words + _WEIGHTS["passage"] * candidate.evidence.score,
    )


def _judged(candidate: Candidate, likeness: float, wished: Wish | None, whom: frozenset[str]) -> Candidate:
    text = candidate.quoted.text
    wanted = bool(wished and wished.sign.search(text))
    about = is_about(_explained(candidate), candidate.quoted.stored.article.text, whom)
    added = _WEIGHTS["likeness"] * likeness + _WEIGHTS["wanted"] * wanted
    added += _WEIGHTS["leans"] * leans(text) + _WEIGHTS["about"] * about
    return replace(candidate, wanted=wanted, about=about, score=candidate.score + added)


def _statements(evidence: Sequence[Evidence]) -> list[Candidate]:
    """Every statement of the evidence, once."""
    found: dict[str, Candidate] = {}
    for one in evidence:
        for quoted in (Quoted(one.stored, span) for span in one.passage.sentences):
            asks = quoted.text.rstrip("”\"’'").endswith("?")
            if is_statement(quoted.text) and not asks and quoted.text not in found:
                found[quoted.text] = Candidate(quoted, one, frozenset(stems(quoted.text)))
    return list(found.values())


def _reports(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence without opinion pieces, which are no evidence of fact."""
    articles = [(one, one.stored.article) for one in evidence]
    return [
        one
        for one, article in articles
        if not _OPINION.search(article.title) and not _OPINION.search(article.url or "")
    ]


def _claim(candidate: Candidate) -> Claim:
    return verbatim(candidate.quoted, _explained(candidate))


def _entry(candidate: Candidate) -> Claim:
    """The sentence with the day it was published before it."""
    claim, day = _claim(candidate), day_of(candidate.quoted.stored.article.published)
    return replace(claim, text=f"({shown(day, day)}) {claim.text}") if day else claim


def verbatim(quoted: Quoted, text: str) -> Claim:
    """An article's sentence as a claim: `text` is its words, with what was put in parentheses; dates are resolved."""
    return Claim(with_dates(closed(text), day_of(quoted.stored.article.published)), (quoted,))


def _explained(candidate: Candidate) -> str:
    """The sentence, with its leading pronoun explained where that is sure."""
    return with_referent(candidate.quoted.text, _sentence_before(candidate), candidate.quoted.stored.article.text)


def _sentence_before(candidate: Candidate) -> str:
    """The sentence before, where it stands in the same passage of the index."""
    text = candidate.quoted.stored.article.text
    for before, span in pairwise(candidate.evidence.found_in.sentences):
        if span == candidate.quoted.span:
            return text[before.start : before.end]
    return ""


def closed(sentence: str) -> str:
    """A sentence out of a longer quotation, with the one mark that it lacks; unchanged where that is not sure."""
    marks = [letter for letter in sentence if letter in '“”"']
    opens = re.match(r"[“\"][^“”\"]+$", sentence)
    closes = re.match(r"[^“”\"]+[.,!?…][”\"](?!\w)", sentence)
    if len(marks) != 1 or not (opens or closes):
        return sentence
    if opens:
        return sentence + ("”" if marks == ["“"] else '"')
    return ("“" if marks == ["”"] else '"') + sentence
