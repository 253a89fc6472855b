"""What tests of one measure start from: pooled sums, or cross products with the rule that makes the measure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.comparable import OfficeIndices, of_measure, of_rule
from analysis.groups import (
    MIN_N_TO_GROUP,
    compare_rule_with_target,
    compare_with_target,
)
from analysis.rules import IndexRule, RuleSums
from analysis.scores import ScoreSums
from analysis.verdicts import Target
from survey.reports.index_rules import TOGETHER, rule_of, rule_sums
from survey.reports.wave_result import WaveResult


@dataclass(frozen=True, slots=True, eq=False)
class MeasureSums:
    """Sums of one measure by office; without a rule its satisfied answers are pooled."""

    pooled: ScoreSums
    by_rule: RuleSums | None = None
    rule: IndexRule | None = None

    def offices(self) -> OfficeIndices:
        """Return each office's index with that of all others, as the measure is made."""
        if self.by_rule is None or self.rule is None:
            return of_measure(self.pooled)
        return of_rule(self.by_rule, self.rule)

    def beside_target(self, target: float) -> tuple[Target, ...]:
        """Hold each office against a target, a share."""
        if self.by_rule is None or self.rule is None:
            found = compare_with_target(self.pooled, target, min_n=MIN_N_TO_GROUP)
        else:
            found = compare_rule_with_target(
                self.by_rule, self.rule, target, min_n=MIN_N_TO_GROUP
            )
        return found.verdicts

    def together(self) -> "MeasureSums":
        """Return the sums of all offices as of one."""
        merged = self.pooled.merged([0] * len(self.pooled.offices), names=TOGETHER)
        if self.by_rule is None:
            return MeasureSums(merged)
        by_rule = RuleSums(
            self.by_rule.products.sum(axis=0, keepdims=True),
            self.by_rule.n.sum(keepdims=True),
            self.by_rule.n_valid.sum(keepdims=True),
            TOGETHER,
        )
        return replace(self, pooled=merged, by_rule=by_rule)


def measure_sums(
    result: WaveResult, positions: Sequence[int]
) -> tuple[MeasureSums, ...]:
    """Return the sums of a wave's measures at these positions."""
    sums = result.tallies.score_sums(
        offices=[office.code for office in result.offices],
        measures=[measure.code for measure in result.measures],
    )
    return tuple(_of(result, sums, position) for position in positions)


def _of(result: WaveResult, sums: ScoreSums, position: int) -> MeasureSums:
    pooled = sums.of_measure(position)
    rule = rule_of(result.measures[position], result.questionnaire, result.measures)
    if rule is None or result.products is None:
        return MeasureSums(pooled)
    return MeasureSums(pooled, rule_sums(result.products, sums, position), rule)
