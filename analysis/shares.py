"""Are shares of satisfied answers to one question alike?"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from analysis.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class TwoShares:
    """Two shares compared, arrays of one shape.

    Parameters
    ----------
    difference
        The first less the second.
    statistic, pvalue
        Chi-squared with one degree of freedom, without continuity correction.
    pvalue_yates, pvalue_fisher
        With Yates' correction, and exact.
    cohens_h
        Effect size.
    """

    difference: FloatArray
    statistic: FloatArray
    pvalue: FloatArray
    pvalue_yates: FloatArray
    pvalue_fisher: FloatArray
    cohens_h: FloatArray


def two_shares(
    y1: npt.ArrayLike, n1: npt.ArrayLike, y2: npt.ArrayLike, n2: npt.ArrayLike
) -> TwoShares:
    """Compare two shares of independent respondents by chi-squared and by Fisher's exact test.

    Parameters
    ----------
    y1, n1, y2, n2
        Satisfied and all answers of the two sides, of one shape.

    Returns
    -------
    TwoShares; NaN where a side has no answer or nobody disagrees.

    References
    ----------
    Equal to R's `prop.test` and `fisher.test`. Cohen (1988), Statistical Power Analysis, chapter 6.

    Examples
    --------
    >>> found = two_shares([40], [50], [30], [50])
    >>> found.pvalue.round(4), found.cohens_h.round(4)
    (array([0.0291]), array([0.4421]))
    """
    a, b = np.asarray(y1, np.float64), np.asarray(y2, np.float64)
    sizes = np.asarray(n1, np.float64), np.asarray(n2, np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        p1, p2 = a / sizes[0], b / sizes[1]
        pooled = (a + b) / (sizes[0] + sizes[1])
        weight = pooled * (1 - pooled) * (1 / sizes[0] + 1 / sizes[1])
        statistic = np.where(weight > 0, (p1 - p2) ** 2 / weight, np.nan)
        shift = np.abs(p1 - p2) / (1 / sizes[0] + 1 / sizes[1])
        shrunk = 1 - np.minimum(0.5, shift) / shift
        corrected = np.where(shift > 0, statistic * shrunk**2, 0.0 * statistic)
    fisher = [
        stats.fisher_exact(np.array([[i, m - i], [j, n - j]]))[1] if m and n else np.nan
        for i, m, j, n in zip(a.flat, sizes[0].flat, b.flat, sizes[1].flat)
    ]
    return TwoShares(
        np.asarray(p1 - p2),
        statistic,
        np.asarray(special.chdtrc(1.0, statistic)),
        np.asarray(special.chdtrc(1.0, corrected)),
        np.array(fisher).reshape(a.shape),
        np.asarray(2 * np.arcsin(np.sqrt(p1)) - 2 * np.arcsin(np.sqrt(p2))),
    )


def fisher_pvalue_simulated(
    satisfied: npt.ArrayLike,
    n: npt.ArrayLike,
    *,
    rng: np.random.Generator,
    draws: int = 20_000,
) -> float:
    """P-value of Fisher's exact test of groups by satisfied or not, by random tables.

    Parameters
    ----------
    satisfied, n
        Satisfied answers and answers of each group, shape (groups,).
    rng
        Source of the random tables; equal seeds give equal p-values.
    draws
        Number of tables; 20,000 leave a standard error of at most 0.0035.

    Returns
    -------
    The share of tables with the same margins that are no likelier than the one found.

    Examples
    --------
    >>> round(fisher_pvalue_simulated([2, 0], [2, 15], rng=np.random.default_rng(1)), 3)
    0.009
    """
    successes, trials = np.asarray(satisfied, np.int64), np.asarray(n, np.int64)
    trials, successes = trials[trials > 0], successes[trials > 0]
    if len(trials) < 2 or not 0 < successes.sum() < trials.sum():
        return float("nan")
    # A table's chance given its margins falls as the sum of log factorials grows.
    log_factorial = special.gammaln(np.arange(trials.max() + 1) + 1.0)
    tables = rng.multivariate_hypergeometric(
        trials, int(successes.sum()), size=draws, method="marginals"
    )
    found = _surprise(successes, trials, log_factorial)
    drawn = _surprise(tables, trials, log_factorial)
    return float((1 + (drawn >= found * (1 - 1e-12)).sum()) / (draws + 1))


def _surprise(
    satisfied: IntArray, trials: IntArray, log_factorial: FloatArray
) -> FloatArray:
    return np.asarray(
        (log_factorial[satisfied] + log_factorial[trials - satisfied]).sum(axis=-1)
    )
