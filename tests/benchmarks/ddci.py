"""How often intervals and ranks of a DDCI hold the true totals, on stored ranges and on those of the round.

Run with `python -m tests.benchmarks.ddci [--share 0.1]`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from analysis.arrays import BoolArray, FloatArray
from analysis.ddci import (
    Component,
    Indicator,
    Scheme,
    component_scores,
    ddci_totals,
    indicator_scores,
    observed_range,
)
from analysis.ddci_files import Programme, StoredRanges
from analysis.ddci_findings import DdciFindings, rate_units
from analysis.ddci_resampling import resampled_means
from analysis.ranking import ranks
from tests.benchmarks.people import SEED
from tests.benchmarks.rates import Bar, Cell, cell, repetitions, run

UNITS, QUESTIONS, DRAWS = 12, 8, 500
# Half of what makes an answer is the respondent, so eight answers of one firm go together.
PERSON = QUESTION = 0.7
STORED = (2.0, 5.0)
SCHEME = Scheme(
    (Component("A", 60), Component("B", 40)),
    tuple(Indicator(f"q{at}", "AB"[at % 2], True, True) for at in range(QUESTIONS)),
)
RANKS, INTERVALS = Bar(low=95), Bar(low=94)


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """For each wave: share of true totals in their intervals, all ranks in their sets; then the naive forms."""

    intervals: FloatArray
    ranks: BoolArray
    naive_intervals: FloatArray
    naive_ranks: BoolArray


def mean_answer(level: FloatArray) -> FloatArray:
    """Return the mean of answers 1 to 5 that are rounded from a normal level."""
    spread = np.hypot(PERSON, QUESTION)
    steps = np.arange(1.5, 5)
    found: FloatArray = 1 + ndtr((level[..., None] - steps) / spread).sum(axis=-1)
    return found


def drawn_answers(rng: np.random.Generator, level: FloatArray, n: int) -> FloatArray:
    """Return answers of n respondents in each unit, shape (units, n, questions)."""
    person = rng.normal(0, PERSON, (len(level), n, 1))
    question = rng.normal(0, QUESTION, (len(level), n, QUESTIONS))
    return np.clip(np.round(level[:, None] + person + question), 1, 5)


def totals(values: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Return totals of 100 on a range."""
    scores = indicator_scores(values, low, high, is_positive=SCHEME.is_positive)
    return ddci_totals(component_scores(scores, SCHEME), SCHEME.component_weights)


def naive(
    answers: FloatArray, rng: np.random.Generator, *, is_stored: bool
) -> FloatArray:
    """Return totals whose range every draw sets anew, shape (draws, units)."""
    drawn = np.stack(
        [resampled_means(unit, draws=DRAWS, rng=rng) for unit in answers], axis=1
    )
    low, high = observed_range(drawn, rated=np.ones(UNITS, np.bool_))
    if is_stored:
        low, high = (np.full(QUESTIONS, end) for end in STORED)
    return totals(drawn, low, high)


def rated(answers: FloatArray, *, is_stored: bool, seed: int) -> DdciFindings:
    """Return what the product says of a wave."""
    n = answers.shape[1]
    ends = STORED if is_stored else (np.nan, np.nan)
    low, high = (np.full(QUESTIONS, end) for end in ends)
    programme = Programme(
        SCHEME,
        tuple(f"{at:02}" for at in range(UNITS)),
        ("",) * UNITS,
        answers.reshape(-1, QUESTIONS),
        np.repeat(np.arange(UNITS), n),
        np.full((UNITS, QUESTIONS), np.nan),
        StoredRanges(low, high, ("stored" if is_stored else "",) * QUESTIONS),
    )
    return rate_units(programme, seed=seed, draws=DRAWS)


def held(spread: float, n: int, *, is_stored: bool, waves: int) -> Held:
    """Simulate waves of units whose levels differ by `spread`, a new province each time."""
    rng = np.random.default_rng([SEED, 710, n, round(100 * spread), is_stored])
    found: list[tuple[float, bool, float, bool]] = []
    for wave in range(waves):
        level = 3.4 + rng.normal(0, spread, (UNITS, 1))
        level = level + rng.normal(0, spread / 2, (UNITS, QUESTIONS))
        answers = drawn_answers(rng, level, n)
        product = rated(answers, is_stored=is_stored, seed=wave)
        units = sorted(product.units, key=lambda one: one.unit)
        # Rounding a share of 1e-15 must not break ties of equal units.
        low, high = (
            np.array([getattr(one, end) for one in product.ranges])
            for end in ("low", "high")
        )
        means = mean_answer(level)
        truth = totals(means, low, high).round(9)
        intervals = np.array([(one.low, one.high) for one in units]).T
        sets = np.array([(one.rank_low, one.rank_high) for one in units]).T
        drawn = naive(answers, rng, is_stored=is_stored)
        # Draws that set the range anew speak of totals on the range of the true means.
        anew = truth if is_stored else totals(means, means.min(0), means.max(0))
        of_draws = np.array([ranks(-ranks(row)) for row in -drawn])
        found.append(
            (
                _inside(truth, intervals),
                _all_ranks(truth, sets),
                _inside(anew, _middle(drawn)),
                _all_ranks(truth, _middle(of_draws)),
            )
        )
    columns = np.array(found, np.float64).T
    return Held(columns[0], columns[1] > 0, columns[2], columns[3] > 0)


def _middle(drawn: FloatArray) -> FloatArray:
    return np.quantile(drawn, [0.025, 0.975], axis=0)


def _inside(truth: FloatArray, limits: FloatArray) -> float:
    low, high = limits
    return float(((low - 1e-9 <= truth) & (truth <= high + 1e-9)).mean())


def _all_ranks(truth: FloatArray, sets: FloatArray) -> bool:
    best, worst = ranks(truth), UNITS + 1 - ranks(-truth)
    return bool(((sets[0] <= best) & (worst <= sets[1])).all())


def simulation(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Simulate every world, for intervals and for ranks."""
    waves = repetitions(300, share)
    intervals, sets = [], []
    for is_stored in (True, False):
        for spread in (0.0, 0.1, 0.3):
            for n in (30, 100):
                one = held(spread, n, is_stored=is_stored, waves=waves)
                where = "stored range" if is_stored else "range of the round"
                name = f"{UNITS} × {n}, units differ by {spread}, {where}"
                plain = "plain draws" if is_stored else "range anew in each draw"
                note = f"{plain} {100 * one.naive_intervals.mean():.0f}"
                intervals.append(cell(name, one.intervals, bar=INTERVALS, note=note))
                note = f"ranks counted in draws {100 * one.naive_ranks.mean():.0f}"
                sets.append(cell(name, one.ranks, bar=RANKS, note=note))
    yield "True totals of a DDCI in their intervals", intervals
    yield "All true ranks of a DDCI in their sets", sets


if __name__ == "__main__":
    raise SystemExit(run(simulation))
