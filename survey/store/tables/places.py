"""Where people are served: offices, their counters, and the printed posters that lead there."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

# What stands behind a counter's code: a place with people, an office's links for online filers,
# or the made-up ratings that test the way in. It alone decides the class of what is answered there.
# No code leads to the last kind: it holds what came out of files that name no counter.
AT_COUNTER, ONLINE, CANARY_COUNTER, FROM_FILES = COUNTER_KINDS = (
    "counter",
    "online",
    "canary",
    "file",
)

LONGEST_BLOCK = 40
LONGEST_POINT = 150
# The code of the made-up office that the canary rates; no file's code can be this one.
CANARY_OFFICE = "~canary"


class Office(SQLModel, table=True):
    """A unit that is rated. Closed, never deleted.

    `block` groups offices of a kind, such as departments or land offices; empty where nobody said.
    """

    __table_args__ = (
        CheckConstraint("length(code) between 1 and 40", name="code_length"),
        CheckConstraint(f"length(block) <= {LONGEST_BLOCK}", name="block_length"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str
    name_en: str = ""
    level: str
    block: str = Field(default="", sa_column_kwargs={"server_default": ""})
    opened_on: date | None = None
    closed_on: date | None = None


class Counter(SQLModel, table=True):
    """A place with a QR code; it belongs to one office for ever.

    One without a first day has been there since the service began. `point` is the reception point
    of its office where it stands, in words; empty where the office has one only.
    """

    __table_args__ = (
        CheckConstraint(
            f"kind in ({', '.join(map(repr, COUNTER_KINDS))})", name="kind"
        ),
        CheckConstraint(f"length(point) <= {LONGEST_POINT}", name="point_length"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    code: str = Field(unique=True)
    name: str
    name_en: str = ""
    opened_on: date | None = None
    closed_on: date | None = None
    kind: str = Field(
        default=AT_COUNTER, sa_column_kwargs={"server_default": AT_COUNTER}
    )
    point: str = Field(default="", sa_column_kwargs={"server_default": ""})


class Poster(SQLModel, table=True):
    """One printed batch of a counter's code. The code names a place and is no secret.

    `number` counts the counter's batches from 1. A replaced poster works until `retired_on`.
    """

    __table_args__ = (
        CheckConstraint("length(code) = 6", name="code_length"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    printed_on: date
    retired_on: date | None = None
    number: int = Field(default=1, sa_column_kwargs={"server_default": "1"})


class Placement(SQLModel, table=True):
    """The counter that a poster leads to from a date on; the latest one counts."""

    poster_id: int = Field(foreign_key="poster.id", primary_key=True)
    valid_from: date = Field(primary_key=True)
    counter_id: int = Field(foreign_key="counter.id", index=True)


class PosterCheck(SQLModel, table=True):
    """Somebody saw in a week that a poster hangs, is not covered and opens the right form."""

    __tablename__ = "poster_check"

    poster_id: int = Field(foreign_key="poster.id", primary_key=True)
    # The Monday of the week.
    week: date = Field(primary_key=True)
    reviewer_id: int = Field(foreign_key="reviewer.id")
