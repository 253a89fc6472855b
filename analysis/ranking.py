"""Ranks with their uncertainty: after the three groups come confidence sets, and a bare rank never."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.arrays import FloatArray
from analysis.checks import check_all, check_at_least, check_between, vectors
from analysis.funnel import protected_index_variance
from analysis.indices import satisfaction_index
from analysis.intervals import displayed_interval
from analysis.rank_steps import joint_steps, marginal_steps
from analysis.reasons import Reason
from analysis.residuals import pooled_residuals
from analysis.scores import ROUNDING, ScoreSums, numbered
from analysis.sentences import Sentence, Value

DRAWS = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class RankSets:
    """Ranks and the ranks that the answers leave possible, each array of shape (units,).

    Parameters
    ----------
    rank
        1 + number of units with a higher index, 1 is the best; NaN without an index or variance.
    low, high
        The best and the worst rank that remain possible; NaN where `rank` is, and with one unit.
    critical_value
        What a standardised difference had to pass at the last step; one for all if `joint`.
    joint
        All sets hold together with the stated confidence; if not, each alone.
    confidence_level
        Between 0 and 1.
    units
        Names.
    reason
        Why there are no sets.
    """

    rank: FloatArray
    low: FloatArray
    high: FloatArray
    critical_value: FloatArray
    joint: bool
    confidence_level: float
    units: tuple[str, ...]
    reason: Reason

    def sentence(self, unit: int) -> Sentence:
        """Say where one unit stands, by its position."""
        return rank_sentence(
            self.units[unit],
            low=float(self.low[unit]),
            high=float(self.high[unit]),
            ranked=int(np.isfinite(self.rank).sum()),
            confidence_level=self.confidence_level,
        )


def rank_sentence(
    unit: str, *, low: float, high: float, ranked: int, confidence_level: float
) -> Sentence:
    """Say which ranks remain possible for a unit.

    Examples
    --------
    >>> str(rank_sentence("BH-01", low=1, high=7, ranked=8, confidence_level=0.95))
    'BH-01 có thể đứng từ hạng 1 đến hạng 7 trong 8 đơn vị (độ tin cậy 95%).'
    """
    if np.isnan(low) or np.isnan(high):
        return Sentence("Chưa đủ dữ liệu để xếp hạng %(unit)s.", {"unit": unit})
    percent = round(100 * confidence_level, 6)
    values: dict[str, Value] = {
        "unit": unit,
        "units": ranked,
        "low": int(low),
        "high": int(high),
        "confidence": int(percent) if percent.is_integer() else percent,
    }
    if low == 1 and high == ranked:
        return Sentence(
            "Chưa thể xếp hạng %(unit)s: số phiếu hiện có phù hợp với mọi hạng từ 1 đến %(units)s (độ tin "
            "cậy %(confidence)s%%).",
            values,
        )
    if low == high:
        return Sentence(
            "%(unit)s đứng hạng %(low)s trong %(units)s đơn vị (độ tin cậy %(confidence)s%%).",
            values,
        )
    return Sentence(
        "%(unit)s có thể đứng từ hạng %(low)s đến hạng %(high)s trong %(units)s đơn vị (độ tin cậy "
        "%(confidence)s%%).",
        values,
    )


def variance_for_ranks(sums: ScoreSums, *, measure: int = 0) -> FloatArray:
    """Return variances of indices for `rank_sets`, never 0: the larger of what page and test show.

    One is that of the displayed interval, the other the protected variance of mean residuals that
    pairs are tested with. Own variances let joint sets hold all true ranks in 18 to 92 % of waves
    of equal offices, these in 97 or more, and in 87 where small offices answer far more alike than
    large ones (docs/measured.md). Shape (units,); NaN without answers.
    """
    of_page = protected_index_variance(
        satisfaction_index(sums), displayed_interval(sums), measure=measure
    )
    residuals = pooled_residuals(sums, measure=measure).of_index()
    with np.errstate(divide="ignore", invalid="ignore"):
        of_test = residuals.protected_variance() / residuals.n
    return np.fmax(of_page, of_test)


def rank_sets(
    index: npt.ArrayLike,
    variance: npt.ArrayLike,
    *,
    joint: bool = True,
    stepwise: bool = True,
    confidence_level: float = 0.95,
    rng: np.random.Generator | None = None,
    draws: int = DRAWS,
    units: Sequence[str] = (),
) -> RankSets:
    """Give the ranks that the answers leave possible, from tests of all pairs.

    A unit is surely worse than those whose index is higher by more than c standard errors of the
    difference, and surely better than those that are lower by as much. Joint sets take c from the
    largest standardised difference of all units, found by simulation; marginal ones from the
    largest difference to one unit, found by integration without any draw. The stepwise form leaves
    out what is already decided and looks again with a smaller c.

    Parameters
    ----------
    index
        Shares or any other scale on which more is better, shape (units,); NaN leaves a unit out.
    variance
        Variances of independent indices, shape (units,), such as `variance_for_ranks` gives: with V = 0
        of a unit whose few answers agree no rank is left in doubt, so such a unit is refused.
    joint
        True: all sets hold together (a published league table). False: each alone.
    stepwise
        False stops after the first step.
    confidence_level
        Between 0 and 1.
    rng
        Random numbers, needed for joint sets; equal seeds give equal sets.
    draws
        Simulated waves for the joint sets.
    units
        Names; numbers if left out.

    Returns
    -------
    RankSets. Ties share a rank. One unit is rank 1 of 1 without a set (`reason`).

    Raises
    ------
    ValueError
        If a variance is not positive, shapes differ, or joint sets are asked for without `rng`.

    Notes
    -----
    Time grows with units squared times draws: for more than about 500 units use `rank_bounds`.

    References
    ----------
    Mogstad, Romano, Shaikh and Wilhelm (2024), Inference for Ranks with Applications to Mobility
    across Neighbourhoods and Academic Achievement across Countries, Review of Economic Studies,
    doi 10.1093/restud/rdad006. Sets checked against R's csranks.

    Examples
    --------
    >>> found = rank_sets([0.9, 0.8, 0.5], [0.002] * 3, rng=np.random.default_rng(1))
    >>> found.low, found.high
    (array([1., 1., 3.]), array([2., 2., 3.]))
    """
    p, v = vectors(index=index, variance=variance)
    check_all(~(np.isfinite(p) & (v <= 0)), v, rule="variance must be positive")
    names = tuple(units) or numbered(len(p))
    if len(names) != len(p):
        raise ValueError(f"units must be {len(p)} names, got {len(names)}")
    check_between(confidence_level, 0, 1, name="confidence_level")
    known = np.isfinite(p) & np.isfinite(v)
    k = int(known.sum())
    empty = np.full(len(p), np.nan)
    rank, low, high, critical = empty.copy(), empty.copy(), empty.copy(), empty.copy()
    rank[known] = ranks(p[known])
    if k < 2:
        return RankSets(
            rank, low, high, critical, joint, confidence_level, names, _too_few(k)
        )
    if joint:
        if rng is None:
            raise ValueError("joint rank sets need rng, a numpy random Generator")
        noise = rng.standard_normal((draws, k)) * np.sqrt(v[known])
        found = joint_steps(
            p[known],
            v[known],
            noise=noise,
            confidence_level=confidence_level,
            stepwise=stepwise,
        )
    else:
        found = marginal_steps(
            p[known], v[known], confidence_level=confidence_level, stepwise=stepwise
        )
    low[known], high[known] = 1 + found.above, k - found.below
    critical[known] = found.critical_value
    return RankSets(
        rank, low, high, critical, joint, confidence_level, names, Reason.NONE
    )


def ranks(index: npt.ArrayLike) -> FloatArray:
    """Return 1 + number of units with a higher index; NaN for NaN.

    Examples
    --------
    >>> ranks([0.5, 0.9, float("nan"), 0.5])
    array([ 2.,  1., nan,  2.])
    """
    p = np.asarray(index, dtype=np.float64)
    known = np.sort(p[~np.isnan(p)])
    above = len(known) - np.searchsorted(known, p, side="right")
    return np.where(np.isnan(p), np.nan, 1.0 + above)


def rank_bounds(
    index: npt.ArrayLike,
    low: npt.ArrayLike,
    high: npt.ArrayLike,
    *,
    confidence_level: float = 0.95,
    units: Sequence[str] = (),
) -> RankSets:
    """Give joint rank sets from intervals that hold together, for any number of units.

    A unit is surely worse than those whose interval lies wholly above its own. Sorting makes this
    fast for ten thousand units; the sets are wider than those of `rank_sets`.

    Parameters
    ----------
    index
        What is ranked, shape (units,); NaN leaves a unit out.
    low, high
        Limits of intervals at `individual_level(k)`, such as `displayed_interval(sums,
        confidence_level=individual_level(k))`, shape (units,).
    confidence_level
        Of all intervals together, for the sentence.
    units
        Names; numbers if left out.

    Returns
    -------
    RankSets with NaN as critical value.

    Raises
    ------
    ValueError
        If an index lies outside its interval or shapes differ.

    References
    ----------
    Klein, Wright and Wieczorek (2020), A joint confidence region for an overall ranking of
    populations, Journal of the Royal Statistical Society C.

    Examples
    --------
    >>> found = rank_bounds([0.9, 0.8, 0.5], [0.85, 0.7, 0.4], [0.95, 0.9, 0.6])
    >>> found.low, found.high
    (array([1., 1., 3.]), array([2., 2., 3.]))
    """
    p, lower, upper = vectors(index=index, low=low, high=high)
    names = tuple(units) or numbered(len(p))
    known = np.isfinite(p) & np.isfinite(lower) & np.isfinite(upper)
    # Wilson's upper limit of all satisfied is 1 less its rounding.
    outside = known & ~((lower <= p + ROUNDING) & (p <= upper + ROUNDING))
    if outside.any():
        at = int(np.argmax(outside))
        raise ValueError(
            f'index must lie within its interval, got {p[at]} in [{lower[at]}, {upper[at]}] at unit "{names[at]}"'
        )
    k = int(known.sum())
    above = k - np.searchsorted(np.sort(lower[known]), upper, side="right")
    below = np.searchsorted(np.sort(upper[known]), lower, side="left")
    enough = known & (k > 1)
    return RankSets(
        ranks(np.where(known, p, np.nan)),
        np.where(enough, 1.0 + above, np.nan),
        np.where(enough, float(k) - below, np.nan),
        np.full(len(p), np.nan),
        True,
        confidence_level,
        names,
        _too_few(k),
    )


def individual_level(k: int, *, confidence_level: float = 0.95) -> float:
    """Return the confidence of each of k intervals that makes all hold together: 1 - alpha/k.

    Examples
    --------
    >>> individual_level(10)
    0.995
    """
    check_between(confidence_level, 0, 1, name="confidence_level")
    check_at_least(k, 1, name="k")
    return 1 - (1 - confidence_level) / k


def _too_few(k: int) -> Reason:
    return Reason.TOO_FEW_UNITS if k < 2 else Reason.NONE
