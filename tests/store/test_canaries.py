"""The canary in the store: made once, found again, and its answers counted apart from all others."""

from datetime import timedelta

from sqlmodel import Session, select

from survey.store import canaries, places, posters
from survey.store.canaries import StoredAnswer
from survey.store.engine import Store
from survey.store.tables import Closing, Counter, Office, Tally
from survey.store.tables.answers import CANARY
from survey.store.tables.places import ONLINE
from survey.store.waves import OpenInstrument
from survey.trust.sealing import seal
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_responses,
    make_wave,
)

TOMORROW = TODAY + timedelta(days=1)


def rate(session: Session, wave: OpenInstrument) -> canaries.Canary:
    """Store two answers of the canary's and one of a citizen's."""
    canary = canaries.give_canary(session, TODAY)
    counter = session.get_one(Counter, canary.counter_id)
    make_responses(session, counter, wave, scores=[1, 2], channel=CANARY)
    make_responses(session, make_counter(session), wave, scores=[5])
    return canary


def test_it_is_made_once(store: Store) -> None:
    with store.writing() as session:
        first = canaries.give_canary(session, TODAY)
        assert canaries.give_canary(session, TOMORROW) == first
        assert len(session.exec(select(Office)).all()) == 1
        place = places.place_of_code(session, first.code, TODAY)
    assert place is not None
    assert (place.counter_id, place.channel) == (first.counter_id, CANARY)


def test_its_link_is_of_its_own_class_and_in_no_list(store: Store) -> None:
    with store.writing() as session:
        counter = canaries.give_canary(session, TODAY)
        link = canaries.give_canary(session, TODAY, kind=ONLINE)
        place = places.place_of_code(session, link.code, TODAY)
        assert posters.current_posters(session, TODAY, kind=ONLINE) == ()
        assert len(session.exec(select(Office)).all()) == 1
    assert link.counter_id != counter.counter_id
    assert place is not None
    assert (place.is_online, place.channel) == (True, CANARY)


def test_it_gets_neither_a_printed_poster_nor_a_link(store: Store) -> None:
    with store.writing() as session:
        canaries.give_canary(session, TODAY)
        assert posters.current_posters(session, TODAY) == ()
        assert posters.give_posters(session, TODAY) == 0
        assert posters.give_links(session, TODAY) == 0


def test_its_answers_are_found_before_and_after_the_seal(store: Store) -> None:
    with store.writing() as session:
        canary = rate(session, make_wave(session))
        before = canaries.stored_answers(session, canary, since=TODAY)
    seal(store, TOMORROW)
    with store.reading() as session:
        after = canaries.stored_answers(session, canary, since=TODAY)
        later = canaries.stored_answers(session, canary, since=TOMORROW)
    assert (
        before
        == after
        == {
            StoredAnswer(CANARY, "core", "", scores, ""): 1
            for scores in ("111111", "222222")
        }
    )
    assert not later


def test_its_tallies_are_held_against_its_answers(store: Store) -> None:
    with store.writing() as session:
        wave = make_wave(session)
        canary = rate(session, wave)
        assert canaries.check_tallies(session, [canary], wave) is None
    seal(store, TOMORROW)
    with store.writing() as session:
        sound = canaries.check_tallies(session, [canary], wave)
        assert sound is not None and (sound.n, sound.agrees) == (2, True)
        for cell in session.exec(select(Tally).where(Tally.channel == CANARY)):
            session.delete(cell)
        session.flush()
        broken = canaries.check_tallies(session, [canary], wave)
        assert broken is not None and not broken.agrees
        session.add(Closing(day=TOMORROW))
        session.flush()
        # Half of a day may be in the tallies.
        assert canaries.check_tallies(session, [canary], wave) is None
