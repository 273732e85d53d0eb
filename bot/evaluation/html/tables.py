"""The report's tables as texts and bars: metrics, their intervals and types; the differences from a baseline."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.evaluation.faults import Result, scores

_FAMILIES = {
    "retrieval": "Finding",
    "answer": "Answering",
    "citations": "Citing",
    "refusal": "Declining",
    "rewrite": "Follow-ups",
    "latency_ms": "Milliseconds",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """An interval and its middle on an axis from 0 to 100; `zero` is where no difference stands."""

    low: float
    middle: float
    high: float
    zero: float = 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A type's value; `below` where it lies under the 95 % interval of the whole set."""

    text: str
    below: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table; without an interval, there is no bar."""

    metric: str
    n: str
    value: str
    interval: str
    bar: Bar | None
    cells: tuple[Cell, ...] = ()
    worse: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one family of metrics."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class MetricTable:
    """`types` are the columns, each with its number of questions; `without` names the metrics that have no value."""

    types: tuple[tuple[str, int], ...]
    groups: tuple[Group, ...]
    without: tuple[str, ...]


def metric_table(run: Mapping[str, Any], results: Sequence[Result]) -> MetricTable:
    """The metrics of a run by family, in the run's order."""
    metrics: Mapping[str, float | None] = run["metrics"]
    by_type: Mapping[str, Mapping[str, float | None]] = run.get("by_type") or {}
    counts = Counter(str(result.get("type")) for result in results)
    scored = Counter(metric for result in results for metric in scores(result))
    families: dict[str, list[Row]] = {}
    for metric, value in metrics.items():
        if value is not None:
            interval = (run.get("intervals") or {}).get(metric) or {}
            row = _metric(metric, value, interval, scored[metric], [one.get(metric) for one in by_type.values()])
            families.setdefault(metric.split(".")[0], []).append(row)
    return MetricTable(
        tuple((kind, counts[kind]) for kind in by_type),
        tuple(Group(_FAMILIES.get(name, name), tuple(rows)) for name, rows in families.items()),
        tuple(metric for metric, value in metrics.items() if value is None),
    )


def _metric(metric: str, value: float, interval: Mapping[str, Any], scored: int, types: Sequence[float | None]) -> Row:
    ends, share = _ends(interval), _is_share(metric)
    low = ends[0] if ends and share else float("-inf")
    return Row(
        metric,
        str(interval.get("n") or scored or ""),
        figure(metric, value),
        " to ".join(figure(metric, end) for end in ends) if ends else "",
        Bar(100 * ends[0], 100 * value, 100 * ends[1]) if ends and share else None,
        tuple(Cell(figure(metric, one), one is not None and one < low) for one in types),
    )


def _ends(interval: Mapping[str, Any]) -> tuple[float, float] | None:
    low, high = interval.get("low"), interval.get("high")
    return None if low is None or high is None else (low, high)


def difference_rows(comparison: Mapping[str, Any]) -> tuple[Row, ...]:
    """The metrics that differ from the baseline's: regressions first, then from the greatest loss to the gain."""
    differences: Mapping[str, Mapping[str, Any]] = comparison.get("differences") or {}
    worse = set(comparison.get("regressions") or ())
    differing = [metric for metric, one in differences.items() if one.get("mean")]
    ordered = sorted(differing, key=lambda metric: (metric not in worse, differences[metric]["mean"]))
    reach = max((abs(differences[metric].get(end) or 0) for metric in ordered for end in ("low", "high")), default=0)
    return tuple(_difference(metric, differences[metric], reach or 1, metric in worse) for metric in ordered)


def _difference(metric: str, one: Mapping[str, Any], reach: float, worse: bool) -> Row:
    ends, mean = _ends(one), one["mean"]
    low, middle, high = (50 + 50 * end / reach for end in (ends[0], mean, ends[1])) if ends else (50, 50, 50)
    return Row(
        metric,
        str(one.get("questions") or ""),
        f"{mean:+.3f}",
        " to ".join(f"{end:+.3f}" for end in ends) if ends else "",
        Bar(low, middle, high, zero=50) if ends else None,
        worse=worse,
    )


def _is_share(metric: str) -> bool:
    """Whether a metric lies between 0 and 1, and more is better."""
    return not metric.startswith("latency_ms.") and metric != "answer.words"


def figure(metric: str, value: float | None) -> str:
    """A metric's value as it is read: a share with three decimals, milliseconds and words without."""
    if value is None:
        return "–"
    return f"{value:.3f}" if _is_share(metric) else f"{value:,.0f}"
