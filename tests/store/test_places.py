"""Places: where a printed code leads on a day, and which codes are printed."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session

from survey.store import places
from survey.store.engine import Store
from survey.store.tables import Counter, Placement, Poster
from tests.fixtures.people import TODAY, make_counter, make_office

DAY = timedelta(days=1)
CODE = "73K3MM"


def hang(session: Session, counter: Counter, code: str, day: date = TODAY) -> Poster:
    """Print a poster for a counter."""
    poster = Poster(code=code, printed_on=day)
    session.add(poster)
    session.flush()
    lead(session, poster, counter, day)
    return poster


def lead(session: Session, poster: Poster, counter: Counter, day: date) -> None:
    assert poster.id is not None and counter.id is not None
    session.add(Placement(poster_id=poster.id, valid_from=day, counter_id=counter.id))
    session.flush()


def test_a_code_leads_to_its_counter_in_one_query(store: Store) -> None:
    with store.writing() as session:
        counter = make_counter(session)
        hang(session, counter, CODE)
    statements: list[str] = []
    event.listen(
        store.engine,
        "before_cursor_execute",
        lambda *arguments: statements.append(arguments[2]),
    )
    with store.reading() as session:
        session.connection()
        statements.clear()
        place = places.place_of_code(session, CODE, TODAY)
    assert len(statements) == 1
    assert place is not None
    assert (place.counter_id, place.office_id) == (counter.id, counter.office_id)
    assert (place.counter_name, place.office_name) == ("Quầy số 1", "Sở Nội vụ")
    assert not place.is_retired and not place.is_closed


def test_a_code_never_printed_leads_nowhere(store: Store) -> None:
    with store.reading() as session:
        assert places.place_of_code(session, CODE, TODAY) is None


def test_a_code_follows_its_counter_from_a_date_on(store: Store) -> None:
    with store.writing() as session:
        first = make_counter(session)
        second = make_counter(session, make_office(session, "b"))
        poster = hang(session, first, CODE)
        lead(session, poster, second, TODAY + DAY)
        found = [
            place.counter_id
            for day in (TODAY, TODAY + DAY, TODAY + 9 * DAY)
            if (place := places.place_of_code(session, CODE, day))
        ]
        assert found == [first.id, second.id, second.id]
        assert places.place_of_code(session, CODE, TODAY - DAY) is None


@pytest.mark.parametrize("days, over", [(-1, False), (0, True), (1, True)])
def test_what_is_retired_or_closed_is_so_from_its_day_on(
    store: Store, days: int, over: bool
) -> None:
    with store.writing() as session:
        counter = make_counter(session)
        poster = hang(session, counter, CODE, TODAY - 9 * DAY)
        poster.retired_on = counter.closed_on = TODAY
        session.flush()
        place = places.place_of_code(session, CODE, TODAY + days * DAY)
    assert place is not None
    assert (place.is_retired, place.is_closed) == (over, over)


def test_a_closed_office_closes_its_counters(store: Store) -> None:
    with store.writing() as session:
        office = make_office(session)
        hang(session, make_counter(session, office), CODE)
        office.closed_on = TODAY
        session.flush()
        place = places.place_of_code(session, CODE, TODAY)
        assert place is not None and place.is_closed
        assert places.open_counters(session, TODAY) == ()
        assert len(places.open_counters(session, TODAY - DAY)) == 1
