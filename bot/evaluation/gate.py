"""A gate: the values a run must reach, and how far it may fall behind the baseline, in a TOML file.

[floors]                     [ceilings]                  [drops]
"retrieval.hit@1" = 0.6      "latency_ms.p95" = 2000     "answer.contains" = 0.02
"""

import difflib
import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.evaluation.metrics import MEANS, TOTALS

Metrics = Mapping[str, float | None]
_TABLES = ("floors", "ceilings", "drops")
_METRICS = (*MEANS, *TOTALS)
_ROUNDING = 1e-9  # 0.70 - 0.68 is a hair more than 0.02


class GateError(ValueError):
    """A gate that cannot be read; the message names the file and what is wrong."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Limits by metric; a drop is how far the metric may fall behind the baseline's."""

    floors: Mapping[str, float] = field(default_factory=dict)
    ceilings: Mapping[str, float] = field(default_factory=dict)
    drops: Mapping[str, float] = field(default_factory=dict)


def read_gate(path: Path) -> Gate:
    """The limits of a file; raises `GateError`."""
    try:
        tables = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise GateError(f"The gate {path} cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise GateError(f"The gate {path} is not TOML ({error}).") from error
    try:
        return _gate(tables)
    except ValueError as error:
        raise GateError(f"The gate {path}: {error}.") from error


def broken(gate: Gate, metrics: Metrics, baseline: Metrics | None) -> list[str]:
    """Every limit that does not hold, in words; a metric without a value holds no limit."""
    return [
        *_outside(gate.floors, metrics, "floor", -1),
        *_outside(gate.ceilings, metrics, "ceiling", 1),
        *_fallen(gate.drops, metrics, baseline or {}),
    ]


def _gate(tables: Mapping[str, Any]) -> Gate:
    if unknown := [name for name in tables if name not in _TABLES]:
        raise ValueError(f"{unknown[0]!r} is none of the tables [floors], [ceilings] and [drops]")
    limits = {name: dict(_flat(tables[name], f"[{name}]")) for name in tables}
    if not any(limits.values()):
        raise ValueError("it sets no limit")
    for name, table in limits.items():
        for metric, value in table.items():
            _require_limit(metric, value, drop=name == "drops")
    return Gate(**limits)


def _flat(table: object, where: str) -> Iterator[tuple[str, Any]]:
    """`answer.contains = 0.5` without quotes is a table in a table to TOML."""
    if not isinstance(table, dict):
        raise ValueError(f"{where} is not a table")
    for key, value in table.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{rest}", one) for rest, one in _flat(value, where))
        else:
            yield key, value


def _require_limit(metric: str, value: object, drop: bool) -> None:
    if metric not in _METRICS:
        near = difflib.get_close_matches(metric, _METRICS, 1)
        raise ValueError(f"{metric!r} is not a metric{f' (perhaps {near[0]!r} is meant)' if near else ''}")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"the limit of {metric} is not a number")
    if drop and value < 0:
        raise ValueError(f"the drop of {metric} is below 0")


def _outside(limits: Mapping[str, float], metrics: Metrics, called: str, sign: int) -> Iterator[str]:
    for metric, limit in limits.items():
        value = metrics[metric]
        if value is None:
            yield f"{metric} has no value in this run, so not its {called} {limit:g}"
        elif sign * (value - limit) > _ROUNDING:
            yield f"{metric} is {value:.4g}, {'below' if sign < 0 else 'above'} its {called} {limit:g}"


def _fallen(drops: Mapping[str, float], metrics: Metrics, baseline: Metrics) -> Iterator[str]:
    for metric, allowed in drops.items():
        before, after = baseline.get(metric), metrics[metric]
        if before is None or after is None:
            yield f"{metric} has no value in {'the baseline' if before is None else 'this run'} to measure its drop by"
        elif before - after > allowed + _ROUNDING:
            yield f"{metric} fell from {before:.4g} to {after:.4g}, by more than {allowed:g}"
