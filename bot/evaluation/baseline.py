"""Holding a run against an earlier one: what was run, whether the two can be compared, and the whole comparison."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

from bot.evaluation.compare import PAIRED, compare, regressions
from bot.evaluation.folder import Line

# What must be the same in both runs, and what it is called.
_SAME = {"set": "question sets", "corpus": "articles", "replay": "histories (one with --replay, one without)"}


class NotComparableError(Exception):
    """Two runs are of other sets or other articles; the message says which."""


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: what its answers depend on, and its lines in the set's order."""

    name: str
    config: Mapping[str, Any]
    lines: Sequence[Line]


def read_run(folder: Path) -> Run:
    """A finished run; raises `NotComparableError` where the folder holds none."""
    try:
        config = json.loads((folder / "run.json").read_text(encoding="utf-8"))["config"]
        lines = [json.loads(line) for line in (folder / "results.jsonl").read_bytes().split(b"\n") if line]
        if any(key not in config for key in _SAME) or any("scores" not in line for line in lines):
            raise NotComparableError(f"{folder} holds a run of an earlier Dateline: run its set again.")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotComparableError(f"{folder} holds no finished run (run.json and results.jsonl).") from error
    return Run(str(folder), config, lines)


def require_comparable(before: Run, config: Mapping[str, Any]) -> None:
    """Raises `NotComparableError` where a run with this `config` cannot be held against the earlier one."""
    for key, called in _SAME.items():
        if before.config[key] != config[key]:
            raise NotComparableError(f"The runs are of different {called}: {before.name} cannot be compared.")


def comparison(before: Run, after: Run) -> dict[str, Any]:
    """Both runs, metric by metric, overall and by type, and the questions that changed, worst first."""
    require_comparable(before, after.config)
    if [line["id"] for line in before.lines] != [line["id"] for line in after.lines]:
        raise NotComparableError(f"{before.name} does not hold the questions of its set any more: run it again.")
    differences = compare(_scores(before.lines), _scores(after.lines))
    return {
        "run": before.name,
        "regressions": regressions(differences),
        "differences": {metric: asdict(one) for metric, one in differences.items()},
        "by_type": {kind: _of_type(kind, before, after) for kind in _types(after)},
        "changed": [change for _, changes in sorted(_changed(before, after), key=itemgetter(0)) for change in changes],
    }


def _of_type(kind: str, before: Run, after: Run) -> dict[str, Any]:
    groups = [[line for line in run.lines if line["type"] == kind] for run in (before, after)]
    return {metric: asdict(one) for metric, one in compare(*map(_scores, groups)).items()}


def _types(run: Run) -> list[str]:
    return list(dict.fromkeys(line["type"] for line in run.lines if line["type"] is not None))


def _scores(lines: Sequence[Line]) -> list[Mapping[str, float]]:
    return [line["scores"] for line in lines]


def _changed(before: Run, after: Run) -> Iterator[tuple[tuple[float, str], list[dict[str, Any]]]]:
    """The values that differ of each question that changed, the greatest fall first, and what to sort questions by.

    That is `change`: the mean of a question's differences over its metrics.
    """
    for earlier, later in zip(before.lines, after.lines, strict=True):
        x, y = earlier["scores"], later["scores"]
        both = [metric for metric in PAIRED if metric in x and metric in y]
        differing = sorted((metric for metric in both if x[metric] != y[metric]), key=lambda one: y[one] - x[one])
        if differing:
            change = sum(y[metric] - x[metric] for metric in both) / len(both)
            named = {"id": later["id"], "question": later["question"], "type": later["type"], "change": change}
            changes = [{**named, "metric": one, "before": x[one], "after": y[one]} for one in differing]
            yield (change, later["id"]), changes
