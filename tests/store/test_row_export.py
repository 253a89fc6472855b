"""What files of rows read, on both engines: only what counts, and what earlier files showed."""

from datetime import date, timedelta

import pytest

from survey.store import row_export
from survey.store.engine import Store
from survey.store.row_export import RowGroup, ShownState
from survey.store.waves import OpenInstrument
from survey.trust.sealing import seal
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)

DAY = timedelta(days=1)


@pytest.fixture
def instrument(store: Store) -> OpenInstrument:
    """Seal answers of two offices, made out of the order of their codes, and what never counts."""
    with store.writing() as session:
        instrument = make_wave(session)
        for code, n in (("b", 6), ("a", 5)):
            counter = make_counter(session, make_office(session, code))
            make_responses(session, counter, instrument, scores=[5] * n, stage="ask")
            make_responses(session, counter, instrument, scores=[1], part="opt-in")
            # Second calls are outside the headline, canaries are in no total.
            for channel in "FZ":
                make_responses(
                    session, counter, instrument, scores=[1], channel=channel
                )
    seal(store, TODAY + DAY)
    return instrument


def test_rows_that_count_come_office_by_office(
    store: Store, instrument: OpenInstrument
) -> None:
    asks = RowGroup(TODAY, "D", "ask")
    with store.reading() as session:
        rows = list(row_export.stored_rows(session, instrument))
        counts = row_export.row_counts(session, instrument)
    assert [row.office_code for row in rows] == ["a"] * 5 + ["b"] * 6
    assert {row.group for row in rows} == {asks}
    assert {row.scores for row in rows} == {"555555"}
    assert counts == {"a": {asks: 5}, "b": {asks: 6}}


def test_a_state_is_kept_once_and_the_next_beside_it(
    store: Store, instrument: OpenInstrument
) -> None:
    for _ in range(2):
        with store.writing() as session:
            row_export.note_shown(session, instrument)
    # The class waits for the one answer by a second call.
    first = ShownState(TODAY, None, TODAY)
    with store.reading() as session:
        shown = row_export.shown_states(session, instrument)
    assert shown == {"a": (first,), "b": (first,)}
    with store.writing() as session:
        counter = make_counter(session, make_office(session, "c"))
        make_responses(
            session, counter, instrument, scores=[4] * 5, received_on=TODAY + DAY
        )
    seal(store, TODAY + 2 * DAY)
    with store.writing() as session:
        row_export.note_shown(session, instrument)
        shown = row_export.shown_states(session, instrument)
    later = TODAY + DAY
    assert shown["a"] == (first,)
    assert shown["c"] == (ShownState(later, later, later),)


def test_a_state_is_final_when_the_days_of_grace_are_sealed(
    sqlite_store: Store,
) -> None:
    with sqlite_store.writing() as session:
        wave = make_wave(session, closes_on=TODAY)
        counter = make_counter(session)
        make_responses(session, counter, wave, scores=[5] * 5)
    finals = []
    for sealed in (wave.last_day_with_grace, wave.last_day_with_grace + DAY):
        seal(sqlite_store, sealed + DAY)
        with sqlite_store.writing() as session:
            row_export.note_shown(session, wave)
            ((*_, newest),) = row_export.shown_states(session, wave).values()
        finals.append(newest.is_final)
    assert finals == [False, True]
    assert isinstance(newest.through, date)
