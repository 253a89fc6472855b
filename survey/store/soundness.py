"""Whether a database file is whole, and how much room it takes."""

from sqlalchemy import text
from sqlmodel import Session


def faults(session: Session) -> tuple[str, ...]:
    """Return what SQLite finds wrong in its file; PostgreSQL checks its pages as it reads them."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return ()
    found = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check"))]
    broken = [
        f"{row[0]} → {row[2]}"
        for row in connection.execute(text("PRAGMA foreign_key_check"))
    ]
    return (*(line for line in found if line != "ok"), *broken)


def bytes_on_disk(session: Session) -> int:
    """Return the size of the database, without what is waiting in SQLite's log."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        return int(pages * connection.execute(text("PRAGMA page_size")).scalar_one())
    size = text("SELECT pg_database_size(current_database())")
    return int(connection.execute(size).scalar_one())
