"""Sampling plans: what was drawn from which dossiers, frozen when it was drawn, and what came of it."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

RULES = ("yamane", "design", "bands", "fixed")
# Where a form stands: sent out, come back, valid, or rejected for a reason.
STATES = ("sent", "returned", "valid", "rejected")


class SamplingPlan(SQLModel, table=True):
    """One plan. `offices` is how many were drawn in the first stage, null where all are asked.

    The rule's number is for each office, or for all together and shared out over them (`scope`).
    `margin` is the margin of error as a share, and `design_effect` what it was computed with.
    """

    __tablename__ = "sampling_plan"
    __table_args__ = (
        CheckConstraint("length(code) between 1 and 40", name="code_length"),
        CheckConstraint("rule in ('yamane', 'design', 'bands', 'fixed')", name="rule"),
        CheckConstraint("scope in ('office', 'all')", name="scope"),
        CheckConstraint("first_month <= last_month", name="months"),
        CheckConstraint("margin > 0 and margin < 0.5", name="margin"),
        CheckConstraint("(rule = 'fixed') = (fixed is not null)", name="fixed"),
        CheckConstraint("seed >= 0", name="seed"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    title: str
    wave_id: int | None = Field(default=None, foreign_key="wave.id")
    first_month: str
    last_month: str
    rule: str
    scope: str
    margin: float
    design_effect: float
    fixed: int | None = None
    offices: int | None = None
    seed: int
    drawn_on: date


class SamplingOffice(SQLModel, table=True):
    """One office of the frame: its dossiers, its chance to be drawn, and whether it was."""

    __tablename__ = "sampling_office"
    __table_args__ = (
        CheckConstraint("population >= 0", name="population"),
        CheckConstraint("probability >= 0 and probability <= 1", name="probability"),
    )

    plan_id: int = Field(foreign_key="sampling_plan.id", primary_key=True)
    office_id: int = Field(foreign_key="office.id", primary_key=True)
    stratum: str
    population: int
    probability: float
    is_drawn: bool


class SamplingCell(SQLModel, table=True):
    """Dossiers of a drawn office in one field and month, and how many of them are to be asked."""

    __tablename__ = "sampling_cell"
    __table_args__ = (
        CheckConstraint("planned >= 0 and planned <= population", name="planned"),
    )

    plan_id: int = Field(foreign_key="sampling_plan.id", primary_key=True)
    office_id: int = Field(foreign_key="office.id", primary_key=True)
    field: str = Field(primary_key=True)
    month: str = Field(primary_key=True)
    population: int
    planned: int


class SamplingReturn(SQLModel, table=True):
    """Forms of an office in one state; only rejected ones have a reason."""

    __tablename__ = "sampling_return"
    __table_args__ = (
        CheckConstraint(
            "state in ('sent', 'returned', 'valid', 'rejected')", name="state"
        ),
        CheckConstraint("(state = 'rejected') = (reason <> '')", name="reason"),
        CheckConstraint("n >= 0", name="n"),
    )

    plan_id: int = Field(foreign_key="sampling_plan.id", primary_key=True)
    office_id: int = Field(foreign_key="office.id", primary_key=True)
    state: str = Field(primary_key=True)
    reason: str = Field(primary_key=True)
    n: int
