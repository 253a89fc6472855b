"""Are shares of satisfied answers to one question alike?"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.arrays import FloatArray, IntArray

TABLES_AT_A_TIME, MOST_TABLES = 4_000, 60_000
# Chances held in memory at a time; about 30 MB.
CELLS_AT_A_TIME = 1_000_000


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
    return TwoShares(
        np.asarray(p1 - p2),
        statistic,
        np.asarray(special.chdtrc(1.0, statistic)),
        np.asarray(special.chdtrc(1.0, corrected)),
        fisher_pvalue(a, sizes[0], b, sizes[1]),
        np.asarray(2 * np.arcsin(np.sqrt(p1)) - 2 * np.arcsin(np.sqrt(p2))),
    )


def fisher_pvalue(
    y1: npt.ArrayLike, n1: npt.ArrayLike, y2: npt.ArrayLike, n2: npt.ArrayLike
) -> FloatArray:
    """Two-sided p-value of Fisher's exact test of two shares.

    Takes what `two_shares` does: the chance, given the margins, of tables no likelier than the one
    found; NaN where a side has no answer. Equal to R's `fisher.test`.

    Examples
    --------
    >>> fisher_pvalue([2], [2], [0], [15]).round(6)
    array([0.007353])
    """
    first, size1, second, size2 = (
        np.asarray(one, np.int64).reshape(-1) for one in (y1, n1, y2, n2)
    )
    pvalue = np.full(len(first), np.nan)
    step = max(1, CELLS_AT_A_TIME // (int(size1.max(initial=0)) + 1))
    for start in range(0, len(first), step):
        at = slice(start, start + step)
        pvalue[at] = _fisher(first[at], size1[at], second[at], size2[at])
    return pvalue.reshape(np.shape(y1))


def _fisher(
    first: IntArray, size1: IntArray, second: IntArray, size2: IntArray
) -> FloatArray:
    """Sum the hypergeometric chances of all tables that are no likelier, for pairs by row."""
    total = first + second
    y = np.arange(int(size1.max(initial=0)) + 1)
    possible = (y <= size1[:, None]) & (y <= total[:, None])
    possible &= y >= (total - size2)[:, None]
    log_factorial = special.gammaln(
        np.arange(int((size1 + size2).max(initial=0)) + 1) + 1.0
    )

    def log_choose(n: IntArray, k: IntArray) -> FloatArray:
        inside = np.clip(k, 0, n)
        return np.asarray(
            log_factorial[n] - log_factorial[inside] - log_factorial[n - inside]
        )

    whole = log_choose(size1 + size2, total)[:, None]
    chance = log_choose(size1[:, None], y) + log_choose(
        size2[:, None], total[:, None] - y
    )
    chance = np.where(possible, np.exp(chance - whole), 0.0)
    found = np.take_along_axis(chance, first[:, None], axis=1)
    # Equal chances differ by rounding; R allows as much.
    rare = np.where(chance <= found * (1 + 1e-7), chance, 0.0).sum(axis=1)
    return np.where((size1 > 0) & (size2 > 0), np.minimum(rare, 1.0), np.nan)


def fisher_pvalue_simulated(
    satisfied: npt.ArrayLike,
    n: npt.ArrayLike,
    *,
    rng: np.random.Generator,
    standard_error: float = 0.0025,
) -> float:
    """P-value of Fisher's exact test of groups by satisfied or not: exact for two, else by random tables.

    Parameters
    ----------
    satisfied, n
        Satisfied answers and answers of each group, shape (groups,).
    rng
        Source of the random tables; equal seeds give equal p-values.
    standard_error
        What the random tables may leave uncertain; they are drawn by the thousand until it is met.

    Returns
    -------
    The share of tables with the same margins that are no likelier than the one found; NaN with fewer
    than two groups or where all answered alike.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> round(fisher_pvalue_simulated([5, 1, 3], [6, 9, 9], rng=rng), 2)
    0.02
    """
    successes, trials = np.asarray(satisfied, np.int64), np.asarray(n, np.int64)
    trials, successes = trials[trials > 0], successes[trials > 0]
    if len(trials) < 2 or not 0 < successes.sum() < trials.sum():
        return float("nan")
    if len(trials) == 2:
        return float(
            fisher_pvalue(*np.stack([successes, trials], axis=1).reshape(-1, 1))[0]
        )
    # A table's chance given its margins falls as the sum of log factorials grows.
    log_factorial = special.gammaln(np.arange(trials.max() + 1) + 1.0)
    found = _surprise(successes, trials, log_factorial) * (1 - 1e-12)
    rare, drawn = 1, 1
    while drawn < MOST_TABLES:
        tables = rng.multivariate_hypergeometric(
            trials, int(successes.sum()), size=TABLES_AT_A_TIME, method="marginals"
        )
        rare += int((_surprise(tables, trials, log_factorial) >= found).sum())
        drawn += TABLES_AT_A_TIME
        share = rare / drawn
        if np.sqrt(share * (1 - share) / drawn) <= standard_error:
            break
    return rare / drawn


def _surprise(
    satisfied: IntArray, trials: IntArray, log_factorial: FloatArray
) -> FloatArray:
    return np.asarray(
        (log_factorial[satisfied] + log_factorial[trials - satisfied]).sum(axis=-1)
    )
