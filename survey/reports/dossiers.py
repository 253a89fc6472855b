"""A published report on dossiers beside what its own figures say; nothing in it is changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from analysis.published import Cell, Sum
from analysis.reconciliation import Finding, Reconciliation, reconcile
from analysis.rounding import decimals_of, rounded
from analysis.settlement import (
    LATE,
    ON_TIME,
    PROCEDURES,
    RATES,
    SETTLED,
    TOTAL,
    procedures_table,
    settlement_table,
)
from survey.store.dossiers import PrintedReport

COUNTS = (SETTLED, ON_TIME, LATE, PROCEDURES)
DECIMALS_OF_RATES = 2
TABLES = {"settlement": settlement_table, "procedures": procedures_table}


@dataclass(frozen=True, slots=True)
class ReconciledReport:
    """A report as printed, the same computed from its other figures, and what was found.

    `computed` holds the sums of the parts, at the total; elsewhere settled less on time as late;
    and each rate from its printed counts.
    """

    report: PrintedReport
    parts: tuple[str, ...]
    printed: Mapping[Cell, Decimal]
    computed: Mapping[Cell, Decimal]
    reconciliation: Reconciliation

    def findings_at(self, cell: Cell) -> tuple[int, ...]:
        """Return the numbers, from 1, of the findings about a printed figure."""
        return tuple(
            number
            for number, finding in enumerate(self.reconciliation.findings, start=1)
            if finding.cell == cell
        )


def reconciled_report(report: PrintedReport) -> ReconciledReport:
    """Return a report with everything that its figures say about each other."""
    printed = {
        Cell(figure.part, figure.measure): Decimal(figure.printed)
        for figure in report.figures
    }
    parts = tuple(dict.fromkeys(cell.part for cell in printed if cell.part != TOTAL))
    found = reconcile(TABLES[report.kind](printed))
    computed = {
        **_late(printed, (*parts, TOTAL)),
        **_sums(printed, parts),
        **_rates(printed, (*parts, TOTAL), found),
    }
    return ReconciledReport(report, parts, printed, computed, found)


def is_about_one_row(finding: Finding) -> bool:
    """Tell whether a sum adds columns of one row, not the rows of one column."""
    claim = finding.claim
    return isinstance(claim, Sum) and claim.parts[0].part == claim.total.part


def _late(
    printed: Mapping[Cell, Decimal], parts: tuple[str, ...]
) -> dict[Cell, Decimal]:
    """Return what is left of the settled dossiers; nothing where more were on time."""
    late = {}
    for part in parts:
        settled = printed.get(Cell(part, SETTLED))
        on_time = printed.get(Cell(part, ON_TIME))
        if settled is not None and on_time is not None and on_time <= settled:
            late[Cell(part, LATE)] = settled - on_time
    return late


def _sums(
    printed: Mapping[Cell, Decimal], parts: tuple[str, ...]
) -> dict[Cell, Decimal]:
    return {
        Cell(TOTAL, column): sum(
            (printed[Cell(part, column)] for part in parts), Decimal()
        )
        for column in COUNTS
        if parts and all(Cell(part, column) in printed for part in parts)
    }


def _rates(
    printed: Mapping[Cell, Decimal], parts: tuple[str, ...], found: Reconciliation
) -> dict[Cell, Decimal]:
    """Return every rate that two printed counts give, with the decimals of the printed one."""
    rates = {}
    for part in parts:
        whole = printed.get(Cell(part, SETTLED))
        for column, counted_column in RATES.items():
            counted = printed.get(Cell(part, counted_column))
            if not whole or counted is None:
                continue
            at = printed.get(Cell(part, column))
            rates[Cell(part, column)] = rounded(
                100 * Fraction(counted) / Fraction(whole),
                decimals=DECIMALS_OF_RATES if at is None else decimals_of(at),
                rounding=found.roundings[0],
            )
    return rates
