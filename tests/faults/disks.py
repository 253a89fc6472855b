"""Disks that fail or get full (TRUST R04, R05)."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.faults.drill import Report, drill
from tests.faults.ledger import ACKNOWLEDGED
from tests.faults.mounts import MEGABYTE, memory_disk
from tests.faults.network import NotAllowed
from tests.faults.phones import Crowd
from tests.faults.stage import Bench, Running

PATIENCE_SECONDS = 40.0
BALLAST = "ballast"
# Between two failures a thread's calls succeed, so that the service can show that it goes on.
EIO = ("fdatasync,fsync", "error=EIO:when=6+5")
ENOSPC = ("pwrite64", "error=ENOSPC:when=40+29")
KILLED = ("fdatasync", "signal=KILL:when=9")


def behind_strace(calls: str, injection: str) -> Running:
    """Return how to serve with system calls that fail. Raises NotAllowed."""
    program = shutil.which("strace")
    if program is None:
        raise NotAllowed("no strace on this machine")
    options = ("-f", "-qqq", "-o", "/dev/null", "-e", f"trace={calls}")
    trial = [program, *options, "true"]
    if subprocess.run(trial, capture_output=True).returncode:
        raise NotAllowed("strace may not trace here")
    return Running(behind=(program, *options, "-e", f"inject={calls}:{injection}"))


def failing_calls(bench: Bench, engine: str, *, injected: Sequence[str]) -> Report:
    """Some system calls of the service fail: what failed is not acknowledged, the rest goes on."""

    def strike(people: Crowd) -> None:
        people.wait_for_more(60, within_seconds=PATIENCE_SECONDS)

    with bench.stage(engine, behind_strace(*injected)) as stage:
        return drill(stage, strike)


def sync_fails(bench: Bench, engine: str) -> Report:
    """fsync and fdatasync fail with EIO."""
    report = failing_calls(bench, engine, injected=EIO)
    assert report.found.unknown, "no call failed"
    return report


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
    """SQLite's filesystem gets full; forms are shown meanwhile; with space again it goes on by itself."""

    def strike(people: Crowd) -> str:
        _fill_up(place / BALLAST)
        _wait_until_refused(people)
        acknowledged, not_shown = people.acknowledged, people.not_shown
        time.sleep(2)
        shown = "shown" if people.not_shown == not_shown else "NOT shown"
        meanwhile = people.acknowledged - acknowledged
        (place / BALLAST).unlink()
        people.wait_for_more(10, within_seconds=PATIENCE_SECONDS)
        return f"forms {shown} and {meanwhile} acknowledged while full"

    folder = Path(tempfile.mkdtemp(dir=bench.folder))
    with memory_disk(folder, size=8 * MEGABYTE) as place:
        how = Running(mutation=mutation)
        with bench.stage(engine, how, installed_in=place / "installation") as stage:
            return drill(stage, strike)


def _fill_up(ballast: Path) -> None:
    """Write until nothing more fits."""
    try:
        with ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
    except OSError:
        return


def _wait_until_refused(people: Crowd) -> None:
    """Wait until an answer was not acknowledged; the log's free pages take some more."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while all(sent.kind == ACKNOWLEDGED for sent in people.ledger.sendings()):
        assert time.monotonic() < deadline, "the disk did not get full"
        time.sleep(0.1)
