"""A database that another holds, or that takes no writes for a while (TRUST R06, R07)."""

import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.faults.drill import Report, drill
from tests.faults.killed import way_of
from tests.faults.ledger import BUSY
from tests.faults.network import NotAllowed
from tests.faults.phones import Crowd
from tests.faults.stage import POSTGRES, SQLITE, Bench, Stage

# DESIGN 5: a post waits at most 8 s. The rest is for a machine that does other things, too.
LONGEST_WAIT_SECONDS = 8.0 + 1.0
PATIENCE_SECONDS = 15.0


@contextmanager
def held_lock(stage: Stage, engine: str) -> Iterator[None]:
    """Hold what every submission needs to write."""
    if engine == SQLITE:
        file = stage.url.removeprefix("sqlite:///")
        # Waits for its turn, for nobody is shut out here.
        connection = sqlite3.connect(file, isolation_level=None, timeout=30)
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")
            connection.close()
    else:
        with connected(stage) as server, server.transaction():
            server.execute("LOCK TABLE receipt IN EXCLUSIVE MODE")
            yield


def connected(stage: Stage) -> "psycopg.Connection[tuple[object, ...]]":
    """Return a connection to the stage's PostgreSQL database."""
    return psycopg.connect(stage.url.replace("+psycopg", ""), autocommit=True)


def locked_briefly(bench: Bench, engine: str) -> Report:
    """A writer holds the lock for 2.5 s: everybody waits, nobody is refused."""

    def strike(people: Crowd) -> None:
        with held_lock(stage, engine):
            time.sleep(2.5)
        people.wait_for_more(10, within_seconds=PATIENCE_SECONDS)

    with bench.stage(engine, way_of(engine)) as stage:
        report = drill(stage, strike)
    assert not report.found.unknown, f"{report.found.unknown} were not acknowledged"
    return report


def locked_for_long(bench: Bench, engine: str) -> Report:
    """A writer holds the lock for 10 s: who waited 8 s is told so, and can send again."""

    def strike(people: Crowd) -> None:
        with held_lock(stage, engine):
            time.sleep(10)
        people.wait_for_more(10, within_seconds=PATIENCE_SECONDS)

    with bench.stage(engine, way_of(engine)) as stage:
        report = drill(stage, strike)
        statuses = {sent.reason for sent in stage.ledger.sendings()}
    assert statuses == {"303", BUSY}, f"statuses {sorted(statuses)}"
    slowest = report.slowest_seconds
    assert slowest < LONGEST_WAIT_SECONDS, f"a post waited {slowest:.1f} s"
    return report


def read_only(bench: Bench, engine: str) -> Report:
    """The database takes no writes for 2 s; forms are shown meanwhile, and it recovers by itself."""
    strike_engine = {SQLITE: _unchangeable_files, POSTGRES: _read_only_sessions}

    def strike(people: Crowd) -> str:
        with strike_engine[engine](stage):
            time.sleep(0.5)
            acknowledged, not_shown = people.acknowledged, people.not_shown
            time.sleep(1.5)
            assert people.acknowledged == acknowledged, "acknowledged while read-only"
            shown = "shown" if people.not_shown == not_shown else "NOT shown"
        people.wait_for_more(10, within_seconds=PATIENCE_SECONDS)
        return f"forms {shown} meanwhile"

    with bench.stage(engine, way_of(engine)) as stage:
        return drill(stage, strike)


@contextmanager
def _unchangeable_files(stage: Stage) -> Iterator[None]:
    """Make SQLite's files immutable, for root as well."""
    file = stage.url.removeprefix("sqlite:///")
    files = [file, f"{file}-wal"]
    if shutil.which("chattr") is None:
        raise NotAllowed("no chattr on this machine")
    done = subprocess.run(["chattr", "+i", *files], capture_output=True, text=True)
    try:
        if done.returncode:
            raise NotAllowed(done.stderr.strip())
        yield
    finally:
        subprocess.run(["chattr", "-i", *files], capture_output=True)


@contextmanager
def _read_only_sessions(stage: Stage) -> Iterator[None]:
    """Make every new PostgreSQL session read-only, and end the old ones."""
    set_read_only = "ALTER DATABASE {} SET default_transaction_read_only = {}"
    # This session is older than its own first statement, so it may take that back.
    with connected(stage) as server:
        name = server.info.dbname
        server.execute(set_read_only.format(name, "on").encode())
        end_sessions(server)
        try:
            yield
        finally:
            server.execute(set_read_only.format(name, "off").encode())
            end_sessions(server)


def end_sessions(server: "psycopg.Connection[tuple[object, ...]]") -> int:
    """End every other session of the database; return how many there were."""
    ended = server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    ).fetchall()
    return len(ended)
