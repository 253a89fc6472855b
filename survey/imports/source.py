"""A file of answers as a table: named columns, and rows that are read as they are asked for."""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from analysis.ratings.errors import Expected, InputError
from analysis.ratings.legacy import legacy_encoding
from analysis.ratings.reading import read_records
from analysis.ratings.spss import is_spss, variable_labels

# A province's year at the most; more comes in several files.
MOST_ROWS = 500_000
MOST_COLUMNS = 500
MOST_BYTES = 300_000_000
# A heading is a question's whole text, at the most.
LONGEST_HEADING = 1_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the name by which a mapping calls it, and what it is called in words."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """The values of a row in the order of columns, and the line, row or case where it stands."""

    line: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A file whose heading was read."""

    path: Path
    columns: tuple[Column, ...]

    def rows(self) -> Iterator[Row]:
        """Give the rows that hold anything, from the first on. Raises InputError."""
        records = read_records(self.path)
        next(records, None)
        n, width = 0, len(self.columns)
        for line, record in records:
            values = tuple(_clean(value) for value in record)
            if not any(values):
                continue
            n += 1
            if n > MOST_ROWS:
                raise InputError(
                    self.path, line, "", str(n), Expected.ROWS, (str(MOST_ROWS),)
                )
            yield Row(line, _without_blanks_behind(values, width))


def open_source(path: Path) -> Source:
    """Read a file's heading. Raises InputError for what is no table, or is typed in an old encoding."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputError(
            path, 0, "", error.strerror or "", Expected.READABLE
        ) from error
    if size > MOST_BYTES:
        raise InputError(path, 0, "", f"{size} bytes", Expected.READABLE)
    line, header = next(read_records(path), (1, []))
    names = [_clean(name)[:LONGEST_HEADING] for name in header]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise InputError(path, line, "", "", Expected.HEADER)
    if len(names) > MOST_COLUMNS:
        raise InputError(
            path, line, "", str(len(names)), Expected.COLUMNS, (str(MOST_COLUMNS),)
        )
    if written_in := legacy_encoding(" ".join(names)):
        raise InputError(path, line, "", written_in, Expected.UTF8)
    labels = variable_labels(path) if is_spss(path) else {}
    return Source(
        path,
        tuple(
            Column(unique, _clean(labels.get(name, "")) or unique)
            for name, unique in zip(names, _unique(names), strict=True)
        ),
    )


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unique(names: list[str]) -> list[str]:
    """Return names of which none occurs twice; a column without one is called by its number."""
    seen, unique = Counter[str](), []
    taken = set(names)
    for place, name in enumerate(names, start=1):
        name = name or f"({place})"
        seen[name] += 1
        while seen[name] > 1 and (new := f"{name} ({seen[name]})") in taken:
            seen[name] += 1
        unique.append(name if seen[name] == 1 else new)
    return unique


def _without_blanks_behind(values: tuple[str, ...], width: int) -> tuple[str, ...]:
    while len(values) > width and not values[-1]:
        values = values[:-1]
    return values


@lru_cache(maxsize=1 << 14)
def _clean(value: str) -> str:
    return " ".join(unicodedata.normalize("NFC", value).strip("\ufeff").split())
