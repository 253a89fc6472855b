"""Independent checks on both engines: days of their own, draws that stay, and answers that stand apart."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from survey.store import batches, calls, rechecks, results, waves
from survey.store.batches import Gathered
from survey.store.calls import Call
from survey.store.engine import Store
from survey.store.entries import Typed
from survey.store.rechecks import DrawHead, RecheckBegun, Stratum
from survey.store.releases import unreleased_remainders
from survey.store.reviewers import add_reviewer
from survey.store.tables import Arrival, Counter, Wave
from survey.store.waves import INDEPENDENT, OpenInstrument
from survey.trust.sealing import seal
from tests.fixtures.people import (
    RECEIPT_KEY,
    TODAY,
    make_counter,
    make_responses,
    make_wave,
)

HEAD = DrawHead("share", 0.1, None, None, 20, 7, "a" * 64, TODAY)
LAST_DAY = date(2027, 1, 31)
TOMORROW = TODAY + timedelta(days=1)


def begin(session: Session) -> tuple[Counter, OpenInstrument, OpenInstrument]:
    """Open a wave with an independent check that lasts a month longer."""
    counter, counted = make_counter(session), make_wave(session)
    wave = session.get_one(Wave, counted.wave_id)
    check = rechecks.open_recheck(session, wave, closes_on=LAST_DAY, grace_days=5)
    return counter, counted, check


def call(
    session: Session, counter: Counter, check: OpenInstrument, *, scores: list[str]
) -> None:
    """Dung asks one after another by telephone."""
    dung = add_reviewer(session, "dung", password_hash="x", role="operator")
    session.flush()
    assert counter.id is not None and dung.id is not None
    gathered = Gathered(counter.id, check.instrument_id, "vi", TODAY)
    batch = batches.calls_of_day(session, gathered, reviewer_id=dung.id, today=TODAY)
    for number, answers in enumerate(scores):
        calls.store_call(
            session,
            batch,
            Call(Typed(answers, "", "", "", False), f"{number:032x}", dung.id),
            today=TODAY,
            language_version="",
            receipt_key=RECEIPT_KEY,
        )


def test_a_check_lasts_as_long_as_it_says_and_the_wave_is_left_alone(
    store: Store,
) -> None:
    with store.writing() as session:
        _counter, counted, check = begin(session)
        assert (check.last_day, check.last_day_with_grace) == (
            LAST_DAY,
            LAST_DAY + timedelta(days=5),
        )
        assert waves.instrument_of_wave(session, counted.wave_id) == counted
        after_the_wave = counted.last_day_with_grace + timedelta(days=1)
        assert rechecks.waves_with_recheck(session, after_the_wave) == (check,)
        over = check.last_day_with_grace + timedelta(days=1)
        assert rechecks.waves_with_recheck(session, over) == ()


def test_opening_it_again_only_moves_the_last_day(store: Store) -> None:
    with store.writing() as session:
        _counter, counted, check = begin(session)
        wave = session.get_one(Wave, counted.wave_id)
        later = LAST_DAY + timedelta(days=9)
        again = rechecks.open_recheck(session, wave, closes_on=later, grace_days=5)
        assert again == replace(
            check, last_day=later, last_day_with_grace=later + timedelta(days=5)
        )
        assert rechecks.recheck_instrument(session, counted.wave_id) == again


def test_a_wave_without_a_check_has_none(store: Store) -> None:
    with store.writing() as session:
        counted = make_wave(session)
        assert rechecks.recheck_instrument(session, counted.wave_id) is None


def test_the_newest_draw_counts_until_somebody_was_called(store: Store) -> None:
    with store.writing() as session:
        counter, _counted, check = begin(session)
        first, second = (
            [
                Stratum(counter.office_id, "Hộ tịch", 30, 2),
                Stratum(counter.office_id, "Đất đai", 50, n),
            ]
            for n in (5, 6)
        )
        rechecks.keep_draw(session, check.instrument_id, HEAD, first)
        rechecks.keep_draw(session, check.instrument_id, replace(HEAD, seed=8), second)
        found = rechecks.newest_draw(session, check.instrument_id)
        assert found is not None
        assert (found.head.seed, found.earlier) == (8, 1)
        assert found.strata == tuple(second)
        assert found.population == {counter.office_id: 80}
        assert found.drawn == {counter.office_id: 8}
        rechecks.add_outcome(
            session, check.instrument_id, counter.office_id, "no_answer"
        )
    with pytest.raises(RecheckBegun), store.writing() as session:
        rechecks.keep_draw(session, check.instrument_id, HEAD, first)


def test_who_did_not_answer_is_counted_and_can_be_put_right(store: Store) -> None:
    with store.writing() as session:
        counter, _counted, check = begin(session)
        number, office = check.instrument_id, counter.office_id
        for outcome in ("refused", "no_answer", "no_answer"):
            rechecks.add_outcome(session, number, office, outcome)
        assert rechecks.outcomes(session, number) == {
            office: {"refused": 1, "no_answer": 2}
        }
        told = {office: {"refused": 1, "no_answer": 0, "unable": 3}}
        assert rechecks.set_outcomes(session, number, told) == 2
        assert rechecks.outcomes(session, number) == {
            office: {"refused": 1, "unable": 3}
        }


def test_calls_of_a_check_are_answers_of_a_class_of_their_own(store: Store) -> None:
    with store.writing() as session:
        counter, _counted, check = begin(session)
        call(session, counter, check, scores=["555555", "111111"])
        assert session.exec(select(Arrival.channel)).all() == ["F", "F"]
        assert rechecks.answered(session, check.instrument_id) == {counter.office_id: 2}


def test_what_was_heard_is_released_apart_and_never_in_the_waves_total(
    store: Store,
) -> None:
    with store.writing() as session:
        counter, counted, check = begin(session)
        make_responses(session, counter, counted, scores=[5] * 7)
        call(session, counter, check, scores=["111111"] * 6)
    seal(store, TOMORROW)
    with store.reading() as session:
        own, heard = (
            results.released_totals(session, one).tallies for one in (counted, check)
        )
        assert (own.n.tolist(), heard.n.tolist()) == ([7], [6])
        # Of the index: valid respondents, satisfied answers.
        assert own.sums[0, -1, 1] > 0
        assert heard.sums[0, -1, 1] == 0
        by_class = results.released_breakdown(session, counted, "class")
        assert [cell.value for cell in by_class.cells] == ["D"]


def test_a_remainder_waits_for_the_grace_of_the_check(store: Store) -> None:
    with store.writing() as session:
        counter, counted, check = begin(session)
        call(session, counter, check, scores=["555555"] * 3)
    seal(store, TOMORROW)
    with store.reading() as session:
        after_the_wave = counted.last_day_with_grace + timedelta(days=1)
        assert unreleased_remainders(session, after_the_wave) == ()
        over = check.last_day_with_grace + timedelta(days=1)
        (left,) = unreleased_remainders(session, over)
        assert (left.instrument_id, left.n) == (check.instrument_id, 3)
        assert check.audience == INDEPENDENT
