"""People with an account, their sessions, and the limits on signing in."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

# Who sets up, who reads all, who reads one office, who types in, and who watches them.
ROLES = (
    "administrator",
    "reform_office",
    "unit_head",
    "counter_staff",
    "operator",
    "auditor",
)
# The roles that belong to one office and see nothing of another.
OWN_OFFICE_ROLES = ("unit_head", "counter_staff")


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

    token_hash: str = Field(primary_key=True)
    reviewer_id: int = Field(foreign_key="reviewer.id", index=True)
    created_at: datetime
    seen_at: datetime


class Attempt(SQLModel, table=True):
    """Failed sign-ins in a window, by account or by network, under a keyed hash."""

    bucket: str = Field(primary_key=True)
    window_start: datetime = Field(primary_key=True)
    n: int
