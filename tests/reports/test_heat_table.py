"""Offices by factors, and the funnel: shaded or marked only where chance is an unlikely reason."""

import numpy as np
import pytest

from analysis.verdicts import Difference
from survey.reports.figures import Estimate, Withheld
from survey.reports.funnel_chart import FunnelChart, build_funnel
from survey.reports.heat_table import HeatTable, build_heat_table
from survey.reports.wave_result import WaveResult
from tests.fixtures.bureau import OTHER, OWN
from tests.reports.conftest import Build
from tests.reports.test_index_rules import ARTA, SKM

AVERAGE = ["555555"] * 32 + ["222222"] * 8


@pytest.fixture(scope="module")
def heat(result: WaveResult) -> HeatTable:
    return build_heat_table(result, audience="reform_office")


def verdicts(table: HeatTable, code: str) -> list[Difference]:
    (row,) = (row for row in table.rows if row.code == code)
    return [cell.verdict for cell in row.cells]


def test_each_office_has_its_figure_of_every_factor(
    heat: HeatTable, result: WaveResult
) -> None:
    assert len(heat.columns) == 6 and heat.columns[-1] == ""
    (own,) = (row for row in heat.rows if row.code == OWN)
    position = result.position_of(OWN)
    assert position is not None
    figures = result.office_figures("reform_office")[position]
    assert own.cells[-1].figure == figures[result.index_position]
    assert [row.name for row in heat.rows][:2] == ["Phường Phú Lâm", "Xã An Nhơn"]


def test_clear_differences_are_shaded_and_no_others(heat: HeatTable) -> None:
    assert verdicts(heat, OWN)[-1] is Difference.HIGHER
    assert verdicts(heat, "HT-03")[-1] is Difference.LOWER
    assert verdicts(heat, OTHER)[-1] is Difference.NONE
    # Twelve answers are too few for any verdict.
    assert set(verdicts(heat, "PL-04")) == {Difference.TOO_FEW}


def test_the_table_is_corrected_as_a_whole(build: Build) -> None:
    offices = {
        "A": ["555555"] * 38 + ["222222"] * 2,
        **{name: AVERAGE for name in "BCDEFGHI"},
    }
    table = build_heat_table(build(offices), audience="reform_office")
    assert table.compared == 9 * 6
    # 95 against 80 %: clear by itself, and not among 54 comparisons.
    assert set(verdicts(table, "A")) == {Difference.NONE}


def test_a_hidden_cell_has_no_shade(build: Build) -> None:
    result = build({"A": ["555555"] * 4, "B": AVERAGE, "C": AVERAGE})
    table = build_heat_table(result, audience="reform_office")
    (few,) = (row for row in table.rows if row.code == "A")
    assert all(cell.figure in tuple(Withheld) for cell in few.cells)
    assert set(verdicts(table, "A")) == {Difference.TOO_FEW}
    assert Withheld.TOO_FEW in table.reasons


def drawn(result: WaveResult) -> FunnelChart:
    chart = build_funnel(result, audience="reform_office")
    assert chart is not None
    return chart


def test_offices_stand_in_the_funnel_by_answers_and_index(result: WaveResult) -> None:
    chart = drawn(result)
    assert {mark.name for mark in chart.marks} == {
        "Xã Bắc Hà",
        "Xã Sơn Tây",
        "Xã Hòa Thắng",
    }
    by_index = sorted(chart.marks, key=lambda mark: mark.estimate.share)
    # The higher the index, the nearer to the top.
    assert [mark.y for mark in by_index] == sorted(
        (mark.y for mark in by_index), reverse=True
    )
    assert {mark.name for mark in chart.outside} == {"Xã Bắc Hà", "Xã Hòa Thắng"}
    assert all(8 <= mark.x <= 98 for mark in chart.marks)


def test_the_limits_narrow_with_more_answers(result: WaveResult) -> None:
    low, high, lowest, highest = drawn(result).limits
    width = np.array([y for _, y in low]) - np.array([y for _, y in high])
    assert np.all(np.diff(width) <= 0.2) and width[0] > width[-1] > 0
    outer = np.array([y for _, y in lowest]) - np.array([y for _, y in highest])
    assert np.all(outer >= width)


def test_offices_that_are_alike_lie_inside(build: Build) -> None:
    chart = drawn(build({name: AVERAGE for name in "ABCDE"}))
    assert chart.outside == ()
    assert not chart.allows_for_spread


def test_one_office_makes_no_funnel(build: Build) -> None:
    assert build_funnel(build({"A": AVERAGE}), audience="reform_office") is None


def test_where_everybody_is_satisfied_there_is_no_funnel(build: Build) -> None:
    result = build({name: ["555555"] * 40 for name in "AB"})
    assert build_funnel(result, audience="reform_office") is None


def test_levels_are_compared_by_their_means(build: Build) -> None:
    # All are satisfied in every element (levels 3 and 4), so that only the levels tell them apart.
    high, low = ["444444444"] * 40, ["333333333"] * 40
    answers = {"A": high, "B": low, "C": high[:20] + low[:20]}
    table = build_heat_table(
        build(answers, text=SKM.read_text("utf-8")), audience="reform_office"
    )
    assert table.compared == 3 * 10
    assert set(verdicts(table, "A")) == {Difference.HIGHER}
    assert set(verdicts(table, "B")) == {Difference.LOWER}
    assert set(verdicts(table, "C")) == {Difference.NONE}


def test_the_index_is_compared_as_it_is_made(build: Build) -> None:
    # Seven criteria at 80 % and one at 0 make 70 in both, whoever has the last one answered.
    # All answers together are 70 % in one and 78.6 % in the other.
    all_answer = ["544444441"] * 32 + ["511111111"] * 8
    few_answer = ["54444444x"] * 28 + ["544444441"] * 4
    few_answer += ["51111111x"] * 7 + ["511111111"]
    answers = {"A": all_answer * 20, "B": few_answer * 20}
    result = build(answers, text=ARTA.read_text("utf-8"))
    table = build_heat_table(result, audience="reform_office")
    figures = [row.cells[-1].figure for row in table.rows]
    assert [figure.share for figure in figures if isinstance(figure, Estimate)] == [
        pytest.approx(0.7)
    ] * 2
    assert verdicts(table, "A")[-1] is verdicts(table, "B")[-1] is Difference.NONE
