"""The index of a wave by the rule of its questionnaire, with everything that comparisons ask for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.arrays import FloatArray, IntArray
from analysis.comparable import OfficeIndices, of_measure, of_rule
from analysis.indices import Index, domain_index, satisfaction_index
from analysis.rules import (
    IndexRule,
    RuleSums,
    fixed_weights,
    mean_of_criteria,
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
    """Return the indices of a questionnaire that weighs criteria or factors alike or as it says.

    Questions are shares by any rule. `products` are those of `analysis.tally.cross_products`.
    """
    found = pooled_indices(sums)
    by_office, together, headline = found.by_office, found.together, found.headline
    for at, measure in enumerate(measures):
        rule = _rule_of(measure, questionnaire, measures)
        if rule is None:
            continue
        of_measure_at = RuleSums(products, sums.n, sums.n_valid[:, at], sums.offices)
        by_office = _with_column(by_office, at, rule_index(of_measure_at, rule))
        together = _with_column(
            together,
            at,
            rule_index(of_measure_at, rule, groups=_one_union(sums), names=TOGETHER),
        )
        if measure.kind == "index":
            headline = of_rule(of_measure_at, rule)
    return Indices(by_office, together, headline)


def _rule_of(
    measure: Measure, questionnaire: Questionnaire, measures: Sequence[Measure]
) -> IndexRule | None:
    """Return how a measure is made; None where its answers are pooled."""
    if not measure.positions or measure.kind == "question":
        return None
    if questionnaire.index_rule == "mean_of_criteria":
        return mean_of_criteria(measure.positions)
    if questionnaire.index_rule == "fixed_weights" and measure.kind == "index":
        weights = {factor.code: factor.weight for factor in questionnaire.factors}
        factors = [
            each for each in measures if each.kind == "factor" and each.positions
        ]
        return fixed_weights(
            [factor.positions for factor in factors],
            [weights[factor.code] or 0.0 for factor in factors],
        )
    return None


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
