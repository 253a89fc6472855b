"""What each response of a study stands for: weights, populations and known totals."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.arrays import BoolArray, FloatArray, IntArray
from analysis.calibration import Margin, rake
from analysis.design import SurveyDesign
from analysis.ratings.errors import Expected, InputError
from analysis.ratings.reading import read_table
from analysis.ratings.request import Request
from analysis.ratings.units import Grouping, Joined, as_number


@dataclass(frozen=True, slots=True, eq=False)
class Weighting:
    """Weights of respondents and the design they come from.

    Parameters
    ----------
    design
        With the base weights.
    margins
        Known totals, none if weights are used as they are.
    weights
        Weights after the margins, shape (respondents,).
    unknown
        Respondents of units whose population is not known, shape (respondents,).
    units_unknown, units_overfull
        Those units, and units with more responses than population.
    """

    design: SurveyDesign
    margins: tuple[Margin, ...]
    weights: FloatArray
    unknown: BoolArray
    units_unknown: tuple[str, ...]
    units_overfull: tuple[str, ...]


def weighting_of(
    joined: Joined,
    request: Request,
    unit: Grouping,
    *,
    weight: FloatArray | None,
    population: FloatArray | None,
    stratum: IntArray | None,
    cluster: IntArray | None,
) -> Weighting:
    """Make weights and design of what was asked for. Raises InputError for impossible totals."""
    n = np.bincount(unit.codes, minlength=len(unit.values)).astype(np.float64)
    known = np.full(len(n), np.nan) if population is None else population
    usable = known >= n
    with np.errstate(divide="ignore", invalid="ignore"):
        by_unit = np.where(usable & (n > 0), known / n, 1.0)
        sampled = np.where(usable & (known > 0) & request.fpc, n / known, 0.0)
    base = by_unit[unit.codes] if weight is None else weight
    strata = unit.codes if stratum is None else stratum
    design = SurveyDesign(
        base,
        strata,
        np.arange(len(base)) if cluster is None else cluster,
        sampled if stratum is None else np.zeros(int(strata.max(initial=-1)) + 1),
    )
    margins = _margins(joined, request)
    missing = np.isnan(known) if population is not None else np.zeros(len(n), np.bool_)
    return Weighting(
        design,
        margins,
        _raked(base, margins, request),
        missing[unit.codes],
        _named(unit, missing),
        _named(unit, known < n),
    )


def _named(unit: Grouping, chosen: BoolArray) -> tuple[str, ...]:
    return tuple(value for value, is_chosen in zip(unit.values, chosen) if is_chosen)


def _margins(joined: Joined, request: Request) -> tuple[Margin, ...]:
    files = (request.poststratify,) if request.poststratify else request.rake
    margins = tuple(_margin(joined, path) for path in files)
    totals = [float(margin.totals.sum()) for margin in margins]
    for path, total in zip(files, totals):
        if abs(total - totals[0]) > 1e-6 * totals[0]:
            raise InputError(
                path, 0, "", f"{total:g}", Expected.SAME_TOTALS, (f"{totals[0]:g}",)
            )
    return margins


def _margin(joined: Joined, path: Path) -> Margin:
    """Read one file of totals: its last column is the total, those before it are keys."""
    table = read_table(path)
    keys, column = table.columns[:-1], table.columns[-1]
    if not keys:
        raise InputError(path, 1, column, column, Expected.COLUMN)
    place: dict[tuple[str, ...], int] = {}
    totals = []
    for row, values in enumerate(table.rows):
        total = as_number(values[-1])
        if total is None or not total >= 0:
            raise table.error(row, column, Expected.NUMBER)
        if place.setdefault(values[:-1], row) != row:
            raise table.error(
                row, keys[0], Expected.UNIQUE, value="|".join(values[:-1])
            )
        totals.append(total)
    columns = [joined.of_respondents(key) for key in keys]
    cell = np.zeros(len(joined.responses.rows), np.int64)
    for row, found in enumerate(zip(*columns)):
        if found not in place:
            raise joined.responses.error(
                row,
                joined.unit,
                Expected.TOTAL,
                value="|".join(found),
                allowed=(str(path),),
            )
        cell[row] = place[found]
    filled = np.bincount(cell, minlength=len(totals))
    for row, total in enumerate(totals):
        if total and not filled[row]:
            key = "|".join(table.rows[row][:-1])
            raise table.error(row, keys[0], Expected.CELL, value=key)
    names = tuple("|".join(values[:-1]) for values in table.rows)
    return Margin("|".join(keys), cell, np.array(totals, np.float64), names)


def _raked(
    base: FloatArray, margins: tuple[Margin, ...], request: Request
) -> FloatArray:
    if not margins:
        return base
    try:
        return rake(base, margins).weights
    except ValueError as error:
        files = (request.poststratify,) if request.poststratify else request.rake
        raise InputError(
            files[0], 0, "", str(error), Expected.SETTLING, tuple(map(str, files[1:]))
        ) from error
