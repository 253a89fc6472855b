"""Slow connections in every run of the tests; three hundred of each kind are struck with by `make faults`."""

from contextlib import ExitStack
from pathlib import Path

from tests.faults.drill import settle
from tests.faults.slow import (
    besieged,
    half_handshakes,
    honest_posts,
    silence,
    slow_bodies,
    slow_heads,
)
from tests.faults.stage import SQLITE, Running, open_bench

# Three times as many connections of each kind as there are threads to hold.
THREADS = 4
CONNECTIONS = 12


def test_slow_connections_keep_nobody_waiting(certificate: tuple[Path, Path]) -> None:
    how = Running(options=("--threads", str(THREADS)), certificate=certificate)
    with open_bench() as bench, bench.stage(SQLITE, how) as stage:
        with ExitStack() as siege:
            for hold in (slow_heads, slow_bodies, half_handshakes, silence):
                siege.enter_context(besieged(stage.line, hold, connections=CONNECTIONS))
            honest = honest_posts(stage, seconds=2)
        report = settle(stage)
    assert honest.failed == 0, honest
    assert report.holds, report
