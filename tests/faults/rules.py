"""Every endpoint holds the same rules, two spellings are one text, huge input costs nothing (TRUST R12, R24, R25)."""

import random
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from sqlmodel import col, select

from survey.store.engine import Store
from survey.store.tables import CommentArrival
from tests.access.test_policy import requests
from tests.faults.drill import Report, settle
from tests.faults.killed import way_of
from tests.faults.stage import Bench, Stage, children
from tests.fixtures.lan import ADDRESS

FORM = "application/x-www-form-urlencoded"
SIGN_IN = "/review/sign-in"
# What the address map does not know: other methods, and pages that only show something.
UNMAPPED = (
    ("PUT", ADDRESS),
    ("PATCH", ADDRESS),
    ("DELETE", ADDRESS),
    ("POST", f"{ADDRESS}/them"),
    ("POST", "/"),
)
# No key, an empty one, what other systems took for one, and somebody's guess.
KEYS = (
    "",
    "form_token=",
    "form_token=null",
    "form_token=%00",
    "form_token={3f1f8bb2-4b3f-4c1e-9d2e-0d9f5f6a1c11}",
    "form_token=" + "A" * 64,
    "form_token=" + "A" * 64 + "&form_token=" + "B" * 64,
    "sid=3f1f8bb2-4b3f-4c1e-9d2e-0d9f5f6a1c11",
)
# Marks composed and apart, two places of one mark, letters that only look alike, digits of full width.
SPELLINGS = (
    "Cán bộ chu đáo, cảm ơn",
    "Nhân viên hoà nhã",
    "Nhân viên hòa nhã",
    "ĐẶNG",
    "ÐẶNG",
    "Ngôi làng Ệ Ữ Ẩm",
    "Quầy số ５",
)
MEGABYTE = 1 << 20
MOST_GROWTH_MEGABYTES = 50
HUGE_TIMES = 40


@dataclass(frozen=True, slots=True)
class Huge:
    """Something far too large, and its kind."""

    body: bytes
    kind: str = FORM


def huge() -> Iterator[Huge]:
    """Give what must be refused before it is taken apart."""
    yield Huge(b"overall=" + b"4" * 65_536)
    yield Huge(b"&".join(b"q%d=1" % number for number in range(20_000)))
    yield Huge(b"[" * 60_000, "application/json")
    part = b'--x\r\nContent-Disposition: form-data; name="overall"\r\n\r\n4\r\n'
    yield Huge(part * 1_000 + b"--x--\r\n", "multipart/form-data; boundary=x")
    yield Huge(b"a" * 4 * MEGABYTE)


def ask(stage: Stage, method: str, address: str, body: bytes, kind: str = FORM) -> int:
    """Return the status of one request; 0 where the service hung up before it was all sent.

    Being sent to the sign-in page is told as 401, since a redirect of another kind may be a receipt.
    """
    connection = HTTPConnection("localhost", stage.port, timeout=20)
    try:
        connection.request(method, address, body, {"Content-Type": kind})
        answer = connection.getresponse()
        answer.read()
        return 401 if answer.getheader("Location") == SIGN_IN else answer.status
    except (BrokenPipeError, ConnectionResetError):
        return 0
    finally:
        connection.close()


def endpoints() -> list[tuple[str, str]]:
    """Return each method and address that the service's own map lets something be sent to, and some more."""
    mapped = {
        (each.method, each.address) for each in requests() if each.method != "GET"
    }
    assert ("POST", ADDRESS) in mapped, "the address map takes no answers"
    return sorted(mapped) + [*UNMAPPED, ("POST", f"{ADDRESS}?lang=en")]


def without_a_key(bench: Bench, engine: str) -> Report:
    """Answers without a key of ours, at every endpoint: refused, and nothing stored."""
    places = endpoints()
    with bench.stage(engine, way_of(engine)) as stage:
        found: Counter[int] = Counter()
        for method, address in places:
            for key in KEYS:
                body = f"{key}&overall=4&q_officer=5".encode()
                status = ask(stage, method, address, body)
                assert 400 <= status < 500, f"{method} {address} {key[:20]}: {status}"
                found[status] += 1
        _answer_honestly(stage)
        note = f"{found.total()} posts without a key to {len(places)} endpoints refused"
        return settle(stage, note=note)


def spelled_in_two_ways(bench: Bench, engine: str) -> Report:
    """Each text is sent composed and decomposed, as phones of two makers do: one text is stored."""
    with bench.stage(engine, way_of(engine)) as stage:
        for seed, text in enumerate(SPELLINGS):
            for form in ("NFC", "NFD"):
                filled = stage.line.open_form(random.Random(seed))
                comment = unicodedata.normalize(form, text)
                stage.ledger.note(stage.line.send(filled, more={"comment": comment}))
        stored = _comments(stage.url)
        expected = Counter({unicodedata.normalize("NFC", t): 2 for t in SPELLINGS})
        assert stored == expected, f"stored {sorted(stored)}"
        return settle(
            stage, note=f"{len(SPELLINGS)} texts in 2 spellings, stored as one"
        )


def _comments(url: str) -> Counter[str]:
    store = Store(url)
    with store.reading() as session:
        found = Counter(session.exec(select(col(CommentArrival.text))).all())
    store.close()
    return found


def huge_input(bench: Bench, engine: str) -> Report:
    """Much too large posts: refused, and the service's memory stays as it was."""
    with bench.stage(engine, way_of(engine)) as stage:
        _answer_honestly(stage)
        before = memory_megabytes(stage)
        statuses = {
            ask(stage, "POST", ADDRESS, sent.body, sent.kind)
            for _ in range(HUGE_TIMES)
            for sent in huge()
        }
        growth = memory_megabytes(stage) - before
        wrong = sorted(statuses - {0, 400, 413, 415, 422})
        assert not wrong, f"statuses {wrong}"
        assert growth < MOST_GROWTH_MEGABYTES, f"memory grew by {growth:.0f} MB"
        _answer_honestly(stage)
        return settle(stage, note=f"memory grew by {growth:.0f} MB")


def memory_megabytes(stage: Stage) -> float:
    """Return what the workers hold in memory by now."""
    return sum(_resident_kilobytes(pid) for pid in children(stage.master)) / 1024


def _resident_kilobytes(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1])


def _answer_honestly(stage: Stage) -> None:
    """Let one honest citizen through beside all that."""
    form = stage.line.open_form(random.Random(1))
    stage.ledger.note(stage.line.send(form))
