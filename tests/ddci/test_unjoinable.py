"""Whoever holds the database, the web server's log and the office's list of links joins no answer to a link.

The attack is played in two worlds that differ only in who said what: the same links are used in the same order,
but each firm says in one world what its neighbour says in the other. What the attacker holds must be the same.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import Session

from forms.ddci.packing import packed
from survey.cli.noting import noted_by_command_line
from survey.reports.ddci_closing import close_round
from survey.store import ddci, ddci_links
from survey.store.ddci_links import spelled
from survey.store.engine import Store
from survey.store.tables import metadata
from survey.web import create_app
from tests.fixtures.ddci import UNITS, make_round
from tests.fixtures.lan import SETTINGS, set_day
from tests.fixtures.people import TODAY

FIRMS = 26
CLOSED_ON = date(2026, 12, 12)
KEYS = tuple(hashlib.sha256(bytes([n])).digest()[:16] for n in range(FIRMS))
TABLES = tuple(name for name in metadata.tables if name.startswith("ddci_"))
ANSWERS = ("ddci_arrival", "ddci_answer")


@dataclass(frozen=True, slots=True)
class Said:
    """What one firm says: of two units, a point for each of the two questions."""

    units: tuple[int, int]
    points: tuple[int, int, int, int]


SAID = tuple(
    Said((n % 4, (n + 1 + n // 4 % 3) % 4), (n % 10 + 1, n % 7 + 1, 10, n % 3 + 1))
    for n in range(FIRMS)
)
LogLine = tuple[str, str, int, int]


def answer_all(store: Store, said: tuple[Said, ...]) -> list[LogLine]:
    """Let each firm answer by its own link, one after the other; return the web server's log."""
    with store.writing() as session:
        chosen = make_round(session)
        ddci_links.give_links(session, chosen, KEYS, kind="firm")
        ids = [unit.id for unit in ddci.units(session, chosen.id or 0)]
    app = create_app(SETTINGS, store=store, fronts=("ddci",))
    set_day(app, TODAY)
    phone, log = app.test_client(use_cookies=False), []
    for key, one in zip(KEYS, said, strict=True):
        chosen_ids = sorted(str(ids[at]) for at in one.units)
        sent: dict[str, Any] = {"unit": chosen_ids}
        points = iter(one.points)
        address = f"/D/{spelled(key)}"
        for step in ("units", "0", "1"):
            if step != "units":
                unit = chosen_ids[int(step)]
                sent |= {
                    f"a-{unit}-{code}": str(next(points))
                    for code in ("ro_rang", "di_lai")
                }
            answer = phone.post(address, data=sent | {"step": step})
            log.append(("POST", address, answer.status_code, len(answer.data)))
        thanks = phone.get(address)
        log.append(("GET", address, thanks.status_code, len(thanks.data)))
    return log


def use_all(store: Store) -> None:
    """Use all links as `answer_all` does, without the pages."""
    with store.writing() as session:
        chosen = make_round(session)
        ddci_links.give_links(session, chosen, KEYS, kind="firm")
        ids = [unit.id or 0 for unit in ddci.units(session, chosen.id or 0)]
    for key, one in zip(KEYS, SAID, strict=True):
        points = [
            packed([str(point) for point in one.points[at : at + 2]]) for at in (0, 2)
        ]
        answers = {ids[at]: scores for at, scores in zip(one.units, points)}
        with store.writing() as session:
            ddci_links.use_link(session, key, answers, today=TODAY)


def held(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of a DDCI's tables, of answers all but their random ids.

    Which of the answers wait is as random as these, so waiting and moved ones are taken together.
    """
    found: dict[str, list[tuple[object, ...]]] = {"answers": []}
    for name in TABLES:
        columns = metadata.tables[name].columns
        wanted = [one for one in columns if name not in ANSWERS or one.name != "id"]
        rows = session.connection().execute(select(*wanted))
        place = "answers" if name in ANSWERS else name
        found.setdefault(place, []).extend(map(tuple, rows))
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def test_what_an_attacker_holds_does_not_change_when_firms_swap_their_answers(
    tmp_path: Path, sqlite_template: Path
) -> None:
    swapped = tuple(SAID[n ^ 1] for n in range(FIRMS))
    assert sum(a != b for a, b in zip(SAID, swapped)) == FIRMS
    worlds = []
    for number, said in enumerate((SAID, swapped)):
        file = tmp_path / f"world-{number}.sqlite"
        file.write_bytes(sqlite_template.read_bytes())
        store = Store(f"sqlite:///{file}")
        log = answer_all(store, said)
        with store.reading() as session:
            worlds.append((log, held(session)))
        store.close()
    (log, rows), (other_log, other_rows) = worlds
    assert len(rows["answers"]) == 2 * FIRMS
    # Whatever was chosen and said, each page is as long as the others.
    sizes = {
        size for method, _, status, size in log if (method, status) == ("POST", 200)
    }
    assert sizes == {16 * 1024} and len({len(name) for name in UNITS}) > 1
    assert log == other_log
    assert rows == other_rows


def test_answers_hold_nothing_made_of_a_link_and_lie_in_the_order_of_random_ids(
    store: Store,
) -> None:
    use_all(store)
    made = [
        form
        for key in KEYS
        for digest in (
            key,
            hashlib.sha256(key).digest(),
            hmac.new(key, b"sipas ddci use", hashlib.sha256).digest(),
            hashlib.sha256(
                hmac.new(key, b"sipas ddci use", hashlib.sha256).digest()
            ).digest(),
        )
        for form in (digest, digest.hex().encode(), digest[:16])
    ]
    with store.reading() as session:
        rows = session.connection().execute(text("SELECT * FROM ddci_answer")).all()
        ids = [UUID(str(row[0])) for row in rows]
        assert {one.version for one in ids} == {4}
        for row in rows:
            for cell in row:
                content = cell.bytes if isinstance(cell, UUID) else str(cell).encode()
                assert not any(content == form for form in made)
        # No day, no time, no order, no kind: only what was said of whom.
        columns = {column.name for column in metadata.tables["ddci_answer"].columns}
        assert columns == {"id", "round_id", "unit_id", "scores"}
        moved_in_order(session, store, ids)


def moved_in_order(session: Session, store: Store, ids: list[UUID]) -> None:
    """Check that storage tells nothing of the order in which firms answered."""
    if store.is_sqlite:
        assert ids == sorted(ids, key=lambda one: one.hex)
        return
    batches: dict[str, list[UUID]] = {}
    for xmin, key in session.connection().execute(
        text("SELECT xmin::text, id FROM ddci_answer ORDER BY ctid")
    ):
        batches.setdefault(xmin, []).append(key)
    # Of five links at least, were each of five units.
    assert all(len(batch) >= ddci_links.MOVED_TOGETHER for batch in batches.values())
    assert all(batch == sorted(batch) for batch in batches.values())


def test_after_closing_nobody_can_tell_who_has_answered(store: Store) -> None:
    use_all(store)
    with store.reading() as session:
        chosen = ddci.round_by_code(session, "ddci-2026")
        assert chosen is not None
        used = [
            row[0]
            for row in session.connection().execute(
                text("SELECT key_hash FROM ddci_receipt")
            )
        ]
    assert len(used) == FIRMS
    close_round(
        store,
        chosen,
        today=CLOSED_ON,
        done_by="sipas",
        note=noted_by_command_line(SETTINGS.clock().now()),
    )
    with store.reading() as session:
        links = [ddci_links.find_link(session, key) for key in KEYS]
        assert [link is not None and link.is_used for link in links] == [False] * FIRMS
        waiting = text("SELECT count(*) FROM ddci_arrival")
        assert session.connection().execute(waiting).scalar_one() == 0
    if store.is_sqlite:
        database = Path(str(store.engine.url.database))
        log = database.with_name(f"{database.name}-wal")
        kept = database.read_bytes() + (log.read_bytes() if log.exists() else b"")
        assert not any(one.encode() in kept for one in used)
