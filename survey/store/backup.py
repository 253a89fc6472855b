"""Copies of an SQLite database, taken while answers come in and verified before they count."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from survey.store.schema import stored_revision

# What a copy must hold as many of as its source: answers, proofs of them, and what counts them.
COUNTED_TABLES = ("response", "arrival", "receipt", "seal", "tally", "reviewer")


class DamagedCopy(Exception):
    """The copy is not whole, or not a database of ours."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a verified file holds."""

    revision: str
    rows: dict[str, int]

    @property
    def answers(self) -> int:
        """Stored answers, those of unsealed days included."""
        return self.rows["response"] + self.rows["arrival"]


def copy(source: Path, destination: Path) -> Contents:
    """Copy a live database and verify the copy. Raises FileExistsError, DamagedCopy.

    The copy is made beside its place, flushed to disk, and gets its name only when it is whole.
    """
    with named_when_whole(destination) as unfinished:
        try:
            _copy_pages(source, unfinished)
        except sqlite3.DatabaseError as error:
            raise DamagedCopy(str(error)) from error
        return verify(unfinished)


@contextmanager
def named_when_whole(destination: Path) -> Iterator[Path]:
    """Give a file beside a place, its owner's alone, that gets the name where nothing is raised.

    Raises FileExistsError.
    """
    if destination.exists():
        raise FileExistsError(destination)
    unfinished = destination.with_name(f".{destination.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield unfinished
        _flush(unfinished)
        unfinished.rename(destination)
        _flush(destination.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def verify(file: Path) -> Contents:
    """Open a file, check it and count what it holds. Raises DamagedCopy."""
    try:
        with closing(
            sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        ) as database:
            return _verified(database)
    except sqlite3.DatabaseError as error:
        raise DamagedCopy(str(error)) from error


def contents_of(session: Session) -> Contents:
    """Count what a live database holds."""
    connection = session.connection()
    rows = {
        table: int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)
        for table in COUNTED_TABLES
    }
    return Contents(stored_revision(session), rows)


def totals_of(session: Session) -> tuple[int, int]:
    """Return how many cells make the offices' totals, and how many answers they count; at any revision."""
    totals = text(
        "SELECT count(*), coalesce(sum(n), 0) FROM tally WHERE breakdown = ''"
    )
    cells, answers = session.connection().execute(totals).one()
    return int(cells), int(answers)


def _copy_pages(source: Path, destination: Path) -> None:
    address = f"{source.resolve().as_uri()}?mode=rw"
    with (
        closing(sqlite3.connect(address, uri=True)) as live,
        closing(sqlite3.connect(destination)) as target,
    ):
        # All pages in one step: a snapshot that writers neither wait for nor disturb.
        live.backup(target)
        # A copy is one file; it goes back to its log when the service opens it.
        target.execute("PRAGMA journal_mode = DELETE").fetchone()


def _verified(database: sqlite3.Connection) -> Contents:
    (found,) = database.execute("PRAGMA integrity_check").fetchone()
    if found != "ok":
        raise DamagedCopy(found)
    if database.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise DamagedCopy("foreign keys")
    (revision,) = database.execute("SELECT version_num FROM alembic_version").fetchone()
    rows = {
        table: int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        for table in COUNTED_TABLES
    }
    return Contents(revision, rows)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
