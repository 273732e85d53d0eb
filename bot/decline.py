"""When not to answer: a typed decline, with the nearest thing that the articles do say, where it is near."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from bot.answer import Decline
from bot.citations import Quoted, nearest
from vectorstore.finding.search import SearchRequest
from vectorstore.indexes.lexical import covered, stems
from vectorstore.language.dates import day_of, shown
from vectorstore.language.names import countries, with_one_name
from vectorstore.language.sentences import is_statement
from vectorstore.language.wordings import Wordings, met
from vectorstore.passage import Evidence, in_full

FOLLOW_UP = 0.1  # less is enough for a follow-up: it brings along words of its topic, and no passage has them all
_LIKENESS = 0.6  # its weight beside the words covered
_LEAD = 0.8  # how much the lead over the next article adds
_MOST_LEAD = 0.1  # of cosine; several articles on one story lead only together
_LOOKED_AT = 5
_OF_USE = 0.57  # of what was declined on development data: of the sentences so near 27 of 30 help a reader, below few
_ALL = 0.9  # of the question's words, by their rarity
_FEW_STEMS = 3
_MANY_STEMS = 14  # a question of more has several parts, and no passage holds the words of all
_ENOUGH_LIKENESS = 0.62
_LIKE_SPELLING = 0.85  # difflib's ratio: "Zelensky" is "Zelenskyy", "Niger" is not "Nigeria"
_RARE = 3.0  # inverse document frequency: of a name in about every twentieth passage or fewer
# A capitalised word inside the question, of four letters or more.
_NAME = re.compile(r"(?<=[\w,;:’”\"')] )[A-ZÀ-Þ][a-zà-þ][\w-]{2,}")
_CALENDAR = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan|Feb|Mar(?:ch)?$|Apr|June?$|July?$|Aug|Sep|Oct|Nov|Dec"
)


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


def gate(asked: Asked, evidence: Sequence[Evidence], supported: float, enough: float) -> Decline | None:
    """Whether the evidence is too far from the question to answer it; asked before any engine is.

    `supported` is what `support` says.
    """
    if not evidence:
        return _declined(asked, ())
    if len(asked.rarity) > _MANY_STEMS:
        answers = max(one.cosine for one in evidence) >= _ENOUGH_LIKENESS
    else:
        supported = max(supported, enough) if _says_it_all(asked, evidence) else supported
        answers = supported >= enough and not _unknown_name(asked, evidence)
    return None if answers else _declined(asked, evidence)


def support(asked: Asked, evidence: Sequence[Evidence]) -> float:
    """How near the best passages are to the question, at most 1: likeness and words covered, weighted, and the lead.

    Likeness is the best cosine; words covered, the best share of the question's stems in a passage and its headline;
    the lead is the best article's over the next. A question in words of its own is covered by none, but one story is
    nearer to it than all others; what no article is about is as far from each.
    """
    if not evidence:
        return 0.0
    told = (f"{one.stored.article.title}\n{one.text}" for one in in_full(evidence)[:_LOOKED_AT])
    nearest: dict[str, float] = {}
    for one in evidence:
        nearest[one.stored.article.id] = max(one.cosine, nearest.get(one.stored.article.id, 0.0))
    first, second = sorted([*nearest.values(), 0.0], reverse=True)[:2]
    lead = min(first - second, _MOST_LEAD) if len(nearest) > 1 else 0.0
    return min(1.0, _LIKENESS * first + (1 - _LIKENESS) * max(map(asked.covered, told)) + _LEAD * lead)


def _says_it_all(asked: Asked, evidence: Sequence[Evidence]) -> bool:
    """Whether one sentence has the question's words, but for a few common ones, whatever its passage is about."""
    told = (quoted.text for one in evidence[:_LOOKED_AT] for quoted in _statements(one))
    return len(asked.rarity) >= _FEW_STEMS and any(asked.covered(one) >= _ALL for one in told)


def _unknown_name(asked: Asked, evidence: Sequence[Evidence]) -> bool:
    """Whether the question names someone or something that no found passage does, in this or a like spelling.

    A country is met in all its forms, but in no like spelling. A name that is all over the articles need not be said in
    each: to American readers, "across the United States" is everywhere. Short names and those in capitals are left out
    unless they are a country's: articles write them in other ways.
    """
    named = countries(asked.text)
    names = [name for name in _NAME.findall(with_one_name(asked.text)) if not _CALENDAR.match(name)]
    articles = ((one, one.stored.article) for one in evidence)
    told = {stem for one, article in articles for stem in asked.said(f"{article.title} {article.outlet} {one.text}")}
    return any(
        asked.rarity.get(stem, _RARE) >= _RARE
        and stem not in told
        and (name in named or not get_close_matches(stem, told, 1, _LIKE_SPELLING))
        for name in [*names, *named]
        for stem in stems(name)
    )


def nothing_loaded() -> Decline:
    """The decline of an empty store."""
    return Decline("no_coverage", "No articles are loaded yet. Load some with `dateline load URL-OR-FILE …`.")


def not_answered(question: str, evidence: Sequence[Evidence]) -> Decline:
    """The decline for a question that near evidence does not answer, its words counting alike."""
    return _declined(Asked(question, dict.fromkeys(stems(question), 1.0), {}), evidence)


def _declined(asked: Asked, evidence: Sequence[Evidence]) -> Decline:
    """The decline with the nearest sentence, where one is near enough to be of use.

    Near is what `support` counts for passages: the likeness of its passage, and the words it has, half of them with its
    headline.
    """
    near = [
        (_LIKENESS * one.cosine + (1 - _LIKENESS) * (asked.covered(headed) + asked.covered(quoted.text)) / 2, quoted)
        for one in evidence[:_LOOKED_AT]
        for quoted in _statements(one)
        for headed in (f"{one.stored.article.title}\n{quoted.text}",)
    ]
    nearness, best = max(near, key=lambda one: one[0], default=(0.0, None))
    if best is None or nearness < _OF_USE:
        return Decline("no_coverage", "The loaded articles don't say.")
    return Decline("no_coverage", f"The loaded articles don't say. Nearest: “{best.text}”", (nearest(best),))


def false_premise() -> Decline:
    """The decline of a question that takes for granted what the articles deny; what they say is cited beside it."""
    return Decline("false_premise", "The articles say otherwise than the question takes for granted.")


def outside(request: SearchRequest, evidence: Sequence[Evidence]) -> Decline:
    """The decline where only what the reader's filters keep out would answer; the nearest of it is named."""
    days = " to ".join(shown(day, day) for day in map(day_of, (request.since, request.until)) if day)
    since = "from " if request.since else "up to "
    filters = [f"{since}{days}"] if days else []
    filters += [f"by {' or '.join(request.outlets)}"] if request.outlets else []
    best = next((quoted for one in evidence for quoted in _statements(one)), None)
    message = f"Nothing loaded {' '.join(filters)} answers this." + (f" {_told(best)}" if best else "")
    return Decline("outside_filter", message, (nearest(best),) if best else ())


def stale(newest: date, today: date, evidence: Sequence[Evidence]) -> Decline:
    """The decline of a question for the latest, where the newest coverage is too old to say."""
    best = next((quoted for one in evidence for quoted in _statements(one)), None)
    message = (
        f"The newest of what is loaded about this is of {shown(newest, newest)}, {(today - newest).days}"
        " days before: too long ago to say what is the latest."
    )
    return Decline("stale", message + (f" {_told(best)}" if best else ""), (nearest(best),) if best else ())


def _told(quoted: Quoted) -> str:
    """The nearest sentence, with who published it and when."""
    article = quoted.stored.article
    day = day_of(article.published)
    source = ", ".join(filter(None, (article.outlet, shown(day, day) if day else "")))
    return f"Nearest{f' ({source})' if source else ''}: “{quoted.text}”"


def _statements(one: Evidence) -> list[Quoted]:
    found = [Quoted(one.stored, span) for span in one.passage.sentences]
    return [quoted for quoted in found if is_statement(quoted.text)]
