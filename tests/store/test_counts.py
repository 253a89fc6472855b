"""How many answers are stored, before, during and after a seal."""

from datetime import timedelta

from survey.store import counts
from survey.store.engine import Store
from survey.trust import sealing
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_responses,
    make_submission,
    make_wave,
    submit,
)

TOMORROW = TODAY + timedelta(days=1)


def test_sealed_and_unsealed_answers_are_counted_once_at_every_step(
    store: Store,
) -> None:
    with store.writing() as session:
        counter = make_counter(session)
        first, second = make_wave(session), make_wave(session, "2026-dot-3")
        make_responses(session, counter, first, scores=[1, 2])
        make_responses(session, counter, second, scores=[3])
        make_responses(session, counter, first, scores=[4], received_on=TOMORROW)
        make_responses(session, counter, first, scores=[5], channel="C")
    expected = {first.wave_id: 4, second.wave_id: 1}
    for _ in sealing.steps(store, TOMORROW + timedelta(days=1)):
        with store.reading() as session:
            assert counts.stored_by_wave(session) == expected
            assert counts.stored_by_class(session) == {"C": 1, "D": 4}


def test_the_opt_in_part_is_not_counted(store: Store) -> None:
    with store.writing() as session:
        counter, instrument = make_counter(session), make_wave(session)
        make_responses(session, counter, instrument, scores=[5])
        make_responses(session, counter, instrument, scores=[5], part="opt-in")
    for _ in sealing.steps(store, TOMORROW):
        with store.reading() as session:
            assert counts.stored_by_wave(session) == {instrument.wave_id: 1}


def test_received_today_grows_with_each_answer_of_today(store: Store) -> None:
    with store.writing() as session:
        counter, instrument = make_counter(session), make_wave(session)
        make_responses(session, counter, instrument)
        make_responses(session, counter, instrument, channel="Z")
        make_responses(session, counter, instrument, received_on=TOMORROW)
    with store.reading() as session:
        assert counts.received_on(session, TODAY) == {instrument.wave_id: 3}
    with store.writing() as session:
        submit(session, make_submission(counter, instrument))
    with store.reading() as session:
        assert counts.received_on(session, TODAY) == {instrument.wave_id: 4}


def test_a_sealed_day_was_received_too(store: Store) -> None:
    with store.writing() as session:
        counter, instrument = make_counter(session), make_wave(session)
        make_responses(session, counter, instrument)
    sealing.seal(store, TOMORROW)
    with store.reading() as session:
        assert counts.received_on(session, TODAY) == {instrument.wave_id: 3}
        assert counts.received_on(session, TOMORROW) == {}


def test_an_empty_store_counts_nothing(store: Store) -> None:
    with store.reading() as session:
        assert counts.stored_by_wave(session) == {}
        assert counts.stored_by_class(session) == {}
