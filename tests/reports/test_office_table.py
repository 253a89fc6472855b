"""Offices stand in three groups and by name; those with few answers stand apart."""

import pytest

from analysis.verdicts import Difference
from survey.reports.figures import Estimate, Withheld
from survey.reports.office_table import build_office_table
from survey.reports.ordering import vietnamese_order
from survey.reports.wave_result import WaveResult
from survey.store.engine import Store
from tests.reports.conftest import Build, result_of


def groups_of(result: WaveResult) -> dict[str, list[str]]:
    table = build_office_table(result, audience="reform_office")
    return {
        str(group.verdict): [row.name for row in group.rows]
        for group in table.all_groups
    }


def test_offices_are_in_the_group_that_the_data_show(result: WaveResult) -> None:
    assert groups_of(result) == {
        "higher": ["Xã Bắc Hà"],
        "no_clear_difference": ["Xã Sơn Tây"],
        "lower": ["Xã Hòa Thắng"],
        # An Nhơn and Đông Xuân have nothing to show, Phú Lâm has 12 answers.
        "too_few": ["Phường Phú Lâm", "Xã An Nhơn", "Xã Đông Xuân"],
    }


def test_twenty_nine_answers_are_not_enough_for_a_group(build: Build) -> None:
    result = build({"A": [5] * 29, "B": [5] * 30, "C": [1] * 30})
    assert groups_of(result)["too_few"] == ["A"]


def test_offices_that_are_all_alike_do_not_differ(build: Build) -> None:
    result = build({"A": [5] * 30, "B": [5] * 40})
    assert groups_of(result)["no_clear_difference"] == ["A", "B"]


def test_an_office_alone_is_compared_with_nobody(build: Build) -> None:
    result = build({"A": [5, 1] * 20})
    assert groups_of(result)["too_few"] == ["A"]


@pytest.mark.usefixtures("released_by_forms")
def test_an_office_whose_figure_is_hidden_is_in_no_group(build: Build) -> None:
    # Hidden only so that the four of B cannot be worked out.
    nothing_in_the_index = "5-----"
    few = ["555555"] * 4 + [nothing_in_the_index] * 4
    result = build({"A": [5] * 40, "B": few, "C": [1] * 50})
    table = build_office_table(result, audience="reform_office")
    hidden = {row.code: row.figure for row in table.unranked.rows}
    assert hidden == {"A": Withheld.COMPLEMENT, "B": Withheld.TOO_FEW}
    assert table.reasons == (Withheld.TOO_FEW, Withheld.COMPLEMENT)


def test_few_answers_are_shown_and_said_to_be_few(result: WaveResult) -> None:
    table = build_office_table(result, audience="reform_office")
    few = [row for row in table.unranked.rows if isinstance(row.figure, Estimate)]
    assert [row.name for row in few] == ["Phường Phú Lâm"]
    assert table.has_few


def test_names_are_those_of_the_reader_s_language(province_store: Store) -> None:
    result = result_of(province_store, language="en")
    table = build_office_table(result, audience="reform_office")
    # Without an English name the Vietnamese one stands.
    assert table.groups[0].rows[0].name == "Xã Bắc Hà"
    assert table.counts[Difference.TOO_FEW] == 3


def test_vietnamese_letters_have_their_own_order() -> None:
    names = ["Xã Đông", "Xã Ý", "Xã Dũng", "Xã Ân", "Xã Ăn", "Xã An", "Xã Ơn", "Xã Ôn"]
    assert sorted(names, key=vietnamese_order) == [
        "Xã An",
        "Xã Ăn",
        "Xã Ân",
        "Xã Dũng",
        "Xã Đông",
        "Xã Ôn",
        "Xã Ơn",
        "Xã Ý",
    ]


def test_tones_decide_only_between_words_that_are_otherwise_alike() -> None:
    names = ["Hoá An", "Hoà Bình", "Hoa Sơn", "Hoà An", "Phường 12", "Phường 2"]
    assert sorted(names, key=vietnamese_order) == [
        "Hoà An",
        "Hoá An",
        "Hoà Bình",
        "Hoa Sơn",
        "Phường 2",
        "Phường 12",
    ]
