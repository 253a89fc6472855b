"""PostgreSQL that restarts, is killed, or ends its sessions while people send (TRUST R08)."""

import os
import signal
import time
from collections.abc import Callable, Sequence

from tests.faults.blocked import connected, end_sessions
from tests.faults.drill import Report, drill
from tests.faults.killed import way_of
from tests.faults.phones import Crowd
from tests.faults.stage import Bench, children
from tests.fixtures.postgres import PostgresServer

# TRUST R08 asks for three seconds; the rest is for a machine that does other things, too.
LONGEST_RECOVERY_SECONDS = 6.0
TIMES = 2


def processes_of(server: PostgresServer) -> list[int]:
    """Return the server's process and those that it started."""
    pid = int((server.cluster / "postmaster.pid").read_text("ascii").split()[0])
    return [pid, *children(pid)]


def kill_processes(processes: Sequence[int]) -> None:
    """Kill, the parent first so that it starts no others; return when all are gone."""
    for process in processes:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue
    while any(os.path.exists(f"/proc/{process}") for process in processes):
        time.sleep(0.05)


def restart_immediately(server: PostgresServer) -> None:
    """Stop without a shutdown checkpoint and start again: what is not in the log is gone."""
    server.stop(mode="immediate")
    server.start()


def kill_and_start(server: PostgresServer) -> None:
    """Kill the server and its children, as a machine without memory does."""
    kill_processes(processes_of(server))
    server.start()


def restarted(bench: Bench, engine: str) -> Report:
    """pg_ctl -m immediate, twice."""
    return _struck(bench, engine, restart_immediately)


def server_killed(bench: Bench, engine: str) -> Report:
    """kill -9 of the server and its children, twice."""
    return _struck(bench, engine, kill_and_start)


def _struck(
    bench: Bench, engine: str, strike_server: Callable[[PostgresServer], None]
) -> Report:
    longest = 0.0

    def strike(people: Crowd) -> str:
        nonlocal longest
        for _ in range(TIMES):
            time.sleep(0.5)
            strike_server(bench.server)
            recovery = people.wait_for_more(1, within_seconds=30)
            longest = max(longest, recovery)
            people.wait_for_more(10, within_seconds=30)
        assert longest < LONGEST_RECOVERY_SECONDS, f"recovery took {longest:.1f} s"
        return f"recovered in {longest:.1f} s"

    with bench.stage(engine, way_of(engine)) as stage:
        return drill(stage, strike)


def sessions_ended(bench: Bench, engine: str) -> Report:
    """pg_terminate_backend of every session each 300 ms, for 4 s."""

    def strike(people: Crowd) -> str:
        ended = 0
        with connected(stage) as server:
            until = time.monotonic() + 4
            while time.monotonic() < until:
                ended += end_sessions(server)
                time.sleep(0.3)
        recovery = people.wait_for_more(10, within_seconds=30)
        return f"{ended} sessions ended, recovered in {recovery:.1f} s"

    with bench.stage(engine, way_of(engine)) as stage:
        return drill(stage, strike)
