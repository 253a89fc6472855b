"""Two ideas for the power of the pairs test, goal G13, beside the score z that METHODS measured it against.

Run with `python -m tests.benchmarks.pairs_power [--share 0.1]`. Nothing here binds; the second is in the product.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from analysis.intervals import displayed_interval
from analysis.residuals import pooled_residuals
from analysis.significance import MIN_N, adjust
from tests.benchmarks.pairs import (
    AT_MOST,
    Tested,
    outcomes,
    protected,
    second_and_small,
)
from tests.benchmarks.people import (
    SEED,
    Population,
    Wave,
    methods_population,
    ordinal_population,
)
from tests.benchmarks.rates import Cell, cell, repetitions, run
from tests.benchmarks.waves import (
    METHODS_NOISY,
    ORDINAL_NOISY,
    Design,
    every_second,
    small_differ,
)

DRAWS = 1_000
Floats = npt.NDArray[np.float64]


def score_z(wave: Wave) -> Tested:
    """The yardstick: score z of two shares with the displayed effective sizes, Holm."""
    sums = wave.sums
    p, n = sums.y[:, 0] / sums.m[:, 0], displayed_interval(sums).n_effective[:, 0]
    first, second = _pairs(wave)
    both = (n * p)[first] + (n * p)[second]
    common = both / (n[first] + n[second])
    error = np.sqrt(common * (1 - common) * (1 / n[first] + 1 / n[second]))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (p[first] - p[second]) / error
    return first, second, adjust(2 * special.ndtr(-np.abs(z))), z


def moderated(wave: Wave) -> Tested:
    """Idea 1: the weight of the common variance is estimated, as Smyth (2004) does, not fixed at 30.

    If offices' variances differ no more than chance makes them, the common one counts wholly.
    """
    residuals = pooled_residuals(wave.sums)
    large = residuals.n >= MIN_N
    df = residuals.n - 1
    prior_df, prior = _prior(residuals.variance[large], df[large])
    if np.isinf(prior_df):
        variance, freedom = np.full(len(df), prior), np.full(len(df), df[large].sum())
    else:
        variance = (df * residuals.variance + prior_df * prior) / (df + prior_df)
        freedom = df + prior_df
    first, second = _pairs(wave)
    per_head = variance / residuals.n
    t = residuals.mean[first] - residuals.mean[second]
    t /= np.sqrt(per_head[first] + per_head[second])
    freedom = np.minimum(freedom[first], freedom[second])
    return first, second, adjust(2 * special.stdtr(freedom, -np.abs(t))), t


def _prior(variance: Floats, df: Floats) -> tuple[float, float]:
    """Return degrees of freedom and value of the variances' common distribution, by moments of logs."""
    usable = variance > 0
    half = df[usable] / 2
    logs = np.log(variance[usable]) - special.digamma(half) + np.log(half)
    excess = logs.var(ddof=1) - special.polygamma(1, half).mean()
    if excess <= 1e-3:
        return np.inf, float(np.exp(logs.mean()))
    prior_df = 2 * optimize.brentq(
        lambda x: special.polygamma(1, x) - excess, 1e-3, 1e4
    )
    shift = special.digamma(prior_df / 2) - np.log(prior_df / 2)
    return float(prior_df), float(np.exp(logs.mean() + shift))


def joint(wave: Wave) -> Tested:
    """Idea 2: the product's t against the largest of all pairs together, drawn, in place of Holm.

    Pairs that share an office are correlated, which Holm cannot use. The product has it without drawing,
    as `correction="range"`: the studentised range, which is as large where sizes are equal.
    """
    residuals = pooled_residuals(wave.sums)
    first, second, _, t = protected(wave, "none")
    per_head = residuals.protected_variance() / residuals.n
    rng = np.random.default_rng(SEED)
    used = np.union1d(first, second)
    noise = np.zeros((DRAWS, len(residuals.n)))
    freedom = residuals.n[used] + 29
    chi = np.sqrt(rng.chisquare(freedom, (DRAWS, len(used))) / freedom)
    noise[:, used] = rng.normal(0, np.sqrt(per_head[used]), (DRAWS, len(used))) / chi
    scale = np.sqrt(per_head[first] + per_head[second])
    largest = np.sort((np.abs(noise[:, first] - noise[:, second]) / scale).max(axis=1))
    above = DRAWS - np.searchsorted(largest, np.abs(t))
    return first, second, (above + 1) / (DRAWS + 1), t


def _pairs(wave: Wave) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    large = np.flatnonzero(wave.sums.n_valid[:, 0] >= MIN_N)
    a, b = np.triu_indices(len(large), k=1)
    return large[a], large[b]


PROCEDURES: tuple[tuple[str, Callable[[Wave], Tested]], ...] = (
    ("protected t, Holm", protected),
    ("score z, Holm", score_z),
    ("moderated t, Holm", moderated),
    ("protected t, joint", joint),
    ("protected t, range", partial(protected, correction="range")),
)


def designs(make: Callable[..., Population], usual: float, rare: float) -> list[Design]:
    """Return waves in which offices are equal, and waves in which half differ."""
    noisy = (METHODS_NOISY if make is methods_population else ORDINAL_NOISY)(0.834)
    half = [partial(make, index) for index in (0.70, 0.92)]
    close = [partial(make, index) for index in (0.80, 0.90)]
    both = [partial(make, i, spread) for spread in (usual, rare) for i in (0.70, 0.92)]
    hardest = "half .70/.92, small noisy, 30 × 50 u"
    return [
        Design("8 × 30 u", 8, 30, [partial(make, 0.834)], True),
        Design("30 × 30 u", 30, 30, [partial(make, 0.834)], True),
        Design("30 × 30 u, .95", 30, 30, [partial(make, 0.95)], True),
        Design("30 × 30 u, small noisy", 30, 30, noisy, True, small_differ),
        Design("half .70/.92, 30 × 50 u", 30, 50, half, True, every_second),
        Design("half .80/.90, 30 × 100 u", 30, 100, close, True, every_second),
        Design(hardest, 30, 50, both, True, second_and_small),
    ]


def simulation(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Yield the tables of G13: errors of all procedures, and power as a share of the score z's."""
    for name, make, usual, rare in (
        ("", methods_population, 0.15, 0.9),
        (", second generator", ordinal_population, 0.5, 0.95),
    ):
        cells = []
        for design in designs(make, usual, rare):
            procedures = [procedure for _, procedure in PROCEDURES]
            seen = outcomes(design, procedures, waves=repetitions(400, share))
            for place, (title, _) in enumerate(PROCEDURES):
                note = ""
                if design.name.startswith("half"):
                    power = seen[:, :, 1].mean(axis=0)
                    note = f"power {100 * power[place]:.1f}, {100 * power[place] / power[1]:.0f} % of the score z's"
                cells.append(
                    cell(
                        f"{design.name}, {title}",
                        seen[:, place, 0],
                        bar=AT_MOST,
                        binding=False,
                        note=note,
                    )
                )
        yield f"Errors and power of the pairs test (G13){name}", cells


if __name__ == "__main__":
    raise SystemExit(run(simulation))
