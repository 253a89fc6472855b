"""How often equal offices are called different by the test of all together: bar G11.

Run with `python -m tests.benchmarks.omnibus [--share 0.1]`.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np
from scipy import stats

from analysis.questions import kruskal
from analysis.significance import compare_offices
from tests.benchmarks.people import Wave, methods_population, ordinal_population
from tests.benchmarks.rates import Bar, Cell, cell, repetitions, run
from tests.benchmarks.waves import (
    METHODS_NOISY,
    ORDINAL_NOISY,
    Design,
    every_second,
    large_differ,
    small_differ,
)

LEVEL = 0.05
AT_MOST = Bar(high=5)
Test = Callable[[Wave], float]


def brown_forsythe(wave: Wave) -> float:
    """The product's test of the pooled index."""
    return compare_offices(wave.sums).pvalue


def rank_test(wave: Wave) -> float:
    """The product's test of one question."""
    return float(kruskal(wave.counts).pvalue[0])


def answers_as_people(wave: Wave) -> float:
    """The naive test: chi-squared of satisfied and other answers, as if all were independent."""
    y, m = wave.sums.y[:, 0], wave.sums.m[:, 0]
    asked = m > 0
    p = y.sum() / m.sum()
    statistic = ((y - p * m)[asked] ** 2 / m[asked]).sum() / (p * (1 - p))
    return float(stats.chi2.sf(statistic, asked.sum() - 1))


def welch(wave: Wave) -> float:
    """Welch's test of the residuals, which trusts each office's own variance."""
    return compare_offices(wave.sums, method="welch", min_n=2).pvalue


def rejections(
    design: Design, tests: Sequence[Test], *, waves: int
) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """Return 1 where a test rejects, shape (waves, tests); a test that can't tell doesn't reject."""
    found = np.empty((waves, len(tests)))
    for number, (wave, _) in enumerate(design.draws(waves)):
        found[number] = [test(wave) <= LEVEL for test in tests]
    return found


def methods_designs() -> list[tuple[Design, int]]:
    """Return the cells of METHODS, section 3.2, with their usual repetitions."""
    alike = [partial(methods_population, 0.834)]
    found = [
        (Design("2 × 10 e", 2, 10, alike), 4000),
        (Design("2 × 30 e", 2, 30, alike), 4000),
        (Design("8 × 5 e", 8, 5, alike), 4000),
        (Design("8 × 10 e", 8, 10, alike), 4000),
        (Design("8 × 30 u", 8, 30, alike, True), 4000),
        (Design("60 × 5 e", 60, 5, alike), 3000),
        (Design("60 × 10 u", 60, 10, alike, True), 3000),
        (Design("60 × 30 u", 60, 30, alike, True), 3000),
        (Design("60 × 100 u", 60, 100, alike, True), 2000),
        (Design("1000 × 10 u", 1000, 10, alike, True), 500),
        (Design("1000 × 30 u", 1000, 30, alike, True), 400),
        (Design("10000 × 20 u", 10_000, 20, alike, True), 100),
    ]
    noisy = METHODS_NOISY(0.834)
    return found + [
        (Design("8 × 10 u, small noisy", 8, 10, noisy, True, small_differ), 4000),
        (Design("60 × 30 u, small noisy", 60, 30, noisy, True, small_differ), 3000),
        (Design("60 × 30 u, large noisy", 60, 30, noisy, True, large_differ), 3000),
        (Design("1000 × 20 u, small noisy", 1000, 20, noisy, True, small_differ), 400),
    ]


def ordinal_designs() -> list[tuple[Design, int]]:
    """Return cells of the second generator."""
    found = [
        (Design(f"{k} × {n} u, {index}", k, n, [people], True), waves)
        for index in (0.8, 0.95)
        for people in [partial(ordinal_population, index)]
        for k, n, waves in ((8, 10, 3000), (60, 30, 2000), (1000, 20, 200))
    ]
    for index in (0.8, 0.95):
        people = ORDINAL_NOISY(index)
        for name, kinds in (("small", small_differ), ("large", large_differ)):
            title = f"60 × 30 u, {name} cohesive, {index}"
            found.append((Design(title, 60, 30, people, True, kinds), 2000))
    return found


def power_designs() -> list[tuple[Design, int]]:
    """Return waves with half the offices at .80 and half at .90."""
    people = [partial(methods_population, index) for index in (0.80, 0.90)]
    return [
        (Design(f"{k} × {n} u, .80/.90", k, n, people, True, every_second), 1500)
        for k, n in ((8, 10), (8, 30), (60, 10), (60, 30))
    ]


def cells_of(
    designs: Sequence[tuple[Design, int]],
    share: float,
    *,
    bar: Bar | None,
    binding: bool,
) -> tuple[list[Cell], list[Cell]]:
    """Return the cells of the pooled test and those of the question's test."""
    pooled, question = [], []
    for design, usual in designs:
        tests = (brown_forsythe, rank_test, answers_as_people, welch)
        found = rejections(design, tests, waves=repetitions(usual, share))
        beside = f"naive χ² {100 * found[:, 2].mean():.0f}, Welch {100 * found[:, 3].mean():.0f}"
        pooled.append(
            cell(design.name, found[:, 0], bar=bar, binding=binding, note=beside)
        )
        # Offices with one index of all questions differ in one question if their people do.
        if len(design.people) == 1:
            question.append(cell(design.name, found[:, 1], bar=bar, binding=False))
    return pooled, question


def simulation(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Yield the tables of G11."""
    for name, designs, binding in (
        ("", methods_designs(), True),
        (", second generator", ordinal_designs(), False),
    ):
        pooled, question = cells_of(designs, share, bar=AT_MOST, binding=binding)
        yield f"Equal offices called different by Brown–Forsythe F*{name}", pooled
        yield f"Equal offices called different by Kruskal–Wallis{name}", question
    pooled, _ = cells_of(power_designs(), share, bar=None, binding=False)
    yield "Unequal offices found by Brown–Forsythe F*", pooled


if __name__ == "__main__":
    raise SystemExit(run(simulation))
