"""Reads the first sheet of an XLSX file as text, and nothing else of it: no formulas, no macros, no links."""

import os
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from analysis.ratings.errors import Expected, InputError

# Where lxml happens to be installed openpyxl prefers it to defusedxml, and entities are left out instead of refused.
os.environ["OPENPYXL_LXML"] = "False"

from openpyxl import load_workbook  # noqa: E402

# A sheet of a million rows of thirty ratings has some 300 MB of XML; beyond it is no survey.
MOST_BYTES = 500_000_000
# All texts of a workbook are in memory while it is read, several times as large.
MOST_TEXT_BYTES = 100_000_000
# Styles, themes and some hundred sheets.
MOST_ENTRIES = 1_000
ROWS_AT_ONCE = 500
# What a sheet can have in Excel. A file that numbers a row higher would be filled up with blank rows to there.
MOST_ROWS = 1_048_576
# What openpyxl raises at files that are damaged or made to do harm; defusedxml's refusals are ValueErrors.
BROKEN = (
    EOFError,
    LookupError,
    OSError,
    OverflowError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


def is_spreadsheet(path: Path) -> bool:
    """Tell whether a file is an XLSX workbook, by its content."""
    try:
        return zipfile.is_zipfile(path)
    except OSError:
        return False


def unpacked_bytes(path: Path) -> int:
    """Return how large the parts of a workbook are, 0 for what is none."""
    if not is_spreadsheet(path):
        return 0
    try:
        with zipfile.ZipFile(path) as book:
            return sum(entry.file_size for entry in book.infolist())
    except BROKEN:
        return 0


def read_sheet(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of the first sheet that hold anything, with their numbers; short rows are filled with nothing.

    Rows are read as they are asked for. Raises InputError if the file is no workbook, or too large to
    be read safely.
    """
    try:
        with path.open("rb") as file:
            _refuse_harm(path, file)
            rows = _rows(file)
            while some := _next_rows(rows):
                yield from some
    except BROKEN as error:
        raise InputError(path, 0, "", _reason(error), Expected.READABLE) from error


def _refuse_harm(path: Path, file: BinaryIO) -> None:
    """Raise InputError for an archive that is small on the disk and large when it is unpacked."""
    with zipfile.ZipFile(file) as book:
        entries = book.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_BYTES:
        raise InputError(path, 0, "", f"{unpacked} bytes", Expected.READABLE)
    texts = sum(
        entry.file_size
        for entry in entries
        if entry.filename.casefold().endswith("sharedstrings.xml")
    )
    if texts > MOST_TEXT_BYTES:
        raise InputError(path, 0, "", f"{texts} bytes", Expected.READABLE)
    if len(entries) > MOST_ENTRIES:
        raise InputError(path, 0, "", f"{len(entries)} parts", Expected.READABLE)
    # Parts that lie on each other unpack to more than the file could hold.
    if sum(entry.compress_size for entry in entries) > path.stat().st_size:
        raise InputError(path, 0, "", "overlapping parts", Expected.READABLE)


def _next_rows(rows: Iterator[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    # openpyxl warns of what it leaves out, such as lists to choose from; no value is among it.
    with warnings.catch_warnings(action="ignore"):
        return list(islice(rows, ROWS_AT_ONCE))


def _rows(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    if not book.worksheets:
        raise ValueError("no sheet")
    sheet = book.worksheets[0]
    # The size that a file states need not be true, and rows beyond it would be lost.
    sheet.reset_dimensions()
    width = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > MOST_ROWS:
            raise ValueError(f"more than {MOST_ROWS} rows")
        cells = [_text(value) for value in values]
        if not any(cells):
            continue
        width = width or len(cells)
        # Cells with a border and no value may stand to the right of a table.
        while len(cells) > width and not cells[-1]:
            cells.pop()
        yield number, cells + [""] * (width - len(cells))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    # True counts as 1, and 5.0 is what some programs write for 5.
    if isinstance(value, bool) or isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _reason(error: Exception) -> str:
    """Return in one line what went wrong; openpyxl wraps it in advice for programmers."""
    lines = str(error.__cause__ or error).splitlines()
    return lines[0] if lines else type(error).__name__
