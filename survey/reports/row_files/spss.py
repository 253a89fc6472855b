"""Row files for SPSS: labels in the reader's language, within its limits in bytes, and declared missing values."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat

from survey.reports.row_files.contents import OfficeRows, RowFile
from survey.reports.row_files.frames import frames
from survey.reports.row_files.names import cut
from survey.reports.row_files.variables import (
    FIRST_MISSING,
    LAST_MISSING,
    WITHHELD,
    Variable,
)

# Longer ones are cut by the file's format, in the middle of a letter.
LONGEST_LABEL, LONGEST_VALUE_LABEL, LONGEST_FILE_LABEL = 256, 120, 64
# Where the head of a file keeps the moment of writing: `ddMMMyyhh:mm:ss` (PSPP Developers Guide, B.2).
_CREATED_AT, _CREATED_LENGTH = 92, 17
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def write_sav(path: Path, file: RowFile, offices: Iterable[OfficeRows]) -> None:
    """Write a compressed system file. All rows are in memory, about 130 bytes for each."""
    columns = {
        variable.name: pl.Int8 if variable.question else pl.String
        for variable in file.variables
    }
    table = pl.concat([pl.DataFrame(schema=columns), *frames(file, offices)])
    pyreadstat.write_sav(
        table,
        str(path),
        file_label=cut(file.wave_title, most_bytes=LONGEST_FILE_LABEL),
        column_labels=[
            cut(variable.label, most_bytes=LONGEST_LABEL) for variable in file.variables
        ],
        variable_value_labels={
            variable.name: _value_labels(variable)
            for variable in file.variables
            if variable.categories
        },
        missing_ranges={
            variable.name: _missing(variable)
            for variable in file.variables
            if any(category.is_missing for category in variable.categories)
        },
        variable_measure={
            variable.name: "ordinal" if variable.question else "nominal"
            for variable in file.variables
        },
        row_compress=True,
    )
    _date(path, file.last_through)


def _value_labels(variable: Variable) -> dict[Any, str]:
    return {
        category.value: cut(category.label, most_bytes=LONGEST_VALUE_LABEL)
        for category in variable.categories
    }


def _missing(variable: Variable) -> list[Any]:
    if variable.question:
        return [{"lo": FIRST_MISSING, "hi": LAST_MISSING}]
    return [WITHHELD]


def _date(path: Path, day: date | None) -> None:
    """Date a file by the state that it shows, so that the same rows are the same bytes."""
    shown = day or date(2000, 1, 1)
    month = _MONTHS[shown.month - 1]
    created = f"{shown.day:02} {month} {shown.year % 100:02}00:00:00".encode("ascii")
    assert len(created) == _CREATED_LENGTH
    with path.open("r+b") as head:
        head.seek(_CREATED_AT)
        head.write(created)
