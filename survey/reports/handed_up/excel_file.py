"""A report as XLSX: one sheet for each table, numbers as numbers, text never as a formula."""

import io
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from survey.reports.handed_up.report import (
    Listing,
    Paragraph,
    Report,
    Table,
    Value,
)

# Text stays text, whatever it begins with.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    # Without a scheme, for else the theme's Calibri stands in bold cells.
    "default_format_properties": {
        "font_name": "Times New Roman",
        "font_size": 11,
        "font_scheme": False,
    },
}
# Excel keeps no longer names of sheets, and shows no longer text in a cell.
LONGEST_NAME = 31
LONGEST_TEXT = 32_767
WIDEST, NARROWEST = 48, 9
HEADER_ROW = 3
# By how many decimals a value is printed with.
PLACES = ("#,##0", "#,##0.0", "#,##0.00", "#,##0.000")


def report_xlsx(report: Report) -> bytes:
    """Return the content of the file; the same report gives the same bytes."""
    out = io.BytesIO()
    with Workbook(out, OPTIONS) as book:
        day = report.released_on
        book.set_properties(
            {
                "title": report.name,
                "author": report.letterhead.issuer if report.letterhead else "",
                "created": datetime(day.year, day.month, day.day),
            }
        )
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _front(book.add_worksheet(_sheet_name("0", "bao-cao")), report, bold, wrapped)
        formats = tuple(
            book.add_format({"num_format": number_format}) for number_format in PLACES
        )
        for table in report.tables:
            page = book.add_worksheet(_sheet_name(table.code, table.key))
            _write_table(page, table, report, bold, formats)
    return out.getvalue()


def _front(page: Worksheet, report: Report, bold: Format, wrapped: Format) -> None:
    """Write what the report is, what it says first, and which table is where."""
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 100)
    number = 0
    for name, value, style in _front_lines(report):
        _write(page, number, 0, name, bold)
        _write(page, number, 1, value, bold if style == "bold" else wrapped)
        number += 1


def _front_lines(report: Report) -> Iterator[tuple[str, str, str]]:
    if report.demo:
        yield report.demo, "", "bold"
    yield report.title, report.subject, "bold"
    yield "", report.subtitle, ""
    for name, value in report.facts:
        yield name, value, ""
    yield report.words.code, report.code, ""
    yield "", "", ""
    for section in report.sections:
        if section.begins_page:
            break
        yield section.heading, "", ""
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield "", block.text, ""
            elif isinstance(block, Listing):
                yield from (("", item, "") for item in block.items)
    yield "", "", ""
    for table in report.tables:
        yield f"{report.words.table} {table.code}", table.caption, ""
    for line in report.words.legend:
        yield "", line, ""


def _write_table(
    page: Worksheet,
    table: Table,
    report: Report,
    bold: Format,
    formats: tuple[Format, ...],
) -> None:
    """Write caption, notes, and the table under its header, which stays in sight."""
    _write(page, 0, 0, f"{report.words.table} {table.code}. {table.caption}", None)
    _write(page, 1, 0, " ".join(table.notes), None)
    headings = [name for column in table.columns for name in column.in_files]
    if table.has_status:
        headings.append(report.words.status)
    for place, heading in enumerate(headings):
        _write(page, HEADER_ROW - 1, place, heading, bold)
    page.freeze_panes(HEADER_ROW, 0)
    widths = [len(heading) for heading in headings]
    for number, row in enumerate(table.rows, start=HEADER_ROW):
        values: list[Value] = [value for cell in row.cells for value in cell.values]
        if table.has_status:
            values.append(row.status)
        for place, value in enumerate(values):
            _write_value(page, number, place, value, formats)
            widths[place] = max(widths[place], len(str(value)))
    for place, width in enumerate(widths):
        page.set_column(place, place, min(max(width + 2, NARROWEST), WIDEST))


def _write_value(
    page: Worksheet,
    number: int,
    place: int,
    value: Value,
    formats: tuple[Format, ...],
) -> None:
    match value:
        case Decimal():
            decimals = min(-int(value.as_tuple().exponent), len(PLACES) - 1)
            page.write_number(number, place, float(value), formats[max(decimals, 0)])
        case int():
            page.write_number(number, place, value, formats[0])
        case str():
            _write(page, number, place, value, None)


def _write(
    page: Worksheet, number: int, place: int, text: str, style: Format | None
) -> None:
    if not text:
        return
    # xlsxwriter puts a text in such tags into the file as XML of its own, unescaped.
    safe = f" {text}" if text.startswith("<r>") else text
    page.write_string(number, place, safe[:LONGEST_TEXT], style)


def _sheet_name(code: str, key: str) -> str:
    return f"{code} {key}"[:LONGEST_NAME]
