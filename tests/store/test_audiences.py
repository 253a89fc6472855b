"""Several instruments in one wave: each audience apart, and the counter's where none is named."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from forms.questionnaire import shipped_text
from survey.store import counts, waves
from survey.store.engine import Store
from survey.store.instruments import add_instrument
from survey.store.releases import unreleased_instruments
from survey.store.tables import Instrument, QuestionnaireVersion, Wave
from survey.store.waves import COUNTER, INDEPENDENT, OpenInstrument
from survey.trust.sealing import seal
from tests.fixtures.people import (
    TODAY,
    keep_questionnaire,
    make_counter,
    make_responses,
    make_wave,
)

RESIDENTS = "residents"


def add_audience(
    session: Session,
    wave_id: int,
    audience: str = RESIDENTS,
    version: QuestionnaireVersion | None = None,
) -> OpenInstrument:
    version = version or keep_questionnaire(session, shipped_text("sipas-2017"))
    session.add(
        Instrument(
            wave_id=wave_id, audience=audience, questionnaire_digest=version.digest
        )
    )
    session.flush()
    return waves.instrument_of_wave(session, wave_id, audience)


def test_a_scan_and_a_wave_mean_the_counter_where_nobody_is_named(store: Store) -> None:
    with store.writing() as session:
        made = make_wave(session)
        other = add_audience(session, made.wave_id)
        assert waves.open_instrument(session, TODAY) == made
        assert waves.instrument_of_wave(session, made.wave_id) == made
        assert waves.open_instrument(session, TODAY, audience=RESIDENTS) == other
        assert (made.audience, other.audience) == (COUNTER, RESIDENTS)


def test_an_instrument_is_found_by_its_id_whoever_it_asks(store: Store) -> None:
    with store.writing() as session:
        made = make_wave(session)
        other = add_audience(session, made.wave_id)
        assert waves.instrument(session, other.instrument_id) == other


def test_all_instruments_of_a_wave_are_listed_with_the_counters_first(
    store: Store,
) -> None:
    with store.writing() as session:
        made = make_wave(session)
        others = [
            add_audience(session, made.wave_id, audience)
            for audience in (RESIDENTS, "firms")
        ]
        make_wave(session, "2027-dot-1")
        assert waves.instruments_of_wave(session, made.wave_id) == (made, *others)


def test_a_wave_has_one_instrument_for_each_audience(store: Store) -> None:
    with pytest.raises(IntegrityError), store.writing() as session:
        made = make_wave(session)
        add_audience(session, made.wave_id)
        add_audience(session, made.wave_id, version=keep_questionnaire(session))


def test_an_audience_that_a_wave_does_not_ask_is_not_replaced_by_another(
    store: Store,
) -> None:
    with store.writing() as session:
        made = make_wave(session)
        assert waves.open_instrument(session, TODAY, audience=RESIDENTS) is None
        with pytest.raises(waves.NotAsked):
            waves.instrument_of_wave(session, made.wave_id, RESIDENTS)


def test_earlier_waves_are_those_of_the_same_audience(store: Store) -> None:
    with store.writing() as session:
        first = make_wave(session, "2025", opens_on=date(2025, 11, 1))
        second = make_wave(session, "2026")
        other = add_audience(session, second.wave_id)
        wave = session.get_one(Wave, second.wave_id)
        through = waves.instruments_through(session, wave, most=8)
        assert through == (first, second)
        assert waves.instruments_through(session, wave, most=8, audience=RESIDENTS) == (
            other,
        )
        listed = waves.instruments_of_series(
            session, kind="campaign", series="", audience=RESIDENTS
        )
        assert [one.instrument for one in listed] == [other]


def test_a_series_carries_all_instruments_on_but_an_independent_check(
    store: Store,
) -> None:
    with store.writing() as session:
        wave = waves.add_continuous(
            session,
            "thuong-xuyen",
            title="Lấy ý kiến thường xuyên",
            opens_on=TODAY,
            questionnaire=keep_questionnaire(session),
            full=False,
        )
        assert wave.id is not None
        asked = add_audience(session, wave.id)
        add_audience(session, wave.id, INDEPENDENT)
        (quarter,) = waves.roll_over(session, date(2026, 12, 31))
        assert quarter.id is not None
        carried = waves.instruments_of_wave(session, quarter.id)
    assert [one.audience for one in carried] == [COUNTER, RESIDENTS]
    assert carried[1].digest == asked.digest


def test_an_instrument_asks_all_or_the_core_as_its_wave_unless_it_says_otherwise(
    store: Store,
) -> None:
    with store.writing() as session:
        made = make_wave(session, block=2, questionnaire="sipas-2017")
        version = keep_questionnaire(session)
        asked = [
            add_instrument(
                session,
                made.wave_code,
                audience=audience,
                questionnaire=version,
                today=TODAY,
                full=full,
            )
            for audience, full in (("residents", None), ("firms", True))
        ]
    assert [(one.full, one.block) for one in asked] == [(False, 2), (True, 0)]


def test_answers_of_two_audiences_are_neither_counted_nor_released_together(
    store: Store,
) -> None:
    with store.writing() as session:
        made = make_wave(session)
        other = add_audience(session, made.wave_id)
        counter = make_counter(session)
        make_responses(session, counter, made, scores=[5] * 6)
        make_responses(session, counter, other, scores=[1] * 7)
    with store.reading() as session:
        for audience, n in ((COUNTER, 6), (RESIDENTS, 7)):
            received = counts.received_on(session, TODAY, audience=audience)
            assert received == {made.wave_id: n}
        # What is stored is stored, whoever was asked.
        assert counts.stored_by_wave(session) == {made.wave_id: 13}


def test_an_independent_check_is_totalled_from_its_own_class(store: Store) -> None:
    with store.writing() as session:
        made = make_wave(session)
        check = add_audience(session, made.wave_id, INDEPENDENT)
        counter = make_counter(session)
        make_responses(session, counter, made)
        make_responses(session, counter, check, channel="F")
    # Three of each: too few to be released.
    seal(store, TODAY + timedelta(days=1))
    with store.reading() as session:
        found = unreleased_instruments(session)
    assert [(one.instrument_id, one.headline_classes) for one in found] == [
        (made.instrument_id, "ABCDL"),
        (check.instrument_id, "F"),
    ]
