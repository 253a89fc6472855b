"""Confidence intervals of shares and of pooled indices, two-sided."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from analysis.arrays import BoolArray, FloatArray
from analysis.checks import check_at_least
from analysis.indices import Index, satisfaction_index
from analysis.scores import ScoreSums

# Weight of the wave's design effect, in respondents: chosen on one simulation and confirmed on a
# fresh one (docs/method.md); an office of 31 respondents counts as much as its wave.
PRIOR_DF = 30.0


@dataclass(frozen=True, slots=True, eq=False)
class Interval:
    """Lower and upper limits, as shares; NaN where there is no interval."""

    low: FloatArray
    high: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class DisplayedInterval:
    """The interval shown beside an index, each array of shape (offices, measures).

    Parameters
    ----------
    low, high
        Limits in [0, 1]; NaN where nobody answered.
    n_effective
        Answers of unrelated people that would be as informative: the smaller of the next two.
    n_own, n_shrunk
        Effective size from the office's own variance, and from the shrunken design effect.
    deff_own
        Variance against that of independent answers; NaN where it cannot be told.
    deff_pooled
        The same for all offices together, shape (measures,), at least 1.
    degenerate
        The office's own variance tells nothing: all alike, or fewer than two valid respondents.
    """

    low: FloatArray
    high: FloatArray
    n_effective: FloatArray
    n_own: FloatArray
    n_shrunk: FloatArray
    deff_own: FloatArray
    deff_pooled: FloatArray
    degenerate: BoolArray


def z_quantile(confidence_level: float) -> float:
    """Return the two-sided normal quantile, such as 1.96 for 0.95."""
    if not 0 < confidence_level < 1:
        raise ValueError(
            f"confidence_level must be between 0 and 1, got {confidence_level}"
        )
    return float(special.ndtri(0.5 + confidence_level / 2))


def wilson_interval(
    satisfied: npt.ArrayLike, n: npt.ArrayLike, *, confidence_level: float = 0.95
) -> Interval:
    """Wilson's score interval of a share, without continuity correction.

    Parameters
    ----------
    satisfied, n
        Numbers of successes and trials of any shape; fractions of effective sizes are allowed.
    confidence_level
        Between 0 and 1.

    Returns
    -------
    Interval within [0, 1]; NaN where n is 0.

    Raises
    ------
    ValueError
        If satisfied is negative or above n.

    References
    ----------
    Wilson (1927), JASA 22, 209-212; recommended by Brown, Cai and DasGupta (2001), Statistical
    Science 16, 101-133. Equal to R's `prop.test(correct=FALSE)`.

    Examples
    --------
    >>> found = wilson_interval(40, 50)
    >>> round(float(found.low), 3), round(float(found.high), 3)
    (0.67, 0.888)
    """
    successes, trials = _checked(satisfied, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        return wilson_of_share(
            np.where(trials > 0, successes / trials, np.nan), trials, confidence_level
        )


def clopper_pearson_interval(
    satisfied: npt.ArrayLike, n: npt.ArrayLike, *, confidence_level: float = 0.95
) -> Interval:
    """Clopper and Pearson's exact interval: covers at least as often as stated, so it is wide.

    Takes and returns what `wilson_interval` does. Equal to R's `binom.test`.

    References
    ----------
    Clopper and Pearson (1934), Biometrika 26, 404-413.

    Examples
    --------
    >>> found = clopper_pearson_interval(47, 50)
    >>> round(float(found.low), 4), round(float(found.high), 4)
    (0.8345, 0.9875)
    """
    return _beta_interval(satisfied, n, confidence_level, shift=(0.0, 1.0))


def jeffreys_interval(
    satisfied: npt.ArrayLike, n: npt.ArrayLike, *, confidence_level: float = 0.95
) -> Interval:
    """Jeffreys' interval, Beta(y + 1/2, n - y + 1/2), with the ends 0 and 1 kept.

    Takes and returns what `wilson_interval` does.

    References
    ----------
    Brown, Cai and DasGupta (2001), Statistical Science 16, 101-133, section 3.1.2.

    Examples
    --------
    >>> found = jeffreys_interval(47, 50)
    >>> round(float(found.low), 4), round(float(found.high), 4)
    (0.8485, 0.9828)
    """
    return _beta_interval(satisfied, n, confidence_level, shift=(0.5, 0.5))


def displayed_interval(
    sums: ScoreSums, *, prior_df: float = PRIOR_DF, confidence_level: float = 0.95
) -> DisplayedInterval:
    """Give the interval that stands beside a pooled index on every page.

    Wilson's interval with n_eff = min(own, shrunk). The own effective size comes from the office's
    variance; the shrunken one from a design effect drawn towards that of all offices together,
    which has the weight of `prior_df` respondents. So an office whose answers happen to agree
    claims no more than others of its size, and none claims more than its own answers show.

    Parameters
    ----------
    sums
        Sums of all offices of the wave: the design effect of one is estimated with the others'.
    prior_df
        Weight of the wave in an office's design effect.
    confidence_level
        Between 0 and 1.

    Returns
    -------
    DisplayedInterval of shape (offices, measures).

    References
    ----------
    Ours: variance shrinkage as in Smyth (2004) with the effective size of Korn and Graubard
    (1998). Measured coverage: docs/method.md.

    Examples
    --------
    Thirty respondents who are satisfied with all 22 questions are not certainty.

    >>> from analysis.tally import score_sums
    >>> sums = score_sums([[5] * 22] * 30, [0] * 30, measures=[range(22)], n_offices=1)
    >>> displayed_interval(sums).low.round(4)
    array([[0.8822]])
    """
    return interval_of_index(
        satisfaction_index(sums), prior_df=prior_df, confidence_level=confidence_level
    )


def interval_of_index(
    found: Index,
    *,
    prior_df: float = PRIOR_DF,
    confidence_level: float = 0.95,
    lowest: float = 0.0,
) -> DisplayedInterval:
    """Give the displayed interval of any index with a linearised variance, by whatever rule.

    Takes the indices of all offices of a wave and returns what `displayed_interval` does. `lowest`
    is the index where everybody gives the lowest answer, 1/k for a mean of levels 1 to k; the
    interval is then Wilson's of the index as a share of the way from there to 1.
    """
    check_at_least(prior_df, 0, name="prior_df")
    if not 0 <= lowest < 1:
        raise ValueError(f"lowest must be 0 or more and below 1, got {lowest}")
    span = 1 - lowest
    found = replace(
        found, index=(found.index - lowest) / span, variance=found.variance / span**2
    )
    p, m, df, variance = found.index, found.m, found.n - 1, found.variance
    z = z_quantile(confidence_level)
    upper = 0.5 + confidence_level / 2
    # Without any office of two, the rule `average` for lonely ones knows no variance.
    used = (found.units > 1) & (m > 0) & np.isfinite(variance)
    degenerate = ~(variance >= 1e-15) | (df < 1) | (found.units <= 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        deff_pooled = _pooled_design_effect(found, used=used)
        simple = p * (1 - p) / m
        deff_own = np.where(degenerate, np.nan, variance / simple)
        shrunk = (df * deff_own + prior_df * deff_pooled) / (df + prior_df)
        deff = np.where(degenerate, deff_pooled, np.maximum(1, shrunk))
        n_shrunk = m / deff * (z / t_quantile(upper, df + prior_df)) ** 2
        korn_graubard = (t_quantile(upper, m - 1) / t_quantile(upper, df)) ** 2
        n_own = np.where(degenerate, found.n, p * (1 - p) / variance * korn_graubard)
        n_effective = np.where(m > 0, np.minimum(n_own, n_shrunk), np.nan)
    # Rounding can put an index a hair outside its range.
    limits = wilson_of_share(np.clip(p, 0, 1), n_effective, confidence_level)
    return DisplayedInterval(
        lowest + span * limits.low,
        lowest + span * limits.high,
        n_effective,
        np.where(m > 0, n_own, np.nan),
        np.where(m > 0, n_shrunk, np.nan),
        deff_own,
        deff_pooled,
        degenerate,
    )


def difference_interval(
    p1: npt.ArrayLike, ci1: Interval, p2: npt.ArrayLike, ci2: Interval
) -> Interval:
    """Newcombe's interval of a difference p1 - p2 from an interval of each.

    Parameters
    ----------
    p1, p2
        Shares of independent respondents, of any shape.
    ci1, ci2
        Their intervals, such as Wilson's or the displayed one.

    Returns
    -------
    Interval within [-1, 1].

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.

    Examples
    --------
    The two intervals overlap, and yet the difference is clear.

    >>> found = difference_interval(0.8, wilson_interval(40, 50), 0.6, wilson_interval(30, 50))
    >>> round(float(found.low), 3), round(float(found.high), 3)
    (0.02, 0.364)
    """
    first, second = np.asarray(p1, float), np.asarray(p2, float)
    difference = first - second
    return Interval(
        # Shares cannot overflow, so the root of squares does, at a tenth of the time of hypot.
        difference - np.sqrt((first - ci1.low) ** 2 + (ci2.high - second) ** 2),
        difference + np.sqrt((ci1.high - first) ** 2 + (second - ci2.low) ** 2),
    )


def t_quantile(probability: float, df: FloatArray) -> FloatArray:
    """Quantile of Student's t; NaN where df is not positive."""
    usable = df > 0
    # Many offices share few sizes, and a quantile takes longer than finding the sizes.
    sizes, place = np.unique(np.where(usable, df, 1.0), return_inverse=True)
    quantile = special.stdtrit(sizes, probability).astype(np.float64)[place]
    return np.where(usable, quantile.reshape(usable.shape), np.nan)


def _pooled_design_effect(found: Index, *, used: BoolArray) -> FloatArray:
    """Design effect of all offices together, shape (measures,)."""
    p, m = found.index, found.m
    simple = np.where(used, m * p * (1 - p), 0).sum(axis=0)
    clustered = np.where(used, found.variance * m**2, 0).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        # Nobody disagrees anywhere: only that answers of one person are alike can be assumed.
        one_answer_each = m.sum(axis=0) / found.n.sum(axis=0)
        pooled = np.maximum(1, clustered / simple)
    return np.asarray(np.where(simple > 0, pooled, one_answer_each))


def _checked(
    satisfied: npt.ArrayLike, n: npt.ArrayLike
) -> tuple[FloatArray, FloatArray]:
    successes, trials = np.asarray(satisfied, float), np.asarray(n, float)
    if np.any(successes < 0) or np.any(successes > trials):
        raise ValueError("satisfied must be 0 to n")
    return successes, trials


def wilson_of_share(
    p: FloatArray, n: FloatArray, confidence_level: float = 0.95
) -> Interval:
    """Wilson's interval from a share and an effective number of answers."""
    z = z_quantile(confidence_level)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = z**2 / n
        centre = (p + share / 2) / (1 + share)
        half = np.sqrt(share * (p * (1 - p) + share / 4)) / (1 + share)
        # Rounding must not put the share itself, or an end of the scale, outside.
        low, high = np.minimum(centre - half, p), np.maximum(centre + half, p)
        return Interval(np.maximum(low, 0), np.minimum(high, 1))


def _beta_interval(
    satisfied: npt.ArrayLike,
    n: npt.ArrayLike,
    confidence_level: float,
    *,
    shift: tuple[float, float],
) -> Interval:
    """Quantiles of Beta(y + a, n - y + 1 - a) below and of Beta(y + b, n - y + 1 - b) above."""
    successes, trials = _checked(satisfied, n)
    z_quantile(confidence_level)
    tail, failures = (1 - confidence_level) / 2, trials - successes
    low = stats.beta.ppf(tail, successes + shift[0], failures + 1 - shift[0])
    high = stats.beta.ppf(1 - tail, successes + shift[1], failures + 1 - shift[1])
    empty = trials <= 0
    return Interval(
        np.where(empty, np.nan, np.where(successes <= 0, 0.0, low)),
        np.where(empty, np.nan, np.where(failures <= 0, 1.0, high)),
    )
