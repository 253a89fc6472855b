"""What is done with comments that a seal has moved: released together, read at once, sorted by theme.

Comments themselves stand in `survey.store.tables.answers`. Nothing here is ever changed or deleted.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from survey.store.tables.waves import LONGEST_REASON

# As `survey.trust.disclosure.FLOOR`, which this room must not know; a test holds them together.
SMALLEST_BATCH = 5
# What became of an urgent comment: it was acted on and stays with the reform office, or it was no
# such thing and is released among others.
HANDLED, ORDINARY = "handled", "ordinary"
OUTCOMES = (HANDLED, ORDINARY)
# Two people sort each comment.
FIRST, SECOND = 1, 2
LONGEST_THEME = 40


def _reason() -> CheckConstraint:
    return CheckConstraint(
        f"length(reason) between 1 and {LONGEST_REASON}", name="reason_length"
    )


def _theme() -> CheckConstraint:
    return CheckConstraint(
        f"length(theme) between 1 and {LONGEST_THEME}", name="theme_length"
    )


class CommentBatch(SQLModel, table=True):
    """Comments of one office that were released together. Its random id tells no order of time."""

    __tablename__ = "comment_batch"
    __table_args__ = (
        CheckConstraint(f"n >= {SMALLEST_BATCH}", name="floor"),
        CheckConstraint(
            "length(first_month) = 7 and length(last_month) = 7 and first_month <= last_month",
            name="months",
        ),
        {"sqlite_with_rowid": False},
    )

    id: UUID = Field(primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    first_month: str
    last_month: str
    n: int


class ReleasedComment(SQLModel, table=True):
    """A comment of a batch; `folded` is its text without marks and capitals, to be searched."""

    __tablename__ = "released_comment"
    __table_args__ = ({"sqlite_with_rowid": False},)

    comment_id: UUID = Field(primary_key=True, foreign_key="comment.id")
    batch_id: UUID = Field(foreign_key="comment_batch.id", index=True)
    folded: str


class UrgentOutcome(SQLModel, table=True):
    """What the reform office did about an urgent comment, and why."""

    __tablename__ = "urgent_outcome"
    __table_args__ = (
        CheckConstraint(
            f"outcome in ({', '.join(map(repr, OUTCOMES))})", name="outcome"
        ),
        _reason(),
        {"sqlite_with_rowid": False},
    )

    comment_id: UUID = Field(primary_key=True, foreign_key="comment.id")
    outcome: str
    reason: str
    done_by: str
    happened_on: date


class CommentCode(SQLModel, table=True):
    """The theme that one person gave a released comment without seeing the other's."""

    __tablename__ = "comment_code"
    __table_args__ = (
        CheckConstraint(f"position in ({FIRST}, {SECOND})", name="position"),
        _theme(),
        UniqueConstraint("comment_id", "reviewer_id"),
        {"sqlite_with_rowid": False},
    )

    comment_id: UUID = Field(
        primary_key=True, foreign_key="released_comment.comment_id"
    )
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    reviewer_id: int = Field(foreign_key="reviewer.id")
    theme: str
    codebook: str


class CodeSettlement(SQLModel, table=True):
    """The theme on which two people who differed agreed afterwards, and why."""

    __tablename__ = "code_settlement"
    __table_args__ = (_theme(), _reason(), {"sqlite_with_rowid": False})

    comment_id: UUID = Field(
        primary_key=True, foreign_key="released_comment.comment_id"
    )
    theme: str
    reason: str
    done_by: str
    happened_on: date
