"""What the pages read: additive counts per cell, the sealed days and the released states."""

from datetime import date

from sqlalchemy import CheckConstraint, false
from sqlmodel import Field, SQLModel

BREAKDOWNS = ("stage", "class", "language", "counter", "helped", "field")


class Seal(SQLModel, table=True):
    """The closing of one day; its row is the checkpoint, written last."""

    day: date = Field(primary_key=True)
    n: int


class Closing(SQLModel, table=True):
    """The day whose sealing has begun; no answer may be dated there or before any more."""

    day: date = Field(primary_key=True)


class Fold(SQLModel, table=True):
    """What of the closing day is in the tallies already; emptied with the checkpoint."""

    day: date = Field(foreign_key="closing.day", primary_key=True)
    instrument_id: int = Field(foreign_key="instrument.id", primary_key=True)
    office_id: int = Field(foreign_key="office.id", primary_key=True)


class Tally(SQLModel, table=True):
    """Counts and sums of one cell.

    `breakdown` is empty for the cells that make an office's totals; otherwise it names the
    dimension (stage, class, language, counter, helped, field) whose value is `value`, because each breakdown
    is released on its own. `codes` and `sums` are packed arrays (see `survey.store.tallies`).
    """

    __table_args__ = (
        CheckConstraint("n > 0", name="n"),
        CheckConstraint(
            f"breakdown in ({', '.join(repr(name) for name in ('', *BREAKDOWNS))})",
            name="breakdown",
        ),
    )

    instrument_id: int = Field(foreign_key="instrument.id", primary_key=True)
    office_id: int = Field(foreign_key="office.id", primary_key=True)
    counter_id: int = Field(foreign_key="counter.id", primary_key=True)
    month: str = Field(primary_key=True)
    channel: str = Field(primary_key=True, sa_column_kwargs={"name": "class"})
    part: str = Field(primary_key=True)
    included: bool = Field(primary_key=True)
    breakdown: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    released: bool = Field(primary_key=True)
    n: int
    codes: bytes
    sums: bytes


class PairTally(SQLModel, table=True):
    """Sums over question pairs of one office's core answers, for what single questions don't tell.

    `products` is a packed array of score, satisfied and answered (see `survey.store.tallies`).
    """

    __tablename__ = "pair_tally"
    __table_args__ = (CheckConstraint("n > 0", name="n"),)

    instrument_id: int = Field(foreign_key="instrument.id", primary_key=True)
    office_id: int = Field(foreign_key="office.id", primary_key=True)
    channel: str = Field(primary_key=True, sa_column_kwargs={"name": "class"})
    included: bool = Field(primary_key=True)
    released: bool = Field(primary_key=True)
    n: int
    products: bytes


class ChoiceTally(SQLModel, table=True):
    """Counts of what was chosen, counted or ranked in one office's core answers of a class.

    `counts` is a packed array (see `survey.store.choice_tallies`).
    """

    __tablename__ = "choice_tally"
    __table_args__ = (CheckConstraint("n > 0", name="n"),)

    instrument_id: int = Field(foreign_key="instrument.id", primary_key=True)
    office_id: int = Field(foreign_key="office.id", primary_key=True)
    channel: str = Field(primary_key=True, sa_column_kwargs={"name": "class"})
    included: bool = Field(primary_key=True)
    released: bool = Field(primary_key=True)
    n: int
    counts: bytes


class DayCount(SQLModel, table=True):
    """Responses and index sums of one sealed day at one counter, for early warning.

    Written before the day's seal, which comes last, so `day` refers to no row of it.
    """

    __tablename__ = "day_count"

    day: date = Field(primary_key=True)
    instrument_id: int = Field(foreign_key="instrument.id", primary_key=True)
    counter_id: int = Field(foreign_key="counter.id", primary_key=True)
    channel: str = Field(primary_key=True, sa_column_kwargs={"name": "class"})
    included: bool = Field(primary_key=True)
    n: int
    n_valid: int
    y: int
    m: int
    yy: int
    ym: int
    mm: int


class ReleaseState(SQLModel, table=True):
    """The day up to which an office's figures of an instrument are released, by breakdown.

    `months_apart` holds while no step forward gave a month one to four answers beside another
    month: else the month, once shown, would tell of them beside the state before.
    """

    __tablename__ = "release_state"

    instrument_id: int = Field(foreign_key="instrument.id", primary_key=True)
    office_id: int = Field(foreign_key="office.id", primary_key=True)
    breakdown: str = Field(primary_key=True)
    through: date
    months_apart: bool = Field(
        default=True, sa_column_kwargs={"server_default": false()}
    )
