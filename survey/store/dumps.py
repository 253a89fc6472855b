"""Copies of a PostgreSQL database, made by its own programs and read back before they count."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import URL, text

from survey.store.backup import (
    COUNTED_TABLES,
    Contents,
    DamagedCopy,
    contents_of,
    named_when_whole,
)
from survey.store.engine import Store

# How pg_restore begins the rows of a table when it writes a script.
_ROWS_OF = re.compile(rb"COPY public\.(\w+) \(")
_END_OF_ROWS = b"\\.\n"
_REVISION = "alembic_version"


class NoProgram(Exception):
    """A program of PostgreSQL is not on this machine."""


def dump(store: Store, destination: Path) -> Contents:
    """Dump a live database and compare the dump with it row for row.

    Raises FileExistsError, DamagedCopy, NoProgram.
    """
    program = _program("pg_dump")
    with named_when_whole(destination) as unfinished, store.reading() as session:
        # The dump sees what this session sees, so that their rows can be compared.
        snapshot = session.connection().scalar(text("SELECT pg_export_snapshot()"))
        _run(
            store.engine.url,
            program,
            *("--format=custom", "--no-owner", "--no-privileges"),
            *(f"--snapshot={snapshot}", f"--file={unfinished}"),
        )
        found, expected = verify(unfinished), contents_of(session)
        if found != expected:
            raise DamagedCopy(f"{found.rows}, expected {expected.rows}")
    return found


def verify(file: Path) -> Contents:
    """Read a dump from its first to its last byte and count what it holds.

    Raises DamagedCopy, NoProgram.
    """
    command = [_program("pg_restore"), "--data-only", "--file=-", str(file)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as reading:
        assert reading.stdout is not None and reading.stderr is not None
        revision, rows = _counted(reading.stdout)
        complaint = reading.stderr.read()
    if reading.returncode:
        raise DamagedCopy(_first_line(complaint))
    missing = [table for table in COUNTED_TABLES if table not in rows]
    if missing or not revision:
        raise DamagedCopy(", ".join(missing) or _REVISION)
    return Contents(revision, {table: rows[table] for table in COUNTED_TABLES})


def restore(file: Path, store: Store) -> Contents:
    """Put a dump into an empty database, wholly or not at all, and count what is there.

    Raises DamagedCopy, NoProgram.
    """
    expected = verify(file)
    _run(
        store.engine.url,
        _program("pg_restore"),
        *("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"),
        str(file),
    )
    with store.reading() as session:
        found = contents_of(session)
    if found != expected:
        raise DamagedCopy(f"{found.rows}, expected {expected.rows}")
    return found


def _counted(script: Iterable[bytes]) -> tuple[str, dict[str, int]]:
    """Return the revision and the rows of each table in a script of COPY blocks."""
    rows: dict[str, int] = {}
    revision, table = "", ""
    for line in script:
        if not table:
            begun = _ROWS_OF.match(line)
            if begun is not None:
                table = begun[1].decode()
                rows[table] = 0
        elif line == _END_OF_ROWS:
            table = ""
        else:
            rows[table] += 1
            if table == _REVISION:
                revision = line.decode().strip()
    return revision, rows


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NoProgram(name)
    return found


def _run(url: URL, program: str, *arguments: str) -> None:
    """Run a program on a database; its password is no argument, which others could read."""
    address = url.set(drivername="postgresql", password=None).render_as_string()
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    finished = subprocess.run(
        [program, f"--dbname={address}", *arguments],
        env={**os.environ, **password},
        capture_output=True,
    )
    if finished.returncode:
        raise DamagedCopy(_first_line(finished.stderr))


def _first_line(complaint: bytes) -> str:
    return complaint.decode(errors="replace").partition("\n")[0]
