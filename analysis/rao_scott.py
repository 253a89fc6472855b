"""Rao and Scott's test of a table of answers that are clustered in respondents."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse, special, stats

from analysis.arrays import BoolArray, FloatArray, IntArray
from analysis.design import SurveyDesign


@dataclass(frozen=True, slots=True)
class RaoScottResult:
    """The test of groups by satisfied or not.

    Parameters
    ----------
    naive_statistic, naive_df, naive_pvalue
        Pearson's chi-squared of the unweighted answers, as if they were independent: for the
        comparison only.
    zero_cells
        Empty cells of the table; with one the test is not defined and the rest is NaN.
    statistic, df, pvalue
        F of the second order with numerator and denominator degrees of freedom.
    weighted_statistic, first_order_pvalue
        Chi-squared of the weighted table, and its p-value with the first-order correction.
    """

    naive_statistic: float
    naive_df: int
    naive_pvalue: float
    zero_cells: int
    statistic: float
    df: tuple[float, float]
    pvalue: float
    weighted_statistic: float
    first_order_pvalue: float


def rao_scott(
    design: SurveyDesign, y: FloatArray, m: FloatArray, *, group: IntArray
) -> RaoScottResult:
    """Test whether groups have the same share of satisfied answers.

    Kept for agreement with other programs: with many small groups it rejects too often
    (docs/method.md); `significance.compare_offices` is the test to use.

    Parameters
    ----------
    design
        Of all respondents, each of them one sampling unit.
    y, m
        Satisfied and valid answers, shape (respondents,).
    group
        Group of each respondent, 0 to groups-1, or -1 for none.

    Returns
    -------
    RaoScottResult; all NaN with fewer than two groups that have answers.

    References
    ----------
    Rao and Scott (1984), Annals of Statistics 12, 46-60. Equal to `svychisq` of R's survey package
    on one row an answer. The log odds of a group depend on its own respondents only, so the design
    effects are those of a matrix of groups by groups.

    Examples
    --------
    >>> y = np.array([2.0, 2.0, 0.0, 1.0, 0.0, 0.0, 1.0, 2.0])
    >>> design = SurveyDesign.of_respondents(np.zeros(8, int))
    >>> found = rao_scott(design, y, np.full(8, 2.0), group=np.repeat([0, 1], 4))
    >>> round(found.statistic, 4), round(found.naive_statistic, 4)
    (0.5966, 1.0)
    """
    inside = (group >= 0) & (m > 0)
    values, code = np.unique(group[inside], return_inverse=True)
    k, code = len(values), code.astype(np.int64).reshape(-1)
    y, m = y[inside], m[inside]
    nan = float("nan")
    unweighted = _table(code, y, m, np.ones(len(y)), k)
    if k < 2:
        return RaoScottResult(nan, 0, nan, 0, nan, (nan, nan), nan, nan, nan)
    naive = _pearson(unweighted)
    naive_p = float(special.chdtrc(k - 1.0, naive))
    zero_cells = int((unweighted == 0).sum())
    if zero_cells:
        return RaoScottResult(
            naive, k - 1, naive_p, zero_cells, nan, (nan, nan), nan, nan, nan
        )
    weight = design.weight[inside]
    answers = float(m.sum())
    share = _table(code, y, m, weight, k)
    share = share / share.sum()
    # Influence of a respondent on the log odds of the own group.
    odds = weight * (y / share[code, 1] - (m - y) / share[code, 0])
    odds = odds / (weight * m).sum()
    covariance = _covariance(design, inside, odds, code, k)
    trace, trace_of_square = _traces(covariance, (1 / share).sum(axis=1) / answers)
    statistic = _pearson(share * answers)
    stratum = design.stratum[inside]
    with np.errstate(divide="ignore", invalid="ignore"):
        # Without any variance within groups nothing can be told, and F is undefined.
        corrected = np.divide(statistic, trace)
        df1 = np.divide(trace**2, trace_of_square)
        df2 = df1 * (len(y) - len(np.unique(stratum)))
        first_order = special.chdtrc(k - 1.0, corrected * (k - 1))
    return RaoScottResult(
        naive,
        k - 1,
        naive_p,
        0,
        float(corrected),
        (float(df1), float(df2)),
        float(stats.f.sf(corrected, df1, df2)),
        statistic,
        float(first_order),
    )


def _table(
    code: IntArray, y: FloatArray, m: FloatArray, weight: FloatArray, k: int
) -> FloatArray:
    """Return weighted answers by group, not satisfied and satisfied."""
    satisfied = np.bincount(code, weight * y, k)
    return np.stack([np.bincount(code, weight * m, k) - satisfied, satisfied], axis=1)


def _pearson(table: FloatArray) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
        return float(((table - expected) ** 2 / expected).sum())


def _covariance(
    design: SurveyDesign,
    inside: BoolArray,
    odds: FloatArray,
    code: IntArray,
    k: int,
) -> FloatArray:
    """Return the covariance of the groups' log odds, shape (groups, groups)."""
    n = design.units_by_stratum
    stratum = design.stratum[inside]
    factor = np.where(n > 1, n / np.maximum(n - 1, 1), 1.0) * (1 - design.sampled)
    centre = np.where(n > 1, factor / np.maximum(n, 1), 0.0)
    own = np.bincount(code, factor[stratum] * odds**2, k)
    sums = sparse.coo_array((odds, (stratum, code)), shape=(len(n), k)).tocsr()
    between = (sums.T @ sparse.diags_array(centre) @ sums).toarray()
    return np.asarray(np.diag(own) - between)


def _traces(covariance: FloatArray, simple: FloatArray) -> tuple[float, float]:
    """Return the traces of the design effects and of their square, on contrasts of groups.

    `simple` is the variance of each group's log odds in a simple random sample of answers.
    """
    inverse = 1 / simple
    projection = np.diag(inverse) - np.outer(inverse, inverse) / inverse.sum()
    effects = covariance @ projection
    return float(np.trace(effects)), float((effects * effects.T).sum())
