"""How much units differ beyond chance, and each drawn back to what all have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import optimize, stats

from analysis.arrays import FloatArray
from analysis.checks import check_all, vectors
from analysis.reasons import Reason
from analysis.scores import numbered
from analysis.sentences import Sentence

SpreadMethod = Literal["dl", "pm", "reml"]

# Agreement of two neighbouring guesses at which the search for a root ends.
TOLERANCE = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Shrunk:
    """Estimates drawn towards the common mean, each array of shape (units,).

    Parameters
    ----------
    estimate, standard_error
        The partially pooled index and its standard error, the uncertainty of the mean included.
    weight
        How much of the unit's own index is kept, in [0, 1].
    mean, mean_standard_error
        The common mean that the others are drawn to.
    tau2
        Variance between units, 0 or more.
    q, pvalue
        Cochran's Q, and its p-value: do units differ at all?
    i2
        Share of the variance that lies between units, in per cent.
    method
        How tau2 was found.
    units
        Names.
    reason
        Why there are no figures.
    """

    estimate: FloatArray
    standard_error: FloatArray
    weight: FloatArray
    mean: float
    mean_standard_error: float
    tau2: float
    q: float
    pvalue: float
    i2: float
    method: SpreadMethod
    units: tuple[str, ...]
    reason: Reason

    def sentence(self, unit: int) -> Sentence:
        """Say what is to be expected of one unit, by its position."""
        if np.isnan(self.estimate[unit]):
            return Sentence(
                "Chưa đủ dữ liệu để ước lượng riêng cho %(unit)s.",
                {"unit": self.units[unit]},
            )
        return Sentence(
            "Gộp số phiếu của %(unit)s với mức chung của các đơn vị: ước lượng %(points)s "
            "điểm, trong đó %(own)s%% dựa vào phiếu của chính đơn vị.",
            {
                "unit": self.units[unit],
                "points": float(100 * self.estimate[unit]),
                "own": round(100 * self.weight[unit]),
            },
        )


def shrink(
    index: npt.ArrayLike,
    variance: npt.ArrayLike,
    *,
    method: SpreadMethod = "dl",
    units: Sequence[str] = (),
) -> Shrunk:
    """Draw each index towards the mean of all, the more the less is known of it.

    With w = 1/(V + tau2): mean = sum wp / sum w, B = tau2 / (tau2 + V), estimate = mean + B (p -
    mean), variance = B V + (1 - B)^2 / sum w. Estimates are for decisions about many units at
    once; the index of a unit stays what its visitors said.

    Parameters
    ----------
    index
        Shape (units,); NaN leaves a unit out.
    variance
        Shape (units,), positive. Own variances are small where an index is near 1 and pull the
        mean up; `protected_index_variance` does so less.
    method
        tau2 by DerSimonian and Laird (`dl`, closed form), Paule and Mandel (`pm`) or restricted
        maximum likelihood (`reml`).
    units
        Names; numbers if left out.

    Returns
    -------
    Shrunk; NaN with fewer than two units.

    Raises
    ------
    ValueError
        If a variance is not positive or the method has no such name.

    References
    ----------
    DerSimonian and Laird (1986), Controlled Clinical Trials 7, 177-188; Paule and Mandel (1982),
    Journal of Research of the National Bureau of Standards 87, 377-385. Estimates and standard
    errors checked against `blup` of R's metafor.

    Examples
    --------
    >>> found = shrink([0.9, 0.8, 0.4], [0.01, 0.01, 0.01], method="dl")
    >>> found.estimate.round(3), round(found.tau2, 3)
    (array([0.871, 0.786, 0.443]), 0.06)
    """
    p, v = vectors(index=index, variance=variance)
    check_all(~(np.isfinite(p) & (v <= 0)), v, rule="variance must be positive")
    names = tuple(units) or numbered(len(p))
    known = np.isfinite(p) & np.isfinite(v)
    k = int(known.sum())
    if k < 2:
        nan, empty = float("nan"), np.full(len(p), np.nan)
        reason = Reason.TOO_FEW_UNITS
        return Shrunk(
            empty, empty, empty, nan, nan, nan, nan, nan, nan, method, names, reason
        )
    tau2 = between_variance(p[known], v[known], method=method)
    mean, variance_of_mean = weighted_mean(p[known], v[known] + tau2)
    kept = tau2 / (tau2 + v)
    fixed = 1 / v[known]
    q = float(fixed @ (p[known] - fixed @ p[known] / fixed.sum()) ** 2)
    typical = (k - 1) / (fixed.sum() - (fixed**2).sum() / fixed.sum())
    return Shrunk(
        mean + kept * (p - mean),
        np.sqrt(kept * v + (1 - kept) ** 2 * variance_of_mean),
        np.where(known, kept, np.nan),
        mean,
        float(np.sqrt(variance_of_mean)),
        tau2,
        q,
        float(stats.chi2.sf(q, k - 1)),
        100 * tau2 / (tau2 + typical),
        method,
        names,
        Reason.NONE,
    )


def between_variance(p: FloatArray, v: FloatArray, *, method: str) -> float:
    """Return the variance between units, 0 or more.

    Parameters
    ----------
    p, v
        Estimates and their positive variances, shape (units,), two or more.
    method
        `dl`: (Q - (k - 1)) / (S1 - S2/S1), S1 and S2 the sums of 1/v and 1/v squared. `pm`: where
        the weighted sum of squares equals k - 1. `reml`: where the restricted likelihood is
        largest.

    Raises
    ------
    ValueError
        If the method has no such name.

    References
    ----------
    As in `shrink`. The score of the restricted likelihood is derived in the code below.

    Examples
    --------
    >>> round(between_variance(np.array([0.0, 1.0]), np.array([0.1, 0.1]), method="dl"), 12)
    0.4
    """
    methods = {"dl": _dersimonian_laird, "pm": _paule_mandel, "reml": _reml}
    if method not in methods:
        raise ValueError(f'method must be "dl", "pm" or "reml", got {method!r}')
    return methods[method](p, v)


def weighted_mean(p: FloatArray, v: FloatArray) -> tuple[float, float]:
    """Return the mean weighted by 1/v and its variance."""
    w = 1 / v
    return float(w @ p / w.sum()), float(1 / w.sum())


def _q(tau2: float, p: FloatArray, v: FloatArray) -> float:
    """Return the sum of squares about the mean, both weighted by 1/(v + tau2)."""
    mean, _ = weighted_mean(p, v + tau2)
    return float(((p - mean) ** 2 / (v + tau2)).sum())


def _largest(p: FloatArray, v: FloatArray) -> float:
    """Return a tau2 above any root: with it even the widest pair is explained."""
    return float(len(p) * (p.max() - p.min()) ** 2 + v.max())


def _dersimonian_laird(p: FloatArray, v: FloatArray) -> float:
    w = 1 / v
    scale = w.sum() - (w**2).sum() / w.sum()
    return max(0.0, float((_q(0.0, p, v) - (len(p) - 1)) / scale))


def _paule_mandel(p: FloatArray, v: FloatArray) -> float:
    df = len(p) - 1
    if _q(0.0, p, v) <= df:
        return 0.0
    # Q falls as tau2 grows, so there is one root.
    found = optimize.brentq(
        lambda tau2: _q(tau2, p, v) - df, 0.0, _largest(p, v), xtol=TOLERANCE
    )
    return float(found)


def _reml(p: FloatArray, v: FloatArray) -> float:
    """Find the best root of the restricted score, the ends of the range among the candidates.

    -2 l = sum log(v + t) + log(sum w) + sum w (p - mean)^2, w = 1/(v + t); as the mean minimises the
    last sum, its derivative by t is sum w - sum w^2 / sum w - sum w^2 (p - mean)^2.
    """

    def score(t: float) -> float:
        w = 1 / (v + t)
        mean = w @ p / w.sum()
        return float((w**2 * (p - mean) ** 2).sum() - w.sum() + (w**2).sum() / w.sum())

    def loss(t: float) -> float:
        w = 1 / (v + t)
        return float(-np.log(w).sum() + np.log(w.sum()) + _q(t, p, v))

    # The likelihood may have several peaks: each falling crossing of a fine grid is one.
    grid = np.concatenate([[0.0], np.geomspace(v.min() / 1e3, _largest(p, v), 200)])
    at_grid = [score(float(t)) for t in grid]
    peaks = [0.0]
    for left, right, before, after in zip(grid, grid[1:], at_grid, at_grid[1:]):
        if before > 0 >= after:
            peaks.append(float(optimize.brentq(score, left, right, xtol=TOLERANCE)))
    return min(peaks, key=loss)
