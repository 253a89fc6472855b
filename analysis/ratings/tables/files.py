"""Tables and objects as they are written: one form of numbers, empty where there is none."""

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np

Value: TypeAlias = "str | int | float | np.integer | np.floating | None"
Json: TypeAlias = (
    "None | bool | int | float | str | Sequence[Json] | Mapping[str, Json]"
)


@dataclass(frozen=True, slots=True)
class FileTable:
    """One CSV file; NaN and None are written as nothing."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    @classmethod
    def of(
        cls, name: str, columns: str, rows: Iterable[Sequence[Value]]
    ) -> "FileTable":
        """Build a table; `columns` are names with spaces between."""
        return cls(name, tuple(columns.split()), tuple(tuple(row) for row in rows))

    def text(self) -> str:
        """Return the file's content."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([_text(value) for value in row] for row in self.rows)
        return out.getvalue()


@dataclass(frozen=True, slots=True)
class FileObject:
    """One JSON file; NaN is written as null."""

    name: str
    value: Mapping[str, Json]

    def text(self) -> str:
        """Return the file's content."""
        return json.dumps(_plain(self.value), ensure_ascii=False, indent=2) + "\n"


def write_files(folder: Path, files: Iterable[FileTable | FileObject]) -> None:
    """Write files into a folder, which is made where it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        (folder / file.name).write_text(file.text(), "utf-8")


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, (float, np.floating)):
        number = float(value)
        if math.isnan(number):
            return ""
        if math.isinf(number):
            return "Inf" if number > 0 else "-Inf"
        return (
            str(int(number))
            if number.is_integer() and abs(number) < 1e15
            else repr(number)
        )
    return str(value)


def _plain(value: Json) -> Json:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
