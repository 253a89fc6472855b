"""How often the weekly chart warns of nothing, and how soon of something.

Run with `python -m tests.benchmarks.early_warning [--share 0.1]`.
"""

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np

from analysis.arrays import FloatArray
from analysis.scores import ScoreSums
from analysis.verdicts import Difference
from analysis.weekly import weekly_chart
from tests.benchmarks.people import (
    SEED,
    Population,
    draw,
    methods_population,
    ordinal_population,
)
from tests.benchmarks.rates import Cell, cell, repetitions, run

BASELINE, WATCHED = 13, 13


def weeks(
    rng: np.random.Generator, before: Population, after: Population, *, n: float
) -> ScoreSums:
    """Return a quarter of one kind of people and a quarter of another, about n a week."""
    sizes = np.maximum(rng.poisson(n, BASELINE + WATCHED), 1).astype(np.int64)
    of = np.repeat([0, 1], [BASELINE, WATCHED])
    return draw(rng, [before, after], sizes, of=of).sums


def warned(
    before: Population, after: Population, *, n: float, waves: int
) -> tuple[FloatArray, FloatArray]:
    """Return whether a fall was reported after the baseline, and after how many weeks."""
    rng = np.random.default_rng([SEED, 9, int(n)])
    found, delays = np.zeros(waves), np.full(waves, np.nan)
    for at in range(waves):
        chart = weekly_chart(weeks(rng, before, after, n=n), baseline=BASELINE)
        falls = [
            alarm.week - BASELINE + 1
            for alarm in chart.alarms
            if alarm.direction is Difference.LOWER and alarm.week >= BASELINE
        ]
        if falls:
            found[at], delays[at] = 1, falls[0]
    return found, delays


def beyond_three(people: Population, *, n: float, waves: int) -> FloatArray:
    """Return whether a naive chart with binomial limits on answers goes off in the watched weeks."""
    rng = np.random.default_rng([SEED, 9, int(n)])
    found = np.zeros(waves)
    for at in range(waves):
        sums = weeks(rng, people, people, n=n)
        y, m = sums.y[:, 0], sums.m[:, 0]
        p = y[:BASELINE].sum() / m[:BASELINE].sum()
        z = (y - p * m) / np.sqrt(m * p * (1 - p))
        found[at] = bool(np.any(np.abs(z[BASELINE:]) > 3))
    return found


def simulation(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Yield the tables of the early warning; there is no bar for it."""
    waves = repetitions(2000, share)
    false, falls = [], []
    for world, people in (
        ("METHODS", partial(methods_population)),
        ("ordinal", partial(ordinal_population)),
    ):
        for n in (10, 25, 100):
            for index in (0.834, 0.95):
                same = people(index)
                found, _ = warned(same, same, n=n, waves=waves)
                naive = 100 * beyond_three(same, n=n, waves=min(waves, 300)).mean()
                beside = f"binomial limits on answers {naive:.0f}"
                false.append(cell(f"{world} {index}, {n} a week", found, note=beside))
            for drop in (0.05, 0.10):
                found, delays = warned(
                    people(0.834), people(0.834 - drop), n=n, waves=waves
                )
                typical = (
                    f"median week {np.nanmedian(delays):.0f}" if found.any() else ""
                )
                name = f"{world} .834, {n} a week, {100 * drop:.0f} points lower"
                falls.append(cell(name, found, note=typical))
    yield "Quarters without change in which a fall is reported", false
    yield "Quarters after a fall in which it is reported", falls


if __name__ == "__main__":
    raise SystemExit(run(simulation))
