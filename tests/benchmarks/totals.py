"""How often the interval of all offices together holds the truth: a total has no other waves to learn its spread from.

Run with `python -m tests.benchmarks.totals [--share 0.1]`.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np

from analysis.indices import domain_index
from analysis.intervals import Interval, interval_of_index, wilson_interval
from analysis.scores import ScoreSums
from tests.benchmarks.people import (
    Population,
    methods_population,
    ordinal_population,
)
from tests.benchmarks.rates import Bar, Cell, cell, repetitions, run
from tests.benchmarks.waves import Design, all_alike, every_second

# Offices and how many people each asks in the middle; the last two are waves as provinces have them.
SIZES = ((3, 10), (10, 10), (10, 60), (30, 60))
AT_LEAST = Bar(94)


# From the sums of a wave to the interval of all offices together.
Method = Callable[[ScoreSums], Interval]


def displayed(sums: ScoreSums) -> Interval:
    """The interval that pages show."""
    found = domain_index(sums, [0] * len(sums.offices), names=("all",))
    shown = interval_of_index(found)
    return Interval(shown.low[0, 0], shown.high[0, 0])


def answers_as_people(sums: ScoreSums) -> Interval:
    """The naive interval: Wilson's, as if every answer were a person's only one."""
    return wilson_interval(sums.y.sum(), sums.m.sum())


def covered(design: Design, method: Method, *, waves: int) -> tuple[list[bool], float]:
    """Return for each wave whether the interval holds the true total, and its mean width in points."""
    people = [make() for make in design.people]
    answers = np.array([float(one.m.mean()) for one in people])
    held, width = [], []
    for wave, truth in design.draws(waves):
        weight = wave.sums.n * answers[design.kinds(wave.sums.n)]
        found = method(wave.sums)
        held.append(bool(found.low <= weight @ truth / weight.sum() <= found.high))
        width.append(100 * float(found.high - found.low))
    return held, float(np.mean(width))


def cells_of(make: Callable[..., Population], share: float) -> list[Cell]:
    """Return a cell for each mix of offices and size; the bar is for waves of 600 people or more."""
    cells = []
    for indices in ((0.834,), (0.95,), (0.70, 0.90), (0.90, 0.97)):
        people = [partial(make, index) for index in indices]
        for offices, mean in SIZES:
            title = f"{offices} × {mean} u, {' and '.join(map(str, indices))}"
            kinds = every_second if len(indices) > 1 else all_alike
            design = Design(title, offices, mean, people, True, kinds)
            held, width = covered(design, displayed, waves=repetitions(1000, share))
            bar = AT_LEAST if offices * mean >= 600 else None
            note = f"width {width:.1f}"
            cells.append(cell(title, held, bar=bar, binding=False, note=note))
    return cells


def simulation(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Yield the table of each generator."""
    title = "Coverage of all offices together"
    yield title, cells_of(methods_population, share)
    yield f"{title}, second generator", cells_of(ordinal_population, share)


if __name__ == "__main__":
    raise SystemExit(run(simulation))
