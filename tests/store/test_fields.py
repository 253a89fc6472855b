"""Fields of service: what a counter's code offers, and what becomes of answers counted before there were fields."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from survey.store import fields, migrate, office_changes, places
from survey.store.engine import Store
from survey.store.fields import OfferedField
from survey.store.office_changes import OfficeChange
from survey.store.office_changes_carried import carry_out
from survey.store.tables import Counter, ReleaseState, Tally
from survey.trust.sealing import seal
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)
from tests.store.test_places import CODE, DAY, hang, lead

LAND, CIVIL = OfferedField("1", "Đất đai", "Land"), OfferedField("2", "Hộ tịch")


def serve(session: Session, counter: Counter, *names: str) -> None:
    assert counter.id is not None
    fields.set_fields(session, {counter.id: names}, {"Đất đai": "Land"})


def test_a_code_leads_to_the_fields_of_the_counter_it_hangs_at(store: Store) -> None:
    with store.writing() as session:
        office = make_office(session)
        first = make_counter(session, office)
        second = make_counter(session, office, code="snv-2")
        poster = hang(session, first, CODE, TODAY - DAY)
        lead(session, poster, second, TODAY)
        serve(session, first, "Đất đai", "Hộ tịch")
        serve(session, second, "Hộ tịch")
    with store.reading() as session:
        offered = [
            place.fields
            for day in (TODAY - DAY, TODAY)
            if (place := places.place_of_code(session, CODE, day))
        ]
        assert offered == [(LAND, CIVIL), (CIVIL,)]
        assert fields.fields_of_office(session, 1, TODAY) == (LAND, CIVIL)
        assert fields.counters_by_field(session) == {"Đất đai": 1, "Hộ tịch": 2}


def test_fields_are_set_anew_and_keep_their_ids(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        counter = make_counter(session)
        serve(session, counter, "Đất đai", "Hộ tịch")
        serve(session, counter, "Hộ tịch", "Chứng thực")
        assert counter.id is not None
        served = fields.fields_at_counter(session, counter.id)
    assert served == (CIVIL, OfferedField("3", "Chứng thực"))
    with sqlite_store.reading() as session:
        assert list(fields.fields_by_value(session)) == ["1", "2", "3"]


def test_a_counter_that_moves_to_a_merged_office_takes_its_fields_along(
    sqlite_store: Store,
) -> None:
    with sqlite_store.writing() as session:
        counter = make_counter(session, make_office(session, "cu", name="Xã cũ"))
        hang(session, counter, CODE)
        serve(session, counter, "Đất đai", "Hộ tịch")
        change = OfficeChange(2, "cu", "moi", TODAY + DAY, name="Xã mới")
        plan = office_changes.plan_changes(session, [change], today=TODAY)
        carry_out(session, plan, today=TODAY, done_by="hoa")
    with sqlite_store.reading() as session:
        place = places.place_of_code(session, CODE, TODAY + DAY)
    assert place is not None and place.counter_id != counter.id
    assert place.fields == (LAND, CIVIL)


def test_answers_counted_before_there_were_fields_count_as_without_one(
    sqlite_store: Store,
) -> None:
    with sqlite_store.writing() as session:
        counter, instrument = make_counter(session), make_wave(session)
        make_responses(session, counter, instrument, scores=[5] * 3)
    seal(sqlite_store, TODAY + DAY)
    migrate.downgrade(sqlite_store, "0025")
    migrate.upgrade(sqlite_store)
    with sqlite_store.writing() as session:
        make_responses(
            session,
            counter,
            instrument,
            scores=[5] * 10,
            received_on=TODAY + DAY,
            field="1",
        )
    seal(sqlite_store, TODAY + timedelta(days=2))
    # The three would stand alone between the field and the total; they keep the fields back instead.
    with sqlite_store.reading() as session:
        by_value = (
            select(col(Tally.value), col(Tally.released), func.sum(Tally.n))
            .where(col(Tally.breakdown) == "field")
            .group_by(col(Tally.value), col(Tally.released))
            .order_by(col(Tally.value))
        )
        cells = [tuple(row) for row in session.connection().execute(by_value)]
        states = session.scalars(select(col(ReleaseState.breakdown))).all()
    assert cells == [("", False, 3), ("1", False, 10)]
    assert "" in states and "field" not in states
