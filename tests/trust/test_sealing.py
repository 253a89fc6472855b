"""Sealing a day: arrivals become responses, once, however often it is interrupted."""

from datetime import timedelta

from sqlalchemy import func
from sqlmodel import Session, select

from survey.store.engine import Store
from survey.store.tables import Arrival, Response, Seal
from survey.trust import sealing
from tests.fixtures.people import TODAY, make_counter, make_responses, make_wave

TOMORROW = TODAY + timedelta(days=1)


def count(session: Session, table: type) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


def test_a_sealed_day_has_moved_from_arrivals_to_responses(store: Store) -> None:
    with store.writing() as session:
        make_responses(session, make_counter(session), make_wave(session))
    assert sealing.seal(store, TOMORROW) == (TODAY,)
    with store.reading() as session:
        assert count(session, Arrival) == 0
        assert count(session, Response) == 3
        assert session.get_one(Seal, TODAY).n == 3
