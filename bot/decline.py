"""When not to answer: a typed decline, with the nearest thing that the articles do say, where it is near."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from bot.answer import Decline
from bot.citations import Quoted, nearest
from bot.support import Asked, asked, signals, support
from vectorstore.cross_encoder import CrossEncoder
from vectorstore.finding.search import SearchRequest
from vectorstore.indexes.lexical import stems
from vectorstore.language.dates import day_of, shown
from vectorstore.language.names import countries, with_one_name
from vectorstore.language.sentences import is_statement
from vectorstore.passage import Evidence
from vectorstore.store import Store

_LIKENESS = 0.6  # of the nearest sentence's passage, beside the words that the sentence has
_LOOKED_AT = 5
_OF_USE = 0.57  # of what was declined on development data: of the sentences so near 27 of 30 help a reader, below few
_LIKE_SPELLING = 0.85  # difflib's ratio: "Zelensky" is "Zelenskyy", "Niger" is not "Nigeria"
_RARE = 3.0  # inverse document frequency: of a name in about every twentieth passage or fewer
# A capitalised word inside the question, of four letters or more.
_NAME = re.compile(r"(?<=[\w,;:’”\"')] )[A-ZÀ-Þ][a-zà-þ][\w-]{2,}")
_CALENDAR = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan|Feb|Mar(?:ch)?$|Apr|June?$|July?$|Aug|Sep|Oct|Nov|Dec"
)


@dataclass(frozen=True, slots=True)
class Gate:
    """Decides, before any engine is asked, whether evidence answers a question.

    It does where its support is `enough`, and no name in it is unknown there.
    """

    store: Store
    reader: CrossEncoder
    enough: float

    def opens(
        self, text: str, evidence: Sequence[Evidence], *, in_part: bool = False, read: bool = True
    ) -> tuple[float, Decline | None]:
        """The support that a question has, from 0 to 1, and why it is not answered, if it is not.

        It is `in_part` where its conversation or the filters that its words imply say the rest. What is no question,
        but names a topic, is not `read`.
        """
        question = asked(self.store, text)
        if not evidence:
            return 0.0, _declined(question, ())
        found = signals(self.store, self.reader, question, evidence, read)
        supported = support(found, in_part)
        known = found.answers is None or not _unknown_name(question, evidence)
        return supported, None if supported >= self.enough and known else _declined(question, evidence)


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

    Near is the likeness of its passage, and the words it has, half of them with its headline.
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
