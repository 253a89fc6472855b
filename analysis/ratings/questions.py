"""Which columns are ratings, and what their values are worth."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.arrays import ByteArray
from analysis.ratings.errors import Expected, InputError
from analysis.ratings.levels import (
    is_no_answer,
    known_scales,
    labels_of,
    level_of,
    likely_scale,
)
from analysis.ratings.reading import Table
from analysis.ratings.request import Request

# A column counts as ratings when most of its values are: the rest are then mistakes to be named.
SHARE_OF_LEVELS = 2 / 3
LEVELS_OF_KNOWN_SCALES = 5


@dataclass(frozen=True, slots=True)
class Column:
    """A column read as ratings: its levels, 0 for none, or the first row that is off the scale."""

    name: str
    levels: tuple[int, ...]
    wrong_row: int | None
    share: float


def found_questions(table: Table, request: Request) -> tuple[str, ...]:
    """Return the columns that hold ratings, in the order of the file.

    Raises InputError if there is none, though there are responses.
    """
    candidates = [
        name
        for name in dict.fromkeys(table.columns)
        if name and name not in request.other_roles and name != request.overall
    ]
    found = tuple(
        name
        for name in candidates
        if table.columns.count(name) == 1 and _looks_like_ratings(table, name, request)
    )
    if not found and table.rows:
        raise InputError(
            table.path, 1, "", ", ".join(candidates), Expected.RATINGS, _scale(request)
        )
    return found


def read_scores(table: Table, names: Sequence[str], request: Request) -> ByteArray:
    """Return the levels of columns, 0 for none, shape (rows, columns).

    Raises InputError at the first value that is off the scale.
    """
    scores = np.zeros((len(table.rows), len(names)), np.uint8)
    for place, name in enumerate(names):
        column = _read(table, name, request)
        if column.wrong_row is not None:
            raise table.error(
                column.wrong_row, name, Expected.LEVEL, allowed=_scale(request)
            )
        scores[:, place] = column.levels
    return scores


def _looks_like_ratings(table: Table, name: str, request: Request) -> bool:
    column = _read(table, name, request)
    answered = sum(level > 0 for level in column.levels)
    is_row_number = column.levels == tuple(range(1, len(column.levels) + 1))
    return (
        answered > 0
        and column.share >= SHARE_OF_LEVELS
        and not (is_row_number and len(column.levels) > 1)
    )


def _read(table: Table, name: str, request: Request) -> Column:
    values = table.column(name)
    # A column has few different values, so each is looked at once.
    counts = Counter(values)
    labels = _labels(table, name, counts, request)
    known = {
        value: level_of(value, levels=request.levels, labels=labels) for value in counts
    }
    off = {value for value, level in known.items() if level is None}
    wrong = next((row for row, one in enumerate(values) if one in off), None)
    given = {value: n for value, n in counts.items() if not is_no_answer(value)}
    valid = sum(n for value, n in given.items() if value not in off)
    return Column(
        name,
        tuple(known[value] or 0 for value in values),
        wrong,
        valid / sum(given.values()) if given else 0.0,
    )


def _labels(
    table: Table, name: str, counts: Mapping[str, int], request: Request
) -> dict[str, int] | None:
    """Return the levels of a column's labels: those stated, or of the one known scale they fit."""
    if request.scale:
        return labels_of(request.scale)
    if request.levels != LEVELS_OF_KNOWN_SCALES:
        return None
    scales = known_scales(counts)
    if not scales:
        return likely_scale(counts)
    readings = {
        tuple(level_of(value, levels=request.levels, labels=scale) for value in counts)
        for scale in scales
    }
    if len(readings) > 1:
        labels = sorted(value for value in counts if not is_no_answer(value))
        raise InputError(table.path, 1, name, ", ".join(labels), Expected.ONE_SCALE, ())
    return scales[0]


def _scale(request: Request) -> tuple[str, ...]:
    return request.scale or ("1", "…", str(request.levels))
