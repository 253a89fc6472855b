"""Processes that are killed or asked to end while people send (TRUST R01, R16)."""

import os
import random
import signal
import time

from tests.faults.drill import Report, drill
from tests.faults.phones import Crowd
from tests.faults.stage import POSTGRES, Bench, Running, Stage

PATIENCE_SECONDS = 40.0
# DESIGN: gunicorn's thirty seconds and some for the night's work.
LONGEST_STOP_SECONDS = 35.0


def way_of(engine: str, **how: object) -> Running:
    """Return how an engine is served: PostgreSQL by two processes, as it is meant for."""
    options = ("--workers", "2") if engine == POSTGRES else ()
    return Running(options=options, **how)  # type: ignore[arg-type]


def kill_workers(stage: Stage, people: Crowd, *, times: int) -> None:
    """Kill all workers at random moments; each time people must be able to send again."""
    rng = random.Random(times)
    for _ in range(times):
        time.sleep(rng.uniform(0.2, 0.8))
        for worker in stage.workers:
            os.kill(worker, signal.SIGKILL)
        people.wait_for_more(5, within_seconds=PATIENCE_SECONDS)


def workers_killed(bench: Bench, engine: str) -> Report:
    """kill -9 of all workers, five times; the master starts others."""
    with bench.stage(engine, way_of(engine)) as stage:
        return drill(stage, lambda people: kill_workers(stage, people, times=5))


def master_killed(bench: Bench, engine: str) -> Report:
    """kill -9 of the master, whose workers are left alone, and a new start, twice."""

    def strike(people: Crowd) -> None:
        for _ in range(2):
            assert stage.process is not None
            os.kill(stage.master, signal.SIGKILL)
            stage.process.wait()
            time.sleep(0.5)
            stage.start()
            people.wait_for_more(5, within_seconds=PATIENCE_SECONDS)

    with bench.stage(engine, way_of(engine)) as stage:
        return drill(stage, strike)


def everything_killed(bench: Bench, engine: str) -> Report:
    """kill -9 of master and workers at once."""
    with bench.stage(engine, way_of(engine)) as stage:
        return drill(stage, lambda people: stage.kill())


def asked_to_end(bench: Bench, engine: str) -> Report:
    """SIGTERM at random moments under load, and a new start, ten times."""
    longest = 0.0

    def strike(people: Crowd) -> str:
        nonlocal longest
        rng = random.Random(10)
        for _ in range(10):
            time.sleep(rng.uniform(0.1, 0.5))
            longest = max(longest, stage.stop())
            stage.start()
            people.wait_for_more(5, within_seconds=PATIENCE_SECONDS)
        assert longest < LONGEST_STOP_SECONDS, f"a stop took {longest:.0f} s"
        return f"longest stop {longest:.1f} s"

    with bench.stage(engine, way_of(engine)) as stage:
        return drill(stage, strike)
