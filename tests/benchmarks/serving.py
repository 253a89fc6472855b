"""How fast answers are stored beside the same server that stores nothing, and how the service bears many and slow ones.

Run by `make bench`, or python -m tests.benchmarks.serving [NAME …] [--rows N]. Ratios are medians over pairs of short
runs in turn, on the same machine, so that what else it does meets both.
"""

import argparse
import os
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from http.client import HTTPConnection
from operator import attrgetter
from pathlib import Path
from urllib.parse import urlencode

from sqlmodel import func, select

from survey.citizen.tokens import FormToken, new_key, read_token, write_token
from survey.settings import load_settings
from survey.store.engine import Store
from survey.store.tables import Receipt
from tests.benchmarks.many_rows import fill
from tests.benchmarks.sending import (
    Pace,
    alternate,
    request_of,
    send_for,
    send_within_a_second,
)
from tests.fixtures.lan import ADDRESS, CODE, make_place, token_in
from tests.fixtures.people import make_wave
from tests.fixtures.postgres import running_server
from tests.fixtures.service import SIPAS, free_port

SQLITE, POSTGRES = "SQLite", "PostgreSQL"
ROUNDS, ROUND_SECONDS = 5, 2.0
CITIZENS = 1_000
ASKED_IN_TURN = 300
MILLIONS = 10_000_000
ROOT = Path(__file__).parents[2]
LEAST_SHARE = {SQLITE: 0.7, POSTGRES: 0.5}
rate_of, p99_of = attrgetter("rate"), attrgetter("p99")


@dataclass(frozen=True, slots=True)
class Site:
    """A running service and what its forms need."""

    port: int
    url: str
    secret: str
    token: FormToken
    fields: str

    def form(self) -> bytes:
        """Return the post of a filled form with a key of its own."""
        token = FormToken(
            counter_id=self.token.counter_id,
            instrument_id=self.token.instrument_id,
            issued_on=self.token.issued_on,
            key=new_key(),
        )
        written = write_token(token, code=CODE, secret=self.secret)
        body = f"form_token={written}&{self.fields}"
        return request_of("POST", ADDRESS, body.encode())

    def stored(self) -> int:
        store = Store(self.url)
        try:
            with store.reading() as session:
                return session.exec(select(func.count()).select_from(Receipt)).one()
        finally:
            store.close()


def install(directory: Path, *, questionnaire: str, database_url: str = "") -> str:
    """Make an installation with one open wave; return its database's URL."""
    command = [str(SIPAS), "init", "--directory", str(directory)]
    command += ["--base-url", "https://localhost"]
    if database_url:
        command += ["--database-url", database_url]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    url = load_settings(directory, {}).database_url
    store = Store(url)
    with store.writing() as session:
        make_place(session)
        make_wave(
            session,
            questionnaire=questionnaire,
            opens_on=date(2026, 1, 1),
            closes_on=date(2039, 12, 31),
        )
    store.close()
    return url


@contextmanager
def serving(
    directory: Path, url: str, *, variant: str = "whole", processes: int = 1
) -> Iterator[Site]:
    """Serve an installation, as it is or with a part exchanged."""
    port = free_port()
    program = [sys.executable, "-m", "tests.benchmarks.served", variant, "serve"]
    process = subprocess.Popen(
        [
            *(*program, "--directory", str(directory), "--port", str(port)),
            *(("--workers", str(processes)) if processes > 1 else ()),
        ],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "SIPAS_ENVIRONMENT": "testing"},
    )
    try:
        _wait_for(port)
        yield _site(directory, url, port, shows_form=variant != "empty")
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            _get(port, "/healthz")
            return
        except OSError:
            assert time.monotonic() < deadline, "the service did not answer"
            time.sleep(0.1)


def _get(port: int, address: str) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", address)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def _site(directory: Path, url: str, port: int, *, shows_form: bool) -> Site:
    """Open a form and learn from it what a post must hold."""
    settings = load_settings(directory, {})
    if not shows_form:
        token = FormToken(1, 1, datetime.now(UTC).date(), secrets.token_bytes(16))
        return Site(port, url, settings.secret_key, token, "overall=4")
    page = _get(port, ADDRESS)
    issued = read_token(token_in(page), code=CODE, known_secrets=settings.secret_keys)
    assert issued is not None
    names = re.findall(r'name="([^"]+)" value="4"', page)
    fields = urlencode(dict.fromkeys(names, "4"))
    return Site(port, url, issued.secret, issued.token, fields)


def in_turn(sites: Sequence[Site]) -> list[list[Pace]]:
    """Return the paces of each service, measured in turn; the first round only warms up."""
    paces: list[list[Pace]] = [[] for _ in sites]
    for number in range(ROUNDS + 1):
        for place, site in enumerate(sites):
            pace = send_for(ROUND_SECONDS, site.port, site.form)
            if number:
                paces[place].append(pace)
    return paces


def ratio(
    ours: Sequence[Pace], theirs: Sequence[Pace], of: Callable[[Pace], float]
) -> float:
    """Return the median of the ratios of runs that followed each other."""
    return statistics.median(of(one) / of(other) for one, other in zip(ours, theirs))


def middle(paces: Sequence[Pace], of: Callable[[Pace], float]) -> float:
    return statistics.median(of(pace) for pace in paces)


class Bench:
    """What all measurements share: a scratch folder, a throw-away PostgreSQL, the lines printed."""

    def __init__(self, folder: Path, closing: ExitStack, rows: int) -> None:
        self.folder, self.closing, self.rows = folder, closing, rows
        self.missed = 0
        self._made = 0

    def installed(self, questionnaire: str, engine: str) -> tuple[Path, str]:
        self._made += 1
        directory = self.folder / str(self._made)
        database = ""
        if engine == POSTGRES:
            server = self.closing.enter_context(running_server())
            database = server.url(server.create_database())
        return directory, install(
            directory, questionnaire=questionnaire, database_url=database
        )

    def say(self, name: str, found: str, bar: str = "", *, is_met: bool = True) -> None:
        """Print a figure, and whether its bar is met where it has one."""
        verdict = f" (bar {bar}): {'met' if is_met else 'MISSED'}" if bar else ""
        self.missed += not is_met
        print(f"{name}: {found}{verdict}", flush=True)


def throughput(bench: Bench) -> None:
    """Durable answers beside the same route without its write, an empty post and gunicorn's threads."""
    for engine in LEAST_SHARE:
        for questionnaire in ("quick", "sipas-2017"):
            _throughput(bench, engine, questionnaire)


def _throughput(bench: Bench, engine: str, questionnaire: str) -> None:
    directory, url = bench.installed(questionnaire, engine)
    with ExitStack() as running:
        sites = [
            running.enter_context(serving(directory, url, variant=variant))
            for variant in ("whole", "storeless", "empty", "gthread")
        ]
        whole, storeless, empty, gthread = in_turn(sites)
    name, least = f"{questionnaire}, {engine}", LEAST_SHARE[engine]
    # The bars are of the short form.
    is_bound = questionnaire == "quick"
    share, tail = ratio(whole, storeless, rate_of), ratio(whole, storeless, p99_of)
    bench.say(
        f"{name}: durable beside storing nothing",
        f"{middle(whole, rate_of):.0f}/s and {middle(storeless, rate_of):.0f}/s, ratio {share:.2f}",
        f"≥ {least}" if is_bound else "",
        is_met=share >= least or not is_bound,
    )
    bench.say(
        f"{name}: p99 beside storing nothing",
        f"{1000 * middle(whole, p99_of):.0f} ms, ratio {tail:.2f}",
        "≤ 3" if is_bound else "",
        is_met=tail <= 3 or not is_bound,
    )
    for other, paces in (("an empty Flask post", empty), ("gunicorn gthread", gthread)):
        beside = ratio(whole, paces, rate_of)
        bench.say(
            f"{name}: durable beside {other}",
            f"{middle(paces, rate_of):.0f}/s, ratio {beside:.2f}",
        )


def many_at_once(bench: Bench) -> None:
    """A thousand citizens within a second."""
    for engine in LEAST_SHARE:
        _many_at_once(bench, engine)


def _many_at_once(bench: Bench, engine: str) -> None:
    directory, url = bench.installed("quick", engine)
    # As docs/operation.md says: SQLite has one process, PostgreSQL one for each core.
    processes = 1 if engine == SQLITE else os.cpu_count() or 1
    with serving(directory, url, processes=processes) as site:
        pace = send_within_a_second(CITIZENS, site.port, site.form)
        stored = site.stored()
    lost = CITIZENS - pace.failed - stored
    bench.say(
        f"1,000 within a second, {engine}, processes: {processes}",
        f"p99 {pace.p99:.2f} s, {pace.failed} failed, {lost} lost",
        "p99 < 3 s, none lost",
        is_met=pace.p99 < 3 and not pace.failed and lost <= 0,
    )


def many_stored(bench: Bench) -> None:
    """Form and post on a database with millions of responses, beside an empty one."""
    installed = [bench.installed("quick", SQLITE) for _ in range(2)]
    begun = time.monotonic()
    fill(installed[1][1], rows=bench.rows)
    took = time.monotonic() - begun
    with ExitStack() as running:
        empty, full = (
            running.enter_context(serving(directory, url))
            for directory, url in installed
        )
        get = request_of("GET", ADDRESS)
        asked = {
            "form": [(site.port, lambda: get) for site in (empty, full)],
            "post": [(site.port, site.form) for site in (empty, full)],
        }
        for name, of_both in asked.items():
            waits = alternate(of_both, times=ASKED_IN_TURN)
            beside, ours = (of_one[len(of_one) // 2] for of_one in waits)
            bench.say(
                f"{name} with {bench.rows:,} responses (made in {took:.0f} s), SQLite",
                f"{1000 * ours:.2f} ms beside {1000 * beside:.2f} ms, ratio {ours / beside:.2f}",
                "≤ 1.1",
                is_met=ours <= 1.1 * beside,
            )


MEASUREMENTS: dict[str, Callable[[Bench], None]] = {
    "throughput": throughput,
    "thousand": many_at_once,
    "millions": many_stored,
}


def main() -> int:
    """Measure what is asked for; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", default=list(MEASUREMENTS))
    parser.add_argument("--rows", type=int, default=MILLIONS, metavar="N")
    chosen = parser.parse_args()
    with ExitStack() as closing:
        folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="sipas-"))
        bench = Bench(Path(folder), closing, chosen.rows)
        for name in chosen.names:
            MEASUREMENTS[name](bench)
    return 1 if bench.missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
