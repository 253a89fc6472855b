"""Where the marks of a trend stand: computed here, drawn by `templates/macros/charts.html`."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey.reports.charts import TICKS, USUAL_START
from survey.reports.figures import Estimate
from survey.reports.series import Point
from survey.reports.time_axis import AXIS_HEIGHT, TimeAxis

HEIGHT = 220


@dataclass(frozen=True, slots=True)
class TrendMark:
    """One wave: a dot with its interval upright; `joined_to` is the place of the dot before."""

    label: str
    estimate: Estimate
    x: float
    y: float
    y_low: float
    y_high: float
    joined_to: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class TrendTick:
    """A value of the axis, as a share, and its height."""

    share: float
    y: float


@dataclass(frozen=True, slots=True)
class TrendChart:
    """Dots with intervals over time; where two waves cannot be compared no line joins them."""

    marks: tuple[TrendMark, ...]
    ticks: tuple[TrendTick, ...]
    breaks: tuple[float, ...]
    bottom: int = HEIGHT - AXIS_HEIGHT
    height: int = HEIGHT


def trend_chart(points: Sequence[Point]) -> TrendChart:
    """Place the waves from left to right; what is withheld leaves a gap."""
    lows = [p.figure.low for p in points if isinstance(p.figure, Estimate)]
    start = USUAL_START if min(lows, default=0) >= USUAL_START else 0.0
    axis = TimeAxis(len(points), start, HEIGHT)
    marks: list[TrendMark] = []
    before: tuple[float, float] | None = None
    for at, point in enumerate(points):
        found = point.figure
        if not isinstance(found, Estimate):
            before = None
            continue
        place = axis.x(at), axis.y(found.share)
        marks.append(
            TrendMark(
                label=point.code,
                estimate=found,
                x=place[0],
                y=place[1],
                y_low=axis.y(found.low),
                y_high=axis.y(found.high),
                joined_to=None if point.breaks else before,
            )
        )
        before = place
    return TrendChart(
        tuple(marks),
        tuple(TrendTick(share, axis.y(share)) for share in TICKS[start]),
        axis.breaks([bool(point.breaks) for point in points]),
    )
