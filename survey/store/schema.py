"""Which revision of the schema a database has, told without Alembic, which takes half a second."""

from pathlib import Path

from sqlalchemy import inspect, text
from sqlmodel import Session

MIGRATIONS = Path(__file__).parent / "migrations"


def shipped_revision() -> str:
    """Return the revision that the shipped migrations lead to: the newest file's number."""
    names = [file.name for file in (MIGRATIONS / "versions").glob("[0-9]*.py")]
    return max(names).partition("_")[0]


def stored_revision(session: Session) -> str:
    """Return the revision of a database, an empty text before its first migration."""
    connection = session.connection()
    if not inspect(connection).has_table("alembic_version"):
        return ""
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found or "")
