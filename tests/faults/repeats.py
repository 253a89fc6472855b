"""The same form sent again and again: at once, altered, over a bad network (TRUST R10, R11)."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from sqlmodel import col, select

from survey.store.engine import Store
from survey.store.tables import AlteredRepeat
from tests.faults.drill import Report, settle
from tests.faults.killed import way_of
from tests.faults.ledger import ACKNOWLEDGED, REJECTED
from tests.faults.network import among_lost_packets, bad_network
from tests.faults.phones import Line, NoFormShown
from tests.faults.stage import Bench, Stage
from tests.fixtures.certificate import make_certificate

THREADS = 50
TRIES = 20
# The page waits up to a minute between tries; nobody has to wait for that here.
LONGEST_PAUSE_SECONDS = 0.3
BAD_PATIENCE_SECONDS = 5.0


def send_at_once(stage: Stage, *, forms: int, threads: int = THREADS) -> None:
    """Send each form from many threads in the same moment."""
    rng = random.Random(forms)
    for _ in range(forms):
        form = stage.line.open_form(rng)
        gate = threading.Barrier(threads)

        def tap(_: int) -> None:
            gate.wait()
            stage.ledger.note(stage.line.send(form))

        with ThreadPoolExecutor(threads) as people:
            list(people.map(tap, range(threads)))


def send_altered(stage: Stage, *, forms: int) -> int:
    """Send forms, then each key three times with other answers; return how many were altered."""
    rng = random.Random(forms)
    sent = 0
    for _ in range(forms):
        form = stage.line.open_form(rng)
        stage.ledger.note(stage.line.send(form))
        for _ in range(3):
            other = "".join(str(6 - int(level)) for level in form.scores)
            scores = other if other != form.scores else "1" * len(other)
            stage.ledger.note(stage.line.send(replace(form, scores=scores)))
            sent += 1
    return sent


def altered_counted(url: str) -> int:
    """Return how many altered repeats the database has counted."""
    store = Store(url)
    with store.reading() as session:
        counted = sum(session.exec(select(col(AlteredRepeat.n))).all())
    store.close()
    return counted


def insist(line: Line, stage: Stage, *, citizens: int, phones: int = 16) -> int:
    """Let each citizen send one form until a receipt is shown; return how many gave up."""

    def citizen(seed: int) -> bool:
        rng = random.Random(seed)
        for turn in range(TRIES):
            try:
                form = line.open_form(rng)
                break
            except NoFormShown:
                pause(rng, turn)
        else:
            return False
        for turn in range(TRIES):
            sent = line.send(form)
            stage.ledger.note(sent)
            if sent.kind in (ACKNOWLEDGED, REJECTED):
                return sent.kind == ACKNOWLEDGED
            pause(rng, turn)
        return False

    with ThreadPoolExecutor(phones) as people:
        return list(people.map(citizen, range(citizens))).count(False)


def pause(rng: random.Random, turn: int) -> None:
    """Wait a random part of a pause that grows with every turn."""
    threading.Event().wait(min(LONGEST_PAUSE_SECONDS, 0.05 * 2**turn) * rng.random())


def fifty_at_once(bench: Bench, engine: str, *, mutation: str = "") -> Report:
    """Each of ten forms is sent by fifty threads in the same moment."""
    with bench.stage(engine, way_of(engine, mutation=mutation)) as stage:
        send_at_once(stage, forms=10)
        return settle(stage, note="10 forms sent 500 times")


def altered(bench: Bench, engine: str) -> Report:
    """Used keys come again with other answers: first content and first receipt stay, repeats are counted."""
    with bench.stage(engine, way_of(engine)) as stage:
        sent = send_altered(stage, forms=40)
        counted = altered_counted(stage.url)
        assert counted == sent, f"{sent} altered repeats, {counted} counted"
        return settle(stage, note=f"{counted} altered repeats counted, none stored")


def insist_over_a_bad_network(stage: Stage, *, citizens: int) -> str:
    """Let citizens insist over a relay that swallows, cuts, resets and delays; return what it did."""
    with bad_network(stage.port, seed=citizens) as weather:
        line = replace(
            stage.line, port=weather.port, patience_seconds=BAD_PATIENCE_SECONDS
        )
        gave_up = insist(line, stage, citizens=citizens)
    tries = sum(1 for _ in stage.ledger.sendings())
    fates = ", ".join(f"{n} {fate}" for fate, n in sorted(weather.fates.items()))
    return f"{gave_up} gave up in {tries} sendings; connections: {fates}"


def over_a_bad_network(bench: Bench, engine: str) -> Report:
    """Answers swallowed, connections reset or cut, delays; each of 200 citizens insists."""
    with bench.stage(engine, way_of(engine)) as stage:
        return settle(stage, note=insist_over_a_bad_network(stage, citizens=200))


def over_a_bad_network_with_tls(bench: Bench, engine: str) -> Report:
    """The same with the service's own certificate: handshakes break, too."""
    how = way_of(engine, certificate=make_certificate(bench.folder))
    with bench.stage(engine, how) as stage:
        return settle(stage, note=insist_over_a_bad_network(stage, citizens=100))


def among_losses(bench: Bench, engine: str) -> Report:
    """Eight of a hundred packets get lost; each of 60 citizens insists."""

    def work() -> Report:
        with bench.stage(engine, way_of(engine)) as stage:
            line = replace(stage.line, patience_seconds=BAD_PATIENCE_SECONDS)
            gave_up = insist(line, stage, citizens=60)
            return settle(stage, note=f"{gave_up} gave up")

    return among_lost_packets(work)
