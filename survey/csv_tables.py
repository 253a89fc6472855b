"""Reads a CSV file with named columns and names every mistake in it before anything is done with it."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from survey.system_errors import reason_of

Translate = Callable[[str], str]

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
LONGEST_NAME = 150
# A file is in memory as a whole; a province's longest list has some thousand lines.
MOST_BYTES = 50_000_000
# What a message repeats of a first line that may have no end.
LONGEST_HEADER = 500
# Copied from a web page, a space may be one that does not break.
SPACES = re.compile("[ \u00a0]+")
# Controls, invisible and private characters: names with them look like others that they are not.
HIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# A workbook is a zip archive, whatever its name says.
WORKBOOK = b"PK\x03\x04"


class TableError(Exception):
    """What is wrong with a file, a line for each mistake, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value and where it stands; `line` counts from 1, the header included."""

    line: int
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, each with a cell for every column asked for."""

    file: Path | str
    rows: tuple[Mapping[str, Cell], ...]


class Mistakes:
    """Collects the mistakes of a file; `refuse` names them all at once."""

    def __init__(self, file: Path | str, _: Translate) -> None:
        self._file = file
        self._translate = _
        self._found: list[tuple[int, str]] = []

    def add(self, cell: Cell, expected: str) -> None:
        """Note what stands in a cell and what should."""
        _ = self._translate
        message = (
            _("%(file)s, dòng %(line)s, cột %(column)s: có %(value)s, cần %(expected)s")
            if cell.value
            else _(
                "%(file)s, dòng %(line)s, cột %(column)s: để trống, cần %(expected)s"
            )
        )
        line = message % {
            "file": self._file,
            "line": cell.line,
            "column": cell.column,
            "value": shown(cell.value),
            "expected": expected,
        }
        self._found.append((cell.line, line))

    def refuse(self) -> None:
        """Raise TableError with a line for each mistake in the file's order, if there are any."""
        in_order = sorted(self._found, key=lambda found: found[0])
        if in_order:
            raise TableError("\n".join(line for _, line in in_order))


def read_table(
    file: Path, *, columns: Sequence[str], optional: Sequence[str], _: Translate
) -> Table:
    """Return the rows of a UTF-8 CSV file with `;` or `,` between columns. Raises TableError."""
    return table_of(content_of(file, _), file, columns=columns, optional=optional, _=_)


def table_of(
    content: bytes,
    file: Path | str,
    *,
    columns: Sequence[str],
    optional: Sequence[str],
    _: Translate,
) -> Table:
    """Return the rows of a file that is at hand, such as one sent by a browser. Raises TableError."""
    text = _text(content, file, _)
    reader = csv.reader(
        StringIO(text, newline=""), delimiter=_delimiter(text), strict=True
    )
    mistakes = Mistakes(file, _)
    try:
        header = [cleaned(name).casefold() for name in next(reader, [])]
        _check_header(file, header, columns=columns, optional=optional, _=_)
        rows = []
        for values in reader:
            if not any(value.strip() for value in values):
                continue
            if len(values) != len(header):
                mistakes.add(
                    Cell(reader.line_num, "–", ";".join(values)),
                    _("%(n)s cột") % {"n": len(header)},
                )
                continue
            cells = {
                name: Cell(reader.line_num, name, value)
                for name, value in zip(header, values, strict=True)
            }
            absent = {name: Cell(reader.line_num, name, "") for name in optional}
            rows.append(absent | cells)
    except csv.Error as error:
        message = _("%(file)s, dòng %(line)s: không phải CSV (%(reason)s)")
        raise TableError(
            message % {"file": file, "line": reader.line_num, "reason": error}
        ) from error
    mistakes.refuse()
    return Table(file, tuple(rows))


def cleaned(value: str) -> str:
    """Return a value in NFC, without space around it and with single spaces within."""
    return unicodedata.normalize("NFC", SPACES.sub(" ", value)).strip()


def has_hidden(value: str) -> bool:
    """Tell whether a value holds characters that nobody sees."""
    return any(unicodedata.category(letter) in HIDDEN_CATEGORIES for letter in value)


def plain_text(cell: Cell, mistakes: Mistakes, _: Translate, *, longest: int) -> str:
    """Return what a cell says in one line, and note what nobody sees in it or is too long."""
    text = cleaned(cell.value)
    if has_hidden(text):
        mistakes.add(cell, _("tên không có ký tự ẩn"))
    if len(text) > longest:
        mistakes.add(cell, _("nhiều nhất %(n)s ký tự") % {"n": longest})
    return text


def shown(value: str) -> str:
    """Return a value in quotes; hidden characters are spelled out."""
    return ascii(value) if has_hidden(value) else f"“{value}”"


def content_of(file: Path, _: Translate) -> bytes:
    """Return what a file holds. Raises TableError."""
    try:
        size = file.stat().st_size
        if size > MOST_BYTES:
            message = _("%(file)s có %(size)s byte, nhiều nhất %(most)s byte")
            values = {"file": file, "size": size, "most": MOST_BYTES}
            raise TableError(message % values)
        return file.read_bytes()
    except OSError as error:
        message = _("Không đọc được %(file)s: %(reason)s.")
        raise TableError(
            message % {"file": file, "reason": reason_of(error, _)}
        ) from error


def _text(content: bytes, file: Path | str, _: Translate) -> str:
    if content.startswith(WORKBOOK):
        message = _("%(file)s là tệp Excel: hãy lưu thành “CSV UTF-8” rồi nhập lại")
        raise TableError(message % {"file": file})
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = _(
            "%(file)s, dòng %(line)s: không phải UTF-8. Trong Excel hãy chọn “CSV UTF-8”"
        )
        raise TableError(message % {"file": file, "line": line}) from error


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return ";" if header.count(";") > header.count(",") else ","


def _check_header(
    file: Path | str,
    header: Sequence[str],
    *,
    columns: Sequence[str],
    optional: Sequence[str],
    _: Translate,
) -> None:
    missing = [name for name in columns if name not in (*header, *optional)]
    unknown = [name for name in header if name not in columns]
    doubled = {name for name, n in Counter(header).items() if n > 1}
    if missing or unknown or doubled:
        message = _("%(file)s, dòng 1: có các cột %(found)s, cần %(expected)s")
        raise TableError(
            message
            % {
                "file": file,
                "found": shown(", ".join(header)[:LONGEST_HEADER]),
                "expected": ", ".join(columns),
            }
        )
