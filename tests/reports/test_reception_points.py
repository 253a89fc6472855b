"""An office's counters stand under their reception points, each with an index of the counters shown."""

import re

import pytest

from survey.reports.counters import CounterTable, build_counters
from survey.reports.figures import Estimate, Withheld
from survey.store.engine import Store
from survey.trust.sealing import seal
from tests.fixtures.bureau import (
    HOA,
    OWN,
    WAVE,
    YESTERDAY,
    make_bureau,
    make_people,
)
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)
from tests.reports.conftest import result_of

MARKET, SCHOOL = "Điểm Chợ Mới", "Điểm trường Phù Ninh"
Answers = dict[str, tuple[str, list[int | str]]]


def points_of(store: Store, answers: Answers) -> CounterTable:
    """Store answers by counter, with the point where each stands, and return the office's table."""
    with store.writing() as session:
        wave = make_wave(session, WAVE)
        office = make_office(session, "A", name="Xã A")
        for code, (point, scores) in answers.items():
            counter = make_counter(session, office, code=code)
            counter.point = point
            make_responses(session, counter, wave, scores=scores, received_on=YESTERDAY)
    seal(store, TODAY)
    result = result_of(store)
    with store.reading() as session:
        table = build_counters(session, result, 0, audience="reform_office")
    assert table is not None
    return table


def test_a_point_adds_up_its_counters_and_the_nameless_one_is_last(
    sqlite_store: Store,
) -> None:
    answers: Answers = {"q1": ("", [1] * 9), "q2": (SCHOOL, [5] * 12), "q3": (MARKET, [5] * 10), "q4": (MARKET, [5, 1] * 20)}  # fmt: skip
    table = points_of(sqlite_store, answers)
    assert [(point.name, [row.code for row in point.rows]) for point in table.points] == [
        (MARKET, ["q3", "q4"]),
        (SCHOOL, ["q2"]),
        ("", ["q1"]),
    ]  # fmt: skip
    market, school, _ = table.points
    assert isinstance(market.figure, Estimate)
    # 10 of 10 and 20 of 40 are satisfied.
    assert (market.figure.n, market.figure.share) == (50, 30 / 50)
    # One counter alone has one interval.
    assert school.figure == school.rows[0].figure


@pytest.mark.usefixtures("released_by_forms")
def test_a_point_leaves_out_a_counter_that_is_hidden(sqlite_store: Store) -> None:
    few: list[int | str] = ["4-----"] * 4 + [4] * 2
    answers: Answers = {"q1": (MARKET, [5] * 40), "q2": (MARKET, few), "q3": (SCHOOL, [5] * 9)}  # fmt: skip
    market, school = points_of(sqlite_store, answers).points
    assert isinstance(market.figure, Estimate) and market.figure.n == 40
    assert [row.figure for row in market.rows][1] is Withheld.TOO_FEW
    assert school.figure is Withheld.COMPLEMENT


def test_an_office_of_one_point_has_no_figure_beside_its_own(
    sqlite_store: Store,
) -> None:
    table = points_of(sqlite_store, {"q1": (MARKET, [5] * 9), "q2": (MARKET, [1] * 9)})
    assert not table.has_points and len(table.rows) == 2


@pytest.mark.usefixtures("cheap_hashes")
def test_the_page_of_an_office_names_each_point_over_its_counters(
    sqlite_store: Store,
) -> None:
    answers: Answers = {"q1": (MARKET, [5] * 9), "q2": (SCHOOL, [5, 1] * 9)}
    points_of(sqlite_store, answers)
    with sqlite_store.writing() as session:
        make_office(session, OWN, name="Xã Mây")
        make_people(session)
    bureau = make_bureau(sqlite_store)
    page = bureau.signed_in(HOA).get(f"/review/waves/{WAVE}/offices/A").text
    assert re.findall(r'<th scope="rowgroup">(.*?)</th>', page) == [MARKET, SCHOOL]
    assert "quầy đang ẩn thì không tính" in page
