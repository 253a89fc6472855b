"""All pairs of very many offices, without holding a row for each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from analysis.arrays import FloatArray, IntArray
from analysis.residuals import PRIOR_DF, ResidualSums
from analysis.significance import MIN_N
from analysis.student import two_sided_pvalues

# Pairs looked at together; about 100 MB of working memory.
PAIRS_AT_A_TIME = 1 << 20
# Bins of log p for finding Holm's threshold; the last one holds whatever is smaller still.
BINS, SMALLEST_LOG = 20_000, -700.0


@dataclass(frozen=True, slots=True, eq=False)
class ManyPairs:
    """How each office stands to all others, pair by pair, corrected by Holm over all pairs.

    Parameters
    ----------
    above, below
        Number of offices that each one is clearly above, and clearly below, shape (offices,).
    compared
        Number of pairs.
    threshold
        Largest p-value that is clear; 0 if none is.
    offices
        Names.
    """

    above: IntArray
    below: IntArray
    compared: int
    threshold: float
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PairBlock:
    """Some pairs with their statistic and p-value, every array of shape (pairs,)."""

    first: IntArray
    second: IntArray
    statistic: FloatArray
    pvalue: FloatArray


def count_clear_pairs(
    residuals: ResidualSums, *, min_n: int = MIN_N, alpha: float = 0.05
) -> ManyPairs:
    """Count, for each office, those that it differs from clearly, by the test of `compare_pairs`.

    Parameters
    ----------
    residuals
        Sums of residuals of all offices.
    min_n
        Offices with fewer respondents with a valid answer are not compared; at least 2.
    alpha
        Chance of any false finding.

    Returns
    -------
    ManyPairs, equal to what all rows of `compare_pairs` say.

    Raises
    ------
    ValueError
        If min_n is below 2.

    Notes
    -----
    Holm's threshold is found from counts of log p in bins, and exactly within the bin where it lies:
    the pairs are made three times instead of kept.

    Examples
    --------
    >>> from analysis.residuals import pooled_residuals
    >>> from analysis.tally import score_sums
    >>> scores = [[5]] * 28 + [[1]] * 2 + [[5]] * 10 + [[1]] * 20
    >>> sums = score_sums(scores, [0] * 30 + [1] * 30, measures=[[0]], n_offices=2)
    >>> count_clear_pairs(pooled_residuals(sums)).above
    array([1, 0])
    """
    threshold, compared = _holm_threshold(residuals, min_n=min_n, alpha=alpha)
    above = np.zeros(len(residuals.offices), np.int64)
    below = np.zeros(len(residuals.offices), np.int64)
    if threshold > 0:
        for block in pair_blocks(residuals, min_n=min_n):
            clear = block.pvalue <= threshold
            better = block.statistic > 0
            for higher, winner, loser in (
                (better, block.first, block.second),
                (~better, block.second, block.first),
            ):
                found = clear & higher
                above += np.bincount(winner[found], minlength=len(above))
                below += np.bincount(loser[found], minlength=len(below))
    return ManyPairs(above, below, compared, threshold, residuals.offices)


def pair_blocks(residuals: ResidualSums, *, min_n: int = MIN_N) -> Iterator[PairBlock]:
    """Give all pairs, a block at a time, in order of the first office and then the second.

    Takes what `count_clear_pairs` does.
    """
    if min_n < 2:
        raise ValueError(f"min_n must be 2 or more, got {min_n}")
    large = np.flatnonzero(residuals.n >= min_n)
    n, mean = residuals.n[large], residuals.mean[large]
    per_head = residuals.protected_variance()[large] / n
    k, start = len(large), 0
    while start < k - 1:
        rows = min(max(1, PAIRS_AT_A_TIME // (k - start)), k - 1 - start)
        i, j = np.nonzero(np.arange(k) > np.arange(start, start + rows)[:, None])
        i += start
        with np.errstate(divide="ignore", invalid="ignore"):
            variance = per_head[i] + per_head[j]
            statistic = np.where(
                variance > 0, (mean[i] - mean[j]) / np.sqrt(variance), np.nan
            )
        df = np.minimum(n[i], n[j]) - 1 + PRIOR_DF
        yield PairBlock(large[i], large[j], statistic, two_sided_pvalues(statistic, df))
        start += rows


def _holm_threshold(
    residuals: ResidualSums, *, min_n: int, alpha: float
) -> tuple[float, int]:
    """Return the largest p-value that Holm's procedure rejects, and the number of pairs."""
    counts = np.zeros(BINS, np.int64)
    compared = 0
    for block in pair_blocks(residuals, min_n=min_n):
        known = block.pvalue[~np.isnan(block.pvalue)]
        compared += len(known)
        counts += np.bincount(_bin(known[known <= alpha]), minlength=BINS)
    before = np.cumsum(counts) - counts
    upper = np.exp(_upper_log(np.arange(BINS)))
    doubtful = np.flatnonzero((counts > 0) & (upper * (compared - before) > alpha))
    if not len(doubtful):
        return (alpha if counts.any() else 0.0), compared
    first = int(doubtful[0])
    # The bound grows by the pairs of a bin only, so it is met within this bin or just after it.
    last = int(doubtful[min(2, len(doubtful) - 1)])

    def in_doubt(p: FloatArray) -> FloatArray:
        small = p[p <= alpha]
        bins = _bin(small)
        return small[(first <= bins) & (bins <= last)]

    found = np.sort(_gathered(residuals, in_doubt, min_n=min_n))
    rank = before[first] + np.arange(len(found))
    failed = np.flatnonzero(found * (compared - rank) > alpha)
    passed = found[: failed[0]] if len(failed) else found
    if len(passed):
        return float(passed[-1]), compared
    return (float(upper[first - 1]) if before[first] else 0.0), compared


def _gathered(
    residuals: ResidualSums, choose: Callable[[FloatArray], FloatArray], *, min_n: int
) -> FloatArray:
    blocks = pair_blocks(residuals, min_n=min_n)
    return np.concatenate([choose(block.pvalue) for block in blocks])


def _bin(p: FloatArray) -> IntArray:
    """Return the bin of each p-value, bin 0 for the smallest."""
    with np.errstate(divide="ignore"):
        log = np.maximum(np.log(p), SMALLEST_LOG)
    return np.minimum((1 - log / SMALLEST_LOG) * BINS, BINS - 1).astype(np.int64)


def _upper_log(number: IntArray) -> FloatArray:
    return np.asarray((1 - (number + 1) / BINS) * SMALLEST_LOG)
