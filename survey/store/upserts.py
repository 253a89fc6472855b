"""INSERT … ON CONFLICT, which both engines have, each under its own name in SQLAlchemy."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def insert_into(
    session: Session, table: type[SQLModel]
) -> sqlite.Insert | postgresql.Insert:
    """Return an insert into a table to which a conflict clause can be added."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
