"""Units around a target: who lies outside what chance makes of their numbers of answers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.arrays import FloatArray
from analysis.checks import check_all, check_at_least, check_between, vectors
from analysis.indices import Index
from analysis.intervals import DisplayedInterval
from analysis.reasons import Reason
from analysis.scores import numbered
from analysis.sentences import Sentence
from analysis.verdicts import Difference

# Winsorising a tenth of fewer units is noise, so their overdispersion is not shown.
MIN_UNITS_FOR_OVERDISPERSION = 10
# Two and three standard errors, as control charts have them.
WARNING, ALARM = 0.95, 0.998


@dataclass(frozen=True, slots=True, eq=False)
class Funnel:
    """Distances of units from a target, each array of shape (units,); NaN without an index.

    Parameters
    ----------
    index, n_effective
        What was given.
    target
        The common value.
    z
        Distance in standard errors on the arcsine scale.
    z_adjusted
        The same, with the spread between units counted as a part of the error.
    pvalue
        Two-sided, of `z_adjusted`.
    phi
        Mean of z squared after winsorising; about 1 if chance alone is at work.
    tau2
        Variance between units on the arcsine scale, 0 or more.
    z_low, z_high
        The quantiles at which z was winsorised.
    units
        Names.
    reason
        Why there are no figures.
    """

    index: FloatArray
    n_effective: FloatArray
    target: float
    z: FloatArray
    z_adjusted: FloatArray
    pvalue: FloatArray
    phi: float
    tau2: float
    z_low: float
    z_high: float
    units: tuple[str, ...]
    reason: Reason

    @property
    def shows_overdispersion(self) -> bool:
        """Whether there are enough units for the spread between them to mean anything."""
        return int(np.isfinite(self.z).sum()) >= MIN_UNITS_FOR_OVERDISPERSION

    @property
    def shown_z(self) -> FloatArray:
        """What pages compare with the limits: z adjusted if there are units enough for it."""
        return self.z_adjusted if self.shows_overdispersion else self.z

    def limits(
        self, n_effective: npt.ArrayLike, *, confidence_level: float = WARNING
    ) -> tuple[FloatArray, FloatArray]:
        """Return the lower and upper edge of the funnel at effective sizes, as shares."""
        tau2 = self.tau2 if self.shows_overdispersion else 0.0
        return funnel_limits(
            self.target, n_effective, tau2=tau2, confidence_level=confidence_level
        )

    def verdicts(self, *, confidence_level: float = ALARM) -> tuple[Difference, ...]:
        """Tell which units lie outside the funnel."""
        edge = special.ndtri(0.5 + confidence_level / 2)
        return tuple(
            (
                Difference.TOO_FEW
                if np.isnan(z)
                else (
                    Difference.HIGHER
                    if z > edge
                    else Difference.LOWER if z < -edge else Difference.NONE
                )
            )
            for z in self.shown_z
        )

    def sentence(self, unit: int) -> Sentence:
        """Say where one unit lies, by its position."""
        words = {
            Difference.HIGHER: "%(unit)s cao hơn mức chung %(target)s điểm, vượt ra ngoài dao động "
            "ngẫu nhiên thường gặp ở đơn vị có số phiếu như vậy.",
            Difference.LOWER: "%(unit)s thấp hơn mức chung %(target)s điểm, vượt ra ngoài dao động "
            "ngẫu nhiên thường gặp ở đơn vị có số phiếu như vậy.",
            Difference.NONE: "%(unit)s nằm trong dao động ngẫu nhiên quanh mức chung %(target)s điểm.",
            Difference.TOO_FEW: "Chưa đủ dữ liệu để so %(unit)s với mức chung %(target)s điểm.",
        }
        return Sentence(
            words[self.verdicts()[unit]],
            {"unit": self.units[unit], "target": 100 * self.target},
        )


def funnel(
    index: npt.ArrayLike,
    n_effective: npt.ArrayLike,
    *,
    target: float,
    winsorise: float = 0.1,
    units: Sequence[str] = (),
) -> Funnel:
    """Compare units with a target, allowing for more spread than chance makes.

    z = 2 sqrt(n) (asin sqrt(p) - asin sqrt(target)); phi is the mean of z squared after
    winsorising; tau2 = (k phi - (k - 1)) / (S1 - S2/S1) if positive, S1 and S2 the sums of w and of
    w squared with w = 4 n; the adjusted z divides by the root of 1/w + tau2.

    Parameters
    ----------
    index
        Shares, shape (units,); NaN leaves a unit out.
    n_effective
        Answers of unrelated people that would be as informative, shape (units,): `pooled_sizes` on
        pages, `effective_sizes` to compare with R; NaN leaves a unit out.
    target
        Between 0 and 1, usually the pooled index of all.
    winsorise
        Share of z at each end that is drawn in to the quantile, below 0.5; 0 for none.
    units
        Names; numbers if left out.

    Returns
    -------
    Funnel. Pages show overdispersion from 10 units only (`shows_overdispersion`).

    Raises
    ------
    ValueError
        If an index is no share, an effective size not positive, the target not within (0, 1).

    References
    ----------
    Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in
    Medicine 24, 1185-1202; Spiegelhalter (2005), Handling over-dispersion of performance
    indicators, Quality and Safety in Health Care 14, 347-351. Figures checked against R.

    Examples
    --------
    >>> found = funnel([0.9, 0.8, 0.7], [100, 100, 100], target=0.8)
    >>> found.z.round(2)
    array([ 2.84,  0.  , -2.32])
    """
    p, n = vectors(index=index, n_effective=n_effective)
    check_all(~((p < 0) | (p > 1)), p, rule="index must be a share between 0 and 1")
    check_all(~(np.isfinite(p) & (n <= 0)), n, rule="n_effective must be positive")
    check_between(target, 0, 1, name="target")
    if not 0 <= winsorise < 0.5:
        raise ValueError(f"winsorise must be 0 or more and below 0.5, got {winsorise}")
    names = tuple(units) or numbered(len(p))
    n = np.where(np.isfinite(p), n, np.nan)
    w = 4 * n
    distance = np.arcsin(np.sqrt(p)) - np.arcsin(np.sqrt(target))
    z = np.sqrt(w) * distance
    known = np.isfinite(z)
    k = int(known.sum())
    if k < 2:
        nan, reason = float("nan"), Reason.TOO_FEW_UNITS
        empty = np.full(len(p), np.nan)
        return Funnel(p, n, target, z, empty, empty, nan, nan, nan, nan, names, reason)
    low, high = np.quantile(z[known], [winsorise, 1 - winsorise])
    phi = float(np.mean(np.clip(z[known], low, high) ** 2))
    first, second = w[known].sum(), (w[known] ** 2).sum()
    tau2 = max(0.0, float((k * phi - (k - 1)) / (first - second / first)))
    adjusted = distance / np.sqrt(1 / w + tau2)
    return Funnel(
        p,
        n,
        target,
        z,
        adjusted,
        2 * special.ndtr(-np.abs(adjusted)),
        phi,
        tau2,
        float(low),
        float(high),
        names,
        Reason.NONE,
    )


def funnel_limits(
    target: float,
    n_effective: npt.ArrayLike,
    *,
    tau2: float = 0.0,
    confidence_level: float = WARNING,
) -> tuple[FloatArray, FloatArray]:
    """Return the lower and the upper edge of a funnel at given effective sizes, as shares.

    Examples
    --------
    >>> low, high = funnel_limits(0.8, [100])
    >>> low.round(3), high.round(3)
    (array([0.716]), array([0.872]))
    """
    check_between(target, 0, 1, name="target")
    check_at_least(tau2, 0, name="tau2")
    check_between(confidence_level, 0, 1, name="confidence_level")
    n = np.asarray(n_effective, np.float64)
    half = special.ndtri(0.5 + confidence_level / 2) * np.sqrt(1 / (4 * n) + tau2)
    centre = np.arcsin(np.sqrt(target))
    low = np.sin(np.clip(centre - half, 0, np.pi / 2)) ** 2
    high = np.sin(np.clip(centre + half, 0, np.pi / 2)) ** 2
    return low, high


def effective_sizes(
    found: Index, shown: DisplayedInterval, *, measure: int = 0
) -> FloatArray:
    """Return p(1-p)/V of each unit, and the displayed effective size where that says nothing.

    It says nothing where everybody is satisfied, nobody is, or all answers agree: an effective size
    from V = 0 would be infinite. Shape (units,); NaN where nobody answered.
    """
    p, v = found.index[:, measure], found.variance[:, measure]
    own = (p > 0) & (p < 1) & (v >= 1e-15)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(own, p * (1 - p) / v, shown.n_effective[:, measure])


def pooled_sizes(
    found: Index, shown: DisplayedInterval, *, measure: int = 0
) -> FloatArray:
    """Return answers over the design effect of all offices together: the size for a funnel on a page.

    A funnel asks who lies outside what all have in common, so the common design effect belongs to it.
    With own variances 9 to 19 % of equal offices of 10 to 30 respondents lie outside the 95 % limits,
    with this size 4 to 5 % (docs/measured.md). Shape (units,).
    """
    return np.asarray(found.m[:, measure] / shown.deff_pooled[measure])


def protected_index_variance(
    found: Index, shown: DisplayedInterval, *, measure: int = 0
) -> FloatArray:
    """Return variances of indices that are never 0, for ranks and for partial pooling.

    c (1 - c) / n_eff with n_eff of the displayed interval and c the centre of that interval, so a unit
    whose few answers all agree is as uncertain as its interval shows. Shape (units,); NaN where
    nobody answered.
    """
    p, n = found.index[:, measure], shown.n_effective[:, measure]
    z2 = special.ndtri(0.975) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (p + z2 / (2 * n)) / (1 + z2 / n)
        return centre * (1 - centre) / n
