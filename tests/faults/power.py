"""A disk that loses power while people send, and comes back (TRUST R02)."""

import tempfile
import time
from pathlib import Path

from tests.faults.blocked import connected
from tests.faults.drill import Report, settle
from tests.faults.mounts import Disk, disk, let_postgres_in
from tests.faults.phones import crowd
from tests.faults.restarts import kill_processes, processes_of
from tests.faults.stage import POSTGRES, SQLITE, Bench, Running, Stage
from tests.fixtures.postgres import PostgresServer, running_server

PATIENCE_SECONDS = 40.0
ENOUGH = 100


def power_cut(
    bench: Bench, engine: str, *, kind: str = "ext4", mutation: str = ""
) -> Report:
    """The filesystem under the database stops without flushing, and everything is killed."""
    folder = Path(tempfile.mkdtemp(dir=bench.folder))
    with disk(folder, kind) as under:
        how = Running(mutation=mutation)
        if engine == SQLITE:
            return _sqlite_loses_power(bench, under, how)
        return _postgres_loses_power(bench, under, how)


def _sqlite_loses_power(bench: Bench, under: Disk, how: Running) -> Report:
    directory = under.point / "installation"
    with bench.stage(SQLITE, how, installed_in=directory) as stage:
        return _struck(stage, under)


def _postgres_loses_power(bench: Bench, under: Disk, how: Running) -> Report:
    let_postgres_in(bench.folder, under.point.parent, under.point)
    with running_server(cluster=under.point / "data") as server:
        with bench.stage(POSTGRES, how, server=server) as stage:
            if how.mutation:
                _set_system(
                    stage, "synchronous_commit = off", "wal_writer_delay = 10000"
                )
            return _struck(stage, under, server)


def _struck(stage: Stage, under: Disk, server: PostgresServer | None = None) -> Report:
    under.flush()
    # Read now: its file lies on the disk that is about to go.
    of_server = processes_of(server) if server else []
    with crowd(stage.line, stage.ledger) as people:
        people.wait_for_more(ENOUGH, within_seconds=PATIENCE_SECONDS)
        under.cut_power()
        people.stop()
        kill_processes(of_server)
        stage.kill()
    under.unmount()
    under.mount()
    if server:
        server.start()
        _set_system(stage, "synchronous_commit = on")
    stage.start()
    report = settle(stage)
    # Before its disk is taken away.
    stage.kill()
    return report


def _set_system(stage: Stage, *settings: str) -> None:
    """Change settings of the whole PostgreSQL server, in sessions that are open, too."""
    with connected(stage) as server:
        for setting in settings:
            server.execute(f"ALTER SYSTEM SET {setting}".encode())
        server.execute("SELECT pg_reload_conf()")
    # The sessions read their settings anew when they are told to, a moment later.
    time.sleep(0.5)
