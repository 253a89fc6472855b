"""Which revision of the schema a database has, told without Alembic, which takes half a second."""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import inspect, text
from sqlmodel import Session

MIGRATIONS = Path(__file__).parent / "migrations"
_FOLLOWS = re.compile(r'^down_revision = "(\w+)"', re.MULTILINE)


@cache
def shipped_revisions() -> frozenset[str]:
    """Return every revision that this program knows."""
    return frozenset(_follows())


@cache
def shipped_revision() -> str:
    """Return the revision that the shipped migrations lead to: the one that no other follows.

    Numbers are given before the work is done, so that the last one need not be the highest.
    """
    before = _follows()
    return max(set(before) - set(before.values()))


def _follows() -> dict[str, str]:
    """Return the revision before each one, empty for the first."""
    before = {}
    for file in (MIGRATIONS / "versions").glob("[0-9]*.py"):
        found = _FOLLOWS.search(file.read_text("utf-8"))
        before[file.name.partition("_")[0]] = found[1] if found else ""
    return before


def stored_revision(session: Session) -> str:
    """Return the revision of a database, an empty text before its first migration."""
    connection = session.connection()
    if not inspect(connection).has_table("alembic_version"):
        return ""
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found or "")
