"""Very many at once, long readers beside them, and a long time (TRUST R26, R28, R29)."""

import os
import random
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import text

from survey.clock import VIETNAM
from survey.store.closing import next_day_to_seal
from survey.store.engine import Store
from tests.faults.blocked import connected
from tests.faults.drill import Report, settle
from tests.faults.killed import way_of
from tests.faults.ledger import BUSY
from tests.faults.phones import crowd
from tests.faults.rules import memory_megabytes
from tests.faults.stage import SQLITE, Bench, Stage
from tests.fixtures.service import SIPAS

CITIZENS = 1_000
MOST_MEGABYTES = 400
READERS = 10
READING_SECONDS = 8.0
# TRUST R28. The rest is for a machine that does other things, too.
SLOWEST_BESIDE_READERS_SECONDS = 1.0 + 1.0
# The whole soak takes hours: SIPAS_SOAK_SECONDS=14400.
SOAK_SECONDS = float(os.environ.get("SIPAS_SOAK_SECONDS", "60"))
SOAK_DAYS = 4
FIRST_NOON = datetime(2026, 11, 25, 12, tzinfo=VIETNAM)
MOST_GROWTH_MEGABYTES = 30
MOST_LOG_BYTES = 64 << 20
PATIENCE_SECONDS = 60.0


def thousand_at_once(bench: Bench, engine: str) -> Report:
    """A thousand citizens send within a second: none lost, nobody meets a failure."""
    with bench.stage(engine, way_of(engine)) as stage:
        rng = random.Random(CITIZENS)
        forms = [stage.line.open_form(rng) for _ in range(CITIZENS)]
        begun = time.monotonic()

        def citizen(place: int) -> None:
            due = begun + place / CITIZENS
            time.sleep(max(due - time.monotonic(), 0))
            stage.ledger.note(stage.line.send(forms[place]))

        with ThreadPoolExecutor(200) as people:
            list(people.map(citizen, range(CITIZENS)))
        waits = sorted(sent.seconds for sent in stage.ledger.sendings())
        reasons = {sent.reason for sent in stage.ledger.sendings()}
        memory = memory_megabytes(stage)
        assert reasons <= {"303", BUSY}, f"answers {sorted(reasons)}"
        assert memory < MOST_MEGABYTES, f"{memory:.0f} MB"
        note = f"99 of 100 within {waits[CITIZENS * 99 // 100]:.1f} s, {memory:.0f} MB"
        return settle(stage, note=note)


def long_readers(bench: Bench, engine: str) -> Report:
    """Readers go through everything and backups are made, again and again, while people send."""
    with bench.stage(engine, way_of(engine)) as stage:
        with crowd(stage.line, stage.ledger, phones=4) as people:
            people.wait_for_more(20, within_seconds=PATIENCE_SECONDS)
            with _readers(stage):
                until = time.monotonic() + READING_SECONDS
                backups = 0
                while time.monotonic() < until:
                    _back_up(stage, backups)
                    backups += 1
        waits = sorted(sent.seconds for sent in stage.ledger.sendings())
        slowest = waits[len(waits) * 99 // 100]
        limit = SLOWEST_BESIDE_READERS_SECONDS
        assert slowest < limit, f"99 of 100 took up to {slowest:.1f} s"
        note = f"{READERS} readers, {backups} backups; 99 of 100 within {slowest:.1f} s"
        return settle(stage, note=note)


@contextmanager
def _readers(stage: Stage) -> Iterator[None]:
    """Read all tables of answers over and over, each time on one snapshot."""
    ending = threading.Event()
    store = Store(stage.url)

    def read() -> None:
        while not ending.is_set():
            with store.reading() as session:
                for table in ("arrival", "receipt", "response"):
                    session.connection().execute(text(f"SELECT * FROM {table}")).all()
                    ending.wait(0.05)

    with ThreadPoolExecutor(READERS) as threads:
        reading = [threads.submit(read) for _ in range(READERS)]
        try:
            yield
        finally:
            ending.set()
    store.close()
    for each in reading:
        each.result()


def _back_up(stage: Stage, number: int) -> None:
    command = [str(SIPAS), "backup", "--directory", str(stage.directory)]
    suffix = "sqlite" if stage.url.startswith("sqlite") else "dump"
    subprocess.run(
        [*command, str(stage.folder / f"backup-{number}.{suffix}")],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "SIPAS_DATABASE_URL": stage.url},
    )


def soak(bench: Bench, engine: str) -> Report:
    """People send all the time, a new start each day closes the day before: memory and log stay as they are."""
    with bench.stage(engine, way_of(engine, environ=_noon(0))) as stage:
        grown: list[float] = []
        with crowd(stage.line, stage.ledger, phones=4) as people:
            for day in range(SOAK_DAYS):
                if day:
                    stage.stop()
                    stage.how = replace(stage.how, environ=_noon(day))
                    stage.start()
                people.wait_for_more(30, within_seconds=PATIENCE_SECONDS)
                before = memory_megabytes(stage)
                time.sleep(SOAK_SECONDS / SOAK_DAYS)
                grown.append(memory_megabytes(stage) - before)
        size = _log_bytes(stage, engine)
        closed = _days_closed(stage)
        assert closed == SOAK_DAYS - 1, f"{closed} days closed"
        assert max(grown) < MOST_GROWTH_MEGABYTES, f"memory grew by {max(grown):.0f} MB"
        assert size < MOST_LOG_BYTES, f"the log has {size >> 20} MB"
        note = (
            f"{SOAK_SECONDS:.0f} s, {closed} days closed, "
            f"memory grew by {max(grown):.0f} MB, log {size >> 10} KB"
        )
        return settle(stage, note=note)


def _noon(day: int) -> dict[str, str]:
    """Return the clock that begins at noon, some days after the first."""
    return {"SIPAS_TEST_CLOCK": (FIRST_NOON + timedelta(days=day)).isoformat()}


def _days_closed(stage: Stage) -> int:
    """Return how many days since the first have been closed."""
    store = Store(stage.url)
    with store.reading() as session:
        day = next_day_to_seal(session)
    store.close()
    assert day is not None
    return (day - FIRST_NOON.date()).days


def _log_bytes(stage: Stage, engine: str) -> int:
    if engine == SQLITE:
        return os.path.getsize(f"{stage.url.removeprefix('sqlite:///')}-wal")
    with connected(stage) as server:
        row = server.execute("SELECT sum(size) FROM pg_ls_waldir()").fetchone()
        assert row is not None
        return int(str(row[0]))
