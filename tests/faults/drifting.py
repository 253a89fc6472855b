"""Settings of the database that drift under a running service (TRUST R03)."""

import sqlite3
import time
from http.client import HTTPConnection

from tests.faults.blocked import connected, end_sessions
from tests.faults.drill import Report, drill
from tests.faults.killed import way_of
from tests.faults.phones import Crowd
from tests.faults.stage import SQLITE, Bench, Stage

PATIENCE_SECONDS = 40.0
NOT_DURABLE = "ALTER DATABASE {} SET synchronous_commit = off"
DURABLE = "ALTER DATABASE {} RESET synchronous_commit"


def settings_drift(bench: Bench, engine: str) -> Report:
    """Somebody makes the database forgetful while it is in use: nothing is acknowledged meanwhile, or it is undone."""
    with bench.stage(engine, way_of(engine)) as stage:
        if engine == SQLITE:
            return drill(stage, lambda people: _change_file(stage, people))
        return drill(stage, lambda people: _change_server(stage, people))


def _change_server(stage: Stage, people: Crowd) -> str:
    """PostgreSQL's new sessions do not wait for the disk: no answer is taken, and /readyz says why."""
    with connected(stage) as server:
        name = server.info.dbname
        server.execute(NOT_DURABLE.format(name).encode())
        try:
            end_sessions(server)
            time.sleep(0.5)
            acknowledged = people.acknowledged
            time.sleep(1.5)
            assert people.acknowledged == acknowledged, "acknowledged all the same"
            status, said = _readiness(stage)
            assert (status, "database-unsafe" in said) == (503, True), said
        finally:
            server.execute(DURABLE.format(name).encode())
    people.wait_for_more(10, within_seconds=PATIENCE_SECONDS)
    assert "database-unsafe" not in _readiness(stage)[1]
    return "no answer taken meanwhile, /readyz said why"


def _change_file(stage: Stage, people: Crowd) -> str:
    """SQLite's log is taken away: not under a running service, and what was done between two starts is undone."""
    file = stage.url.removeprefix("sqlite:///")
    taken = _without_log(file)
    assert taken == "wal", f"under a running service: {taken}"
    people.wait_for_more(10, within_seconds=PATIENCE_SECONDS)
    stage.stop()
    assert _without_log(file) == "delete"
    stage.start()
    people.wait_for_more(10, within_seconds=PATIENCE_SECONDS)
    assert _journal_mode(file) == "wal"
    return "log kept while in use, and brought back at the next start"


def _without_log(file: str) -> str:
    """Try to take the log away as another program would; return what the file has then."""
    connection = sqlite3.connect(file, timeout=0.5)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        assert "locked" in str(error), error
    finally:
        connection.close()
    return _journal_mode(file)


def _journal_mode(file: str) -> str:
    connection = sqlite3.connect(file)
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    connection.close()
    return str(mode)


def _readiness(stage: Stage) -> tuple[int, str]:
    connection = HTTPConnection("localhost", stage.port, timeout=20)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()
