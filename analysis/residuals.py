"""Residuals of respondents from the common index, summed by office: what every test of an index starts from."""

from dataclasses import dataclass

import numpy as np

from analysis.arrays import BoolArray, FloatArray
from analysis.scores import ScoreSums

# Weight of all offices' variance in that of one, in degrees of freedom (METHODS 2.6; docs/method.md).
PRIOR_DF = 30.0


@dataclass(frozen=True, slots=True, eq=False)
class ResidualSums:
    """Sums of e, the distance of a respondent's answers from the common index, by office.

    Parameters
    ----------
    n
        Respondents with a valid answer, shape (offices,).
    total, squares
        Sums of e and of e*e, shape (offices,).
    answers_per_head
        Mean answers of a respondent, shape (offices,); 1 where e is a distance of indices already.
    offices
        Names.
    """

    n: FloatArray
    total: FloatArray
    squares: FloatArray
    answers_per_head: FloatArray
    offices: tuple[str, ...]

    @property
    def mean(self) -> FloatArray:
        """Mean residual, shape (offices,); NaN without respondents."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.n > 0, self.total / self.n, np.nan)

    @property
    def variance(self) -> FloatArray:
        """Variance of e within each office; NaN with fewer than two respondents."""
        with np.errstate(divide="ignore", invalid="ignore"):
            squares = self.squares - self.total**2 / self.n
            # A difference this small is the rounding of its parts: the answers are all alike.
            exact = np.where(squares > 1e-13 * self.squares, squares, 0.0)
            return np.where(self.n > 1, exact / (self.n - 1), np.nan)

    @property
    def pooled_variance(self) -> float:
        """Variance within offices, all offices together; NaN without two respondents anywhere."""
        df = np.where(self.n > 1, self.n - 1, 0.0)
        if not df.sum():
            return float("nan")
        return float((df * np.nan_to_num(self.variance)).sum() / df.sum())

    def protected_variance(self, *, prior_df: float = PRIOR_DF) -> FloatArray:
        """Variance of each office, not below its mix with that of all offices; shape (offices,).

        max(s^2, ((n-1) s^2 + 30 s_pool^2) / (n + 29)). A few respondents whose answers happen to
        agree have hardly any variance of their own, and among hundreds of pairs one such office
        always turns up: unprotected, tests call 16 to 36 % of equal waves different.
        """
        df = np.maximum(self.n - 1, 0.0)
        own = np.nan_to_num(self.variance)
        mixed = (df * own + prior_df * self.pooled_variance) / (df + prior_df)
        return np.where(self.n > 0, np.maximum(own, mixed), np.nan)

    def floored_variance(self) -> FloatArray:
        """Variance of each office, not below that of all offices together; shape (offices,)."""
        return np.fmax(self.variance, self.pooled_variance)

    def of_index(self) -> "ResidualSums":
        """Return the sums of e over the office's answers per head, whose mean is its index less the common one.

        Means of e are on one scale only if offices have as many answers per head. Where a form is
        longer or less does not apply, two offices of one index far from the common one would seem
        to differ, and the lower of two indices could come out higher (docs/decisions/0033).
        """
        return ResidualSums(
            self.n,
            self.total / self.answers_per_head,
            self.squares / self.answers_per_head**2,
            np.ones_like(self.n),
            self.offices,
        )

    def chosen(self, kept: BoolArray) -> "ResidualSums":
        """Return the offices where `kept` is true, with the same common index."""
        names = tuple(name for name, keep in zip(self.offices, kept) if keep)
        return ResidualSums(
            self.n[kept],
            self.total[kept],
            self.squares[kept],
            self.answers_per_head[kept],
            names,
        )


def pooled_residuals(
    sums: ScoreSums, *, measure: int = 0, target: float | None = None
) -> ResidualSums:
    """Sum e = y - P m by office, with P the pooled index of all offices.

    Parameters
    ----------
    sums
        Sums by office and measure.
    measure
        Position of the measure.
    target
        A value for P other than the pooled index, as a share.

    Examples
    --------
    >>> from analysis.tally import score_sums
    >>> sums = score_sums([[5], [1]], [0, 1], measures=[[0]], n_offices=2)
    >>> pooled_residuals(sums).total
    array([ 0.5, -0.5])
    """
    sums.check_measure(measure)
    y, m = sums.y[:, measure], sums.m[:, measure]
    n = sums.n_valid[:, measure].astype(np.float64)
    p = float("nan")
    if n.sum():
        p = float(y.sum() / m.sum()) if target is None else target
    squares = (
        sums.yy[:, measure] - 2 * p * sums.ym[:, measure] + p**2 * sums.mm[:, measure]
    )
    return ResidualSums(n, y - p * m, squares, answers_per_head(n, m), sums.offices)


def answers_per_head(n: FloatArray, m: FloatArray) -> FloatArray:
    """Return the mean answers of n respondents who gave m, 1 where there are none."""
    return np.asarray(np.where(n > 0, m, 1) / np.maximum(n, 1))
