"""Offices by size and index within the limits of chance: a funnel, drawn by `templates/macros/charts.html`."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.arrays import FloatArray
from analysis.funnel import Funnel, funnel
from analysis.verdicts import Difference
from survey.reports.charts import TICKS, USUAL_START, Tick
from survey.reports.figures import Estimate, Figure
from survey.reports.wave_result import WaveResult, office_name
from survey.trust.disclosure import RANK_FLOOR, Audience

HEIGHT, TOP, AXIS_HEIGHT = 320, 12, 44
LEFT, RIGHT = 8.0, 2.0
# Enough to look like a curve.
STEPS = 40
WARNING, ALARM = 0.95, 0.998
FEWEST = 2


@dataclass(frozen=True, slots=True)
class FunnelMark:
    """One office: its answers to the right, its index upwards."""

    name: str
    n: int
    estimate: Estimate
    verdict: Difference
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class FunnelChart:
    """The marks, the limits as lines from the left to the right, and the value that all share.

    Lines are pairs of places, the horizontal one in per cent, so that they fit any width.
    """

    marks: tuple[FunnelMark, ...]
    limits: tuple[tuple[tuple[float, float], ...], ...]
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[tuple[int, float], ...]
    target_y: float
    allows_for_spread: bool
    bottom: int = HEIGHT - AXIS_HEIGHT
    height: int = HEIGHT

    @property
    def outside(self) -> tuple[FunnelMark, ...]:
        """The offices outside the limits that chance rarely passes."""
        found = (Difference.HIGHER, Difference.LOWER)
        return tuple(mark for mark in self.marks if mark.verdict in found)


def build_funnel(result: WaveResult, *, audience: Audience) -> FunnelChart | None:
    """Place the offices that have enough answers for a group; None where there are not two of them."""
    figures = result.index_figures(audience)
    total = result.total_figures(audience)[result.index_position]
    shown = np.array(
        [isinstance(f, Estimate) and f.n >= RANK_FLOOR for f in figures], dtype=bool
    )
    if shown.sum() < FEWEST or not isinstance(total, Estimate):
        return None
    if not 0 < total.share < 1:
        return None
    by_office, at = result.indices.by_office, result.index_position
    answers = by_office.m[:, at] / result.interval.deff_pooled[at]
    size = np.where(shown, answers, np.nan)
    index = np.where(shown, by_office.index[:, at], np.nan)
    found = funnel(index, size, target=total.share)
    return _chart(result, figures, size, found)


def _chart(
    result: WaveResult, figures: Sequence[Figure], size: FloatArray, found: Funnel
) -> FunnelChart:
    widest = float(np.nanmax(size)) * 1.05
    smallest = max(float(np.nanmin(size)) * 0.8, 1.0)
    sizes = np.linspace(smallest, widest, STEPS)
    edges = [
        edge
        for level in (WARNING, ALARM)
        for edge in found.limits(sizes, confidence_level=level)
    ]
    lowest = min(float(np.nanmin(found.index)), *(float(edge.min()) for edge in edges))
    start = USUAL_START if lowest >= USUAL_START else 0.0
    verdicts = found.verdicts(confidence_level=ALARM)
    marks = tuple(
        FunnelMark(
            office_name(office, result.language),
            figure.n,
            figure,
            verdict,
            _x(float(of_office), smallest, widest),
            _y(figure.share, start),
        )
        for office, figure, verdict, of_office in zip(
            result.offices, figures, verdicts, size, strict=True
        )
        if isinstance(figure, Estimate) and np.isfinite(of_office)
    )
    return FunnelChart(
        marks,
        tuple(
            tuple(
                (_x(float(n), smallest, widest), _y(float(share), start))
                for n, share in zip(sizes, edge, strict=True)
            )
            for edge in edges
        ),
        tuple(Tick(share, _y(share, start)) for share in TICKS[start]),
        tuple(
            (int(n), _x(float(int(n)), smallest, widest))
            for n in np.linspace(np.ceil(smallest), np.floor(widest), 4)
        ),
        _y(found.target, start),
        found.shows_overdispersion,
    )


def _x(size: float, smallest: float, widest: float) -> float:
    share = (size - smallest) / (widest - smallest)
    return round(LEFT + (100 - LEFT - RIGHT) * share, 2)


def _y(share: float, start: float) -> float:
    inside = max(share - start, 0) / (1 - start)
    bottom = HEIGHT - AXIS_HEIGHT
    return round(bottom - (bottom - TOP) * inside, 1)
