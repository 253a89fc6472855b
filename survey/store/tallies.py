"""Cells of the tallies: packed arrays, and adding cells to those that are there."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol, Self, TypeVar

import numpy as np
from sqlalchemy import ColumnElement, select
from sqlmodel import Session, SQLModel, col

from analysis.arrays import IntArray
from analysis.tally import SUMS
from survey.store.tables import ChoiceTally, PairTally, Tally
from survey.store.upserts import insert_into

# The same bytes on every machine.
_NUMBERS = np.dtype("<i8")
# More effort than 1 costs time and saves little.
_COMPRESSION = 1


@dataclass(frozen=True, slots=True)
class CellKey:
    """Which responses a cell counts: one counter's of a month and class, of one breakdown's value."""

    instrument_id: int
    office_id: int
    counter_id: int
    month: str
    channel: str
    part: str
    included: bool
    breakdown: str
    value: str
    released: bool


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One cell: what `analysis.tally` counts, with codes and sums end to end."""

    key: CellKey
    n: int
    codes: IntArray
    sums: IntArray

    @property
    def rated(self) -> int:
        """How many of the responses tell of the index."""
        return rated_in(self.sums)

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(
            self.key,
            self.n + other.n,
            self.codes + other.codes,
            self.sums + other.sums,
        )

    def as_released(self) -> "Cell":
        return replace(self, key=replace(self.key, released=True))


@dataclass(frozen=True, slots=True)
class PairKey:
    """Which core answers a cell of question pairs counts."""

    instrument_id: int
    office_id: int
    channel: str
    included: bool
    released: bool


@dataclass(frozen=True, slots=True, eq=False)
class PairCell:
    """Products over question pairs, (3 questions, 3 questions), as `analysis.tally` sums them."""

    key: PairKey
    n: int
    products: IntArray

    def __add__(self, other: "PairCell") -> "PairCell":
        return PairCell(self.key, self.n + other.n, self.products + other.products)

    def as_released(self) -> "PairCell":
        return replace(self, key=replace(self.key, released=True))


class AnyCell(Protocol):
    """What can be added to a stored cell of the same key."""

    @property
    def key(self) -> CellKey | PairKey: ...

    def __add__(self, other: Self, /) -> Self: ...


C = TypeVar("C", bound=AnyCell)

_CELL_KEY = tuple(field.name for field in fields(CellKey))
_PAIR_KEY = tuple(field.name for field in fields(PairKey))


def stored_cells(
    session: Session, *conditions: ColumnElement[bool]
) -> tuple[Cell, ...]:
    """Return the stored cells that meet the conditions."""
    columns = [col(getattr(Tally, name)) for name in (*_CELL_KEY, "n", "codes", "sums")]
    rows = session.connection().execute(select(*columns).where(*conditions))
    return tuple(
        Cell(CellKey(*row[:-3]), row.n, unpacked(row.codes), unpacked(row.sums))
        for row in rows
    )


def stored_pair_cells(
    session: Session, *conditions: ColumnElement[bool]
) -> tuple[PairCell, ...]:
    """Return the stored cells of question pairs that meet the conditions."""
    columns = [col(getattr(PairTally, name)) for name in (*_PAIR_KEY, "n", "products")]
    rows = session.connection().execute(select(*columns).where(*conditions))
    return tuple(
        PairCell(PairKey(*row[:-2]), row.n, unpacked_products(row.products))
        for row in rows
    )


def add_cells(session: Session, cells: Sequence[Cell]) -> None:
    """Add distinct cells of one instrument to those stored. The caller keeps other sealers out."""
    if not cells:
        return
    stored = stored_cells(
        session,
        *of_same_offices(Tally, cells),
        col(Tally.month).in_({cell.key.month for cell in cells}),
        col(Tally.breakdown).in_({cell.key.breakdown for cell in cells}),
    )
    values = [
        {
            **key_columns(cell.key),
            "n": cell.n,
            "codes": packed(cell.codes),
            "sums": packed(cell.sums),
        }
        for cell in merged(cells, stored)
    ]
    put(session, Tally, values, changed=("n", "codes", "sums"))


def add_pair_cells(session: Session, cells: Sequence[PairCell]) -> None:
    """Add distinct cells of question pairs of one instrument to those stored."""
    if not cells:
        return
    stored = stored_pair_cells(session, *of_same_offices(PairTally, cells))
    values = [
        {
            **key_columns(cell.key),
            "n": cell.n,
            "products": packed_products(cell.products),
        }
        for cell in merged(cells, stored)
    ]
    put(session, PairTally, values, changed=("n", "products"))


def of_same_offices(
    table: type[Tally] | type[PairTally] | type[ChoiceTally],
    cells: Sequence[AnyCell],
) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that stored cells meet to which distinct cells of one instrument may be added."""
    return (
        col(table.instrument_id) == cells[0].key.instrument_id,
        col(table.office_id).in_({cell.key.office_id for cell in cells}),
        col(table.released).in_({cell.key.released for cell in cells}),
    )


def rated_in(sums: IntArray) -> int:
    """Return how many responses the index rests on: its sums are the last, and this is their first."""
    return int(sums[-len(SUMS)])


def merged(cells: Sequence[C], stored: Iterable[C]) -> tuple[C, ...]:
    """Return distinct cells, to each of them what is stored under its key added."""
    found = {cell.key: cell for cell in cells}
    for one in stored:
        if one.key in found:
            found[one.key] += one
    return tuple(found.values())


def packed(numbers: IntArray) -> bytes:
    """Return whole numbers of any shape end to end, compressed: most are small, many are 0."""
    return zlib.compress(numbers.astype(_NUMBERS).tobytes(), _COMPRESSION)


def unpacked(content: bytes) -> IntArray:
    """Return the numbers of a packed array, end to end."""
    return np.frombuffer(zlib.decompress(content), _NUMBERS).astype(np.int64)


def packed_products(products: IntArray) -> bytes:
    """Return a symmetric array as its packed upper triangle."""
    return packed(products[np.triu_indices(products.shape[0])])


def unpacked_products(content: bytes) -> IntArray:
    """Return the symmetric array whose upper triangle was packed."""
    upper = unpacked(content)
    # A triangle of width w has w(w + 1)/2 entries.
    width = int((np.sqrt(8 * len(upper) + 1) - 1) / 2)
    products = np.zeros((width, width), np.int64)
    products[np.triu_indices(width)] = upper
    return products + np.triu(products, 1).T


def put(
    session: Session,
    table: type[SQLModel],
    rows: list[dict[str, Any]],
    *,
    changed: Sequence[str],
) -> None:
    """Insert rows, or set the changed columns of those that are there."""
    key = [column.name for column in table.__table__.primary_key]  # type: ignore[attr-defined]
    statement = insert_into(session, table)
    statement = statement.on_conflict_do_update(
        index_elements=key,
        set_={name: statement.excluded[name] for name in changed},
    )
    session.connection().execute(statement, rows)


def key_columns(key: CellKey | PairKey) -> dict[str, Any]:
    names = _CELL_KEY if isinstance(key, CellKey) else _PAIR_KEY
    return {
        "class" if name == "channel" else name: getattr(key, name) for name in names
    }
