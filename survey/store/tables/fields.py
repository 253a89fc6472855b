"""Fields of service, such as land or civil status, and the counters that ask for theirs."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from survey.store.tables.procedures import LONGEST_FIELD


class ServiceField(SQLModel, table=True):
    """A field of service. An answer and its cells of the tallies name its id, so that it is kept for good."""

    __tablename__ = "service_field"
    __table_args__ = (
        CheckConstraint(
            f"length(name) between 1 and {LONGEST_FIELD}", name="name_length"
        ),
        CheckConstraint(f"length(name_en) <= {LONGEST_FIELD}", name="name_en_length"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    name_en: str = ""


class CounterField(SQLModel, table=True):
    """A field that a counter serves; `position` is its place among the counter's."""

    __tablename__ = "counter_field"
    __table_args__ = (CheckConstraint("position >= 1", name="position"),)

    counter_id: int = Field(foreign_key="counter.id", primary_key=True)
    field_id: int = Field(foreign_key="service_field.id", primary_key=True)
    position: int
