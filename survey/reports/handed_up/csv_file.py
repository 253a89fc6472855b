"""A report as one CSV file in long form: a line for each value of each table."""

from collections.abc import Iterator
from decimal import Decimal

from survey.reports.csv_files import csv_text
from survey.reports.handed_up.report import Report, Row, Table, Value


def report_csv(report: Report) -> bytes:
    """Return table, row, column, value and status, UTF-8 with the mark that Excel wants."""
    header = [*report.words.columns, report.words.status]
    return csv_text(header, _lines(report)).encode()


def _lines(report: Report) -> Iterator[list[str]]:
    facts = [*report.facts, (report.words.code, report.code)]
    if report.demo:
        facts.append(("", report.demo))
    for number, (name, value) in enumerate(facts, start=1):
        yield ["0 report", str(number), "", name, value, ""]
    for table in report.tables:
        yield from _table_lines(table)


def _table_lines(table: Table) -> Iterator[list[str]]:
    names = [name for column in table.columns for name in column.in_files]
    for number, row in enumerate(table.rows, start=1):
        values: list[Value] = [value for cell in row.cells for value in cell.values]
        for name, value in zip(names, values, strict=True):
            yield [
                f"{table.code} {table.key}",
                str(number),
                _name_of(table, row),
                name,
                _written(value),
                row.status,
            ]


def _name_of(table: Table, row: Row) -> str:
    """Return what names a row: its first cell that is no number."""
    for column, cell in zip(table.columns, row.cells, strict=True):
        if not column.is_number:
            return cell.text
    return ""


def _written(value: Value) -> str:
    """Return a value for programs: a point before decimals, no mark between thousands."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
