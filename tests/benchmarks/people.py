"""Populations with a known index, and waves of offices drawn from them.

Respondents are drawn with replacement from a large population made once by a world of answers. So the true index is
known exactly, offices that should be equal are, and a wave costs microseconds instead of milliseconds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import optimize

from analysis.scores import ScoreCounts, ScoreSums
from tests.fixtures import ordinal_world, worlds

Ints = npt.NDArray[np.int64]

PEOPLE = 60_000
LEVELS = 5
N_QUESTIONS = 22
# Chosen for these simulations and never used to tune a method.
SEED = 20_261_125


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Everyone who might answer: satisfied and valid answers, and the level of one question (0 is missing)."""

    y: Ints
    m: Ints
    level: Ints

    @property
    def index(self) -> float:
        """The true pooled index."""
        return float(self.y.sum() / self.m.sum())

    @property
    def design_effect(self) -> float:
        """Variance of the index against that of independent answers."""
        p = self.index
        return float(((self.y - p * self.m) ** 2).sum() / (self.m.sum() * p * (1 - p)))


@lru_cache
def methods_population(
    index: float, straight: float = 0.15, asked: int = N_QUESTIONS
) -> Population:
    """Return people of METHODS' world with that index; `straight` is the share of straight-liners.

    The index is of the first `asked` questions: the others apply to none of these people.
    """

    def at(effect: float) -> Population:
        rng = np.random.default_rng(SEED)
        field = np.zeros(PEOPLE)
        scores = worlds.answers(
            rng, effect, field, PEOPLE, straight_line_share=straight
        )
        return _population(scores[:, :asked], scores[:, N_QUESTIONS])

    return _with_index(at, index, low=-2.5, high=2.5)


@lru_cache
def ordinal_population(
    index: float, cohesion: float = 0.6, asked: int = N_QUESTIONS
) -> Population:
    """Return people of the second world with that index; its one question is the first of the 22."""

    def at(log_odds: float) -> Population:
        rng = np.random.default_rng(SEED + 1)
        office = ordinal_world.Office(log_odds, cohesion)
        scores = ordinal_world.answers(rng, office, PEOPLE)
        return _population(scores[:, :asked], scores[:, 0])

    return _with_index(at, index, low=-3.0, high=5.0)


def _population(scores: Ints, level: Ints) -> Population:
    y, m = (scores >= 4).sum(axis=1), (scores > 0).sum(axis=1)
    return Population(y.astype(np.int64), m.astype(np.int64), level.astype(np.int64))


def _with_index(
    at: Callable[[float], Population], index: float, *, low: float, high: float
) -> Population:
    """Return the population at the effect that gives the index, to a few answers in a million."""
    return at(
        float(optimize.brentq(lambda x: at(x).index - index, low, high, xtol=1e-5))
    )


@dataclass(frozen=True, slots=True, eq=False)
class Wave:
    """One draw: sums of the index, and counts of one question, by office."""

    sums: ScoreSums
    counts: ScoreCounts


def draw(
    rng: np.random.Generator,
    populations: Sequence[Population],
    sizes: Ints,
    *,
    of: Ints,
) -> Wave:
    """Draw a wave: office o asks `sizes[o]` people of `populations[of[o]]`."""
    office = np.repeat(np.arange(len(sizes)), sizes)
    kind = np.repeat(of, sizes)
    person = rng.integers(0, PEOPLE, len(office))
    y, m, level = (np.empty(len(office), np.int64) for _ in range(3))
    for number, people in enumerate(populations):
        here = slice(None) if len(populations) == 1 else kind == number
        y[here], m[here] = people.y[person[here]], people.m[person[here]]
        level[here] = people.level[person[here]]
    return Wave(_sums(office, y, m, sizes), _counts(office, level, len(sizes)))


def _sums(office: Ints, y: Ints, m: Ints, sizes: Ints) -> ScoreSums:
    k = len(sizes)

    def total(values: Ints) -> npt.NDArray[np.float64]:
        return np.bincount(office, values.astype(np.float64), minlength=k)[:, None]

    return ScoreSums(
        sizes,
        total(np.sign(m)).astype(np.int64),
        total(y),
        total(m),
        total(y * y),
        total(y * m),
        total(m * m),
        tuple(map(str, range(k))),
        ("index",),
    )


def _counts(office: Ints, level: Ints, k: int) -> ScoreCounts:
    cells = np.bincount(office * (LEVELS + 1) + level, minlength=k * (LEVELS + 1))
    table = cells.reshape(k, 1, LEVELS + 1).astype(np.int64)
    return ScoreCounts(
        table[:, :, 1:], table[:, :, 0], tuple(map(str, range(k))), ("question",)
    )


def uneven_sizes(
    rng: np.random.Generator, k: int, mean: float, *, least: int = 2
) -> Ints:
    """Return sizes of k offices: a few large ones, many small ones, about `mean` on average."""
    raw = rng.lognormal(np.log(mean) - 0.32, 0.8, k)
    return np.maximum(np.rint(raw).astype(np.int64), least)
