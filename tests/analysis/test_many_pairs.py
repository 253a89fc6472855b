"""Very many pairs say what few do, fast and without rows."""

import tracemalloc

import numpy as np
import pytest
from scipy import special

from analysis.comparisons import compare_pairs
from analysis.many_pairs import count_clear_pairs, pair_blocks, strongest_pairs
from analysis.residuals import ResidualSums, pooled_residuals
from analysis.scores import ScoreSums
from analysis.student import two_sided_pvalues
from analysis.tally import score_sums
from analysis.verdicts import Difference
from tests.fixtures.reference import reference_set


def many_offices(k: int, *, spread: float, seed: int) -> ScoreSums:
    """Draw offices of some 40 respondents with one question each."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 80, k)
    share = np.clip(rng.normal(0.8, spread, k), 0.05, 0.99)
    y = rng.binomial(sizes, share).astype(float)[:, None]
    n = sizes[:, None].astype(float)
    names = tuple(map(str, range(k)))
    return ScoreSums(
        sizes, sizes[:, None], y, n, y, y, n, offices=names, measures=("q",)
    )


def test_p_values_from_tables_are_those_of_the_function() -> None:
    rng = np.random.default_rng(3)
    t, df = rng.normal(0, 4, 60_000), rng.integers(1, 200, 60_000).astype(float)
    t[:3] = [0, np.nan, 60]
    expected = 2 * special.stdtr(df, -np.abs(t))
    np.testing.assert_allclose(two_sided_pvalues(t, df), expected, rtol=2e-9)
    np.testing.assert_array_equal(two_sided_pvalues(t[:9], df[:9]), expected[:9])


def test_odd_degrees_of_freedom_take_the_exact_function() -> None:
    t, df = np.full(30_000, 2.0), np.full(30_000, 7.25)
    df[0] = -1
    found = two_sided_pvalues(t, df)
    assert np.isnan(found[0])
    np.testing.assert_allclose(found[1:], 2 * special.stdtr(7.25, -2.0), rtol=1e-9)
    df[1:] += np.linspace(0, 0.5, 29_999)
    found = two_sided_pvalues(t, df)
    np.testing.assert_array_equal(found[1:], 2 * special.stdtr(df[1:], -2.0))


@pytest.mark.parametrize("spread, seed", [(0.0, 1), (0.03, 2), (0.1, 3), (0.4, 4)])
def test_counts_are_those_of_all_rows(spread: float, seed: int) -> None:
    sums = many_offices(150, spread=spread, seed=seed)
    rows = compare_pairs(sums, method="index-t")
    above = np.zeros(150, int)
    for first, second, verdict in zip(rows.first, rows.second, rows.verdicts):
        if verdict is Difference.HIGHER:
            above[first] += 1
        if verdict is Difference.LOWER:
            above[second] += 1
    found = count_clear_pairs(pooled_residuals(sums))
    np.testing.assert_array_equal(found.above, above)
    assert found.above.sum() == found.below.sum()
    assert found.compared == len(rows.pvalue)
    clear = rows.pvalue[rows.pvalue_adjusted <= 0.05]
    assert found.threshold == pytest.approx(clear.max(initial=0), rel=1e-8)


def test_a_small_is_counted_right() -> None:
    data = reference_set("a_small")
    residuals = pooled_residuals(data.sums(), measure=data.measure("SIPAS"))
    found = count_clear_pairs(residuals)
    assert dict(zip(found.offices, found.below))["ST-01"] == 2
    assert found.above.sum() == 2 and found.compared == 28


@pytest.mark.parametrize("spread, seed", [(0.0, 1), (0.1, 3), (0.4, 4)])
def test_the_strongest_pairs_are_the_first_of_all_rows(
    spread: float, seed: int
) -> None:
    sums = many_offices(90, spread=spread, seed=seed)
    rows = compare_pairs(sums, method="index-t")
    order = np.argsort(rows.pvalue, kind="stable")
    clear = int((rows.pvalue_adjusted <= 0.05).sum())
    found = strongest_pairs(pooled_residuals(sums), most=7)
    kept = order[: min(clear, 7)]
    assert (found.clear, found.compared) == (clear, len(rows.pvalue))
    np.testing.assert_array_equal(found.first, rows.first[kept])
    np.testing.assert_array_equal(found.second, rows.second[kept])
    np.testing.assert_allclose(
        found.pvalue_adjusted, rows.pvalue_adjusted[kept], rtol=1e-8
    )


def test_blocks_give_every_pair_once_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.many_pairs.PAIRS_AT_A_TIME", 50)
    residuals = pooled_residuals(many_offices(40, spread=0.1, seed=5))
    blocks = list(pair_blocks(residuals, min_n=2))
    pairs = [pair for b in blocks for pair in zip(b.first, b.second)]
    assert pairs == list(zip(*np.triu_indices(40, k=1)))
    assert len(blocks) > 10


@pytest.mark.parametrize(
    "scores, offices", [([[5]] * 9, [0] * 9), ([[5]] * 20, [0] * 10 + [1] * 10)]
)
def test_nothing_to_tell_counts_nothing(
    scores: list[list[int]], offices: list[int]
) -> None:
    sums = score_sums(scores, offices, measures=[[0]], n_offices=2)
    found = count_clear_pairs(pooled_residuals(sums))
    assert not found.above.any() and found.threshold == 0


def test_offices_of_one_cannot_be_compared() -> None:
    residuals = ResidualSums(
        np.ones(2), np.zeros(2), np.ones(2), np.ones(2), ("a", "b")
    )
    with pytest.raises(ValueError, match="^min_n must be 2 or more, got 1$"):
        count_clear_pairs(residuals, min_n=1)


def test_a_million_pairs_take_little_memory() -> None:
    residuals = pooled_residuals(many_offices(1500, spread=0.1, seed=6))
    tracemalloc.start()
    found = count_clear_pairs(residuals)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.compared > 1_000_000
    # All rows of compare_pairs would take 100 bytes a pair and more.
    assert peak < 3e6
