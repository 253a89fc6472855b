"""What offices settle: dossiers by month, beside which the number of answers says how many were heard."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel


class DossierVolume(SQLModel, table=True):
    """One office's dossiers of a month and a field; an empty field stands for all fields together.

    A count is null where the office does not keep it. `invited` are the people asked to answer.
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
        CheckConstraint("length(field) <= 150", name="field_length"),
    )

    office_id: int = Field(foreign_key="office.id", primary_key=True)
    month: str = Field(primary_key=True)
    field: str = Field(primary_key=True)
    settled: int
    early: int | None = None
    on_time: int | None = None
    late: int | None = None
    pending: int | None = None
    invited: int | None = None
