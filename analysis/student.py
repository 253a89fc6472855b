"""Student's t for hundreds of thousands of comparisons at once."""

import numpy as np
from scipy import special

from analysis.arrays import FloatArray, IntArray

# Below this many values the exact function is as fast as building tables.
MANY = 20_000
# Cubic pieces this wide follow log p to 1e-9 with one degree of freedom; beyond the table values are few and exact.
STEP, LARGEST = 1 / 64, 8.0


def two_sided_pvalues(statistic: FloatArray, df: FloatArray) -> FloatArray:
    """Two-sided p-values of Student's t, to nine digits.

    Parameters
    ----------
    statistic, df
        Of one shape; NaN where the statistic is NaN or df is not positive.

    Returns
    -------
    Array of that shape.

    Notes
    -----
    Hundreds of thousands of pairs share some dozens of whole degrees of freedom. For each of these
    log p is tabulated with its slope, -2 density / p, and interpolated by cubics.

    Examples
    --------
    >>> two_sided_pvalues(np.array([2.0, -2.0]), np.array([60.0, 30.0])).round(6)
    array([0.050033, 0.054625])
    """
    usable = np.where(df > 0, df, np.nan)
    t = np.where(df > 0, np.abs(statistic), np.nan)
    if t.size < MANY:
        return np.asarray(2 * special.stdtr(usable, -t))
    lowest = np.nanmin(usable)
    row = usable - lowest
    whole = np.nan_to_num(row).astype(np.int64)
    rows = int(whole.max()) + 1
    if rows * LARGEST / STEP > t.size or not np.array_equal(whole, np.nan_to_num(row)):
        return np.asarray(2 * special.stdtr(usable, -t))
    pvalue = _Table.of(lowest + np.arange(rows)).pvalues(t, whole)
    beyond = ~(t < LARGEST)
    pvalue[beyond] = 2 * special.stdtr(usable[beyond], -t[beyond])
    return pvalue


class _Table:
    """Cubic pieces of log p over t, one row for each value of df."""

    def __init__(self, coefficients: tuple[FloatArray, ...], width: int) -> None:
        self._coefficients = coefficients
        self._width = width

    @classmethod
    def of(cls, df: FloatArray) -> "_Table":
        t = np.arange(0, LARGEST + 2 * STEP, STEP)
        rows = df[:, None]
        p = 2 * special.stdtr(rows, -t)
        log_density = (
            special.gammaln((rows + 1) / 2)
            - special.gammaln(rows / 2)
            - np.log(rows * np.pi) / 2
            - (rows + 1) / 2 * np.log1p(t * t / rows)
        )
        log_p, slope = np.log(p), -2 * np.exp(log_density) / p * STEP
        rise = np.diff(log_p, axis=1)
        left, right = slope[:, :-1], slope[:, 1:]
        return cls(
            (
                np.ascontiguousarray(log_p[:, :-1]).ravel(),
                np.ascontiguousarray(left).ravel(),
                (3 * rise - 2 * left - right).ravel(),
                (left + right - 2 * rise).ravel(),
            ),
            len(t) - 1,
        )

    def pvalues(self, t: FloatArray, row: IntArray) -> FloatArray:
        inside = np.where(t < LARGEST, t, 0.0) / STEP
        piece = inside.astype(np.int64)
        x = inside - piece
        piece += row * self._width
        a, b, c, d = (one.take(piece) for one in self._coefficients)
        return np.asarray(np.exp(a + x * (b + x * (c + x * d))))
