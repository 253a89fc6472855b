"""Rows as columns, for the formats that keep numbers: SPSS and Parquet."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import polars as pl
from polars.io.plugins import register_io_source

from survey.reports.row_files.contents import OfficeRows, RowFile
from survey.reports.row_files.variables import (
    FIRST_MISSING,
    MISSING,
    Variable,
    numbers_of_characters,
    value_of_label,
)

NO_LEVEL = "_missing"


def _number_of_byte() -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    table = np.zeros(256, np.int8)
    for character, number in numbers_of_characters().items():
        table[ord(character)] = number
    return table


NUMBER_OF_BYTE = _number_of_byte()


def frames(file: RowFile, offices: Iterable[OfficeRows]) -> Iterator[pl.DataFrame]:
    """Give each office's rows: texts, and a number for each answer, those that are missing included."""
    texts = [variable for variable in file.variables if not variable.question]
    questions = [variable for variable in file.variables if variable.question]
    for rows in offices:
        numbers = NUMBER_OF_BYTE[rows.scores]
        columns = {
            variable.name: pl.Series(values, dtype=pl.String)
            for variable, values in zip(texts, _texts(file, rows), strict=True)
        }
        for at, variable in enumerate(questions):
            columns[variable.name] = pl.Series(numbers[:, at], dtype=pl.Int8)
        yield pl.DataFrame(columns)


def write_parquet(path: Path, file: RowFile, offices: Iterable[OfficeRows]) -> None:
    """Write levels as numbers, and beside each question a column that says why there is none.

    A mean taken without thinking is then one of levels alone.
    """
    schema: dict[str, type[pl.DataType]] = {}
    for variable in file.variables:
        schema[variable.name] = pl.Int8 if variable.question else pl.String
        if variable.question:
            schema[variable.name + NO_LEVEL] = pl.String
    remaining = (
        _with_reasons(frame, file.variables) for frame in frames(file, offices)
    )

    def source(
        with_columns: list[str] | None,
        predicate: pl.Expr | None,
        n_rows: int | None,
        batch_size: int | None,
    ) -> Iterator[pl.DataFrame]:
        yield from remaining

    register_io_source(source, schema=schema).sink_parquet(
        path, compression="zstd", metadata=_metadata(file)
    )


def _with_reasons(frame: pl.DataFrame, variables: Iterable[Variable]) -> pl.DataFrame:
    words = {missing.code: missing.word for missing in MISSING}
    columns: list[pl.Expr] = []
    for variable in variables:
        column = pl.col(variable.name)
        if not variable.question:
            columns.append(column)
            continue
        is_level = column < FIRST_MISSING
        columns.append(pl.when(is_level).then(column).alias(variable.name))
        columns.append(
            column.replace_strict(words, default=None, return_dtype=pl.String).alias(
                variable.name + NO_LEVEL
            )
        )
    return frame.select(columns)


def _texts(file: RowFile, rows: OfficeRows) -> list[pl.Series]:
    n, office = rows.office.n, rows.office
    place = (file.wave_code, office.code, office.name, office.level)
    told = pl.DataFrame(
        [value_of_label(label) for label in rows.labels],
        schema={"month": pl.String, "class": pl.String, "stage": pl.String},
        orient="row",
    )[rows.label_of]
    return [
        *(pl.repeat(text, n, dtype=pl.String, eager=True) for text in place),
        *told.get_columns(),
    ]


def _metadata(file: RowFile) -> dict[str, str]:
    return {
        "sipas_wave": file.wave_code,
        "sipas_release": file.release,
        "sipas_questionnaire": file.instrument.digest,
    }
