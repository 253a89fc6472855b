"""What was acknowledged is there: with many threads, with a killed process, with a long writer."""

import hashlib
import secrets
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from survey.store import inbox
from survey.store.engine import Store
from survey.store.inbox import Submission
from survey.store.tables import Arrival, Receipt
from tests.fixtures.people import RECEIPT_KEY, make_counter, make_submission, make_wave

ROOT = Path(__file__).parents[2]
THREADS, ANSWERS_EACH = 16, 20
ENOUGH = 30

# Posts answers and says which key was acknowledged, until it is killed.
POSTING = """
import secrets
import sys
from datetime import date

from survey.store import inbox
from survey.store.engine import Store

store = Store(sys.argv[1])
while True:
    key = secrets.token_bytes(16)
    submission = inbox.Submission(
        key=key,
        counter_id=int(sys.argv[2]),
        instrument_id=int(sys.argv[3]),
        received_on=date(2026, 11, 25),
        channel="D",
        scores="555555",
    )
    with store.writing() as session:
        inbox.submit(session, submission, receipt_key=b"key")
    print(key.hex(), flush=True)
"""


@pytest.fixture
def submission(store: Store) -> Submission:
    """Give an answered form of a counter that exists."""
    with store.writing() as session:
        return make_submission(make_counter(session), make_wave(session))


def post(store: Store, submission: Submission) -> inbox.Acknowledgement:
    with store.writing() as session:
        return inbox.submit(session, submission, receipt_key=RECEIPT_KEY)


def stored(session: Session) -> tuple[int, set[str]]:
    """Return how many answers there are, and the hashes of their keys."""
    arrivals = session.scalars(select(col(Arrival.id))).all()
    return len(arrivals), set(session.scalars(select(col(Receipt.key_hash))))


def test_sixteen_threads_lose_nothing(store: Store, submission: Submission) -> None:
    start = threading.Barrier(THREADS)

    def post_many(_: int) -> int:
        start.wait()
        for _ in range(ANSWERS_EACH):
            post(store, replace(submission, key=secrets.token_bytes(16)))
        return ANSWERS_EACH

    with ThreadPoolExecutor(THREADS) as threads:
        acknowledged = sum(threads.map(post_many, range(THREADS)))
    with store.reading() as session:
        n, keys = stored(session)
    assert n == len(keys) == acknowledged == THREADS * ANSWERS_EACH


def test_sixteen_taps_at_once_store_one_answer(
    store: Store, submission: Submission
) -> None:
    start = threading.Barrier(THREADS)

    def tap(_: int) -> inbox.Acknowledgement:
        start.wait()
        return post(store, submission)

    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(threads.map(tap, range(THREADS)))
    assert [answer.seen_before for answer in answers].count(False) == 1
    assert len({answer.code for answer in answers}) == 1
    with store.reading() as session:
        assert stored(session)[0] == 1


def test_a_killed_process_loses_no_acknowledged_answer(
    store: Store, store_url: str, submission: Submission
) -> None:
    ids = [str(submission.counter_id), str(submission.instrument_id)]
    process = subprocess.Popen(
        [sys.executable, "-c", POSTING, store_url, *ids],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    acknowledged = [process.stdout.readline().strip() for _ in range(ENOUGH)]
    process.send_signal(signal.SIGKILL)
    acknowledged += process.communicate()[0].split()
    with store.reading() as session:
        n, keys = stored(session)
    hashes = {
        hashlib.sha256(bytes.fromhex(key)).hexdigest()
        for key in acknowledged
        if len(key) == 32  # the last line may be cut off
    }
    assert len(hashes) >= ENOUGH
    assert hashes <= keys
    assert n == len(keys)
