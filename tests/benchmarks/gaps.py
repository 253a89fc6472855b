"""How often the gap between two collections is covered, and how often equal ones are called different.

Run with `python -m tests.benchmarks.gaps [--share 0.1]`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from analysis.before_after import Shift
from analysis.rechecks import CollectionGaps, collection_gaps
from analysis.scores import ScoreSums
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

AT_MOST, AT_LEAST, ABOUT = Bar(high=5), Bar(95), Bar(93)
CLEAR = (Difference.HIGHER, Difference.LOWER)
Ints = npt.NDArray[np.int64]
Overall = Callable[[ScoreSums, ScoreSums, npt.NDArray[np.float64]], Shift]


@dataclass(frozen=True, slots=True)
class World:
    """Offices with some self-collected answers each and `heard` calls; `gap` is self less heard."""

    name: str
    offices: int
    own: int
    heard: int
    people: Callable[[float], Population]
    levels: tuple[float, ...] = (0.834,)
    gap: float = 0.0


SHORT = (
    World("30 × 60 u and 10, .834", 30, 60, 10, methods_population),
    World("30 × 200 u and 20, .95", 30, 200, 20, methods_population, (0.95,)),
)
WORLDS = tuple(
    World(
        f"{name}: {offices} × {own} u and {heard}, {level}, gap {gap:g}",
        offices,
        own,
        heard,
        people,
        levels,
        gap,
    )
    for name, people in (
        ("METHODS", methods_population),
        ("second", ordinal_population),
    )
    for offices, own, heard in ((5, 60, 10), (30, 60, 10), (30, 200, 20), (100, 100, 8))
    for level, levels, gap in (
        (".834", (0.834,), 0.0),
        (".95", (0.95,), 0.0),
        (".95/.85", (0.95, 0.85), 0.15),
    )
)


def ours(
    own: ScoreSums, heard: ScoreSums, weights: npt.NDArray[np.float64]
) -> CollectionGaps:
    """The gaps as pages show them."""
    return collection_gaps(own, heard, weights=weights)


def answers_as_people(
    own: ScoreSums, heard: ScoreSums, weights: npt.NDArray[np.float64]
) -> Shift:
    """The overall gap with every answer taken for a person of its own."""
    weight = weights / weights.sum()
    p = [one.y[:, 0] / one.m[:, 0] for one in (own, heard)]
    parts = sum(
        share * (1 - share) / one.m[:, 0] for share, one in zip(p, (own, heard))
    )
    gap, half = float(weight @ (p[0] - p[1])), 1.96 * float(weight**2 @ parts) ** 0.5
    return Shift(gap, gap - half, gap + half, float("nan"), Difference.NONE)


def measured(
    chosen: Sequence[World], *, waves: int, method: Overall | None = None
) -> list[Cell]:
    """Return the cells of each world: coverage of the overall gap, and false findings where there is none."""
    cells = []
    for world in chosen:
        covered, wrong, any_clear = _outcomes(world, waves=waves, method=method)
        # With a true gap offices of one wave are apart, and few of them make a lopsided sum.
        bar = AT_LEAST if not world.gap else ABOUT
        note = (
            f"an office clear in {100 * np.mean(any_clear):.0f} %" if world.gap else ""
        )
        cells.append(cell(f"{world.name}: covered", covered, bar=bar, note=note))
        if method is None and not world.gap:
            cells.append(cell(f"{world.name}: overall clear", wrong, bar=AT_MOST))
            cells.append(cell(f"{world.name}: an office clear", any_clear, bar=AT_MOST))
    return cells


def _outcomes(
    world: World, *, waves: int, method: Overall | None
) -> tuple[list[float], list[float], list[float]]:
    rng = np.random.default_rng(SEED)
    people = [world.people(level) for level in world.levels]
    people += [world.people(level - world.gap) for level in world.levels]
    kinds = len(world.levels)
    kind: Ints = np.arange(world.offices) % kinds
    true = np.array([people[k].index - people[k + kinds].index for k in kind])
    covered, wrong, any_clear = [], [], []
    for _ in range(waves):
        sizes = uneven_sizes(rng, world.offices, world.own, least=10)
        own = draw(rng, people, sizes, of=kind).sums
        calls = np.full(world.offices, world.heard)
        heard = draw(rng, people, calls, of=kind + kinds).sums
        # The more dossiers, the more answers came in by themselves.
        weights = sizes.astype(np.float64)
        truth = float(weights @ true / weights.sum())
        if method is not None:
            shift = method(own, heard, weights)
        else:
            gaps = ours(own, heard, weights)
            shift = gaps.overall
            any_clear.append(float(any(v in CLEAR for v in gaps.by_office.verdicts)))
            wrong.append(float(shift.verdict in CLEAR))
        covered.append(float(shift.low <= truth <= shift.high))
    return covered, wrong, any_clear


def simulate(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Give the tables."""
    waves = partial(repetitions, share=share)
    yield "Gap to an independent collection", measured(WORLDS, waves=waves(1_000))


if __name__ == "__main__":
    raise SystemExit(run(simulate))
