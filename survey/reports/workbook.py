"""Writes an XLSX workbook: text and numbers in sheets, the first row bold and kept in sight."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isnan

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | None
# Text stays text, whatever it begins with.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    # Without a scheme, for else the theme's Calibri stands in bold cells.
    "default_format_properties": {
        "font_name": "Times New Roman",
        "font_size": 11,
        "font_scheme": False,
    },
}
MOST_ROWS = 1_048_576
# One moment for every file, so that equal results make equal files.
MOMENT = datetime(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, the heading of each column, and rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return the content of an XLSX file. Text is never taken for a formula or a link.

    Raises ValueError if a sheet has more rows than a workbook can hold; xlsxwriter would leave them out in silence.
    """
    for sheet in sheets:
        if len(sheet.rows) >= MOST_ROWS:
            raise ValueError(f'sheet "{sheet.name}" has {len(sheet.rows)} rows')
    out = io.BytesIO()
    with Workbook(out, OPTIONS) as book:
        book.set_properties({"created": MOMENT})
        bold = book.add_format({"bold": True})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            _write_row(page, 0, sheet.columns, style=bold)
            for number, row in enumerate(sheet.rows, start=1):
                _write_row(page, number, row)
    return out.getvalue()


def _write_row(
    page: Worksheet, number: int, cells: Sequence[Cell], *, style: Format | None = None
) -> None:
    for place, cell in enumerate(cells):
        if isinstance(cell, str):
            # xlsxwriter puts a text in such tags into the file as XML of its own, unescaped.
            text = f" {cell}" if cell.startswith("<r>") else cell
            page.write_string(number, place, text, style)
        elif cell is not None and not isnan(cell):
            page.write_number(number, place, cell, style)
