"""Offices by a share of something and their index: dots with intervals, drawn by `templates/macros/charts.html`."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.verdicts import Difference
from survey.reports.charts import TICKS, USUAL_START, Tick
from survey.reports.figures import Estimate

HEIGHT, TOP, AXIS_HEIGHT = 320, 12, 44
LEFT, RIGHT = 8.0, 2.0
# One of three axes, never one fitted to the offices: what looks far is far.
SHARES = (
    (0.8, 0.85, 0.9, 0.95, 1.0),
    (0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
    (0.0, 0.2, 0.4, 0.6, 0.8, 1.0),
)


@dataclass(frozen=True, slots=True)
class ScatterMark:
    """One office: its share to the right, its index upwards with the interval."""

    name: str
    verdict: Difference
    x: float
    y: float
    y_low: float
    y_high: float


@dataclass(frozen=True, slots=True)
class ScatterChart:
    """The marks and both axes; horizontal places are per cent of the width, heights pixels."""

    marks: tuple[ScatterMark, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    bottom: int = HEIGHT - AXIS_HEIGHT
    height: int = HEIGHT


def scatter_chart(
    points: Sequence[tuple[str, Difference, float, Estimate]],
) -> ScatterChart:
    """Place offices by name, group, share and index."""
    lowest_share = min((share for _, _, share, _ in points), default=1.0)
    shares = next(ticks for ticks in SHARES if ticks[0] <= lowest_share)
    lowest = min((figure.low for *_, figure in points), default=USUAL_START)
    start = USUAL_START if lowest >= USUAL_START else 0.0
    return ScatterChart(
        tuple(
            ScatterMark(
                name,
                verdict,
                _x(share, shares[0]),
                _y(figure.share, start),
                _y(figure.low, start),
                _y(figure.high, start),
            )
            for name, verdict, share, figure in points
        ),
        tuple(Tick(share, _x(share, shares[0])) for share in shares),
        tuple(Tick(share, _y(share, start)) for share in TICKS[start]),
    )


def _x(share: float, start: float) -> float:
    return round(LEFT + (100 - LEFT - RIGHT) * (share - start) / (1 - start), 2)


def _y(share: float, start: float) -> float:
    bottom = HEIGHT - AXIS_HEIGHT
    return round(bottom - (bottom - TOP) * max(share - start, 0) / (1 - start), 1)
