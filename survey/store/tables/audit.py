"""The trail of what people with an account did: each entry holds the hash of the one before."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel


class AuditEntry(SQLModel, table=True):
    """One sign-in, export, decision or change. No answer and nothing of a citizen stands here.

    `reviewer_id` is empty for the command line and for who was not signed in; it is no foreign
    key, so that the trail never keeps anyone from going back to an older schema.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("length(previous) = 64", name="previous_length"),
        CheckConstraint("length(hash) = 64", name="hash_length"),
    )

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    reviewer_id: int | None = None
    actor: str
    action: str = Field(index=True)
    object: str
    # Canonical JSON.
    details: str
    # Two entries after the same one would be a fork: the database refuses the second.
    previous: str = Field(unique=True)
    hash: str
