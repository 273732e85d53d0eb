"""The short direct answer: "$118 million", before the sentence that carries it.

The cross-encoder marks the words of each statement that answer. Those of the best statement are said where they are of
the kind that is asked for, not the question's own, and likelier than all other answers together: scores are in nats, so
a statement's share of the odds is exp(score) over the sum of all, and an answer's that of the statements that give it.
"""

import math
import re
from collections.abc import Sequence, Set

from bot.engines.asked import Wish
from bot.engines.selection import Candidate
from vectorstore.indexes.lexical import stems

_LIKELY = 0.7  # of the odds
_SAME = 0.5  # share of common stems above which two answers are one
_LONGEST = 6  # words
_KINDS = ("number", "date", "name", "place")
_WHO = re.compile(r"\bwho(?:se|m)?\b", re.IGNORECASE)
_EDGES = " \t\n,;:.–—-"


def short_answer(question: str, asked: Wish, candidates: Sequence[Candidate]) -> str | None:
    """The words of the first candidate that answer, as a sentence; None where that is not sure. Best come first."""
    best, own = candidates[0], frozenset(stems(question))
    answer = best.answer.strip(_EDGES)
    if best.sure <= 0 or not _fits(question, asked, answer, own) or _odds(candidates, own) < _LIKELY:
        return None
    return f"{answer[0].upper()}{answer[1:]}."


def _fits(question: str, asked: Wish, answer: str, own: Set[str]) -> bool:
    """Whether it is new, short, and of the kind."""
    if asked.kind not in _KINDS or not answer or len(answer.split()) > _LONGEST or own >= set(stems(answer)):
        return False
    if asked.kind in ("number", "date"):
        return asked.held(answer, own)
    return asked.kind != "name" or not _WHO.search(question) or _is_name(answer)


def _is_name(answer: str) -> bool:
    """Whether most of its words have a capital."""
    words = answer.split()
    return 2 * sum(word[0].isupper() for word in words) > len(words)


def _odds(candidates: Sequence[Candidate], own: Set[str]) -> float:
    """The share of the odds that the first one's answer has."""
    answers = [set(stems(one.answer)) - own for one in candidates]
    odds = [math.exp(one.score - candidates[0].score) for one in candidates]
    same = (one for one, answer in zip(odds, answers, strict=True) if _alike(answers[0], answer))
    return sum(same) / sum(odds)


def _alike(one: Set[str], other: Set[str]) -> bool:
    return len(one & other) > _SAME * min(len(one), len(other))
