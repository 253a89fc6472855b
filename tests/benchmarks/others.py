"""How often an equal office is put above or below all others: the three groups of every page.

Run with `python -m tests.benchmarks.others [--share 0.1]`.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.groups import MIN_N_TO_GROUP, compare_with_others
from analysis.residuals import pooled_residuals
from analysis.significance import adjust
from tests.benchmarks.people import (
    Population,
    Wave,
    methods_population,
    ordinal_population,
)
from tests.benchmarks.rates import Bar, Cell, cell, repetitions, run
from tests.benchmarks.waves import (
    METHODS_NOISY,
    ORDINAL_NOISY,
    Design,
    every_second,
    large_differ,
    one_in_four,
    other_lengths,
    small_differ,
)

LEVEL = 0.05
AT_MOST = Bar(high=5)
Floats = npt.NDArray[np.float64]


def grouped(wave: Wave, correction: str = "holm") -> tuple[Floats, Floats]:
    """The product's groups: adjusted p-values and signs by office."""
    found = compare_with_others(wave.sums, correction=correction)  # type: ignore[arg-type]
    return found.pvalue_adjusted, found.statistic


def own_variance(wave: Wave) -> tuple[Floats, Floats]:
    """The naive test: each office's mean residual over its own standard error, with Holm."""
    residuals = pooled_residuals(wave.sums)
    n = residuals.n
    with np.errstate(divide="ignore", invalid="ignore"):
        t = residuals.mean / np.sqrt(residuals.variance / n)
    pvalue = 2 * special.stdtr(n - 1, -np.abs(t))
    return adjust(np.where(n >= MIN_N_TO_GROUP, pvalue, np.nan)), t


def outcome(
    tested: tuple[Floats, Floats], wave: Wave, truth: Floats
) -> tuple[float, float, float]:
    """Return whether any office was put on the wrong side, the power, and the false share of findings.

    An office is equal if its true index is within a tenth of a point of that of all others together;
    power counts those at least five points away that are large enough to be grouped.
    """
    pvalue, sign = tested
    m = wave.sums.m[:, 0]
    others = ((m * truth).sum() - m * truth) / (m.sum() - m)
    difference = truth - others
    found = np.nan_to_num(pvalue, nan=1.0) <= LEVEL
    same_side = np.sign(sign) == np.sign(difference)
    right = found & same_side & (np.abs(difference) > 1e-3)
    far = np.isfinite(pvalue) & (np.abs(difference) >= 0.05)
    power = float(right[far].mean()) if far.any() else np.nan
    false = found & ~right
    return float(false.any()), power, float(false.sum() / max(found.sum(), 1))


def one_in_five(sizes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Every fifth office asks the second kind."""
    return (np.arange(len(sizes)) % 5 == 0).astype(np.int64)


def designs(make: Callable[..., Population], name: str) -> list[tuple[Design, int]]:
    """Return waves of equal offices, and some where they differ."""
    noisy = METHODS_NOISY if make is methods_population else ORDINAL_NOISY
    found = []
    for index in (0.70, 0.834, 0.95):
        alike = [partial(make, index)]
        title = f"30 × 60 u, {index}"
        found += [
            (Design(title, 30, 60, alike, True), 1500),
            (
                Design(
                    f"{title}, small {name}", 30, 60, noisy(index), True, small_differ
                ),
                1500,
            ),
            (
                Design(
                    f"{title}, large {name}", 30, 60, noisy(index), True, large_differ
                ),
                1500,
            ),
        ]
    alike = [partial(make, 0.9)]
    found.append((Design("8 × 40 u, .9", 8, 40, alike, True), 3000))
    found.append((Design("200 × 60 u, .9", 200, 60, alike, True), 500))
    half = [partial(make, index) for index in (0.80, 0.90)]
    few = [partial(make, index) for index in (0.90, 0.70)]
    found.append(
        (Design("half .80/.90, 30 × 60 u", 30, 60, half, True, every_second), 1000)
    )
    found.append(
        (
            Design(
                "one in five .70 among .90, 30 × 60 u", 30, 60, few, True, one_in_five
            ),
            1000,
        )
    )
    found.append(
        (
            Design(
                "half .80/.95, every other 15 of 22 questions, 30 × 60 u",
                30,
                60,
                other_lengths(make),
                True,
                one_in_four,
            ),
            1000,
        )
    )
    return found


def cells_of(
    found: list[tuple[Design, int]], share: float, *, binding: bool
) -> list[Cell]:
    """Return one cell for each design: some office wrongly apart."""
    cells = []
    screening = partial(grouped, correction="bh")
    for design, usual in found:
        seen = []
        for wave, truth in design.draws(repetitions(usual, share)):
            tests = (grouped, screening, own_variance)
            seen.append([outcome(test(wave), wave, truth) for test in tests])
        results = np.array(seen)
        note = (
            f"naive {100 * results[:, 2, 0].mean():.0f}; "
            f"false share with BH {100 * results[:, 1, 2].mean():.1f}"
        )
        if np.isfinite(results[:, 0, 1]).any():
            note += f"; power {100 * np.nanmean(results[:, 0, 1]):.0f}"
        cells.append(
            cell(design.name, results[:, 0, 0], bar=AT_MOST, binding=binding, note=note)
        )
    return cells


def simulation(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Yield the table of each generator."""
    title = "Any office put on the wrong side of all others"
    yield title, cells_of(designs(methods_population, "noisy"), share, binding=True)
    yield f"{title}, second generator", cells_of(
        designs(ordinal_population, "cohesive"), share, binding=False
    )


if __name__ == "__main__":
    raise SystemExit(run(simulation))
