"""How often an office that did not change is said to: wave to wave, and slopes over four waves.

Run with `python -m tests.benchmarks.over_time [--share 0.1]`.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from analysis.changes import wave_changes
from analysis.indices import satisfaction_index
from analysis.scores import ScoreSums
from analysis.trend import cochran_armitage, index_slopes
from analysis.verdicts import Difference
from tests.benchmarks.people import (
    SEED,
    Population,
    draw,
    methods_population,
    ordinal_population,
    uneven_sizes,
)
from tests.benchmarks.rates import Bar, Cell, cell, repetitions, run

AT_MOST, AT_LEAST = Bar(high=5), Bar(95)
OFFICES, MEAN_SIZE = 30, 60
Floats = npt.NDArray[np.float64]


def draws(
    people: Sequence[Population], *, waves: int, seed: int = SEED
) -> list[ScoreSums]:
    """Return waves of the same offices, with sizes of their own; wave w asks `people[w]`."""
    rng = np.random.default_rng(seed)
    alike = np.zeros(OFFICES, np.int64)
    return [
        draw(
            rng,
            [people[wave % len(people)]],
            uneven_sizes(rng, OFFICES, MEAN_SIZE),
            of=alike,
        ).sums
        for wave in range(waves)
    ]


def one_history(
    people: Sequence[Population], *, waves: int, truth: float, seed: int
) -> tuple[float, float, float, float, float]:
    """Return, for one set of waves, what the tests of change say.

    Whether any office is said to change against the truth; the share of intervals that hold the
    true change; the share of offices found to change in the true direction; whether any naive test
    says so; and whether the slope of all offices together is called clear.
    """
    sums = draws(people, waves=waves, seed=seed)
    found = wave_changes(sums)
    right = Difference.HIGHER if truth > 0 else Difference.LOWER
    clear = [v for v in found.verdicts if v in (Difference.HIGHER, Difference.LOWER)]
    wrong = [v for v in clear if truth == 0 or v is not right]
    inside = (found.low <= truth) & (truth <= found.high)
    known = np.isfinite(found.change)
    power = (len(clear) - len(wrong)) / OFFICES
    naive = answers_as_people(sums) <= 0.05 / OFFICES
    return (
        float(bool(wrong)),
        float(inside[known].mean()),
        power,
        float(naive.any()),
        float(slope_pvalue(sums) <= 0.05),
    )


def any_change(waves: Sequence[ScoreSums]) -> bool:
    """Whether the product says that any office changed."""
    clear = {Difference.HIGHER, Difference.LOWER}
    return bool(clear & set(wave_changes(waves).verdicts))


def answers_as_people(waves: Sequence[ScoreSums]) -> Floats:
    """The naive p-values: Cochran and Armitage's test of each office's answers, as if independent."""
    y = np.array([wave.y[:, 0] for wave in waves])
    m = np.array([wave.m[:, 0] for wave in waves])
    return np.array(
        [
            np.nan_to_num(cochran_armitage(y[:, o], m[:, o]).pvalue, nan=1.0)
            for o in range(y.shape[1])
        ]
    )


def slope_pvalue(waves: Sequence[ScoreSums]) -> float:
    """The p-value of the slope of all offices together, from linearised variances."""
    alike = np.zeros(OFFICES, np.int64)
    whole = [
        satisfaction_index(wave.merged(alike.tolist(), names=("all",)))
        for wave in waves
    ]
    index = [float(one.index[0, 0]) for one in whole]
    variance = [float(one.variance[0, 0]) for one in whole]
    return float(index_slopes(index, variance).pvalue)


def cells_of(
    make: Callable[..., Population], share: float, *, waves: int
) -> tuple[list[Cell], list[Cell], list[Cell]]:
    """Return cells of false changes, of intervals, and of the common slope."""
    false, covered, slopes = [], [], []
    for first, last in ((0.70, 0.70), (0.834, 0.834), (0.95, 0.95), (0.80, 0.90)):
        people = [make(float(index)) for index in np.linspace(first, last, waves)]
        truth = (last - first) / (waves - 1)
        seen = np.array(
            [
                one_history(people, waves=waves, truth=truth, seed=SEED + number)
                for number in range(repetitions(800, share))
            ]
        )
        name = f"30 × 60 u, {waves} waves, {first}" + (
            f" to {last}" if truth else " throughout"
        )
        note = f"naive {100 * seen[:, 3].mean():.0f}"
        if truth:
            note = f"power {100 * seen[:, 2].mean():.0f}"
        false.append(cell(name, seen[:, 0], bar=AT_MOST, binding=False, note=note))
        covered.append(cell(name, seen[:, 1], bar=AT_LEAST, binding=False))
        bar = None if truth else AT_MOST
        slopes.append(cell(name, seen[:, 4], bar=bar, binding=False))
    return false, covered, slopes


def simulation(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Yield the tables of changes and slopes."""
    for name, make in (
        ("", methods_population),
        (", second generator", ordinal_population),
    ):
        found = [cells_of(make, share, waves=waves) for waves in (2, 4)]
        titles = (
            "Any office said to change that did not, or the wrong way",
            "An office's interval holds the true change",
            "The slope of all offices together called clear",
        )
        for place, title in enumerate(titles):
            yield f"{title}{name}", found[0][place] + found[1][place]


if __name__ == "__main__":
    raise SystemExit(run(simulation))
