"""What is asked and when: questionnaire versions, waves, and the instruments that join them."""

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel


class QuestionnaireVersion(SQLModel, table=True):
    """The exact file a wave was opened with, so that a new release never changes an old wave."""

    __tablename__ = "questionnaire_version"

    digest: str = Field(primary_key=True)
    code: str
    version: str
    content: str


class Wave(SQLModel, table=True):
    """One survey round. A continuous series has one row for each quarter.

    `block` further questions are drawn for each form, beside the core; a full wave asks all anyway.
    """

    __table_args__ = (
        CheckConstraint("kind in ('campaign', 'continuous')", name="kind"),
        CheckConstraint("opens_on <= closes_on", name="dates"),
        CheckConstraint("grace_days between 0 and 60", name="grace"),
        CheckConstraint("block between 0 and 3", name="block"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    series: str = Field(default="", index=True)
    title: str
    kind: str
    opens_on: date
    closes_on: date
    closed_on: date | None = None
    grace_days: int = 7
    full: bool = False
    block: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    headline_classes: str = "ABCDL"

    @property
    def last_day(self) -> date:
        """The last day on which a form is issued."""
        return min(self.closes_on, self.closed_on or self.closes_on)


class Instrument(SQLModel, table=True):
    """A questionnaire version for an audience in a wave; it alone decides a response's wave."""

    __table_args__ = (UniqueConstraint("wave_id", "audience"),)

    id: int | None = Field(default=None, primary_key=True)
    wave_id: int = Field(foreign_key="wave.id")
    audience: str = "counter"
    questionnaire_digest: str = Field(foreign_key="questionnaire_version.digest")
