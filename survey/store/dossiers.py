"""Queries about published reports on dossiers and procedures."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from analysis.settlement import (
    LATE,
    LATE_RATE,
    ON_TIME,
    ON_TIME_RATE,
    PROCEDURES,
    SETTLED,
)
from survey.store.tables import DossierFigure, DossierReport

# The columns of a file by kind of report, each with what it holds; the first column names the row.
LEVEL = "level"
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "settlement": {
        "settled": SETTLED,
        "on_time": ON_TIME,
        "printed_rate": ON_TIME_RATE,
        "late": LATE,
        "printed_late_rate": LATE_RATE,
    },
    "procedures": {"procedures": PROCEDURES},
}


class ReportDiffers(Exception):
    """Another report stands under that code; what was published is never overwritten."""


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """One number as printed: digits, a decimal point at most."""

    part: str
    measure: str
    printed: str


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """A published table, its figures row by row."""

    code: str
    kind: str
    title: str
    source: str
    period: str
    figures: tuple[PrintedFigure, ...]


def figures_of_rows(
    kind: str, rows: Iterable[Mapping[str, str]]
) -> tuple[PrintedFigure, ...]:
    """Return the figures of a file's rows; an empty cell was not printed."""
    return tuple(
        PrintedFigure(row[LEVEL], measure, row[column])
        for row in rows
        for column, measure in COLUMNS[kind].items()
        if row.get(column)
    )


def keep_report(session: Session, report: PrintedReport) -> bool:
    """Keep a report; return False where exactly this one is kept already. Raises ReportDiffers."""
    known = {kept.code: kept for kept in reports(session)}
    if report.code in known:
        if known[report.code] != report:
            raise ReportDiffers(report.code)
        return False
    row = DossierReport(
        code=report.code,
        kind=report.kind,
        title=report.title,
        source=report.source,
        period=report.period,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    session.add_all(
        DossierFigure(
            report_id=row.id,
            part=figure.part,
            measure=figure.measure,
            position=position,
            printed=figure.printed,
        )
        for position, figure in enumerate(report.figures)
    )
    session.flush()
    return True


def reports(session: Session) -> tuple[PrintedReport, ...]:
    """Return every report in the order they came. Two queries."""
    figures: defaultdict[int, list[PrintedFigure]] = defaultdict(list)
    for row in session.exec(
        select(DossierFigure).order_by(col(DossierFigure.position))
    ):
        figures[row.report_id].append(PrintedFigure(row.part, row.measure, row.printed))
    return tuple(
        PrintedReport(
            code=kept.code,
            kind=kept.kind,
            title=kept.title,
            source=kept.source,
            period=kept.period,
            figures=tuple(figures[kept.id or 0]),
        )
        for kept in session.exec(select(DossierReport).order_by(col(DossierReport.id)))
    )
