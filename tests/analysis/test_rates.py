"""Short forms of the bars of METHODS, section 4: what we use keeps them, and the naive method does not.

The long forms, with more worlds and a second generator, are in tests/benchmarks (`make simulations`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pytest

from analysis.alarms import calibrate
from analysis.arrays import FloatArray
from analysis.arrivals import usual_traffic
from analysis.funnel import pooled_sizes
from analysis.index_intervals import wald_interval
from analysis.indices import satisfaction_index
from analysis.intervals import Interval, clopper_pearson_interval, wilson_interval
from analysis.questions import dunn
from analysis.scores import ScoreSums
from tests.benchmarks import (
    coverage,
    funnels,
    items,
    omnibus,
    others,
    over_time,
    pairs,
    ranks,
    rules,
    totals,
)
from tests.benchmarks.__main__ import MEASURED, MODULES
from tests.benchmarks.people import SEED, Wave, methods_population
from tests.benchmarks.rates import Bar, Cell, cell
from tests.benchmarks.waves import (
    METHODS_NOISY,
    Design,
    every_second,
    one_in_four,
    small_differ,
)
from tests.fixtures import worlds
from tests.fixtures.arrivals import combined, counted

# What a check measures differs: intervals, tests, rank sets. So a method is anything that can be called.
Method = Callable[..., Any]
Measure = Callable[[Method], Sequence[Cell]]
Quarters = Sequence[worlds.OfficeQuarter]
Scored = Callable[[Quarters, Quarters], FloatArray]


@dataclass(frozen=True, slots=True)
class Check:
    """A bar in a small form: how it is measured, our method, and one that must fail."""

    name: str
    measure: Measure
    ours: Method
    naive: Method


def people(index: float) -> list[Callable[..., Any]]:
    """Return one kind of people, of METHODS' world."""
    return [partial(methods_population, index)]


def coverage_by_size(method: Method, bar: Bar, sizes: Sequence[int]) -> list[Cell]:
    """Measure the coverage of offices near the ceiling, where it is hardest to keep."""
    world = coverage.World("all .95", people(0.95))
    found = coverage.cover(world, method, waves=120)
    return [
        cell(f"n = {n}", found.covered[:, coverage.SIZES.index(n)], bar=bar)
        for n in sizes
    ]


def own_variance_interval(sums: ScoreSums) -> Interval:
    """The textbook's interval: t times the linearised standard error."""
    found = wald_interval(satisfaction_index(sums))
    return Interval(found.low[:, 0], found.high[:, 0])


def all_together(method: totals.Method) -> list[Cell]:
    """Measure the coverage of all offices together."""
    design = Design("10 × 60 u", 10, 60, people(0.834), True)
    held, _ = totals.covered(design, method, waves=400)
    return [cell(design.name, held, bar=Bar(94))]


def by_other_rules(method: rules.Method) -> list[Cell]:
    """Measure the coverage of a mean of criteria and of an index of levels."""
    return [
        cell(
            name,
            rules.covered(rules.crowd(0.0), rules.RULES[name], 30, method, waves=12),
            bar=Bar(94),
        )
        for name in ("mean of criteria", "levels")
    ]


def one_question(method: items.Method) -> list[Cell]:
    """Count the mean coverage of one question exactly."""
    return [
        Cell(f"n = {n}", 1, 100 * items.coverage(method, n).mean(), 0.0, Bar(95))
        for n in (5, 10, 30, 100)
    ]


def one_question_at_least(method: items.Method) -> list[Cell]:
    """Count the least coverage of one question exactly."""
    return [
        Cell(f"n = {n}", 1, 100 * items.coverage(method, n).min(), 0.0, Bar(95))
        for n in (5, 10, 30)
    ]


def equal_offices(test: omnibus.Test) -> list[Cell]:
    """Measure how often equal offices are called different, those with few answers more alike."""
    noisy = METHODS_NOISY(0.834)
    designs = (
        Design("60 × 10 u", 60, 10, people(0.834), True),
        Design("60 × 30 u, small noisy", 60, 30, noisy, True, small_differ),
    )
    return [
        cell(
            one.name, omnibus.rejections(one, [test], waves=150)[:, 0], bar=Bar(high=5)
        )
        for one in designs
    ]


def equal_pairs(procedure: pairs.Procedure) -> list[Cell]:
    """Measure how often any equal pair is called different, under a complete and a partial null."""
    half = [partial(methods_population, index) for index in (0.70, 0.92)]
    designs = (
        Design("30 × 30 u", 30, 30, people(0.834), True),
        Design(
            "30 × 30 u, small noisy", 30, 30, METHODS_NOISY(0.834), True, small_differ
        ),
        Design("half .70/.92", 30, 50, half, True, every_second),
        Design(
            "half .70/.92, every other 15 of 22 questions",
            30,
            200,
            [*half, *(partial(methods_population, i, asked=15) for i in (0.70, 0.92))],
            True,
            one_in_four,
        ),
    )
    return [
        cell(
            one.name,
            pairs.outcomes(one, [procedure], waves=80)[:, 0, 0],
            bar=Bar(high=5),
        )
        for one in designs
    ]


def false_share(procedure: pairs.Procedure) -> list[Cell]:
    """Measure the share of false findings where no office differs, and where half of them do."""
    half = [partial(methods_population, index) for index in (0.70, 0.92)]
    noisy = METHODS_NOISY(0.834)
    designs = (
        Design("30 × 30 u, small noisy", 30, 30, noisy, True, small_differ),
        Design("half .70/.92", 30, 50, half, True, every_second),
    )
    return [
        cell(
            one.name,
            pairs.outcomes(one, [procedure], waves=80)[:, 0, 2],
            bar=Bar(high=5),
        )
        for one in designs
    ]


def equal_pairs_of_a_question(procedure: pairs.Procedure) -> list[Cell]:
    """Measure how often any pair is called different in one question."""
    design = Design("30 × 30 u", 30, 30, people(0.834), True)
    found = pairs.outcomes(design, [procedure], waves=120)[:, 0, 0]
    return [cell(design.name, found, bar=Bar(high=5))]


def dunn_uncorrected(wave: Wave) -> pairs.Tested:
    """Dunn's test of every pair without correction."""
    found = dunn(wave.counts, correction="none")
    return found.first, found.second, found.pvalue_adjusted, found.statistic


def equal_offices_and_others(test: Method) -> list[Cell]:
    """Measure how often an equal office is put above or below all others."""
    cells = []
    for index in (0.834, 0.95):
        design = Design(f"30 × 60 u, {index}", 30, 60, people(index), True)
        wrong = [
            others.outcome(test(wave), wave, truth)[0]
            for wave, truth in design.draws(120)
        ]
        cells.append(cell(design.name, wrong, bar=Bar(high=5)))
    return cells


def equal_offices_in_a_funnel(sizes: funnels.Sizes) -> list[Cell]:
    """Measure how many equal offices lie outside the funnel."""
    design = Design("5000 × 50 u", 5000, 50, people(0.834), True)
    drawn = funnels.funnels(design, sizes, waves=12)
    return [
        cell("outside 95 %", funnels.outside(drawn, 1.959964), bar=funnels.WITHIN_95),
        cell(
            "outside 99.8 %", funnels.outside(drawn, 3.090232), bar=funnels.WITHIN_998
        ),
    ]


def unchanged_offices(any_change: Method) -> list[Cell]:
    """Measure how often any of thirty offices is said to change that did not."""
    population = [methods_population(0.834)]
    found = [
        float(any_change(over_time.draws(population, waves=2, seed=seed)))
        for seed in range(120)
    ]
    return [cell("30 × 60 u, 2 waves", found, bar=Bar(high=5))]


def any_answers_changed(waves: Sequence[ScoreSums]) -> bool:
    """Whether Cochran and Armitage's test of answers says so, corrected for the offices."""
    return bool((over_time.answers_as_people(waves) <= 0.05 / over_time.OFFICES).any())


def true_ranks(method: ranks.Sets) -> list[Cell]:
    """Measure how often all true ranks lie in the joint sets."""
    design = Design("8 × 30 u, all .95", 8, 30, people(0.95), True)
    found = ranks.coverage(design, method, waves=80)
    return [cell(design.name, found.together, bar=Bar(95))]


def stuffed_boxes(scored: Scored) -> list[Cell]:
    """Measure alarms of honest offices and of stuffed ones, with a threshold from other honest offices."""
    rng = np.random.default_rng(SEED)
    reference = [worlds.office(rng, 100) for _ in range(500)]
    threshold = calibrate(scored(reference, reference)).value
    cells = []
    for share, bar, offices in (
        (0.0, Bar(high=1.5), 250),
        (0.1, Bar(85), 100),
        (0.2, Bar(95), 100),
    ):
        judged = [worlds.office(rng, 100, stuffed_share=share) for _ in range(offices)]
        raised = scored(judged, reference) > threshold
        cells.append(cell(f"{share:.0%} stuffed", raised, bar=bar))
    return cells


def by_arrivals(judged: Quarters, reference: Quarters) -> FloatArray:
    """Our score, of bursts and repeats."""
    usual = usual_traffic([counted(one) for one in reference])
    return combined([counted(one) for one in judged], usual)


def by_straight_lines(judged: Quarters, reference: Quarters) -> FloatArray:
    """The naive score: the share of forms with the same answer throughout."""
    lowest = [np.where(one.scores > 0, one.scores, 9).min(axis=1) for one in judged]
    return np.array(
        [(low == one.scores.max(axis=1)).mean() for low, one in zip(lowest, judged)]
    )


CHECKS = (
    Check(
        "G7, coverage of an index, against answers as people",
        partial(coverage_by_size, bar=Bar(94), sizes=(10, 20, 30, 50, 100, 300)),
        coverage.displayed,
        coverage.answers_as_people,
    ),
    Check(
        "G8, coverage from 50 people, against the textbook's interval",
        partial(coverage_by_size, bar=Bar(94, 96), sizes=(50, 100, 300)),
        coverage.displayed,
        own_variance_interval,
    ),
    Check(
        "coverage of all offices together, against answers as people",
        all_together,
        totals.displayed,
        totals.answers_as_people,
    ),
    Check(
        "coverage by other rules, against answers as people",
        by_other_rules,
        rules.displayed,
        rules.answers_as_people,
    ),
    Check(
        "G10, mean coverage of one question, against Wald",
        one_question,
        lambda y, n: wilson_interval(y, n),
        items.wald,
    ),
    Check(
        "G10, least coverage of one question, against Wilson",
        one_question_at_least,
        lambda y, n: clopper_pearson_interval(y, n),
        lambda y, n: wilson_interval(y, n),
    ),
    Check(
        "G11, all offices together, against answers as people",
        equal_offices,
        omnibus.brown_forsythe,
        omnibus.answers_as_people,
    ),
    Check(
        "G11, all offices together, against Welch",
        equal_offices,
        omnibus.brown_forsythe,
        omnibus.welch,
    ),
    Check(
        "G12, pairs, against Welch with Holm",
        equal_pairs,
        pairs.protected,
        pairs.welch,
    ),
    Check(
        "G12, pairs, against no correction",
        equal_pairs,
        pairs.protected,
        pairs.uncorrected,
    ),
    Check(
        "G12, pairs of one question, against no correction",
        equal_pairs_of_a_question,
        pairs.by_ranks,
        dunn_uncorrected,
    ),
    Check(
        "false discoveries, against Welch",
        false_share,
        partial(pairs.protected, correction="bh"),
        partial(pairs.welch, correction="bh"),
    ),
    Check(
        "groups, against own variances",
        equal_offices_and_others,
        others.grouped,
        others.own_variance,
    ),
    Check(
        "G15, funnel, against answers as people",
        equal_offices_in_a_funnel,
        pooled_sizes,
        funnels.answers_as_people,
    ),
    Check(
        "changes, against answers as people",
        unchanged_offices,
        over_time.any_change,
        any_answers_changed,
    ),
    Check(
        "G14, joint rank sets, against own variances",
        true_ranks,
        ranks.joint,
        ranks.own_variance,
    ),
    Check(
        "G16, stuffing, against straight lines",
        stuffed_boxes,
        by_arrivals,
        by_straight_lines,
    ),
)
NAMES = [check.name for check in CHECKS]


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_what_we_use_keeps_the_bar(check: Check) -> None:
    missed = [one for one in check.measure(check.ours) if not one.holds]
    assert missed == []


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_the_naive_method_does_not(check: Check) -> None:
    assert any(not one.holds for one in check.measure(check.naive))


@pytest.mark.parametrize("name", MODULES)
def test_every_simulation_has_its_tables_in_the_document(name: str) -> None:
    document = MEASURED.read_text("utf-8")
    _, found, rest = document.partition(f"<!-- {name} -->\n")
    assert found and rest.partition(f"<!-- end of {name} -->")[0].startswith("### ")
