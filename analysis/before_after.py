"""Did what an office changed show? Its index before and after, beside offices that changed nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.arrays import FloatArray
from analysis.breaks import Break
from analysis.changes import Changes, wave_changes
from analysis.funnel import protected_index_variance
from analysis.indices import satisfaction_index
from analysis.intervals import displayed_interval
from analysis.scores import ScoreSums
from analysis.shrinkage import between_variance, shrink, weighted_mean
from analysis.verdicts import Difference

# How offices drift by themselves cannot be learnt from fewer.
FEWEST_COMPARED = 3


@dataclass(frozen=True, slots=True)
class Shift:
    """A difference of shares with its 95 % interval, and what a test lets one say of it.

    NaN with the verdict `too_few` where it cannot be told.
    """

    value: float
    low: float
    high: float
    pvalue: float
    verdict: Difference


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """One office over two waves, beside others.

    Parameters
    ----------
    own
        Change of the office.
    others
        Mean change of the offices it is compared with.
    beyond_others
        The first less the second: the difference in differences.
    compared
        How many offices it is compared with.
    drift
        Standard deviation of the true changes of those offices, as a share; NaN with too few.
    expected
        Change to be expected of the office if nothing was done, because a value that stands out is
        in part chance; NaN where reliability cannot be computed.
    reliability
        Share of the variance between offices before that is not chance, for this office, in [0, 1].
    """

    own: Shift
    others: Shift
    beyond_others: Shift
    compared: int
    drift: float
    expected: float
    reliability: float


def before_after(
    before: ScoreSums,
    after: ScoreSums,
    *,
    office: int,
    compared: Sequence[int],
    is_planned: bool = True,
    measure: int = 0,
    breaks: Sequence[Break] = (),
    alpha: float = 0.05,
) -> BeforeAfter:
    """Tell how an office changed from one wave to the next, and how much more than others did.

    The own change d is tested by `changes.wave_changes`. Offices drift without any measure, so
    d less the mean change of the others is judged against how much those differ from each other:
    with tau2 the variance of their true changes (Paule and Mandel), w = 1/(v + tau2) and k of them,

        t = (d - mean) / sqrt(v_d + tau2 + max(1, q) / sum w),  q = sum w (d_i - mean)^2 / (k - 1)

    with k - 1 degrees of freedom. The mean's own interval is Knapp and Hartung's with the same q.

    Parameters
    ----------
    before, after
        Sums of the same offices in two waves.
    office
        Position of the office that did something.
    compared
        Positions of offices that did nothing; those with under five respondents in a wave and
        the office itself are left out.
    is_planned
        What was done and when was written down before the second wave. If not, the office may
        have been picked for its change, and its p-value is corrected over all offices (Holm).
    measure
        Position of the measure.
    breaks
        What makes the two waves incomparable; then nothing is compared.
    alpha
        Level of the verdicts.

    Returns
    -------
    BeforeAfter; `others` and `beyond_others` are NaN with fewer than three offices compared.

    Raises
    ------
    ValueError
        If the waves are not of the same offices.

    References
    ----------
    Donald and Lang (2007), Review of Economics and Statistics 89, 221-233 (one group treated: the
    spread of the others is the error); Higgins, Thompson and Spiegelhalter (2009), JRSS A 172,
    137-159 (a new unit's interval); Knapp and Hartung (2003), Statistics in Medicine 22, 2693-2710;
    Barnett, van der Pols and Dobson (2005), International Journal of Epidemiology 34, 215-220
    (regression to the mean). Measured error rate: tests/analysis/test_before_after.py.

    Examples
    --------
    >>> from analysis.tally import score_sums
    >>> office = [0] * 40 + [1] * 40 + [2] * 40 + [3] * 40
    >>> level = [[5]] * 20 + [[1]] * 20
    >>> first = score_sums(level * 4, office, measures=[[0]], n_offices=4)
    >>> last = score_sums([[5]] * 38 + [[1]] * 2 + level * 3, office, measures=[[0]], n_offices=4)
    >>> found = before_after(first, last, office=0, compared=[1, 2, 3])
    >>> round(found.own.value, 3), round(found.others.value, 3), str(found.own.verdict)
    (0.45, 0.0, 'higher')
    """
    changes = wave_changes(
        [before, after],
        measure=measure,
        correction="none" if is_planned else "holm",
        alpha=alpha,
        breaks=breaks,
    )
    own = Shift(
        float(changes.change[office]),
        float(changes.low[office]),
        float(changes.high[office]),
        float(changes.pvalue_adjusted[office]),
        changes.verdicts[office],
    )
    d, v = _of_others(changes, office, compared)
    expected, reliability = _regression_to_mean(before, office, measure)
    if len(d) < FEWEST_COMPARED:
        nan = float("nan")
        return BeforeAfter(
            own, _unknown(), _unknown(), len(d), nan, expected, reliability
        )
    tau2 = between_variance(d, v, method="pm")
    mean, variance = weighted_mean(d, v + tau2)
    df = len(d) - 1
    spread = float(((d - mean) ** 2 / (v + tau2)).sum() / df)
    variance *= max(1.0, spread)
    own_variance = float(changes.standard_error[office] ** 2)
    return BeforeAfter(
        own,
        _tested(mean, variance, df, alpha=alpha),
        _tested(own.value - mean, own_variance + tau2 + variance, df, alpha=alpha),
        len(d),
        float(np.sqrt(tau2)),
        expected,
        reliability,
    )


def _of_others(
    changes: Changes, office: int, compared: Sequence[int]
) -> tuple[FloatArray, FloatArray]:
    """Return changes and variances of the offices compared with that were tested."""
    at = np.array([each for each in compared if each != office], dtype=np.int64)
    d, v = changes.change[at], changes.standard_error[at] ** 2
    usable = np.isfinite(d) & (v > 0) & np.isfinite(changes.pvalue[at])
    return d[usable], v[usable]


def _tested(value: float, variance: float, df: int, *, alpha: float) -> Shift:
    if not (np.isfinite(value) and variance > 0):
        return _unknown()
    error = float(np.sqrt(variance))
    half = float(special.stdtrit(df, 0.975)) * error
    pvalue = float(2 * special.stdtr(df, -abs(value / error)))
    verdict = Difference.NONE
    if pvalue < alpha:
        verdict = Difference.HIGHER if value > 0 else Difference.LOWER
    return Shift(value, value - half, value + half, pvalue, verdict)


def _unknown() -> Shift:
    nan = float("nan")
    return Shift(nan, nan, nan, nan, Difference.TOO_FEW)


def _regression_to_mean(
    before: ScoreSums, office: int, measure: int
) -> tuple[float, float]:
    """Return the change to be expected of chance alone, and the reliability it follows from."""
    found = satisfaction_index(before)
    variance = protected_index_variance(
        found, displayed_interval(before), measure=measure
    )
    index = np.where(found.n[:, measure] > 1, found.index[:, measure], np.nan)
    # An index whose variance is 0 would be known for certain, and none is.
    index = np.where(variance > 0, index, np.nan)
    known = np.isfinite(index)
    if known.sum() < FEWEST_COMPARED or not known[office]:
        return float("nan"), float("nan")
    shrunk = shrink(index, variance, method="pm")
    return float(shrunk.estimate[office] - index[office]), float(shrunk.weight[office])
