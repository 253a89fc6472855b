"""The early warning: quiet in usual weeks, and quick when an office slips."""

import numpy as np
import pytest

from analysis.reasons import Reason
from analysis.scores import ScoreSums
from analysis.tally import score_sums
from analysis.verdicts import Difference
from analysis.weekly import weekly_chart
from tests.fixtures import worlds


def weeks(rng: np.random.Generator, effects: list[float], *, n: int) -> ScoreSums:
    """Return weeks of n respondents with the given true effects."""
    effect = np.repeat(effects, n)
    scores = worlds.answers(rng, 0.0, effect, len(effect))[:, : worlds.N_QUESTIONS]
    return score_sums(
        scores,
        np.repeat(np.arange(len(effects)), n),
        measures=[range(worlds.N_QUESTIONS)],
        n_offices=len(effects),
    )


def plain(shares: list[float], *, n: int = 20) -> ScoreSums:
    """Return weeks of one question with the given shares of satisfied answers."""
    scores = [[5 if at < share * n else 1] for share in shares for at in range(n)]
    week = np.repeat(np.arange(len(shares)), n)
    return score_sums(scores, week, measures=[[0]], n_offices=len(shares))


def test_usual_weeks_raise_few_alarms_and_a_slip_is_found() -> None:
    # 200 units, 13 weeks of baseline and 13 more; a slip of about 12 points after the baseline.
    rng = np.random.default_rng(20_264)
    false = found = 0
    for _ in range(200):
        quiet = weekly_chart(weeks(rng, [0.0] * 26, n=25), baseline=13)
        false += bool(quiet.alarms)
        slips = weekly_chart(weeks(rng, [0.0] * 13 + [-0.5] * 13, n=25), baseline=13)
        found += any(a.direction is Difference.LOWER for a in slips.alarms)
    assert false / 200 <= 0.15
    assert found / 200 >= 0.8


def test_running_sums_by_hand() -> None:
    # Baseline p = .8, z of the weeks in it is 0; s^2 = .16, so a week of 20 with share s has
    # z = (s - .8) / sqrt(.16 / 20): 12 of 20 gives -2.236.
    chart = weekly_chart(plain([0.8] * 8 + [0.6, 0.6, 0.6, 0.8]), baseline=8)
    z = -0.2 / np.sqrt(0.16 / 20)
    assert chart.z[8] == pytest.approx(z)
    assert chart.below[8:10] == pytest.approx([-z - 0.5, 2 * (-z - 0.5)])
    assert chart.below[10] == pytest.approx(3 * (-z - 0.5))
    assert [(a.week, a.since, a.direction) for a in chart.alarms] == [
        (10, 8, Difference.LOWER)
    ]
    assert chart.low[0] == pytest.approx(0.8 - 3 * np.sqrt(0.16 / 20))
    assert chart.high[0] == 1.0
    assert chart.outside == ()


def test_uneven_usual_weeks_widen_the_limits() -> None:
    even = weekly_chart(plain([0.8] * 8), baseline=8)
    uneven = weekly_chart(plain([0.6, 1.0] * 4), baseline=8)
    assert even.spread == 1
    # Every z is 2.236, so the spread is 8/7 of its square, 5.71.
    assert uneven.spread == pytest.approx(8 / 7 * 0.04 / (0.16 / 20))
    assert uneven.low[0] < even.low[0]


def test_a_week_without_answers_changes_nothing() -> None:
    scores = [[5]] * 16 + [[1]] * 4
    week = [w for w in range(12) if w != 9 for _ in range(20)]
    sums = score_sums(scores * 11, week, measures=[[0]], n_offices=12)
    chart = weekly_chart(sums, baseline=8)
    assert np.isnan(chart.z[9]) and np.isnan(chart.low[9])
    assert chart.below[9] == chart.below[8]


def test_reversing_the_scale_mirrors_the_chart() -> None:
    rng = np.random.default_rng(5)
    shares = (0.7 + 0.05 * rng.integers(-2, 3, 20)).round(2).tolist() + [0.4] * 4
    up = weekly_chart(plain(shares), baseline=10)
    down = weekly_chart(plain([round(1 - share, 2) for share in shares]), baseline=10)
    assert down.above == pytest.approx(up.below)
    assert len(up.alarms) == len(down.alarms) > 0


@pytest.mark.parametrize(
    "shares, reason",
    [([0.8] * 7, Reason.TOO_FEW_WAVES), ([1.0] * 9, Reason.NO_VARIATION)],
)
def test_what_is_usual_must_be_known(shares: list[float], reason: Reason) -> None:
    chart = weekly_chart(plain(shares), baseline=8)
    assert chart.reason is reason and np.isnan(chart.target)
    assert str(chart.sentence) == "Chưa đủ số tuần để theo dõi biến động."


def test_charts_read_as_sentences() -> None:
    quiet = weekly_chart(plain([0.8] * 9), baseline=8)
    assert str(quiet.sentence) == ("Các tuần dao động bình thường quanh mức 80,0 điểm.")
    slip = weekly_chart(plain([0.8] * 8 + [0.5] * 4), baseline=8)
    assert str(slip.sentence).startswith(
        "Từ tuần 11 chỉ số có dấu hiệu giảm so với mức 80,0 điểm (phát hiện ở tuần 12)"
    )


@pytest.mark.parametrize(
    "settings, message",
    [
        ({"baseline": 7}, "baseline must be 8 or more, got 7"),
        ({"baseline": 8, "slack": 0.0}, "slack must be between 0 and inf, got 0.0"),
        (
            {"baseline": 8, "decision": -1.0},
            "decision must be between 0 and inf, got -1.0",
        ),
    ],
)
def test_impossible_settings_are_named(
    settings: dict[str, float], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        weekly_chart(plain([0.8] * 9), **settings)  # type: ignore[arg-type]
