"""Units and the columns that describe respondents, joined from two files."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.arrays import FloatArray, IntArray
from analysis.ratings.errors import Expected
from analysis.ratings.reading import Table, read_table


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """A column as groups: its values in code-point order, and each respondent's, -1 where empty."""

    name: str
    values: tuple[str, ...]
    codes: IntArray

    @classmethod
    def of(cls, name: str, column: Sequence[str]) -> "Grouping":
        """Group respondents by the values of a column."""
        values = tuple(sorted({value for value in column if value}))
        place = {value: at for at, value in enumerate(values)}
        codes = [place.get(value, -1) for value in column]
        return cls(name, values, np.array(codes, np.int64).reshape(-1))


@dataclass(frozen=True, slots=True)
class Joined:
    """The responses with the columns of the units file, joined on the unit."""

    responses: Table
    units: Table | None
    unit: str

    def of_respondents(self, name: str) -> tuple[str, ...]:
        """Return a column by respondent. Raises InputError where the files differ."""
        if self.units is None or not self.units.has(name) or name == self.unit:
            return self.responses.column(name)
        by_unit = dict(zip(self.units.column(self.unit), self.units.column(name)))
        of_unit = tuple(by_unit[unit] for unit in self.responses.column(self.unit))
        if not self.responses.has(name):
            return of_unit
        own = self.responses.column(name)
        for row, (value, other) in enumerate(zip(own, of_unit)):
            if value != other:
                raise self.responses.error(row, name, Expected.SAME, allowed=(other,))
        return own

    def of_units(self, name: str, units: Sequence[str]) -> tuple[str, ...]:
        """Return a column by unit. Raises InputError if a unit has two values."""
        if self.units is not None and self.units.has(name):
            self.of_respondents(name)
            by_unit = dict(zip(self.units.column(self.unit), self.units.column(name)))
            return tuple(by_unit[unit] for unit in units)
        found: dict[str, str] = {}
        rows = zip(self.responses.column(self.unit), self.responses.column(name))
        for row, (unit, value) in enumerate(rows):
            if found.setdefault(unit, value) != value:
                raise self.responses.error(
                    row, name, Expected.SAME, allowed=(found[unit],)
                )
        return tuple(found[unit] for unit in units)


def join(responses: Table, units: Path | None, unit: str) -> Joined:
    """Join the units file to the responses. Raises InputError for an unknown or doubled unit."""
    rows = responses.column(unit)
    for row, value in enumerate(rows):
        if not value:
            raise responses.error(row, unit, Expected.VALUE)
    if units is None:
        return Joined(responses, None, unit)
    table = read_table(units)
    known = table.column(unit)
    refuse_doubles(table, unit)
    for row, value in enumerate(rows):
        if value not in known:
            raise responses.error(row, unit, Expected.UNIT, allowed=(str(units),))
    joined = Joined(responses, table, unit)
    for name in table.columns:
        if responses.has(name):
            joined.of_respondents(name)
    return joined


def refuse_doubles(table: Table, name: str) -> None:
    """Raise InputError at the first value of a column that occurred before, or is empty."""
    seen: set[str] = set()
    for row, value in enumerate(table.column(name)):
        if not value:
            raise table.error(row, name, Expected.VALUE)
        if value in seen:
            raise table.error(row, name, Expected.UNIQUE)
        seen.add(value)


def numbers_of(table: Table, name: str, *, expected: Expected) -> FloatArray:
    """Return a column of numbers, NaN where empty. Raises InputError for anything else."""
    found = []
    for row, value in enumerate(table.column(name)):
        number = as_number(value)
        if (
            number is None
            or number < 0
            or (expected is Expected.POSITIVE and not number)
        ):
            raise table.error(row, name, expected)
        found.append(number)
    return np.array(found, np.float64)


def as_number(value: str) -> float | None:
    """Return a number, NaN for an empty value, None for what is no number."""
    if not value:
        return float("nan")
    try:
        number = float(value)
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def population_of(joined: Joined, name: str, units: Sequence[str]) -> FloatArray:
    """Return the population of each unit, NaN where unknown. Raises InputError."""
    source = joined.units
    table = source if source is not None and source.has(name) else joined.responses
    for row, value in enumerate(table.column(name)):
        number = as_number(value)
        if number is None or number < 0:
            raise table.error(row, name, Expected.NUMBER)
    found = [as_number(value) for value in joined.of_units(name, units)]
    return np.array(found, np.float64)
