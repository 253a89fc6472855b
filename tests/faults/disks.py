"""Disks that fail or get full (TRUST R04, R05)."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.faults.blocked import connected, end_sessions
from tests.faults.drill import Report, drill
from tests.faults.killed import way_of
from tests.faults.ledger import ACKNOWLEDGED
from tests.faults.mounts import MEGABYTE, let_postgres_in, memory_disk
from tests.faults.network import NotAllowed
from tests.faults.phones import Crowd
from tests.faults.restarts import processes_of
from tests.faults.stage import POSTGRES, SQLITE, Bench, Running, Stage
from tests.fixtures.postgres import running_server

PATIENCE_SECONDS = 40.0
BALLAST = "ballast"
DISK_BYTES = {SQLITE: 8 * MEGABYTE, POSTGRES: 128 * MEGABYTE}
# Between two failures a thread's calls succeed, so that the service can show that it goes on.
# Each session, at its eighth commit.
POSTGRES_EIO = ("fdatasync", "error=EIO:when=8")
EIO = ("fdatasync,fsync", "error=EIO:when=6+5")
ENOSPC = ("pwrite64", "error=ENOSPC:when=40+29")
KILLED = ("fdatasync", "signal=KILL:when=9")


def strace(calls: str, injection: str) -> tuple[str, ...]:
    """Return the command that lets system calls of a program and its children fail. Raises NotAllowed."""
    program = shutil.which("strace")
    if program is None:
        raise NotAllowed("no strace on this machine")
    options = ("-f", "-qqq", "-o", "/dev/null", "-e", f"trace={calls}")
    trial = [program, *options, "true"]
    if subprocess.run(trial, capture_output=True).returncode:
        raise NotAllowed("strace may not trace here")
    return (program, *options, "-e", f"inject={calls}:{injection}")


@contextmanager
def failing_under(pid: int, calls: str, injection: str) -> Iterator[None]:
    """Let system calls fail of whatever a running process starts from now on."""
    tracing = subprocess.Popen([*strace(calls, injection), "-p", str(pid)])
    time.sleep(1)
    assert tracing.poll() is None, "strace could not attach"
    try:
        yield
    finally:
        # It lets go of what it traced.
        tracing.terminate()
        tracing.wait()


def failing_calls(bench: Bench, engine: str, *, injected: Sequence[str]) -> Report:
    """Some system calls of the service fail: what failed is not acknowledged, the rest goes on."""

    def strike(people: Crowd) -> None:
        people.wait_for_more(60, within_seconds=PATIENCE_SECONDS)

    with bench.stage(engine, Running(behind=strace(*injected))) as stage:
        return drill(stage, strike)


def sync_fails(bench: Bench, engine: str) -> Report:
    """fdatasync and fsync fail with EIO; PostgreSQL then restarts by itself."""
    if engine == POSTGRES:
        report = _postgres_sync_fails(bench)
    else:
        report = failing_calls(bench, engine, injected=EIO)
    assert report.found.unknown, "no call failed"
    return report


def _postgres_sync_fails(bench: Bench) -> Report:
    def strike(people: Crowd) -> None:
        server_process, *_ = processes_of(bench.server)
        with failing_under(server_process, *POSTGRES_EIO), connected(stage) as server:
            # Only sessions that begin now are traced.
            end_sessions(server)
            _wait_until_refused(people, more=5)
        people.wait_for_more(20, within_seconds=PATIENCE_SECONDS)

    with bench.stage(POSTGRES, way_of(POSTGRES)) as stage:
        return drill(stage, strike)


def write_finds_no_space(bench: Bench, engine: str) -> Report:
    """pwrite fails with ENOSPC."""
    report = failing_calls(bench, engine, injected=ENOSPC)
    assert report.found.unknown, "no call failed"
    return report


def killed_in_sync(bench: Bench, engine: str) -> Report:
    """The worker is killed exactly inside fdatasync, again and again."""
    report = failing_calls(bench, engine, injected=KILLED)
    assert report.found.unknown, "nothing was killed"
    return report


def full_disk(bench: Bench, engine: str, *, mutation: str = "") -> Report:
    """The database's filesystem gets full; with space again it goes on by itself."""
    folder = Path(tempfile.mkdtemp(dir=bench.folder))
    how = Running(mutation=mutation)
    with memory_disk(folder, size=DISK_BYTES[engine]) as place:
        if engine == SQLITE:
            directory = place / "installation"
            with bench.stage(engine, how, installed_in=directory) as stage:
                return _filled(stage, place)
        let_postgres_in(bench.folder, folder, place)
        with running_server(cluster=place / "data") as server:
            with bench.stage(engine, how, server=server) as stage:
                return _filled(stage, place)


def _filled(stage: Stage, place: Path) -> Report:
    """Fill the disk while phones send; see that forms are shown, and give space again."""

    def strike(people: Crowd) -> str:
        _fill_up(place / BALLAST)
        if stage.how.mutation:
            # It refuses nobody.
            people.wait_for_more(60, within_seconds=PATIENCE_SECONDS)
        else:
            _wait_until_refused(people)
        acknowledged, not_shown = people.acknowledged, people.not_shown
        time.sleep(2)
        shown = "shown" if people.not_shown == not_shown else "NOT shown"
        meanwhile = people.acknowledged - acknowledged
        (place / BALLAST).unlink()
        people.wait_for_more(10, within_seconds=PATIENCE_SECONDS)
        return f"forms {shown} and {meanwhile} acknowledged while full"

    report = drill(stage, strike)
    # Before its disk is taken away.
    stage.kill()
    return report


def _fill_up(ballast: Path) -> None:
    """Write until nothing more fits."""
    try:
        with ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
    except OSError:
        return


def _wait_until_refused(people: Crowd, *, more: int = 1) -> None:
    """Wait until answers were not acknowledged; free pages of a log take some more."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    begun = sum(1 for _ in people.ledger.sendings())
    while True:
        since = list(people.ledger.sendings())[begun:]
        if sum(sent.kind != ACKNOWLEDGED for sent in since) >= more:
            return
        assert time.monotonic() < deadline, "nothing failed"
        time.sleep(0.1)
