"""The short direct answer: "$118 million", before the sentence that carries it.

The cross-encoder marks the words of each statement that answer. Those of the best statement are said where they are of
the kind that is asked for, not the question's own, said outright, and likelier than all other answers together: scores
are in nats, so a statement's share of the odds is exp(score) over the sum of all, and an answer's that of the
statements that give it.
"""

import math
import re
from collections.abc import Sequence, Set

from bot.engines.asked import Wish
from bot.engines.selection import Candidate
from bot.verify.strength import says_outright
from vectorstore.indexes.lexical import stems
from vectorstore.passage import Span

_LIKELY = 0.7  # of the odds
_SAME = 0.5  # share of common stems above which two answers are one
_LONGEST = 6  # words
_KINDS = ("number", "date", "name", "place")
_WHO = re.compile(r"\bwho(?:se|m)?\b", re.IGNORECASE)
_WAS = re.compile(
    r"\W*(?:when|(?:in |on )?(?:what|which) (?:day|date|month|year)) (?:was|were|did|had)\b", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_NUMBER = re.compile(r"[-−]?[$€£¥]?\d|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a|half)\b", re.I)
_BEFORE_A_NUMBER = re.compile(
    r"\b(?:about|around|nearly|almost|roughly|approximately|some|over|under|up to|close to|an estimated"
    r"|(?:no |not )?(?:more|less|fewer|greater) than|at (?:least|most)|as (?:many|much|few|little) as) \Z",
    re.IGNORECASE,
)
_BEHIND_A_NUMBER = re.compile(r"(?: (?:hundred|thousand|million|billion|trillion|per ?cent))+\b", re.IGNORECASE)
_BREAK = re.compile(r"[\s—]")  # between words
_POSSESSIVE = re.compile(r"[’'](?:s\b)?(?!\w)")
_EDGES = " ,;:.!?–—“”\"‘’'"
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"))


def short_answer(question: str, asked: Wish, candidates: Sequence[Candidate]) -> str | None:
    """The words of the first candidate that answer, as a sentence; None where that is not sure. Best come first."""
    best, own = candidates[0], frozenset(stems(question))
    place, answer = _marked(best), _words(best)
    if place is None or best.sure <= 0 or not says_outright(best.quoted.text, place, question):
        return None
    if not _fits(question, asked, answer, own) or not _in_time(question, answer, best.quoted.stored.article.published):
        return None
    if _odds(candidates, own) < _LIKELY:
        return None
    return f"{answer[0].upper()}{answer[1:]}." if answer.split()[0].islower() else f"{answer}."


def _marked(candidate: Candidate) -> Span | None:
    """Where the marked words stand, each whole; of a number, with what makes it exact or vague.

    None where nothing is marked, or a bracket is cut.
    """
    if candidate.answer is None:
        return None
    text, start, end = candidate.quoted.text, candidate.answer.start, candidate.answer.end
    start -= len(_BREAK.split(text[:start])[-1])
    if not _POSSESSIVE.match(text, end):
        end += len(_BREAK.split(text[end:], maxsplit=1)[0])
    if _NUMBER.match(text[start:end].lstrip(_EDGES)):
        before, behind = _BEFORE_A_NUMBER.search(text[:start]), _BEHIND_A_NUMBER.match(text, end)
        start, end = before.start() if before else start, behind.end() if behind else end
    place = _without(text, Span(start, end), _EDGES)
    for opening, closing in _PAIRS:
        if text.startswith(opening, place.start) or not _balanced(text[place.start : place.end], opening, closing):
            place = _without(text, place, opening + closing)
        if not _balanced(text[place.start : place.end], opening, closing):
            return None
    return place if place.start < place.end else None


def _words(candidate: Candidate) -> str:
    place = _marked(candidate)
    return candidate.quoted.text[place.start : place.end] if place else ""


def _without(text: str, place: Span, edges: str) -> Span:
    """The place without what stands at its ends and is one of `edges`."""
    words = text[place.start : place.end]
    return Span(place.end - len(words.lstrip(edges)), place.start + len(words.rstrip(edges)))


def _balanced(words: str, opening: str, closing: str) -> bool:
    return words.count(opening) == words.count(closing) and words.find(opening) <= words.find(closing)


def _fits(question: str, asked: Wish, answer: str, own: Set[str]) -> bool:
    """Whether it is new, short, and of the kind."""
    if asked.kind not in _KINDS or not answer or len(answer.split()) > _LONGEST or own >= set(stems(answer)):
        return False
    if asked.kind in ("number", "date"):
        return asked.held(answer.replace("-", " "), own)  # "60-year-old" tells how old
    return asked.kind != "name" or not _WHO.search(question) or _is_name(answer)


def _in_time(question: str, answer: str, published: str | None) -> bool:
    """Whether the years of an answer had come, where it is asked when something was."""
    last = int(published[:4]) if published and _WAS.match(question) else None
    return last is None or all(int(year) <= last for year in _YEAR.findall(answer))


def _is_name(answer: str) -> bool:
    """Whether most of its words have a capital."""
    words = answer.split()
    return 2 * sum(word[0].isupper() for word in words) > len(words)


def _odds(candidates: Sequence[Candidate], own: Set[str]) -> float:
    """The share of the odds that the first one's answer has."""
    answers = [frozenset(stems(_words(one))) - own for one in candidates]
    odds = [math.exp(one.score - candidates[0].score) for one in candidates]
    same = (one for one, answer in zip(odds, answers, strict=True) if _alike(answers[0], answer))
    return sum(same) / sum(odds)


def _alike(one: Set[str], other: Set[str]) -> bool:
    return len(one & other) > _SAME * min(len(one), len(other))
