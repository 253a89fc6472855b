"""Each office beside all others, which makes the three groups, and beside a target."""

from dataclasses import dataclass

import numpy as np

from analysis.arrays import FloatArray
from analysis.comparisons import Tests, differences, t_tests
from analysis.indices import satisfaction_index
from analysis.intervals import (
    Interval,
    difference_interval,
    displayed_interval,
    wilson_of_share,
)
from analysis.residuals import PRIOR_DF, ResidualSums, pooled_residuals
from analysis.scores import ScoreSums
from analysis.significance import MIN_N, Correction, adjust
from analysis.verdicts import Difference, Target

# Under 30 respondents an office is never put above or below others (TRUST, decision 9).
MIN_N_TO_GROUP = 30


@dataclass(frozen=True, slots=True, eq=False)
class OthersResult:
    """Each office beside the pooled index of all others, every array of shape (offices,).

    Parameters
    ----------
    index, others
        Index of the office and of all others together, as shares.
    difference, low, high
        The first less the second, with its interval.
    statistic, df, pvalue, pvalue_adjusted
        Of the test, corrected over the offices large enough; NaN for the rest.
    verdicts
        The three groups, and `too_few`.
    offices
        Names.
    """

    index: FloatArray
    others: FloatArray
    difference: FloatArray
    low: FloatArray
    high: FloatArray
    statistic: FloatArray
    df: FloatArray
    pvalue: FloatArray
    pvalue_adjusted: FloatArray
    verdicts: tuple[Difference, ...]
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TargetResult:
    """Each office beside a target, every array of shape (offices,)."""

    index: FloatArray
    low: FloatArray
    high: FloatArray
    statistic: FloatArray
    df: FloatArray
    pvalue: FloatArray
    pvalue_adjusted: FloatArray
    verdicts: tuple[Target, ...]
    offices: tuple[str, ...]


def compare_with_others(
    sums: ScoreSums,
    *,
    measure: int = 0,
    correction: Correction = "holm",
    min_n: int = MIN_N_TO_GROUP,
    alpha: float = 0.05,
) -> OthersResult:
    """Put each office above, below or not clearly apart from the pooled index of all others.

    These are the three groups of every page. An office is put above or below only when two tests
    agree, each with n - 1 + 30 degrees of freedom, for the office is the smaller sample:

    - t of the mean residuals e = y - P m of the office and of the others, with variance s*^2/n and
      sum of n_j s*_j^2 / (N-n)^2 over the others as strata, s* protected as in `compare_pairs`;
    - the score test of p_i - p_others with the variance P (1-P) / n_eff that both have when they are
      equal, n_eff that of the displayed interval.

    Near 100 % an office with a lucky index has a small variance of its own as well, and the first
    test alone then called offices different in up to 20 % of equal waves; the second alone failed
    where single offices are more clustered than the wave. Both together stayed below 5 %.

    Parameters
    ----------
    sums
        Sums of all offices of the wave; the small ones belong to the others.
    measure
        Position of the measure.
    correction
        Over the offices with `min_n` respondents.
    min_n
        Offices with fewer respondents with a valid answer are put in no group.
    alpha
        Level of the verdicts.

    Returns
    -------
    OthersResult; with one office in the wave there are no others and all is NaN.

    References
    ----------
    Ours: the test of METHODS 2.6 with strata; measured error rate in docs/method.md.

    Examples
    --------
    >>> from analysis.tally import score_sums
    >>> scores = [[5]] * 28 + [[1]] * 2 + [[5]] * 10 + [[1]] * 20
    >>> sums = score_sums(scores, [0] * 30 + [1] * 30, measures=[[0]], n_offices=2)
    >>> [str(verdict) for verdict in compare_with_others(sums).verdicts]
    ['higher', 'lower']
    """
    residuals = pooled_residuals(sums, measure=measure)
    index = satisfaction_index(sums).index[:, measure]
    shown = displayed_interval(sums)
    others, others_interval = _all_others(sums, measure=measure)
    tests = more_cautious(
        residual_tests(residuals),
        score_tests(
            index - others,
            sums.m[:, measure],
            n_effective=shown.n_effective[:, measure],
            common=float(
                np.nansum(sums.y[:, measure]) / max(sums.m[:, measure].sum(), 1)
            ),
            df=residuals.n - 1 + PRIOR_DF,
        ),
    )
    pvalue = np.where(residuals.n >= min_n, tests.pvalue, np.nan)
    adjusted = adjust(pvalue, method=correction)
    interval = difference_interval(
        index,
        Interval(shown.low[:, measure], shown.high[:, measure]),
        others,
        others_interval,
    )
    return OthersResult(
        index,
        others,
        index - others,
        interval.low,
        interval.high,
        tests.statistic,
        tests.df,
        pvalue,
        adjusted,
        differences(tests.statistic, adjusted, alpha=alpha),
        sums.offices,
    )


def residual_tests(residuals: ResidualSums) -> Tests:
    """Test each office against all others by residuals of any index rule."""
    n, rest = residuals.n, residuals.n.sum() - residuals.n
    protected = np.nan_to_num(residuals.protected_variance())
    spread = n * protected
    with np.errstate(divide="ignore", invalid="ignore"):
        mean_of_rest = (residuals.total.sum() - residuals.total) / rest
        return t_tests(
            residuals.mean - mean_of_rest,
            protected / n + (spread.sum() - spread) / rest**2,
            n - 1 + PRIOR_DF,
            scale=residuals.scale,
        )


def score_tests(
    difference: FloatArray,
    size: FloatArray,
    *,
    n_effective: FloatArray,
    common: float,
    df: FloatArray,
) -> Tests:
    """Test each office against all others with the variance of equal indices.

    Parameters
    ----------
    difference
        Index of the office less that of all others, shape (offices,).
    size
        What an office weighs in the common index, such as its valid answers.
    n_effective
        Effective number of answers of each office.
    common
        The index of all offices together.
    df
        Degrees of freedom.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        alone = np.nan_to_num(common * (1 - common) / n_effective)
        spread = size**2 * alone
        rest = (spread.sum() - spread) / (size.sum() - size) ** 2
        return t_tests(difference, alone + rest, df, scale=1.0)


def more_cautious(one: Tests, other: Tests) -> Tests:
    """Return, for each comparison, the test with the larger p-value; NaN if either is."""
    first = ~(one.pvalue < other.pvalue)
    known = ~(np.isnan(one.pvalue) | np.isnan(other.pvalue))

    def chosen(ours: FloatArray, theirs: FloatArray) -> FloatArray:
        return np.where(known, np.where(first, ours, theirs), np.nan)

    return Tests(
        chosen(one.standard_error, other.standard_error),
        chosen(one.statistic, other.statistic),
        chosen(one.df, other.df),
        chosen(one.pvalue, other.pvalue),
    )


def compare_with_target(
    sums: ScoreSums,
    target: float,
    *,
    measure: int = 0,
    correction: Correction = "holm",
    min_n: int = MIN_N,
    alpha: float = 0.05,
) -> TargetResult:
    """Tell which offices clearly reach a target and which clearly miss it.

    t of mean residuals y - target m with the protected variance and n - 1 + 30 degrees of freedom.

    Parameters
    ----------
    sums
        Sums of all offices of the wave.
    target
        A share between 0 and 1.
    measure, correction, min_n, alpha
        As in `compare_with_others`.

    Raises
    ------
    ValueError
        If the target is not a share.

    Examples
    --------
    >>> from analysis.tally import score_sums
    >>> sums = score_sums([[5]] * 38 + [[1]] * 2, [0] * 40, measures=[[0]], n_offices=1)
    >>> [str(verdict) for verdict in compare_with_target(sums, 0.8).verdicts]
    ['clearly_reached']
    """
    if not 0 <= target <= 1:
        raise ValueError(f"target must be a share between 0 and 1, got {target}")
    residuals = pooled_residuals(sums, measure=measure, target=target)
    with np.errstate(divide="ignore", invalid="ignore"):
        tests = t_tests(
            residuals.mean,
            residuals.protected_variance() / residuals.n,
            residuals.n - 1 + PRIOR_DF,
            scale=residuals.scale,
        )
    pvalue = np.where(residuals.n >= min_n, tests.pvalue, np.nan)
    adjusted = adjust(pvalue, method=correction)
    words = {
        Difference.HIGHER: Target.REACHED,
        Difference.LOWER: Target.MISSED,
        Difference.NONE: Target.UNDECIDED,
        Difference.TOO_FEW: Target.TOO_FEW,
    }
    shown = displayed_interval(sums)
    return TargetResult(
        satisfaction_index(sums).index[:, measure],
        shown.low[:, measure],
        shown.high[:, measure],
        tests.statistic,
        tests.df,
        pvalue,
        adjusted,
        tuple(
            words[one] for one in differences(tests.statistic, adjusted, alpha=alpha)
        ),
        sums.offices,
    )


def _all_others(sums: ScoreSums, *, measure: int) -> tuple[FloatArray, Interval]:
    """Return the pooled index of all offices but one, and its interval, for each office."""
    n = sums.n.astype(np.float64)
    y, m = sums.y[:, measure], sums.m[:, measure]
    factor = np.where(n > 1, n / np.maximum(n - 1, 1), 1.0)
    centre = np.where(n > 1, 1 / np.maximum(n, 1), 0.0)

    def without_own(values: FloatArray) -> FloatArray:
        return np.asarray(values.sum() - values)

    v_yy = without_own(factor * (sums.yy[:, measure] - centre * y * y))
    v_ym = without_own(factor * (sums.ym[:, measure] - centre * y * m))
    v_mm = without_own(factor * (sums.mm[:, measure] - centre * m * m))
    answers = without_own(m)
    respondents = without_own(sums.n_valid[:, measure].astype(np.float64))
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(answers > 0, without_own(y) / answers, np.nan)
        variance = (v_yy - 2 * p * v_ym + p * p * v_mm) / answers**2
        n_effective = np.where(variance >= 1e-15, p * (1 - p) / variance, respondents)
    return p, wilson_of_share(p, n_effective)
