"""Engines and transactions: durable on SQLite and PostgreSQL, one writer at a time on SQLite."""

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

WRITE_WAIT_SECONDS = 8.0
CHECKPOINT_WAIT_MS = 200
# Kept open: a PostgreSQL whose connections come and go under load runs out of them. Four processes
# stay below its usual 100; a thread that finds none free waits as long as for a lock.
CONNECTIONS = 20

APPLICATION = "sipas"
# A server that vanished without a word, or a firewall that forgot a connection, is noticed within
# seconds instead of the quarter of an hour that TCP would go on trying. An address may say otherwise.
POSTGRES_CONNECTION = {
    "application_name": APPLICATION,
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
# Younger than what firewalls and poolers usually let be idle.
RECYCLE_SECONDS = 1800

# Each pragma with the value that it must read back: a setting that silently fails to take would
# turn "received" into a promise we cannot keep.
SQLITE_PRAGMAS = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    "recursive_triggers": ("ON", 1),
    "secure_delete": ("ON", 1),
    "busy_timeout": (
        str(int(WRITE_WAIT_SECONDS * 1000)),
        int(WRITE_WAIT_SECONDS * 1000),
    ),
}
POSTGRES_SETTINGS = {
    "synchronous_commit": ("on", "remote_write", "remote_apply"),
    "fsync": ("on",),
    "full_page_writes": ("on",),
}

# READONLY and CANTOPEN, too: a file that was read-only for a moment stays so for those who opened it then.
_DISK_FAILED = (
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
)

# lock_not_available and query_canceled: the two limits set in _begin_postgres.
_WAITED_TOO_LONG = ("55P03", "57014")


class StoreBusy(Exception):
    """The write could not be done in time; nothing was written, and the caller may say so."""


class UnsafeEngine(Exception):
    """The database does not keep what it acknowledges."""


class Store:
    """One database. `reading` never waits for writers; `writing` commits once, on success."""

    def __init__(self, url: str) -> None:
        self.engine = _create_engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writer_lock = threading.Lock()
        # Of survey.store.together: who waits to share a commit, and whose turn it is to write.
        self.waiting: deque[Any] = deque()
        self.turn = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session on one snapshot of the database; it is rolled back at the end."""
        with Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(
        self, *, limit_statements: bool = True, deadline: float | None = None
    ) -> Iterator[Session]:
        """Give a session that holds the write lock and commits on success. Raises StoreBusy.

        SQLite's own busy handler is not fair, so threads queue on a lock of the process first.
        All that a write waits for, this lock and the database's own, has one limit. Only migrations
        lift the limit on how long a statement may run on PostgreSQL.
        """
        deadline = deadline or time.monotonic() + WRITE_WAIT_SECONDS
        left = max(deadline - time.monotonic(), 0)
        if self.is_sqlite and not self._writer_lock.acquire(timeout=left):
            raise StoreBusy
        try:
            engine = self.engine.execution_options(
                sipas_writes=True, sipas_limit=limit_statements, sipas_deadline=deadline
            )
            # The session ends with its commit, so what it gave stays as it was.
            with Session(engine, expire_on_commit=False) as session:
                try:
                    session.connection()
                except (OperationalError, PoolTimeout) as error:
                    raise StoreBusy from error
                try:
                    yield session
                    session.commit()
                except OperationalError as error:
                    # PostgreSQL waits for locks inside the transaction, too.
                    if getattr(error.orig, "sqlstate", "") in _WAITED_TOO_LONG:
                        raise StoreBusy from error
                    raise
        finally:
            if self.is_sqlite:
                self._writer_lock.release()

    def checkpoint(self) -> None:
        """Leave no trace of moved rows: empty SQLite's log, or vacuum PostgreSQL's arrival tables.

        Where readers keep SQLite's log in use, it is emptied by a later checkpoint.
        """
        autocommit = {"isolation_level": "AUTOCOMMIT"}
        with self.engine.connect().execution_options(**autocommit) as connection:
            if not self.is_sqlite:
                connection.execute(
                    text(
                        "VACUUM arrival, receipt, comment_arrival, paper_entry, "
                        "ddci_arrival, ddci_receipt"
                    )
                )
                return
            # A checkpoint that waits for readers keeps writers out meanwhile, so it waits briefly.
            with self._writer_lock:
                usual, _ = SQLITE_PRAGMAS["busy_timeout"]
                connection.execute(text(f"PRAGMA busy_timeout = {CHECKPOINT_WAIT_MS}"))
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
                connection.execute(text(f"PRAGMA busy_timeout = {usual}"))

    def close(self) -> None:
        self.engine.dispose()


def _create_engine(url: str) -> Engine:
    pool: dict[str, Any] = {
        "pool_size": CONNECTIONS,
        "max_overflow": 0,
        "pool_timeout": WRITE_WAIT_SECONDS,
    }
    if url.startswith("sqlite"):
        # A directory's name may hold `?`, which a URL would take for the start of options.
        database = URL.create("sqlite", database=url.removeprefix("sqlite:///"))
        same_thread = {"check_same_thread": False}
        engine = create_engine(database, connect_args=same_thread, **pool)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "handle_error", _leave_failed_file)
    else:
        said = make_url(url).query
        connect_args = {
            name: value
            for name, value in POSTGRES_CONNECTION.items()
            if name not in said
        }
        engine = create_engine(
            url,
            connect_args=connect_args,
            pool_pre_ping=True,
            pool_recycle=RECYCLE_SECONDS,
            **pool,
        )
        event.listen(engine, "connect", _check_postgres)
        event.listen(engine, "begin", _begin_postgres)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: Any) -> None:
    assert isinstance(connection, SqliteConnection)
    # The driver must not open transactions by itself: we choose between DEFERRED and IMMEDIATE.
    connection.isolation_level = None
    for name, (value, expected) in SQLITE_PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}").close()
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != expected:
            raise UnsafeEngine(f"PRAGMA {name} is {found!r}, expected {expected!r}")


def _begin_sqlite(connection: Connection) -> None:
    if _commits_by_itself(connection):
        return
    options = connection.get_execution_options()
    if not options.get("sipas_writes", False):
        connection.exec_driver_sql("BEGIN DEFERRED")
        return
    usual, _ = SQLITE_PRAGMAS["busy_timeout"]
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {_milliseconds_left(options)}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        if not connection.invalidated:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {usual}")


def _milliseconds_left(options: Mapping[str, Any]) -> int:
    """Return how long a write may still wait; never 0, which PostgreSQL takes for no limit."""
    return max(int(1000 * (options["sipas_deadline"] - time.monotonic())), 1)


def _leave_failed_file(context: ExceptionContext) -> None:
    """Close a connection under which SQLite's disk failed; another sees the file as it is by then."""
    code: int = getattr(context.original_exception, "sqlite_errorcode", 0)
    # An extended code keeps the kind of error in its lowest byte.
    if code & 0xFF in _DISK_FAILED:
        context.is_disconnect = True
        _let_go(context.connection)


def _let_go(connection: Connection | None) -> None:
    """Give the write lock back: closing waits for statements, and a failure's traceback holds one."""
    if connection is not None and not connection.invalidated:
        try:
            connection.connection.rollback()
        except sqlite3.Error:
            # The disk that failed; SQLite has rolled back by itself.
            pass


def _commits_by_itself(connection: Connection) -> bool:
    # Asking for the isolation level would ask the server, at each beginning.
    return connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"


def _check_postgres(connection: DBAPIConnection, _record: Any) -> None:
    cursor = connection.cursor()
    for name, accepted in POSTGRES_SETTINGS.items():
        cursor.execute(f"SHOW {name}")
        (found,) = cursor.fetchone() or (None,)
        if found not in accepted:
            raise UnsafeEngine(
                f"PostgreSQL's {name} is {found!r}, expected {' or '.join(accepted)}"
            )
    cursor.close()
    connection.rollback()


def _begin_postgres(connection: Connection) -> None:
    if _commits_by_itself(connection):
        return
    options = connection.get_execution_options()
    if not options.get("sipas_writes", False):
        # By default each statement would see a newer state, and a page's total not its parts' sum.
        connection.exec_driver_sql(
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
        )
    else:
        limited = options["sipas_limit"]
        wait = _milliseconds_left(options) if limited else 0
        run = int(WRITE_WAIT_SECONDS * 1000) if limited else 0
        connection.exec_driver_sql(
            f"SET LOCAL lock_timeout = {wait}; SET LOCAL statement_timeout = {run}"
        )
