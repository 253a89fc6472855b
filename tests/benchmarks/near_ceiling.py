"""Two ideas for the weak region of the displayed interval, goal G9: what they gain and what they cost.

Near the ceiling an office of 30 to 50 has one or two dissatisfied people, often none, so that its own variance says
little; and the design effect of its wave is too small if its people answer more alike than those elsewhere.

Run with `python -m tests.benchmarks.near_ceiling [--share 0.1]`. Nothing here binds, and neither is in the product.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from analysis.intervals import (
    PRIOR_DF,
    Interval,
    displayed_interval,
    t_quantile,
    wilson_of_share,
    z_quantile,
)
from analysis.scores import ScoreSums
from tests.benchmarks.coverage import (
    SIZES,
    World,
    cover,
    displayed,
    methods_worlds,
    ordinal_worlds,
)
from tests.benchmarks.rates import Bar, Cell, cell, repetitions, run

GOAL = Bar(92)
Floats = npt.NDArray[np.float64]


def with_deffs(sums: ScoreSums, *, own: Floats, wave: Floats | float) -> Interval:
    """Return the displayed interval with another own design effect or another one of the wave."""
    shown = displayed_interval(sums)
    p, m = sums.y[:, 0] / sums.m[:, 0], sums.m[:, 0]
    df = sums.n_valid[:, 0] - 1.0
    shrunk = np.maximum(1, (df * own + PRIOR_DF * wave) / (df + PRIOR_DF))
    ratio = z_quantile(0.95) / t_quantile(0.975, df + PRIOR_DF)
    n_effective = np.minimum(shown.n_own[:, 0], m / shrunk * ratio**2)
    return wilson_of_share(p, n_effective)


def two_more_people(sums: ScoreSums) -> Interval:
    """Idea 1: take the own design effect with two more people, one all satisfied and one not at all."""
    shown = displayed_interval(sums)
    n = sums.n_valid[:, 0]
    each = sums.m[:, 0] / n
    y, m = sums.y[:, 0] + each, sums.m[:, 0] + 2 * each
    yy, ym = sums.yy[:, 0] + each**2, sums.ym[:, 0] + each**2
    mm, p = sums.mm[:, 0] + 2 * each**2, y / m
    squares = yy - 2 * p * ym + p**2 * mm
    padded = (n + 2) / (n + 1) * squares / (m * p * (1 - p))
    pooled = float(shown.deff_pooled[0])
    own = np.where(shown.degenerate[:, 0], pooled, shown.deff_own[:, 0])
    return with_deffs(sums, own=np.fmax(own, padded), wave=pooled)


def upper_of_the_wave(sums: ScoreSums) -> Interval:
    """Idea 2: draw towards the design effect that four in five larger offices of the wave stay under."""
    shown = displayed_interval(sums)
    own = shown.deff_own[:, 0]
    pooled = float(shown.deff_pooled[0])
    known = own[(sums.n_valid[:, 0] >= 30) & np.isfinite(own)]
    upper = max(pooled, float(np.quantile(known, 0.8))) if len(known) else pooled
    own = np.where(shown.degenerate[:, 0], upper, own)
    return with_deffs(sums, own=own, wave=upper)


METHODS = (
    ("displayed", displayed),
    ("two more people", two_more_people),
    ("upper design effect", upper_of_the_wave),
)


def cells_of(world: World, *, waves: int) -> list[Cell]:
    """Return the cells of offices of 30, 50 and 100 under each method."""
    found = [(name, cover(world, method, waves=waves)) for name, method in METHODS]
    usual = found[0][1].width.mean(axis=0)
    cells = []
    for n in (30, 50, 100):
        at = SIZES.index(n)
        for name, coverage in found:
            wider = 100 * (coverage.width[:, at].mean() / usual[at] - 1)
            note = f"{wider:+.0f} % wide" if name != "displayed" else ""
            bar = GOAL if world.weak and n < 100 else None
            rates = coverage.covered[:, at]
            title = f"n = {n}, {name}"
            cells.append(cell(title, rates, bar=bar, binding=False, note=note))
    return cells


def simulation(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Yield the tables of G9: the weak region, and what the ideas cost where nothing is wrong."""
    waves = repetitions(1500, share)
    for world in methods_worlds():
        if world.weak or world.homogeneous:
            yield f"Near the ceiling (G9): {world.name}", cells_of(world, waves=waves)
    for world in ordinal_worlds():
        if world.weak:
            title = f"Near the ceiling (G9), second generator: {world.name}"
            yield title, cells_of(world, waves=waves)


if __name__ == "__main__":
    raise SystemExit(run(simulation))
