"""What became of offices and counters when offices were merged or split; never changed, only added to."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

MERGE, SPLIT = SUCCESSION_KINDS = ("merge", "split")


class OfficeSuccession(SQLModel, table=True):
    """An office whose work another took over from a day on; after a split it has several successors."""

    __tablename__ = "office_succession"
    __table_args__ = (
        CheckConstraint(
            f"kind in ({', '.join(map(repr, SUCCESSION_KINDS))})", name="kind"
        ),
        CheckConstraint("office_id <> successor_id", name="another"),
    )

    office_id: int = Field(foreign_key="office.id", primary_key=True)
    successor_id: int = Field(foreign_key="office.id", primary_key=True, index=True)
    valid_from: date
    kind: str
    recorded_on: date
    done_by: str


class CounterSuccession(SQLModel, table=True):
    """The counter that stands for a closed one from a day on, in the office that took it over."""

    __tablename__ = "counter_succession"
    __table_args__ = (CheckConstraint("counter_id <> successor_id", name="another"),)

    counter_id: int = Field(foreign_key="counter.id", primary_key=True)
    successor_id: int = Field(foreign_key="counter.id", index=True)
    valid_from: date
