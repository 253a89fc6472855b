"""All pairs of groups judged together by the largest difference that chance makes among so many groups."""

from functools import lru_cache

import numpy as np
from scipy import interpolate, special

from analysis.arrays import FloatArray
from analysis.checks import check_at_least

# Half-width of the normal integrals: what lies beyond is under 1e-15.
WIDEST = 8.5
# Under this Bonferroni's bound is as good as exact, and the integral loses its digits.
SMALLEST = 1e-5
NODES, NODE_WEIGHTS = np.polynomial.legendre.leggauss(64)


def range_pvalues(statistic: FloatArray, df: FloatArray, *, groups: int) -> FloatArray:
    """P-values of pairs, corrected for having looked at all pairs of so many groups.

    p = P(Q > sqrt(2) |t|), Q the range of `groups` independent normal means over an independent
    standard deviation with df degrees of freedom. Differences that share a group move together, which
    Holm's and Bonferroni's corrections cannot use: among 30 groups t has to pass 3.8 instead of 4.1.

    Parameters
    ----------
    statistic, df
        t of each pair with its degrees of freedom, of one shape; NaN where a pair is not tested.
    groups
        Groups whose pairs were looked at, 2 or more.

    Returns
    -------
    Array of that shape, to six digits; under 1e-5 Bonferroni's bound, which is up to 1 % above. NaN where
    the statistic is NaN or df not positive.

    Raises
    ------
    ValueError
        If there are fewer than two groups.

    References
    ----------
    Tukey's method with Kramer's (1956) form for unequal sizes, never liberal with equal variances
    (Hayter 1984, Annals of Statistics 12, 61-75); with a pair's own variance and degrees of freedom it
    is that of Games and Howell (1976), Journal of Educational Statistics 1, 113-125. Checked against
    `scipy.stats.studentized_range`.

    Examples
    --------
    With two groups there is one pair and nothing to correct; with thirty there is.

    >>> t, df = np.array([3.0]), np.array([60.0])
    >>> range_pvalues(t, df, groups=2).round(4), range_pvalues(t, df, groups=30).round(4)
    (array([0.0039]), array([0.4128]))
    """
    check_at_least(groups, 2, name="groups")
    t = np.abs(np.asarray(statistic, np.float64))
    freedom = np.broadcast_to(np.where(df > 0, df, np.nan), t.shape)
    pairs = groups * (groups - 1) / 2
    pvalue = np.minimum(pairs * 2 * special.stdtr(freedom, -t), 1.0)
    between = np.isfinite(pvalue) & (pvalue > SMALLEST)
    within = _normal_range(groups)
    for one in np.unique(freedom[between]):
        here = between & (freedom == one)
        # Rounding of the integral may pass the bound by its last digits.
        pvalue[here] = np.clip(_beyond(within, t[here], df=one), 0.0, pvalue[here])
    return pvalue


@lru_cache(maxsize=16)
def _normal_range(groups: int) -> interpolate.CubicSpline:
    """Return P(range <= x) of independent normal numbers, for x from 0 on."""
    nodes, weights = np.polynomial.legendre.leggauss(160)
    lowest = WIDEST * nodes[:, None]
    x = np.linspace(0, 2 * WIDEST, 1_201)
    inside = special.ndtr(lowest + x) - special.ndtr(lowest)
    density = WIDEST * weights * np.exp(-lowest[:, 0] ** 2 / 2) / np.sqrt(2 * np.pi)
    return interpolate.CubicSpline(x, groups * density @ inside ** (groups - 1))


def _beyond(within: interpolate.CubicSpline, t: FloatArray, *, df: float) -> FloatArray:
    """Return P(Q > sqrt(2) t), averaged over what the standard deviation may be."""
    half = df / 2
    low, high = np.sqrt(special.gammaincinv(half, [1e-12, 1 - 1e-12]) / half)
    spread = low + (high - low) * (NODES + 1) / 2
    # Chi with df degrees of freedom over its root, up to a factor that the sum of weights takes out.
    log_density = (df - 1) * np.log(spread) - half * (spread**2 - 1)
    weight = np.exp(log_density - log_density.max()) * NODE_WEIGHTS
    x = np.minimum(np.sqrt(2) * t[:, None] * spread, 2 * WIDEST)
    return np.asarray(1 - within(x) @ (weight / weight.sum()))
