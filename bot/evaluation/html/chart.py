"""The risk–coverage curve as the coordinates of a drawing, and in a sentence for those who do not see it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from bot.evaluation.risk_coverage import Curve, Point

LEFT, TOP, WIDTH, HEIGHT = 40, 12, 300, 170


@dataclass(frozen=True, slots=True)
class Tick:
    """A label of an axis and where it stands along it."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Polylines in SVG units; `end` is where the run itself stands."""

    curve: Curve
    line: str
    best: str
    end: tuple[float, float]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    summary: str
    left: int = LEFT
    top: int = TOP
    right: int = LEFT + WIDTH
    bottom: int = TOP + HEIGHT


def chart(curve: Curve) -> Chart:
    """Coverage from 0 to 100 % across, risk up to the tick above the highest one."""
    tenths = max(1, ceil(max(point.risk for point in curve.points) * 10))
    step = 1 if tenths <= 5 else 2
    tenths += tenths % step
    top = tenths / 10
    return Chart(
        curve,
        _line(curve.points, top),
        _line(curve.best, top),
        _place(curve.points[-1], top),
        tuple(Tick(LEFT + WIDTH * share / 100, f"{share} %") for share in (0, 25, 50, 75, 100)),
        tuple(Tick(TOP + HEIGHT * (1 - at / tenths), f"{at * 10} %") for at in range(0, tenths + 1, step)),
        _summary(curve),
    )


def _line(points: Iterable[Point], top: float) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in (_place(point, top) for point in points))


def _place(point: Point, top: float) -> tuple[float, float]:
    return round(LEFT + WIDTH * point.coverage, 1), round(TOP + HEIGHT * (1 - point.risk / top), 1)


def _summary(curve: Curve) -> str:
    end = curve.points[-1]
    half = _nearest(curve.points, end.coverage / 2)
    return (
        f"As run, {end.coverage:.0%} of {curve.questions} questions are answered, and {end.risk:.0%} of these answers"
        f" are wrong. Of the most confident ones, to {half.coverage:.0%} of the questions, {half.risk:.0%} are wrong."
    )


def _nearest(points: Sequence[Point], coverage: float) -> Point:
    return min(points, key=lambda point: abs(point.coverage - coverage))
