"""The correction of all pairs by the studentised range: SciPy's numbers, and what it is for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from analysis.comparisons import compare_pairs
from analysis.studentised_range import range_pvalues
from analysis.tally import score_sums
from tests.fixtures.reference import reference_set


@pytest.mark.parametrize("groups", [2, 8, 30, 200])
@pytest.mark.parametrize("df", [3.0, 34.0, 129.0])
def test_p_values_are_scipys(groups: int, df: float) -> None:
    t = np.array([0.5, 2.0, 3.0, 4.0])
    theirs = stats.studentized_range.sf(np.sqrt(2) * t, groups, df)
    found = range_pvalues(t, np.full(4, df), groups=groups)
    np.testing.assert_allclose(found, theirs, rtol=1e-6)


def test_far_out_it_is_bonferroni() -> None:
    t, df = np.array([9.0, -9.0]), np.array([60.0, 60.0])
    bound = 2 * 435 * special.stdtr(60, -9.0)
    np.testing.assert_allclose(range_pvalues(t, df, groups=30), bound, rtol=1e-12)


def test_two_groups_have_nothing_to_correct() -> None:
    t, df = np.array([1.0, 2.5]), np.array([40.0, 9.0])
    np.testing.assert_allclose(
        range_pvalues(t, df, groups=2), 2 * special.stdtr(df, -t), rtol=1e-6
    )


def test_what_is_not_tested_stays_undefined() -> None:
    t, df = np.array([np.nan, 2.0, 2.0]), np.array([30.0, np.nan, 0.0])
    assert np.isnan(range_pvalues(t, df, groups=5)).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 60), st.floats(0, 12), st.floats(0, 12), st.integers(2, 200))
def test_a_larger_difference_is_never_less_clear(
    groups: int, one: float, other: float, df: int
) -> None:
    t = np.sort([one, other])
    far, near = range_pvalues(t[::-1], np.full(2, float(df)), groups=groups)
    assert 0 <= far <= near * (1 + 1e-6) <= 1 + 1e-6


def test_it_finds_no_less_than_bonferroni_and_the_same_sign() -> None:
    data = reference_set("a_small")
    measure = data.measure("SIPAS")
    holm = compare_pairs(data.sums(), measure=measure)
    found = compare_pairs(data.sums(), measure=measure, correction="range")
    assert np.array_equal(found.pvalue, holm.pvalue)
    assert np.all(found.pvalue_adjusted <= np.minimum(28 * found.pvalue, 1) + 1e-9)
    # BH-04 and ST-01: t = 3.310127, df 39, 8 offices.
    at = int(np.argsort(found.pvalue)[1])
    theirs = stats.studentized_range.sf(
        np.sqrt(2) * abs(found.statistic[at]), 8, found.df[at]
    )
    assert found.pvalue_adjusted[at] == pytest.approx(theirs, rel=1e-6)
    assert found.pvalue_adjusted[at] < holm.pvalue_adjusted[at]


def test_offices_that_are_too_small_are_not_among_the_groups() -> None:
    scores = [[5]] * 28 + [[1]] * 2 + [[5]] * 20 + [[1]] * 10 + [[5]] * 4
    sums = score_sums(
        scores, [0] * 30 + [1] * 30 + [2] * 4, measures=[[0]], n_offices=3
    )
    pairs = [(0, 1), (0, 2), (1, 2)]
    found = compare_pairs(sums, pairs=pairs, correction="range")
    assert found.pvalue_adjusted[0] == pytest.approx(found.pvalue[0], rel=1e-5)
    assert np.isnan(found.pvalue_adjusted[1:]).all()


def test_one_group_is_refused() -> None:
    with pytest.raises(ValueError, match="^groups must be 2 or more, got 1$"):
        range_pvalues(np.array([1.0]), np.array([10.0]), groups=1)
