"""Which sentences make an answer, and in which order: pure functions on scored candidates."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.citations import Quoted
from vectorstore.passage import Evidence, Span

_SENTENCES = 3
_WORDS_FOR_A_FACT = 66
_WORDS = 71  # for reasons, and for what happened
_ENTRIES = 5
_STORY = 6.0  # nats below the best, for an entry of a story
_STORY_COVERS = 0.5  # of the best share of the topic's words that a sentence and its headline have
_STORY_WORDS = 160
_NEARLY = 2.0  # nats below the best
_NEARLY_FOR_A_FACT = 2.7
_HEARD = 1.0  # nats off, for a fact, where the sentence is of an article that is heard already: what do others say?
_AS_MUCH = 0.4  # of what the best one covers, for a sentence of another article
_HOLDS_IT = 1.5  # nats below the best, for a sentence that holds what is asked for
_ABOUT = 0.7  # of the question, for a sentence on what has happened since
_SAME = 0.6  # share of common stems above which two sentences say the same

# A sentence that begins so leans on the one before it; "there is" and "this week" do not.
_LEANING = re.compile(
    r"[“\"‘]?(?:Here[’']s|He|She|It|They|This(?! (?:morning|week|month|year|summer|autumn|fall|winter|spring)\b)|That"
    r"|These|Those|But|However|And|Also|Meanwhile|Then|Such|On the same|Instead|Still|Yet|So"
    r"|There(?! (?:is|are|was|were|has|have|will)\b)|His|Her|Their|Its|Which|Additionally|In (?:addition|fact|the same)"
    r"|In the meantime|For (?:example|instance)|As a result|(?:Hours|Days|Weeks|Moments|Shortly) (?:later|after that)"
    r"|The (?:next|following|same) day"
    r"|The (?:move|decision|announcement|latter|former))\b"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement of the evidence with its stems; `wanted` where it holds the kind of thing that is asked for,
    `about` where its subject is whom the question is about, `since` where it says what has happened since the others.

    `covers` is the share of the question's words in it and its headline. `nats` is how well it answers where the
    cross-encoder has read it, `answer` where in its text those words stand, if any, that answer best, and `sure` the
    nats by which they beat none. It is `alone` where it can be understood without what stands before it.
    """

    quoted: Quoted
    evidence: Evidence
    words: frozenset[str]
    wanted: bool = False
    covers: float = 0.0
    score: float = 0.0
    about: bool = False
    since: bool = False
    nats: float | None = None
    answer: Span | None = None
    sure: float = 0.0
    alone: bool = True

    @property
    def place(self) -> tuple[str, str, int]:
        """Where it stands in the story: by date of publication, then by article and position."""
        article = self.quoted.stored.article
        return (article.published or "", article.id, self.quoted.span.start)


# It goes on from the one before, but says itself what it is about.
_GOES_ON = re.compile(
    r"[“\"‘]?(?:But|However|And|Also|Meanwhile|Then|Instead|Still|Yet|So|Additionally|In addition)\b[ ,]*"
)


def leans(sentence: str) -> bool:
    """Whether a sentence says little without the one before it."""
    return _LEANING.match(sentence) is not None


def refers(sentence: str) -> bool:
    """Whether a sentence that leans is about something which the one before it names."""
    return leans(sentence) and (not (on := _GOES_ON.match(sentence)) or leans(sentence[on.end() :].capitalize()))


def opens(chosen: Sequence[Candidate], best: Candidate) -> bool:
    """Whether the best sentence comes first, or right behind the one that it needs."""
    return best is chosen[0] or (best in chosen[1:2] and _is_needed(chosen[0], best))


def to_the_point(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Those whose subject is the one asked about, where one of them answers well enough; else all. Best come first.

    It does where it holds what is asked for: "The halt will last until …" may give the reason that none of them gives.
    """
    about = [candidate for candidate in candidates if candidate.about]
    answers = any(one.wanted and one.score >= candidates[0].score - _HOLDS_IT for one in about)
    return about if answers else candidates


def select(candidates: Sequence[Candidate], fact: bool, as_it_went: bool = False) -> list[Candidate]:
    """The sentences of an answer, in reading order: what answers best first, then the others in the story's order.

    `candidates` come best first. A fact is answered briefly; what is asked for `as_it_went`, all in the story's order.
    """
    if not candidates:
        return []
    chosen = _choose(candidates, fact)
    chosen += _later(candidates, chosen)
    told = sorted(chosen, key=lambda one: one.place)
    return _with_day(told if as_it_went else _best_first(told))


def _with_day(told: Sequence[Candidate]) -> list[Candidate]:
    """The same; the last one `since`, where it is about all of the question and newer than all others."""
    *others, last = told
    newer = all(one.place[0][:10] < last.place[0][:10] for one in others)
    return [*others, replace(last, since=True)] if others and newer and last.covers >= _ABOUT else list(told)


def _best_first(told: Sequence[Candidate]) -> list[Candidate]:
    """The best of these to the front, together with the sentence that it leans on."""
    place = max(range(len(told)), key=lambda number: told[number].score)
    start = place
    while start and not told[start].alone and follows(told[start - 1].quoted, told[start].quoted):
        start -= 1
    return [*told[start : place + 1], *told[:start], *told[place + 1 :]]


def digest(candidates: Sequence[Candidate], topic: frozenset[str]) -> list[Candidate]:
    """The story as it went: of each article the best sentence, in order of publication.

    `candidates` come best first; `topic` are the stems of what the story is about, which every entry may have.
    """
    chosen: list[Candidate] = []
    for one in _on_the_story(candidates):
        article = one.quoted.stored.article
        told = any(
            article.id == other.quoted.stored.article.id or alike(_without(one, topic), _without(other, topic))
            for other in chosen
        )
        if len(chosen) == _ENTRIES or _length([*chosen, one]) > _STORY_WORDS:
            break
        if not told and article.published:
            chosen.append(one)
    return sorted(chosen, key=lambda one: one.place)


def each_by(
    by: Callable[[Candidate], str | None], candidates: Sequence[Candidate], topic: frozenset[str]
) -> list[Candidate]:
    """The best sentence by each who says something, in order of publication; all else is as in `digest`."""
    best: dict[str, Candidate] = {}
    for one in _on_the_story(candidates):
        told = any(alike(_without(one, topic), _without(other, topic)) for other in best.values())
        if (who := by(one)) and len(best) < _ENTRIES and not told:
            best.setdefault(who, one)
    return sorted(best.values(), key=lambda one: one.place)


def _on_the_story(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Those that stand alone, are nearly as good as the best, and have about as many of the words asked for."""
    covers = max((one.covers for one in candidates), default=0.0)
    for one in candidates:
        if one.alone and one.score >= candidates[0].score - _STORY and one.covers >= _STORY_COVERS * covers:
            yield one


def _without(candidate: Candidate, topic: frozenset[str]) -> Candidate:
    return replace(candidate, words=candidate.words - topic)


def _choose(candidates: Sequence[Candidate], fact: bool) -> list[Candidate]:
    """The best sentence, with the one that it needs, one that holds what is asked for, and those nearly as good."""
    most_words, nearly = (_WORDS_FOR_A_FACT, _NEARLY_FOR_A_FACT) if fact else (_WORDS, _NEARLY)
    chosen = [candidates[0]]
    needed = [one for one in candidates if _is_needed(one, chosen[0])][:1]
    left = [one for one in candidates if not alike(one, candidates[0])]
    if not chosen[0].wanted:
        chosen += [one for one in left if one.wanted and one.score >= chosen[0].score - _HOLDS_IT][:1]
        left = [one for one in left if not alike(one, chosen[-1])]
    while left and len(chosen) < _SENTENCES:
        left = [one for one in left if _length([*chosen, one]) <= most_words and _on_the_subject(one, chosen[0])]
        heard = {one.quoted.stored.article.id for one in chosen} if fact else set()
        worth = [
            (one.score - _HEARD * (one.quoted.stored.article.id in heard), one)
            for one in left
            if _reads_on(one, chosen)
        ]
        score, best = max(worth, key=lambda pair: pair[0], default=(-math.inf, candidates[0]))
        if score < chosen[0].score - nearly:
            break
        chosen.append(best)
        left = [one for one in left if not alike(one, best)]
    return [*chosen, *(one for one in needed if one not in chosen)]


def _is_needed(candidate: Candidate, best: Candidate) -> bool:
    """Whether the best sentence is about something that this one, right before it, names."""
    return not best.alone and refers(best.quoted.text) and follows(candidate.quoted, best.quoted)


def _on_the_subject(candidate: Candidate, best: Candidate) -> bool:
    """Whether a sentence of another article has, with its headline, about as much of the question as the best one."""
    same = candidate.quoted.stored.article.id == best.quoted.stored.article.id
    return same or candidate.covers >= _AS_MUCH * best.covers


def _reads_on(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Whether a sentence can be read behind those chosen: one that leans needs the one that it leans on."""
    return candidate.alone or any(follows(one.quoted, candidate.quoted) for one in chosen)


def follows(one: Quoted, other: Quoted) -> bool:
    """Whether another sentence of the same article stands right behind it."""
    gap = other.span.start - one.span.end
    return one.stored.article.id == other.stored.article.id and 0 <= gap <= 2


def _later(candidates: Sequence[Candidate], chosen: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence of a later day's article that is about all of the question: what has happened since."""
    newest = max(candidate.place[0][:10] for candidate in chosen)
    for candidate in candidates:
        about = candidate.covers >= _ABOUT and candidate.evidence.score >= 0.5 * chosen[0].evidence.score
        if candidate.place[0][:10] > newest and about and not any(alike(candidate, other) for other in chosen):
            return [candidate]
    return []


def _length(chosen: Sequence[Candidate]) -> int:
    return sum(len(one.quoted.text.split()) for one in chosen)


def alike(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences say the same: more than `_SAME` of the shorter one's stems are in the other."""
    fewest = min(len(one.words), len(other.words))
    return one is other or (fewest > 0 and len(one.words & other.words) > _SAME * fewest)
