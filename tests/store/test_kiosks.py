"""Kiosks in the store: a code enrols once and in time, a revoked kiosk has nothing left to show."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from survey.store import kiosks
from survey.store.engine import Store
from survey.store.tables import Counter, Kiosk, Placement
from tests.fixtures.lan import CODE, make_place, make_poster
from tests.fixtures.people import TODAY, make_counter, make_office

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
CODE_HASH, CREDENTIAL_HASH = "c" * 64, "k" * 64


def add(session: Session, counter: Counter, *, code_hash: str = CODE_HASH) -> int:
    assert counter.id is not None
    kiosk = kiosks.add_kiosk(
        session,
        counter.id,
        code_hash=code_hash,
        code_expires_at=NOW + timedelta(days=1),
        today=TODAY,
    )
    assert kiosk.id is not None
    return kiosk.id


def enrol(
    session: Session, *, credential_hash: str = CREDENTIAL_HASH, now: datetime = NOW
) -> int | None:
    return kiosks.enrol(
        session, CODE_HASH, credential_hash=credential_hash, now=now, today=TODAY
    )


def test_a_code_enrols_once(store: Store) -> None:
    with store.writing() as session:
        kiosk_id = add(session, make_counter(session))
        assert enrol(session) == kiosk_id
    with store.writing() as session:
        assert enrol(session, credential_hash="x" * 64) is None
        kiosk = kiosks.kiosk_of(session, CREDENTIAL_HASH)
        assert kiosk is not None
        assert (kiosk.id, kiosk.enrolled_on, kiosk.code_hash) == (kiosk_id, TODAY, None)


def test_of_many_devices_with_one_code_one_gets_in(store: Store) -> None:
    with store.writing() as session:
        add(session, make_counter(session))
    got_in: list[int | None] = []

    def device(number: int) -> None:
        with store.writing() as session:
            got_in.append(enrol(session, credential_hash=str(number) * 64))

    devices = [Thread(target=device, args=(number,)) for number in range(5)]
    for thread in devices:
        thread.start()
    for thread in devices:
        thread.join()
    assert len(got_in) == 5 and len([each for each in got_in if each]) == 1


def test_a_code_is_good_for_a_day(store: Store) -> None:
    with store.writing() as session:
        add(session, make_counter(session))
        assert enrol(session, now=NOW + timedelta(days=1)) is None
        assert enrol(session, now=NOW + timedelta(hours=23, minutes=59)) is not None


@pytest.mark.parametrize("is_enrolled", [True, False])
def test_a_revoked_kiosk_has_neither_code_nor_credential(
    store: Store, is_enrolled: bool
) -> None:
    with store.writing() as session:
        kiosk_id = add(session, make_counter(session))
        if is_enrolled:
            assert enrol(session) == kiosk_id
    later = TODAY + timedelta(days=3)
    with store.writing() as session:
        kiosks.revoke(session, kiosk_id, today=later)
    with store.writing() as session:
        assert enrol(session) is None
        assert kiosks.kiosk_of(session, CREDENTIAL_HASH) is None
        again = kiosks.revoke(session, kiosk_id, today=later + timedelta(days=1))
        assert again is not None and again.revoked_on == later


def test_a_number_that_no_kiosk_has_revokes_nothing(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        assert kiosks.revoke(session, 7, today=TODAY) is None


def contact(
    session: Session, kiosk_id: int, *, left: int, waiting: int, wanted: int
) -> int:
    return kiosks.note_contact(
        session,
        kiosk_id,
        forms_left=left,
        answers_waiting=waiting,
        wanted=wanted,
        most_a_day=250,
        today=TODAY,
    )


def test_what_a_kiosk_says_replaces_what_it_said(store: Store) -> None:
    with store.writing() as session:
        kiosk_id = add(session, make_counter(session))
    for left, waiting, wanted in ((0, 0, 200), (180, 3, 20)):
        with store.writing() as session:
            granted = contact(
                session, kiosk_id, left=left, waiting=waiting, wanted=wanted
            )
            assert granted == wanted
    with store.reading() as session:
        (placed,) = kiosks.kiosks(session)
    kiosk = placed.kiosk
    assert (kiosk.forms_left, kiosk.answers_waiting, kiosk.seen_on) == (200, 3, TODAY)
    assert kiosks.issued_today(kiosk, TODAY) == 220
    assert kiosks.issued_today(kiosk, TODAY + timedelta(days=1)) == 0


def test_a_day_has_an_end_of_forms(store: Store) -> None:
    granted = []
    with store.writing() as session:
        kiosk_id = add(session, make_counter(session))
        for _ in range(3):
            granted.append(contact(session, kiosk_id, left=0, waiting=0, wanted=200))
    assert granted == [200, 50, 0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"forms_left": -1},
        {"answers_waiting": 100_001},
        {"issued": -1},
        {"code_expires_at": None},
        {"revoked_on": TODAY},
    ],
    ids=str,
)
def test_the_database_refuses_what_cannot_be(
    store: Store, wrong: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError), store.writing() as session:
        kiosk = session.get_one(Kiosk, add(session, make_counter(session)))
        for name, value in wrong.items():
            setattr(kiosk, name, value)


def test_kiosks_are_listed_for_all_offices_or_for_one(store: Store) -> None:
    with store.writing() as session:
        for code in ("snv", "stc"):
            counter = make_counter(session, make_office(session, code))
            add(session, counter, code_hash=code * 2)
    with store.reading() as session:
        offices = [placed.office.code for placed in kiosks.kiosks(session)]
        (own,) = kiosks.kiosks(session, office_code="stc")
    assert offices == ["snv", "stc"]
    assert (own.office.code, own.counter.code) == ("stc", "stc-1")


def place_code(store: Store, *, day: date = TODAY) -> str | None:
    with store.reading() as session:
        (placed,) = kiosks.kiosks(session)
        place = kiosks.place_of_kiosk(session, placed.kiosk, day)
    return None if place is None else place.code


def test_a_kiosk_goes_by_the_newest_code_in_use_at_its_counter(store: Store) -> None:
    with store.writing() as session:
        counter = make_counter(session)
        add(session, counter)
        assert place_of(session) is None
        make_poster(session, counter, "BCDFGB")
        make_poster(session, counter, CODE)
        retired = make_poster(session, counter, "HJKMNJ")
        retired.retired_on = TODAY
    assert place_code(store) == CODE


def place_of(session: Session) -> object:
    (placed,) = kiosks.kiosks(session)
    return kiosks.place_of_kiosk(session, placed.kiosk, TODAY)


def test_a_code_that_moved_to_another_counter_is_no_longer_the_kiosks(
    store: Store,
) -> None:
    moved_on = TODAY + timedelta(days=1)
    with store.writing() as session:
        poster = make_place(session)
        assert poster.id is not None
        counter = session.get_one(Counter, 1)
        add(session, counter)
        other = make_counter(session, make_office(session, "stc"))
        assert other.id is not None
        session.add(
            Placement(poster_id=poster.id, valid_from=moved_on, counter_id=other.id)
        )
    assert place_code(store) == CODE
    assert place_code(store, day=moved_on) is None


def test_a_new_code_enrols_a_kiosk_once_more_as_if_it_were_new(store: Store) -> None:
    with store.writing() as session:
        counter = make_counter(session)
        assert counter.id is not None
        assert kiosks.latest_at(session, counter.id) is None
        kiosk_id = add(session, counter)
        enrol(session)
        contact(session, kiosk_id, left=0, waiting=0, wanted=200)
        kiosks.revoke(session, kiosk_id, today=TODAY)
    with store.writing() as session:
        found = kiosks.latest_at(session, counter.id)
        assert found is not None and found.id == kiosk_id
        kiosks.renew_code(
            session,
            kiosk_id,
            code_hash=CODE_HASH,
            code_expires_at=NOW + timedelta(days=1),
        )
    with store.writing() as session:
        assert kiosks.kiosk_of(session, CREDENTIAL_HASH) is None
        assert enrol(session, credential_hash="n" * 64) == kiosk_id
        assert contact(session, kiosk_id, left=0, waiting=0, wanted=200) == 200
