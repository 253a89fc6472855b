"""What to look at first: how much overall dissatisfaction goes with dissatisfaction at one point."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.arrays import FloatArray, IntArray
from analysis.intervals import (
    Interval,
    difference_interval,
    wilson_interval,
    z_quantile,
)

# Fewer respondents say nothing of several questions at once (METHODS 2.12).
MIN_N = 100
# More than three is a list of everything.
MOST_LISTED = 3


@dataclass(frozen=True, slots=True, eq=False)
class Attributable:
    """How questions go with the overall question, each array of shape (questions,).

    Parameters
    ----------
    n
        Respondents who answered both the question and the overall one.
    unsatisfied, unsatisfied_interval
        Share not satisfied at the question among these n, with its Wilson interval.
    difference, difference_interval
        Share not satisfied overall among those not satisfied at the question, less that among
        those satisfied there, with Newcombe's interval; NaN where one of the groups is empty.
    attributable, low, high
        Share not satisfied overall, less that among those satisfied at the question; the intervals
        hold for all questions at once.
    """

    n: IntArray
    unsatisfied: FloatArray
    unsatisfied_interval: Interval
    difference: FloatArray
    difference_interval: Interval
    attributable: FloatArray
    low: FloatArray
    high: FloatArray

    def first(self, *, min_n: int = MIN_N) -> tuple[int, ...]:
        """Return up to three questions to look at first, by position, the largest first.

        Only those whose interval lies above 0. Where more than three reach into the interval of the
        largest, nothing is separated and there is no list.
        """
        listed = self._order(min_n)
        if not listed or len(self.tied(min_n=min_n)) > MOST_LISTED:
            return ()
        return listed[:MOST_LISTED]

    def tied(self, *, min_n: int = MIN_N) -> tuple[int, ...]:
        """Return the questions that can't be told from the largest, which is the first of them."""
        listed = self._order(min_n)
        return tuple(at for at in listed if self.high[at] > self.low[listed[0]])

    def _order(self, min_n: int) -> tuple[int, ...]:
        with np.errstate(invalid="ignore"):
            usable = (self.n >= min_n) & (self.low > 0)
        order = np.argsort(-np.where(usable, self.attributable, -np.inf), kind="stable")
        return tuple(int(at) for at in order[: int(usable.sum())])


def attributable_shares(
    answered: npt.ArrayLike,
    satisfied: npt.ArrayLike,
    satisfied_overall: npt.ArrayLike,
    satisfied_both: npt.ArrayLike,
    *,
    confidence_level: float = 0.95,
) -> Attributable:
    """Return how much of overall dissatisfaction goes with each question.

    Parameters
    ----------
    answered
        Respondents with an answer to both the question and the overall one, shape (questions,).
    satisfied, satisfied_overall, satisfied_both
        How many of these were satisfied at the question, overall, and both.
    confidence_level
        Of each interval; those of `attributable` are widened by Bonferroni over the questions.

    Returns
    -------
    Attributable. With the counts a, b, c, d of those not satisfied at the question (not satisfied
    overall, satisfied overall) and those satisfied there (the same), `attributable` is
    (a + c)/n - c/(c + d), the attributable risk of a population; its standard error is the
    multinomial delta method's. Association, not cause.

    Raises
    ------
    ValueError
        If counts contradict each other or shapes differ.

    References
    ----------
    Levin (1953), Acta Unio Internationalis Contra Cancrum 9, 531-541, for the measure; Newcombe
    (1998), Statistics in Medicine 17, 873-890, method 10, for the difference. The delta method's error
    is checked against the bootstrap, the coverage by simulation.

    Examples
    --------
    >>> found = attributable_shares([200, 200], [150, 190], [140, 140], [135, 136])
    >>> found.attributable.round(3), found.low.round(3)
    (array([0.2  , 0.016]), array([ 0.139, -0.005]))
    >>> found.first()
    (0,)
    """
    n, here, overall, both = (
        np.asarray(counts, np.int64)
        for counts in (answered, satisfied, satisfied_overall, satisfied_both)
    )
    neither = n - here - overall + both
    cells = np.stack([neither, overall - both, here - both, both])
    if np.any(cells < 0):
        raise ValueError("counts contradict each other: a cell of a table is negative")
    share, error = _attributable(cells.astype(np.float64))
    z = z_quantile(1 - (1 - confidence_level) / max(len(n), 1))
    among, beside = cells[0] + cells[1], cells[2] + cells[3]
    with np.errstate(divide="ignore", invalid="ignore"):
        unsatisfied, first, second = among / n, cells[0] / among, cells[2] / beside
    return Attributable(
        n,
        unsatisfied,
        wilson_interval(among, n, confidence_level=confidence_level),
        first - second,
        difference_interval(
            first,
            wilson_interval(cells[0], among, confidence_level=confidence_level),
            second,
            wilson_interval(cells[2], beside, confidence_level=confidence_level),
        ),
        share,
        share - z * error,
        share + z * error,
    )


def _attributable(cells: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the attributable share and its standard error from cells of shape (4, questions)."""
    n = cells.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        a, b, c, d = cells / n
        share = a + c - c / (c + d)
        gradient = np.stack(
            [np.ones_like(a), 0 * b, 1 - d / (c + d) ** 2, c / (c + d) ** 2]
        )
        mean = (gradient * (a, b, c, d)).sum(axis=0)
        square = (gradient**2 * (a, b, c, d)).sum(axis=0)
        error = np.sqrt(np.maximum(square - mean**2, 0) / n)
    return np.asarray(share, np.float64), np.asarray(error, np.float64)
