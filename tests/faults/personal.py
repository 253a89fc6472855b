"""Nothing personal on disk: marked submissions, then a search through every file (TRUST R30)."""

import random
import re
import subprocess
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from survey.citizen.tokens import read_token
from tests.faults.drill import Report, settle
from tests.faults.stage import POSTGRES, Bench, Stage
from tests.fixtures.lan import CODE
from tests.fixtures.service import SIPAS

ADDRESS = "203.0.113.77"
AGENT = "MarkedPhone/77.1"
COOKIE = "markedcookie77"
TELEPHONE = "0912345678"
# A time of day beside a date, as a database or a log would write it; that of the last backup is nobody's.
MOMENT = re.compile(rb"(?<!last_backup)20\d\d-\d\d-\d\d[ T]\d\d:\d\d")
HEADERS = {
    "User-Agent": AGENT,
    "X-Forwarded-For": ADDRESS,
    "X-Real-IP": ADDRESS,
    "Cookie": f"seen={COOKIE}",
}


def send_marked(stage: Stage, *, forms: int) -> None:
    """Send forms whose headers and comments are easy to find again."""
    line = replace(stage.line, headers=HEADERS)
    comment = f"Gọi cho tôi số {TELEPHONE} nhé"

    def citizen(seed: int) -> None:
        form = line.open_form(random.Random(seed))
        stage.ledger.note(line.send(form, more={"comment": comment}))

    with ThreadPoolExecutor(8) as people:
        list(people.map(citizen, range(forms)))


def traces(stage: Stage, files: Iterator[Path]) -> list[str]:
    """Return what of the marks is found, each with its file's name."""
    marks = dict(_marks(stage))
    found = set()
    for file in files:
        content = file.read_bytes()
        found |= {f"{marks[hit]} in {file.name}" for hit in hits(content, marks)}
        # PostgreSQL's and the service's logs tell the moments of their own troubles.
        if "sqlite" in file.name and MOMENT.search(content):
            found.add(f"a time of day in {file.name}")
    return sorted(found)


def hits(content: bytes, marks: Iterable[bytes]) -> set[bytes]:
    """Return those of many marks that a content holds, in one pass over it.

    Tables tell where four bytes might begin a mark; only there the marks themselves are tried.
    """
    by_start: dict[bytes, list[bytes]] = {}
    for mark in marks:
        by_start.setdefault(mark[:4], []).append(mark)
    read = np.frombuffer(content, np.uint8).astype(np.uint16)
    pairs = read[:-1] << 8 | read[1:]
    tables = np.zeros((2, 1 << 16), bool)
    for start in by_start:
        first, second = np.frombuffer(start, ">u2")
        tables[0, first] = tables[1, second] = True
    places = np.flatnonzero(tables[0][pairs[:-2]])
    places = places[tables[1][pairs[places + 2]]]
    return {
        mark
        for place in places.tolist()
        for mark in by_start.get(content[place : place + 4], ())
        if content.startswith(mark, place)
    }


def _marks(stage: Stage) -> Iterator[tuple[bytes, str]]:
    yield ADDRESS.encode(), "address"
    yield AGENT.encode(), "user agent"
    yield COOKIE.encode(), "cookie"
    yield TELEPHONE.encode(), "telephone number"
    for fate in stage.ledger.fates().values():
        yield fate.form.token.encode(), "form token"
        issued = read_token(fate.form.token, code=CODE, known_secrets=stage.secrets)
        assert issued is not None
        yield issued.token.key, "submission key"
        yield issued.token.key.hex().encode(), "submission key"


def files_of(stage: Stage, *others: Path) -> Iterator[Path]:
    """Give every file that the service or its database may have written; the ledger is ours."""
    for folder in (stage.folder, *others):
        for file in folder.rglob("*"):
            if file.is_file() and file != stage.folder / "ledger":
                yield file


def nothing_personal(bench: Bench, engine: str, *, forms: int = 500) -> Report:
    """Marked submissions, while it runs, after its end, and in a backup."""
    with bench.stage(engine) as stage:
        send_marked(stage, forms=forms)
        others: tuple[Path, ...] = ()
        if engine == POSTGRES:
            bench.server.stop()
            bench.server.start()
            others = (bench.server.folder,)
        else:
            _back_up(stage)
        found = traces(stage, files_of(stage, *others))
        assert not found, "; ".join(found)
        stage.stop()
        found = traces(stage, files_of(stage, *others))
        assert not found, "; ".join(found)
        stage.start()
        return settle(stage, note="no trace in any file")


def _back_up(stage: Stage) -> None:
    command = [str(SIPAS), "backup", "--directory", str(stage.directory)]
    subprocess.run(
        [*command, str(stage.folder / "backup.sqlite")],
        check=True,
        stdout=subprocess.DEVNULL,
    )
