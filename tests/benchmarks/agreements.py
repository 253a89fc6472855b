"""How often kappa's interval covers the true kappa of two people who sort comments into ten themes.

Run with `python -m tests.benchmarks.agreements [--share 0.1]`.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from analysis.agreement import cohen_kappa
from analysis.arrays import FloatArray
from tests.benchmarks.people import SEED
from tests.benchmarks.rates import Bar, Cell, cell, repetitions, run

# Themes as unequal as comments make them; the rarest has three comments in a hundred.
THEMES = np.array([0.25, 0.2, 0.15, 0.12, 0.06, 0.05, 0.05, 0.05, 0.04, 0.03])
# How often each of the two gives a comment its own theme and does not guess.
PEOPLE = ((0.95, 0.95), (0.85, 0.8), (0.6, 0.6))
# Kappa is shown from 50 comments (survey.trust.comment_themes); below stand for comparison.
COMMENTS = (20, 30, 50, 100, 300)
SHOWN_FROM = 50
# Asked of a large-sample interval of a bounded quantity.
COVERAGE = Bar(low=91, high=97)


def joint(first: float, second: float) -> FloatArray:
    """Return the chances of each pair of themes that two people give, shape (themes, themes)."""
    chances = np.zeros((len(THEMES), len(THEMES)))
    for theme, share in enumerate(THEMES):
        one, other = (1 - first) * THEMES, (1 - second) * THEMES
        one[theme] += first
        other[theme] += second
        chances += share * np.outer(one, other)
    return chances


def true_kappa(chances: FloatArray) -> float:
    observed = float(np.trace(chances))
    by_chance = float(chances.sum(axis=1) @ chances.sum(axis=0))
    return (observed - by_chance) / (1 - by_chance)


def coverage(chances: FloatArray, *, n: int, tries: int) -> tuple[list[bool], float]:
    """Return for each sample whether its interval covers, and the mean width of them all."""
    rng = np.random.default_rng([SEED, 41, n, round(1000 * chances[0, 0])])
    kappa = true_kappa(chances)
    covered, widths = [], []
    for _ in range(tries):
        counts = rng.multinomial(n, chances.ravel()).reshape(chances.shape)
        found = cohen_kappa(counts)
        covered.append(found.low <= kappa <= found.high)
        widths.append(found.high - found.low)
    return covered, float(np.mean(widths))


def simulation(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Yield the table of coverage."""
    tries = repetitions(4000, share)
    cells = []
    for people in PEOPLE:
        chances = joint(*people)
        for n in COMMENTS:
            covered, width = coverage(chances, n=n, tries=tries)
            cells.append(
                cell(
                    f"kappa {true_kappa(chances):.2f}, {n} comments",
                    covered,
                    bar=COVERAGE if n >= SHOWN_FROM else None,
                    note=f"mean width {width:.2f}",
                )
            )
    yield "95 % intervals of Cohen's kappa that cover it, ten themes", cells


if __name__ == "__main__":
    raise SystemExit(run(simulation))
