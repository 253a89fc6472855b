"""Intervals of a pooled index from its own variance, by the names that books give them."""

import numpy as np
from scipy import special, stats

from analysis.arrays import FloatArray
from analysis.indices import Index
from analysis.intervals import Interval, t_quantile, wilson_of_share


def wald_interval(found: Index, *, confidence_level: float = 0.95) -> Interval:
    """Index plus and minus t times its standard error, not cut at 0 and 1.

    Simple and known to all; near 0 and 1 it covers far less often than it says (docs/method.md).

    Parameters
    ----------
    found
        Indices with variance and degrees of freedom.
    confidence_level
        Between 0 and 1.

    Returns
    -------
    Interval of the shape of the index; NaN without degrees of freedom.

    Examples
    --------
    >>> from analysis.indices import satisfaction_index
    >>> from analysis.tally import score_sums
    >>> sums = score_sums([[5], [5], [1], [1]], [0] * 4, measures=[[0]], n_offices=1)
    >>> wald_interval(satisfaction_index(sums)).high.round(3)
    array([[1.419]])
    """
    half = t_quantile(0.5 + confidence_level / 2, found.df) * found.standard_error
    return Interval(found.index - half, found.index + half)


def logit_interval(found: Index, *, confidence_level: float = 0.95) -> Interval:
    """Interval of the log odds, turned back: logit p minus and plus t se / (p (1 - p)).

    Takes and returns what `wald_interval` does; NaN also where the index is 0 or 1 or has no
    variance. Equal to `svyciprop(method="xlogit")` of R's survey package.

    Examples
    --------
    >>> from analysis.indices import satisfaction_index
    >>> from analysis.tally import score_sums
    >>> sums = score_sums([[5], [5], [1], [1]], [0] * 4, measures=[[0]], n_offices=1)
    >>> logit_interval(satisfaction_index(sums)).high.round(3)
    array([[0.975]])
    """
    p = _inner(found)
    with np.errstate(invalid="ignore"):
        half = t_quantile(0.5 + confidence_level / 2, found.df) * (
            found.standard_error / (p * (1 - p))
        )
    return Interval(
        special.expit(special.logit(p) - half), special.expit(special.logit(p) + half)
    )


def korn_graubard_interval(found: Index, *, confidence_level: float = 0.95) -> Interval:
    """Clopper and Pearson's interval with the effective sample size of Korn and Graubard.

    Takes and returns what `logit_interval` does. Equal to `svyciprop(method="beta")` of R's survey
    package.

    References
    ----------
    Korn and Graubard (1998), Survey Methodology 24, 193-201.

    Examples
    --------
    >>> from analysis.indices import satisfaction_index
    >>> from analysis.tally import score_sums
    >>> sums = score_sums([[5], [5], [1], [1]], [0] * 4, measures=[[0]], n_offices=1)
    >>> korn_graubard_interval(satisfaction_index(sums)).high.round(3)
    array([[0.961]])
    """
    p, n = _inner(found), effective_sample_size(
        found, confidence_level=confidence_level
    )
    tail = (1 - confidence_level) / 2
    return Interval(
        np.asarray(stats.beta.ppf(tail, n * p, n * (1 - p) + 1)),
        np.asarray(stats.beta.ppf(1 - tail, n * p + 1, n * (1 - p))),
    )


def wilson_effective_interval(
    found: Index, *, confidence_level: float = 0.95
) -> Interval:
    """Wilson's interval with the effective sample size of Korn and Graubard.

    Takes and returns what `logit_interval` does.

    Examples
    --------
    >>> from analysis.indices import satisfaction_index
    >>> from analysis.tally import score_sums
    >>> sums = score_sums([[5], [5], [1], [1]], [0] * 4, measures=[[0]], n_offices=1)
    >>> wilson_effective_interval(satisfaction_index(sums)).high.round(3)
    array([[0.875]])
    """
    n = effective_sample_size(found, confidence_level=confidence_level)
    return wilson_of_share(_inner(found), n, confidence_level)


def effective_sample_size(
    found: Index, *, confidence_level: float = 0.95
) -> FloatArray:
    """Answers of unrelated people that would be as informative, corrected for degrees of freedom.

    n* = p (1 - p) / V (t(m - 1) / t(df))^2, m the number of answers; NaN where the index is 0 or 1
    or has no variance.

    Examples
    --------
    >>> from analysis.indices import satisfaction_index
    >>> from analysis.tally import score_sums
    >>> sums = score_sums([[5], [5], [1], [1]], [0] * 4, measures=[[0]], n_offices=1)
    >>> effective_sample_size(satisfaction_index(sums)).round(3)
    array([[3.]])
    """
    p, upper = _inner(found), 0.5 + confidence_level / 2
    correction = t_quantile(upper, found.m - 1) / t_quantile(upper, found.df)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(p * (1 - p) / found.variance * correction**2)


def design_effect(found: Index) -> FloatArray:
    """Variance of the index against that of as many independent answers; NaN as above.

    Examples
    --------
    >>> from analysis.indices import satisfaction_index
    >>> from analysis.tally import score_sums
    >>> sums = score_sums([[5] * 2, [1] * 2] * 2, [0] * 4, measures=[[0, 1]], n_offices=1)
    >>> design_effect(satisfaction_index(sums)).round(3)
    array([[2.667]])
    """
    p = _inner(found)
    return np.asarray(found.variance / (p * (1 - p) / found.m))


def _inner(found: Index) -> FloatArray:
    """Return the index where an interval can rest on its variance, NaN elsewhere."""
    with np.errstate(invalid="ignore"):
        usable = (found.index > 0) & (found.index < 1) & (found.variance > 0)
        return np.where(usable & (found.df > 0), found.index, np.nan)
