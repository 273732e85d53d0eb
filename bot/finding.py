"""Finding what answers: the question's time and the reader's filters meet the search, and what they leave out is told.

A filter that only the question's words imply, days or the outlet whose word it asks for, gives way where nothing inside
it answers, and the answer says so. What the reader asked for with `--since`, `--until` or `--outlet` never gives way:
what lies outside is named, not used.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, zip_longest

from langchain_core.runnables import RunnableConfig

from bot.answer import Decline
from bot.citations import Quoted
from bot.decline import Gate, nothing_loaded, outside, stale
from bot.question.broad import form, topic
from bot.question.compared import Compared, compared
from bot.question.sides import sides
from bot.question.source import without_source
from bot.question.unclear import of_nobody, unclear
from bot.question.when import When, for_anything, when
from bot.question.who import asked_about, introduces
from bot.support import asked as asked_of
from vectorstore.finding.retriever import NewsRetriever
from vectorstore.finding.search import SearchRequest, search
from vectorstore.indexes.lexical import stems
from vectorstore.language.dates import day_of, shown
from vectorstore.language.moment import today
from vectorstore.passage import Evidence, Passage
from vectorstore.store import Store

_OLD = 7  # days; who asks for the latest is told when it is older
_STALE = 30  # days; no latest any more
_RELEVANT = 0.6  # of the best score


@dataclass(frozen=True, slots=True)
class Finding:
    """What was searched and found, and why it does not answer where it does not; `notice` is for the reader.

    `support` says how well what was found fits the question, from 0 to 1.
    """

    request: SearchRequest
    evidence: tuple[Evidence, ...]
    support: float
    declined: Decline | None
    notice: str | None


def find(
    retriever: NewsRetriever, gate: Gate, asked: SearchRequest, outlet: str | None, config: RunnableConfig
) -> Finding:
    """The evidence for a request whose filters the reader gave; its query may say more about time.

    `outlet` is the one whose word the conversation asks for.
    """
    if several := _compared(asked.query, retriever.store):
        found = [_find_one(retriever, gate, replace(asked, query=one.question), outlet, config) for one in several]
        if not any(one.declined and one.declined.kind == "unclear" for one in found):
            return _together(retriever.store, asked, several, found)
    return _find_one(retriever, gate, asked, outlet, config)


def _find_one(
    retriever: NewsRetriever, gate: Gate, asked: SearchRequest, outlet: str | None, config: RunnableConfig
) -> Finding:
    """The same for a question that compares nothing."""
    day = today(asked.as_of)
    time = when(topic(asked.query), day, lambda: day_of(retriever.store.archive.newest()))
    asked = replace(asked, latest=time.latest, broad=form(asked.query) is not None)
    if (asking_back := _asking_back(retriever, asked, time, outlet)) and retriever.store.archive.count():
        return Finding(asked, (), 0.0, asking_back, None)
    look = _looking(retriever, gate, asked, config)
    for request, words, fits, notice in _narrowing(asked, time, outlet):
        found = look(request, words, fits)
        if not found.declined:
            found = replace(found, notice=_joined(notice, found.notice))
            break
    if found.declined and (asked.since or asked.until or asked.outlets):
        without = look(replace(asked, since=None, until=None, outlets=()), time.rest, time.rest)
        return found if without.declined else replace(found, declined=outside(asked, without.evidence))
    if time.latest and not found.declined and not found.request.until:
        return _aged(found, time, day)
    return found


def _compared(question: str, store: Store) -> tuple[Compared, ...]:
    """Those that a question compares, unless it asks for another form (`bot.engines.forms`)."""
    several = compared(question)
    return () if several and (form(question) or sides(question, store.archive.outlets())) else several


def _together(store: Store, asked: SearchRequest, several: Sequence[Compared], found: Sequence[Finding]) -> Finding:
    """What was found for each of those that are compared, by turns; whom none of it names is told."""
    if not any(one.declined is None for one in found):
        return replace(found[0], request=replace(found[0].request, query=asked.query))
    evidence: dict[Passage, Evidence] = {}
    for one in filter(None, chain.from_iterable(zip_longest(*(one.evidence for one in found)))):
        evidence.setdefault(one.passage, one)
    told = "\n".join(f"{one.stored.article.title}\n{one.text}" for one in evidence.values())
    silent = [one.name for one in several if asked_of(store, one.name).covered(told) < 1]
    return Finding(
        replace(found[0].request, query=asked.query),
        tuple(replace(one, rank=rank) for rank, one in enumerate(evidence.values(), 1)),
        max(one.support for one in found),
        None,
        _joined(*(one.notice for one in found), *(f"The loaded articles don't say it of {name}." for name in silent)),
    )


def _asking_back(retriever: NewsRetriever, asked: SearchRequest, time: When, outlet: str | None) -> Decline | None:
    """The decline of a question that cannot be understood without more; days, an outlet or a conversation say which."""
    dated = time.dated or asked.since or asked.until
    if for_anything(time.rest) and (dated or time.latest):
        return None
    if (asking_back := unclear(time.rest)) or dated or outlet or asked.outlets or asked.asked:
        return asking_back
    store = retriever.store
    return of_nobody(time.rest, store.rarity(stems(time.rest)), store.names(time.rest))


def _narrowing(
    asked: SearchRequest, time: When, outlet: str | None
) -> Iterator[tuple[SearchRequest, str, str, str | None]]:
    """The request with the filters that its words imply, then with fewer.

    With the words to search, those that what is found has to fit, and what to say. Where days are no filter any more,
    their words help the search, but no article has to have them.
    """
    timed = time.dated and not asked.since and not asked.until
    days = replace(asked, since=_iso(time.since), until=_iso(time.until)) if timed else asked
    rest = time.rest if timed or time.latest or asked.broad else asked.query
    silent = None
    if outlet and not asked.outlets:
        rest = without_source(rest, outlet)
        yield replace(days, outlets=(outlet,)), rest, rest, None
        silent = f"Nothing loaded of {outlet} answers this; this is from elsewhere."
    yield days, rest, rest, silent
    if timed:
        words = without_source(asked.query, outlet) if outlet else asked.query
        yield asked, words, rest, _joined(silent, _relaxed(time))


def _looking(
    retriever: NewsRetriever, gate: Gate, asked: SearchRequest, config: RunnableConfig
) -> Callable[[SearchRequest, str, str], Finding]:
    def look(request: SearchRequest, words: str, fits: str) -> Finding:
        found = retriever.model_copy(update={"request": request}).invoke(words, config)
        evidence: tuple[Evidence, ...] = tuple(document.metadata["evidence"] for document in found)
        # Documents bring what is to be said about the search; where there is none, it is asked for.
        notice = (
            found[0].metadata["notice"] if found else search(retriever.store, replace(request, query=words), 1).notice
        )
        store = retriever.store
        implied = ((request.since, asked.since), (request.until, asked.until), (request.outlets, asked.outlets))
        narrowed = any(one and one != given for one, given in implied)
        in_part = request.asked is not None or narrowed
        supported, declined = gate.opens(fits, evidence, in_part=in_part, read=not request.broad)
        sure = evidence and (_asks_for_anything(request, words) or _says_who(fits, store.names(fits), evidence))
        if not evidence and store.archive.count() == 0:
            declined = nothing_loaded()
        elif sure or (declined and _each_answers(gate, fits, evidence)):
            declined = None
        return Finding(request, evidence, supported, declined, notice)

    return look


def _each_answers(gate: Gate, question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether each outlet that a question sets side by side answers its part of it: no passage has the words of all.

    The parts ("says that they burnt nets") are no whole questions, and are not read.
    """
    parts = sides(question, {one.stored.article.outlet for one in evidence})
    for part in parts:
        own = [one for one in evidence if one.stored.article.outlet == part.outlet]
        if gate.opens(part.question, own, read=False)[1]:
            return False
    return bool(parts)


def _asks_for_anything(request: SearchRequest, words: str) -> bool:
    """Whether a question asks for whatever happened then."""
    return for_anything(words) and bool(request.since or request.until or request.latest)


def _says_who(question: str, names: frozenset[str], evidence: Sequence[Evidence]) -> bool:
    """Whether a question asks who somebody is, and a passage says it."""
    name = asked_about(question, names)
    texts = (Quoted(one.stored, span).text for one in evidence for span in one.passage.sentences)
    return bool(name) and any(introduces(text, name) for text in texts)


def _aged(found: Finding, time: When, day: date) -> Finding:
    """What is said where the latest is not new: how old it is, or that it is too old to say."""
    floor = _RELEVANT * max(one.score for one in found.evidence)
    articles = [one.stored.article for one in found.evidence if one.score >= floor]
    days = [day_of(moment) for article in articles for moment in (article.published, article.modified)]
    newest = max((one for one in days if one), default=None)
    if newest is None or (day - newest).days <= _OLD:
        return found
    if time.news and (day - newest).days > _STALE:
        return replace(found, declined=stale(newest, day, found.evidence))
    notice = f"The newest of what is loaded about this is of {shown(newest, newest)}."
    return replace(found, notice=_joined(notice, found.notice))


def _relaxed(time: When) -> str:
    return f"Nothing loaded answers this {_words(time.since, time.until)}; this is from outside that time."


def _words(since: date | None, until: date | None) -> str:
    if since and until:
        return f"for {shown(since, until)}"
    return f"from {shown(since, since)} on" if since else f"up to {shown(until, until)}" if until else ""


def _joined(*notices: str | None) -> str | None:
    return " ".join(dict.fromkeys(filter(None, notices))) or None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
