"""Shares of explained variance: what each of several alike predictors adds."""

from itertools import combinations
from math import factorial

import numpy as np
import numpy.typing as npt

from analysis.arrays import FloatArray

# 2^12 regressions are quick; from there on the count doubles with each predictor.
MAX_PREDICTORS = 12


def shapley_r2(correlation: npt.ArrayLike, *, outcome: int) -> FloatArray:
    """Share R squared out among predictors: the mean gain of each over all orders of entry.

    Parameters
    ----------
    correlation
        Of the outcome and its predictors, shape (…, variables, variables).
    outcome
        Position of the outcome.

    Returns
    -------
    Array of shape (…, predictors), each share 0 or more; they add up to R squared.

    Raises
    ------
    ValueError
        If there are more than 12 predictors; then use `relative_weights`.

    References
    ----------
    Lindeman, Merenda and Gold (1980); Grömping (2007), The American Statistician 61, 139-147.
    Checked against averages of R's `lm` over all orders.

    Examples
    --------
    Two predictors without correlation keep their own squares.

    >>> r = np.array([[1, 0.6, 0.3], [0.6, 1, 0], [0.3, 0, 1]])
    >>> shapley_r2(r, outcome=0).round(4)
    array([0.36, 0.09])
    """
    r = np.asarray(correlation, np.float64)
    predictors = [at for at in range(r.shape[-1]) if at != outcome]
    p = len(predictors)
    if p > MAX_PREDICTORS:
        raise ValueError(f"predictors must be at most {MAX_PREDICTORS}, got {p}")
    r2: dict[tuple[int, ...], FloatArray] = {(): np.zeros(r.shape[:-2])}
    for size in range(1, p + 1):
        for chosen in combinations(predictors, size):
            among, toward = r[..., chosen, :][..., chosen], r[..., chosen, outcome]
            # A pseudo-inverse, for a resample may hold two predictors that are one.
            solved = (
                np.linalg.pinv(among, rcond=1e-10, hermitian=True) @ toward[..., None]
            )
            r2[chosen] = np.asarray((toward * solved[..., 0]).sum(axis=-1))
    shares = np.zeros((*r.shape[:-2], p))
    for at, predictor in enumerate(predictors):
        others = [other for other in predictors if other != predictor]
        for size in range(p):
            weight = factorial(size) * factorial(p - 1 - size) / factorial(p)
            for chosen in combinations(others, size):
                joined = tuple(sorted((*chosen, predictor)))
                shares[..., at] += weight * (r2[joined] - r2[chosen])
    return shares


def relative_weights(correlation: npt.ArrayLike, *, outcome: int) -> FloatArray:
    """Share R squared out among any number of predictors, quickly and nearly as `shapley_r2` does.

    Parameters
    ----------
    correlation
        Of the outcome and its predictors, shape (variables, variables).
    outcome
        Position of the outcome.

    Returns
    -------
    Array of shape (predictors,) that adds up to R squared.

    References
    ----------
    Johnson (2000), Multivariate Behavioral Research 35, 1-19. The sum is checked against R squared.

    Examples
    --------
    >>> r = np.array([[1, 0.6, 0.3], [0.6, 1, 0], [0.3, 0, 1]])
    >>> relative_weights(r, outcome=0).round(4)
    array([0.36, 0.09])
    """
    r = np.asarray(correlation, np.float64)
    predictors = [at for at in range(len(r)) if at != outcome]
    values, vectors = np.linalg.eigh(r[np.ix_(predictors, predictors)])
    root = vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T
    beta = np.linalg.lstsq(root, r[predictors, outcome], rcond=None)[0]
    return np.asarray(root**2 @ beta**2)
