"""Change over waves: of one question from counts, of an index from its linearised variances."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.arrays import FloatArray, IntArray
from analysis.breaks import Break
from analysis.checks import check_between
from analysis.reasons import Reason
from analysis.sentences import Sentence
from analysis.verdicts import Difference


@dataclass(frozen=True, slots=True)
class ItemTrend:
    """A trend of one question over ordered waves.

    Parameters
    ----------
    statistic
        Normal score; positive if answers became better. Its square is the chi-squared of
        Cochran and Armitage.
    pvalue
        Two-sided.
    tau
        Kendall's tau-b of answer and wave; NaN for Cochran and Armitage.
    n
        Answers.
    reason
        Why there are no figures.
    """

    statistic: float
    pvalue: float
    tau: float
    n: int
    reason: Reason

    @property
    def chisquare(self) -> float:
        """Square of the statistic, chi-squared with one degree of freedom."""
        return self.statistic**2

    def verdict(self, *, alpha: float = 0.05) -> Difference:
        """Tell the direction, if there is a clear one."""
        return _direction(self.statistic, self.pvalue, alpha=alpha)

    @property
    def sentence(self) -> Sentence:
        """The direction in words."""
        words = {
            Difference.HIGHER: "Có xu hướng tăng rõ qua các đợt (n = %(n)s).",
            Difference.LOWER: "Có xu hướng giảm rõ qua các đợt (n = %(n)s).",
            Difference.NONE: "Chưa thấy xu hướng rõ qua các đợt (n = %(n)s).",
            Difference.TOO_FEW: "Chưa đủ dữ liệu để nói về xu hướng (n = %(n)s).",
        }
        return Sentence(words[self.verdict()], {"n": self.n})


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """Straight lines through indices over waves, each array of the units' shape.

    Parameters
    ----------
    slope
        Change of the index, as a share, for one unit of time; NaN if it can't be told.
    standard_error, low, high
        Of the slope.
    statistic, df, pvalue
        t-test that there is no slope; df is infinite unless given.
    waves
        Waves used.
    breaks
        Breaks that the line was drawn across on demand: to be said beside every figure.
    reason
        Why all slopes are NaN, such as a break.
    """

    slope: FloatArray
    standard_error: FloatArray
    low: FloatArray
    high: FloatArray
    statistic: FloatArray
    df: FloatArray
    pvalue: FloatArray
    waves: IntArray
    breaks: tuple[Break, ...]
    reason: Reason

    def verdicts(self, *, alpha: float = 0.05) -> tuple[Difference, ...]:
        """Tell the direction of each unit, if there is a clear one, without correction."""
        return tuple(
            _direction(t, p, alpha=alpha)
            for t, p in zip(np.ravel(self.statistic), np.ravel(self.pvalue))
        )

    def sentence(self, unit: int = 0) -> Sentence:
        """Say how one unit has moved, by its position."""
        if self.reason is Reason.BREAK:
            return Sentence(
                "Không tính xu hướng: giữa các đợt có thay đổi về câu hỏi, đối tượng hoặc kênh thu phiếu.",
                {},
            )
        words = {
            Difference.HIGHER: "Có xu hướng tăng rõ qua các đợt: mỗi đợt %(points)s điểm (từ %(low)s đến "
            "%(high)s).",
            Difference.LOWER: "Có xu hướng giảm rõ qua các đợt: mỗi đợt %(points)s điểm (từ %(low)s đến "
            "%(high)s).",
            Difference.NONE: "Chưa thấy xu hướng rõ qua các đợt: mỗi đợt %(points)s điểm (từ %(low)s đến "
            "%(high)s).",
            Difference.TOO_FEW: "Chưa đủ dữ liệu để nói về xu hướng qua các đợt.",
        }
        return Sentence(
            words[self.verdicts()[unit]],
            {
                "points": float(100 * np.ravel(self.slope)[unit]),
                "low": float(100 * np.ravel(self.low)[unit]),
                "high": float(100 * np.ravel(self.high)[unit]),
            },
        )

    @property
    def warnings(self) -> tuple[Sentence, ...]:
        """What changed between the waves that the line was drawn across."""
        return tuple(one.sentence for one in self.breaks)


def cochran_armitage(
    satisfied: npt.ArrayLike, n: npt.ArrayLike, *, scores: npt.ArrayLike | None = None
) -> ItemTrend:
    """Test a straight trend of one question's share of satisfied answers.

    chi-squared = [sum (x - xbar)(y - nP)]^2 / (P (1 - P) sum n (x - xbar)^2). For one answer per
    respondent only: pooled answers of several questions are not independent, use `index_slopes`.

    Parameters
    ----------
    satisfied, n
        Satisfied and valid answers by wave in order of time, shape (waves,).
    scores
        Times of the waves; 1, 2, … if left out.

    Returns
    -------
    ItemTrend; NaN with one wave (`too_few_waves`) or if all or none are satisfied
    (`no_variation`).

    Raises
    ------
    ValueError
        If satisfied is not 0 to n or the shapes differ.

    References
    ----------
    Cochran (1954), Biometrics 10, 417-451; Armitage (1955), Biometrics 11, 375-386. Checked
    against R's `prop.trend.test`.

    Examples
    --------
    >>> found = cochran_armitage([20, 30, 40], [50, 50, 50])
    >>> round(found.chisquare, 3), found.verdict()
    (16.667, <Difference.HIGHER: 'higher'>)
    """
    y, total = np.asarray(satisfied, np.float64), np.asarray(n, np.float64)
    x = _times(len(total), scores)
    if y.shape != total.shape or total.ndim != 1:
        raise ValueError(
            f"satisfied and n must have one shape (waves,), got {y.shape} and {total.shape}"
        )
    if np.any((y < 0) | (y > total)):
        raise ValueError("satisfied must be 0 to n in every wave")
    answers = float(total.sum())
    if len(set(x[total > 0])) < 2:
        return _no_trend(int(answers), Reason.TOO_FEW_WAVES)
    p = y.sum() / answers
    if p in (0, 1):
        return _no_trend(int(answers), Reason.NO_VARIATION)
    centred = x - (total * x).sum() / answers
    variance = p * (1 - p) * (total * centred**2).sum()
    z = float((centred * (y - total * p)).sum() / np.sqrt(variance))
    return ItemTrend(z, _normal_pvalue(z), float("nan"), int(answers), Reason.NONE)


def jonckheere(counts: npt.ArrayLike) -> ItemTrend:
    """Test whether answers of one question move up or down from wave to wave, by all levels.

    z = S / sqrt(v): S counts pairs of answers from two waves that rise less those that fall, v is its
    variance given the ties of both. Equal to the test of Kendall's tau between answer and wave.

    Parameters
    ----------
    counts
        Answers by wave and level, shape (waves, levels), in order of time and from the lowest.

    Returns
    -------
    ItemTrend with tau-b; NaN with one wave, one level or fewer than three answers.

    Raises
    ------
    ValueError
        If a count is negative or the shape is another.

    References
    ----------
    Kendall (1970), Rank Correlation Methods, 4th ed. (variance with ties in both). Checked against
    R's `cor.test(method="kendall", exact=FALSE)`; without ties equal to Jonckheere (1954).

    Examples
    --------
    >>> found = jonckheere([[4, 3, 2, 1, 0], [0, 1, 2, 3, 4]])
    >>> round(found.statistic, 6), round(found.tau, 4)
    (3.082207, 0.6325)
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2 or np.any(table < 0):
        raise ValueError(
            f"counts must be non-negative, of shape (waves, levels), got shape {table.shape}"
        )
    table = table[table.sum(axis=1) > 0]
    n = float(table.sum())
    if len(table) < 2:
        return _no_trend(int(n), Reason.TOO_FEW_WAVES)
    waves, levels = table.sum(axis=1), table.sum(axis=0)
    if np.count_nonzero(levels) < 2 or n < 3:
        return _no_trend(int(n), Reason.NO_VARIATION)
    later = np.cumsum(table[::-1], axis=0)[::-1] - table
    higher = np.cumsum(later[:, ::-1], axis=1)[:, ::-1] - later
    lower = np.cumsum(later, axis=1) - later
    s = float((table * (higher - lower)).sum())

    def ties(sizes: FloatArray) -> tuple[float, float, float]:
        pairs = sizes * (sizes - 1)
        weighted = float((pairs * (2 * sizes + 5)).sum())
        return float(pairs.sum()), weighted, float((pairs * (sizes - 2)).sum())

    (t1, t5, t3), (u1, u5, u3) = ties(levels), ties(waves)
    variance = (
        (n * (n - 1) * (2 * n + 5) - t5 - u5) / 18
        + t1 * u1 / (2 * n * (n - 1))
        + t3 * u3 / (9 * n * (n - 1) * (n - 2))
    )
    pairs = n * (n - 1)
    tau = 2 * s / np.sqrt((pairs - t1) * (pairs - u1))
    z = s / np.sqrt(variance)
    return ItemTrend(float(z), _normal_pvalue(z), float(tau), int(n), Reason.NONE)


def index_slopes(
    index: npt.ArrayLike,
    variance: npt.ArrayLike,
    *,
    times: npt.ArrayLike | None = None,
    df: npt.ArrayLike | None = None,
    covariance: npt.ArrayLike | None = None,
    confidence_level: float = 0.95,
    breaks: Sequence[Break] = (),
    across_breaks: bool = False,
) -> Slopes:
    """Draw a straight line through indices over waves, with the error that clustering asks for.

    slope = sum a p with a = (x - xbar) / sum (x - xbar)^2, a linear contrast: its variance is
    sum a^2 V for waves of different respondents. With two waves a unit of time apart it is the
    change.

    Parameters
    ----------
    index, variance
        By wave in order of time, shape (waves, …); NaN leaves a wave of a unit out.
    times
        Times of the waves, shape (waves,), so that uneven gaps count; 0, 1, … if left out.
    df
        Degrees of freedom of the slope, of the units' shape; infinite if left out.
    covariance
        Of the waves' indices, shape (waves, waves), in place of `variance` for one unit: where
        waves cut the same strata they are not quite independent.
    confidence_level
        Of the interval.
    breaks
        From `find_breaks` over the same waves.
    across_breaks
        Draw the line across breaks all the same; the result then carries them.

    Returns
    -------
    Slopes; NaN with fewer than two waves, and across a break unless asked for.

    Raises
    ------
    ValueError
        If shapes differ, or a variance is negative.

    References
    ----------
    A linear contrast of domain estimates as `svycontrast` of R's survey package takes it.

    Examples
    --------
    >>> found = index_slopes([0.80, 0.82, 0.84], [0.0001] * 3)
    >>> float(found.slope.round(4)), float(found.standard_error.round(5))
    (0.02, 0.00707)
    """
    check_between(confidence_level, 0, 1, name="confidence_level")
    p, v = np.asarray(index, np.float64), np.asarray(variance, np.float64)
    if p.shape != v.shape or p.ndim < 1:
        raise ValueError(
            f"index and variance must have one shape (waves, …), got {p.shape} and {v.shape}"
        )
    if np.any(v < 0):
        raise ValueError(f"variance must be 0 or more, got {v[v < 0][0]}")
    known = np.isfinite(p) & np.isfinite(v)
    waves = known.sum(axis=0)
    x = _times(len(p), times).reshape(-1, *[1] * (p.ndim - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        centred = np.where(known, x - (x * known).sum(axis=0) / waves, 0.0)
        a = centred / (centred**2).sum(axis=0)
        slope = (a * np.where(known, p, 0)).sum(axis=0)
        spread = (a**2 * np.where(known, v, 0)).sum(axis=0)
    if covariance is not None:
        spread = a @ np.asarray(covariance, np.float64) @ a
    crossed = tuple(breaks)
    refused = bool(crossed) and not across_breaks
    reason = Reason.BREAK if refused else Reason.NONE
    if not refused and np.all(waves < 2):
        reason = Reason.TOO_FEW_WAVES
    usable = (waves > 1) & (not refused)
    slope, spread = (np.where(usable, one, np.nan) for one in (slope, spread))
    freedom = np.broadcast_to(np.inf if df is None else df, slope.shape)
    freedom = np.where(usable, np.asarray(freedom, np.float64), np.nan)
    error = np.sqrt(spread)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = np.where(error > 0, slope / error, np.nan)
    half = special.stdtrit(freedom, 0.5 + confidence_level / 2) * error
    return Slopes(
        slope,
        error,
        slope - half,
        slope + half,
        statistic,
        freedom,
        2 * special.stdtr(freedom, -np.abs(statistic)),
        np.asarray(waves, dtype=np.int64),
        () if refused else crossed,
        reason,
    )


def _times(waves: int, times: npt.ArrayLike | None) -> FloatArray:
    x = np.arange(waves, dtype=np.float64)
    if times is not None:
        x = np.asarray(times, np.float64)
    if x.shape != (waves,) or not np.all(np.diff(x) > 0):
        raise ValueError(
            f"times must be {waves} numbers that rise, got {np.ravel(x).tolist()}"
        )
    return x


def _no_trend(n: int, reason: Reason) -> ItemTrend:
    nan = float("nan")
    return ItemTrend(nan, nan, nan, n, reason)


def _normal_pvalue(z: float) -> float:
    return float(2 * special.ndtr(-abs(z)))


def _direction(statistic: float, pvalue: float, *, alpha: float) -> Difference:
    if np.isnan(pvalue):
        return Difference.TOO_FEW
    if pvalue > alpha:
        return Difference.NONE
    return Difference.HIGHER if statistic > 0 else Difference.LOWER
