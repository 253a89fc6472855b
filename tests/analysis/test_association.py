"""Spearman's coefficient is that of R, and its interval holds as often as it says."""

from math import asin, pi

import numpy as np
import pytest
from scipy import stats

from analysis.association import FEWEST_UNITS, rank_correlation

# R's mtcars (Henderson and Velleman 1981), miles per gallon and weight, with ties in both:
# `cor.test(mtcars$mpg, mtcars$wt, method = "spearman", exact = FALSE)` prints rho -0.886422.
MPG = [21, 21, 22.8, 21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4, 14.7, 32.4, 30.4, 33.9, 21.5, 15.5, 15.2, 13.3, 19.2, 27.3, 26, 30.4, 15.8, 19.7, 15, 21.4]  # fmt: skip
WEIGHT = [2.62, 2.875, 2.32, 3.215, 3.44, 3.46, 3.57, 3.19, 3.15, 3.44, 3.44, 4.07, 3.73, 3.78, 5.25, 5.424, 5.345, 2.2, 1.615, 1.835, 2.465, 3.52, 3.435, 3.84, 3.845, 1.935, 2.14, 1.513, 3.17, 2.77, 3.57, 2.78]  # fmt: skip
# What chance moves a share of 2,000 draws by, at the most.
DRAWS, MARGIN = 2_000, 0.015


def test_the_cars_of_r_give_what_r_prints() -> None:
    found = rank_correlation(MPG, WEIGHT)
    assert found.n == 32 and round(found.coefficient, 6) == -0.886422
    # By hand: z = atanh(0.886422) = 1.40496, variance (1 + 0.785744 / 2) / 29 = 0.048030,
    # 1.40496 -+ 1.959964 * 0.219158 = 0.97542 and 1.83450, tanh of which are these.
    assert found.low == pytest.approx(-0.95026, abs=2e-5)
    assert found.high == pytest.approx(-0.75108, abs=2e-5)
    assert found.is_clear


def test_scipy_agrees_with_and_without_ties() -> None:
    rng = np.random.default_rng(7)
    for n in (10, 25, 200):
        x, y = rng.integers(0, 9, n), rng.normal(size=n)
        expected = stats.spearmanr(x, y).statistic
        assert rank_correlation(x, y).coefficient == pytest.approx(expected)


@pytest.mark.parametrize(("n", "pearson"), [(10, 0.0), (15, 0.6), (40, 0.8)])
def test_the_interval_holds_as_often_as_it_says(n: int, pearson: float) -> None:
    # Of a normal pair Spearman's coefficient is 6 / pi asin(r / 2) (Pearson 1907).
    rng, true = np.random.default_rng(20_261_130), 6 / pi * asin(pearson / 2)
    held = 0
    for _ in range(DRAWS):
        x = rng.normal(size=n)
        y = pearson * x + np.sqrt(1 - pearson**2) * rng.normal(size=n)
        found = rank_correlation(x, y)
        held += found.low <= true <= found.high
    assert 0.95 - MARGIN <= held / DRAWS <= 0.95 + 2 * MARGIN


def test_under_ten_units_there_is_no_coefficient() -> None:
    few = range(FEWEST_UNITS - 1)
    found = rank_correlation(few, few)
    assert (found.n, found.is_defined, found.is_clear) == (9, False, False)


def test_a_unit_without_either_quantity_is_left_out() -> None:
    x, y = [*range(12)], [*range(12)]
    found = rank_correlation([*x, np.nan, 5], [*y, 5, np.nan])
    assert (found.n, found.coefficient) == (12, 1.0)


def test_what_is_alike_for_all_says_nothing() -> None:
    assert not rank_correlation([1] * 20, range(20)).is_defined


def test_perfect_order_does_not_promise_perfect_order() -> None:
    found = rank_correlation(range(12), range(12, 0, -1))
    assert (found.coefficient, found.low) == (-1.0, -1.0)
    assert -1 < found.high < -0.9


def test_other_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="same shape"):
        rank_correlation([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="confidence_level must be between 0 and 1"):
        rank_correlation(MPG, WEIGHT, confidence_level=95)
