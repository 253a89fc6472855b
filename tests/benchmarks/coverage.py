"""How often the displayed interval covers the true index of an office: bars G7 and G8.

Run with `python -m tests.benchmarks.coverage [--share 0.1]`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from analysis.intervals import Interval, displayed_interval, wilson_interval
from analysis.scores import ScoreSums
from tests.benchmarks.people import (
    SEED,
    Population,
    draw,
    methods_population,
    ordinal_population,
)
from tests.benchmarks.rates import Bar, Cell, cell, repetitions, run

SIZES = (5, 10, 20, 30, 50, 100, 300)
OFFICES_OF_A_SIZE = 10
EVERYWHERE, HOMOGENEOUS, WEAK = Bar(94), Bar(94, 96), Bar(85)
Method = Callable[[ScoreSums], Interval]


@dataclass(frozen=True, slots=True)
class World:
    """A wave of equal numbers of offices of each size, from several kinds of people.

    `kinds` holds the kind of each of the ten offices of a size; `judged` the kind whose coverage is
    told, all if None; `weak` marks the region near the ceiling that has a bar of its own.
    """

    name: str
    populations: Sequence[Callable[[], Population]]
    kinds: tuple[int, ...] = (0,) * OFFICES_OF_A_SIZE
    judged: int | None = None
    homogeneous: bool = False
    weak: bool = False


HALF = (0, 1) * 5
ONE_IN_FIVE = (0, 0, 0, 0, 1) * 2
IN_TURN = (0, 1, 2, 0, 1, 2, 0, 1, 2, 0)


def methods_worlds() -> tuple[World, ...]:
    """Return the worlds of METHODS, section 3.1."""
    people = methods_population
    same = [
        World(f"all {index}", [partial(people, index)], homogeneous=True)
        for index in (0.67, 0.83, 0.95)
    ]
    three = [partial(people, index) for index in (0.67, 0.83, 0.95)]
    middle = [partial(people, 0.85, share) for share in (0.15, 0.9)]
    ceiling = [partial(people, 0.95, share) for share in (0.15, 0.9)]
    half, few = "half 90 % straight-liners, .85", "one in five 90 % straight-liners"
    return (
        *same,
        World("offices at .67/.83/.95", three, IN_TURN),
        World(f"{half}: those offices", middle, HALF, judged=1),
        World(f"{half}: all offices", middle, HALF),
        World(f"{few}, .95: all offices", ceiling, ONE_IN_FIVE),
        World(f"{few}, .95: those offices", ceiling, ONE_IN_FIVE, judged=1, weak=True),
    )


def ordinal_worlds() -> tuple[World, ...]:
    """Return the second generator's worlds: what is found there is reported."""
    people = ordinal_population
    same = [
        World(f"all {index}", [partial(people, index)], homogeneous=True)
        for index in (0.7, 0.85, 0.95)
    ]
    three = [partial(people, index) for index in (0.7, 0.85, 0.95)]
    ceiling = [partial(people, 0.95, cohesion) for cohesion in (0.5, 0.95)]
    few = "one in five of cohesion .95 among .5, at .95"
    return (
        *same,
        World("offices at .70/.85/.95", three, IN_TURN),
        World(f"{few}: all offices", ceiling, ONE_IN_FIVE),
        World(f"{few}: those offices", ceiling, ONE_IN_FIVE, judged=1, weak=True),
    )


def displayed(sums: ScoreSums) -> Interval:
    """The product's interval."""
    found = displayed_interval(sums)
    return Interval(found.low[:, 0], found.high[:, 0])


def answers_as_people(sums: ScoreSums) -> Interval:
    """The naive interval: Wilson's, with every answer as a person of its own."""
    return wilson_interval(sums.y[:, 0], sums.m[:, 0])


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """Share of covering intervals and mean width in points, each of shape (waves, sizes)."""

    covered: npt.NDArray[np.float64]
    width: npt.NDArray[np.float64]


def cover(world: World, method: Method, *, waves: int, seed: int = SEED) -> Coverage:
    """Draw waves and tell how often the method covers each office's true index."""
    rng = np.random.default_rng(seed)
    people = [make() for make in world.populations]
    sizes = np.repeat(SIZES, OFFICES_OF_A_SIZE)
    kinds = np.tile(world.kinds, len(SIZES))
    truth = np.array([one.index for one in people])[kinds]
    judged = kinds == world.judged if world.judged is not None else kinds >= 0
    covered, width = np.empty((2, waves, len(SIZES)))
    for wave in range(waves):
        found = method(draw(rng, people, sizes, of=kinds).sums)
        inside = np.where(judged, (found.low <= truth) & (truth <= found.high), np.nan)
        across = np.where(judged, found.high - found.low, np.nan)
        shape = (len(SIZES), OFFICES_OF_A_SIZE)
        covered[wave] = np.nanmean(inside.reshape(shape), axis=1)
        width[wave] = 100 * np.nanmean(across.reshape(shape), axis=1)
    return Coverage(covered, width)


def cells_of(world: World, *, waves: int, binding: bool) -> list[Cell]:
    """Return one cell for each size of office."""
    shown = cover(world, displayed, waves=waves)
    naive = cover(world, answers_as_people, waves=max(20, waves // 10))
    cells = []
    for place, n in enumerate(SIZES):
        bar = None if n < 10 else WEAK if world.weak else EVERYWHERE
        if world.homogeneous and n >= 50:
            bar = HOMOGENEOUS
        beside = (
            f"width {shown.width[:, place].mean():.1f}; "
            f"naive {100 * naive.covered[:, place].mean():.0f} %"
        )
        rates = shown.covered[:, place]
        cells.append(cell(f"n = {n}", rates, bar=bar, binding=binding, note=beside))
    return cells


def simulation(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Yield the tables of G7 and G8."""
    waves = repetitions(1500, share)
    for world in methods_worlds():
        yield f"Coverage: {world.name}", cells_of(world, waves=waves, binding=True)
    for world in ordinal_worlds():
        title = f"Coverage, second generator: {world.name}"
        yield title, cells_of(world, waves=waves, binding=False)


if __name__ == "__main__":
    raise SystemExit(run(simulation))
