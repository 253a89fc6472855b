"""Brings lists of offices and of their counters in from files, CSV or XLSX: both of them or nothing."""

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from survey.csv_tables import Table
from survey.imports.field_lists import KnownFields
from survey.imports.named_columns import Headings, read_named
from survey.imports.place_lists import (
    COUNTER_HEADINGS,
    OFFICE_HEADINGS,
    OPTIONAL_OF_COUNTERS,
    OPTIONAL_OF_OFFICES,
    counter_rows,
    office_rows,
)
from survey.language import translator
from survey.store import places, registers
from survey.store.registers import Changes

NOTHING = Changes(0, 0, 0)


@dataclass(frozen=True, slots=True)
class PlaceTables:
    """What was read of each list; None where none was given."""

    offices: Table | None
    counters: Table | None


def read_offices(path: Path, *, language: str, file: str = "") -> Table:
    """Return the rows of a list of offices. Raises TableError."""
    return _read(path, OFFICE_HEADINGS, OPTIONAL_OF_OFFICES, language, file)


def read_counters(path: Path, *, language: str, file: str = "") -> Table:
    """Return the rows of a list of counters. Raises TableError."""
    return _read(path, COUNTER_HEADINGS, OPTIONAL_OF_COUNTERS, language, file)


def take_in(
    session: Session, tables: PlaceTables, *, language: str
) -> tuple[Changes, Changes]:
    """Bring offices and counters up to date; return what that did to each.

    Raises TableError naming every mistake of the first list that has one; then the caller's
    transaction must end without a commit.
    """
    _ = translator(language).gettext
    offices = counters = NOTHING
    if tables.offices is not None:
        known = [office.code for office in places.offices(session)]
        rows = office_rows(tables.offices, known, _)
        offices = registers.put_offices(session, rows)
    if tables.counters is not None:
        codes = {office.code for office in places.offices(session)}
        found = counter_rows(
            tables.counters,
            codes,
            registers.office_of_counter(session),
            _,
            known=KnownFields.of(session),
        )
        counters = registers.put_counters(session, found)
    return offices, counters


def _read(
    path: Path, headings: Headings, optional: tuple[str, ...], language: str, file: str
) -> Table:
    return read_named(
        path, headings, optional=("number", *optional), language=language, file=file
    )
