"""Answers with a form of their own, an entry for each article, outlet, voice or side:

- a story as it went, a dated entry an article ("timeline of …");
- what is said of something, an entry for each who says it, or each outlet;
- what is set side by side: each outlet by its own part of the question, each name by a question about it alone.

Everything else is a fact, a reason, or what happened, and is answered in sentences that follow one another.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from bot.citations import Claim
from bot.engines.selection import Candidate, digest, each_by
from bot.engines.telling import told
from bot.question.broad import form, topic
from bot.question.compared import Compared, compared
from bot.question.conversation import Understood
from bot.question.sides import Side, sides
from bot.referents import speaker
from vectorstore.indexes.lexical import stems
from vectorstore.language.dates import day_of
from vectorstore.passage import Evidence

Rank = Callable[[str, Sequence[Evidence]], list[Candidate]]
"""The statements of the evidence, those first that answer a question best."""

_OF_EACH = 2  # windows of an article, of a story
_NEARLY = 1.0  # nats below a side's best sentence, for a second one
_TAKES_A_STAND = re.compile(
    r"\b(?:accus|applaud|blam|call(?:s|ed|ing)\b|condemn|concern|critici[sz]|defend|demand|denounc|den(?:y|ie)|fear|hail|hop"
    r"(?:e|ing)|illegal|must\b|object|oppos|outrag|prais|protest|regret|reject|should\b|shock|slam|support|unacceptabl|urg(?:e|ing)"
    r"|vow|want|warn|welcom|worr(?:y|ie)|wrong)\w*",
    re.IGNORECASE,
)
_FEWEST = 2  # entries; one is no form


def in_a_form(question: Understood, evidence: Sequence[Evidence], rank: Rank) -> list[Claim]:
    """The entries, where the question asks for a form and the articles have two entries for it; else none."""
    query = question.query
    if asked := form(query):
        about = topic(query)
        candidates = rank(about, _some_of_each(evidence))
        if asked == "story":
            return _if_several(told(digest(candidates, frozenset(stems(about))), with_day=True))
        by = _outlet if asked == "outlets" else _voice
        return _if_several(told(each_by(by, candidates), with_outlet=True, with_day=True))
    if parts := sides(query, {one.stored.article.outlet for one in evidence}):
        return _if_several(told(_of_outlets(parts, evidence, rank), with_outlet=True, with_day=True))
    return _if_several(claim for one in compared(query) for claim in _paragraph(_of_one(one, evidence, rank)))


def _if_several(entries: Iterable[Claim]) -> list[Claim]:
    found = list(entries)
    return found if len(found) >= _FEWEST else []


def _paragraph(chosen: Sequence[Candidate]) -> Iterator[Claim]:
    """The sentences on one side, the first with its day."""
    for number, claim in enumerate(told(chosen, with_day=True)):
        yield replace(claim, label="", entry=False) if number else claim


def _of_outlets(parts: Sequence[Side], evidence: Sequence[Evidence], rank: Rank) -> list[Candidate]:
    """For each outlet the sentence that answers its part best, of the day that its part names, where there is one."""
    found: dict[str, Candidate] = {}
    for part in parts:
        own = [one for one in evidence if one.stored.article.outlet == part.outlet]
        of_the_day = [one for one in own if (day := day_of(one.stored.article.published)) and part.names_the_day(day)]
        ranked = rank(part.question, of_the_day or own)
        best = next((one for one in ranked if one.quoted.text not in found), None)
        if best:
            found[best.quoted.text] = best
    return list(found.values())


def _of_one(asked: Compared, evidence: Sequence[Evidence], rank: Rank) -> list[Candidate]:
    """The best sentences on one of those that are compared, in the article's order."""
    name = frozenset(stems(asked.name))
    ranked = [one for one in rank(asked.question, evidence) if name <= one.words or one.about]
    about = [one for one in ranked if one.about] or ranked
    chosen = about[:1] + [one for one in about[1:] if one.alone and one.score >= about[0].score - _NEARLY][:1]
    return sorted(chosen, key=lambda one: one.place)


def _outlet(candidate: Candidate) -> str | None:
    return candidate.quoted.stored.article.outlet or None


def _voice(candidate: Candidate) -> str | None:
    """Who takes a stand in it; where that one has no name, the sentence stands for itself."""
    text = candidate.quoted.text
    return (speaker(text) or text) if _TAKES_A_STAND.search(text) else None


def _some_of_each(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The best few of each article: a story is told by many."""
    seen: Counter[str] = Counter()
    kept = []
    for one in evidence:
        seen[one.stored.article.id] += 1
        if seen[one.stored.article.id] <= _OF_EACH:
            kept.append(one)
    return kept
