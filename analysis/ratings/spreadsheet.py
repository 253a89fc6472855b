"""Reads the first sheet of an XLSX file as text, and nothing else of it: no formulas, no macros, no links."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

from analysis.ratings.errors import Expected, InputError

# A sheet of a million rows of thirty ratings has some 300 MB of XML; beyond it is no survey.
MOST_BYTES = 500_000_000
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# Numbers 14 to 22 are the dates and times that every program knows without a format of its own.
DATE_FORMATS = frozenset(range(14, 23))
# Excel counts days from 1899-12-30, so that its 29 February 1900 does no harm after it.
FIRST_DAY = date(1899, 12, 30)

_COLUMN = re.compile(r"[A-Z]+")
_DATE_CODE = re.compile(r"[ymd]", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


def is_spreadsheet(path: Path) -> bool:
    """Tell whether a file is an XLSX workbook, by its content."""
    try:
        return zipfile.is_zipfile(path)
    except OSError:
        return False


def read_sheet(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of the first sheet with their numbers; short rows are filled with nothing.

    Raises InputError if the file is no workbook, or too large to be read safely.
    """
    try:
        with zipfile.ZipFile(path) as book:
            size = sum(entry.file_size for entry in book.infolist())
            if size > MOST_BYTES:
                raise InputError(path, 0, "", f"{size} bytes", Expected.READABLE)
            yield from _rows(path, book)
    except (
        KeyError,
        ValueError,
        zipfile.BadZipFile,
        ElementTree.ParseError,
    ) as error:
        raise InputError(path, 0, "", str(error), Expected.READABLE) from error


def _rows(path: Path, book: zipfile.ZipFile) -> Iterator[tuple[int, list[str]]]:
    strings, dates = _shared_strings(book), _date_styles(book)
    width = 0
    with book.open(_first_sheet(book)) as source:
        for _, element in ElementTree.iterparse(source):
            if element.tag != f"{MAIN}row":
                continue
            number = int(element.get("r", "0"))
            cells = _cells(element, strings, dates)
            width = width or len(cells)
            yield number, cells + [""] * (width - len(cells))
            # A row is read once; keeping it would hold the whole sheet in memory.
            element.clear()


def _first_sheet(book: zipfile.ZipFile) -> str:
    workbook = _parsed(book, "xl/workbook.xml")
    sheet = workbook.find(f"{MAIN}sheets/{MAIN}sheet")
    if sheet is None:
        raise ValueError("no sheet")
    for link in _parsed(book, "xl/_rels/workbook.xml.rels"):
        if link.get("Id") == sheet.get(LINK):
            target = link.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise ValueError("no sheet")


def _parsed(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    text = book.read(name)
    if b"<!DOCTYPE" in text[:4096]:
        raise ValueError(f"{name} has a document type")
    return ElementTree.fromstring(text)


def _shared_strings(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    return [_text(item) for item in _parsed(book, "xl/sharedStrings.xml")]


def _date_styles(book: zipfile.ZipFile) -> set[int]:
    """Return the numbers of the cell styles that show a number as a date."""
    if "xl/styles.xml" not in book.namelist():
        return set()
    styles = _parsed(book, "xl/styles.xml")
    formats = set(DATE_FORMATS)
    for one in styles.iterfind(f"{MAIN}numFmts/{MAIN}numFmt"):
        if _DATE_CODE.search(_QUOTED.sub("", one.get("formatCode", ""))):
            formats.add(int(one.get("numFmtId", "0")))
    return {
        at
        for at, style in enumerate(styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf"))
        if int(style.get("numFmtId", "0")) in formats
    }


def _cells(row: ElementTree.Element, strings: list[str], dates: set[int]) -> list[str]:
    cells: list[str] = []
    for cell in row.iterfind(f"{MAIN}c"):
        found = _COLUMN.match(cell.get("r", ""))
        place = _number(found[0]) if found else len(cells)
        cells.extend([""] * (place - len(cells)))
        cells.append(_value(cell, strings, dates))
    return cells


def _number(letters: str) -> int:
    """Return the position of a column, 0 for A."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: ElementTree.Element, strings: list[str], dates: set[int]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(f"{MAIN}is")
        return "" if inline is None else _text(inline)
    value = cell.findtext(f"{MAIN}v") or ""
    if kind == "s" and value:
        return strings[int(value)]
    if kind != "n" or not value:
        return value
    number = float(value)
    if int(cell.get("s", "0")) in dates:
        return (FIRST_DAY + timedelta(days=int(number))).isoformat()
    return str(int(number)) if number.is_integer() else value


def _text(item: ElementTree.Element) -> str:
    """Return a text, whatever parts of it are bold; readings of Japanese characters are left out."""
    parts = [item.findtext(f"{MAIN}t") or ""]
    parts += [run.findtext(f"{MAIN}t") or "" for run in item.iterfind(f"{MAIN}r")]
    return "".join(parts)
