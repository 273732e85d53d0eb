"""What is wrong with a question's result, by name and gravest first, so that the worst questions can be read first.

A result is a line of `results.jsonl`: what the bot answered, with its scores and the gold. Everything here reads the
scores, so that a fault and a metric never disagree.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Result = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault; `meaning` says in a sentence which results have it."""

    key: str
    label: str
    meaning: str
    applies: Callable[[Result], bool]


def status(result: Result) -> str:
    """`answered`, `declined`, `chat`, or `error` where the line holds none of them."""
    return "error" if result.get("error") else str(result.get("status") or "error")


def scores(result: Result) -> Mapping[str, float]:
    """A result's values by metric; an error may have none."""
    return result.get("scores") or {}


def answerable(result: Result) -> bool:
    """Whether the gold says that the articles answer the question, as a set does that says nothing."""
    return (result.get("gold") or {}).get("answerable") is not False


def right(result: Result) -> bool | None:
    """Whether an answer is right: it cites a gold sentence, or says the gold answer or all of its parts.

    An answer to what cannot be answered is wrong. None where nothing was answered, or where there is no gold.
    """
    if status(result) != "answered":
        return None
    if not answerable(result):
        return False
    judged = ("citations.gold_sentence", "answer.contains", "answer.parts")
    values = [scores(result)[metric] for metric in judged if metric in scores(result)]
    return any(value >= 1 for value in values) if values else None


def _zero(metric: str) -> Callable[[Result], bool]:
    return lambda result: scores(result).get(metric) == 0


FAULTS = (
    Fault("error", "Error", "The question ended with an error.", lambda result: status(result) == "error"),
    Fault(
        "expectation",
        "Failed expectation",
        "The set states an expectation (must …) that the answer does not meet.",
        lambda result: bool(result.get("failed_expectations")),
    ),
    Fault(
        "answered",
        "Wrongly answered",
        "The articles do not answer the question, but the bot did.",
        lambda result: status(result) == "answered" and not answerable(result),
    ),
    Fault(
        "wrong",
        "Wrong answer",
        "The answer neither cites a gold sentence nor says the gold answer.",
        lambda result: right(result) is False and answerable(result),
    ),
    Fault(
        "declined",
        "Wrongly declined",
        "The articles answer the question, but the bot did not.",
        lambda result: status(result) in ("declined", "chat") and answerable(result),
    ),
    Fault("kind", "Wrong reason to decline", "Declined rightly, but for another reason.", _zero("refusal.kind")),
    Fault("article", "Gold article not found", "No gold article is among the first ten.", _zero("retrieval.hit@10")),
    Fault(
        "unread",
        "Gold sentence not found",
        "A gold article is found, but no gold sentence is in the first 1,500 words of evidence.",
        lambda result: _zero("retrieval.found@1500")(result) and not _zero("retrieval.hit@10")(result),
    ),
    Fault(
        "uncited",
        "Gold sentence missed",
        "Answered, but none of the first three citations is a gold sentence.",
        lambda result: status(result) == "answered" and _zero("citations.gold_sentence")(result),
    ),
)
"""Gravest first: what misleads a reader, then what leaves one without an answer, then how it came to it."""


def faults(result: Result) -> tuple[str, ...]:
    """The keys of a result's faults, gravest first."""
    return tuple(fault.key for fault in FAULTS if fault.applies(result))


def worst_first(results: Sequence[Result]) -> list[int]:
    """The places of the results, worst first.

    One result is worse than another where its gravest fault is graver (the order of `FAULTS`; none is the least);
    else where it has more faults; else where its answer covers less of the gold answer. Ties keep the set's order.
    """
    place = {fault.key: at for at, fault in enumerate(FAULTS)}

    def badness(at: int) -> tuple[int, int, float]:
        found = faults(results[at])
        gravest = place[found[0]] if found else len(FAULTS)
        return gravest, -len(found), scores(results[at]).get("answer.coverage", 1.0)

    return sorted(range(len(results)), key=badness)
