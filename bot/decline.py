"""When not to answer: a typed decline, with the nearest thing that the articles do say."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches

from bot.answer import Decline
from bot.citations import Quoted, nearest
from vectorstore.dates import day_of, shown
from vectorstore.lexical import covered, stems
from vectorstore.names import countries, with_one_name
from vectorstore.passage import Evidence, in_full
from vectorstore.search import SearchRequest
from vectorstore.sentences import is_statement

FOLLOW_UP = 0.07  # less is enough for a follow-up: it brings along words of its topic, and no passage has them all
_LIKENESS = 0.6  # its weight beside the words covered
_LOOKED_AT = 5
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


def gate(
    question: str, evidence: Sequence[Evidence], rarity: Mapping[str, float], supported: float, enough: float
) -> Decline | None:
    """Whether the evidence is too far from the question to answer it; asked before any engine is.

    `rarity` is the inverse document frequency of the question's stems, `supported` what `support` says.
    """
    if not evidence:
        return not_answered(question, ())
    if len(rarity) > _MANY_STEMS:
        answers = max(one.cosine for one in evidence) >= _ENOUGH_LIKENESS
    else:
        supported = max(supported, enough) if _says_it_all(question, evidence, rarity) else supported
        answers = supported >= enough and not _unknown_name(question, evidence, rarity)
    return None if answers else not_answered(question, evidence)


def support(question: str, evidence: Sequence[Evidence], rarity: Mapping[str, float]) -> float:
    """How near the best passages are to the question, at most 1: likeness and words covered, weighted.

    Likeness is the best cosine; words covered, the best share of the question's stems in a passage and its headline.
    """
    if not evidence:
        return 0.0
    asked = stems(question)
    words = (stems(f"{one.stored.article.title}\n{one.text}") for one in in_full(evidence)[:_LOOKED_AT])
    likeness = max(one.cosine for one in evidence)
    return _LIKENESS * likeness + (1 - _LIKENESS) * max(covered(asked, rarity, set(found)) for found in words)


def _says_it_all(question: str, evidence: Sequence[Evidence], rarity: Mapping[str, float]) -> bool:
    """Whether one sentence has the question's words, but for a few common ones, whatever its passage is about."""
    asked = stems(question)
    told = (quoted.text for one in evidence[:_LOOKED_AT] for quoted in _statements(one))
    return len(set(asked)) >= _FEW_STEMS and any(covered(asked, rarity, set(stems(one))) >= _ALL for one in told)


def _unknown_name(question: str, evidence: Sequence[Evidence], rarity: Mapping[str, float]) -> bool:
    """Whether the question names someone or something that no found passage does, in this or a like spelling.

    A country is met in all its forms, but in no like spelling. A name that is all over the articles need not be said in
    each: to American readers, "across the United States" is everywhere. Short names and those in capitals are left out
    unless they are a country's: articles write them in other ways.
    """
    named = countries(question)
    names = [name for name in _NAME.findall(with_one_name(question)) if not _CALENDAR.match(name)]
    articles = ((one, one.stored.article) for one in evidence)
    told = {stem for one, article in articles for stem in stems(f"{article.title} {article.outlet} {one.text}")}
    return any(
        rarity.get(stem, _RARE) >= _RARE
        and stem not in told
        and (name in named or not get_close_matches(stem, told, 1, _LIKE_SPELLING))
        for name in [*names, *named]
        for stem in stems(name)
    )


def nothing_loaded() -> Decline:
    """The decline of an empty store."""
    return Decline("no_coverage", "No articles are loaded yet. Load some with `dateline load URL-OR-FILE …`.")


def not_answered(question: str, evidence: Sequence[Evidence]) -> Decline:
    """The decline for a question that the evidence does not answer."""
    asked = set(stems(question))
    near = [quoted for one in evidence[:_LOOKED_AT] for quoted in _statements(one)]
    best = max(near, key=lambda quoted: len(asked & set(stems(quoted.text))), default=None)
    return Decline(
        "no_coverage",
        "The loaded articles don't say." + (f" Nearest: “{best.text}”" if best else ""),
        (nearest(best),) if best else (),
    )


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
