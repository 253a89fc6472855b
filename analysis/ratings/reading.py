"""Reads a table from a CSV or XLSX file as people export it, and remembers where each row stood."""

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from analysis.ratings.errors import Expected, InputError
from analysis.ratings.spreadsheet import is_spreadsheet, read_sheet

# What spreadsheets in Vietnamese and English write between fields.
DELIMITERS = ",;\t"
LONGEST_FIELD = 1 << 20
LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Table:
    """The text of a table: nothing is changed but spaces around values and the form of letters.

    Parameters
    ----------
    path
        The file it came from.
    columns
        Names in the order of the file.
    rows
        Values, one for each column.
    lines
        The line of the file on which each row begins.
    """

    path: Path
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def has(self, name: str) -> bool:
        """Tell whether a column of that name exists."""
        return name in self.columns

    def column(self, name: str) -> tuple[str, ...]:
        """Return the values of a column. Raises InputError if there is none, or more than one."""
        count = self.columns.count(name)
        if count != 1:
            expected = Expected.ONE_COLUMN if count else Expected.COLUMN
            raise InputError(self.path, 1, name, name, expected, self.columns)
        place = self.columns.index(name)
        return tuple(row[place] for row in self.rows)

    def error(
        self,
        row: int,
        column: str,
        expected: Expected,
        *,
        value: str | None = None,
        allowed: tuple[str, ...] = (),
    ) -> InputError:
        """Return what is wrong with one value, to be raised."""
        found = self.column(column)[row] if value is None else value
        return InputError(
            self.path, self.lines[row], column, found[:LONGEST_SHOWN], expected, allowed
        )


def read_table(path: Path) -> Table:
    """Read a CSV file in UTF-8 with a header, or the first sheet of an XLSX file.

    A CSV may have a byte-order mark; its fields are separated by the comma, semicolon or tab that the
    header uses most. Lines without any value are left out. Raises InputError with file, line,
    column, value and what was expected.
    """
    if is_spreadsheet(path):
        records = read_sheet(path)
    else:
        records = _records(path, _text(path))
    line, header = next(records, (1, []))
    columns = tuple(_clean(name) for name in header)
    if not any(columns):
        raise InputError(path, 1, "", "", Expected.HEADER)
    rows, lines = [], []
    for line, record in records:
        values = tuple(_clean(value) for value in record)
        if not any(values):
            continue
        if len(values) != len(columns):
            raise InputError(
                path,
                line,
                "",
                str(len(values)),
                Expected.FIELDS,
                (str(len(columns)),),
            )
        rows.append(values)
        lines.append(line)
    return Table(path, columns, tuple(rows), tuple(lines))


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(
            path, 0, "", error.strerror or "", Expected.READABLE
        ) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        found = raw[error.start : error.end].hex(" ")
        raise InputError(path, line, "", found, Expected.UTF8) from error


def _records(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Give each record with the line on which it begins; a quoted value may hold line ends."""
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True
    )
    line = 1
    try:
        for record in reader:
            yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(path, line, "", str(error), Expected.READABLE) from error


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    in_quotes, outside = False, Counter[str]()
    for character in header:
        if character == '"':
            in_quotes = not in_quotes
        elif not in_quotes:
            outside[character] += 1
    return max(DELIMITERS, key=lambda delimiter: outside[delimiter])


@lru_cache(maxsize=1 << 14)
def _clean(value: str) -> str:
    """Return a value without spaces around it, in the one form of letters with marks."""
    return unicodedata.normalize("NFC", value).strip().strip("\ufeff")
