"""How often some pair of equal offices is called different: bar G12, and the false discovery rate.

Run with `python -m tests.benchmarks.pairs [--share 0.1]`.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt

from analysis.comparisons import compare_pairs
from analysis.questions import dunn
from tests.benchmarks.people import (
    Ints,
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
    one_in_four,
    other_lengths,
    small_differ,
)

LEVEL = 0.05
AT_MOST = Bar(high=5)
Floats = npt.NDArray[np.float64]
# First and second office, adjusted p-values and signs of all pairs looked at.
Tested = tuple[Ints, Ints, Floats, Floats]
Procedure = Callable[[Wave], Tested]


def protected(wave: Wave, correction: str = "holm", min_n: int = 5) -> Tested:
    """The product's test of pairs."""
    found = compare_pairs(wave.sums, method="index-t", correction=correction, min_n=min_n)  # type: ignore[arg-type]
    return found.first, found.second, found.pvalue_adjusted, found.statistic


def welch(wave: Wave, correction: str = "holm") -> Tested:
    """Welch's t, which trusts each office's own variance."""
    found = compare_pairs(wave.sums, method="welch", correction=correction, min_n=2)  # type: ignore[arg-type]
    return found.first, found.second, found.pvalue_adjusted, found.statistic


def uncorrected(wave: Wave) -> Tested:
    """The product's test without any correction for the number of pairs."""
    return protected(wave, "none")


def by_ranks(wave: Wave) -> Tested:
    """Dunn's test of one question with Holm."""
    found = dunn(wave.counts)
    return found.first, found.second, found.pvalue_adjusted, found.statistic


def outcome(tested: Tested, truth: Floats) -> tuple[float, float, float]:
    """Return whether any equal pair was called different, the power, and the share of false findings.

    A difference found the wrong way round is false as well. NaN where nothing is equal or different.
    """
    first, second, pvalue, sign = tested
    difference = truth[first] - truth[second]
    equal = np.abs(difference) < 1e-3
    found = np.nan_to_num(pvalue, nan=1.0) <= LEVEL
    right = found & ~equal & (sign * difference > 0)
    false = found & ~right
    any_false = float(false.any()) if equal.any() else np.nan
    power = float(right[~equal].mean()) if (~equal).any() else np.nan
    return any_false, power, float(false.sum() / max(found.sum(), 1))


def outcomes(design: Design, procedures: Sequence[Procedure], *, waves: int) -> Floats:
    """Return outcomes of each wave, shape (waves, procedures, 3)."""
    found = np.empty((waves, len(procedures), 3))
    for number, (wave, truth) in enumerate(design.draws(waves)):
        found[number] = [outcome(one(wave), truth) for one in procedures]
    return found


def second_and_small(sizes: Ints) -> Ints:
    """Every second office has another index, and the small ones people whose answers are more alike."""
    return every_second(sizes) + 2 * small_differ(sizes)


def designs(
    make: Callable[..., Population], usual: float, rare: float
) -> list[tuple[Design, int]]:
    """Return complete and partial nulls of one generator, with their usual repetitions."""
    alike, high = [partial(make, 0.834)], [partial(make, 0.95)]
    half = [partial(make, index) for index in (0.70, 0.92)]
    close = [partial(make, index) for index in (0.85, 0.92)]
    both = [partial(make, i, spread) for spread in (usual, rare) for i in (0.70, 0.92)]
    noisy = (METHODS_NOISY if make is methods_population else ORDINAL_NOISY)(0.834)
    return [
        (Design("2 × 10 e", 2, 10, alike), 3000),
        (Design("8 × 10 e", 8, 10, alike), 3000),
        (Design("8 × 30 u", 8, 30, alike, True), 3000),
        (Design("30 × 30 u", 30, 30, alike, True), 1500),
        (Design("30 × 30 u, .95", 30, 30, high, True), 1500),
        (Design("30 × 30 u, small noisy", 30, 30, noisy, True, small_differ), 1500),
        (Design("half .70/.92, 30 × 50 u", 30, 50, half, True, every_second), 1000),
        (Design("half .85/.92, 30 × 50 u", 30, 50, close, True, every_second), 1000),
        (
            Design(
                "half .70/.92, small noisy, 30 × 50 u",
                30,
                50,
                both,
                True,
                second_and_small,
            ),
            1000,
        ),
        (Design("60 × 100 u", 60, 100, alike, True), 500),
        (
            Design(
                "half .80/.95, every other 15 of 22 questions, 30 × 200 u",
                30,
                200,
                other_lengths(make),
                True,
                one_in_four,
            ),
            500,
        ),
    ]


def family_cells(
    found: list[tuple[Design, int]], share: float, *, binding: bool
) -> tuple[list[Cell], list[Cell], list[Cell]]:
    """Return cells of the protected t, of Dunn's test, and of Benjamini and Hochberg's correction."""
    families, ranks, discoveries = [], [], []
    screening = partial(protected, correction="bh")
    for design, usual in found:
        waves = repetitions(usual, share)
        procedures = (protected, by_ranks, screening, welch)
        seen = outcomes(design, procedures, waves=waves)
        power = np.nanmean(seen[:, :, 1], axis=0) if "half" in design.name else None
        beside = f"Welch {100 * seen[:, 3, 0].mean():.1f}"
        if power is not None:
            beside += f"; power {100 * power[0]:.0f}, with BH {100 * power[2]:.0f}"
        families.append(
            cell(design.name, seen[:, 0, 0], bar=AT_MOST, binding=binding, note=beside)
        )
        discoveries.append(cell(design.name, seen[:, 2, 2], bar=AT_MOST, binding=False))
        # Equal in the index of all questions is not equal in one, unless the people are the same.
        if len(design.people) == 1:
            ranks.append(cell(design.name, seen[:, 1, 0], bar=AT_MOST, binding=binding))
    return families, ranks, discoveries


def simulation(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Yield the tables of G12 and of the false discovery rate."""
    for name, found, binding in (
        ("", designs(methods_population, 0.15, 0.9), True),
        (", second generator", designs(ordinal_population, 0.5, 0.95), False),
    ):
        families, ranks, discoveries = family_cells(found, share, binding=binding)
        yield f"Any equal pair called different: protected t, Holm{name}", families
        yield f"Any equal pair called different: Dunn, Holm{name}", ranks
        yield f"False share of findings: protected t, Benjamini–Hochberg{name}", discoveries


if __name__ == "__main__":
    raise SystemExit(run(simulation))
