"""How often the displayed interval holds an index by rules other than the pooled one, and one of levels.

Run with `python -m tests.benchmarks.rules [--share 0.1]`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from analysis.intervals import Interval, interval_of_index, wilson_interval
from analysis.rules import (
    IndexRule,
    RuleSums,
    fixed_weights,
    mean_of_criteria,
    pooled_rule,
    rule_index,
)
from analysis.tally import cross_products, pack
from tests.benchmarks.people import LEVELS, N_QUESTIONS, SEED, Ints
from tests.benchmarks.rates import Bar, Cell, cell, repetitions, run
from tests.fixtures import worlds

PEOPLE, OFFICES = 40_000, 30
SIZES = (10, 30, 100)
# As METHODS asks of the pooled index.
AT_LEAST = Bar(94)
FACTORS = (range(4), range(4, 9), range(9, 15), range(15, 18), range(18, 22))
RULES = {
    "mean of criteria": mean_of_criteria(range(N_QUESTIONS)),
    "fixed weights": fixed_weights(FACTORS, (3, 2, 2, 2, 1)),
    "levels": pooled_rule(range(N_QUESTIONS), highest_level=LEVELS),
    "levels, mean of criteria": mean_of_criteria(
        range(N_QUESTIONS), highest_level=LEVELS
    ),
}
# From the sums of a wave by a rule to an interval for each office.
Method = Callable[[RuleSums, IndexRule], Interval]


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """Everyone who might answer, by question, 0 where missing."""

    scores: Ints

    def truth(self, rule: IndexRule) -> float:
        everyone = sums_of(self.scores, np.zeros(len(self.scores), np.int64), 1)
        return float(rule_index(everyone, rule).index[0, 0])


@lru_cache
def crowd(effect: float) -> Crowd:
    """Return people of METHODS' world at that effect, which is 0.83 at 0 and near the ceiling at 1.2."""
    rng = np.random.default_rng(SEED)
    scores = worlds.answers(rng, effect, np.zeros(PEOPLE), PEOPLE)
    return Crowd(scores[:, :N_QUESTIONS])


def sums_of(scores: Ints, office: Ints, offices: int) -> RuleSums:
    """Return what a rule needs of these people."""
    products = cross_products(
        pack(scores, levels=LEVELS),
        office,
        n_cells=offices,
        levels=LEVELS,
        satisfied_from=4,
    )
    answered = (scores > 0).any(axis=1)
    valid = np.bincount(office, answered, minlength=offices).astype(np.int64)
    n = np.bincount(office, minlength=offices)
    return RuleSums(products, n, valid, tuple(map(str, range(offices))))


def displayed(sums: RuleSums, rule: IndexRule) -> Interval:
    """The interval that pages show."""
    shown = interval_of_index(rule_index(sums, rule), lowest=rule.lowest)
    return Interval(shown.low[:, 0], shown.high[:, 0])


def answers_as_people(sums: RuleSums, rule: IndexRule) -> Interval:
    """The naive interval: Wilson's, as if every answer were a person's only one."""
    found = rule_index(sums, rule)
    return wilson_interval(found.index[:, 0] * found.m[:, 0], found.m[:, 0])


def covered(people: Crowd, rule: IndexRule, n: int, method: Method, *, waves: int) -> list[float]:  # fmt: skip
    """Return the share of offices with an index whose interval holds the truth, by wave."""
    rng, truth = np.random.default_rng([SEED, n]), people.truth(rule)
    office, held = np.repeat(np.arange(OFFICES), n), []
    for _ in range(waves):
        drawn = people.scores[rng.integers(0, PEOPLE, len(office))]
        found = method(sums_of(drawn, office, OFFICES), rule)
        known = np.isfinite(found.low)
        inside = (found.low <= truth) & (truth <= found.high)
        held.append(float(inside[known].mean()))
    return held


def simulation(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Yield the table of all rules."""
    cells = []
    for effect in (0.0, 1.2):
        people = crowd(effect)
        for name, rule in RULES.items():
            for n in SIZES:
                held = covered(people, rule, n, displayed, waves=repetitions(60, share))
                title = f"{name}, {people.truth(rule):.2f}, n = {n}"
                cells.append(cell(title, held, bar=AT_LEAST, binding=False))
    yield "Coverage of indices by other rules", cells


if __name__ == "__main__":
    raise SystemExit(run(simulation))
