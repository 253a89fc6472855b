"""INSERT … ON CONFLICT, which both engines have, each under its own name in SQLAlchemy."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

INSERTS: Mapping[str, Callable[..., Any]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


def insert_into(
    session: Session, table: type[SQLModel]
) -> sqlite.Insert | postgresql.Insert:
    """Return an insert into a table to which a conflict clause can be added."""
    found: sqlite.Insert | postgresql.Insert = INSERTS[session.get_bind().dialect.name](
        table
    )
    return found
