"""Is any office different? And how p-values of many comparisons are corrected."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import stats

from analysis.arrays import BoolArray, FloatArray
from analysis.checks import check_at_least, check_between, check_one_of
from analysis.residuals import ResidualSums, pooled_residuals
from analysis.scores import ScoreSums
from analysis.verdicts import Overall

Correction = Literal["holm", "bh", "none"]
OmnibusMethod = Literal["brown-forsythe", "anova", "welch"]

# One group of two opposite respondents can carry the denominator, so smaller groups stand aside.
MIN_N = 5


@dataclass(frozen=True, slots=True)
class OmnibusResult:
    """A test that all offices share one index.

    Parameters
    ----------
    statistic, df, pvalue
        F with numerator and denominator degrees of freedom; NaN where too few can be compared.
    index
        The common index P, as a share; NaN where the test is not of a pooled index.
    n
        Respondents with a valid answer, in all offices.
    used
        Offices large enough for the test.
    verdict
        What it lets one say at `alpha`.
    """

    statistic: float
    df: tuple[float, float]
    pvalue: float
    n: int
    used: int
    verdict: Overall


def compare_offices(
    sums: ScoreSums,
    *,
    measure: int = 0,
    min_n: int = MIN_N,
    method: OmnibusMethod = "brown-forsythe",
    alpha: float = 0.05,
) -> OmnibusResult:
    """Test whether any office's pooled index differs, from sums alone.

    Parameters
    ----------
    sums
        Sums by office and measure.
    measure
        Position of the measure.
    min_n
        Offices with fewer respondents with a valid answer are left out; at least 2.
    method
        `brown-forsythe`: F* of Brown and Forsythe (1974), the test of means that allows unequal
        variances, with Mehrotra's (1997) numerator degrees of freedom. It never rejected more than
        5 % of equal waves. `anova` and `welch` are for comparison with other programs.
    alpha
        Level of the verdict.

    Returns
    -------
    OmnibusResult; `too_few` with fewer than two usable offices or no variation.

    Raises
    ------
    ValueError
        If min_n is below 2.

    References
    ----------
    Brown and Forsythe (1974), Technometrics 16, 129-132: not their test of variances, which
    `scipy.stats.levene` gives. Mehrotra (1997), Communications in Statistics, Simulation
    and Computation 26, 1139-1145.

    Examples
    --------
    >>> from analysis.tally import score_sums
    >>> scores = [[5]] * 9 + [[1]] + [[5]] + [[1]] * 9
    >>> sums = score_sums(scores, [0] * 10 + [1] * 10, measures=[[0]], n_offices=2)
    >>> round(compare_offices(sums).statistic, 1)
    32.0
    """
    return compare_residuals(
        pooled_residuals(sums, measure=measure), min_n=min_n, method=method, alpha=alpha
    )


def compare_residuals(
    residuals: ResidualSums,
    *,
    min_n: int = MIN_N,
    method: OmnibusMethod = "brown-forsythe",
    alpha: float = 0.05,
) -> OmnibusResult:
    """Test whether any office differs, from residuals of any index rule; as `compare_offices`."""
    check_at_least(min_n, 2, name="min_n")
    check_between(alpha, 0, 1, name="alpha")
    check_one_of(method, get_args(OmnibusMethod), name="method")
    used = residuals.chosen(residuals.n >= min_n)
    n_all = int(residuals.n.sum())
    if len(used.offices) < 2:
        nan = float("nan")
        return OmnibusResult(
            nan, (nan, nan), nan, n_all, len(used.offices), Overall.TOO_FEW
        )
    test = {"brown-forsythe": _brown_forsythe, "anova": _anova, "welch": _welch}[method]
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic, df1, df2 = test(used.n, used.mean, used.variance)
        pvalue = float(stats.f.sf(statistic, df1, df2))
    verdict = Overall.TOO_FEW if np.isnan(pvalue) else Overall.NONE
    if pvalue <= alpha:
        verdict = Overall.DIFFERENT
    return OmnibusResult(
        float(statistic),
        (float(df1), float(df2)),
        pvalue,
        n_all,
        len(used.offices),
        verdict,
    )


def adjust(pvalues: npt.ArrayLike, *, method: Correction = "holm") -> FloatArray:
    """Correct p-values for the number of comparisons looked at.

    Parameters
    ----------
    pvalues
        Any shape; NaN is kept and not counted.
    method
        `holm` keeps the chance of any false finding (Holm 1979), `bh` the share of false ones
        among those found (Benjamini and Hochberg 1995), `none` corrects nothing.

    Returns
    -------
    Array of the same shape.

    Raises
    ------
    ValueError
        If a p-value is outside [0, 1].

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6, 65-70; Benjamini and Hochberg (1995),
    Journal of the Royal Statistical Society B 57, 289-300. Equal to R's `p.adjust`.

    Examples
    --------
    >>> adjust([0.01, 0.04, float("nan"), 0.03])
    array([0.03, 0.06,  nan, 0.06])
    """
    check_one_of(method, get_args(Correction), name="method")
    p = np.asarray(pvalues, dtype=np.float64)
    known = ~np.isnan(p)
    defined = p.ravel() if known.all() else p[known]
    if defined.size and not 0 <= defined.min() <= defined.max() <= 1:
        raise ValueError("pvalues must be between 0 and 1")
    if method == "none":
        return p.copy()
    corrected = (_holm if method == "holm" else _benjamini_hochberg)(defined)
    if len(corrected) == p.size:
        return corrected.reshape(p.shape)
    adjusted = np.full(p.shape, np.nan)
    adjusted[known] = corrected
    return adjusted


def _holm(p: FloatArray) -> FloatArray:
    adjusted = np.ones_like(p)
    candidates = np.flatnonzero(p <= _least_certain_one(p))
    small = p[candidates]
    order = np.argsort(small, kind="stable")
    stepped = np.maximum.accumulate(
        small[order] * (len(p) - np.arange(len(small), dtype=np.float64))
    )
    adjusted[candidates[order]] = np.minimum(stepped, 1)
    return adjusted


def _least_certain_one(p: FloatArray) -> float:
    """Return a p-value above which Holm's correction gives 1, so that few need sorting."""
    bound = 2 / max(len(p), 1)
    while bound < 1 and bound * (len(p) - np.count_nonzero(p <= bound)) < 1:
        bound *= 4
    return bound


def _benjamini_hochberg(p: FloatArray) -> FloatArray:
    order = np.argsort(-p, kind="stable")
    stepped = np.minimum.accumulate(p[order] * len(p) / np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepped, 1)
    return adjusted


def _brown_forsythe(
    n: FloatArray, mean: FloatArray, variance: FloatArray
) -> tuple[float, float, float]:
    total = n.sum()
    grand = (n * mean).sum() / total
    share = (1 - n / total) * variance
    statistic = (n * (mean - grand) ** 2).sum() / share.sum()
    df2 = share.sum() ** 2 / (share**2 / (n - 1)).sum()
    spread = (n * variance / total).sum() ** 2
    df1 = share.sum() ** 2 / (spread + ((1 - 2 * n / total) * variance**2).sum())
    return statistic, df1, df2


def _anova(
    n: FloatArray, mean: FloatArray, variance: FloatArray
) -> tuple[float, float, float]:
    df1, df2 = len(n) - 1.0, float(n.sum() - len(n))
    grand = (n * mean).sum() / n.sum()
    between = (n * (mean - grand) ** 2).sum() / df1
    return between / (((n - 1) * variance).sum() / df2), df1, df2


def _welch(
    n: FloatArray, mean: FloatArray, variance: FloatArray
) -> tuple[float, float, float]:
    df1 = len(n) - 1.0
    weight = n / variance
    grand = (weight * mean).sum() / weight.sum()
    spread = ((1 - weight / weight.sum()) ** 2 / (n - 1)).sum() / (len(n) ** 2 - 1)
    between = (weight * (mean - grand) ** 2).sum() / df1
    return between / (1 + 2 * (len(n) - 2) * spread), df1, 1 / (3 * spread)


def is_clear(pvalue_adjusted: FloatArray, *, alpha: float) -> BoolArray:
    """Where a corrected p-value is small enough; NaN never is."""
    return np.nan_to_num(pvalue_adjusted, nan=1.0) <= alpha
