"""Whether two quantities of the same units go up and down together, by ranks."""

from dataclasses import dataclass
from math import atanh, isnan, nan, sqrt, tanh

import numpy as np
import numpy.typing as npt
from scipy import stats

from analysis.intervals import z_quantile

# With fewer units the interval spans nearly everything, and its level is not what it says.
FEWEST_UNITS = 10


@dataclass(frozen=True, slots=True)
class RankCorrelation:
    """Spearman's coefficient of n units with its interval.

    Parameters
    ----------
    n
        Units that have both quantities.
    coefficient
        From -1 to 1; NaN where there are under `FEWEST_UNITS` units or one quantity is all alike.
    low, high
        Limits within [-1, 1]; NaN where the coefficient is.
    """

    n: int
    coefficient: float
    low: float
    high: float

    @property
    def is_defined(self) -> bool:
        """Whether there is a coefficient."""
        return not isnan(self.coefficient)

    @property
    def is_clear(self) -> bool:
        """Whether the interval lies on one side of 0."""
        return self.is_defined and not self.low <= 0 <= self.high


def rank_correlation(
    first: npt.ArrayLike, second: npt.ArrayLike, *, confidence_level: float = 0.95
) -> RankCorrelation:
    """Spearman's rank correlation of two quantities with an interval by Fisher's z.

    Equal values share the mean of their ranks. On the scale of z = atanh(r) the variance is
    (1 + r²/2) / (n - 3). A coefficient of 1 or -1 has no place on that scale: its interval is that
    of the nearest other value without ties, 1 - 12 / (n (n² - 1)), up to the end.

    Parameters
    ----------
    first, second
        Numbers, shape (units,); a unit with NaN in either is left out.
    confidence_level
        Between 0 and 1.

    Returns
    -------
    The coefficient with its limits; NaN under `FEWEST_UNITS` units, or where one quantity is alike
    for all.

    Raises
    ------
    ValueError
        If the shapes differ or are not (units,), or the confidence level is not between 0 and 1.

    References
    ----------
    C. Spearman (1904), The proof and measurement of association between two things, American
    Journal of Psychology 15, 72-101. D. G. Bonett and T. A. Wright (2000), Sample size requirements
    for estimating Pearson, Kendall and Spearman correlations, Psychometrika 65, 23-28, formula 3.

    Examples
    --------
    >>> found = rank_correlation(range(12), [0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 11])
    >>> f"{found.coefficient:.3f} ({found.low:.3f} to {found.high:.3f}), n = {found.n}"
    '0.965 (0.841 to 0.993), n = 12'
    """
    x, y = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if x.ndim != 1 or x.shape != y.shape:
        raise ValueError(
            f"both must have the same shape (units,), got {x.shape}, {y.shape}"
        )
    if not 0 < confidence_level < 1:
        raise ValueError(
            f"confidence_level must be between 0 and 1, got {confidence_level}"
        )
    has_both = np.isfinite(x) & np.isfinite(y)
    x, y, n = x[has_both], y[has_both], int(has_both.sum())
    if n < FEWEST_UNITS or np.ptp(x) == 0 or np.ptp(y) == 0:
        return RankCorrelation(n, nan, nan, nan)
    ranks = stats.rankdata(x), stats.rankdata(y)
    coefficient = float(np.clip(np.corrcoef(*ranks)[0, 1], -1, 1))
    low, high = _limits(coefficient, n, z_quantile(confidence_level))
    return RankCorrelation(n, coefficient, low, high)


def _limits(coefficient: float, n: int, quantile: float) -> tuple[float, float]:
    most = 1 - 12 / (n * (n * n - 1))
    inside = min(max(coefficient, -most), most)
    reach = quantile * sqrt((1 + inside**2 / 2) / (n - 3))
    low, high = tanh(atanh(inside) - reach), tanh(atanh(inside) + reach)
    return min(low, coefficient), max(high, coefficient)
