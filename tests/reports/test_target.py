"""The target: clearly reached, clearly missed, or nobody can tell yet."""

import pytest

from analysis.verdicts import Target
from survey.reports.series_wording import SeriesWording
from survey.reports.target import target_outlook
from survey.reports.wave_result import WaveResult
from tests.reports.conftest import Build


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
