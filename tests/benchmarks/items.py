"""How often intervals of one question cover its share: bar G10, by counting every outcome instead of drawing.

Run with `python -m tests.benchmarks.items`. Nothing is random here: the chance of each number of satisfied answers is
known, so a rate has no error of simulation.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt
from scipy import stats

from analysis.intervals import (
    Interval,
    clopper_pearson_interval,
    jeffreys_interval,
    wilson_interval,
)
from tests.benchmarks.rates import Bar, Cell, run

SIZES = (5, 7, 10, 15, 20, 30, 50, 100, 300)
SHARES = np.linspace(0.50, 0.99, 491)
Method = Callable[[npt.NDArray[np.int64], int], Interval]


def coverage(method: Method, n: int) -> npt.NDArray[np.float64]:
    """Return the coverage at each true share, shape (shares,), exactly."""
    outcomes = np.arange(n + 1)
    found = method(outcomes, n)
    inside = (found.low <= SHARES[:, None]) & (SHARES[:, None] <= found.high)
    return np.asarray((inside * stats.binom.pmf(outcomes, n, SHARES[:, None])).sum(1))


def wald(satisfied: npt.NDArray[np.int64], n: int) -> Interval:
    """The naive interval, p plus and minus 1.96 standard errors."""
    p = satisfied / n
    half = 1.959964 * np.sqrt(p * (1 - p) / n)
    return Interval(p - half, p + half)


def simulation(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Yield the table of G10; the share of repetitions changes nothing."""
    wilson, exact = [], []
    for n in SIZES:
        shares = coverage(lambda y, n: wilson_interval(y, n), n)
        others = ", ".join(
            f"{name} {100 * rates.mean():.1f}/{100 * rates.min():.0f}"
            for name, rates in (
                ("Jeffreys", coverage(lambda y, n: jeffreys_interval(y, n), n)),
                ("Wald", coverage(wald, n)),
            )
        )
        note = f"least {100 * shares.min():.1f}; mean/least of {others}"
        mean = 100 * float(shares.mean())
        wilson.append(Cell(f"Wilson, n = {n}", 1, mean, 0.0, Bar(95), note=note))
        sure = coverage(lambda y, n: clopper_pearson_interval(y, n), n)
        note = f"mean {100 * sure.mean():.1f}"
        least = 100 * float(sure.min())
        name = f"Clopper–Pearson, n = {n}"
        exact.append(Cell(name, 1, least, 0.0, Bar(95), note=note))
    yield "One question, p = .50(.001).99: mean coverage", wilson
    yield "One question, p = .50(.001).99: least coverage", exact


if __name__ == "__main__":
    raise SystemExit(run(simulation))
