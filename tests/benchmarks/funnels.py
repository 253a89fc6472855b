"""How many equal offices lie outside the funnel: bar G15.

Run with `python -m tests.benchmarks.funnels [--share 0.1]`.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np

from analysis.arrays import FloatArray
from analysis.funnel import Funnel, effective_sizes, funnel, pooled_sizes
from analysis.indices import Index, satisfaction_index
from analysis.intervals import DisplayedInterval, displayed_interval
from tests.benchmarks.people import methods_population, ordinal_population
from tests.benchmarks.rates import Bar, Cell, cell, repetitions, run
from tests.benchmarks.waves import (
    METHODS_NOISY,
    ORDINAL_NOISY,
    Design,
    every_second,
)

# Nominal 5 and 0.2 per cent of equal offices.
WITHIN_95, WITHIN_998 = Bar(high=6), Bar(low=0.1, high=0.4)
OFFICES = 500
Sizes = Callable[[Index, DisplayedInterval], FloatArray]


def answers_as_people(found: Index, shown: DisplayedInterval) -> FloatArray:
    """The naive sizes: every answer a person of its own."""
    return found.m[:, 0]


def funnels(design: Design, sizes: Sizes, *, waves: int) -> list[Funnel]:
    """Return the funnels of simulated waves around their pooled index."""
    drawn = []
    for wave, _ in design.draws(waves):
        found, shown = satisfaction_index(wave.sums), displayed_interval(wave.sums)
        target = float(wave.sums.y.sum() / wave.sums.m.sum())
        drawn.append(funnel(found.index[:, 0], sizes(found, shown), target=target))
    return drawn


def outside(drawn: Sequence[Funnel], edge: float) -> FloatArray:
    """Return the share of offices beyond so many standard errors, by wave."""
    return np.array([float((np.abs(one.shown_z) > edge).mean()) for one in drawn])


def designs() -> list[tuple[Design, bool]]:
    """Return waves of equal offices and whether their bar binds: G15 was shown at .83, others are told."""
    alike = [partial(methods_population, 0.834)]
    found = [(Design("METHODS .834, n 100 u", OFFICES, 100, alike, True), True)]
    for index in (0.67, 0.95):
        people = [partial(methods_population, index)]
        found.append(
            (Design(f"METHODS {index}, n 100 u", OFFICES, 100, people, True), False)
        )
    found.append((Design("METHODS .834, n 20 u", OFFICES, 20, alike, True), False))
    noisy = METHODS_NOISY(0.834)
    name = "METHODS .834, n 100 u, every second noisy"
    found.append((Design(name, OFFICES, 100, noisy, True, every_second), False))
    for index in (0.8, 0.95):
        people = [partial(ordinal_population, index)]
        found.append(
            (Design(f"ordinal {index}, n 100 u", OFFICES, 100, people, True), False)
        )
    cohesive = ORDINAL_NOISY(0.8)
    name = "ordinal .8, n 100 u, every second cohesive"
    found.append((Design(name, OFFICES, 100, cohesive, True, every_second), False))
    return found


def simulation(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Yield the tables of G15."""
    wide, far = [], []
    for design, binding in designs():
        waves = repetitions(100, share)
        ours = funnels(design, pooled_sizes, waves=waves)
        own = funnels(design, effective_sizes, waves=waves)
        naive = funnels(design, answers_as_people, waves=waves)
        for cells, edge, bar in (
            (wide, 1.959964, WITHIN_95),
            (far, 3.090232, WITHIN_998),
        ):
            others = [100 * outside(drawn, edge).mean() for drawn in (own, naive)]
            beside = f"own variances {others[0]:.1f}, answers as people {others[1]:.0f}"
            cells.append(
                cell(
                    design.name,
                    outside(ours, edge),
                    bar=bar,
                    binding=binding,
                    note=beside,
                )
            )
    yield "Equal offices outside the 95 % funnel", wide
    yield "Equal offices outside the 99.8 % funnel", far


if __name__ == "__main__":
    raise SystemExit(run(simulation))
