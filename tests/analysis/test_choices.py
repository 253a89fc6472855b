"""Means of values from counts equal those of the values one by one."""

import numpy as np
import pytest
from scipy import stats

from analysis.choices import mean_of_values


def test_the_mean_and_its_interval_are_those_of_the_values_one_by_one() -> None:
    counts = np.array([[3, 5, 0, 9, 1], [40, 2, 1, 0, 6]])
    values = np.array([0, 1, 2, 3, 4])
    found = mean_of_values(counts, values)
    for row in range(2):
        one_by_one = np.repeat(values, counts[row])
        expected = stats.ttest_1samp(one_by_one, 0).confidence_interval(0.95)
        assert found.n[row] == len(one_by_one)
        assert found.mean[row] == pytest.approx(one_by_one.mean(), abs=1e-12)
        assert found.low[row] == pytest.approx(expected.low, abs=1e-12)
        assert found.high[row] == pytest.approx(expected.high, abs=1e-12)


def test_a_mean_place_by_hand() -> None:
    # 12 put it first, 6 second, 2 third: (12 + 12 + 6)/20 = 1.5; s² = (12·0.25 + 6·0.25 + 2·2.25)/19
    # = 9/19; t(19; 0.975) = 2.093024; 2.093024·√(9/19/20) = 0.322110.
    found = mean_of_values([12, 6, 2], [1, 2, 3])
    assert (float(found.mean), float(found.low), float(found.high)) == pytest.approx(
        (1.5, 1.177890, 1.822110), abs=1e-6
    )


def test_limits_stay_within_the_values() -> None:
    found = mean_of_values([[5, 1, 0], [0, 1, 5]], [1, 2, 3])
    assert found.low[0] == 1 and found.high[1] == 3


def test_of_nobody_there_is_no_mean_and_of_one_no_interval() -> None:
    found = mean_of_values([[0, 0], [0, 1]], [1, 2])
    assert np.isnan(found.mean[0]) and found.mean[1] == 2
    assert np.isnan(found.low).all()


def test_five_who_all_say_the_same_are_no_certainty() -> None:
    # Of five of five Wilson's lower limit is 5 / (5 + 1.959964²) = 0.56551, so that 0.43449 of all
    # may say anything: up to 0.43449 places lower and two times that higher.
    found = mean_of_values([0, 5, 0, 0], [1, 2, 3, 4])
    assert (float(found.low), float(found.mean), float(found.high)) == pytest.approx(
        (2 - 0.43449, 2, 2 + 2 * 0.43449), abs=5e-5
    )
    first = mean_of_values([5, 0, 0], [1, 2, 3])
    assert first.low == 1 and first.high > 1.8


@pytest.mark.parametrize(
    "n, at_least", [(5, 0.95), (10, 0.95), (30, 0.87), (300, 0.92)]
)
def test_the_interval_holds_where_nearly_all_say_the_same(
    n: int, at_least: float
) -> None:
    # Where most waves have no spread Student's interval alone holds in 14 to 85 of a hundred.
    values = np.array([1, 2, 3])
    for chances in ([0.9, 0.08, 0.02], [0.97, 0.02, 0.01]):
        counts = np.random.default_rng(n).multinomial(n, chances, 4000)
        found = mean_of_values(counts, values)
        holds = (found.low <= chances @ values) & (chances @ values <= found.high)
        assert holds.mean() >= at_least
        if n <= 10:
            seen = counts.max(axis=1) < n
            assert (holds & seen).mean() < 0.7


@pytest.mark.parametrize(
    ("counts", "level", "message"),
    [
        ([1, -1], 0.95, "counts"),
        ([1, 2, 3], 0.95, "counts must have 2 values in the last axis"),
        ([1, 2], 1.0, "confidence_level must be between 0 and 1, got 1"),
    ],
)
def test_what_cannot_be_counted_is_refused(
    counts: list[int], level: float, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        mean_of_values(counts, [1, 2], confidence_level=level)
