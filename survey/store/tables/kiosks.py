"""Kiosks: tablets that stand at a counter and take answers."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

# More than any device holds; what a device says of itself is taken up to here.
MOST_TOLD = 100_000


class Kiosk(SQLModel, table=True):
    """A tablet at one counter. Of its code and its credential only hashes are kept.

    Added, then enrolled with the code, then revoked; never deleted. `forms_left` and
    `answers_waiting` are what it said on `seen_on`; `issued` forms were handed out on `issued_on`.
    """

    __table_args__ = (
        CheckConstraint(f"forms_left between 0 and {MOST_TOLD}", name="forms_left"),
        CheckConstraint(
            f"answers_waiting between 0 and {MOST_TOLD}", name="answers_waiting"
        ),
        CheckConstraint("issued >= 0", name="issued"),
        CheckConstraint(
            "(code_hash is null) = (code_expires_at is null)", name="code_expires"
        ),
        CheckConstraint(
            "revoked_on is null or (code_hash is null and credential_hash is null)",
            name="revoked_opens_nothing",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    counter_id: int = Field(foreign_key="counter.id", index=True)
    added_on: date
    code_hash: str | None = Field(default=None, unique=True)
    code_expires_at: datetime | None = None
    credential_hash: str | None = Field(default=None, unique=True)
    enrolled_on: date | None = None
    revoked_on: date | None = None
    seen_on: date | None = None
    forms_left: int = 0
    answers_waiting: int = 0
    issued_on: date | None = None
    issued: int = 0
