"""The counters of an office add up to it and hide what would give a small one away."""

import pytest

from survey.reports.counters import CounterTable, build_counters
from survey.reports.figures import Estimate, Withheld
from survey.store.engine import Store
from survey.store.places import office_by_code
from survey.trust.sealing import seal
from tests.fixtures.bureau import WAVE, YESTERDAY
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)
from tests.reports.conftest import result_of


def counters_of(store: Store, answers: dict[str, int]) -> CounterTable | None:
    with store.writing() as session:
        wave = make_wave(session, WAVE)
        office = make_office(session, "A", name="A")
        for code, n in answers.items():
            make_responses(
                session,
                make_counter(session, office, code=code),
                wave,
                scores=([5, 1] * n)[:n],
                received_on=YESTERDAY,
            )
    seal(store, TODAY)
    result = result_of(store)
    with store.reading() as session:
        assert office_by_code(session, "A") is not None
        return build_counters(session, result, 0, audience="unit_head")


def test_each_counter_has_n_and_interval(sqlite_store: Store) -> None:
    table = counters_of(sqlite_store, {"q2": 20, "q1": 40})
    assert table is not None and table.through == YESTERDAY
    assert [row.code for row in table.rows] == ["q1", "q2"]
    figures = [row.figure for row in table.rows]
    assert all(isinstance(figure, Estimate) for figure in figures)
    assert [figure.n for figure in figures if isinstance(figure, Estimate)] == [40, 20]


def test_one_counter_alone_is_the_office(sqlite_store: Store) -> None:
    assert counters_of(sqlite_store, {"q1": 40}) is None


def test_counters_that_cannot_be_told_apart_safely_wait(sqlite_store: Store) -> None:
    # The breakdown moves on only when each counter grew by none or by five.
    assert counters_of(sqlite_store, {"q1": 40, "q2": 3}) is None


@pytest.mark.usefixtures("released_by_forms")
def test_a_small_valid_n_hides_another(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        wave = make_wave(session, WAVE)
        office = make_office(session, "A", name="A")
        for code, scores in (
            ("q1", ["444444"] * 40),
            ("q2", ["4-----"] * 4 + ["444444"] * 2),
            ("q3", ["444444"] * 9),
        ):
            make_responses(
                session,
                make_counter(session, office, code=code),
                wave,
                scores=scores,
                received_on=YESTERDAY,
            )
    seal(sqlite_store, TODAY)
    result = result_of(sqlite_store)
    with sqlite_store.reading() as session:
        table = build_counters(session, result, 0, audience="reform_office")
    assert table is not None
    shown = {row.code: row.figure for row in table.rows}
    assert isinstance(shown["q1"], Estimate)
    assert (shown["q2"], shown["q3"]) == (Withheld.TOO_FEW, Withheld.COMPLEMENT)
