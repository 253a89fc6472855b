"""How far two people who sort the same things agree beyond what chance alone would give."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.arrays import FloatArray
from analysis.intervals import wilson_interval, z_quantile


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two people's agreement on n things.

    Parameters
    ----------
    n
        Things that both sorted.
    share_agreed, share_low, share_high
        Share on which both say the same, 0 to 1, with Wilson's interval; NaN where n is 0.
    share_by_chance
        Share on which two people with the same habits would agree blindly, 0 to 1.
    kappa
        Cohen's kappa, at most 1; NaN where it is undefined: nothing sorted, or everything
        given one and the same category by both.
    standard_error
        Of kappa, for large n.
    low, high
        Limits of kappa within [-1, 1]; NaN where kappa is.
    """

    n: int
    share_agreed: float
    share_low: float
    share_high: float
    share_by_chance: float
    kappa: float
    standard_error: float
    low: float
    high: float

    @property
    def is_defined(self) -> bool:
        """Whether chance leaves room for any agreement beyond it."""
        return not np.isnan(self.kappa)


def cohen_kappa(counts: npt.ArrayLike, *, confidence_level: float = 0.95) -> Agreement:
    """Cohen's kappa of a table of two people's categories, with its asymptotic interval.

    kappa = (p_o - p_e) / (1 - p_e), p_o the share on the diagonal and p_e the sum of the products
    of both margins. Where both always agree, or never do, the standard error can be 0 and so the
    interval's width: that promises nothing of the next thing, which is why n stands beside it.

    Parameters
    ----------
    counts
        Whole numbers, shape (categories, categories): rows are the first person's categories,
        columns the second's, in the same order.
    confidence_level
        Between 0 and 1.

    Returns
    -------
    Agreement.

    Raises
    ------
    ValueError
        If the table is not square, or holds a negative number, a fraction or NaN.

    References
    ----------
    Cohen (1960), Educational and Psychological Measurement 20, 37-46. Standard error: Fleiss,
    Cohen and Everitt (1969), Psychological Bulletin 72, 323-327, formula 13. Equal to R's
    `vcd::Kappa` and `psych::cohen.kappa`, unweighted.

    Examples
    --------
    Two people sort 50 comments into three themes.

    >>> found = cohen_kappa([[20, 3, 1], [2, 10, 1], [0, 3, 10]])
    >>> round(found.kappa, 3), round(found.low, 3), round(found.high, 3)
    (0.689, 0.519, 0.859)
    """
    z = z_quantile(confidence_level)
    table = _checked(counts)
    n = int(table.sum())
    if n == 0:
        nan = float("nan")
        return Agreement(0, nan, nan, nan, nan, nan, nan, nan, nan)
    shares = table / n
    observed = float(np.trace(shares))
    first, second = shares.sum(axis=1), shares.sum(axis=0)
    by_chance = float(first @ second)
    around = wilson_interval(np.trace(table), n, confidence_level=confidence_level)
    kappa = standard_error = float("nan")
    # Whole numbers tell it exactly: both gave everything one category.
    if np.count_nonzero(table) > 1 or not np.trace(table):
        kappa = (observed - by_chance) / (1 - by_chance)
        standard_error = _standard_error(shares, observed, by_chance, n)
    return Agreement(
        n=n,
        share_agreed=observed,
        share_low=float(around.low),
        share_high=float(around.high),
        share_by_chance=by_chance,
        kappa=kappa,
        standard_error=standard_error,
        low=float(np.clip(kappa - z * standard_error, -1, 1)),
        high=float(np.clip(kappa + z * standard_error, -1, 1)),
    )


def _standard_error(
    shares: FloatArray, observed: float, by_chance: float, n: int
) -> float:
    """Formula 13 of Fleiss, Cohen and Everitt (1969); p_i. are rows, p_.i columns."""
    first, second = shares.sum(axis=1), shares.sum(axis=0)
    diagonal = np.diag(shares)
    agreed = float(
        diagonal @ ((1 - by_chance) - (first + second) * (1 - observed)) ** 2
    )
    # The cell (i, j) meets the first person's margin of j and the second's of i.
    crossed = (second[:, None] + first[None, :]) ** 2 * shares
    differed = (1 - observed) ** 2 * float(crossed.sum() - np.trace(crossed))
    less = (observed * by_chance - 2 * by_chance + observed) ** 2
    # Rounding may leave a trifle below zero where everything agrees.
    variance = max(0.0, agreed + differed - less) / (n * (1 - by_chance) ** 4)
    return float(np.sqrt(variance))


def _checked(counts: npt.ArrayLike) -> FloatArray:
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        raise ValueError(f"counts must be a square table, got shape {table.shape}")
    if not np.all((table >= 0) & (table == np.floor(table)) & np.isfinite(table)):
        raise ValueError("counts must be whole numbers of 0 or more")
    return table
