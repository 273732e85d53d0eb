"""The short direct answer to a question for a number: "$118 million", before the sentence that carries it.

Given only where the sentence leaves no choice: it has one amount of the kind that is asked for, beside those that the
question has itself. Of names and dates a sentence has several, as a rule; there is no short answer for them.
"""

import re
from collections.abc import Collection, Iterable

from bot.engines.asked import MONEY_ASKED, without_dates
from vectorstore.lexical import stems

_NUMBER = (
    r"(?:\d[\d,]{0,20}(?:\.\d{1,9})?|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b)"
    r"(?:[- ](?:thousand|million|billion|trillion)\b){0,2}"
)
_ABOUT = (
    r"(?:\b(?:about|around|nearly|almost|roughly|approximately|some|more than|less than|fewer than|at least|at most"
    r"|up to|over|under|an estimated|as (?:many|much) as|just (?:over|under)) )?"
)
_COUNT = re.compile(_ABOUT + _NUMBER, re.IGNORECASE)
_MONEY = re.compile(rf"{_ABOUT}(?:[$€£¥] ?{_NUMBER}|{_NUMBER} (?:dollars|euros|yen|pesos|cents)\b)", re.IGNORECASE)
_PERCENT = re.compile(rf"{_ABOUT}{_NUMBER}(?:%| per ?cent\b)", re.IGNORECASE)
_TIME = r"(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?)"
_LENGTH = r"(?:miles?|feet|foot|inches|yards?|(?:kilo|centi|milli)?met(?:er|re)s?|km)"
_OLD = re.compile(
    rf"{_ABOUT}{_NUMBER}[- ]{_TIME}[- ]old\b|(?<=\baged )\d{{1,3}}\b|(?<=\bage of )\d{{1,3}}\b"
    r"|(?<=[a-z], )\d{1,3}(?=,)",
    re.IGNORECASE,
)
_LASTING = re.compile(rf"{_ABOUT}{_NUMBER}[- ](?:{_TIME}|{_LENGTH})\b(?![- ]old\b)", re.IGNORECASE)
_FAR = re.compile(rf"{_ABOUT}{_NUMBER}[- ]{_LENGTH}\b", re.IGNORECASE)
# What each adjective is answered with: "how old?" with an age, not with how long something took.
_MEASURED = {"old": _OLD, "long": _LASTING, **dict.fromkeys(("far", "tall", "big", "high", "deep", "wide"), _FAR)}
_MEASURE_ASKED = re.compile(rf"\bhow ({'|'.join(_MEASURED)})\b", re.IGNORECASE)
_PERCENT_ASKED = re.compile(r"\bpercent|\bper cent\b|\bwhat share\b", re.IGNORECASE)
_MANY = re.compile(
    r"\bhow many (?P<what>(?:[\w’'-]+ ){0,3}?[\w’'-]+)"
    r"(?= (?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|in|of|to|from|at|on)\b|\W*$)",
    re.IGNORECASE,
)
_NEAR = 4  # words behind a number among which stands what it counts


def short_answer(question: str, sentence: str) -> str | None:
    """The amount in the sentence that the question asks for, in its words; None where that is not sure."""
    asked = frozenset(stems(question))
    sentence = without_dates(sentence)
    if measure := _MEASURE_ASKED.search(question):
        return _only(_new(_MEASURED[measure[1].lower()].finditer(sentence), asked))
    if _PERCENT_ASKED.search(question):
        return _only(_new(_PERCENT.finditer(sentence), asked))
    if MONEY_ASKED.search(question):
        return _only(_new(_MONEY.finditer(sentence), asked))
    if many := _MANY.search(question):
        counted = stems(many["what"])[-1:]
        found = (one for one in _COUNT.finditer(sentence) if counted and counted[0] in _behind(sentence, one.end()))
        return _only(_new(found, asked))
    return None


def _new(found: Iterable[re.Match[str]], asked: Collection[str]) -> list[str]:
    return [one[0] for one in found if not any(number in asked for number in stems(_bare(one[0])))]


def _bare(amount: str) -> str:
    number = re.search(_NUMBER, amount, re.IGNORECASE)
    return number[0] if number else amount


def _only(found: Collection[str]) -> str | None:
    different = {_bare(one).lower() for one in found}
    return next(iter(found)) if len(different) == 1 else None


def _behind(sentence: str, end: int) -> list[str]:
    return stems(" ".join(re.findall(r"[\w’'-]+", sentence[end : end + 80])[:_NEAR]))
