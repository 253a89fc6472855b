"""One index of parts that were asked of different people, each by an instrument of its own."""

from collections.abc import Sequence

import numpy as np

from analysis.arrays import FloatArray
from analysis.intervals import Interval


def combined_share(
    shares: Sequence[float] | FloatArray,
    intervals: Sequence[Interval],
    weights: Sequence[float],
) -> tuple[float, Interval]:
    """Give the weighted mean of independent shares, with its interval.

    I = sum of w_k p_k with weights that add up to 1. The limits are recovered from those of the
    parts: I - sqrt(sum of w_k^2 (p_k - l_k)^2) and I + sqrt(sum of w_k^2 (u_k - p_k)^2), so that
    the interval keeps their asymmetry and says of one part alone what that part says.

    Parameters
    ----------
    shares
        Index of each part, in [0, 1], of different respondents.
    intervals
        The interval of each part, with scalar limits.
    weights
        Weight of each part, positive; divided by their sum.

    Returns
    -------
    The combined share and its interval; NaN where a part has no figure.

    Raises
    ------
    ValueError
        If the numbers of parts differ, there is none, or a weight is not positive.

    References
    ----------
    Zou and Donner (2008), Construction of confidence limits about effect measures: a general
    approach, Statistics in Medicine 27, 1693-1702, for a sum of independent parts.

    Examples
    --------
    >>> policy, service = Interval(np.array(0.79), np.array(0.85)), Interval(np.array(0.82), np.array(0.86))
    >>> share, limits = combined_share([0.82, 0.84], [policy, service], [0.6, 0.4])
    >>> round(share, 4), round(float(limits.low), 4), round(float(limits.high), 4)
    (0.828, 0.8083, 0.8477)
    """
    if not len(shares) == len(intervals) == len(weights) > 0:
        raise ValueError(
            f"shares, intervals and weights must be of the same parts, got {len(shares)}, "
            f"{len(intervals)} and {len(weights)}"
        )
    if min(weights) <= 0:
        raise ValueError(f"weights must be positive, got {tuple(weights)}")
    p = np.asarray(shares, np.float64)
    w = np.asarray(weights, np.float64)
    w = w / w.sum()
    low = np.array([float(one.low) for one in intervals])
    high = np.array([float(one.high) for one in intervals])
    share = w @ p
    below, above = np.sqrt(w**2 @ (p - low) ** 2), np.sqrt(w**2 @ (high - p) ** 2)
    return float(share), Interval(np.asarray(share - below), np.asarray(share + above))
