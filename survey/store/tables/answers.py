"""Answers: receipts and arrivals of the day, and the responses and comments that a seal makes of them.

Nothing here tells who answered or when in the day: random ids, a date, no address, no order.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

CLASSES = "ABCDEFILTZ"
# Made-up ratings that test the way in (DESIGN, section 2): never released, in no total.
CANARY = "Z"
KIOSK = "C"
# Only the core is counted in n; opt-in answers come from people who chose to say more.
CORE = "core"
PARTS = (CORE, "opt-in")
STAGES = ("", "submit", "receive", "supplement", "ask")
LONGEST_SCORES = 120
LONGEST_PROFILE = 40
LONGEST_COMMENT = 2_000
# What the reform office should read soon; the same kinds as in forms.urgent.
URGENT_KINDS = ("", "bribe", "threat")
# One character for each answer; the same as in forms.questionnaire.packing.
PACKED_ALPHABET = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZx-.?"

_PARTS_SQL = ", ".join(f"'{part}'" for part in PARTS)
_STAGES_SQL = ", ".join(f"'{stage}'" for stage in STAGES)


def _answer_checks() -> tuple[CheckConstraint, ...]:
    """Constraints that both engines understand; the Python type checks scores against the questionnaire."""
    return (
        CheckConstraint(
            f"length(scores) between 1 and {LONGEST_SCORES}", name="scores_length"
        ),
        # Taking every permitted character away must leave nothing: works without regular expressions.
        CheckConstraint(
            f"ltrim(scores, '{PACKED_ALPHABET}') = ''", name="scores_alphabet"
        ),
        CheckConstraint(
            f"class in ({', '.join(repr(c) for c in CLASSES)})", name="class"
        ),
        CheckConstraint(f"part in ({_PARTS_SQL})", name="part"),
        CheckConstraint(f"stage in ({_STAGES_SQL})", name="stage"),
        CheckConstraint("length(choices) <= 2000", name="choices_length"),
        CheckConstraint(f"length(profile) <= {LONGEST_PROFILE}", name="profile_length"),
        CheckConstraint(
            f"ltrim(profile, '{PACKED_ALPHABET}') = ''", name="profile_alphabet"
        ),
        CheckConstraint("length(field) <= 40", name="field_length"),
        CheckConstraint("helped in (true, false)", name="helped"),
    )


class _Answer(SQLModel):
    """The columns that an arrival and the response made of it share.

    `profile` packs optional coarse traits as `scores` packs answers; `field` is the field of
    service; `helped` says that someone else held the phone. What staff typed in names its batch.
    """

    id: UUID = Field(primary_key=True)
    counter_id: int = Field(foreign_key="counter.id")
    instrument_id: int = Field(foreign_key="instrument.id")
    received_on: date
    channel: str = Field(sa_column_kwargs={"name": "class"})
    stage: str = ""
    part: str = CORE
    scores: str
    choices: str = ""
    profile: str = ""
    field: str = ""
    language: str = "vi"
    language_version: str = ""
    helped: bool = False
    batch_id: int | None = Field(default=None, foreign_key="batch.id")


class Receipt(SQLModel, table=True):
    """Proof that a submission key was used; holds no way back to the arrival."""

    __table_args__ = (
        CheckConstraint("length(key_hash) = 64", name="key_hash_length"),
        {"sqlite_with_rowid": False},
    )

    key_hash: str = Field(primary_key=True)
    code_hash: str
    content_tag: str
    received_on: date


class Arrival(_Answer, table=True):
    """A response of a day that is not sealed yet, under a random id and without any key."""

    __table_args__ = (*_answer_checks(), {"sqlite_with_rowid": False})


class Response(_Answer, table=True):
    """One submission of a sealed day. Never changed, never deleted."""

    __table_args__ = _answer_checks()

    received_on: date = Field(index=True)


def _comment_checks() -> tuple[CheckConstraint, ...]:
    return (
        CheckConstraint(
            f"length(text) between 1 and {LONGEST_COMMENT}", name="text_length"
        ),
        CheckConstraint("length(month) = 7", name="month_length"),
        CheckConstraint(
            f"urgent in ({', '.join(map(repr, URGENT_KINDS))})", name="urgent"
        ),
    )


class _Comment(SQLModel):
    """A masked comment under an id of its own: only the office and the month, no way to the answer.

    `urgent` says of which kind its own words are. It moves with the comment: in a table of its own
    PostgreSQL would keep the transaction that also stored the receipt.
    """

    id: UUID = Field(primary_key=True)
    office_id: int = Field(foreign_key="office.id")
    month: str
    language: str
    text: str
    urgent: str = Field(default="", sa_column_kwargs={"server_default": ""})


class CommentArrival(_Comment, table=True):
    """A comment that no seal has moved yet, so that it lies among others before anyone reads it."""

    __tablename__ = "comment_arrival"
    __table_args__ = (*_comment_checks(), {"sqlite_with_rowid": False})


class Comment(_Comment, table=True):
    """A comment that can be read. Without rowid: the order of rows would tell the day."""

    __table_args__ = (*_comment_checks(), {"sqlite_with_rowid": False})


class AlteredRepeat(SQLModel, table=True):
    """How often a used key came again with other content: counted, never stored."""

    __tablename__ = "altered_repeat"

    office_id: int = Field(foreign_key="office.id", primary_key=True)
    day: date = Field(primary_key=True)
    n: int
