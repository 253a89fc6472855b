"""People with an account, their sessions and second factors, and the limits on signing in."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from survey.settings import ROLES

# The roles that belong to one office and see nothing of another.
OWN_OFFICE_ROLES = ("unit_head", "counter_staff")
# What a session still waits for before it opens pages: nothing, a code of the second factor, or
# that a second factor is set up.
WAITS_FOR = ("", "code", "enrolment")
LINK_KINDS = ("invitation", "reset")


class Reviewer(SQLModel, table=True):
    """A person with an account, in one role; some roles belong to one office."""

    __table_args__ = (
        CheckConstraint(
            f"role in ({', '.join(map(repr, ROLES))})",
            name="role",
        ),
        CheckConstraint(
            f"(role in ({', '.join(map(repr, OWN_OFFICE_ROLES))})) = (office_id is not null)",
            name="own_office",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    password_hash: str
    role: str
    office_id: int | None = Field(default=None, foreign_key="office.id")
    is_active: bool = True


class ReviewSession(SQLModel, table=True):
    """A signed-in browser. Only the hash of its cookie is kept."""

    __tablename__ = "review_session"
    __table_args__ = (
        CheckConstraint(
            f"waits_for in ({', '.join(map(repr, WAITS_FOR))})", name="waits_for"
        ),
    )

    token_hash: str = Field(primary_key=True)
    reviewer_id: int = Field(foreign_key="reviewer.id", index=True)
    created_at: datetime
    seen_at: datetime
    waits_for: str = ""


class SecondFactor(SQLModel, table=True):
    """What a reviewer's codes are made from, encrypted, and the step of the last code taken."""

    __tablename__ = "second_factor"

    reviewer_id: int = Field(primary_key=True, foreign_key="reviewer.id")
    secret: str
    last_step: int


class RecoveryCode(SQLModel, table=True):
    """A code for the day without a phone. Only its hash is kept, until it is used."""

    __tablename__ = "recovery_code"

    reviewer_id: int = Field(primary_key=True, foreign_key="reviewer.id")
    code_hash: str = Field(primary_key=True)


class OneTimeLink(SQLModel, table=True):
    """An address under which a reviewer chooses a password once. Only its hash is kept."""

    __tablename__ = "one_time_link"
    __table_args__ = (
        CheckConstraint(f"kind in ({', '.join(map(repr, LINK_KINDS))})", name="kind"),
    )

    token_hash: str = Field(primary_key=True)
    reviewer_id: int = Field(foreign_key="reviewer.id", index=True)
    kind: str
    expires_at: datetime


class Attempt(SQLModel, table=True):
    """Failed sign-ins in a window, by account or by network, under a keyed hash."""

    bucket: str = Field(primary_key=True)
    window_start: datetime = Field(primary_key=True)
    n: int
