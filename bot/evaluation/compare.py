"""Two runs of one set over one corpus, question by question: is the later one worse?

Each metric is tested over the questions that both runs scored, for a change to the worse: yes/no metrics by McNemar's
exact test (1947), the others by paired bootstrap (Efron and Tibshirani 1993; for retrieval, Sakai 2006). Since many
metrics are tested at once, `worse` keeps the share of false alarms at 5 % (Benjamini and Hochberg 1995; the metrics are
positively dependent, as Benjamini and Yekutieli 2001 ask). On few questions no test can tell: there a metric is also
worse where at least half of its questions got worse and none better.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

from bot.evaluation.intervals import RESAMPLES, drawings
from bot.evaluation.metrics import MEANS, YES_NO, Scores

_ALPHA = 0.05
_RESAMPLES = 5 * RESAMPLES  # the smallest p must be small enough for many metrics at once
# Scored only where a run declines, so that two runs have other questions.
_UNPAIRED = ("refusal.precision", "refusal.kind")
PAIRED = tuple(metric for metric in MEANS if metric not in _UNPAIRED)
"""The metrics that two runs are compared in."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The later run's mean of a metric minus the earlier one's, with its 95 % interval, over so many questions.

    `better` and `worse` count the questions that changed; `p` is the probability of such a fall or a greater one
    where nothing has changed (one-sided).
    """

    before: float
    after: float
    mean: float
    low: float
    high: float
    p: float
    questions: int
    better: int
    worse: int

    @property
    def plainly_worse(self) -> bool:
        """Whether at least half of the questions got worse and none better."""
        return self.better == 0 and 2 * self.worse >= self.questions


def compare(before: Sequence[Scores], after: Sequence[Scores]) -> dict[str, Difference]:
    """The difference in each metric that both runs have; the same questions in the same order."""
    found = {}
    for metric in PAIRED:
        pairs = [(x[metric], y[metric]) for x, y in zip(before, after, strict=True) if metric in x and metric in y]
        if pairs:
            found[metric] = difference([x for x, _ in pairs], [y for _, y in pairs], yes_no=metric in YES_NO)
    return found


def difference(before: Sequence[float], after: Sequence[float], yes_no: bool) -> Difference:
    """The paired difference in one metric, with its percentile bootstrap interval."""
    x, y = np.array(before), np.array(after)
    change = y - x
    means = np.concatenate([change[rows].mean(axis=1) for rows in drawings(len(change), _RESAMPLES)])
    low, high = np.percentile(means, [2.5, 97.5])
    better, worse = int((change > 0).sum()), int((change < 0).sum())
    p = mcnemar(worse, better) if yes_no else _bootstrap(means, better + worse)
    return Difference(
        float(x.mean()), float(y.mean()), float(change.mean()), float(low), float(high), p, len(change), better, worse
    )


def mcnemar(worse: int, better: int) -> float:
    """One-sided exact McNemar test: P(at least `worse` heads in `worse + better` tosses of a fair coin)."""
    tosses = worse + better
    return float(sum(comb(tosses, heads) for heads in range(worse, tosses + 1)) / 2**tosses)


def _bootstrap(means: np.ndarray[tuple[int, ...], np.dtype[np.float64]], changed: int) -> float:
    """The share of drawings whose mean does not fall (Efron and Tibshirani 1993, 15.4).

    No surer than a coin tossed for each changed question: drawing from a few equal values cannot show how they vary.
    """
    return float(max((1 + (means >= 0).sum()) / (1 + len(means)), 0.5**changed))


def regressions(differences: Mapping[str, Difference]) -> list[str]:
    """The metrics that got worse, for all that chance can do."""
    ordered = sorted(differences, key=lambda metric: differences[metric].p)
    surely = 0
    for rank, metric in enumerate(ordered, start=1):
        if differences[metric].p <= _ALPHA * rank / len(ordered):
            surely = rank
    sure = set(ordered[:surely])
    return [metric for metric, one in differences.items() if metric in sure or one.plainly_worse]
