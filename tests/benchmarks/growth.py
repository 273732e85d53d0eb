"""Draws how figures grow: lines over two logarithmic axes, as an SVG."""

import math
from collections.abc import Callable, Mapping, Sequence
from xml.sax.saxutils import escape

Points = Sequence[tuple[float, float]]

_WIDTH, _HEIGHT = 760, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 600, 50, 370
_COLOURS = ("#1b1b1b", "#1f6fb2", "#c2410c", "#3f8f3f", "#8a4fa3", "#9a7b1c", "#5b6770")
_LINE = 15  # pixels


def plot(title: str, across: str, up: str, lines: Mapping[str, Points], wanted: Points = ()) -> str:
    """An SVG with a line for each name, and crosses at what is `wanted`. Values must be above zero."""
    every = [point for points in lines.values() for point in points] + list(wanted)
    x = _scale([point[0] for point in every], _LEFT, _RIGHT)
    y = _scale([point[1] for point in every], _BOTTOM, _TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif"'
        ' font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        _text(_LEFT, 24, title, 'font-size="15"'),
        _text((_LEFT + _RIGHT) / 2, _HEIGHT - 10, across, 'text-anchor="middle"'),
        _text(_LEFT, 42, up),
    ]
    for value in sorted({point[0] for point in every}):
        parts += [_rule(x(value), _TOP, x(value), _BOTTOM)]
        parts += [_text(x(value), _BOTTOM + 18, f"{value:,.0f}", 'text-anchor="middle"')]
    for value in _ticks([point[1] for point in every]):
        parts += [_rule(_LEFT, y(value), _RIGHT, y(value))]
        parts += [_text(_LEFT - 6, y(value) + 4, f"{value:g}", 'text-anchor="end"')]
    last = math.inf
    ends = sorted(lines, key=lambda name: -lines[name][-1][1])
    for rank, name in enumerate(ends):
        colour = _COLOURS[rank % len(_COLOURS)]
        path = " ".join(f"{x(place):.1f},{y(value):.1f}" for place, value in lines[name])
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        last = y(lines[name][-1][1]) if last == math.inf else max(y(lines[name][-1][1]), last + _LINE)
        parts.append(_text(_RIGHT + 8, last + 4, f"{name} {lines[name][-1][1]:.2g}", f'fill="{colour}"'))
    for place, most in wanted:
        parts.append(_text(x(place), y(most) + 4, f"at most {most:g} ×", 'fill="#b00020" text-anchor="end"'))
    return "\n".join([*parts, "</svg>\n"])


def _scale(values: Sequence[float], start: float, end: float) -> Callable[[float], float]:
    low, high = math.log(min(values)), math.log(max(values))
    return lambda value: start + (end - start) * ((math.log(value) - low) / ((high - low) or 1))


def _ticks(values: Sequence[float]) -> list[float]:
    low, high = min(values), max(values)
    tens = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return [tick for ten in tens for tick in (10**ten, 3 * 10**ten) if low <= tick <= high]


def _text(x: float, y: float, words: str, how: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {how}>{escape(words)}</text>'


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="#ddd"/>'
