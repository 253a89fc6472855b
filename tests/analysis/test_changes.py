"""An office against itself: real changes are found, chance is not called one."""

import numpy as np
import pytest

from analysis.breaks import WaveDesign, find_breaks
from analysis.changes import wave_changes
from analysis.reasons import Reason
from analysis.scores import ScoreSums
from analysis.tally import score_sums
from analysis.verdicts import Difference
from tests.fixtures import worlds


def wave(rng: np.random.Generator, sizes: list[int], effects: list[float]) -> ScoreSums:
    """Return one wave of offices with the given respondents and true effects."""
    scores = [worlds.answers(rng, e, np.zeros(n), n) for n, e in zip(sizes, effects)]
    return score_sums(
        np.concatenate(scores)[:, : worlds.N_QUESTIONS],
        np.repeat(np.arange(len(sizes)), sizes),
        measures=[range(worlds.N_QUESTIONS)],
        n_offices=len(sizes),
    )


def one_question(shares: list[float], *, n: int = 40) -> ScoreSums:
    """Return offices that differ in the share of satisfied answers to one question."""
    scores = [[5 if at < share * n else 1] for share in shares for at in range(n)]
    office = np.repeat(np.arange(len(shares)), n)
    return score_sums(scores, office, measures=[[0]], n_offices=len(shares))


def test_chance_is_rarely_called_a_change() -> None:
    # 250 times eight uneven offices that do not change: at most 5 % of families with a finding,
    # 2 s.e. more is 7.8 %. A z-test of answers taken as independent finds one nearly every time.
    rng = np.random.default_rng(20_263)
    sizes, effects = [10, 15, 20, 25, 30, 40, 60, 80], [-0.6, 0, 0, 0.5, 0, 0, 0.9, 0]
    found = naive = 0
    for _ in range(250):
        before, after = wave(rng, sizes, effects), wave(rng, sizes, effects)
        changes = wave_changes([before, after])
        found += any(v is not Difference.NONE for v in changes.verdicts)
        p, q, m, k = (
            x[:, 0] for x in (before.y / before.m, after.y / after.m, before.m, after.m)
        )
        z = (q - p) / np.sqrt(p * (1 - p) / m + q * (1 - q) / k)
        naive += bool(np.any(np.abs(z) > 2.73))  # Bonferroni for eight
    assert found / 250 <= 0.078
    assert naive / 250 > 0.5


def test_six_who_happen_to_agree_are_no_certainty() -> None:
    # All ten questions satisfied by each of six, then nine of ten by each of six: no variance at all.
    others = np.random.default_rng(6).integers(1, 6, (80, 10))
    office = [0] * 6 + [1] * 80
    before = np.vstack([np.full((6, 10), 5), others])
    after = np.vstack([np.full((6, 10), 5), others])
    after[:6, 0] = 1
    sums = [
        score_sums(scores, office, measures=[range(10)], n_offices=2)
        for scores in (before, after)
    ]
    assert wave_changes(sums).verdicts[0] is Difference.NONE


def test_a_real_change_is_found() -> None:
    rng = np.random.default_rng(1)
    before = wave(rng, [150, 150], [0.0, 0.0])
    after = wave(rng, [150, 150], [0.0, -0.9])
    found = wave_changes([before, after])
    assert found.verdicts == (Difference.NONE, Difference.LOWER)
    assert found.change[1] == pytest.approx(-0.3, abs=0.06)
    assert found.low[1] < found.change[1] < found.high[1] < 0


def test_more_answers_each_are_no_change() -> None:
    # Everybody answers as before, 70 % satisfied, but four questions and not two; the other office
    # pulls the common index away.
    few = score_sums(
        [[5, 5]] * 35 + [[1, 1]] * 15 + [[5, 5]] * 400,
        [0] * 50 + [1] * 400,
        measures=[[0, 1]],
        n_offices=2,
    )
    many = score_sums(
        [[5] * 4] * 35 + [[1] * 4] * 15 + [[5] * 4] * 400,
        [0] * 50 + [1] * 400,
        measures=[range(4)],
        n_offices=2,
    )
    assert wave_changes([few, many]).statistic[0] == pytest.approx(0, abs=1e-12)


def test_two_waves_change_by_their_difference_and_three_by_a_slope() -> None:
    first, second, third = (one_question([share]) for share in (0.5, 0.6, 0.8))
    assert wave_changes([first, third]).change[0] == pytest.approx(0.3)
    assert wave_changes([first, second, third]).change[0] == pytest.approx(0.15)
    uneven = wave_changes([first, second, third], times=[0, 1, 4])
    assert uneven.change[0] == pytest.approx(
        np.polyfit([0, 1, 4], [0.5, 0.6, 0.8], 1)[0]
    )
    assert uneven.low[0] < uneven.change[0] < uneven.high[0]


def test_time_reversed_turns_the_sign() -> None:
    before, after = one_question([0.5, 0.8]), one_question([0.9, 0.7])
    one, two = wave_changes([before, after]), wave_changes([after, before])
    assert two.statistic == pytest.approx(-one.statistic)
    assert two.low == pytest.approx(-one.high)


def test_an_office_with_four_answers_is_not_judged() -> None:
    found = wave_changes([one_question([0.0], n=4), one_question([1.0], n=4)])
    assert found.verdicts == (Difference.TOO_FEW,)
    assert "Chưa đủ phiếu" in str(found.sentence(0))


def test_an_office_without_answers_is_nan_and_harms_nobody() -> None:
    empty = score_sums([[5]] * 20 + [[1]] * 20, [0] * 40, measures=[[0]], n_offices=2)
    found = wave_changes([empty, empty])
    assert np.isnan(found.change[1]) and np.isnan(found.pvalue[1])
    assert found.verdicts[0] is Difference.NONE


def test_a_break_leaves_nothing_to_test() -> None:
    breaks = find_breaks(
        [WaveDesign("1", "v1", "all", {}), WaveDesign("2", "v2", "all", {})]
    )
    waves = [one_question([0.2]), one_question([0.9])]
    refused = wave_changes(waves, breaks=breaks)
    asked = wave_changes(waves, breaks=breaks, across_breaks=True)
    assert refused.reason is Reason.BREAK and np.isnan(refused.change[0])
    assert refused.verdicts == (Difference.TOO_FEW,)
    assert str(refused.sentence(0)).startswith("Không so sánh 1 qua các đợt")
    assert asked.verdicts == (Difference.HIGHER,) and asked.breaks == breaks


def test_a_change_reads_as_a_sentence() -> None:
    found = wave_changes([one_question([0.5]), one_question([0.9])])
    assert str(found.sentence(0)) == "1 tăng rõ: 40,0 điểm (từ 19,6 đến 56,4)."


def test_one_wave_is_refused() -> None:
    with pytest.raises(ValueError, match="^number of waves must be 2 or more, got 1$"):
        wave_changes([one_question([0.5])])


def test_waves_of_different_offices_are_refused() -> None:
    with pytest.raises(ValueError, match="^waves must have the same offices"):
        wave_changes([one_question([0.5]), one_question([0.5, 0.6])])


def test_times_that_do_not_rise_are_refused() -> None:
    with pytest.raises(
        ValueError, match=r"^times must be 2 numbers that rise, got \[1.0, 1.0\]$"
    ):
        wave_changes([one_question([0.5]), one_question([0.5])], times=[1, 1])
