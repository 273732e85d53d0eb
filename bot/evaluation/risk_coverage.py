"""How much better the answers would be if the bot declined more: selective risk against coverage.

El-Yaniv and Wiener 2010, "On the Foundations of Noise-free Selective Classification": of the answers whose confidence
reaches a threshold, the share that is wrong (risk), against the share of the questions that they are (coverage).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.evaluation.faults import Result, right, scores, status


@dataclass(frozen=True, slots=True)
class Point:
    """Answering only from `confidence` up: the share of the questions answered, and of these the share wrong."""

    coverage: float
    risk: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Curve:
    """`points` from the most confident answers to all as run; `best` if all wrong answers were the least confident."""

    source: str
    questions: int
    points: tuple[Point, ...]
    best: tuple[Point, ...]


def risk_coverage(results: Sequence[Result]) -> Curve | None:
    """The curve over the answers with a verdict and the declined questions; None without an answer to judge.

    The confidence is the run's own where every such answer has one, else the best evidence score, else there is none.
    """
    verdicts = [(result, verdict) for result in results if (verdict := right(result)) is not None]
    declined = sum(status(result) == "declined" for result in results)
    for source, confidence in _SOURCES.items():
        answers = [(value, verdict) for result, verdict in verdicts if (value := confidence(result)) is not None]
        if answers and len(answers) == len(verdicts):
            total = len(answers) + declined
            ideal = [(float(verdict), verdict) for _, verdict in answers]
            return Curve(source, total, _points(answers, total), _in_order(ideal, total))
    return None


def _own_confidence(result: Result) -> float | None:
    return _number(scores(result).get("confidence", result.get("confidence")))


def _best_evidence(result: Result) -> float | None:
    values = [value for row in result.get("evidence") or () if (value := _number(row.get("score"))) is not None]
    return max(values, default=None)


_SOURCES: dict[str, Callable[[Result], float | None]] = {
    "the run’s own confidence": _own_confidence,
    "the best evidence score": _best_evidence,
}


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _points(answers: Sequence[tuple[float, bool]], total: int) -> tuple[Point, ...]:
    """A point for each confidence, for no threshold can tell equal ones apart."""
    ordered = _in_order(answers, total)
    after = [point.confidence for point in ordered[1:]]
    return tuple(one for one, next_ in zip(ordered, [*after, None], strict=True) if one.confidence != next_)


def _in_order(answers: Sequence[tuple[float, bool]], total: int) -> tuple[Point, ...]:
    """A point for each answer, from the most confident."""
    points, wrong = [], 0
    for count, (confidence, verdict) in enumerate(sorted(answers, key=lambda one: -one[0]), start=1):
        wrong += not verdict
        points.append(Point(count / total, wrong / count, confidence))
    return tuple(points)
