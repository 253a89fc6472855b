"""Reads a table from a CSV or XLSX file as people export it, and remembers where each row stood."""

import codecs
import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from analysis.ratings.errors import Expected, InputError
from analysis.ratings.legacy import legacy_encoding
from analysis.ratings.spreadsheet import is_spreadsheet, read_sheet
from analysis.ratings.spss import is_spss, read_spss

# What spreadsheets in Vietnamese and English write between fields.
DELIMITERS = ",;\t"
LONGEST_FIELD = 1 << 20
LONGEST_LINE = 1 << 22
# As many as a sheet of Excel has.
MOST_COLUMNS = 16_384
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


def read_records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Give the records of a CSV, XLSX or SPSS file as they are asked for, the header first.

    Each comes with its line, row or case number. Raises InputError.
    """
    if is_spreadsheet(path):
        return read_sheet(path)
    if is_spss(path):
        return read_spss(path)
    return _records(path)


def read_table(path: Path) -> Table:
    """Read a CSV file in UTF-8 with a header, the first sheet of an XLSX file, or an SPSS file.

    A CSV may have a byte-order mark; its fields are separated by the comma, semicolon or tab that the
    header uses most. Lines without any value are left out. Raises InputError with file, line,
    column, value and what was expected.
    """
    records = read_records(path)
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


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Give each record with the line on which it begins; a quoted value may hold line ends."""
    csv.field_size_limit(LONGEST_FIELD)
    lines = _lines(path)
    first = next(lines, "")
    reader = csv.reader(chain([first], lines), delimiter=_delimiter(first), strict=True)
    line = 1
    try:
        for record in reader:
            if len(record) > MOST_COLUMNS:
                raise InputError(
                    path,
                    line,
                    "",
                    str(len(record)),
                    Expected.COLUMNS,
                    (str(MOST_COLUMNS),),
                )
            yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(path, line, "", str(error), Expected.READABLE) from error


def _lines(path: Path) -> Iterator[str]:
    """Give the lines of a text in UTF-8, one at a time, whatever ends them."""
    try:
        with path.open("rb") as file:
            number = 1
            while raw := file.readline(LONGEST_LINE):
                if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
                    found = f"> {LONGEST_LINE} bytes"
                    raise InputError(path, number, "", found, Expected.READABLE)
                for line in _decoded(path, number, raw):
                    yield line
                    number += 1
    except OSError as error:
        raise InputError(
            path, 0, "", error.strerror or "", Expected.READABLE
        ) from error


def _decoded(path: Path, number: int, raw: bytes) -> list[str]:
    if number == 1 and raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InputError(path, 1, "", "UTF-16", Expected.UTF8)
    if number == 1:
        raw = raw.removeprefix(codecs.BOM_UTF8)
    if b"\0" in raw:
        raise InputError(path, number, "", "NUL", Expected.READABLE)
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        number += raw.count(b"\r", 0, error.start)
        found = raw[error.start : error.end].hex(" ")
        if written_in := legacy_encoding(raw.decode("latin-1")):
            found = written_in
        raise InputError(path, number, "", found, Expected.UTF8) from error
    if "\r" not in text.rstrip("\r\n"):
        return [text]
    # Old programs for the Macintosh end a line with a carriage return alone.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.findall(r"[^\n]*\n|[^\n]+", text)


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
