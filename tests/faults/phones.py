"""Citizens' phones: each fetches a form, fills it in at random, sends it and notes what became of it."""

import hashlib
import random
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode

from forms.questionnaire import load_questionnaire, shipped_text
from survey.citizen.refusals import NOTHING_STORED
from survey.citizen.tokens import read_token
from tests.faults.ledger import (
    ACKNOWLEDGED,
    BUSY,
    REJECTED,
    UNKNOWN,
    Filled,
    Ledger,
    Sent,
)
from tests.fixtures.lan import ADDRESS, CODE, token_in

QUESTIONS = tuple(
    question.code
    for question in load_questionnaire(shipped_text("quick"), source="quick").questions
)
# Longer than a post may wait, so that a slow answer is measured and not cut off.
PATIENCE_SECONDS = 20.0
RECEIPT_LENGTH = 10
BREATH_SECONDS = 0.1


class NoFormShown(Exception):
    """The form could not be fetched, so nothing was sent."""


@dataclass(frozen=True, slots=True)
class Line:
    """How phones reach the service, and what else they say of themselves."""

    port: int
    secrets: Sequence[str]
    ca_file: Path | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    patience_seconds: float = PATIENCE_SECONDS

    def open_form(self, rng: random.Random) -> Filled:
        """Fetch a form and fill it in. Raises NoFormShown."""
        try:
            answer = self._ask("GET")
        except (OSError, HTTPException) as error:
            raise NoFormShown(type(error).__name__) from error
        if answer.status != 200:
            raise NoFormShown(str(answer.status))
        return self.fill_in(token_in(answer.text), rng)

    def fill_in(self, token: str, rng: random.Random) -> Filled:
        """Return a form whose token is known, filled in at random."""
        scores = "".join(str(rng.randint(1, 5)) for _ in QUESTIONS)
        return Filled(key_hash_of(token, self.secrets), token, scores)

    def send(self, form: Filled, *, more: Mapping[str, str] = {}) -> Sent:
        """Send a filled form once. Whatever is neither a receipt nor a refusal proves nothing."""
        begun = time.monotonic()
        body = {"form_token": form.token, **dict(zip(QUESTIONS, form.scores)), **more}
        receipt = ""
        try:
            answer = self._ask("POST", urlencode(body))
            reason = BUSY if answer.says_nothing_is_stored else str(answer.status)
            if answer.status == 303:
                kind = ACKNOWLEDGED
                receipt = answer.location.partition("/phieu/")[2][:RECEIPT_LENGTH]
                assert len(receipt) == RECEIPT_LENGTH, answer.location
            else:
                kind = REJECTED if 400 <= answer.status < 500 else UNKNOWN
        except (OSError, HTTPException) as error:
            kind, reason = UNKNOWN, type(error).__name__
        return Sent(kind, form, receipt, reason, time.monotonic() - begun)

    def _ask(self, method: str, body: str | None = None) -> "Reply":
        """Return what the service says. Raises OSError or HTTPException."""
        connection = self._connection()
        headers = {"Connection": "close", **self.headers}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, ADDRESS, body, headers)
            answer = connection.getresponse()
            name, value = NOTHING_STORED
            return Reply(
                status=answer.status,
                location=answer.getheader("Location", ""),
                says_nothing_is_stored=answer.getheader(name) == value,
                text=answer.read().decode(),
            )
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        if self.ca_file is None:
            return HTTPConnection("localhost", self.port, timeout=self.patience_seconds)
        context = ssl.create_default_context(cafile=str(self.ca_file))
        return HTTPSConnection(
            "localhost", self.port, timeout=self.patience_seconds, context=context
        )


def key_hash_of(token: str, secrets: Sequence[str]) -> str:
    """Return how the store names the submission key of a form token."""
    issued = read_token(token, code=CODE, known_secrets=secrets)
    assert issued is not None
    return hashlib.sha256(issued.token.key).hexdigest()


@dataclass(frozen=True, slots=True)
class Reply:
    """What of an answer matters here."""

    status: int
    location: str
    says_nothing_is_stored: bool
    text: str


@dataclass(slots=True)
class Crowd:
    """Phones that go on sending until told to stop."""

    line: Line
    ledger: Ledger
    not_shown: int = 0
    why_not_shown: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    _stopping: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def stop(self) -> None:
        self._stopping.set()

    def wait_for_more(self, n: int, *, within_seconds: float) -> float:
        """Return the seconds until `n` more answers were acknowledged. Raises AssertionError."""
        begun = time.monotonic()
        goal = self.acknowledged + n
        while self.acknowledged < goal:
            waited = time.monotonic() - begun
            assert waited < within_seconds, f"no {n} acknowledgements in {waited:.0f} s"
            time.sleep(0.01)
        return time.monotonic() - begun

    def work(self, seed: int) -> None:
        """Fetch, fill in, send and note, again and again."""
        rng = random.Random(seed)
        while not self._stopping.is_set():
            try:
                form = self.line.open_form(rng)
            except NoFormShown as reason:
                with self._lock:
                    self.not_shown += 1
                    self.why_not_shown[str(reason)] += 1
                time.sleep(BREATH_SECONDS)
                continue
            sent = self.line.send(form)
            self.ledger.note(sent)
            if sent.kind == ACKNOWLEDGED:
                with self._lock:
                    self.acknowledged += 1
            else:
                time.sleep(BREATH_SECONDS)


@contextmanager
def crowd(line: Line, ledger: Ledger, *, phones: int = 8) -> Iterator[Crowd]:
    """Give phones that send as long as the block runs."""
    people = Crowd(line, ledger)
    with ThreadPoolExecutor(phones) as threads:
        working = [threads.submit(people.work, seed) for seed in range(phones)]
        try:
            yield people
        finally:
            people.stop()
    for work in working:
        work.result()


def send_again(line: Line, ledger: Ledger, forms: Sequence[Filled]) -> None:
    """Send filled forms once more, eight at a time, and note what becomes of them."""
    with ThreadPoolExecutor(8) as threads:
        for sent in threads.map(line.send, forms):
            ledger.note(sent)
