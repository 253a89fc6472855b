"""What is asked and when: questionnaire versions, waves, and the instruments that join them."""

from datetime import date, timedelta

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

ACTIONS = ("target", "pause", "resume", "extend", "close")
LONGEST_REASON = 500
LARGEST_TARGET = 1_000_000
LARGEST_POPULATION = 100_000_000


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
    `paused_until` is the last day of a pause; without it a pause lasts until someone ends it.
    """

    __table_args__ = (
        CheckConstraint("kind in ('campaign', 'continuous')", name="kind"),
        CheckConstraint("opens_on <= closes_on", name="dates"),
        CheckConstraint("grace_days between 0 and 60", name="grace"),
        CheckConstraint("block between 0 and 3", name="block"),
        CheckConstraint(
            "paused_until is null or (paused_from is not null and paused_until >= paused_from)",
            name="pause",
        ),
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
    paused_from: date | None = None
    paused_until: date | None = None

    @property
    def last_day(self) -> date:
        """The last day on which a form is issued."""
        return min(self.closes_on, self.closed_on or self.closes_on)

    @property
    def last_day_with_grace(self) -> date:
        """The last day on which a form issued before is taken."""
        return self.last_day + timedelta(days=self.grace_days)

    def is_paused(self, today: date) -> bool:
        """Tell whether no form is issued today because of a pause."""
        if self.paused_from is None or today < self.paused_from:
            return False
        return self.paused_until is None or today <= self.paused_until


class Instrument(SQLModel, table=True):
    """A questionnaire version for an audience in a wave; it alone decides a response's wave.

    Without days of its own it takes answers as long as its wave. It asks all its questions, or the
    core, as its wave does unless it says otherwise.
    """

    __table_args__ = (UniqueConstraint("wave_id", "audience"),)

    id: int | None = Field(default=None, primary_key=True)
    wave_id: int = Field(foreign_key="wave.id")
    audience: str = "counter"
    questionnaire_digest: str = Field(foreign_key="questionnaire_version.digest")
    closes_on: date | None = None
    grace_days: int | None = None
    full: bool | None = None

    def is_full_in(self, wave: Wave) -> bool:
        """Tell whether all questions are asked, and not the core alone."""
        return wave.full if self.full is None else self.full

    def last_day_in(self, wave: Wave) -> date:
        """Return the last day on which answers are asked for."""
        return wave.last_day if self.closes_on is None else self.closes_on

    def last_day_with_grace_in(self, wave: Wave) -> date:
        """Return the last day on which answers are taken."""
        grace = wave.grace_days if self.grace_days is None else self.grace_days
        return self.last_day_in(wave) + timedelta(days=grace)


class WaveEvent(SQLModel, table=True):
    """What was decided about a wave, when, by whom and why. Append-only.

    `day` is the new last day, or the last day of a pause; `day_before` the last day until then.
    """

    __tablename__ = "wave_event"
    __table_args__ = (
        CheckConstraint(f"action in ({', '.join(map(repr, ACTIONS))})", name="action"),
        CheckConstraint(
            f"length(reason) between 1 and {LONGEST_REASON}", name="reason_length"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    wave_id: int = Field(foreign_key="wave.id", index=True)
    happened_on: date
    action: str
    day: date | None = None
    day_before: date | None = None
    reason: str
    done_by: str


class WaveTarget(SQLModel, table=True):
    """How many answers a wave wants from an office, and out of how many people where that is known."""

    __tablename__ = "wave_target"
    __table_args__ = (
        CheckConstraint(f"target between 1 and {LARGEST_TARGET}", name="target"),
        CheckConstraint(
            f"population is null or population between 1 and {LARGEST_POPULATION}",
            name="population",
        ),
    )

    wave_id: int = Field(foreign_key="wave.id", primary_key=True)
    office_id: int = Field(foreign_key="office.id", primary_key=True)
    target: int
    population: int | None = None
