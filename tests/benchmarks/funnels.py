"""How many equal offices lie outside the funnel: bar G15.

Run with `python -m tests.benchmarks.funnels [--share 0.1]`.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.funnel import ALARM, WARNING, funnel, pooled_sizes
from analysis.indices import satisfaction_index
from analysis.intervals import displayed_interval
from tests.benchmarks.people import Wave, methods_population, ordinal_population
from tests.benchmarks.rates import Bar, Cell, cell, repetitions, run
from tests.benchmarks.waves import Design

OUTSIDE_WARNING, OUTSIDE_ALARM = Bar(high=6), Bar(0.1, 0.4)
Floats = npt.NDArray[np.float64]


def shown(wave: Wave) -> Floats:
    """Distances that the product's funnel shows."""
    found = satisfaction_index(wave.sums)
    sizes = pooled_sizes(found, displayed_interval(wave.sums))
    return _distances(wave, sizes)


def answers_as_people(wave: Wave) -> Floats:
    """The naive funnel, every answer a person; overdispersion left out, as books draw it first."""
    return _distances(wave, wave.sums.m[:, 0], adjusted=False)


def _distances(wave: Wave, sizes: Floats, *, adjusted: bool = True) -> Floats:
    y, m = wave.sums.y[:, 0], wave.sums.m[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        found = funnel(y / m, sizes, target=float(y.sum() / m.sum()))
    return found.shown_z if adjusted else found.z


def outside(z: Floats) -> tuple[float, float]:
    """Return the shares outside the 95 % and the 99.8 % limits."""
    distance = np.abs(z[np.isfinite(z)])
    edges = [special.ndtri(0.5 + level / 2) for level in (WARNING, ALARM)]
    return float((distance > edges[0]).mean()), float((distance > edges[1]).mean())


def cells_of(design: Design, *, waves: int, binding: bool) -> list[Cell]:
    """Return the cells of both limits."""
    found = np.array(
        [
            [*outside(shown(wave)), *outside(answers_as_people(wave))]
            for wave, _ in design.draws(waves)
        ]
    )
    naive = 100 * found.mean(axis=0)
    return [
        cell(
            f"{design.name}, outside {limit} %",
            found[:, column],
            bar=bar,
            binding=binding,
            note=f"naive {naive[column + 2]:.1f}",
        )
        for column, limit, bar in (
            (0, "95", OUTSIDE_WARNING),
            (1, "99.8", OUTSIDE_ALARM),
        )
    ]


def simulation(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Yield the tables of G15; indices that METHODS did not state are reported."""
    waves = repetitions(40, share)
    generators: tuple[tuple[str, Callable[..., object], tuple[float, ...]], ...] = (
        ("", methods_population, (0.834, 0.67, 0.95)),
        (", second generator", ordinal_population, (0.85, 0.70, 0.95)),
    )
    for name, make, indices in generators:
        cells = []
        for index in indices:
            design = Design(
                f"10000 × 50 u, {index}", 10_000, 50, [partial(make, index)], True  # type: ignore[list-item]
            )
            binding = make is methods_population and index == indices[0]
            cells += cells_of(design, waves=waves, binding=binding)
        yield f"Equal offices outside the funnel{name}", cells


if __name__ == "__main__":
    raise SystemExit(run(simulation))
