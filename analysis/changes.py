"""Each office against itself: this wave against the one before, or a line through several."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.arrays import FloatArray
from analysis.breaks import Break
from analysis.checks import check_at_least
from analysis.comparisons import differences, t_tests
from analysis.indices import satisfaction_index
from analysis.intervals import Interval, difference_interval, displayed_interval
from analysis.reasons import Reason
from analysis.residuals import PRIOR_DF, ResidualSums, answers_per_head
from analysis.scores import ScoreSums
from analysis.sentences import Sentence
from analysis.significance import MIN_N, Correction, adjust
from analysis.verdicts import Difference


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """Change of each office's index over waves, every array of shape (offices,).

    Parameters
    ----------
    first, last
        Index in the first and in the last wave, as shares.
    change
        Last less first for two waves; for more, the slope of a straight line per unit of time.
    low, high
        Interval of the change: Newcombe's of the displayed intervals for two waves, else
        change -/+ t times the standard error.
    standard_error, statistic, df, pvalue, pvalue_adjusted
        Of the test, corrected over the offices with enough respondents in every wave.
    verdicts
        `higher` means that the office became better.
    offices
        Names.
    breaks
        Breaks that were crossed on demand.
    reason
        Why there are no figures at all.
    """

    first: FloatArray
    last: FloatArray
    change: FloatArray
    low: FloatArray
    high: FloatArray
    standard_error: FloatArray
    statistic: FloatArray
    df: FloatArray
    pvalue: FloatArray
    pvalue_adjusted: FloatArray
    verdicts: tuple[Difference, ...]
    offices: tuple[str, ...]
    breaks: tuple[Break, ...]
    reason: Reason

    def sentence(self, office: int) -> Sentence:
        """Say how one office changed, by its position."""
        words = {
            Difference.HIGHER: "%(unit)s tăng rõ: %(points)s điểm (từ %(low)s đến %(high)s).",
            Difference.LOWER: "%(unit)s giảm rõ: %(points)s điểm (từ %(low)s đến %(high)s).",
            Difference.NONE: "%(unit)s chưa thấy thay đổi rõ: %(points)s điểm (từ %(low)s đến %(high)s).",
            Difference.TOO_FEW: "Chưa đủ phiếu để nói %(unit)s thay đổi hay không.",
        }
        if self.reason is Reason.BREAK:
            return Sentence(
                "Không so sánh %(unit)s qua các đợt: câu hỏi, đối tượng hoặc kênh thu phiếu đã thay đổi.",
                {"unit": self.offices[office]},
            )
        return Sentence(
            words[self.verdicts[office]],
            {
                "unit": self.offices[office],
                "points": float(100 * self.change[office]),
                "low": float(100 * self.low[office]),
                "high": float(100 * self.high[office]),
            },
        )

    @property
    def warnings(self) -> tuple[Sentence, ...]:
        """What changed between the waves that were compared all the same."""
        return tuple(one.sentence for one in self.breaks)


def wave_changes(
    waves: Sequence[ScoreSums],
    *,
    measure: int = 0,
    times: Sequence[float] | None = None,
    correction: Correction = "holm",
    min_n: int = MIN_N,
    alpha: float = 0.05,
    breaks: Sequence[Break] = (),
    across_breaks: bool = False,
) -> Changes:
    """Tell which offices became better or worse over two waves or more.

    With P the office's own index over all waves and e = y - P m over the answers per head of the wave,
    the contrast sum a_w mean(e_w) of indices is tested with the protected variance s*^2 / n of each
    wave, drawn to that of all offices and waves, and min(n) - 1 + 30 degrees of freedom; a = (-1, 1)
    for two waves, else (x - xbar) / sum (x - xbar)^2.

    Parameters
    ----------
    waves
        Sums of the same offices in order of time, two or more; respondents of two waves are taken
        to be different people.
    measure
        Position of the measure.
    times
        Times of the waves if unevenly spaced; then the change is per unit of time, with two
        waves too.
    correction
        Over the offices tested.
    min_n
        An office needs as many respondents with a valid answer in every wave.
    alpha
        Level of the verdicts.
    breaks, across_breaks
        As in `trend.index_slopes`: no test across a break unless asked for.

    Returns
    -------
    Changes; all NaN with `reason` break, and NaN for offices with too few respondents.

    Raises
    ------
    ValueError
        If there are fewer than two waves, offices differ or times do not rise.

    References
    ----------
    Ours: the test of METHODS 2.6 within an office; measured error rate in docs/measured.md.

    Examples
    --------
    >>> from analysis.tally import score_sums
    >>> first = score_sums([[5]] * 20 + [[1]] * 20, [0] * 40, measures=[[0]], n_offices=1)
    >>> last = score_sums([[5]] * 38 + [[1]] * 2, [0] * 40, measures=[[0]], n_offices=1)
    >>> found = wave_changes([first, last])
    >>> float(found.change[0].round(3)), str(found.verdicts[0])
    (0.45, 'higher')
    """
    check_at_least(len(waves), 2, name="number of waves")
    offices = waves[0].offices
    if any(wave.offices != offices for wave in waves):
        raise ValueError("waves must have the same offices in the same order")
    a = _contrast(len(waves), times)
    residuals = _own_residuals(waves, measure=measure).of_index()
    shape = (len(waves), len(offices))
    n = residuals.n.reshape(shape)
    protected = residuals.protected_variance().reshape(shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        tests = t_tests(
            a @ residuals.mean.reshape(shape),
            (a[:, None] ** 2 * protected / n).sum(axis=0),
            n.min(axis=0) - 1 + PRIOR_DF,
        )
    refused = bool(breaks) and not across_breaks
    tested = (n.min(axis=0) >= min_n) & (not refused)
    pvalue = np.where(tested, tests.pvalue, np.nan)
    adjusted = adjust(pvalue, method=correction)
    index = np.array([satisfaction_index(wave).index[:, measure] for wave in waves])
    change = np.where(refused, np.nan, a @ index)
    interval = _interval(
        waves,
        index,
        change,
        tests.standard_error,
        tests.df,
        measure=measure,
        times=times,
    )
    return Changes(
        index[0],
        index[-1],
        change,
        np.where(refused, np.nan, interval.low),
        np.where(refused, np.nan, interval.high),
        tests.standard_error,
        np.where(refused, np.nan, tests.statistic),
        tests.df,
        pvalue,
        adjusted,
        differences(tests.statistic, adjusted, alpha=alpha, shown=interval),
        offices,
        () if refused else tuple(breaks),
        Reason.BREAK if refused else Reason.NONE,
    )


def _contrast(waves: int, times: Sequence[float] | None) -> FloatArray:
    """Return the weights of the waves: those of a slope, which for two steps are -1 and 1."""
    x = np.arange(waves) if times is None else np.asarray(times)
    x = x.astype(np.float64)
    if x.shape != (waves,) or not np.all(np.diff(x) > 0):
        raise ValueError(f"times must be {waves} numbers that rise, got {x.tolist()}")
    centred: FloatArray = x - x.mean()
    return np.asarray(centred / (centred @ centred))


def _own_residuals(waves: Sequence[ScoreSums], *, measure: int) -> ResidualSums:
    """Sum distances of answers from each office's own index over all waves, by wave and office.

    The common index of all offices would not do: for an office far from it, a wave in which people
    answered more questions would look like a change.
    """

    def stacked(name: str) -> FloatArray:
        return np.array([getattr(wave, name)[:, measure] for wave in waves], float)

    n, y, m = stacked("n_valid"), stacked("y"), stacked("m")
    with np.errstate(divide="ignore", invalid="ignore"):
        p = y.sum(axis=0) / m.sum(axis=0)
        p = np.where(m.sum(axis=0) > 0, p, 0.0)
    squares = stacked("yy") - 2 * p * stacked("ym") + p**2 * stacked("mm")
    names = tuple(office for _ in waves for office in waves[0].offices)
    return ResidualSums(
        np.ravel(n),
        np.ravel(y - p * m),
        np.ravel(squares),
        np.ravel(answers_per_head(n, m)),
        names,
    )


def _interval(
    waves: Sequence[ScoreSums],
    index: FloatArray,
    change: FloatArray,
    error: FloatArray,
    df: FloatArray,
    *,
    measure: int,
    times: Sequence[float] | None,
) -> Interval:
    """Return Newcombe's interval for a plain change of two waves, else that of a contrast."""
    if len(waves) > 2 or times is not None:
        half = special.stdtrit(np.where(df > 0, df, np.nan), 0.975) * error
        return Interval(change - half, change + half)
    before, after = (
        Interval(shown.low[:, measure], shown.high[:, measure])
        for shown in (displayed_interval(wave) for wave in waves)
    )
    return difference_interval(index[1], after, index[0], before)
