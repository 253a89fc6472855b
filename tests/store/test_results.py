"""Released figures: what pages read, office by office, without looking at responses."""

from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import event

from survey.store.engine import Store
from survey.store.results import (
    released_breakdown,
    released_products,
    released_totals,
)
from survey.store.waves import OpenInstrument
from survey.trust import sealing
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
    questionnaire_of,
)
from tests.store import recount


@pytest.fixture
def instrument(store: Store) -> OpenInstrument:
    """Seal 6 answers of office b, 5 of a, 2 of c and none of d; the offices are made out of order."""
    with store.writing() as session:
        instrument = make_wave(session)
        for code, scores in {"b": [5] * 6, "a": [1] * 5, "c": [3] * 2, "d": []}.items():
            counter = make_counter(session, make_office(session, code))
            make_responses(session, counter, instrument, scores=scores, stage="ask")
    sealing.seal(store, TODAY + timedelta(days=1))
    return instrument


def test_every_office_stands_in_the_order_of_codes(
    store: Store, instrument: OpenInstrument
) -> None:
    with store.reading() as session:
        totals = released_totals(session, instrument)
    assert [office.code for office in totals.offices] == ["a", "b", "c", "d"]
    assert [office.through for office in totals.offices] == [TODAY, TODAY, None, None]
    assert totals.tallies.n.tolist() == [5, 6, 0, 0]


def test_totals_have_the_shapes_of_the_analysis(
    store: Store, instrument: OpenInstrument
) -> None:
    with store.reading() as session:
        tallies = released_totals(session, instrument).tallies
    # quick: 6 questions, 5 levels and 4 other characters; 6 questions, 5 factors and the index.
    assert tallies.codes.shape == (4, 6, 9)
    assert tallies.sums.shape == (4, 12, 6)
    assert tallies.score_counts().counts[1].tolist() == [[0, 0, 0, 0, 6]] * 6
    index = tallies.score_sums()
    # 6 people, 5 questions in the index, all satisfied.
    assert (index.y[1, -1], index.m[1, -1], index.yy[1, -1]) == (30, 30, 150)
    assert (index.y[0, -1], index.m[0, -1]) == (0, 25)


def test_products_stand_beside_the_totals(
    store: Store, instrument: OpenInstrument
) -> None:
    with store.reading() as session:
        products = released_products(session, instrument)
        of_b = [row for row in recount.responses(session) if row.scores[0] == "5"]
    expected = recount.products(of_b, questionnaire_of(instrument))
    assert products.shape == (4, 18, 18)
    assert products[1].tolist() == expected
    assert not products[2:].any()


def test_a_breakdown_of_one_office_has_its_cells_only(
    store: Store, instrument: OpenInstrument
) -> None:
    with store.reading() as session:
        offices = released_totals(session, instrument).offices
        found = released_breakdown(
            session, instrument, "stage", office_id=offices[1].office_id
        )
    (cell,) = found.cells
    assert (cell.office_id, cell.value) == (offices[1].office_id, "ask")
    assert found.tallies.n.tolist() == [6]


def test_a_wave_without_answers_has_zeros(store: Store) -> None:
    with store.writing() as session:
        make_office(session)
        instrument = make_wave(session)
        totals = released_totals(session, instrument)
        breakdown = released_breakdown(session, instrument, "class")
    assert totals.tallies.n.tolist() == [0]
    assert not totals.tallies.sums.any()
    assert breakdown.cells == ()
    assert breakdown.tallies.codes.shape == (0, 6, 9)


def test_reading_never_looks_at_answers(
    store: Store, instrument: OpenInstrument
) -> None:
    statements: list[str] = []

    def note(*event_arguments: object) -> None:
        statements.append(str(event_arguments[2]))

    event.listen(store.engine, "before_cursor_execute", note)
    with store.reading() as session:
        released_totals(session, instrument)
        released_breakdown(session, instrument, "counter")
        released_products(session, instrument)
    assert len(statements) > 4
    assert [s for s in statements if "response" in s or "arrival" in s] == []


def test_sums_over_months_are_sums(store: Store) -> None:
    with store.writing() as session:
        counter, instrument = make_counter(session), make_wave(session)
        for days in (0, 10):
            make_responses(
                session,
                counter,
                instrument,
                scores=[5] * 5,
                received_on=TODAY + timedelta(days=days),
            )
    sealing.seal(store, TODAY + timedelta(days=11))
    with store.reading() as session:
        tallies = released_totals(session, instrument).tallies
    assert tallies.n.tolist() == [10]
    assert np.unique(tallies.codes[0, :, 4]).tolist() == [10]
