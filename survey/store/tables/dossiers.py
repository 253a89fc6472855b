"""Reports on settled dossiers and on procedures, kept as they were published."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from analysis.settlement import (
    LATE,
    LATE_RATE,
    ON_TIME,
    ON_TIME_RATE,
    PROCEDURES,
    SETTLED,
)

KINDS = ("settlement", "procedures")
MEASURES = (SETTLED, ON_TIME, ON_TIME_RATE, LATE, LATE_RATE, PROCEDURES)


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} in ({', '.join(repr(value) for value in values)})"


class DossierReport(SQLModel, table=True):
    """One published table and where it was published."""

    __tablename__ = "dossier_report"
    __table_args__ = (
        CheckConstraint("length(code) between 1 and 40", name="code_length"),
        CheckConstraint(_one_of("kind", KINDS), name="kind"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    kind: str
    title: str
    source: str
    period: str


class DossierFigure(SQLModel, table=True):
    """One printed number: a row of its own, since tables print now this, now that.

    `part` is a level or an office as the table names it, or "total"; `printed` keeps the digits
    and decimals of the source, so that a doubtful figure stays exactly what it was.
    """

    __tablename__ = "dossier_figure"
    __table_args__ = (
        CheckConstraint(_one_of("measure", MEASURES), name="measure"),
        CheckConstraint("length(printed) between 1 and 20", name="printed_length"),
        CheckConstraint("length(part) between 1 and 150", name="part_length"),
    )

    report_id: int = Field(foreign_key="dossier_report.id", primary_key=True)
    part: str = Field(primary_key=True)
    measure: str = Field(primary_key=True)
    position: int
    printed: str
