"""The check itself: it must see what is lost, stored twice, made up, refused and stored, altered."""

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlmodel import select

from survey.store.engine import Store
from survey.store.tables import Arrival
from tests.faults.checking import Verdict, judge, read_stored
from tests.faults.ledger import ACKNOWLEDGED, REJECTED, UNKNOWN, Filled, Ledger, Sent
from tests.faults.personal import hits
from tests.fixtures.people import make_counter, make_submission, make_wave, submit

FORMS = 4


@pytest.fixture
def forms(sqlite_store: Store) -> list[Filled]:
    """Give forms that are stored, as the ledger knows them."""
    with sqlite_store.writing() as session:
        counter, wave = make_counter(session), make_wave(session)
        for level in range(1, FORMS + 1):
            submit(session, make_submission(counter, wave, scores=str(level) * 6))
    with sqlite_store.reading() as session:
        keys = session.connection().scalars(text("SELECT key_hash FROM receipt")).all()
    return [Filled(key, "token", str(n) * 6) for n, key in enumerate(keys, start=1)]


def verdict(url: str, folder: Path, *sendings: Sent) -> Verdict:
    """Return the verdict when the ledger holds these sendings."""
    ledger = Ledger(folder / "ledger")
    for sent in sendings:
        ledger.note(sent)
    ledger.close()
    return judge(ledger.fates(), read_stored(url))


def shown(form: Filled, receipt: str = "0123456789") -> Sent:
    return Sent(ACKNOWLEDGED, form, receipt, "303", 0.1)


def untold(form: Filled, kind: str = UNKNOWN, reason: str = "500") -> Sent:
    return Sent(kind, form, "", reason, 0.1)


def remove(store: Store, *statements: str) -> None:
    """Do what the guards refuse."""
    with store.writing() as session:
        for guard in ("receipt", "arrival"):
            session.connection().execute(text(f"DROP TRIGGER guard_{guard}_delete"))
        for statement in statements:
            session.connection().execute(text(statement))


def test_what_was_acknowledged_and_is_stored_holds(
    sqlite_url: str, tmp_path: Path, forms: list[Filled]
) -> None:
    found = verdict(sqlite_url, tmp_path, *map(shown, forms))
    assert found.holds
    assert (found.acked, found.stored) == (FORMS, FORMS)


def test_an_acknowledged_answer_that_is_gone_is_lost(
    sqlite_store: Store, sqlite_url: str, tmp_path: Path, forms: list[Filled]
) -> None:
    remove(sqlite_store, "DELETE FROM arrival", "DELETE FROM receipt")
    found = verdict(sqlite_url, tmp_path, *map(shown, forms))
    assert (found.lost, found.holds) == (FORMS, False)


def test_a_receipt_without_its_answer_is_a_lost_answer(
    sqlite_store: Store, sqlite_url: str, tmp_path: Path, forms: list[Filled]
) -> None:
    remove(sqlite_store, "DELETE FROM arrival WHERE scores = '222222'")
    found = verdict(sqlite_url, tmp_path, *map(shown, forms))
    assert (found.lost, found.altered, found.holds) == (1, 0, False)


def test_an_answer_without_a_receipt_is_stored_twice(
    sqlite_store: Store, sqlite_url: str, tmp_path: Path, forms: list[Filled]
) -> None:
    with sqlite_store.writing() as session:
        one = session.exec(select(Arrival)).first()
        assert one is not None
        session.add(Arrival(**{**one.model_dump(), "id": uuid4()}))
    found = verdict(sqlite_url, tmp_path, *map(shown, forms))
    assert (found.duplicated, found.holds) == (1, False)


def test_an_answer_that_nobody_sent_is_made_up(
    sqlite_url: str, tmp_path: Path, forms: list[Filled]
) -> None:
    found = verdict(sqlite_url, tmp_path, *map(shown, forms[1:]))
    assert (found.phantom, found.holds) == (1, False)


def test_an_answer_whose_fate_was_open_may_be_stored(
    sqlite_url: str, tmp_path: Path, forms: list[Filled]
) -> None:
    found = verdict(sqlite_url, tmp_path, untold(forms[0]), *map(shown, forms[1:]))
    assert (found.unknown, found.recovered, found.holds) == (1, 1, True)


def test_a_refused_answer_must_not_be_stored(
    sqlite_url: str, tmp_path: Path, forms: list[Filled]
) -> None:
    refused = untold(forms[0], REJECTED)
    found = verdict(sqlite_url, tmp_path, refused, *map(shown, forms[1:]))
    assert (found.rejected_but_stored, found.holds) == (1, False)


def test_who_was_told_that_nothing_is_written_must_not_be_stored(
    sqlite_url: str, tmp_path: Path, forms: list[Filled]
) -> None:
    busy = untold(forms[0], reason="busy")
    found = verdict(sqlite_url, tmp_path, busy, *map(shown, forms[1:]))
    assert (found.busy_but_stored, found.holds) == (1, False)


def test_other_answers_than_were_sent_first_are_altered(
    sqlite_url: str, tmp_path: Path, forms: list[Filled]
) -> None:
    first = Filled(forms[0].key_hash, "token", "555555")
    sendings = [untold(first), *map(shown, forms)]
    found = verdict(sqlite_url, tmp_path, *sendings)
    assert (found.altered, found.holds) == (1, False)


def test_a_form_has_one_receipt_for_ever(
    sqlite_url: str, tmp_path: Path, forms: list[Filled]
) -> None:
    again = shown(forms[0], "9999999999")
    found = verdict(sqlite_url, tmp_path, *map(shown, forms), again)
    assert (found.two_receipts, found.holds) == (1, False)


def test_a_mark_is_found_wherever_it_lies() -> None:
    content = b"\0" * 100 + b"0912345678" + bytes(range(256)) + b"end of it"
    there = {b"0912345678", bytes(range(16)), b"end of it"}
    assert hits(content, [*there, b"0912345679", b"end of this"]) == there
    assert hits(b"", there) == set()
