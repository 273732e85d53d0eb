"""Answers without a chat model: the articles' own sentences, chosen, put in order, and made to stand alone.

Each sentence of the best passages is scored by its likeness to the question, by the question's words in it, by its
passage, and by whether it holds the kind of thing that is asked for. What is added to a sentence stands in parentheses.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from langchain_core.runnables import RunnableConfig

from bot.citations import Claim, Quoted
from bot.conversation import self_contained
from bot.referents import persons, with_referent
from bot.turn import Turn
from vectorstore.dates import day_of, with_dates
from vectorstore.lexical import covered, stems
from vectorstore.passage import Evidence
from vectorstore.sentences import is_statement
from vectorstore.store import Store

_PASSAGES = 8
_CANDIDATES = 28  # sentences embedded for a question
_SENTENCES = 3
_NEARLY = 0.7  # of the best score
_HOLDS_IT = 0.6
_GOES_ON = 0.1
_LEANS = 0.03
_WORDS_FOR_A_FACT = 50
_WORDS = 80  # for reasons, and for what happened
_SAME = 0.6  # share of common stems above which two sentences say the same
_WEIGHTS = {"likeness": 0.45, "words": 0.3, "passage": 0.2, "kind": 0.1}

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?"
    r"|billions?|half|third|quarter)\b",
    re.IGNORECASE,
)


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# What a question asks for, and the sign of it in a sentence; the first that fits counts.
_KINDS = (
    (
        _any(r"\bhow much\b.*\b(?:aid|cost|fin|fund|money|paid|pay|price|salar|sell|sold|spen|tax|worth)\w*"),
        _any(r"[$€£¥]", r"\b(?:dollars|euros|pounds|yen|pesos|cents)\b"),
    ),
    (_any(r"\bhow (?:many|much|old|long|far|big|tall|often)\b", r"\bwhat (?:number|percent\w*|share)\b"), _NUMBER),
    (
        _any(r"^when\b", r"\b(?:what|which) (?:day|date|year|month|time)\b"),
        re.compile(rf"\b{_MONTH}|\b(?:19|20)\d\d\b|day\b|\b[ap]\.m\.|last (?:week|month|year)"),
    ),
    (
        _any(r"\bwhy\b", r"\bwhat (?:caused|led|made)\b", r"\breasons?\b"),
        _any(
            r"\b(?:because|so that|(?:so|as) long as|due to|in order to|to avoid|unless|until)\b",
            r"\b(?:reason|cit|caus|blam|vow|want|argu|object)\w*\b",
            r"\bin (?:response|protest)\b",
        ),
    ),
    (_any(r"\bwho(?:se|m)?\b"), re.compile(r"[a-z,”\"] [A-ZÀ-Þ][a-zà-þ]+")),
    (_any(r"^where\b"), re.compile(r"\b(?:in|at|near|from|off|outside) (?:the )?[A-ZÀ-Þ]")),
    # Whether something is so is answered by who asserts it and who denies it.
    (
        _any(r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b"),
        _any(
            r"\b(?:accus|admi|alleg|call(?:ed|ing)|charg|claim|confirm|convict|den[iy]|insist|reject|rul)\w*",
            r"\bnot\b",
        ),
    ),
)


_FACT = _any(
    r"^(?:who|whose|whom|when|where|which)\b",
    r"\bhow (?:many|much|old|long|far|big|tall|often)\b",
    r"\b(?:what|which) (?:day|date|year|month|time|number|percent\w*|share)\b",
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b",
)
# A sentence that begins so leans on the one before it.
_LEANING = re.compile(
    r"[“\"‘]?(?:He|She|It|They|This|That|These|Those|But|However|And|Also|Meanwhile|Then|Such|On the same|Instead|Still"
    r"|Yet|So|There|His|Her|Their|Its|The (?:move|decision|announcement|latter|former))\b"
)
_OPINION = re.compile(
    r"/(?:opinions?|commentisfree|columns?|editorials?)/|^(?:opinion|column|editorial)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    quoted: Quoted
    evidence: Evidence
    words: frozenset[str]
    wanted: bool = False
    """Whether it holds the kind of thing that is asked for."""
    score: float = 0.0

    @property
    def place(self) -> tuple[str, str, int]:
        """Where it stands in the story: by date of publication, then by article and position."""
        article = self.quoted.stored.article
        return (article.published or "", article.id, self.quoted.span.start)


class ExtractiveEngine:
    """Picks one to five sentences of the evidence and says each with its citation."""

    name = "extractive"

    def __init__(self, store: Store) -> None:
        self._store = store

    def rewrite(self, question: str, history: Sequence[Turn], config: RunnableConfig) -> str:
        return self_contained(question, history)

    def compose(self, question: str, evidence: Sequence[Evidence], config: RunnableConfig) -> Iterator[Claim]:
        candidates = self._scored(question, _reports(evidence)[:_PASSAGES])
        fact = _FACT.search(question)
        chosen = _choose(candidates, _WORDS_FOR_A_FACT if fact else _WORDS)
        if chosen and (later := _later(candidates, chosen, frozenset(stems(question)))):
            chosen.append(later)
        ordered = sorted(chosen, key=lambda one: one.place)
        if fact and chosen:  # what answers best comes first
            held = max(chosen, key=lambda one: one.score)
            ordered = [held, *(one for one in ordered if one is not held)]
        yield from map(_claim, ordered)

    def _scored(self, question: str, evidence: Sequence[Evidence]) -> list[_Candidate]:
        """The statements of the evidence with their scores, best first."""
        asked = stems(question)
        rarity = self._store.rarity(asked)
        found = _statements(evidence)
        rough = [self._rough(asked, rarity, candidate) for candidate in found]
        best = sorted(zip(rough, found, strict=True), key=lambda pair: -pair[0])[:_CANDIDATES]
        if not best:
            return []
        vectors = self._store.embedder.embed_passages([candidate.quoted.text for _, candidate in best])
        likeness = vectors @ self._store.embedder.embed_query(question)
        sign = next((sign for asks, sign in _KINDS if asks.search(question)), None)
        scored = []
        for (words, candidate), like in zip(best, likeness, strict=True):
            text = candidate.quoted.text
            wanted = bool(sign and sign.search(text))
            score = words + _WEIGHTS["likeness"] * float(like) + _WEIGHTS["kind"] * wanted
            scored.append(replace(candidate, wanted=wanted, score=score - _LEANS * bool(_LEANING.match(text))))
        return sorted(scored, key=lambda one: -one.score)

    def _rough(self, asked: Sequence[str], rarity: Mapping[str, float], candidate: _Candidate) -> float:
        words = covered(asked, rarity, candidate.words)
        return _WEIGHTS["words"] * words + _WEIGHTS["passage"] * candidate.evidence.score


def _statements(evidence: Sequence[Evidence]) -> list[_Candidate]:
    """Every statement of the evidence, once."""
    found: dict[str, _Candidate] = {}
    for one in evidence:
        for quoted in (Quoted(one.stored, span) for span in one.passage.sentences):
            asks = quoted.text.rstrip("”\"’'").endswith("?")
            if is_statement(quoted.text) and not asks and quoted.text not in found:
                found[quoted.text] = _Candidate(quoted, one, frozenset(stems(quoted.text)))
    return list(found.values())


def _reports(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence without opinion pieces, which are no evidence of fact."""
    articles = [(one, one.stored.article) for one in evidence]
    return [
        one
        for one, article in articles
        if not _OPINION.search(article.title) and not _OPINION.search(article.url or "")
    ]


def _choose(candidates: Sequence[_Candidate], most_words: int) -> list[_Candidate]:
    """The best sentence, one that holds what is asked for, then what goes on from there or is nearly as good."""
    chosen = list(candidates[:1])
    left = [one for one in candidates[1:] if not _alike(one, candidates[0])]
    if chosen and not chosen[0].wanted:
        chosen += [one for one in left if one.wanted and one.score >= _HOLDS_IT * chosen[0].score][:1]
        left = [one for one in left if not _alike(one, chosen[-1])]
    while left and len(chosen) < _SENTENCES:
        best = max(left, key=lambda one: _worth(one, chosen))
        words = sum(len(one.quoted.text.split()) for one in [*chosen, best])
        if words > most_words or _worth(best, chosen) < _NEARLY * chosen[0].score:
            break
        chosen.append(best)
        left = [one for one in left if not _alike(one, best)]
    return chosen


def _worth(candidate: _Candidate, chosen: Sequence[_Candidate]) -> float:
    """The score of a sentence beside those chosen: one that goes on from another reads better than a stray one.

    One that leans on a sentence that is not there is worth nothing.
    """
    if any(_follows(one.quoted, candidate.quoted) for one in chosen):
        return candidate.score + _GOES_ON
    return 0.0 if _LEANING.match(candidate.quoted.text) else candidate.score


def _follows(one: Quoted, other: Quoted) -> bool:
    gap = other.span.start - one.span.end
    return one.stored.article.id == other.stored.article.id and 0 <= gap <= 2


def _later(candidates: Sequence[_Candidate], chosen: Sequence[_Candidate], asked: frozenset[str]) -> _Candidate | None:
    """The best sentence of a later day's article of the same story: what has happened since."""
    newest = max(candidate.place[0][:10] for candidate in chosen)
    for candidate in candidates:
        title = frozenset(stems(candidate.quoted.stored.article.title)) | candidate.words
        same_story = len(asked & title) * 2 > len(asked) and candidate.evidence.score >= 0.5 * chosen[0].evidence.score
        if candidate.place[0][:10] > newest and same_story and not any(_alike(candidate, other) for other in chosen):
            return candidate
    return None


def _alike(one: _Candidate, other: _Candidate) -> bool:
    """Whether two sentences say the same: more than `_SAME` of the shorter one's stems are in the other."""
    fewest = min(len(one.words), len(other.words))
    return fewest > 0 and len(one.words & other.words) > _SAME * fewest


def _claim(candidate: _Candidate) -> Claim:
    stored = candidate.quoted.stored
    words = with_referent(candidate.quoted.text, _sentence_before(candidate), persons(stored.article.text))
    return Claim(with_dates(closed(words), day_of(stored.article.published)), (candidate.quoted,))


def _sentence_before(candidate: _Candidate) -> str:
    """The sentence before, where it stands in the same passage."""
    text = candidate.quoted.stored.article.text
    for before, span in pairwise(candidate.evidence.passage.sentences):
        if span == candidate.quoted.span:
            return text[before.start : before.end]
    return ""


def closed(sentence: str) -> str:
    """A sentence out of a longer quotation, with the quotation mark that it lacks."""
    if sentence.count("“") > sentence.count("”"):
        return f"{sentence}”"
    if sentence.count("”") > sentence.count("“"):
        return f"“{sentence}"
    if sentence.count('"') % 2:
        return f'{sentence}"' if sentence.startswith('"') else f'"{sentence}'
    return sentence
