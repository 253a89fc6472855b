"""Offices by factors: every number, and a shade only where it clearly differs from all others."""

from dataclasses import dataclass

import numpy as np

from analysis.comparisons import differences
from analysis.groups import compare_indices_with_others
from analysis.intervals import Interval
from analysis.significance import adjust
from analysis.verdicts import Difference
from survey.reports.figures import Estimate, Figure, Withheld, reasons_in
from survey.reports.measure_sums import measure_sums
from survey.reports.ordering import vietnamese_order
from survey.reports.wave_result import WaveResult, office_name
from survey.trust.disclosure import Audience

LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One office's figure of one factor."""

    figure: Figure
    verdict: Difference


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One office."""

    code: str
    name: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class HeatTable:
    """Offices in the order of their names; the columns are factors and the index last."""

    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    compared: int

    @property
    def reasons(self) -> tuple[Withheld, ...]:
        """Why figures of this table are withheld."""
        return reasons_in(cell.figure for row in self.rows for cell in row.cells)


def build_heat_table(result: WaveResult, *, audience: Audience) -> HeatTable:
    """Compare each office with all others in each factor, corrected by Holm over the whole table."""
    columns = [
        at
        for at, measure in enumerate(result.measures)
        if measure.kind in ("factor", "index") and measure.positions
    ]
    verdicts, compared = _verdicts(result, columns)
    figures = result.office_figures(audience)
    rows = [
        HeatRow(
            office.code,
            office_name(office, result.language),
            tuple(
                _cell(figures[position][at], verdicts[position][column])
                for column, at in enumerate(columns)
            ),
        )
        for position, office in enumerate(result.offices)
    ]
    return HeatTable(
        tuple(_heading(result, at) for at in columns),
        tuple(sorted(rows, key=lambda row: vietnamese_order(row.name))),
        compared,
    )


def _verdicts(
    result: WaveResult, columns: list[int]
) -> tuple[list[tuple[Difference, ...]], int]:
    """Return a verdict for each office and column, and how many comparisons were made."""
    found = [
        compare_indices_with_others(sums.offices())
        for sums in measure_sums(result, columns)
    ]
    pvalues = np.array([one.pvalue for one in found]).T
    adjusted = np.asarray(adjust(pvalues.ravel(), method="holm")).reshape(pvalues.shape)
    by_column = [
        differences(
            one.statistic,
            adjusted[:, column],
            alpha=LEVEL,
            shown=Interval(one.low, one.high),
        )
        for column, one in enumerate(found)
    ]
    return list(zip(*by_column, strict=True)), int(np.isfinite(pvalues).sum())


def _cell(figure: Figure, verdict: Difference) -> HeatCell:
    # The shade of a hidden figure would tell of it.
    is_shown = isinstance(figure, Estimate)
    return HeatCell(figure, verdict if is_shown else Difference.TOO_FEW)


def _heading(result: WaveResult, at: int) -> str:
    measure = result.measures[at]
    return "" if measure.kind == "index" else result.name_of(measure)
