"""The indices of units, and of any other group, by the rule that was asked for."""

from dataclasses import replace

import numpy as np

from analysis.comparable import OfficeIndices, of_measure, of_rule
from analysis.indices import Index, satisfaction_index
from analysis.ratings.study import OVERALL_INDEX, Study
from analysis.ratings.units import Grouping
from analysis.residuals import ResidualSums, pooled_residuals
from analysis.rules import (
    IndexRule,
    RuleSums,
    mean_of_criteria,
    pooled_rule,
    rule_index,
    rule_residuals,
)
from analysis.scores import ScoreSums
from analysis.tally import cross_products, pack


def rule_of(study: Study) -> IndexRule:
    """Return the rule of the overall index."""
    questions = range(len(study.questions))
    if study.request.index == "pooled":
        return pooled_rule(questions)
    return mean_of_criteria(questions)


def group_sums(study: Study, group: Grouping) -> ScoreSums:
    """Return the sums of all measures by the values of a group."""
    return study.tallies(group).score_sums(
        offices=group.values, measures=tuple(study.measures)
    )


def group_products(study: Study, group: Grouping) -> RuleSums:
    """Return the cross products of the questions by the values of a group."""
    inside = group.codes >= 0
    scores = study.scores[inside][:, : len(study.questions)]
    codes, count = group.codes[inside], len(group.values)
    return RuleSums(
        cross_products(
            pack(scores, levels=study.request.levels),
            codes,
            n_cells=count,
            levels=study.request.levels,
            satisfied_from=study.request.satisfied_from,
        ),
        np.bincount(codes, minlength=count),
        np.bincount(codes[(scores > 0).any(axis=1)], minlength=count),
        group.values,
    )


def is_by_rule(study: Study, measure: str) -> bool:
    """Tell whether a measure is made by another rule than pooling."""
    is_criteria = study.request.index != "pooled" and bool(study.questions)
    return measure == OVERALL_INDEX and is_criteria


def unit_indices(study: Study) -> OfficeIndices:
    """Return the overall index of every unit with all that comparing asks for."""
    confidence = study.request.confidence
    if is_by_rule(study, OVERALL_INDEX):
        products = group_products(study, study.unit)
        return of_rule(products, rule_of(study), confidence_level=confidence)
    measure = list(study.measures).index(OVERALL_INDEX)
    sums = group_sums(study, study.unit)
    return of_measure(sums, measure=measure, confidence_level=confidence)


def unit_index(study: Study) -> Index:
    """Return the unweighted indices of all measures by unit, as every test and interval takes them."""
    found = satisfaction_index(group_sums(study, study.unit))
    if not is_by_rule(study, OVERALL_INDEX):
        return found
    by_rule = rule_index(group_products(study, study.unit), rule_of(study))
    at = found.measures.index(OVERALL_INDEX)
    index, variance = found.index.copy(), found.variance.copy()
    index[:, at], variance[:, at] = by_rule.index[:, 0], by_rule.variance[:, 0]
    return replace(found, index=index, variance=variance)


def group_residuals(study: Study, group: Grouping, measure: str) -> ResidualSums:
    """Return the residual sums of a measure by the values of a group."""
    if is_by_rule(study, measure):
        return rule_residuals(group_products(study, group), rule_of(study))
    at = list(study.measures).index(measure)
    return pooled_residuals(group_sums(study, group), measure=at)
