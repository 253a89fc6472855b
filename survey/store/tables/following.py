"""What follows from results: actions with what came of them, and what was published of a wave.

Nothing here is ever changed: a new row says what is so from now on.
"""

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

PLANNED, UNDER_WAY, DONE, DROPPED = ACTION_STATES = (
    "planned",
    "under_way",
    "done",
    "dropped",
)
PUBLISH, WITHDRAW = PUBLICATION_ACTIONS = ("publish", "withdraw")
LONGEST_WHAT, LONGEST_OWNER, LONGEST_SOURCE = 1000, 120, 300
LONGEST_REASON = 500


class Action(SQLModel, table=True):
    """What an office will do about a finding, as it was written down before anybody saw it work.

    `measure` is the code of a question, a factor or the index in `wave_id`; without a wave
    `source` tells where the finding comes from. `expected_points` is the rise that is promised.
    """

    __table_args__ = (
        UniqueConstraint("office_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint(
            f"length(what) between 1 and {LONGEST_WHAT}", name="what_length"
        ),
        CheckConstraint(
            f"length(owner) between 1 and {LONGEST_OWNER}", name="owner_length"
        ),
        CheckConstraint(f"length(source) <= {LONGEST_SOURCE}", name="source_length"),
        CheckConstraint("wave_id is not null or source <> ''", name="finding"),
        CheckConstraint(
            "expected_points > 0 and expected_points <= 100", name="expected_points"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id")
    number: int
    recorded_on: date
    recorded_by: str
    wave_id: int | None = Field(default=None, foreign_key="wave.id")
    measure: str = "index"
    source: str = ""
    what: str
    owner: str
    effective_on: date
    due_on: date
    expected_points: float


class ActionStep(SQLModel, table=True):
    """What changed about an action, and why. The newest row says how it stands."""

    __tablename__ = "action_step"
    __table_args__ = (
        CheckConstraint(
            f"state in ({', '.join(map(repr, ACTION_STATES))})", name="state"
        ),
        CheckConstraint(
            f"length(reason) between 1 and {LONGEST_REASON}", name="reason_length"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id", index=True)
    happened_on: date
    state: str
    due_on: date
    is_public: bool
    reason: str
    done_by: str


class Publication(SQLModel, table=True):
    """A finished wave approved for everyone to see, or taken back; the newest row of a wave counts.

    `content` holds what all offices share, as canonical JSON: what was approved stays what it was,
    whatever is counted later. It is empty where something is taken back.
    """

    __table_args__ = (
        CheckConstraint(
            f"action in ({', '.join(map(repr, PUBLICATION_ACTIONS))})", name="action"
        ),
        CheckConstraint(
            f"length(reason) <= {LONGEST_REASON} and "
            "(action = 'publish' or length(reason) >= 1)",
            name="reason_length",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    wave_id: int = Field(foreign_key="wave.id", index=True)
    decided_on: date
    action: str
    reason: str = ""
    done_by: str
    content: str = ""


class PublishedOffice(SQLModel, table=True):
    """The figures of one office as they were approved, as canonical JSON."""

    __tablename__ = "published_office"

    publication_id: int = Field(foreign_key="publication.id", primary_key=True)
    office_id: int = Field(foreign_key="office.id", primary_key=True)
    content: str
