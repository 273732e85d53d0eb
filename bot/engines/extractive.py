"""Answers without a chat model: the articles' own sentences, chosen, put in order, and made to stand alone.

The statements of the best passages are ranked, a few are selected and put in order, and each is said with its citation.
What is added to a sentence stands in parentheses.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from langchain_core.runnables import RunnableConfig

from bot.citations import Claim, Quoted
from bot.engines.asked import Wish, wish
from bot.engines.focus import focus, is_about
from bot.engines.ranking import ranked
from bot.engines.selection import Candidate, both_sides, digest, of_each, select, to_the_point
from bot.engines.short import short_answer
from bot.question.broad import is_broad, story
from bot.question.conversation import Understood, self_contained
from bot.question.follow_up import Articles
from bot.question.who import asked_about, introduces
from bot.referents import is_bare_quotation, speaker_of, with_referent, with_speaker
from bot.turn import Turn
from bot.verify.verbatim import AS_OF, VIEW
from vectorstore.article import StoredArticle
from vectorstore.cross_encoder import CrossEncoder
from vectorstore.indexes.lexical import stems
from vectorstore.indexes.vectors import NoVectorsError
from vectorstore.language.dates import day_of, shown, with_dates
from vectorstore.language.outlets import named
from vectorstore.language.rolling import written_on
from vectorstore.passage import Evidence, Span
from vectorstore.store import Store

WINDOWS = 12
_OF_EACH = 2  # windows of an article, of a story
_INTRODUCES = 6.0  # nats, for a sentence that says who somebody is, where that is asked
_NEAREST = 8  # passages whose articles tell names from other words
_OPINION = re.compile(
    r"/(?:opinions?|commentisfree|columns?|editorials?)/|^(?:opinion|column|editorial)\b", re.IGNORECASE
)
_HAPPENED = re.compile(
    r"\bwhat\b.{0,20}\b(?:happen|(?:went|go(?:es|ing)?) on\b)|\bhow did\b.*\b(?:unfold|begin|start|end)\b", re.I
)
# Views are asked for, not facts.
_VIEWS = re.compile(
    r"\b(?:opinions?|views?|argu(?:e|es|ing|ments?)|columnists?|commentators?|editorials?|critics?)\b", re.I
)
_NO_COMMENT = re.compile(r"\b(?:for|declined to) (?:further |additional )?comment\b|\brequests? for comments?\b", re.I)
_ABOUT_COMMENTS = re.compile(r"\b(?:comment|respon[ds]|repl(?:y|ied)|react|answer)\w*", re.I)


class ExtractiveEngine:
    """Picks one to five sentences of the evidence and says each with its citation."""

    name = "extractive"

    def __init__(self, store: Store, reader: CrossEncoder) -> None:
        """`reader` tells how well a statement answers a question."""
        self._store = store
        self._reader = reader

    def rewrite(self, question: str, history: Sequence[Turn], config: RunnableConfig) -> Understood:
        return self_contained(question, history, Articles(self._stands_alone, self._nearest_texts, self._store.names))

    def compose(self, question: Understood, evidence: Sequence[Evidence], config: RunnableConfig) -> Iterator[Claim]:
        if is_broad(question.query):
            topic = story(question.query)
            told = self._ranked(Understood(topic, topic), None, _some_of_each(reports(evidence)))
            entries = digest(told, frozenset(stems(topic)))
            if len(entries) > 1:
                yield from map(_entry, entries)
                return
        asked = wish(question.question)
        windows = _to_answer_from(question.question, evidence)[:WINDOWS]
        candidates = self._ranked(question, asked, windows)
        if name := asked_about(question.question, self._store.names(question.question)):
            candidates = _introducing(candidates, name)
        chosen = _chosen(question, asked, candidates)
        if asked and chosen and chosen[0] is candidates[0]:
            yield from _short(question.question, asked, candidates)
        yield from map(_claim, chosen)

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

    def _ranked(self, asked: Understood, wished: Wish | None, evidence: Sequence[Evidence]) -> list[Candidate]:
        whom = frozenset[str]() if wished and wished.of_others else focus(asked.question)
        found = ranked(self._store, self._reader, asked, wished, evidence)
        told = [one for one in found if not _is_nobodys(one) and not _is_no_news(one, asked.question)]
        candidates = told or found
        return [replace(one, about=is_about(_explained(one), _text(one), whom)) for one in candidates]


def _introducing(candidates: Sequence[Candidate], name: str) -> list[Candidate]:
    """The candidates with those that say who the bearer of a name is before the others."""
    scored = [
        replace(one, score=one.score + _INTRODUCES, wanted=True) if introduces(one.quoted.text, name) else one
        for one in candidates
    ]
    return sorted(scored, key=lambda one: -one.score)


def _chosen(question: Understood, asked: Wish | None, candidates: Sequence[Candidate]) -> list[Candidate]:
    outlets = named(question.query, (one.quoted.stored.article.outlet for one in candidates))
    if heard := of_each(candidates, outlets):
        return heard
    if asked is None:
        return select(candidates, fact=False, as_it_went=_HAPPENED.search(question.question) is not None)
    if asked.fact:
        chosen = select(candidates, fact=True)
    else:  # a reason is whose it is: others' sentences would give theirs; and it is part of a story
        chosen = select(to_the_point(candidates), fact=False, as_it_went=True)
    return both_sides(candidates, chosen) if asked.of_others else chosen


def reports(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence without opinion pieces, which are no evidence of fact."""
    return [one for one in evidence if not _is_opinion(one.stored)]


def _to_answer_from(question: str, evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """Reports; opinion pieces too where views are asked for, or where there is nothing else."""
    return evidence if _VIEWS.search(question) else reports(evidence) or evidence


def _is_opinion(stored: StoredArticle) -> bool:
    article = stored.article
    return bool(_OPINION.search(article.title) or _OPINION.search(article.url or ""))


def _some_of_each(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The best few of each article: a story is told by many."""
    seen: Counter[str] = Counter()
    kept = []
    for one in evidence:
        seen[one.stored.article.id] += 1
        if seen[one.stored.article.id] <= _OF_EACH:
            kept.append(one)
    return kept


def _claim(candidate: Candidate) -> Claim:
    """The sentence, made to stand alone; one of an opinion piece is said to be a view, one told since, of which day."""
    article, explained = candidate.quoted.stored.article, _explained(candidate)
    claim = verbatim(candidate.quoted, explained)
    if explained not in (candidate.quoted.text, closed(candidate.quoted.text)) and (beside := _explaining(candidate)):
        claim = replace(claim, quotes=(*claim.quotes, Quoted(candidate.quoted.stored, beside)))
    if _is_opinion(candidate.quoted.stored):
        return replace(claim, text=f"({VIEW}) {claim.text}")
    day = day_of(article.published)
    return replace(claim, text=f"({AS_OF} {shown(day, day)}) {claim.text}") if candidate.since and day else claim


def _short(question: str, asked: Wish, candidates: Sequence[Candidate]) -> Iterator[Claim]:
    """The answer alone, where it is sure."""
    if answer := short_answer(question, asked, candidates):
        yield Claim(answer, (candidates[0].quoted,))


def _entry(candidate: Candidate) -> Claim:
    """The sentence with the day it was published before it."""
    claim, day = _claim(candidate), day_of(candidate.quoted.stored.article.published)
    return replace(claim, text=f"({shown(day, day)}) {claim.text}") if day else claim


def verbatim(quoted: Quoted, text: str) -> Claim:
    """An article's sentence as a claim: `text` is its words, with what was put in parentheses; dates are resolved."""
    return Claim(with_dates(closed(text), written_on(quoted.stored.article)), (quoted,))


def _explained(candidate: Candidate) -> str:
    """The sentence, with its leading pronoun explained, or a quotation's speaker told, where that is sure."""
    sentence, text = candidate.quoted.text, _text(candidate)
    if is_bare_quotation(text, candidate.quoted.span):
        return with_speaker(closed(sentence), text, candidate.quoted.span)
    return with_referent(sentence, _sentence_before(candidate), text)


def _is_nobodys(candidate: Candidate) -> bool:
    """Whether it is a quotation that does not say who speaks, nor does anything around it."""
    text, span = _text(candidate), candidate.quoted.span
    return is_bare_quotation(text, span) and speaker_of(text, span) is None


def _is_no_news(candidate: Candidate, question: str) -> bool:
    """Whether it only tells that somebody did not answer the reporters, where that is not asked."""
    return _NO_COMMENT.search(candidate.quoted.text) is not None and not _ABOUT_COMMENTS.search(question)


def _explaining(candidate: Candidate) -> Span | None:
    """The sentence that tells whom another one means, or who speaks in it, where the passage of the index has it."""
    text, span = _text(candidate), candidate.quoted.span
    if not is_bare_quotation(text, span):
        return _before(candidate)
    speaker = speaker_of(text, span)
    sentences = candidate.evidence.found_in.sentences
    return next((one for one in sentences if speaker and one.start <= speaker.start < one.end), None)


def _sentence_before(candidate: Candidate) -> str:
    before = _before(candidate)
    return _text(candidate)[before.start : before.end] if before else ""


def _before(candidate: Candidate) -> Span | None:
    """The sentence before, where it stands in the same passage of the index."""
    sentences = candidate.evidence.found_in.sentences
    return next((one for one, span in pairwise(sentences) if span == candidate.quoted.span), None)


def _text(candidate: Candidate) -> str:
    return candidate.quoted.stored.article.text


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
