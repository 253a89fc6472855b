"""All pairs of very many offices, without holding a row for each."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.arrays import FloatArray, IntArray
from analysis.residuals import PRIOR_DF, ResidualSums
from analysis.significance import MIN_N
from analysis.student import two_sided_pvalues

# Pairs looked at together; about 100 MB of working memory.
PAIRS_AT_A_TIME = 1 << 20


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
    With c pairs rejected Holm's procedure asks the next for p <= alpha / (pairs - c). So all pairs are
    counted under that bound, c is replaced by what was found, and again until none is added: five to
    ten times in all, each by comparing t with its quantile, one office at a time.

    Examples
    --------
    >>> from analysis.residuals import pooled_residuals
    >>> from analysis.tally import score_sums
    >>> scores = [[5]] * 28 + [[1]] * 2 + [[5]] * 10 + [[1]] * 20
    >>> sums = score_sums(scores, [0] * 30 + [1] * 30, measures=[[0]], n_offices=2)
    >>> count_clear_pairs(pooled_residuals(sums)).above
    array([1, 0])
    """
    offices = _Offices.of(residuals, min_n=min_n)
    counted = _Counted.nothing(len(residuals.offices))
    while offices.pairs > counted.pairs:
        last = counted.pairs
        counted = offices.counted(alpha / (offices.pairs - last))
        if counted.pairs == last:
            break
    return ManyPairs(
        counted.above,
        counted.below,
        offices.pairs,
        counted.largest_pvalue,
        residuals.offices,
    )


@dataclass(frozen=True, slots=True, eq=False)
class StrongestPairs:
    """The clearest of all pairs, the smallest p-value first, every array of shape (pairs,).

    Parameters
    ----------
    first, second
        Positions of the two offices.
    statistic, pvalue_adjusted
        Of the test, the p-value corrected by Holm over all pairs.
    clear, compared
        Number of clear pairs, kept or not, and of all pairs.
    """

    first: IntArray
    second: IntArray
    statistic: FloatArray
    pvalue_adjusted: FloatArray
    clear: int
    compared: int


def strongest_pairs(
    residuals: ResidualSums,
    *,
    most: int = 10_000,
    min_n: int = MIN_N,
    alpha: float = 0.05,
) -> StrongestPairs:
    """Keep the clearest pairs of any number of offices, by the test of `compare_pairs`.

    Parameters
    ----------
    residuals, min_n, alpha
        As in `count_clear_pairs`.
    most
        The most pairs that are kept.

    Examples
    --------
    >>> from analysis.residuals import pooled_residuals
    >>> from analysis.tally import score_sums
    >>> scores = [[5]] * 28 + [[1]] * 2 + [[5]] * 10 + [[1]] * 20
    >>> sums = score_sums(scores, [0] * 30 + [1] * 30, measures=[[0]], n_offices=2)
    >>> found = strongest_pairs(pooled_residuals(sums))
    >>> found.clear, found.compared
    (1, 1)
    """
    counted = count_clear_pairs(residuals, min_n=min_n, alpha=alpha)
    # P-values of blocks are interpolated to nine digits.
    threshold = counted.threshold * (1 + 1e-8)
    kept = PairBlock(*(np.zeros(0, np.int64),) * 2, *(np.zeros(0),) * 2)
    if threshold > 0:
        for block in pair_blocks(residuals, min_n=min_n):
            found = np.flatnonzero(block.pvalue <= threshold)
            kept = _smallest(kept, block, found, most=most)
    # The kept are the first in rank, so their correction needs none of the others.
    stepped = kept.pvalue * (counted.compared - np.arange(len(kept.pvalue)))
    return StrongestPairs(
        kept.first,
        kept.second,
        kept.statistic,
        np.minimum(np.maximum.accumulate(stepped), 1.0),
        int(counted.above.sum()),
        counted.compared,
    )


def _smallest(
    kept: PairBlock, block: PairBlock, found: IntArray, *, most: int
) -> PairBlock:
    """Return those kept and those found, the smallest p-values first, no more than `most`."""
    first, second, statistic, pvalue = (
        np.concatenate([ours, theirs[found]])
        for ours, theirs in (
            (kept.first, block.first),
            (kept.second, block.second),
            (kept.statistic, block.statistic),
            (kept.pvalue, block.pvalue),
        )
    )
    order = np.argsort(pvalue, kind="stable")[:most]
    return PairBlock(first[order], second[order], statistic[order], pvalue[order])


def pair_blocks(residuals: ResidualSums, *, min_n: int = MIN_N) -> Iterator[PairBlock]:
    """Give all pairs, a block at a time, in order of the first office and then the second.

    Takes what `count_clear_pairs` does.
    """
    if min_n < 2:
        raise ValueError(f"min_n must be 2 or more, got {min_n}")
    shares = residuals.of_index()
    large = np.flatnonzero(shares.n >= min_n)
    n, mean = shares.n[large], shares.mean[large]
    per_head = shares.protected_variance()[large] / n
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


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """Clear pairs under one bound: by office, in all, and the largest p-value among them."""

    above: IntArray
    below: IntArray
    pairs: int
    largest_pvalue: float

    @classmethod
    def nothing(cls, offices: int) -> "_Counted":
        return cls(np.zeros(offices, np.int64), np.zeros(offices, np.int64), 0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Offices:
    """What pairs are made of, the smallest office first: its size gives a pair its degrees of freedom."""

    place: IntArray
    mean: FloatArray
    per_head: FloatArray
    df: FloatArray
    among: int

    @classmethod
    def of(cls, residuals: ResidualSums, *, min_n: int) -> "_Offices":
        if min_n < 2:
            raise ValueError(f"min_n must be 2 or more, got {min_n}")
        shares = residuals.of_index()
        # Without any variance in all offices together nothing can be told of a pair.
        tested = (shares.n >= min_n) & (shares.pooled_variance > 0)
        place = np.flatnonzero(tested)
        place = place[np.argsort(shares.n[place], kind="stable")]
        n = shares.n[place]
        return cls(
            place,
            shares.mean[place],
            shares.protected_variance()[place] / n,
            n - 1 + PRIOR_DF,
            len(shares.offices),
        )

    @property
    def pairs(self) -> int:
        k = len(self.place)
        return k * (k - 1) // 2

    def counted(self, bound: float) -> _Counted:
        """Count the pairs with a p-value of at most the bound."""
        k = len(self.place)
        edge = -special.stdtrit(self.df, bound / 2)
        above, below = np.zeros(k, np.int64), np.zeros(k, np.int64)
        nearest = np.full(k, np.inf)
        for at in range(k - 1):
            later = slice(at + 1, k)
            t = self.mean[at] - self.mean[later]
            t /= np.sqrt(self.per_head[at] + self.per_head[later])
            higher, lower = t >= edge[at], t <= -edge[at]
            above[at] += np.count_nonzero(higher)
            below[at] += np.count_nonzero(lower)
            above[later] += lower
            below[later] += higher
            clear = np.abs(t[higher | lower])
            nearest[at] = clear.min(initial=np.inf)
        largest = (2 * special.stdtr(self.df, -nearest)).max(initial=0.0)
        return _Counted(
            self._spread(above),
            self._spread(below),
            int(above.sum()),
            float(largest),
        )

    def _spread(self, counts: IntArray) -> IntArray:
        spread = np.zeros(self.among, np.int64)
        spread[self.place] = counts
        return spread
