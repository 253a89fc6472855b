"""The index of each office with all that a comparison asks for, by whatever rule the index is made."""

from dataclasses import dataclass

import numpy as np

from analysis.arrays import FloatArray
from analysis.indices import Index, satisfaction_index
from analysis.intervals import Interval, interval_of_index, wilson_of_share
from analysis.residuals import ResidualSums, pooled_residuals
from analysis.rules import (
    IndexRule,
    RuleSums,
    index_of_others,
    rule_index,
    rule_residuals,
)
from analysis.scores import ScoreSums


@dataclass(frozen=True, slots=True, eq=False)
class OfficeIndices:
    """One index of each office of a wave, every array of shape (offices,), shares in [0, 1].

    Parameters
    ----------
    index, interval
        The index with its displayed interval.
    common
        The index of all offices together.
    others, others_interval
        The index of all other offices together, with its interval.
    residuals
        Sums of the respondents' distances from the common index.
    offices
        Names.
    """

    index: FloatArray
    interval: Interval
    common: float
    others: FloatArray
    others_interval: Interval
    residuals: ResidualSums
    offices: tuple[str, ...]


def of_measure(
    sums: ScoreSums, *, measure: int = 0, confidence_level: float = 0.95
) -> OfficeIndices:
    """Return the pooled index of a measure, by its position.

    Examples
    --------
    >>> from analysis.tally import score_sums
    >>> sums = score_sums([[5], [1], [5]], [0, 0, 1], measures=[[0]], n_offices=2)
    >>> of_measure(sums).others
    array([1. , 0.5])
    """
    sums.check_measure(measure)
    only = sums.of_measure(measure)
    others, interval = _pooled_others(only, confidence_level=confidence_level)
    y, m = only.y[:, 0], only.m[:, 0]
    return _office_indices(
        satisfaction_index(only),
        common=float(y.sum() / m.sum()) if m.sum() else float("nan"),
        others=others,
        others_interval=interval,
        residuals=pooled_residuals(only),
        confidence_level=confidence_level,
    )


def of_rule(
    sums: RuleSums, rule: IndexRule, *, confidence_level: float = 0.95
) -> OfficeIndices:
    """Return the index by any rule, from cross products.

    Examples
    --------
    >>> from analysis.rules import mean_of_criteria
    >>> from analysis.tally import cross_products, pack
    >>> packed = pack([[5, 1], [5, 5], [1, 1]], levels=5)
    >>> products = cross_products(packed, [0, 0, 1], n_cells=2, levels=5, satisfied_from=4)
    >>> sums = RuleSums(products, np.array([2, 1]), np.array([2, 1]), ("a", "b"))
    >>> of_rule(sums, mean_of_criteria([0, 1])).index
    array([0.75, 0.  ])
    """
    residuals = rule_residuals(sums, rule)
    others = index_of_others(sums, rule)
    together = rule_index(sums, rule, groups=[0] * len(sums.n), names=["all"])
    # The others are strata whose means are weighted by respondents.
    spread = residuals.n * np.nan_to_num(residuals.variance)
    rest = residuals.n.sum() - residuals.n
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (spread.sum() - spread) / rest**2
        # As a share of the way from the lowest index that there can be.
        span = 1 - rule.lowest
        share = (others - rule.lowest) / span
        n_effective = np.where(
            variance >= 1e-15, share * (1 - share) * span**2 / variance, rest
        )
    limits = wilson_of_share(np.clip(share, 0, 1), n_effective, confidence_level)
    return _office_indices(
        rule_index(sums, rule),
        common=float(together.index[0, 0]),
        others=others,
        others_interval=Interval(
            rule.lowest + span * limits.low, rule.lowest + span * limits.high
        ),
        residuals=residuals,
        confidence_level=confidence_level,
        lowest=rule.lowest,
    )


def _office_indices(
    found: Index,
    *,
    common: float,
    others: FloatArray,
    others_interval: Interval,
    residuals: ResidualSums,
    confidence_level: float,
    lowest: float = 0.0,
) -> OfficeIndices:
    shown = interval_of_index(found, confidence_level=confidence_level, lowest=lowest)
    return OfficeIndices(
        index=found.index[:, 0],
        interval=Interval(shown.low[:, 0], shown.high[:, 0]),
        common=common,
        others=others,
        others_interval=others_interval,
        residuals=residuals,
        offices=found.domains,
    )


def _pooled_others(
    sums: ScoreSums, *, confidence_level: float
) -> tuple[FloatArray, Interval]:
    """Return the pooled index of all offices but one, and its interval, for each office."""
    n = sums.n.astype(np.float64)
    y, m = sums.y[:, 0], sums.m[:, 0]
    factor = np.where(n > 1, n / np.maximum(n - 1, 1), 1.0)
    centre = np.where(n > 1, 1 / np.maximum(n, 1), 0.0)

    def without_own(values: FloatArray) -> FloatArray:
        return np.asarray(values.sum() - values)

    v_yy = without_own(factor * (sums.yy[:, 0] - centre * y * y))
    v_ym = without_own(factor * (sums.ym[:, 0] - centre * y * m))
    v_mm = without_own(factor * (sums.mm[:, 0] - centre * m * m))
    answers = without_own(m)
    respondents = without_own(sums.n_valid[:, 0].astype(np.float64))
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(answers > 0, without_own(y) / answers, np.nan)
        variance = (v_yy - 2 * p * v_ym + p * p * v_mm) / answers**2
        n_effective = np.where(variance >= 1e-15, p * (1 - p) / variance, respondents)
    return p, wilson_of_share(p, n_effective, confidence_level)
