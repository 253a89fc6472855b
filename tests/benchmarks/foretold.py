"""Whether the number of answers foretold to an office does show the difference, as often as stated.

Run with `python -m tests.benchmarks.foretold [--share 0.1]`.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from analysis.groups import compare_with_others
from analysis.more_answers import more_answers
from analysis.verdicts import Difference
from tests.benchmarks.people import (
    SEED,
    Population,
    draw,
    methods_population,
    ordinal_population,
)
from tests.benchmarks.rates import Bar, Cell, cell, repetitions, run

OFFICES, SIZE, PILOT = 20, 80, 30
POWER = Bar(75, 92)


def shown(
    people: Callable[[float], Population], drop: float, *, pilots: int
) -> tuple[list[float], list[int], list[float]]:
    """Return, for each pilot, how often the foretold number shows the difference; the number; a third of it."""
    rng = np.random.default_rng([SEED, 12, int(1000 * drop)])
    usual = [people(0.834), people(0.834 - drop)]
    of = np.array([1] + [0] * (OFFICES - 1))
    found, numbers, short = [], [], []
    for _ in range(pilots):
        sizes = np.array([PILOT] + [SIZE] * (OFFICES - 1))
        plan = more_answers(draw(rng, usual, sizes, of=of).sums, drop)
        if plan.more[0] < 0:
            continue
        full = int(plan.n[0] + plan.more[0])
        numbers.append(full)
        for number, rates in ((full, found), (max(full // 3, 5), short)):
            sizes[0] = number
            waves = [draw(rng, usual, sizes, of=of).sums for _ in range(40)]
            rates.append(
                float(
                    np.mean(
                        [
                            compare_with_others(one, min_n=5).verdicts[0]
                            is Difference.LOWER
                            for one in waves
                        ]
                    )
                )
            )
    return found, numbers, short


def simulation(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Yield the table of planned power, which is stated as 80 %."""
    cells = []
    for world, people in (
        ("METHODS", methods_population),
        ("ordinal", ordinal_population),
    ):
        for drop in (0.05, 0.10, 0.15):
            found, numbers, short = shown(people, drop, pilots=repetitions(150, share))
            beside = (
                f"{np.median(numbers):.0f} answers in the median; with a third of them "
                f"{100 * np.mean(short):.0f}"
            )
            name = f"{world}, {100 * drop:.0f} points below {OFFICES - 1} others"
            cells.append(cell(name, found, bar=POWER, binding=False, note=beside))
    yield "Waves in which the foretold number shows the difference", cells


if __name__ == "__main__":
    raise SystemExit(run(simulation))
