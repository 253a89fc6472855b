"""How often an open wave of equal offices ever shows one as different, if somebody looks every week.

Run with `python -m tests.benchmarks.looks [--share 0.1]`.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from analysis.groups import compare_with_others
from analysis.verdicts import Difference
from tests.benchmarks.people import (
    SEED,
    Population,
    draw,
    methods_population,
    ordinal_population,
)
from tests.benchmarks.rates import Cell, cell, repetitions, run

OFFICES, WEEKS = 30, 13
# Answers of a middling office in a week; offices differ as in the other simulations.
A_WEEK = 6.0
CLEAR = {Difference.HIGHER, Difference.LOWER}


def looks(people: Population, *, seed: int) -> list[bool]:
    """Tell, for each week of one wave, whether the answers so far put any office apart."""
    rng = np.random.default_rng([SEED, seed])
    usual = rng.lognormal(np.log(A_WEEK), 0.7, OFFICES)
    alike = np.zeros(OFFICES, np.int64)
    so_far, seen = None, []
    for _ in range(WEEKS):
        week = draw(rng, [people], rng.poisson(usual), of=alike).sums
        so_far = week if so_far is None else so_far + week
        seen.append(bool(CLEAR & set(compare_with_others(so_far).verdicts)))
    return seen


def cells_of(make: Callable[..., Population], share: float) -> list[Cell]:
    """Return a cell for each index: a wave in which any look found something."""
    cells = []
    for index in (0.70, 0.834, 0.95):
        people = make(index)
        seen = np.array(
            [looks(people, seed=seed) for seed in range(repetitions(1500, share))]
        )
        note = f"at the last look {100 * seen[:, -1].mean():.1f}"
        title = f"30 offices, {index}, 13 weekly looks"
        cells.append(cell(title, seen.any(axis=1), bar=None, binding=False, note=note))
    return cells


def simulation(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Yield the table of each generator."""
    title = "Any equal office put apart at any look"
    yield title, cells_of(methods_population, share)
    yield f"{title}, second generator", cells_of(ordinal_population, share)


if __name__ == "__main__":
    raise SystemExit(run(simulation))
