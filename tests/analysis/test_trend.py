"""Trends over waves: equal to R for one question, honest about clustering for an index."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.arrays import FloatArray, IntArray
from analysis.breaks import BreakKind, WaveDesign, find_breaks
from analysis.reasons import Reason
from analysis.trend import cochran_armitage, index_slopes, jonckheere
from analysis.verdicts import Difference
from tests.fixtures.reference import expected, reference_set

SETS = ("a_small", "d_weighted")
COUNTS = st.lists(
    st.lists(st.integers(0, 20), min_size=5, max_size=5), min_size=2, max_size=5
)


def counts_by_period(name: str, item: str) -> IntArray:
    """Return answers to one question by period and level."""
    counts = reference_set(name).counts("period")
    return counts.counts[:, counts.questions.index(item)]


def period_indices(name: str) -> tuple[FloatArray, FloatArray]:
    """Return SIPAS by period and the covariance of these, offices as strata, from rows."""
    a_set = reference_set(name)
    scores = a_set.scores[:, :22]
    y, m = (scores >= 4).sum(axis=1), (scores > 0).sum(axis=1)
    periods, period = a_set.codes("period")
    _, office = a_set.codes("office_code")
    inside = period[:, None] == np.arange(len(periods))
    index = inside.T @ y / (inside.T @ m)
    u = inside * (y[:, None] - m[:, None] * index) / (inside.T @ m)
    covariance = np.zeros((len(periods), len(periods)))
    for stratum in range(office.max() + 1):
        here = u[office == stratum]
        centred = here - here.mean(axis=0)
        covariance += len(here) / (len(here) - 1) * centred.T @ centred
    return index, covariance


@pytest.mark.parametrize("name", SETS)
def test_trends_of_questions_are_rs(name: str) -> None:
    for row in expected(name, "trend.csv"):
        table = counts_by_period(name, row["item"])
        share = cochran_armitage(table[:, 3:].sum(axis=1), table.sum(axis=1))
        levels = jonckheere(table)
        ours = [
            share.chisquare,
            share.pvalue,
            levels.statistic,
            levels.pvalue,
            levels.tau,
        ]
        theirs = [
            row[k] for k in ("ca_chisq", "ca_p", "kendall_z", "kendall_p", "tau_b")
        ]
        assert ours == pytest.approx([float(value) for value in theirs], abs=1e-8)


def test_a_small_changes_by_its_contrast_and_not_by_its_answers() -> None:
    # METHODS trap 2: +5.940 points, s.e. 3.454, p = .086; on answers p = 1.6e-8.
    index, covariance = period_indices("a_small")
    found = index_slopes(index, np.diag(covariance), covariance=covariance)
    assert 100 * float(found.slope) == pytest.approx(5.940, abs=5e-4)
    assert 100 * float(found.standard_error) == pytest.approx(3.454, abs=5e-4)
    assert float(found.pvalue) == pytest.approx(0.086, abs=5e-4)
    naive = cochran_armitage([1820, 2139], [2227, 2440])
    assert naive.chisquare == pytest.approx(31.919, abs=5e-4)
    assert naive.pvalue == pytest.approx(1.6e-8, rel=0.02)


def test_a_slope_is_least_squares_with_equal_variances() -> None:
    p, times = np.array([0.8, 0.83, 0.81, 0.9]), np.array([0.0, 1, 2, 5])
    found = index_slopes(p, np.full(4, 0.0004), times=times)
    assert float(found.slope) == pytest.approx(np.polyfit(times, p, 1)[0], abs=1e-12)
    spread = 0.02 / np.sqrt(((times - times.mean()) ** 2).sum())
    assert float(found.standard_error) == pytest.approx(spread, abs=1e-12)


def test_degrees_of_freedom_widen_the_interval() -> None:
    few, many = (
        index_slopes([0.8, 0.9], [0.001, 0.001], df=df) for df in (9.0, np.inf)
    )
    # t(.975, 9) = 2.262, z = 1.960.
    assert float(few.high - few.slope) == pytest.approx(2.262 * 0.002**0.5, abs=1e-4)
    assert float(many.high - many.slope) == pytest.approx(1.960 * 0.002**0.5, abs=1e-4)


def test_a_unit_uses_the_waves_it_has() -> None:
    p = [[0.8, 0.8, np.nan], [0.9, np.nan, np.nan], [1.0, 0.9, 0.7]]
    found = index_slopes(p, np.full((3, 3), 0.01))
    assert found.slope[:2] == pytest.approx([0.1, 0.05])
    assert np.isnan(found.slope[2])
    assert found.waves.tolist() == [3, 2, 1]
    assert found.verdicts()[2] is Difference.TOO_FEW


def test_one_wave_is_no_trend() -> None:
    assert index_slopes([0.8], [0.01]).reason is Reason.TOO_FEW_WAVES
    assert cochran_armitage([5], [9]).reason is Reason.TOO_FEW_WAVES
    assert jonckheere([[1, 2, 3]]).reason is Reason.TOO_FEW_WAVES


def test_answers_that_are_all_alike_are_no_trend() -> None:
    assert cochran_armitage([9, 5], [9, 5]).reason is Reason.NO_VARIATION
    assert jonckheere([[0, 9], [0, 5]]).reason is Reason.NO_VARIATION
    assert np.isnan(float(index_slopes([1.0, 1.0], [0.0, 0.0]).pvalue))


@pytest.mark.parametrize(
    "satisfied, n, scores, message",
    [
        ([5, 9], [9, 5], None, "satisfied must be 0 to n in every wave"),
        (
            [5],
            [9, 5],
            None,
            r"satisfied and n must have one shape \(waves,\), got \(1,\) and \(2,\)",
        ),
        (
            [5, 2],
            [9, 5],
            [2, 1],
            r"times must be 2 numbers that rise, got \[2.0, 1.0\]",
        ),
    ],
)
def test_impossible_waves_are_named(
    satisfied: list[int], n: list[int], scores: list[int] | None, message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        cochran_armitage(satisfied, n, scores=scores)


def test_a_negative_variance_is_refused() -> None:
    with pytest.raises(ValueError, match="^variance must be 0 or more, got -0.1$"):
        index_slopes([0.8, 0.9], [0.01, -0.1])


def design(wave: str, **changed: object) -> WaveDesign:
    """Return a wave like all others but for what is given."""
    usual: dict[str, object] = {
        "questionnaire": "sipas-1",
        "population": "all",
        "channels": {"qr": 70, "paper": 30},
    }
    return WaveDesign(wave, **{**usual, **changed})  # type: ignore[arg-type]


def test_no_line_is_drawn_across_a_break_unless_asked_and_said() -> None:
    waves = [design("2025Q1"), design("2025Q2", questionnaire="sipas-2")]
    breaks = find_breaks(waves)
    refused = index_slopes([0.8, 0.9], [0.001] * 2, breaks=breaks)
    drawn = index_slopes([0.8, 0.9], [0.001] * 2, breaks=breaks, across_breaks=True)
    assert refused.reason is Reason.BREAK and np.isnan(float(refused.slope))
    assert float(drawn.slope) == pytest.approx(0.1) and drawn.breaks == breaks
    assert "Không tính xu hướng" in str(refused.sentence())
    assert [str(one) for one in drawn.warnings] == [str(breaks[0].sentence)]


@pytest.mark.parametrize(
    "changed, kinds",
    [
        ({}, ()),
        ({"questionnaire": "sipas-2"}, (BreakKind.QUESTIONNAIRE,)),
        ({"population": "land only"}, (BreakKind.POPULATION,)),
        ({"channels": {"qr": 79, "paper": 21}}, ()),
        ({"channels": {"qr": 81, "paper": 19}}, (BreakKind.CHANNELS,)),
        ({"channels": {"qr": 50, "paper": 30, "kiosk": 20}}, (BreakKind.CHANNELS,)),
        ({"channels": {}}, ()),
    ],
)
def test_breaks_are_what_changed(
    changed: dict[str, object], kinds: tuple[BreakKind, ...]
) -> None:
    found = find_breaks([design("a"), design("b", **changed)])
    assert tuple(kind for one in found for kind in one.kinds) == kinds


def test_breaks_read_as_sentences() -> None:
    first, second, third = find_breaks(
        [
            design("Q1"),
            design("Q2", questionnaire="2"),
            design("Q3", questionnaire="2", channels={"qr": 20, "paper": 80}),
            design("Q4", questionnaire="3", population="x"),
        ]
    )
    assert str(first.sentence) == (
        "Từ Q1 sang Q2, mẫu phiếu đã thay đổi: hai đợt không so sánh trực tiếp được."
    )
    assert str(second.sentence) == (
        "Từ Q2 sang Q3, tỷ lệ phiếu qua kênh paper thay đổi 50,0 điểm phần trăm: "
        "chênh lệch chỉ số có thể do kênh thu phiếu."
    )
    assert "mẫu phiếu và đối tượng khảo sát" in str(third.sentence)


def test_directions_read_as_sentences() -> None:
    rising = index_slopes([0.8, 0.9], [0.0001] * 2)
    assert str(rising.sentence()) == (
        "Có xu hướng tăng rõ qua các đợt: mỗi đợt 10,0 điểm (từ 7,2 đến 12,8)."
    )
    assert str(jonckheere([[4, 4], [4, 4]]).sentence) == (
        "Chưa thấy xu hướng rõ qua các đợt (n = 16)."
    )
    assert str(cochran_armitage([90, 20], [100, 100]).sentence) == (
        "Có xu hướng giảm rõ qua các đợt (n = 200)."
    )


@given(COUNTS)
@settings(max_examples=60, deadline=None)
def test_reversing_the_scale_or_time_turns_the_trend(counts: list[list[int]]) -> None:
    table = np.array(counts)
    one = jonckheere(table)
    for turned in (table[::-1], table[:, ::-1]):
        other = jonckheere(turned)
        assert other.statistic == pytest.approx(-one.statistic, abs=1e-9, nan_ok=True)
        assert other.tau == pytest.approx(-one.tau, abs=1e-9, nan_ok=True)


@given(COUNTS)
@settings(max_examples=60, deadline=None)
def test_tau_is_that_of_single_answers(counts: list[list[int]]) -> None:
    table = np.array(counts)
    assume(jonckheere(table).reason is Reason.NONE)
    wave, level = np.nonzero(table)
    times = table[wave, level]
    single = stats.kendalltau(np.repeat(wave, times), np.repeat(level, times))
    assert jonckheere(table).tau == pytest.approx(float(single.statistic), abs=1e-12)
