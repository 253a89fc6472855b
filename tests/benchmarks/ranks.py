"""How often rank sets with estimated variances hold the true ranks: goal G14, and the open marginal sets.

Run with `python -m tests.benchmarks.ranks [--share 0.1]`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from analysis.arrays import BoolArray, FloatArray
from analysis.indices import satisfaction_index
from analysis.intervals import displayed_interval
from analysis.ranking import (
    RankSets,
    individual_level,
    rank_bounds,
    rank_sets,
    ranks,
    variance_for_ranks,
)
from analysis.scores import ScoreSums
from tests.benchmarks.people import (
    SEED,
    Ints,
    methods_population,
    ordinal_population,
)
from tests.benchmarks.rates import Bar, Cell, cell, repetitions, run
from tests.benchmarks.waves import (
    METHODS_NOISY,
    ORDINAL_NOISY,
    Design,
    all_alike,
    small_differ,
)

AT_LEAST = Bar(low=95)
# Enough for a quantile that is averaged over hundreds of waves.
DRAWS = 2_000
SPREAD = (0.70, 0.78, 0.82, 0.84, 0.86, 0.90, 0.95)
Sets = Callable[[ScoreSums, np.random.Generator], RankSets]


def in_turn(sizes: Ints) -> Ints:
    """Offices ask the seven kinds of people in turn."""
    return np.arange(len(sizes)) % len(SPREAD)


def joint(sums: ScoreSums, rng: np.random.Generator) -> RankSets:
    """The product's joint sets."""
    index = satisfaction_index(sums).index[:, 0]
    return rank_sets(index, variance_for_ranks(sums), rng=rng, draws=DRAWS)


def marginal(sums: ScoreSums, rng: np.random.Generator) -> RankSets:
    """The product's marginal sets."""
    index = satisfaction_index(sums).index[:, 0]
    return rank_sets(index, variance_for_ranks(sums), joint=False)


def bounds(sums: ScoreSums, rng: np.random.Generator) -> RankSets:
    """The product's sets for very many units."""
    level = individual_level(len(sums.offices))
    found = satisfaction_index(sums).index[:, 0]
    shown = displayed_interval(sums, confidence_level=level)
    return rank_bounds(found, shown.low[:, 0], shown.high[:, 0])


def own_variance(sums: ScoreSums, rng: np.random.Generator) -> RankSets:
    """The naive joint sets: each office's own variance is trusted, the smallest that occurs for none."""
    found = satisfaction_index(sums)
    v = found.variance[:, 0]
    return rank_sets(
        found.index[:, 0],
        np.maximum(np.nan_to_num(v), 1e-6),
        rng=rng,
        draws=DRAWS,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """For each wave: all true ranks covered, share of offices covered, mean share of places left open."""

    together: BoolArray
    each: FloatArray
    width: FloatArray


def coverage(design: Design, method: Sets, *, waves: int) -> Coverage:
    """Simulate waves; of tied offices all ranks that they share must be in the set."""
    rng = np.random.default_rng([SEED, 14])
    k = design.offices
    together, each, width = [], [], []
    for wave, truth in design.draws(waves):
        found = method(wave.sums, rng)
        best, worst = ranks(truth), k + 1 - ranks(-truth)
        covered = (found.low <= best) & (worst <= found.high)
        together.append(bool(covered.all()))
        each.append(float(covered.mean()))
        width.append(float((found.high - found.low + 1).mean() / k))
    return Coverage(np.array(together), np.array(each), np.array(width))


def methods_designs() -> list[tuple[Design, int]]:
    """Return waves of METHODS' world."""
    found = []
    for index in (0.834, 0.95):
        alike = [partial(methods_population, index)]
        for k, n, waves in ((8, 30, 400), (30, 30, 240), (60, 50, 120)):
            name = f"{k} × {n} u, all {index}"
            found.append((Design(name, k, n, alike, True, all_alike), waves))
        noisy = METHODS_NOISY(index)
        name = f"30 × 30 u, small noisy, {index}"
        found.append((Design(name, 30, 30, noisy, True, small_differ), 240))
    spread = [partial(methods_population, index) for index in SPREAD]
    for k, n, waves in ((8, 50, 400), (30, 50, 240), (60, 100, 120)):
        name = f"{k} × {n} u, .70 to .95"
        found.append((Design(name, k, n, spread, True, in_turn), waves))
    return found


def ordinal_designs() -> list[tuple[Design, int]]:
    """Return waves of the second generator."""
    found = []
    for index in (0.8, 0.95):
        people = [partial(ordinal_population, index)]
        name = f"30 × 30 u, all {index}"
        found.append((Design(name, 30, 30, people, True, all_alike), 160))
        noisy = ORDINAL_NOISY(index)
        name = f"30 × 30 u, small cohesive, {index}"
        found.append((Design(name, 30, 30, noisy, True, small_differ), 160))
    spread = [partial(ordinal_population, index) for index in SPREAD]
    found.append((Design("30 × 50 u, .70 to .95", 30, 50, spread, True, in_turn), 160))
    return found


def simulation(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Yield the tables of G14 and of the marginal sets."""
    for name, designs in (
        ("", methods_designs()),
        (", second generator", ordinal_designs()),
    ):
        together, alone, many = [], [], []
        for design, usual in designs:
            waves = repetitions(usual, share)
            ours = coverage(design, joint, waves=waves)
            naive = coverage(design, own_variance, waves=waves)
            beside = (
                f"{100 * ours.width.mean():.0f} % of places open; own variances cover "
                f"{100 * naive.together.mean():.0f}"
            )
            together.append(
                cell(
                    design.name,
                    ours.together,
                    bar=AT_LEAST,
                    binding=False,
                    note=beside,
                )
            )
            one = coverage(design, marginal, waves=waves)
            beside = f"{100 * one.width.mean():.0f} % of places open"
            alone.append(cell(design.name, one.each, note=beside))
            wide = coverage(design, bounds, waves=waves)
            beside = f"{100 * wide.width.mean():.0f} % of places open"
            many.append(
                cell(
                    design.name,
                    wide.together,
                    bar=AT_LEAST,
                    binding=False,
                    note=beside,
                )
            )
        yield f"All true ranks in the joint sets{name}", together
        yield f"True rank of an office in its marginal set{name}", alone
        yield f"All true ranks in the sets from Bonferroni intervals{name}", many


if __name__ == "__main__":
    raise SystemExit(run(simulation))
