"""Tables and objects as they are written: one form of numbers, empty where there is none."""

import csv
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO, TypeAlias

import numpy as np

Value: TypeAlias = "str | int | float | np.integer | np.floating | None"
Json: TypeAlias = (
    "None | bool | int | float | str | Sequence[Json] | Mapping[str, Json]"
)


@dataclass(frozen=True, slots=True, eq=False)
class FileTable:
    """One CSV file; NaN and None are written as nothing.

    Rows are made while they are written, once: all pairs of a thousand units are ten million rows.
    """

    name: str
    columns: tuple[str, ...]
    rows: Iterable[Sequence[Value]]

    @classmethod
    def of(
        cls, name: str, columns: str, rows: Iterable[Sequence[Value]]
    ) -> "FileTable":
        """Build a table; `columns` are names with spaces between."""
        return cls(name, tuple(columns.split()), rows)

    def write(self, out: TextIO) -> None:
        """Write the file's content."""
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([_text(value) for value in row] for row in self.rows)


@dataclass(frozen=True, slots=True)
class FileObject:
    """One JSON file; NaN is written as null."""

    name: str
    value: Mapping[str, Json]

    def write(self, out: TextIO) -> None:
        """Write the file's content."""
        out.write(json.dumps(_plain(self.value), ensure_ascii=False, indent=2) + "\n")


def write_files(folder: Path, files: Iterable[FileTable | FileObject]) -> None:
    """Write files beside the folder first and move them in at the end, so that none is half written.

    The folder is made where it is not there; files of the same names are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".unfinished-") as unfinished:
        names = []
        for file in files:
            with (Path(unfinished) / file.name).open("w", encoding="utf-8") as out:
                file.write(out)
            names.append(file.name)
        for name in names:
            (Path(unfinished) / name).replace(folder / name)


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
