"""The target: clearly reached, clearly missed, or nobody can tell yet."""

import pytest

from analysis.verdicts import Target
from survey.reports.series_wording import SeriesWording
from survey.reports.target import target_outlook
from survey.reports.wave_result import WaveResult
from tests.reports.conftest import Build
from tests.reports.test_index_rules import ARTA, SKM


def test_each_office_is_held_against_the_target(result: WaveResult) -> None:
    # 98.0 of 40, 75.6 of 36, 36.6 of 45; Phú Lâm's twelve answers are too few.
    outlook = target_outlook(result, 0.8, audience="reform_office")
    assert outlook is not None
    assert outlook.offices == {
        Target.REACHED: ("Xã Bắc Hà",),
        Target.UNDECIDED: ("Xã Sơn Tây",),
        Target.MISSED: ("Xã Hòa Thắng",),
    }


@pytest.mark.parametrize(
    "target, verdict",
    [(0.5, Target.REACHED), (0.68, Target.UNDECIDED), (0.9, Target.MISSED)],
)
def test_all_offices_together_are_held_against_it_too(
    result: WaveResult, target: float, verdict: Target
) -> None:
    outlook = target_outlook(result, target, audience="reform_office")
    assert outlook is not None and outlook.together is verdict


def test_few_answers_reach_nothing(build: Build) -> None:
    outlook = target_outlook(build({"A": [5] * 4}), 0.8, audience="reform_office")
    assert outlook is not None
    assert outlook.together is Target.TOO_FEW
    assert set(outlook.offices.values()) == {()}


def test_without_a_target_nothing_is_said(result: WaveResult) -> None:
    assert target_outlook(result, None, audience="reform_office") is None


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_verdict_has_words_of_its_own(language: str) -> None:
    words = SeriesWording(language)
    assert len({words.target(verdict) for verdict in Target}) == len(Target)


def test_a_target_is_held_against_the_mean_of_criteria(build: Build) -> None:
    # Where a few answered the last criterion, badly, all answers together are 85.9 % and above the
    # target; the mean of the eight criteria is 76.6, and below it.
    few = ["54444444x"] * 28 + ["544444441"] * 4 + ["51111111x"] * 4
    good, bad = ["544444444"] * 90 + ["511111111"] * 10, ["511111111"] * 40
    result = build(
        {"A": few * 20, "B": good * 4, "C": bad}, text=ARTA.read_text("utf-8")
    )
    outlook = target_outlook(result, 0.82, audience="reform_office")
    assert outlook is not None
    assert outlook.offices == {
        Target.REACHED: ("B",),
        Target.UNDECIDED: (),
        Target.MISSED: ("A", "C"),
    }


def test_a_target_is_held_against_the_mean_level(build: Build) -> None:
    # Everybody is satisfied in every element; mean levels of 4, 3.5 and 3 of 4 are 100, 87.5 and 75 points.
    high, low = ["444444444"] * 40, ["333333333"] * 40
    answers = {"A": high, "B": low + high, "C": low}
    result = build(answers, text=SKM.read_text("utf-8"))
    outlook = target_outlook(result, 0.87, audience="reform_office")
    assert outlook is not None
    assert outlook.together is Target.UNDECIDED
    assert outlook.offices == {
        Target.REACHED: ("A",),
        Target.UNDECIDED: ("B",),
        Target.MISSED: ("C",),
    }
    # Below the lowest index of all, 25 points, nobody can be.
    outlook = target_outlook(result, 0.2, audience="reform_office")
    assert outlook is not None and outlook.together is Target.REACHED
    assert outlook.offices[Target.REACHED] == ("A", "B", "C")
