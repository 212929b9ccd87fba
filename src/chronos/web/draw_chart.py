"""Draw numbers as charts: bars and lines of an SVG, in finished coordinates."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 100  # of what is drawn; above it stands the label of the highest line
WIDTH = 1000  # of the box in which lines are drawn, which is stretched to the chart's width
_NEAT = (1, 2, 4, 6, 8, 10)  # a tenfold of one of these is the highest line, so that half of it is neat too


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its place and width in percent of the chart, its height in units of the picture."""

    x: float
    width: float
    height: float
    is_most: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of `bars` or of a `line` with its `area` (paths); `top` and `middle` are labels of its grid."""

    bars: Sequence[Bar]
    line: str
    area: str
    top: str
    middle: str


def draw_bars(values: Sequence[float]) -> Chart:
    """Return a chart with a bar for each value; the first of the highest ones is marked."""
    top = neat_top(values)
    width = 100 / len(values) if values else 0
    most = max(values, default=0)
    bars = [
        Bar(
            round(place * width, 2),
            round(width * 0.7, 2),
            round(HEIGHT * value / top, 1) if top else 0,
            bool(most) and place == values.index(most),
        )
        for place, value in enumerate(values)
    ]
    return Chart(bars, "", "", *_labels(top))


def draw_counts(values: Sequence[int]) -> Chart:
    """Return a chart with a line through whole numbers; so are its labels."""
    top = max(2.0, neat_top(values)) if any(values) else 0
    line = path_of(values, top)
    return Chart([], line, f"{line}L{WIDTH} {HEIGHT}L0 {HEIGHT}Z" if line else "", *_labels(top))


def path_of(values: Sequence[float], top: float, height: float = HEIGHT) -> str:
    """Return the path of a line through the values, from side to side; `top` is as high as the box."""
    if not values:
        return ""
    step = WIDTH / max(1, len(values) - 1)
    points = [
        f"{place * step:.1f} {height - (height * value / top if top else 0):.1f}" for place, value in enumerate(values)
    ]
    if len(points) == 1:
        points.append(f"{WIDTH} {points[0].split()[1]}")
    return "M" + "L".join(points)


def neat_top(values: Sequence[float]) -> float:
    """Return the least neat number that no value exceeds; 0 when all are 0."""
    most = max(values, default=0)
    if most <= 0:
        return 0
    power = 10.0 ** math.floor(math.log10(most))
    return next(step * power for step in _NEAT if most <= step * power * (1 + 1e-9))


def sum_weeks(values: Sequence[float]) -> list[float]:
    """Return the sums of seven values each; the last one, of the days up to today, may have fewer."""
    return [sum(values[first : first + 7]) for first in range(0, len(values), 7)]


def _labels(top: float) -> tuple[str, str]:
    return (f"{top:g}", f"{top / 2:g}") if top else ("", "")
