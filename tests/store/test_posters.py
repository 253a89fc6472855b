"""Posters: who has one, how a batch replaces another, and who looked after them."""

from datetime import date, timedelta

from sqlmodel import Session, select

from survey.store import migrate, places, posters, reviewers
from survey.store.codes import read_code
from survey.store.engine import Store
from survey.store.tables import Poster
from survey.store.tables.places import CANARY_COUNTER, ONLINE
from survey.trust.sealing import seal
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)
from tests.store.test_places import CODE, DAY, hang, lead

MONDAY = date(2026, 11, 23)
WEEK = timedelta(days=7)
CODES = {"a": "73K3MM", "b": "22222A"}


def test_counters_without_a_poster_get_one(store: Store) -> None:
    with store.writing() as session:
        for code in ("b", "a"):
            make_counter(session, make_office(session, code))
        assert posters.give_posters(session, TODAY) == 2
        assert posters.give_posters(session, TODAY) == 0
        printed = posters.current_posters(session, TODAY)
    assert [counter.office.code for counter in printed] == ["a", "b"]
    assert len({read_code(counter.code) for counter in printed}) == 2


def test_posters_of_one_office_only(store: Store) -> None:
    with store.writing() as session:
        for code in ("a", "b"):
            make_counter(session, make_office(session, code))
        assert posters.give_posters(session, TODAY, office_code="b") == 1
        assert [
            counter.office.code for counter in posters.current_posters(session, TODAY)
        ] == ["b"]


def test_a_retired_poster_is_replaced_by_a_new_code(store: Store) -> None:
    with store.writing() as session:
        poster = hang(session, make_counter(session), CODE)
        poster.retired_on = TODAY + DAY
        session.flush()
        assert posters.give_posters(session, TODAY) == 0
        assert posters.give_posters(session, TODAY + DAY) == 1
        (printed,) = posters.current_posters(session, TODAY + DAY)
    assert printed.code != CODE


def test_a_new_batch_takes_over_while_the_old_one_still_works(store: Store) -> None:
    with store.writing() as session:
        hang(session, make_counter(session), CODE)
        assert posters.begin_batch(session, TODAY + DAY, grace_days=30) == 1
        (printed,) = posters.current_posters(session, TODAY + DAY)
        works = [
            not place.is_retired
            for days in (1, 30, 31)
            if (place := places.place_of_code(session, CODE, TODAY + days * DAY))
        ]
    assert (printed.poster.number, printed.serial) == (2, "snv-1/2")
    assert printed.code != CODE
    assert works == [True, True, False]


def test_a_later_batch_does_not_lengthen_the_life_of_the_first(store: Store) -> None:
    with store.writing() as session:
        hang(session, make_counter(session), CODE)
        posters.begin_batch(session, TODAY, grace_days=3)
        posters.begin_batch(session, TODAY + DAY, grace_days=30)
        ends = session.exec(select(Poster.retired_on).order_by(Poster.number)).all()
    assert list(ends) == [TODAY + 3 * DAY, TODAY + 31 * DAY, None]


def test_a_batch_is_for_the_counter_that_was_named(store: Store) -> None:
    with store.writing() as session:
        office = make_office(session)
        for code in ("a", "b"):
            hang(session, make_counter(session, office, code=code), CODES[code])
        assert posters.begin_batch(session, TODAY, counter_code="b") == 1
        printed = posters.current_posters(session, TODAY)
    assert printed[0].code == CODES["a"]
    assert printed[1].code not in CODES.values()


def test_a_moved_poster_belongs_to_its_new_counter_alone(store: Store) -> None:
    with store.writing() as session:
        first = make_counter(session)
        second = make_counter(session, make_office(session, "z"))
        lead(session, hang(session, first, CODE, TODAY - DAY), second, TODAY)
        printed = posters.current_posters(session, TODAY)
    assert [each.counter.code for each in printed] == [second.code]


def test_each_open_office_gets_one_link_for_online_filers(store: Store) -> None:
    with store.writing() as session:
        for code in ("a", "b"):
            make_counter(session, make_office(session, code))
        assert posters.give_links(session, TODAY) == 2
        assert posters.give_links(session, TODAY) == 0
        links = posters.current_posters(session, TODAY, kind=ONLINE)
        place = places.place_of_code(session, links[0].code, TODAY)
        # No poster hangs for it, so it is none of the counters.
        assert len(places.open_counters(session, TODAY)) == 2
        assert posters.give_posters(session, TODAY) == 2
    assert [each.counter.code for each in links] == ["a-online", "b-online"]
    assert place is not None and (place.channel, place.is_online) == ("L", True)


def test_a_counter_of_that_name_is_left_alone(store: Store) -> None:
    with store.writing() as session:
        make_counter(session, make_office(session, "a"), code="a-online")
        posters.give_links(session, TODAY)
        (link,) = posters.current_posters(session, TODAY, kind=ONLINE)
    assert link.counter.code == "a-online1"


def test_the_kind_of_the_counter_decides_the_class(store: Store) -> None:
    with store.writing() as session:
        counter = make_counter(session)
        hang(session, counter, CODE)
        found = []
        for kind in ("counter", ONLINE, CANARY_COUNTER):
            counter.kind = kind
            session.flush()
            place = places.place_of_code(session, CODE, TODAY)
            assert place is not None
            found.append(place.channel)
    assert found == ["D", "L", "Z"]


def test_a_check_counts_once_a_week(store: Store) -> None:
    with store.writing() as session:
        poster, reviewer = hung_and_reviewer(session)
        for day, new in ((MONDAY, 1), (MONDAY + 6 * DAY, 0), (MONDAY + WEEK, 1)):
            week = posters.week_of(day)
            noted = posters.note_checks(
                session, [poster, poster], week=week, reviewer_id=reviewer
            )
            assert noted == new
        assert posters.last_checks(session) == {poster: MONDAY + WEEK}


def hung_and_reviewer(session: Session) -> tuple[int, int]:
    """Hang a poster and add an account; return their ids."""
    poster = hang(session, make_counter(session), CODE)
    reviewer = reviewers.add_reviewer(
        session, "lan", password_hash="x", role="reform_office"
    )
    session.flush()
    assert poster.id is not None and reviewer.id is not None
    return poster.id, reviewer.id


def test_answers_are_counted_by_week_once_their_day_is_closed(
    sqlite_store: Store,
) -> None:
    with sqlite_store.writing() as session:
        counter, wave = make_counter(session), make_wave(session)
        for day, n in ((MONDAY - DAY, 2), (MONDAY, 3), (MONDAY + DAY, 4)):
            make_responses(session, counter, wave, scores=[5] * n, received_on=day)
        make_responses(
            session, counter, wave, scores=[1] * 9, received_on=MONDAY, channel="Z"
        )
        make_responses(session, counter, wave, scores=[5], received_on=TODAY)
    seal(sqlite_store, TODAY)
    with sqlite_store.reading() as session:
        counts = posters.received_in_weeks(session, [MONDAY, MONDAY - WEEK])
        assert posters.received_in_weeks(session, []) == {}
    assert counts == {(counter.id, MONDAY - WEEK): 2, (counter.id, MONDAY): 7}


def test_what_was_printed_before_is_numbered_in_its_order(store: Store) -> None:
    with store.writing() as session:
        first, second = (
            make_counter(session, make_office(session, code)) for code in "ab"
        )
        for code, counter in zip(
            ("22222A", "33333A", "44444A"), (first, second, first), strict=True
        ):
            hang(session, counter, code)
    migrate.downgrade(store, "0010")
    migrate.upgrade(store)
    with store.reading() as session:
        numbers = dict(session.exec(select(Poster.code, Poster.number)).all())
    assert numbers == {"22222A": 1, "33333A": 1, "44444A": 2}
