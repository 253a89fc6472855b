"""Reads the files of a DDCI: answers, published figures, weights, reference ranges and blocks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.arrays import FloatArray, IntArray
from analysis.ddci import Component, Indicator, Scheme, adds_up
from analysis.ratings.errors import Expected, InputError
from analysis.ratings.levels import is_no_answer, plain
from analysis.ratings.reading import Table, read_table
from analysis.ratings.spreadsheet import is_spreadsheet
from analysis.ratings.units import refuse_doubles

SOFT, HARD = ("soft", "mềm"), ("hard", "cứng")
POSITIVE, NEGATIVE = ("positive", "thuận", "+"), ("negative", "nghịch", "-")
# Spreadsheets write small numbers with an exponent, and seventeen digits where a fraction is not binary.
NUMBER = re.compile(r"[-+\u2212]?\d{1,15}(?:[.,]\d{1,20})?(?:[eE][-+]?\d{1,2})?", re.A)
THOUSANDS = re.compile(r"[-+\u2212]?[1-9]\d{0,2}(?:[., \u00a0\u202f]\d{3})+", re.A)


@dataclass(frozen=True, slots=True)
class DdciFiles:
    """Where everything stands.

    Parameters
    ----------
    soft, hard
        Answers, one row for each respondent; published figures, one row for each unit.
    weights
        Columns component, component_weight, indicator, kind, direction and, if wanted, weight.
    reference
        Columns indicator, min, max, years; None takes every range from the units.
    blocks
        Columns of the unit and block; None ranks all units together.
    unit
        Name of the column of units in every file.
    """

    soft: Path
    hard: Path
    weights: Path
    reference: Path | None = None
    blocks: Path | None = None
    unit: str = "unit"


@dataclass(frozen=True, slots=True, eq=False)
class StoredRanges:
    """Reference ranges, shape (indicators,), NaN where none is stored, and the years they are of."""

    low: FloatArray
    high: FloatArray
    years: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """All that a DDCI rests on.

    Parameters
    ----------
    scheme
        Components, indicators and weights.
    units, blocks
        Names of units in the order of the file of figures, and each one's block, "" without blocks.
    answers
        Shape (respondents, indicators), NaN for no answer and at hard indicators.
    unit_of
        Position of each respondent's unit.
    figures
        Shape (units, indicators), NaN for no figure and at soft indicators.
    stored
        Reference ranges.
    """

    scheme: Scheme
    units: tuple[str, ...]
    blocks: tuple[str, ...]
    answers: FloatArray
    unit_of: IntArray
    figures: FloatArray
    stored: StoredRanges


def read_programme(files: DdciFiles) -> Programme:
    """Read and join the files.

    The file of figures lists every unit: one that only the answers name is a mistake of spelling.

    Returns
    -------
    Programme of all units and respondents.

    Raises
    ------
    InputError
        At the first mistake, with file, line, column, value and what was expected.
    """
    scheme = read_scheme(files.weights)
    hard = read_table(files.hard)
    refuse_doubles(hard, files.unit)
    units = hard.column(files.unit)
    place = {unit: at for at, unit in enumerate(units)}
    soft = read_table(files.soft)
    unit_of = []
    for row, unit in enumerate(soft.column(files.unit)):
        if unit not in place:
            expected = Expected.UNIT if unit else Expected.VALUE
            allowed = (str(files.hard),) if unit else ()
            raise soft.error(row, files.unit, expected, allowed=allowed)
        unit_of.append(place[unit])
    return Programme(
        scheme,
        units,
        _blocks(files, hard),
        _columns(soft, scheme, is_soft=True),
        np.array(unit_of, np.int64),
        _columns(hard, scheme, is_soft=False),
        read_ranges(files.reference, scheme),
    )


def read_scheme(path: Path) -> Scheme:
    """Read components, indicators and weights; a component's weight stands in each of its rows.

    Raises
    ------
    InputError
        Where a value is none, a component has two weights, or the components do not add up to 100.
    """
    table = read_table(path)
    refuse_doubles(table, "indicator")
    weights: dict[str, float] = {}
    indicators = []
    component_column = table.column("component")
    component_weights = _positive(table, "component_weight")
    own = _positive(table, "weight") if table.has("weight") else None
    for row, name in enumerate(table.column("indicator")):
        component = component_column[row]
        if not component:
            raise table.error(row, "component", Expected.VALUE)
        weight = component_weights[row]
        if weights.setdefault(component, weight) != weight:
            same = (f"{weights[component]:g}",)
            raise table.error(row, "component_weight", Expected.SAME, allowed=same)
        is_soft = _is_first(table, row, "kind", SOFT, HARD)
        is_positive = _is_first(table, row, "direction", POSITIVE, NEGATIVE)
        share = 1.0 if own is None else own[row]
        indicators.append(Indicator(name, component, is_soft, is_positive, share))
    total = sum(weights.values())
    if not adds_up(total):
        raise InputError(
            path, 0, "component_weight", f"{total:g}", Expected.HUNDRED, _shown(weights)
        )
    components = tuple(Component(name, weight) for name, weight in weights.items())
    return Scheme(components, tuple(indicators))


def read_ranges(path: Path | None, scheme: Scheme) -> StoredRanges:
    """Read reference ranges; several rows of one indicator, such as years, make one range together.

    Raises
    ------
    InputError
        Where an indicator is unknown, a value is no number, or a range ends below its start.
    """
    names = [one.name for one in scheme.indicators]
    low, high = np.full(len(names), np.nan), np.full(len(names), np.nan)
    years: list[list[str]] = [[] for _ in names]
    if path is None:
        return StoredRanges(low, high, ("",) * len(names))
    table = read_table(path)
    lowest, highest = _numbers(table, "min"), _numbers(table, "max")
    of = table.column("years")
    for row, name in enumerate(table.column("indicator")):
        if name not in names:
            allowed = tuple(names)
            raise table.error(row, "indicator", Expected.INDICATOR, allowed=allowed)
        for column, value in (("min", lowest[row]), ("max", highest[row])):
            if np.isnan(value):
                raise table.error(row, column, Expected.FIGURE)
        if highest[row] < lowest[row]:
            allowed = (table.column("min")[row],)
            raise table.error(row, "max", Expected.NOT_BELOW, allowed=allowed)
        if not of[row]:
            raise table.error(row, "years", Expected.VALUE)
        at = names.index(name)
        low[at], high[at] = np.fmin(low[at], lowest[row]), np.fmax(
            high[at], highest[row]
        )
        years[at].append(of[row])
    return StoredRanges(low, high, tuple(", ".join(some) for some in years))


def read_units(path: Path, *, unit: str = "unit") -> tuple[tuple[str, str], ...]:
    """Read the units of a round, each with its block, in the order of the file.

    Parameters
    ----------
    path
        Columns of the unit and block.
    unit
        Name of the column of units.

    Returns
    -------
    Name and block of each unit.

    Raises
    ------
    InputError
        Where a name or a block is missing, or a unit stands there twice.
    """
    table = read_table(path)
    refuse_doubles(table, unit)
    return tuple(zip(table.column(unit), _named_blocks(table)))


def read_figures(
    path: Path, scheme: Scheme, units: Sequence[str], *, unit: str = "unit"
) -> FloatArray:
    """Read the published figures of known units; a unit without a row has none.

    Parameters
    ----------
    path
        Columns of the unit and of each hard indicator.
    scheme
        The indicators.
    units
        Names of the units that may stand there.
    unit
        Name of the column of units.

    Returns
    -------
    Array of shape (units, indicators); NaN for no figure and at soft indicators.

    Raises
    ------
    InputError
        Where a unit is unknown or stands there twice, a column is missing, or a value is no number.
    """
    table = read_table(path)
    refuse_doubles(table, unit)
    place = {name: at for at, name in enumerate(units)}
    found = np.full((len(units), len(scheme.indicators)), np.nan)
    values = _columns(table, scheme, is_soft=False)
    for row, name in enumerate(table.column(unit)):
        if name not in place:
            raise table.error(row, unit, Expected.UNIT, allowed=tuple(units))
        found[place[name]] = values[row]
    return found


def _blocks(files: DdciFiles, hard: Table) -> tuple[str, ...]:
    units = hard.column(files.unit)
    if files.blocks is None:
        return ("",) * len(units)
    table = read_table(files.blocks)
    refuse_doubles(table, files.unit)
    block_of = dict(zip(table.column(files.unit), _named_blocks(table)))
    for row, unit in enumerate(units):
        if unit not in block_of:
            allowed = (str(files.blocks),)
            raise hard.error(row, files.unit, Expected.UNIT, allowed=allowed)
    return tuple(block_of[unit] for unit in units)


def _named_blocks(table: Table) -> tuple[str, ...]:
    """Return each row's block. Raises InputError where one has none."""
    for row, block in enumerate(table.column("block")):
        if not block:
            raise table.error(row, "block", Expected.VALUE)
    return table.column("block")


def _columns(table: Table, scheme: Scheme, *, is_soft: bool) -> FloatArray:
    """Return the values of one kind of indicators, NaN at the others, shape (rows, indicators)."""
    found = np.full((len(table.rows), len(scheme.indicators)), np.nan)
    for at, indicator in enumerate(scheme.indicators):
        if indicator.is_soft is is_soft:
            found[:, at] = _numbers(table, indicator.name)
    return found


def _numbers(table: Table, column: str) -> FloatArray:
    """Return a column of numbers, NaN for none. Raises InputError, also where marks may be of thousands."""
    values = table.column(column)
    found = []
    for row, value in enumerate(values):
        if NUMBER.fullmatch(value):
            found.append(float(value.replace(",", ".").replace("\u2212", "-")))
        elif is_no_answer(value):
            found.append(np.nan)
        else:
            raise table.error(row, column, Expected.FIGURE)
    marked = [value for value in values if "." in value or "," in value]
    if marked and all(map(THOUSANDS.fullmatch, marked)) and _is_typed(table):
        row = values.index(marked[0])
        raise table.error(row, column, Expected.FIGURE)
    return np.array(found, np.float64)


def _is_typed(table: Table) -> bool:
    """Tell whether numbers are text in which 1.234 may be a thousand; a workbook's cells are numbers."""
    return not is_spreadsheet(table.path)


def _positive(table: Table, column: str) -> FloatArray:
    numbers = _numbers(table, column)
    for row, number in enumerate(numbers):
        if not number > 0:
            raise table.error(row, column, Expected.POSITIVE)
    return numbers


def _is_first(
    table: Table, row: int, column: str, first: tuple[str, ...], second: tuple[str, ...]
) -> bool:
    word = plain(table.column(column)[row]).replace("\u2212", "-")
    if word not in (*first, *second):
        raise table.error(row, column, Expected.WORD, allowed=(*first, *second))
    return word in first


def _shown(weights: dict[str, float]) -> tuple[str, ...]:
    return tuple(f"{name}: {weight:g}" for name, weight in weights.items())
