"""Two runs of one set over one corpus, question by question: is the later one worse?

A metric is worse where the whole 95 % interval of its mean difference lies below zero: paired bootstrap over the
questions that both runs scored (Efron and Tibshirani 1993; for retrieval, Sakai 2006), from a fixed seed.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.evaluation.metrics import MEANS

_RESAMPLES = 2_000
_SEED = 2025
# Scored only where a run declines, so that two runs have other questions.
_UNPAIRED = ("refusal.precision", "refusal.kind")


class NotComparableError(Exception):
    """Two runs are of other sets or other articles; the message says which."""


@dataclass(frozen=True, slots=True)
class Run:
    """What was run: each question's words and scores by its id, and the digest of the corpus."""

    corpus: str
    questions: Mapping[str, str]
    scores: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Difference:
    """The later run's mean of a metric minus the earlier one's, with its 95 % interval, over so many questions."""

    mean: float
    low: float
    high: float
    questions: int

    @property
    def worse(self) -> bool:
        """Whether the later run is surely the worse one."""
        return self.high < 0


def read_run(folder: Path) -> Run:
    """A finished run; raises `NotComparableError` where the folder holds none."""
    try:
        config = json.loads((folder / "run.json").read_text(encoding="utf-8"))["config"]
        lines = (folder / "results.jsonl").read_text(encoding="utf-8").split("\n")
        rows = [json.loads(line) for line in lines if line]
        return Run(
            config["corpus"], {row["id"]: row["question"] for row in rows}, {row["id"]: row["scores"] for row in rows}
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotComparableError(f"{folder} holds no finished run (run.json and results.jsonl).") from error


def compare(before: Run, after: Run) -> dict[str, Difference]:
    """The difference in each metric that both runs have; raises `NotComparableError`."""
    if before.questions != after.questions:
        raise NotComparableError("The runs are of different question sets.")
    if before.corpus != after.corpus:
        raise NotComparableError("The runs are over different articles.")
    found = {}
    for metric in MEANS:
        pairs = [
            (before.scores[one][metric], after.scores[one][metric])
            for one in before.questions
            if metric in before.scores[one] and metric in after.scores[one]
        ]
        if pairs and metric not in _UNPAIRED:
            found[metric] = difference([later - earlier for earlier, later in pairs])
    return found


def difference(values: list[float]) -> Difference:
    """The mean of paired differences with its percentile bootstrap interval."""
    sample = np.array(values)
    drawn = np.random.default_rng(_SEED).integers(0, len(sample), (_RESAMPLES, len(sample)))
    low, high = np.percentile(sample[drawn].mean(axis=1), [2.5, 97.5])
    return Difference(float(sample.mean()), float(low), float(high), len(values))


def report(baseline: Path, differences: Mapping[str, Difference]) -> dict[str, Any]:
    """The comparison for `evaluate --json`."""
    return {
        "run": str(baseline),
        "regressions": [metric for metric, one in differences.items() if one.worse],
        "differences": {metric: asdict(one) for metric, one in differences.items()},
    }


def table(comparison: Mapping[str, Any]) -> str:
    """The metrics that changed, one a line, for the terminal."""
    lines = [f"against {comparison['run']} (mean difference, 95 % interval)"]
    for metric, one in comparison["differences"].items():
        if one["mean"]:
            mark = "  worse" if metric in comparison["regressions"] else ""
            lines.append(f"{metric:24} {one['mean']:+.3f}  [{one['low']:+.3f}, {one['high']:+.3f}]{mark}")
    return "\n".join(lines if len(lines) > 1 else [*lines, "no difference"])
