"""How answers arrived: counts per office and day that tell bursts and repeats from usual traffic.

Nothing here looks at a score, so that what it finds is the same whichever way people were made to rate.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.arrays import FloatArray, IntArray
from analysis.checks import check_between
from analysis.reasons import Reason

# Two answers of one office within a quarter of an hour are close.
WINDOW_SECONDS = 900.0
# So few answers tell nothing of an office's own hours: they weigh as much as what is usual.
PRIOR_ANSWERS = 10


@dataclass(frozen=True, slots=True, eq=False)
class ArrivalCounts:
    """Counts of one office and channel, each array but the last of shape (days,).

    A collector keeps them while the day lasts: at each answer it adds the number of answers in the
    quarter of an hour before to `close_pairs`, and the number of answers so far today from the same
    device to `repeat_pairs`. No time and no device needs to be kept beyond the day.

    Parameters
    ----------
    n
        Answers.
    close_pairs
        Pairs of answers within a quarter of an hour.
    marked
        Answers that came with a device mark; a kiosk's do not.
    repeat_pairs
        Pairs of marked answers from one device.
    by_hour
        Answers by hour of the day, all days together, shape (hours,); empty where unknown.

    Raises
    ------
    ValueError
        If shapes differ, there are more pairs than answers can make, or hours do not add up.
    """

    n: IntArray
    close_pairs: IntArray
    marked: IntArray
    repeat_pairs: IntArray
    by_hour: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))

    def __post_init__(self) -> None:
        arrays = (self.n, self.close_pairs, self.marked, self.repeat_pairs)
        if len({array.shape for array in arrays}) > 1 or self.n.ndim != 1:
            shapes = ", ".join(str(array.shape) for array in arrays)
            raise ValueError(f"counts must have one shape (days,), got {shapes}")
        self._require("0 <= close_pairs <= n (n-1)/2", self.close_pairs, pairs(self.n))
        self._require("0 <= marked <= n", self.marked, self.n)
        self._require(
            "0 <= repeat_pairs <= marked (marked-1)/2",
            self.repeat_pairs,
            pairs(self.marked),
        )
        if self.by_hour.size and self.by_hour.sum() != self.n.sum():
            raise ValueError(
                f"by_hour must add up to {self.n.sum()} answers, got {self.by_hour.sum()}"
            )

    def _require(
        self, rule: str, values: IntArray, most: FloatArray | IntArray
    ) -> None:
        broken = np.flatnonzero((values < 0) | (values > most))
        if len(broken):
            day = int(broken[0])
            raise ValueError(f"{rule}, got {values[day]} on day {day + 1}")


@dataclass(frozen=True, slots=True)
class UsualTraffic:
    """What pairs are usual among offices taken as honest.

    Parameters
    ----------
    close
        Chance that two answers of one day are close.
    repeat
        Chance that two marked answers of one day are from one device.
    same_hour
        Chance that two answers of any days fall into the same hour of the day; NaN if unknown.
    offices
        Offices it was learnt from.
    """

    close: float
    repeat: float
    same_hour: float
    offices: int


@dataclass(frozen=True, slots=True)
class ArrivalScore:
    """How unusual one office's arrivals are.

    Parameters
    ----------
    burst, repeat
        Chance of as many close pairs, and of as many repeats, if the pairs were independent. They
        are not quite, so these are scores to be compared with reference offices and no p-values.
    expected_close, expected_repeats
        What is usual for as many answers on the same days.
    close, repeats
        What was counted.
    reason
        `no_answers` where both chances are NaN.
    """

    burst: float
    repeat: float
    expected_close: float
    expected_repeats: float
    close: int
    repeats: int
    reason: Reason


def pairs(n: npt.ArrayLike) -> FloatArray:
    """Return the number of pairs among n things.

    Examples
    --------
    >>> pairs([0, 1, 4])
    array([0., 0., 6.])
    """
    array = np.asarray(n, np.float64)
    return np.asarray(array * np.maximum(array - 1, 0) / 2)


def count_arrivals(
    seconds: npt.ArrayLike,
    day: npt.ArrayLike,
    device: npt.ArrayLike | None = None,
    hour: npt.ArrayLike | None = None,
    *,
    days: int,
    window: float = WINDOW_SECONDS,
) -> ArrivalCounts:
    """Count close pairs and repeats by day from arrivals: what a collector does one by one.

    Parameters
    ----------
    seconds
        Time of each answer on any clock that runs through the day, shape (answers,).
    day
        Day of each answer, 0 to days - 1.
    device
        A number per device, 0 without a mark; left out if none is known.
    hour
        Hour of the day of each answer, 0 to 23; left out if unknown.
    days
        Number of days.
    window
        Seconds within which two answers are close.

    Returns
    -------
    ArrivalCounts of shape (days,).

    Raises
    ------
    ValueError
        If shapes differ, a day is out of range or the window not positive.

    Examples
    --------
    >>> found = count_arrivals([0, 60, 5000, 30], [0, 0, 0, 1], [7, 7, 8, 7], days=2)
    >>> found.close_pairs, found.repeat_pairs
    (array([1, 0]), array([1, 0]))
    """
    check_between(window, 0, np.inf, name="window")
    time, of_day = np.asarray(seconds, np.float64), np.asarray(day, np.int64)
    mark = np.zeros(len(time), np.int64)
    if device is not None:
        mark = np.asarray(device, np.int64)
    if not time.shape == of_day.shape == mark.shape or time.ndim != 1:
        raise ValueError(
            f"seconds, day and device must have one shape (answers,), got {time.shape}, "
            f"{of_day.shape}, {mark.shape}"
        )
    if of_day.size and not (0 <= of_day.min() and of_day.max() < days):
        raise ValueError(f"day must be 0 to {days - 1}, got {of_day.tolist()}")
    close, repeat = np.zeros(days, np.int64), np.zeros(days, np.int64)
    for number in np.unique(of_day):
        here = np.sort(time[of_day == number])
        reached = np.searchsorted(here, here + window, side="right")
        close[number] = int((reached - np.arange(1, len(here) + 1)).sum())
        known = mark[(of_day == number) & (mark != 0)]
        repeat[number] = int(pairs(np.unique(known, return_counts=True)[1]).sum())
    n = np.bincount(of_day, minlength=days).astype(np.int64)
    marked = np.bincount(of_day[mark != 0], minlength=days).astype(np.int64)
    by_hour = np.zeros(0, np.int64)
    if hour is not None:
        by_hour = np.bincount(np.asarray(hour, np.int64), minlength=24).astype(np.int64)
    return ArrivalCounts(n, close, marked, repeat, by_hour)


def usual_traffic(reference: Sequence[ArrivalCounts]) -> UsualTraffic:
    """Learn from reference offices how often two answers of one day are close, or from one device.

    Parameters
    ----------
    reference
        Counts of offices taken as honest, of the same channel and about the same size as those that
        are to be judged.

    Returns
    -------
    UsualTraffic; a chance is NaN where no day had two answers.

    Examples
    --------
    >>> usual_traffic([count_arrivals([0, 60, 5000], [0, 0, 0], [7, 8, 8], days=1)])
    UsualTraffic(close=0.3333333333333333, repeat=0.3333333333333333, same_hour=nan, offices=1)
    """
    close = sum(int(office.close_pairs.sum()) for office in reference)
    repeat = sum(int(office.repeat_pairs.sum()) for office in reference)
    all_pairs = sum(float(pairs(office.n).sum()) for office in reference)
    marked = sum(float(pairs(office.marked).sum()) for office in reference)
    same_hour = sum(float(pairs(office.by_hour).sum()) for office in reference)
    by_hour = sum(float(pairs(office.by_hour.sum())) for office in reference)
    return UsualTraffic(
        close / all_pairs if all_pairs else float("nan"),
        # No repeat seen is not a proof that none occurs: half of one is assumed.
        max(repeat, 0.5) / marked if marked else float("nan"),
        same_hour / by_hour if by_hour else float("nan"),
        len(reference),
    )


def score_arrivals(counts: ArrivalCounts, usual: UsualTraffic) -> ArrivalScore:
    """Score one office's days against usual traffic.

    As many answers on the same days are expected to make sum n(n-1)/2 times the usual chance of close
    pairs, and repeats alike; the scores are Poisson tails of what was counted. Because days are taken
    as they came, a market day is no burst; and because the chance of close pairs is multiplied by how
    much more often than usual two answers fall into one hour of the day, neither are short opening
    hours.

    Parameters
    ----------
    counts
        Of one office and channel.
    usual
        From `usual_traffic`.

    Returns
    -------
    ArrivalScore; 1 where no pair was possible, NaN without answers.

    References
    ----------
    Ours. Measured power and false alarms: docs/measured.md.

    Examples
    --------
    Ten answers in a minute, on a day when one in ten pairs is close.

    >>> counts = count_arrivals(range(10), [0] * 10, days=1)
    >>> score = score_arrivals(counts, UsualTraffic(0.1, 0.001, 0.2, 500))
    >>> score.close, round(score.expected_close, 6), score.burst < 1e-20
    (45, 4.5, True)
    """
    close, repeats = int(counts.close_pairs.sum()), int(counts.repeat_pairs.sum())
    if not counts.n.sum():
        nan = float("nan")
        return ArrivalScore(nan, nan, 0.0, 0.0, 0, 0, Reason.NO_ANSWERS)
    of_close = float(pairs(counts.n).sum()) * float(np.nan_to_num(usual.close))
    of_close *= _crowding(counts.by_hour, usual.same_hour)
    of_repeats = float(pairs(counts.marked).sum()) * float(np.nan_to_num(usual.repeat))
    return ArrivalScore(
        _poisson_tail(close, of_close),
        _poisson_tail(repeats, of_repeats),
        of_close,
        of_repeats,
        close,
        repeats,
        Reason.NONE,
    )


def _crowding(by_hour: IntArray, usual: float) -> float:
    """Return how much more often than usual two answers fall into one hour; 1 if unknown."""
    if not by_hour.size or not usual > 0:
        return 1.0
    same, all_pairs = float(pairs(by_hour).sum()), float(pairs(by_hour.sum()))
    prior = float(pairs(PRIOR_ANSWERS))
    return (same + prior * usual) / (all_pairs + prior) / usual


def _poisson_tail(count: int, expected: float) -> float:
    """Return P(X >= count); 1 for a count of 0."""
    if count == 0 or expected <= 0:
        return 1.0
    return float(special.gammainc(count, expected))
