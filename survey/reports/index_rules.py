"""The index of a wave by the rule of its questionnaire, with everything that comparisons ask for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.arrays import BoolArray, FloatArray, IntArray
from analysis.comparable import OfficeIndices, of_measure, of_rule
from analysis.indices import Index, domain_index, satisfaction_index
from analysis.linearised import linearised_sums
from analysis.rules import (
    IndexRule,
    RuleSums,
    fixed_weights,
    mean_of_criteria,
    pooled_rule,
    rule_index,
)
from analysis.scores import ScoreSums
from forms.questionnaire import Measure, Questionnaire

TOGETHER = ("all",)


@dataclass(frozen=True, slots=True, eq=False)
class Indices:
    """Indices of every measure, by office and of all together; `headline` compares by the last."""

    by_office: Index
    together: Index
    headline: OfficeIndices


def pooled_indices(sums: ScoreSums) -> Indices:
    """Return the indices of a questionnaire that pools all answers."""
    return Indices(
        by_office=satisfaction_index(sums),
        together=domain_index(sums, _one_union(sums), names=TOGETHER),
        headline=of_measure(sums, measure=len(sums.measures) - 1),
    )


def indices_by_rule(
    sums: ScoreSums,
    products: IntArray,
    *,
    questionnaire: Questionnaire,
    measures: Sequence[Measure],
) -> Indices:
    """Return the indices of a questionnaire that weighs criteria, factors or parts, or counts levels.

    Where satisfied answers are counted, questions are shares by any rule. `products` are those of `analysis.tally.cross_products`.
    """
    found = pooled_indices(sums)
    by_office, together, headline = found.by_office, found.together, found.headline
    for at, measure in enumerate(measures):
        rule = rule_of(measure, questionnaire, measures)
        if rule is None:
            continue
        of_measure_at = rule_sums(products, sums, at)
        by_office = _with_column(by_office, at, rule_index(of_measure_at, rule))
        together = _with_column(
            together,
            at,
            rule_index(of_measure_at, rule, groups=_one_union(sums), names=TOGETHER),
        )
        if measure.kind == "index":
            headline = of_rule(of_measure_at, rule)
    return Indices(by_office, together, headline)


def union_index(
    sums: ScoreSums,
    products: IntArray | None,
    *,
    unions: Sequence[int],
    names: Sequence[str],
    counted: BoolArray,
    questionnaire: Questionnaire,
    measures: Sequence[Measure],
) -> Index:
    """Return the indices of unions of whole offices by the rule of the questionnaire.

    `unions` is that of each office, 0 to len(names)-1; `counted`, of shape (offices, measures), tells
    which offices are added up for a measure. `products` are there unless the index is pooled.
    """
    kept = replace(
        sums,
        n_valid=sums.n_valid * counted,
        **{
            name: getattr(sums, name) * counted for name in ("y", "m", "yy", "ym", "mm")
        },
    )
    found = domain_index(kept, unions, names=names)
    for at, measure in enumerate(measures):
        rule = rule_of(measure, questionnaire, measures)
        if rule is None or products is None:
            continue
        of_measure_at = rule_sums(products * counted[:, at, None, None], kept, at)
        column = rule_index(of_measure_at, rule, groups=unions, names=names)
        found = _with_column(found, at, column)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class RoundIndex:
    """The index of one wave as a trend wants it: of each office, and of all together.

    The sums are those of satisfied answers, or linearised ones that stand for an index by a rule.
    """

    by_office: Index
    together: Index
    sums: ScoreSums
    sums_together: ScoreSums


def round_index(
    sums: ScoreSums,
    products: IntArray | None,
    *,
    questionnaire: Questionnaire,
    measures: Sequence[Measure],
) -> RoundIndex:
    """Return the index of a wave from sums of its last measure; `products` unless it is pooled."""
    rule = rule_of(measures[-1], questionnaire, measures)
    if rule is None or products is None:
        return RoundIndex(
            satisfaction_index(sums),
            domain_index(sums, _one_union(sums), names=TOGETHER),
            sums,
            sums.merged(_one_union(sums), names=TOGETHER),
        )
    of_rule_sums = rule_sums(products, sums, 0)
    return RoundIndex(
        rule_index(of_rule_sums, rule),
        rule_index(of_rule_sums, rule, groups=_one_union(sums), names=TOGETHER),
        linearised_sums(of_rule_sums, rule),
        linearised_sums(of_rule_sums, rule, groups=_one_union(sums), names=TOGETHER),
    )


def rule_sums(products: IntArray, sums: ScoreSums, at: int) -> RuleSums:
    """Return what a rule needs of the measure at a position, from cross products of the same offices."""
    return RuleSums(products, sums.n, sums.n_valid[:, at], sums.offices)


def rule_of(
    measure: Measure, questionnaire: Questionnaire, measures: Sequence[Measure]
) -> IndexRule | None:
    """Return how a measure is made; None where its satisfied answers are pooled."""
    if not measure.positions:
        return None
    highest = questionnaire.scale.levels if questionnaire.scoring == "level" else 0
    if measure.kind != "question" and questionnaire.index_rule == "mean_of_criteria":
        return mean_of_criteria(measure.positions, highest_level=highest)
    weights = _weights(questionnaire) if measure.kind == "index" else {}
    if weights:
        groups = [
            (each.positions, weights[each.code])
            for each in measures
            if each.code in weights and each.positions
        ]
        return fixed_weights(
            [positions for positions, _ in groups],
            [weight for _, weight in groups],
            highest_level=highest,
        )
    return pooled_rule(measure.positions, highest_level=highest) if highest else None


def lowest_share(questionnaire: Questionnaire) -> float:
    """Return the index where everybody gives the lowest answer."""
    if questionnaire.scoring == "satisfied":
        return 0.0
    return 1 / questionnaire.scale.levels


def _weights(questionnaire: Questionnaire) -> dict[str, float]:
    """Return the weights of what the index is made of, by code; none where it has none."""
    return {each.code: each.weight or 0.0 for each in questionnaire.weighed}


def _one_union(sums: ScoreSums) -> list[int]:
    return [0] * len(sums.offices)


def _with_column(index: Index, at: int, column: Index) -> Index:
    """Return indices with those of one measure taken from elsewhere."""

    def mixed(values: FloatArray, of_column: FloatArray) -> FloatArray:
        changed = values.astype(np.float64)
        changed[:, at] = of_column[:, 0]
        return changed

    return replace(
        index,
        index=mixed(index.index, column.index),
        variance=mixed(index.variance, column.variance),
        df=mixed(index.df, column.df),
        units=mixed(index.units, column.units),
        n=mixed(index.n, column.n),
        m=mixed(index.m, column.m),
    )
