"""Counters that fell silent: how unlikely so long a silence is where answers used to come."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.arrays import BoolArray, FloatArray, IntArray
from analysis.checks import check_at_least

# Eight weeks hold every weekday eight times and are still the counter's present.
HISTORY_DAYS = 56
# With fewer answers nobody can tell a silence from an ordinary gap.
MIN_HISTORY = 20
# All counters of an installation together, as TRUST R32 allows.
FALSE_ALARMS_A_MONTH = 1.0
DAYS_A_MONTH = 30


@dataclass(frozen=True, slots=True, eq=False)
class Silences:
    """The silence of each counter up to the last day, each array of shape (counters,).

    Parameters
    ----------
    days
        Days with exposure since the last answer; all of them where none came.
    history
        Answers in the eight weeks up to the last one.
    dispersion
        Variance of the days of the history against that of single visitors, at least 1.
    chance
        Of no answer for so long if nothing had changed; NaN without enough history.
    is_silent
        The chance is below `threshold`.
    threshold
        What keeps false alarms to `FALSE_ALARMS_A_MONTH` over all counters that can raise one.
    """

    days: IntArray
    history: IntArray
    dispersion: FloatArray
    chance: FloatArray
    is_silent: BoolArray
    threshold: float


def find_silences(counts: npt.ArrayLike, exposures: npt.ArrayLike) -> Silences:
    """Tell which counters have been silent for an improbably long time.

    After its last answer a counter has been silent over an exposure e. The eight weeks up to that
    answer had N - 1 others over an exposure E. With answers in clusters of D, the dispersion, no
    cluster comes with probability (E / (E + e))^((N - 1) / D): the predictive distribution of a
    Poisson process whose rate was learnt from the history. A silence is an alarm below
    1 / (30 counters), so that all counters together raise at most one false alarm in 30 days.

    Parameters
    ----------
    counts
        Answers by day and counter, shape (days, counters), the last day last.
    exposures
        What the day offered each counter, of the same shape, in any unit: 0 where nobody could
        answer; otherwise the answers of all other counters, say, so that holidays, weekends and
        slack seasons count as what they were.

    Returns
    -------
    Silences.

    Raises
    ------
    ValueError
        If shapes differ or a number is negative.

    References
    ----------
    Derived: with the prior 1/rate, N - 1 clusters in E give a gamma distribution of the rate, and
    the probability of none in e is its Laplace transform. The answer that ends the history was
    chosen for being the last, so it tells nothing of the rate. False alarms and delay: measured.md.

    Examples
    --------
    Four a day for five weeks, then nothing for three days; another counter had too few.

    >>> counts = np.array([[4, 0]] * 34 + [[4, 3]] + [[0, 0]] * 3)
    >>> found = find_silences(counts, np.ones(counts.shape))
    >>> found.days, found.chance.round(6), found.is_silent
    (array([3, 3]), array([1.1e-05,     nan]), array([ True, False]))
    """
    n, exposure = _checked(counts, exposures)
    days = np.arange(len(n))[:, None]
    # -1 where no answer ever came.
    last = np.where(n > 0, days, -1).max(axis=0, initial=-1)
    in_history = (days <= last) & (days > last - HISTORY_DAYS)
    in_silence = days > last
    history = np.where(in_history, n, 0).sum(axis=0)
    known = np.where(in_history, exposure, 0).sum(axis=0)
    silent = np.where(in_silence, exposure, 0).sum(axis=0)
    dispersion = _dispersion(n, exposure, in_history)
    with np.errstate(divide="ignore", invalid="ignore"):
        others = np.maximum(history - 1, 0) / dispersion
        chance = (known / (known + silent)) ** others
    chance = np.where((history >= MIN_HISTORY) & (known > 0), chance, np.nan)
    watched = int((~np.isnan(chance)).sum())
    threshold = FALSE_ALARMS_A_MONTH / (DAYS_A_MONTH * max(watched, 1))
    with np.errstate(invalid="ignore"):
        is_silent = chance < threshold
    return Silences(
        (in_silence & (exposure > 0)).sum(axis=0),
        history,
        dispersion,
        chance,
        is_silent,
        threshold,
    )


def _dispersion(n: IntArray, exposure: FloatArray, in_history: BoolArray) -> FloatArray:
    """Return Pearson's chi-squared of the history's days over its degrees of freedom, at least 1."""
    used = in_history & (exposure > 0)
    shown = np.where(used, n, 0)
    offered = np.where(used, exposure, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = offered * shown.sum(axis=0) / offered.sum(axis=0)
        squares = np.where(used, (shown - expected) ** 2 / expected, 0.0).sum(axis=0)
        found = squares / (used.sum(axis=0) - 1)
    return np.asarray(np.fmax(found, 1.0))


def _checked(
    counts: npt.ArrayLike, exposures: npt.ArrayLike
) -> tuple[IntArray, FloatArray]:
    n, exposure = np.asarray(counts, np.int64), np.asarray(exposures, np.float64)
    if n.shape != exposure.shape or n.ndim != 2:
        raise ValueError(
            f"counts and exposures must have one shape (days, counters), got {n.shape}, {exposure.shape}"
        )
    check_at_least(float(n.min(initial=0)), 0, name="counts")
    check_at_least(float(exposure.min(initial=0)), 0, name="exposures")
    return n, exposure
