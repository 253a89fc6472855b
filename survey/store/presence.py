"""Whether other processes have the database open, which an upgrade must not happen under."""

import sqlite3
import time
from contextlib import closing

from sqlalchemy import text

from survey.store.engine import APPLICATION, Store

# Long enough for a command that is about to end.
PATIENCE_SECONDS = 1.0

_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = :name AND pid <> pg_backend_pid()
"""


def is_used_by_others(store: Store) -> bool:
    """Tell whether anyone else has the database open, be it idle. Closes the store's connections."""
    store.close()
    if store.is_sqlite:
        return not _can_be_had_alone(str(store.engine.url.database))
    deadline = time.monotonic() + PATIENCE_SECONDS
    # A server takes its time to forget a connection, our own that were closed just now among them.
    while (others := _others(store)) and time.monotonic() < deadline:
        time.sleep(PATIENCE_SECONDS / 20)
    return bool(others)


def _others(store: Store) -> int:
    with store.reading() as session:
        return int(
            session.connection().scalar(text(_OTHERS), {"name": APPLICATION}) or 0
        )


def _can_be_had_alone(file: str) -> bool:
    with closing(
        sqlite3.connect(file, timeout=PATIENCE_SECONDS, isolation_level=None)
    ) as database:
        # Whoever has a file with a log open keeps a shared lock on it, even between transactions.
        database.execute("PRAGMA locking_mode = EXCLUSIVE").fetchone()
        try:
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            return False
        database.execute("ROLLBACK")
        return True
