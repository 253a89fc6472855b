"""Every answer by every channel, as `sipas canary` gives them to the running service (TRUST R31)."""

import json
import os
import subprocess
from collections import Counter
from dataclasses import replace

from sqlmodel import col, select

from survey.store.engine import Store
from survey.store.tables import Arrival, Response
from survey.store.tables.answers import CANARY
from tests.faults.drill import Report, settle
from tests.faults.killed import way_of
from tests.faults.phones import crowd
from tests.faults.stage import Bench, Stage
from tests.fixtures.service import SIPAS

PATIENCE_SECONDS = 40.0


def every_answer(bench: Bench, engine: str) -> Report:
    """`sipas canary` gives every answer by every channel, before and after a kill; totals move by just that."""
    with bench.stage(engine, way_of(engine)) as stage:
        with crowd(stage.line, stage.ledger, phones=4) as people:
            people.wait_for_more(20, within_seconds=PATIENCE_SECONDS)
        # The canary's answers are in no ledger.
        report = settle(stage)
        before = _n_by_class(stage.url)
        rated = _canary(stage)
        stage.kill()
        stage.start()
        rated += _canary(stage)
        gained = _n_by_class(stage.url) - before
    assert gained == Counter({CANARY: rated}), f"{rated} rated, gained {dict(gained)}"
    return replace(
        report, note=f"{rated} ratings by the canary stored, in its own class"
    )


def _canary(stage: Stage) -> int:
    """Let the canary visit; return how many forms it sent. Raises AssertionError where it finds a fault."""
    command = [str(SIPAS), "canary", "--directory", str(stage.directory), "--json"]
    command += ["--url", f"http://localhost:{stage.port}"]
    settings = {
        "SIPAS_ENVIRONMENT": "testing",
        "SIPAS_DATABASE_URL": stage.url,
        "SIPAS_BASE_URL": f"https://localhost:{stage.port}",
    }
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **settings}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return sum(int(way["ratings"]) for way in json.loads(done.stdout)["channels"])


def _n_by_class(url: str) -> Counter[str]:
    store = Store(url)
    with store.reading() as session:
        n = Counter(session.exec(select(col(Arrival.channel))).all())
        n.update(session.exec(select(col(Response.channel))).all())
    store.close()
    return n
