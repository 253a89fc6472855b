"""Published figures on dossiers of a wave's years, with what in them does not follow."""

import re
from collections.abc import Iterator
from decimal import Decimal

from babel.numbers import parse_decimal
from sqlmodel import Session

from survey.reports.csv_files import NOT_THERE as NOT_IN_FILE
from survey.reports.dossier_table import NOT_THERE, ShownCell, ShownRow, dossier_table
from survey.reports.dossier_wording import DossierWording
from survey.reports.dossiers import reconciled_report
from survey.reports.handed_up.cells import text_cell
from survey.reports.handed_up.material import Material
from survey.reports.handed_up.report import (
    Block,
    Cell,
    Column,
    Listing,
    Paragraph,
    Row,
    Table,
    Value,
)
from survey.reports.plain import plain
from survey.store.dossiers import PrintedReport, reports
from survey.store.tables import Wave

YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def reports_of_years(session: Session, wave: Wave) -> tuple[PrintedReport, ...]:
    """Return the published reports whose period names a year of the wave. Two queries."""
    years = {str(wave.opens_on.year), str(wave.last_day.year)}
    return tuple(
        report
        for report in reports(session)
        if years & set(YEAR.findall(report.period))
    )


def dossier_blocks(material: Material) -> Iterator[Block]:
    """Yield each report as printed, beside it the same computed, and what was found."""
    say = DossierWording(material.language)
    for report in reports_of_years(material.session, material.wave):
        found = dossier_table(reconciled_report(report), say)
        rows = (*found.rows, *found.totals)
        yield Table(
            key=f"dossiers-{report.code}",
            caption=f"{plain(found.title)}, {plain(found.period)}",
            columns=(
                Column(
                    material.translate("Nội dung"),
                    (material.translate("Nội dung"),),
                    width=2.6,
                ),
                *(
                    Column(heading, (heading,), is_number=True, width=1.4)
                    for heading in found.headings
                ),
            ),
            rows=tuple(_row(row, material.language) for row in rows),
            notes=(plain(found.source), *map(plain, found.beside)),
        )
        yield Paragraph(plain(found.summary), "finding")
        yield Listing(tuple(map(plain, found.findings)), is_ordered=True)
        yield Listing(tuple(map(plain, found.corrections)))


def _row(row: ShownRow, language: str) -> Row:
    cells = tuple(_cell(cell, language) for cell in row.cells)
    return Row((text_cell(row.name), *cells))


def _cell(cell: ShownCell, language: str) -> Cell:
    """Return a figure as printed, with the numbers of what was found about it."""
    marks = "; ".join(str(number) for number in cell.findings)
    text = f"{cell.text} ({marks})" if marks else cell.text
    return Cell(text, (_value(cell.text, language),))


def _value(text: str, language: str) -> Value:
    if text == NOT_THERE:
        return NOT_IN_FILE
    number: Decimal = parse_decimal(text.removesuffix("%"), locale=language)
    return number if "%" in text else int(number)
