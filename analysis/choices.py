"""What was chosen, counted or ranked: means of values that were given, from counts."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from analysis.arrays import FloatArray
from analysis.checks import check_at_least
from analysis.intervals import z_quantile


@dataclass(frozen=True, slots=True, eq=False)
class ValueMeans:
    """Means of given values with their intervals, each array of the shape of the counts without the last axis.

    Parameters
    ----------
    n
        People who gave a value.
    mean
        In the unit of the values; NaN where nobody gave one.
    low, high
        Limits of the mean, never beyond the lowest and highest value; NaN with fewer than two people.
    """

    n: FloatArray
    mean: FloatArray
    low: FloatArray
    high: FloatArray


def mean_of_values(
    counts: npt.ArrayLike,
    values: npt.ArrayLike,
    *,
    confidence_level: float = 0.95,
) -> ValueMeans:
    """Mean of the values that people gave, one value a person, with Student's interval.

    Of numbers counted (how often someone had to come) the values are the numbers; of an option that was
    ranked they are the places 1, 2, … at which it stood, so that the mean is over those who placed it.

    Parameters
    ----------
    counts
        People by value, shape (..., values), whole numbers from 0.
    values
        The values, shape (values,), in ascending order.
    confidence_level
        Between 0 and 1.

    Returns
    -------
    ValueMeans. Where all gave the same value there is no spread to be seen, which is not certainty: up
    to z²/(n + z²) of all people may give another value, Wilson's limit of nobody of n, and the interval
    reaches as far as these could move the mean to either end of the values.

    Raises
    ------
    ValueError
        If counts are negative, or not as many as values.

    References
    ----------
    Student (1908), Biometrika 6, 1-25: mean ± t(n−1) s/√n. Equal to R's `t.test(x)$conf.int`, cut off at
    the ends of the scale. All alike: ours, from Wilson (1927), JASA 22, 209-212; coverage in
    tests/analysis/test_choices.py.

    Examples
    --------
    >>> found = mean_of_values([[2, 3, 0]], [1, 2, 3])
    >>> found.mean.round(2), found.low.round(2), found.high.round(2)
    (array([1.6]), array([1.]), array([2.28]))
    """
    people = np.asarray(counts, np.float64)
    given = np.asarray(values, np.float64)
    check_at_least(float(people.min(initial=0)), 0, name="counts")
    if people.shape[-1:] != given.shape:
        raise ValueError(
            f"counts must have {given.size} values in the last axis, got {people.shape}"
        )
    n = people.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = people @ given / n
        squares = (people * (given - mean[..., np.newaxis]) ** 2).sum(axis=-1)
        error = np.sqrt(squares / (n - 1) / n)
        half = stats.t.ppf(0.5 + confidence_level / 2, n - 1) * error
    known, alike = n > 1, people.max(axis=-1, initial=0) == n
    squared = z_quantile(confidence_level) ** 2
    elsewhere = squared / (n + squared)
    below = np.where(alike, elsewhere * (mean - given.min()), half)
    above = np.where(alike, elsewhere * (given.max() - mean), half)
    return ValueMeans(
        n,
        np.where(n > 0, mean, np.nan),
        np.where(known, np.maximum(mean - below, given.min()), np.nan),
        np.where(known, np.minimum(mean + above, given.max()), np.nan),
    )
