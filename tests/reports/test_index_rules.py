"""The index is made by the rule of its questionnaire."""

from pathlib import Path

import pytest

from forms.questionnaire import shipped_text
from survey.reports.figures import Estimate, Figure, Withheld
from survey.reports.office_table import build_office_table
from survey.reports.wave_result import WaveResult
from survey.reports.wording import Wording
from tests.reports.conftest import Build

ARTA = Path(__file__).parents[1] / "forms" / "questionnaires" / "arta-csm.toml"
# Weights of the five factors of `quick`.
WEIGHTS = (0.4, 0.3, 0.1, 0.1, 0.1)


def weighted_quick() -> str:
    """Return `quick` with fixed weights of its factors."""
    text = shipped_text("quick").replace('"pooled"', '"fixed_weights"')
    for weight in WEIGHTS:
        text = text.replace(
            "[[factor]]\ncode", f"[[factor]]\nweight = {weight}\ncode", 1
        )
    return text


def index_figures(result: WaveResult) -> list[Figure]:
    return [
        row[result.index_position] for row in result.office_figures("reform_office")
    ]


def test_every_criterion_weighs_the_same(build: Build) -> None:
    # Eight criteria after the overall statement; the last is answered by two in ten.
    answers = ["544444441"] * 2 + ["54444444x"] * 6 + ["51111111-"] * 2
    result = build({"A": answers}, text=ARTA.read_text("utf-8"))
    (found,) = index_figures(result)
    assert isinstance(found, Estimate)
    assert found.n == 10
    # Seven criteria at 8 of 10, one at 0 of 2; pooled it would be 56/72.
    assert found.share == pytest.approx((7 * 0.8 + 0) / 8)
    assert found.low < found.share < found.high
    total = result.total_figures("reform_office")[result.index_position]
    assert isinstance(total, Estimate) and total.share == pytest.approx(found.share)


def test_factors_weigh_what_the_questionnaire_says(build: Build) -> None:
    answers = ["541111"] * 6 + ["544111"] * 4
    result = build({"A": answers}, text=weighted_quick())
    (found,) = index_figures(result)
    assert isinstance(found, Estimate)
    # The first factor at 1, the second at 0.4, the rest at 0.
    assert found.share == pytest.approx(0.4 * 1 + 0.3 * 0.4)


def test_an_index_with_a_part_that_nobody_answered_is_not_made_up(build: Build) -> None:
    complete, incomplete = ["544444"] * 10, ["54444-"] * 10
    result = build({"A": complete, "B": incomplete}, text=weighted_quick())
    first, second = index_figures(result)
    assert isinstance(first, Estimate)
    assert second is Withheld.INCOMPLETE


def test_offices_are_put_in_groups_by_the_rule_s_own_index(build: Build) -> None:
    # All that tells them apart is the factor with the greatest weight.
    high, low = ["541111"] * 40 + ["511111"] * 5, ["541111"] * 5 + ["511111"] * 40
    result = build({"A": high, "B": low, "C": high + low}, text=weighted_quick())
    table = build_office_table(result, audience="reform_office")
    groups = {row.code: str(row.verdict) for g in table.groups for row in g.rows}
    assert groups == {"A": "higher", "B": "lower", "C": "no_clear_difference"}


def test_the_rule_is_named(build: Build) -> None:
    result = build({"A": []}, text=weighted_quick())
    assert Wording("vi").index_rule(result.questionnaire) == (
        "Cách tính: trung bình tỷ lệ hài lòng của các yếu tố theo trọng số cố định."
    )
