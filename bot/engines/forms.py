"""Answers with a form of their own, an entry for each article, outlet, voice or side:

- a story as it went, a dated entry an article ("timeline of …");
- what is said of something, an entry for each who says it, or each outlet;
- what is set side by side: each outlet by its own part of the question, each name by a question about it alone.

Everything else is a fact, a reason, or what happened, and is answered in sentences that follow one another.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.citations import Claim
from bot.engines.selection import Candidate, digest, each_by
from bot.engines.telling import day, outlet_and_day, told
from bot.question.broad import form, topic
from bot.question.compared import Compared, compared
from bot.question.conversation import Understood
from bot.question.sides import Side, sides
from bot.referents import speaker
from vectorstore.article import Article
from vectorstore.indexes.lexical import stems
from vectorstore.language.dates import day_of
from vectorstore.passage import Evidence


@dataclass(frozen=True, slots=True)
class _Entry:
    """Sentences that stand together, the first behind the label."""

    label: str
    sentences: Sequence[Candidate]


Rank = Callable[[str, Sequence[Evidence]], list[Candidate]]
"""The statements of the evidence, those first that answer a question best."""

_OF_EACH = 2  # windows of an article, of a story
_NEARLY = 1.0  # nats below the best sentence on one that is compared, for a second one
_TAKES_A_STAND = re.compile(
    r"\b(?:accus(?:e|es|ed|ing)|applaud(?:s|ed)?|back(?:s|ed)|blam(?:e|es|ed|ing)|call(?:s|ed|ing) (?:it|the|for|on)"
    r"|condemn(?:s|ed|ing|ation)?|critici[sz](?:e|es|ed|m)|defend(?:s|ed|ing)?|demand(?:s|ed|ing)|den(?:y|ies|ied)"
    r"|denounc(?:e|es|ed|ing)|disgrace|express(?:es|ed) (?:concern|regret|support|hope)|fear(?:s|ed)|hail(?:s|ed|ing)"
    r"|hop(?:e|es|ed)|illegal|lauded|mocked|must|oppos(?:e|es|ed)|outrag\w+|prais(?:e|es|ed|ing)|regret(?:s|ted)?"
    r"|reject(?:s|ed|ing)?|scandal|shameful|should|shocked|slam(?:s|med)|supports|supported|unacceptable|urg(?:e|es|ed|ing)"
    r"|vow(?:s|ed)|want(?:s|ed)|warn(?:s|ed|ing)|welcom(?:e|es|ed|ing)|worr(?:y|ies|ied)|wrong)\b",
    re.IGNORECASE,
)
_QUOTATION = re.compile(r"[“\"][^“”\"]{20,}[”\"]")
_OF_ONE_OF_TWO = 2  # sentences; of one of more, one
_FEWEST = 2  # entries; one is no form


def in_a_form(question: Understood, evidence: Sequence[Evidence], rank: Rank) -> list[Claim]:
    """The claims of the entries, where the question asks for a form and there are two for it; else none."""
    found = [entry for entry in _entries(question.query, evidence, rank) if entry.sentences]
    if len(found) < _FEWEST:
        return []
    return [claim for number, one in enumerate(found, 1) for claim in told(one.sentences, one.label, number)]


def _entries(query: str, evidence: Sequence[Evidence], rank: Rank) -> Iterator[_Entry]:
    if asked := form(query):
        about = topic(query)
        candidates, words = rank(about, _some_of_each(evidence)), frozenset(stems(about))
        if asked == "story":
            yield from (_Entry(day(_article(one)), [one]) for one in digest(candidates, words))
        else:
            by = _outlet if asked == "outlets" else _voice
            yield from (_Entry(outlet_and_day(_article(one)), [one]) for one in each_by(by, candidates, words))
    elif parts := sides(query, {_article(one).outlet for one in evidence}):
        yield from (_Entry(outlet_and_day(_article(one)), [one]) for one in _of_outlets(parts, evidence, rank))
    else:
        several = compared(query)
        for one in several:
            sentences = _of_one(one, evidence, rank, _OF_ONE_OF_TWO if len(several) == _FEWEST else 1)
            label = ", ".join(filter(None, (one.label, *(day(_article(first)) for first in sentences[:1]))))
            yield _Entry(label, sentences)


def _of_outlets(parts: Sequence[Side], evidence: Sequence[Evidence], rank: Rank) -> list[Candidate]:
    """For each outlet the sentence that answers its part best, of the day that its part names, where there is one."""
    found: dict[str, Candidate] = {}
    for part in parts:
        own = [one for one in evidence if _article(one).outlet == part.outlet]
        of_the_day = [
            one for one in own if (published := day_of(_article(one).published)) and part.names_the_day(published)
        ]
        ranked = rank(part.question, of_the_day or own)
        best = next((one for one in ranked if one.quoted.text not in found), None)
        if best:
            found[best.quoted.text] = best
    return list(found.values())


def _of_one(asked: Compared, evidence: Sequence[Evidence], rank: Rank, most: int) -> list[Candidate]:
    """The best sentences on one of those that are compared, in order of publication."""
    name = frozenset(stems(asked.name))
    ranked = [one for one in rank(asked.question, evidence) if name <= one.words or one.about]
    about = [one for one in ranked if one.about] or ranked
    others = [one for one in about[1:] if one.alone and one.score >= about[0].score - _NEARLY]
    return sorted([*about[:1], *others[: most - 1]], key=lambda one: one.place)


def _article(one: Candidate | Evidence) -> Article:
    return one.quoted.stored.article if isinstance(one, Candidate) else one.stored.article


def _outlet(candidate: Candidate) -> str | None:
    return _article(candidate).outlet or None


def _voice(candidate: Candidate) -> str | None:
    """Who takes a stand in it, or is quoted; where a stand is nobody's by name, the sentence stands for itself."""
    text = candidate.quoted.text
    who = speaker(text)
    if _TAKES_A_STAND.search(text):
        return who or text
    return who if _QUOTATION.search(text) else None


def _some_of_each(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The best few of each article: a story is told by many."""
    seen: Counter[str] = Counter()
    kept = []
    for one in evidence:
        seen[_article(one).id] += 1
        if seen[_article(one).id] <= _OF_EACH:
            kept.append(one)
    return kept
