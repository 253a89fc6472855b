"""Designs of waves for tests of differences: how many offices, how large, of which people."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from tests.benchmarks.people import (
    SEED,
    Ints,
    Population,
    Wave,
    draw,
    methods_population,
    ordinal_population,
    uneven_sizes,
)

People = Callable[[], Population]
# Given the sizes of a wave's offices, which kind of people each asks.
Kinds = Callable[[Ints], Ints]


def all_alike(sizes: Ints) -> Ints:
    """All offices ask the same people."""
    return np.zeros(len(sizes), np.int64)


def small_differ(sizes: Ints) -> Ints:
    """The smaller half of the offices asks the second kind."""
    return (np.argsort(np.argsort(sizes, kind="stable")) < len(sizes) // 2).astype(int)


def large_differ(sizes: Ints) -> Ints:
    """The larger half of the offices asks the second kind."""
    return 1 - small_differ(sizes)


def every_second(sizes: Ints) -> Ints:
    """Every second office asks the second kind, whatever its size."""
    return np.arange(len(sizes)) % 2


def one_in_four(sizes: Ints) -> Ints:
    """Four kinds of people in turn, whatever the size."""
    return np.arange(len(sizes)) % 4


@dataclass(frozen=True, slots=True)
class Design:
    """A wave that is drawn again and again.

    Parameters
    ----------
    name
        Offices × mean size, e for equal and u for uneven sizes.
    offices, mean_size, uneven
        How many, and of which size.
    people
        Kinds of people.
    kinds
        Who is asked where.
    """

    name: str
    offices: int
    mean_size: int
    people: Sequence[People]
    uneven: bool = False
    kinds: Kinds = all_alike

    def draws(
        self, waves: int, *, seed: int = SEED
    ) -> Iterator[tuple[Wave, npt.NDArray[np.float64]]]:
        """Yield waves, each with the true index of every office."""
        rng = np.random.default_rng([seed, self.offices, self.mean_size, self.uneven])
        people = [make() for make in self.people]
        truth = np.array([one.index for one in people])
        for _ in range(waves):
            sizes = np.full(self.offices, self.mean_size)
            if self.uneven:
                sizes = uneven_sizes(rng, self.offices, self.mean_size)
            of = self.kinds(sizes)
            yield draw(rng, people, sizes, of=of), truth[of]


def noisy(
    make: Callable[..., Population], index: float, usual: float, rare: float
) -> list[People]:
    """Two kinds of people of one index; the second has answers more alike within a person."""
    return [partial(make, index, usual), partial(make, index, rare)]


def other_lengths(make: Callable[..., Population]) -> list[People]:
    """Four kinds of people: two indices, each of all 22 questions and of 15 that apply."""
    return [
        partial(make, index, asked=asked) for asked in (22, 15) for index in (0.8, 0.95)
    ]


METHODS_NOISY = partial(noisy, methods_population, usual=0.15, rare=0.9)
ORDINAL_NOISY = partial(noisy, ordinal_population, usual=0.5, rare=0.95)
