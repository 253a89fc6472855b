"""What offices settle: dossiers by month, beside which the number of answers says how many were heard."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

LONGEST_FIELD = 150


class DossierVolume(SQLModel, table=True):
    """Dossiers of a month and a field; an empty field stands for all fields together.

    `office_id` is the office that received them, where people were and a code hangs; `competent_id`
    the one that settles them and answers for the day, often the same. A count is null where nobody
    keeps it. `invited` are the people asked to answer.
    """

    __tablename__ = "dossier_volume"
    __table_args__ = (
        CheckConstraint(
            "settled >= 0 and coalesce(early, 0) >= 0 and coalesce(on_time, 0) >= 0 "
            "and coalesce(late, 0) >= 0 and coalesce(pending, 0) >= 0 "
            "and coalesce(invited, 0) >= 0",
            name="counts",
        ),
        CheckConstraint("length(month) = 7", name="month_length"),
        CheckConstraint(f"length(field) <= {LONGEST_FIELD}", name="field_length"),
    )

    office_id: int = Field(foreign_key="office.id", primary_key=True)
    month: str = Field(primary_key=True)
    field: str = Field(primary_key=True)
    competent_id: int = Field(foreign_key="office.id", primary_key=True)
    settled: int
    early: int | None = None
    on_time: int | None = None
    late: int | None = None
    pending: int | None = None
    invited: int | None = None
