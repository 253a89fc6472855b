"""Each office beside all others, which makes the three groups, and beside a target."""

from dataclasses import dataclass

import numpy as np

from analysis.arrays import FloatArray
from analysis.checks import check_at_least, check_between
from analysis.comparable import OfficeIndices, of_measure
from analysis.comparisons import Tests, differences, t_tests
from analysis.indices import satisfaction_index
from analysis.intervals import (
    DisplayedInterval,
    difference_interval,
    displayed_interval,
    interval_of_index,
)
from analysis.residuals import PRIOR_DF, ResidualSums, pooled_residuals
from analysis.rules import IndexRule, RuleSums, rule_index, rule_residuals
from analysis.scores import ScoreSums
from analysis.significance import MIN_N, Correction, adjust
from analysis.verdicts import Difference, Target

# Under 30 respondents an office is never put above or below others (TRUST, decision 9).
MIN_N_TO_GROUP = 30


@dataclass(frozen=True, slots=True, eq=False)
class OthersResult:
    """Each office beside the pooled index of all others, every array of shape (offices,).

    Parameters
    ----------
    index, others
        Index of the office and of all others together, as shares.
    difference, low, high
        The first less the second, with its interval.
    statistic, df, pvalue, pvalue_adjusted
        Of the test, corrected over the offices large enough; NaN for the rest.
    verdicts
        The three groups, and `too_few`.
    offices
        Names.
    """

    index: FloatArray
    others: FloatArray
    difference: FloatArray
    low: FloatArray
    high: FloatArray
    statistic: FloatArray
    df: FloatArray
    pvalue: FloatArray
    pvalue_adjusted: FloatArray
    verdicts: tuple[Difference, ...]
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TargetResult:
    """Each office beside a target, every array of shape (offices,)."""

    index: FloatArray
    low: FloatArray
    high: FloatArray
    statistic: FloatArray
    df: FloatArray
    pvalue: FloatArray
    pvalue_adjusted: FloatArray
    verdicts: tuple[Target, ...]
    offices: tuple[str, ...]


def compare_with_others(
    sums: ScoreSums,
    *,
    measure: int = 0,
    correction: Correction = "holm",
    min_n: int = MIN_N_TO_GROUP,
    alpha: float = 0.05,
) -> OthersResult:
    """Put each office above, below or not clearly apart from the pooled index of all others.

    These are the three groups of every page. t of the office's index less that of all others, with
    variance s*^2/n for the office and sum of m_j^2 s*_j^2/n_j / (M-m)^2 for the others as strata, m
    their answers; s^2 is of e = (y - P m) over the office's answers per head and s*^2 = max(s^2,
    s_pool^2); n - 1 + 30 degrees of freedom, for the office is the smaller sample.

    Near 100 % an office with a lucky index has a small variance of its own as well, and unlike in a
    pair nothing on the other side offsets it: with the protection of `compare_pairs` up to 29 % of
    equal waves had an office called different. With the floor at the variance of all offices
    together at most 3 % had, for about a tenth of the power.

    Parameters
    ----------
    sums
        Sums of all offices of the wave; the small ones belong to the others.
    measure
        Position of the measure.
    correction
        Over the offices with `min_n` respondents.
    min_n
        Offices with fewer respondents with a valid answer are put in no group.
    alpha
        Level of the verdicts.

    Returns
    -------
    OthersResult; with one office in the wave there are no others and all is NaN.

    References
    ----------
    Ours; measured error rate and power in docs/method.md.

    Examples
    --------
    >>> from analysis.tally import score_sums
    >>> scores = [[5]] * 28 + [[1]] * 2 + [[5]] * 10 + [[1]] * 20
    >>> sums = score_sums(scores, [0] * 30 + [1] * 30, measures=[[0]], n_offices=2)
    >>> [str(verdict) for verdict in compare_with_others(sums).verdicts]
    ['higher', 'lower']
    """
    return compare_indices_with_others(
        of_measure(sums, measure=measure),
        correction=correction,
        min_n=min_n,
        alpha=alpha,
    )


def compare_indices_with_others(
    offices: OfficeIndices,
    *,
    correction: Correction = "holm",
    min_n: int = MIN_N_TO_GROUP,
    alpha: float = 0.05,
) -> OthersResult:
    """Make the three groups from indices by any rule; as `compare_with_others`."""
    check_at_least(min_n, 1, name="min_n")
    check_between(alpha, 0, 1, name="alpha")
    n = offices.residuals.n
    tests = others_tests(offices.residuals, offices.index - offices.others)
    pvalue = np.where(n >= min_n, tests.pvalue, np.nan)
    adjusted = adjust(pvalue, method=correction)
    interval = difference_interval(
        offices.index, offices.interval, offices.others, offices.others_interval
    )
    return OthersResult(
        offices.index,
        offices.others,
        offices.index - offices.others,
        interval.low,
        interval.high,
        tests.statistic,
        tests.df,
        pvalue,
        adjusted,
        differences(tests.statistic, adjusted, alpha=alpha, shown=interval),
        offices.offices,
    )


def others_tests(residuals: ResidualSums, difference: FloatArray) -> Tests:
    """Test each office's index less that of all others, by residuals of any index rule."""
    n = residuals.n
    answers = n * residuals.answers_per_head
    rest = answers.sum() - answers
    per_head = residuals.of_index().floored_variance() / np.maximum(n, 1)
    spread = answers**2 * per_head
    with np.errstate(divide="ignore", invalid="ignore"):
        return t_tests(
            np.where(n > 0, difference, np.nan),
            per_head + (spread.sum() - spread) / rest**2,
            n - 1 + PRIOR_DF,
        )


def compare_with_target(
    sums: ScoreSums,
    target: float,
    *,
    measure: int = 0,
    correction: Correction = "holm",
    min_n: int = MIN_N,
    alpha: float = 0.05,
) -> TargetResult:
    """Tell which offices clearly reach a target and which clearly miss it.

    t of p - target with n - 1 + 30 degrees of freedom. Its variance is the larger of that from the
    residuals y - target m, not below the variance of all offices together, and of
    target (1 - target) / n_eff, which an office at the target has; n_eff as in the displayed interval.

    Parameters
    ----------
    sums
        Sums of all offices of the wave.
    target
        A share between 0 and 1.
    measure, correction, min_n, alpha
        As in `compare_with_others`.

    Raises
    ------
    ValueError
        If the target is not a share.

    Examples
    --------
    >>> from analysis.tally import score_sums
    >>> sums = score_sums([[5]] * 38 + [[1]] * 2, [0] * 40, measures=[[0]], n_offices=1)
    >>> [str(verdict) for verdict in compare_with_target(sums, 0.8).verdicts]
    ['clearly_reached']
    """
    _check_target(target, min_n=min_n, alpha=alpha)
    residuals = pooled_residuals(sums, measure=measure, target=target)
    with np.errstate(divide="ignore", invalid="ignore"):
        own = residuals.of_index().floored_variance() / residuals.n
    return _beside_target(
        satisfaction_index(sums).index[:, measure],
        target,
        shown=displayed_interval(sums),
        measure=measure,
        own=own,
        n=residuals.n,
        offices=sums.offices,
        correction=correction,
        min_n=min_n,
        alpha=alpha,
    )


def compare_rule_with_target(
    sums: RuleSums,
    rule: IndexRule,
    target: float,
    *,
    correction: Correction = "holm",
    min_n: int = MIN_N,
    alpha: float = 0.05,
) -> TargetResult:
    """Hold indices by any rule against a target; as `compare_with_target`.

    The variance from residuals is that of `rules.rule_residuals`, whose groups are centred on their
    own common indices: groups may differ however near the index is to the target. An index of levels
    at the target has the variance of the way from the lowest level, (t - l) (1 - t) / n_eff.

    Parameters
    ----------
    sums
        Cross products of all offices of the wave.
    rule
        How the index is made.
    target, correction, min_n, alpha
        As in `compare_with_target`.

    Raises
    ------
    ValueError
        If the target is not a share.

    Examples
    --------
    >>> from analysis.rules import mean_of_criteria
    >>> from analysis.tally import cross_products, pack
    >>> packed = pack([[5, 5]] * 38 + [[1, 1]] * 2, levels=5)
    >>> products = cross_products(packed, [0] * 40, n_cells=1, levels=5, satisfied_from=4)
    >>> sums = RuleSums(products, np.array([40]), np.array([40]), ("a",))
    >>> found = compare_rule_with_target(sums, mean_of_criteria([0, 1]), 0.8)
    >>> [str(verdict) for verdict in found.verdicts]
    ['clearly_reached']
    """
    _check_target(target, min_n=min_n, alpha=alpha)
    residuals = rule_residuals(sums, rule)
    index = rule_index(sums, rule)
    with np.errstate(divide="ignore", invalid="ignore"):
        own = residuals.floored_variance() / residuals.n
    return _beside_target(
        index.index[:, 0],
        target,
        shown=interval_of_index(index, lowest=rule.lowest),
        own=own,
        n=residuals.n,
        offices=sums.offices,
        correction=correction,
        min_n=min_n,
        alpha=alpha,
        lowest=rule.lowest,
    )


def _check_target(target: float, *, min_n: int, alpha: float) -> None:
    check_at_least(min_n, 1, name="min_n")
    check_between(alpha, 0, 1, name="alpha")
    if not 0 <= target <= 1:
        raise ValueError(f"target must be a share between 0 and 1, got {target}")


def _beside_target(
    index: FloatArray,
    target: float,
    *,
    shown: DisplayedInterval,
    own: FloatArray,
    n: FloatArray,
    offices: tuple[str, ...],
    correction: Correction,
    min_n: int,
    alpha: float,
    measure: int = 0,
    lowest: float = 0.0,
) -> TargetResult:
    """Test indices against a target with the larger of their own variance and that of an office at it."""
    # A target below the lowest index is reached by everybody, and nobody varies there.
    at_lowest = max(target - lowest, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        at_target = at_lowest * (1 - target) / shown.n_effective[:, measure]
        tests = t_tests(index - target, np.maximum(own, at_target), n - 1 + PRIOR_DF)
    pvalue = np.where(n >= min_n, tests.pvalue, np.nan)
    adjusted = adjust(pvalue, method=correction)
    words = {
        Difference.HIGHER: Target.REACHED,
        Difference.LOWER: Target.MISSED,
        Difference.NONE: Target.UNDECIDED,
        Difference.TOO_FEW: Target.TOO_FEW,
    }
    return TargetResult(
        index,
        shown.low[:, measure],
        shown.high[:, measure],
        tests.statistic,
        tests.df,
        pvalue,
        adjusted,
        tuple(
            words[one] for one in differences(tests.statistic, adjusted, alpha=alpha)
        ),
        offices,
    )
