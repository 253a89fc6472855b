"""A list of mergers, splits and closings from a file or from a page, and what is wrong with it in words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from sqlmodel import Session

from survey.csv_tables import (
    CODE,
    LONGEST_NAME,
    Cell,
    Mistakes,
    Translate,
    cleaned,
    plain_text,
    table_of,
)
from survey.reports.csv_files import csv_text
from survey.reports.office_change_wording import expected
from survey.store import office_changes
from survey.store.office_changes import ChangesRefused, OfficeChange, Plan

COLUMNS = ("from", "to", "on", "name", "name_en", "counter")
NEEDED = ("from", "to", "on")
OPTIONAL = tuple(column for column in COLUMNS if column not in NEEDED)


def changes_of(
    content: bytes, file: Path | str, _: Translate
) -> tuple[OfficeChange, ...]:
    """Return the rows of a CSV file. Raises TableError naming every mistake."""
    table = table_of(content, file, columns=COLUMNS, optional=OPTIONAL, _=_)
    mistakes = Mistakes(file, _)
    rows = tuple(_change(row, mistakes, _) for row in table.rows)
    if not rows:
        mistakes.add(Cell(2, "from", ""), _("ít nhất một dòng"))
    mistakes.refuse()
    return rows


def plan_of(
    session: Session,
    changes: Sequence[OfficeChange],
    file: Path | str,
    *,
    today: date,
    _: Translate,
) -> Plan:
    """Return what the changes would do. Raises TableError naming every mistake."""
    try:
        return office_changes.plan_changes(session, changes, today=today)
    except ChangesRefused as error:
        mistakes = Mistakes(file, _)
        for fault in error.faults:
            cell = Cell(fault.line, fault.column, fault.value)
            mistakes.add(cell, expected(fault, _))
        mistakes.refuse()
        raise


def written(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows of the first five columns as the file that says the same."""
    return csv_text(COLUMNS[:5], tuple(rows)).encode()


def _change(row: Mapping[str, Cell], mistakes: Mistakes, _: Translate) -> OfficeChange:
    for column in ("from", "to"):
        code = cleaned(row[column].value)
        # A row without a successor closes an office for good.
        if not CODE.fullmatch(code) and (code or column == "from"):
            mistakes.add(
                row[column],
                _("1 đến 40 chữ cái không dấu, chữ số, dấu chấm, gạch nối, gạch dưới"),
            )
    return OfficeChange(
        line=row["from"].line,
        office=cleaned(row["from"].value),
        successor=cleaned(row["to"].value),
        on=_day(row["on"], mistakes, _),
        name=plain_text(row["name"], mistakes, _, longest=LONGEST_NAME),
        name_en=plain_text(row["name_en"], mistakes, _, longest=LONGEST_NAME),
        counter=cleaned(row["counter"].value),
    )


def _day(cell: Cell, mistakes: Mistakes, _: Translate) -> date:
    text = cleaned(cell.value)
    try:
        if len(text) != len("2025-07-01"):
            # Other forms of ISO 8601, such as weeks, are nobody's way to write a day here.
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        mistakes.add(cell, _("một ngày, chẳng hạn 2025-07-01"))
        return date.min
