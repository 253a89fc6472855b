"""A published report as a table to show: printed figures, beside them the same computed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.published import Cell
from analysis.settlement import (
    LATE,
    LATE_RATE,
    ON_TIME,
    ON_TIME_RATE,
    PROCEDURES,
    SETTLED,
    TOTAL,
)
from survey.reports.dossier_wording import DossierWording
from survey.reports.dossiers import ReconciledReport

NOT_THERE = "–"
COUNTS_OF = {"settlement": (SETTLED, ON_TIME, LATE), "procedures": (PROCEDURES,)}
RATES_OF = {"settlement": (ON_TIME_RATE, LATE_RATE), "procedures": ()}


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One figure in words, with the numbers of the findings about it."""

    text: str
    findings: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row; `is_computed` where nothing in it was printed."""

    name: str
    cells: tuple[ShownCell, ...]
    is_computed: bool = False


@dataclass(frozen=True, slots=True)
class DossierTable:
    """A report ready to be shown or printed, its sentences included."""

    title: str
    source: str
    period: str
    headings: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    totals: tuple[ShownRow, ...]
    beside: tuple[str, ...]
    summary: str
    findings: tuple[str, ...]
    corrections: tuple[str, ...]


def dossier_table(report: ReconciledReport, say: DossierWording) -> DossierTable:
    """Return a report in the words and numbers of a language.

    A column stands in the table where a part has a figure in it; what only the total has, such as
    the dossiers that were late, is said beside the table.
    """
    counts, rates = (
        tuple(
            column
            for column in columns[report.report.kind]
            if _in_parts(report, column)
        )
        for columns in (COUNTS_OF, RATES_OF)
    )
    return DossierTable(
        title=report.report.title,
        source=report.report.source,
        period=report.report.period,
        headings=(
            *(say.column(column) for column in counts),
            *(heading for column in rates for heading in say.rate_columns(column)),
        ),
        rows=tuple(
            ShownRow(say.part(part), _printed_cells(report, part, counts, rates, say))
            for part in report.parts
        ),
        totals=tuple(_totals(report, counts, rates, say)),
        beside=tuple(_beside(report, (*counts, *rates), say)),
        summary=say.summary(report),
        findings=tuple(say.finding(found) for found in report.reconciliation.findings),
        corrections=say.corrections(report),
    )


def _in_parts(report: ReconciledReport, column: str) -> bool:
    return any(Cell(part, column) in report.printed for part in report.parts)


def _printed_cells(
    report: ReconciledReport,
    part: str,
    counts: Sequence[str],
    rates: Sequence[str],
    say: DossierWording,
) -> tuple[ShownCell, ...]:
    cells = [_printed(report, Cell(part, column), say) for column in counts]
    for column in rates:
        cells.append(_printed(report, Cell(part, column), say))
        cells.append(_computed(report, Cell(part, column), say))
    return tuple(cells)


def _totals(
    report: ReconciledReport,
    counts: Sequence[str],
    rates: Sequence[str],
    say: DossierWording,
) -> Iterator[ShownRow]:
    if any(cell.part == TOTAL for cell in report.printed):
        cells = _printed_cells(report, TOTAL, counts, rates, say)
        yield ShownRow(say.part(TOTAL), cells)
    sums = tuple(_computed(report, Cell(TOTAL, column), say) for column in counts)
    empty = (ShownCell(NOT_THERE),) * 2 * len(rates)
    yield ShownRow(say.parts_added(), (*sums, *empty), is_computed=True)


def _beside(
    report: ReconciledReport, shown: Sequence[str], say: DossierWording
) -> Iterator[str]:
    for cell, printed in report.printed.items():
        if cell.column not in shown:
            yield say.beside(cell, printed=printed, computed=report.computed.get(cell))


def _printed(report: ReconciledReport, cell: Cell, say: DossierWording) -> ShownCell:
    printed = report.printed.get(cell)
    if printed is None:
        return ShownCell(NOT_THERE)
    return ShownCell(say.number(cell.column, printed), report.findings_at(cell))


def _computed(report: ReconciledReport, cell: Cell, say: DossierWording) -> ShownCell:
    computed = report.computed.get(cell)
    return ShownCell(
        NOT_THERE if computed is None else say.number(cell.column, computed)
    )
