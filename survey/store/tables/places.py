"""Where people are served: offices, their counters, and the printed posters that lead there."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel


class Office(SQLModel, table=True):
    """A unit that is rated. Closed, never deleted."""

    __table_args__ = (
        CheckConstraint("length(code) between 1 and 40", name="code_length"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str
    name_en: str = ""
    level: str
    opened_on: date | None = None
    closed_on: date | None = None


class Counter(SQLModel, table=True):
    """A place with a QR code; it belongs to one office for ever."""

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    code: str = Field(unique=True)
    name: str
    name_en: str = ""
    closed_on: date | None = None


class Poster(SQLModel, table=True):
    """One printed batch of a counter's code. The code names a place and is no secret."""

    __table_args__ = (CheckConstraint("length(code) = 6", name="code_length"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    printed_on: date
    retired_on: date | None = None


class Placement(SQLModel, table=True):
    """The counter that a poster leads to from a date on; the latest one counts."""

    poster_id: int = Field(foreign_key="poster.id", primary_key=True)
    valid_from: date = Field(primary_key=True)
    counter_id: int = Field(foreign_key="counter.id", index=True)
