"""The index is made by the rule of its questionnaire."""

from pathlib import Path

import pytest

from forms.questionnaire import load_questionnaire, shipped_text
from survey.reports.figures import Estimate, Figure, Withheld
from survey.reports.office_table import build_office_table
from survey.reports.office_unions import unions_by_block, unions_by_level
from survey.reports.rule_wording import RuleWording
from survey.reports.selection import values_on_offer
from survey.reports.wave_result import WaveResult
from survey.reports.wording import Wording
from survey.store.engine import Store
from survey.store.places import office_by_code
from tests.fixtures.people import TODAY
from tests.reports.conftest import Build, result_of

ARTA = Path(__file__).parents[1] / "forms" / "questionnaires" / "arta-csm.toml"
SKM = ARTA.with_name("skm.toml")
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
        "Cách tính: trung bình tỷ lệ hài lòng của các yếu tố theo trọng số cố định "
        "(Tiếp cận dịch vụ: 40%; Thủ tục hành chính: 30%; "
        "Công chức trực tiếp giải quyết công việc: 10%; Kết quả dịch vụ: 10%; "
        "Việc tiếp nhận, giải quyết góp ý, phản ánh, kiến nghị: 10%)."
    )


def two_parts(*, scoring: str = "satisfied") -> str:
    """Return `quick` as two parts: its first two factors at 60 %, the others at 40 %."""
    text = shipped_text("quick").replace(
        'index_rule = "pooled"', f'index_rule = "weighted_parts"\nscoring = "{scoring}"'
    )
    for part in ("policy", "policy", "service", "service", "service"):
        text = text.replace("[[factor]]\ncode", f'[[factor]]\npart = "{part}"\ncode', 1)
    parts = "".join(
        f'[[part]]\ncode = "{code}"\nname = "{name}"\nweight = {weight}\n\n'
        for code, name, weight in (
            ("policy", "Chính sách", 0.6),
            ("service", "Dịch vụ", 0.4),
        )
    )
    return text.replace("[[factor]]", f"{parts}[[factor]]", 1)


@pytest.mark.parametrize("text", [weighted_quick(), SKM.read_text("utf-8")])
def test_a_level_and_a_block_follow_the_rule_of_the_wave(
    build: Build, text: str
) -> None:
    answers = ["443211222"] * 6 + ["332111111"] * 4
    width = len(load_questionnaire(text, source="test").questions)
    result = build({"A": [each[:width] for each in answers], "B": ["3" * width] * 9}, text=text)  # fmt: skip
    total = result.total_figures("reform_office")
    for union in (unions_by_level, unions_by_block):
        (figures,) = union(result, "reform_office").figures
        assert figures == total


def test_a_mean_of_levels_is_parted_by_whole_offices_alone(
    build: Build, sqlite_store: Store
) -> None:
    build({"A": ["3" * 9] * 9, "B": ["2" * 9] * 9}, text=SKM.read_text("utf-8"))
    with sqlite_store.writing() as session:
        office = office_by_code(session, "A")
        assert office is not None
        office.block = "land"
    ways = {"class": ("C", "D"), "stage": ("ask", "submit"), "field": ("", "1")}
    found = values_on_offer(result_of(sqlite_store), ways, today=TODAY)
    assert found == {"block": ("land", "")}


def test_parts_weigh_what_the_questionnaire_says(build: Build) -> None:
    # The first part at 15 of 20 answers, the second at 18 of 30; pooled it would be 33 of 50.
    result = build({"A": ["544411"] * 5 + ["514441"] * 5}, text=two_parts())
    figures = dict(
        zip(
            [one.code for one in result.measures],
            result.office_figures("reform_office")[0],
        )
    )
    policy, service, index = (figures[c] for c in ("policy", "service", "index"))
    assert isinstance(policy, Estimate) and isinstance(service, Estimate)
    assert isinstance(index, Estimate)
    assert (policy.share, service.share) == pytest.approx((0.75, 0.5))
    assert index.share == pytest.approx(0.6 * 0.75 + 0.4 * 0.5)
    assert index.low < index.share < index.high


def test_an_overview_names_the_parts_with_their_weights(build: Build) -> None:
    result = build({"A": ["544411"] * 10}, text=two_parts())
    figures = result.total_figures("reform_office")
    assert [one.name for one in result.measured(figures, kind="part")] == [
        "Phần: Chính sách (trọng số 60%)",
        "Phần: Dịch vụ (trọng số 40%)",
    ]
    assert "(Chính sách: 60%; Dịch vụ: 40%)" in Wording("vi").index_rule(
        result.questionnaire
    )


def test_an_index_of_levels_is_a_mean_level(build: Build) -> None:
    # Levels 4 and 2 by turns in every element: a mean of 3 of 4, which is 75.00 points.
    answers = ["444444444", "222222222"] * 10
    result = build({"A": answers}, text=SKM.read_text("utf-8"))
    (found,) = index_figures(result)
    assert isinstance(found, Estimate)
    assert found.share == pytest.approx(0.75) and found.low < 0.75 < found.high
    wording = RuleWording("en")
    assert wording.grade(result.questionnaire, found).startswith("Grade: C")


def test_all_at_the_lowest_level_are_hidden_like_nobody_satisfied(build: Build) -> None:
    result = build({"A": ["111111111"] * 6}, text=SKM.read_text("utf-8"))
    row = result.office_figures("unit_head")[0]
    assert row[result.index_position] is Withheld.COMPLEMENT


def test_a_grade_says_which_others_the_interval_reaches(build: Build) -> None:
    quick = shipped_text("quick")
    bands = "".join(
        f'\n[[band]]\ncode = "{code}"\nname = "{name}"\nfrom = {lowest}\n'
        for code, name, lowest in (("low", "Thấp", 50), ("high", "Cao", 80))
    )
    result = build({"A": ["544444"] * 13 + ["511111"] * 7}, text=quick + bands)
    (found,) = index_figures(result)
    wording = RuleWording("vi")
    assert isinstance(found, Estimate) and found.share == pytest.approx(0.65)
    assert wording.grade(result.questionnaire, found) == (
        "Xếp loại: Thấp; khoảng tin cậy 95% trải từ dưới mức thấp nhất đến Cao."
    )
    assert wording.grade(result.questionnaire, Withheld.TOO_FEW) == ""
    assert wording.grades(result.questionnaire) == (
        "Mức xếp loại: Thấp từ 50, Cao từ 80; mỗi mức kéo dài đến dưới mức kế tiếp, "
        "so trên số chưa làm tròn."
    )
