"""How sure a metric is: the number of its questions, and a 95 % interval.

The questions are drawn anew, as many as there are, again and again, and the metric is computed each time; the
interval runs from the 2.5th to the 97.5th percentile (Efron and Tibshirani 1993, 13.3). The seed is fixed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.metrics import MEANS, Scores

RESAMPLES = 2_000
SEED = 2025
_CHUNK = 2_000_000  # drawn values held at a time

Values = NDArray[np.float64]
Statistic = Callable[[Values], Values]
"""Samples of shape (drawings, questions, columns) → one value a drawing."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The questions that a metric is over, and its 95 % interval; None where there is no question."""

    n: int
    low: float | None
    high: float | None


def intervals(scores: Sequence[Scores]) -> dict[str, Interval]:
    """The interval of every metric that `aggregate` gives, over the same questions."""
    found = {metric: bootstrap(column(scores, metric), _mean) for metric in MEANS}
    found["refusal.f1"] = bootstrap(_refusals(scores), _refusal_f1)
    found["answer.words"] = bootstrap(column(scores, "answer.words"), _median)
    for metric, source, percent in _PERCENTILES:
        found[metric] = bootstrap(column(scores, source), _percentile(percent))
    return found


def bootstrap(values: Values, statistic: Statistic) -> Interval:
    """The percentile interval of a statistic over the rows of `values`, shape (questions, columns).

    Drawings for which the statistic is undefined (NaN) are left out.
    """
    n = len(values)
    if n == 0:
        return Interval(0, None, None)
    drawn = np.concatenate([statistic(values[rows]) for rows in drawings(n, RESAMPLES)])
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return Interval(n, float(low), float(high))


def drawings(n: int, times: int) -> list[NDArray[np.int64]]:
    """Which of `n` questions each drawing takes, in pieces that fit into memory; the same each time."""
    random = np.random.default_rng(SEED)
    size = max(1, _CHUNK // n)
    return [random.integers(0, n, (min(size, times - done), n)) for done in range(0, times, size)]


def column(scores: Sequence[Scores], metric: str) -> Values:
    """A metric's values over the questions that have one, shape (questions, 1)."""
    return np.array([[one[metric]] for one in scores if metric in one], np.float64).reshape(-1, 1)


_PERCENTILES = (
    ("latency_ms.p50", "latency_ms.total", 50),
    ("latency_ms.p95", "latency_ms.total", 95),
    ("latency_ms.first_sentence_p95", "latency_ms.first_sentence", 95),
)


def _mean(samples: Values) -> Values:
    return np.asarray(samples[:, :, 0].mean(axis=1))


def _median(samples: Values) -> Values:
    return np.asarray(np.median(samples[:, :, 0], axis=1))


def _percentile(percent: float) -> Statistic:
    return lambda samples: np.asarray(np.percentile(samples[:, :, 0], percent, axis=1))


def _refusals(scores: Sequence[Scores]) -> Values:
    """For each question: rightly declined, unanswerable, declined; no row where none is unanswerable."""
    if not any("refusal.recall" in one for one in scores):
        return np.empty((0, 3))
    return np.array([_refusal(one) for one in scores], np.float64)


def _refusal(one: Mapping[str, Any]) -> tuple[float, float, float]:
    return one.get("refusal.recall", 0.0), float("refusal.recall" in one), float("refusal.precision" in one)


def _refusal_f1(samples: Values) -> Values:
    """2 · rightly declined / (declined + unanswerable), as `metrics.refusal_f1`; NaN without an unanswerable one."""
    right, unanswerable, declined = (samples[:, :, place].sum(axis=1) for place in range(3))
    with np.errstate(invalid="ignore"):
        return np.where(unanswerable > 0, 2 * right / (declined + unanswerable), np.nan)
