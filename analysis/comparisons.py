"""Do two offices differ?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from analysis.arrays import FloatArray, IntArray, all_pairs
from analysis.comparable import OfficeIndices, of_measure
from analysis.indices import satisfaction_index
from analysis.intervals import Interval
from analysis.residuals import PRIOR_DF, ResidualSums
from analysis.scores import ScoreSums
from analysis.significance import MIN_N, adjust, is_clear
from analysis.student import two_sided_pvalues
from analysis.studentised_range import range_pvalues
from analysis.verdicts import Difference

PairsMethod = Literal["protected-t", "index-t", "welch"]
PairsCorrection = Literal["holm", "range", "bh", "none"]


@dataclass(frozen=True, slots=True, eq=False)
class PairsResult:
    """Comparisons of two offices each, every array of shape (pairs,).

    Parameters
    ----------
    first, second
        Positions of the two offices.
    difference, low, high
        Index of the first less that of the second, with Newcombe's interval, as shares.
    standard_error, statistic, df, pvalue
        Of the test; the standard error is on the scale of the index.
    pvalue_adjusted
        Corrected over the pairs tested.
    alpha
        Level of the verdicts.
    """

    first: IntArray
    second: IntArray
    difference: FloatArray
    low: FloatArray
    high: FloatArray
    standard_error: FloatArray
    statistic: FloatArray
    df: FloatArray
    pvalue: FloatArray
    pvalue_adjusted: FloatArray
    alpha: float

    @property
    def verdicts(self) -> tuple[Difference, ...]:
        """How the first compares with the second, by pair; made anew each time."""
        return differences(
            self.statistic,
            self.pvalue_adjusted,
            alpha=self.alpha,
            shown=Interval(self.low, self.high),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Tests:
    """Two-sided t-tests before correction; the standard error is on the scale of the index."""

    standard_error: FloatArray
    statistic: FloatArray
    df: FloatArray
    pvalue: FloatArray


def compare_pairs(
    sums: ScoreSums,
    *,
    measure: int = 0,
    pairs: Sequence[tuple[int, int]] | None = None,
    correction: PairsCorrection = "holm",
    method: PairsMethod = "protected-t",
    min_n: int = MIN_N,
    alpha: float = 0.05,
) -> PairsResult:
    """Compare the pooled index of two offices, for all pairs or those looked at.

    Parameters
    ----------
    sums
        Sums of all offices of the wave: the common index and variance come from them.
    measure
        Position of the measure.
    pairs
        Positions of the offices to compare; left out means all with `min_n` respondents.
    correction
        Over the pairs given. Give the pairs that were really looked at. `range` corrects by the
        studentised range of all offices in them: if all pairs are looked at it finds a tenth more
        than `holm`, and errs nearer to the stated rate (docs/measured.md).
    method
        `protected-t`: t of mean residuals y - P m with the protected variance of
        `ResidualSums.protected_variance` and min(n1, n2) - 1 + 30 degrees of freedom (METHODS 2.6).
        `index-t`: the same with residuals over each office's answers per head, which differ by as
        much as the indices; what pages and findings rest on, for it holds its rate where offices
        are asked different numbers of questions as well (docs/decisions/0033). `welch`: own
        variances, P of the two offices; agrees with R but does not hold its error rate.
    min_n
        Offices with fewer respondents with a valid answer are not tested; at least 2.
    alpha
        Level of the verdicts.

    Returns
    -------
    PairsResult; pairs with a small office are absent when `pairs` is left out, NaN otherwise.

    Raises
    ------
    ValueError
        If min_n is below 2 or a pair names an office that is not there.

    References
    ----------
    Ours, after Smyth (2004); measured error rate in docs/method.md. Newcombe (1998) for the
    interval, from the displayed intervals.

    Examples
    --------
    >>> from analysis.tally import score_sums
    >>> scores = [[5]] * 28 + [[1]] * 2 + [[5]] * 10 + [[1]] * 20
    >>> sums = score_sums(scores, [0] * 30 + [1] * 30, measures=[[0]], n_offices=2)
    >>> compare_pairs(sums).verdicts
    (<Difference.HIGHER: 'higher'>,)
    """
    offices = of_measure(sums, measure=measure)
    first, second = _positions(offices.residuals, pairs=pairs, min_n=min_n)
    if method == "welch":
        tests = _welch_tests(sums, first, second, measure=measure)
    else:
        tests = _protected_tests(offices.residuals, first, second, method=method)
    return _pairs_result(
        offices, first, second, tests, correction=correction, min_n=min_n, alpha=alpha
    )


def compare_index_pairs(
    offices: OfficeIndices,
    *,
    pairs: Sequence[tuple[int, int]] | None = None,
    correction: PairsCorrection = "holm",
    method: Literal["protected-t", "index-t"] = "index-t",
    min_n: int = MIN_N,
    alpha: float = 0.05,
) -> PairsResult:
    """Compare indices by any rule; as `compare_pairs`."""
    first, second = _positions(offices.residuals, pairs=pairs, min_n=min_n)
    tests = _protected_tests(offices.residuals, first, second, method=method)
    return _pairs_result(
        offices, first, second, tests, correction=correction, min_n=min_n, alpha=alpha
    )


def _pairs_result(
    offices: OfficeIndices,
    first: IntArray,
    second: IntArray,
    tests: Tests,
    *,
    correction: PairsCorrection,
    min_n: int,
    alpha: float,
) -> PairsResult:
    interval = _intervals(offices, first, second)
    n = offices.residuals.n
    enough = np.minimum(n[first], n[second]) >= min_n
    if not enough.all():
        tests = replace(
            tests,
            statistic=np.where(enough, tests.statistic, np.nan),
            df=np.where(enough, tests.df, np.nan),
            pvalue=np.where(enough, tests.pvalue, np.nan),
        )
    if correction == "range":
        together = np.union1d(first[enough], second[enough])
        adjusted = range_pvalues(
            tests.statistic, tests.df, groups=max(len(together), 2)
        )
    else:
        adjusted = adjust(tests.pvalue, method=correction)
    return PairsResult(
        first,
        second,
        offices.index[first] - offices.index[second],
        interval.low,
        interval.high,
        tests.standard_error,
        tests.statistic,
        tests.df,
        tests.pvalue,
        adjusted,
        alpha,
    )


def _intervals(offices: OfficeIndices, first: IntArray, second: IntArray) -> Interval:
    """Return Newcombe's intervals of pairs; squares are taken by office, of which there are fewer."""
    index, interval = offices.index, offices.interval
    below, above = (index - interval.low) ** 2, (interval.high - index) ** 2
    difference = index[first] - index[second]
    return Interval(
        difference - np.sqrt(below[first] + above[second]),
        difference + np.sqrt(above[first] + below[second]),
    )


def _protected_tests(
    residuals: ResidualSums, first: IntArray, second: IntArray, *, method: PairsMethod
) -> Tests:
    """Test pairs by residuals of any index rule with the protected variance."""
    if method == "index-t":
        residuals, scale = residuals.of_index(), 1.0
    else:
        answers = (residuals.n * residuals.answers_per_head).sum()
        scale = answers / max(residuals.n.sum(), 1.0)
    n, mean = residuals.n, residuals.mean
    with np.errstate(divide="ignore", invalid="ignore"):
        per_head = residuals.protected_variance() / n
    tests = t_tests(
        mean[first] - mean[second],
        per_head[first] + per_head[second],
        np.minimum(n[first], n[second]) - 1 + PRIOR_DF,
    )
    return replace(tests, standard_error=tests.standard_error / scale)


def _positions(
    residuals: ResidualSums, *, pairs: Sequence[tuple[int, int]] | None, min_n: int
) -> tuple[IntArray, IntArray]:
    if min_n < 2:
        raise ValueError(f"min_n must be 2 or more, got {min_n}")
    if pairs is None:
        large = np.flatnonzero(residuals.n >= min_n)
        first, second = all_pairs(len(large))
        return large[first], large[second]
    chosen = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    if chosen.size and not (0 <= chosen.min() and chosen.max() < len(residuals.n)):
        raise ValueError(
            f"pairs must name offices 0 to {len(residuals.n) - 1}, got {chosen.tolist()}"
        )
    return chosen[:, 0], chosen[:, 1]


def _welch_tests(
    sums: ScoreSums, first: IntArray, second: IntArray, *, measure: int
) -> Tests:
    """Welch's t of residuals from the index of the two offices together."""
    y, m = sums.y[:, measure], sums.m[:, measure]
    with np.errstate(divide="ignore", invalid="ignore"):
        p = (y[first] + y[second]) / (m[first] + m[second])
        mean, per_head, df = [], [], []
        for office in (first, second):
            n = sums.n_valid[office, measure].astype(np.float64)
            total = y[office] - p * m[office]
            squares = (
                sums.yy[office, measure]
                - 2 * p * sums.ym[office, measure]
                + p**2 * sums.mm[office, measure]
            )
            mean.append(total / n)
            per_head.append((squares - total**2 / n) / (n - 1) / n)
            df.append(n - 1)
        variance = per_head[0] + per_head[1]
        welch_df = variance**2 / (per_head[0] ** 2 / df[0] + per_head[1] ** 2 / df[1])
    own = satisfaction_index(sums).variance[:, measure]
    tests = t_tests(mean[0] - mean[1], variance, welch_df)
    return Tests(
        np.sqrt(own[first] + own[second]), tests.statistic, tests.df, tests.pvalue
    )


def t_tests(difference: FloatArray, variance: FloatArray, df: FloatArray) -> Tests:
    """Test differences; NaN where there is no variance or no degree of freedom."""
    with np.errstate(divide="ignore", invalid="ignore"):
        # No variance anywhere, not even in all offices together: nothing can be told.
        statistic = np.where(variance > 0, difference / np.sqrt(variance), np.nan)
        standard_error = np.sqrt(variance)
    return Tests(standard_error, statistic, df, two_sided_pvalues(statistic, df))


def differences(
    statistic: FloatArray,
    adjusted: FloatArray,
    *,
    alpha: float,
    shown: Interval | None = None,
) -> tuple[Difference, ...]:
    """Return what each corrected test lets one say.

    No difference is called clear whose interval, shown beside the verdict, holds 0: of an office
    where all agree the interval knows better than the test how little that tells.
    """
    clear = is_clear(adjusted, alpha=alpha)
    if shown is not None:
        clear &= ~((shown.low <= 0) & (shown.high >= 0))
    kind = np.where(clear, np.where(statistic > 0, 1, 2), 0)
    kind = np.where(np.isnan(adjusted), 3, kind)
    words = (
        Difference.NONE,
        Difference.HIGHER,
        Difference.LOWER,
        Difference.TOO_FEW,
    )
    return tuple(words[code] for code in kind.tolist())
