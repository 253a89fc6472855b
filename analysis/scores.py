"""The two forms in which answers reach the statistics: counts for one question, sums for a set of questions."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from analysis.arrays import FloatArray, IntArray

# Sums of whole numbers are exact; weighted ones differ from their bounds by rounding only.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class ScoreCounts:
    """How many answers each level got, by office and question.

    Parameters
    ----------
    counts
        Answers at each level, shape (offices, questions, levels), the lowest level first.
    not_applicable, not_answered, not_asked, unreadable
        What is in no denominator, each of shape (offices, questions); left out means none.
    offices, questions
        Names, for messages and tables.

    Raises
    ------
    ValueError
        If a count is negative or a shape does not fit, naming the first office and question.

    Examples
    --------
    >>> ScoreCounts.of([[[1, 0, 0, 2, 1]]]).n
    array([[4]])
    """

    counts: IntArray
    not_applicable: IntArray
    offices: tuple[str, ...]
    questions: tuple[str, ...]
    not_answered: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    not_asked: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    unreadable: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))

    def __post_init__(self) -> None:
        cells = (len(self.offices), len(self.questions))
        for name in ("not_answered", "not_asked", "unreadable"):
            if not getattr(self, name).size:
                object.__setattr__(self, name, np.zeros(cells, np.int64))
            _check_counts(self, name, getattr(self, name), shape=cells)
        _check_counts(self, "not_applicable", self.not_applicable, shape=cells)
        if self.counts.ndim != 3 or self.counts.shape[2] < 2:
            raise ValueError(
                "counts must have the shape (offices, questions, levels) with 2 levels or more, "
                f"got {self.counts.shape}"
            )
        _check_counts(self, "counts", self.counts, shape=(*cells, self.levels))

    @classmethod
    def of(
        cls,
        counts: npt.ArrayLike,
        *,
        offices: Sequence[str] = (),
        questions: Sequence[str] = (),
    ) -> "ScoreCounts":
        """Build counts without missing answers; names default to numbers."""
        array = np.asarray(counts, dtype=np.int64)
        return cls(
            array,
            np.zeros(array.shape[:2], np.int64),
            tuple(offices) or numbered(array.shape[0]),
            tuple(questions) or numbered(array.shape[1]),
        )

    @property
    def levels(self) -> int:
        """Number of levels of the scale."""
        return int(self.counts.shape[2])

    @property
    def n(self) -> IntArray:
        """Valid answers, shape (offices, questions)."""
        return np.asarray(self.counts.sum(axis=2))

    def satisfied(self, *, at_least: int) -> IntArray:
        """Answers at or above a level, shape (offices, questions)."""
        if not 1 <= at_least <= self.levels:
            raise ValueError(f"at_least must be 1 to {self.levels}, got {at_least}")
        return np.asarray(self.counts[:, :, at_least - 1 :].sum(axis=2))

    def __add__(self, other: "ScoreCounts") -> "ScoreCounts":
        """Add another shard or wave of the same offices and questions."""
        _check_same(self.offices, other.offices, what="offices")
        _check_same(self.questions, other.questions, what="questions")
        return ScoreCounts(
            self.counts + other.counts,
            self.not_applicable + other.not_applicable,
            self.offices,
            self.questions,
            self.not_answered + other.not_answered,
            self.not_asked + other.not_asked,
            self.unreadable + other.unreadable,
        )


@dataclass(frozen=True, slots=True, eq=False)
class ScoreSums:
    """Sums over respondents of y (satisfied answers) and m (valid answers), by office and measure.

    Everything that is said of an index comes from these: they add up over waves, offices and shards.

    Parameters
    ----------
    n
        Respondents, those without a valid answer included, shape (offices,).
    n_valid
        Respondents with m > 0, shape (offices, measures).
    y, m, yy, ym, mm
        Sums of y, m, y*y, y*m and m*m, each of shape (offices, measures).
    offices, measures
        Names, for messages and tables.
    population
        Dossiers of each office, shape (offices,); NaN where unknown, None where never asked.
    weight
        Weight of each respondent of an office, shape (offices,); None means 1.

    Raises
    ------
    ValueError
        If sums contradict each other, naming the first office and measure.
    """

    n: IntArray
    n_valid: IntArray
    y: FloatArray
    m: FloatArray
    yy: FloatArray
    ym: FloatArray
    mm: FloatArray
    offices: tuple[str, ...]
    measures: tuple[str, ...]
    population: FloatArray | None = None
    weight: FloatArray | None = None

    def __post_init__(self) -> None:
        cells = (len(self.offices), len(self.measures))
        _check_shape("n", self.n, cells[:1])
        for name in ("n_valid", "y", "m", "yy", "ym", "mm"):
            _check_shape(name, getattr(self, name), cells)
        for name in ("population", "weight"):
            values = getattr(self, name)
            if values is not None:
                _check_shape(name, values, cells[:1])
        respondents = np.maximum(self.n_valid, 1)
        slack = ROUNDING * (1 + np.abs(self.mm))
        self._require("n_valid >= 0", self.n_valid >= 0)
        self._require("n_valid <= n", self.n_valid <= self.n[:, None])
        self._require("n_valid <= m", self.n_valid <= self.m + slack)
        self._require("0 <= y <= m", (self.y >= 0) & (self.y <= self.m + slack))
        self._require("yy >= y*y/n_valid", self.yy >= self.y**2 / respondents - slack)
        self._require("mm >= m*m/n_valid", self.mm >= self.m**2 / respondents - slack)
        bound = self.yy * self.mm * (1 + ROUNDING) + ROUNDING
        self._require("ym*ym <= yy*mm", self.ym**2 <= bound)
        if self.weight is not None and not np.all(self.weight > 0):
            raise ValueError("weight must be positive in every office")

    def _require(self, rule: str, holds: npt.NDArray[np.bool_]) -> None:
        if not holds.all():
            office, measure = np.argwhere(~holds)[0]
            raise ValueError(
                f"sums must keep {rule}, and do not at "
                f'office "{self.offices[office]}", measure "{self.measures[measure]}"'
            )

    @property
    def weights(self) -> FloatArray:
        """Weight of a respondent by office, 1 where none was given; shape (offices,)."""
        if self.weight is None:
            return np.ones(len(self.offices))
        return self.weight

    def check_measure(self, measure: int) -> None:
        """Raise ValueError unless a measure stands at that position."""
        if not 0 <= measure < len(self.measures):
            raise ValueError(
                f"measure must be 0 to {len(self.measures) - 1}, got {measure}"
            )

    def __add__(self, other: "ScoreSums") -> "ScoreSums":
        """Add another shard or wave of the same offices and measures; weights must agree."""
        _check_same(self.offices, other.offices, what="offices")
        _check_same(self.measures, other.measures, what="measures")
        if not np.array_equal(self.weights, other.weights):
            raise ValueError("sums with different weights cannot be added")
        return ScoreSums(
            self.n + other.n,
            self.n_valid + other.n_valid,
            self.y + other.y,
            self.m + other.m,
            self.yy + other.yy,
            self.ym + other.ym,
            self.mm + other.mm,
            self.offices,
            self.measures,
            # Two waves of one office have two populations; the caller states the one meant.
            self.population,
            self.weight,
        )

    def of_offices(self, chosen: Sequence[int] | npt.NDArray[np.int64]) -> "ScoreSums":
        """Return the sums of the chosen offices, by position."""
        at = np.asarray(chosen, dtype=np.int64)
        return ScoreSums(
            self.n[at],
            self.n_valid[at],
            self.y[at],
            self.m[at],
            self.yy[at],
            self.ym[at],
            self.mm[at],
            tuple(self.offices[i] for i in at),
            self.measures,
            None if self.population is None else self.population[at],
            None if self.weight is None else self.weight[at],
        )

    def of_measure(self, measure: int) -> "ScoreSums":
        """Return the sums of one measure, by position."""
        at = [measure]
        return ScoreSums(
            self.n,
            self.n_valid[:, at],
            self.y[:, at],
            self.m[:, at],
            self.yy[:, at],
            self.ym[:, at],
            self.mm[:, at],
            self.offices,
            (self.measures[measure],),
            self.population,
            self.weight,
        )

    def merged(self, groups: Sequence[int], *, names: Sequence[str]) -> "ScoreSums":
        """Add offices into groups: `groups` holds the group of each office, 0 to len(names)-1.

        The groups become the units, so weights are lost; for weighted totals use `indices.domain_index`.
        """
        group = np.asarray(groups, dtype=np.int64)
        _check_shape("groups", group, (len(self.offices),))
        n = np.zeros(len(names), np.int64)
        n_valid = np.zeros((len(names), len(self.measures)), np.int64)
        np.add.at(n, group, self.n)
        np.add.at(n_valid, group, self.n_valid)

        def total(values: FloatArray) -> FloatArray:
            added = np.zeros((len(names), len(self.measures)))
            np.add.at(added, group, values)
            return added

        return ScoreSums(
            n,
            n_valid,
            total(self.y),
            total(self.m),
            total(self.yy),
            total(self.ym),
            total(self.mm),
            tuple(names),
            self.measures,
        )


def numbered(count: int) -> tuple[str, ...]:
    """Return names "1", "2", … for things that have none."""
    return tuple(str(number) for number in range(1, count + 1))


def _check_counts(
    owner: ScoreCounts, name: str, values: IntArray, *, shape: tuple[int, ...]
) -> None:
    _check_shape(name, values, shape)
    if not np.issubdtype(values.dtype, np.integer):
        raise ValueError(f"{name} must be non-negative integers, got {values.dtype}")
    negative = np.argwhere(values < 0)
    if len(negative):
        at = tuple(negative[0])
        raise ValueError(
            f"{name} must be non-negative integers, got {values[at]} at "
            f'office "{owner.offices[at[0]]}", question "{owner.questions[at[1]]}"'
        )


def _check_shape(
    name: str, values: npt.NDArray[np.generic], shape: tuple[int, ...]
) -> None:
    if values.shape != shape:
        raise ValueError(f"{name} must have the shape {shape}, got {values.shape}")


def _check_same(ours: tuple[str, ...], theirs: tuple[str, ...], *, what: str) -> None:
    if ours != theirs:
        raise ValueError(f"only the same {what} in the same order can be added")
