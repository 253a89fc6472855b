"""Replies to suggestions, by office and month, and what was decided about each. Append-only."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from survey.store.tables.waves import LONGEST_REASON

PROPOSED, PUBLISHED, RETURNED, WITHDRAWN = (
    "proposed",
    "published",
    "returned",
    "withdrawn",
)
STATES = (PROPOSED, PUBLISHED, RETURNED, WITHDRAWN)
LONGEST_QUESTION = 500
LONGEST_ANSWER = 2_000


class Reply(SQLModel, table=True):
    """A suggestion in the office's own words and the answer to it: nobody's comment, nobody's name."""

    __table_args__ = (
        CheckConstraint("length(month) = 7", name="month_length"),
        CheckConstraint(
            f"length(question) between 1 and {LONGEST_QUESTION}", name="question_length"
        ),
        CheckConstraint(
            f"length(answer) between 1 and {LONGEST_ANSWER}", name="answer_length"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    month: str
    question: str
    answer: str
    written_by: str


class ReplyEvent(SQLModel, table=True):
    """One step of a reply, numbered so that two people never take the same; the last one is its state.

    Sending back and withdrawing need a reason.
    """

    __tablename__ = "reply_event"
    __table_args__ = (
        CheckConstraint("step >= 1", name="step"),
        CheckConstraint(f"state in ({', '.join(map(repr, STATES))})", name="state"),
        CheckConstraint(
            f"length(reason) <= {LONGEST_REASON} and "
            f"(length(reason) > 0 or state in ('{PROPOSED}', '{PUBLISHED}'))",
            name="reason",
        ),
    )

    reply_id: int = Field(foreign_key="reply.id", primary_key=True)
    step: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    state: str
    reason: str = ""
    done_by: str
    happened_on: date
