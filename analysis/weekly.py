"""An early warning from weekly sealed sums: a chart with limits and two running sums."""

from dataclasses import dataclass

import numpy as np

from analysis.arrays import FloatArray
from analysis.checks import check_at_least, check_between
from analysis.reasons import Reason
from analysis.scores import ScoreSums
from analysis.sentences import Sentence
from analysis.verdicts import Difference

# The usual settings: a shift of one standard error is found soonest, and with independent normal
# weeks a false alarm comes every 465 weeks on average.
SLACK = 0.5
DECISION = 5.0
# Fewer weeks tell neither the level nor the spread that is usual.
MIN_BASELINE = 8


@dataclass(frozen=True, slots=True)
class WeekAlarm:
    """A running sum that passed its limit.

    Parameters
    ----------
    week
        Position of the week in which it did.
    since
        Position of the first week of the run, the best guess of when the change began.
    direction
        `higher` or `lower`.
    """

    week: int
    since: int
    direction: Difference


@dataclass(frozen=True, slots=True, eq=False)
class WeeklyChart:
    """One unit's weeks, each array of shape (weeks,); NaN in a week without answers.

    Parameters
    ----------
    index
        Share of satisfied answers.
    low, high
        Limits of three standard errors about the target, within [0, 1].
    z
        Distance from the target in standard errors.
    above, below
        Running sums; one that passes `DECISION` raises an alarm and starts again.
    alarms
        In order of time.
    target
        Index of the baseline.
    spread
        Variance of z in the baseline, at least 1: what weeks differ beyond their respondents.
    weeks
        Names.
    reason
        Why there is no chart.
    """

    index: FloatArray
    low: FloatArray
    high: FloatArray
    z: FloatArray
    above: FloatArray
    below: FloatArray
    alarms: tuple[WeekAlarm, ...]
    target: float
    spread: float
    weeks: tuple[str, ...]
    reason: Reason

    @property
    def outside(self) -> tuple[int, ...]:
        """Positions of weeks beyond the limits of three standard errors."""
        return tuple(np.flatnonzero(np.abs(np.nan_to_num(self.z)) > 3).tolist())

    @property
    def sentence(self) -> Sentence:
        """What the latest alarm says, or that there is none."""
        if self.reason is not Reason.NONE:
            return Sentence("Chưa đủ số tuần để theo dõi biến động.", {})
        if not self.alarms:
            return Sentence(
                "Các tuần dao động bình thường quanh mức %(target)s điểm.",
                {"target": 100 * self.target},
            )
        last = self.alarms[-1]
        words = {
            Difference.HIGHER: "Từ tuần %(since)s chỉ số có dấu hiệu tăng so với mức %(target)s điểm "
            "(phát hiện ở tuần %(week)s): nên tìm hiểu, chưa phải kết luận.",
            Difference.LOWER: "Từ tuần %(since)s chỉ số có dấu hiệu giảm so với mức %(target)s điểm "
            "(phát hiện ở tuần %(week)s): nên tìm hiểu, chưa phải kết luận.",
        }
        return Sentence(
            words[last.direction],
            {
                "since": self.weeks[last.since],
                "week": self.weeks[last.week],
                "target": 100 * self.target,
            },
        )


def weekly_chart(
    weeks: ScoreSums,
    *,
    baseline: int,
    measure: int = 0,
    slack: float = SLACK,
    decision: float = DECISION,
) -> WeeklyChart:
    """Watch one unit's weeks for a lasting shift of its index.

    z = E / sqrt(n s^2 phi) with E = Sy - p Sm, p and s^2 (variance of y - p m per respondent) from
    the baseline and phi the spread of z there, at least 1. Above: C = max(0, C + z - slack),
    below alike; an alarm when C passes `decision`.

    Parameters
    ----------
    weeks
        Sums by week in order of time, as if weeks were offices, from sealed days only.
    baseline
        Number of weeks with answers at the start that show what is usual, 8 or more.
    measure
        Position of the measure.
    slack
        Half the shift, in standard errors of a week, that should be found soonest.
    decision
        What a running sum has to pass.

    Returns
    -------
    WeeklyChart. NaN with fewer such weeks (`too_few_waves`) or if everybody agreed in
    it (`no_variation`). Weeks without answers leave the running sums as they are.

    Raises
    ------
    ValueError
        If the baseline is below 8, or slack or decision not positive.

    References
    ----------
    Page (1954), Biometrika 41, 100-115. Measured rate of false alarms: docs/measured.md.

    Examples
    --------
    >>> from analysis.tally import score_sums
    >>> usual = [[5]] * 16 + [[1]] * 4
    >>> scores = usual * 8 + ([[5]] * 10 + [[1]] * 10) * 4
    >>> week = [number for number in range(12) for _ in range(20)]
    >>> chart = weekly_chart(
    ...     score_sums(scores, week, measures=[[0]], n_offices=12), baseline=8
    ... )
    >>> [(alarm.week, alarm.since, str(alarm.direction)) for alarm in chart.alarms]
    [(9, 8, 'lower'), (11, 10, 'lower')]
    """
    check_at_least(baseline, MIN_BASELINE, name="baseline")
    check_between(slack, 0, np.inf, name="slack")
    check_between(decision, 0, np.inf, name="decision")
    n = weeks.n_valid[:, measure].astype(np.float64)
    y, m = weeks.y[:, measure], weeks.m[:, measure]
    answered = np.flatnonzero(n > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        index = np.where(m > 0, y / m, np.nan)
    first = answered[:baseline]
    if len(first) < baseline:
        return _no_chart(index, weeks.offices, Reason.TOO_FEW_WAVES)
    p = float(y[first].sum() / m[first].sum())
    squares = (
        weeks.yy[:, measure]
        - 2 * p * weeks.ym[:, measure]
        + p**2 * weeks.mm[:, measure]
    )
    s2 = float(squares[first].sum() / n[first].sum())
    if s2 <= 0:
        return _no_chart(index, weeks.offices, Reason.NO_VARIATION)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (y - p * m) / np.sqrt(n * s2)
        # The level was taken from these weeks, hence one less.
        spread = max(1.0, float((z[first] ** 2).sum() / (len(first) - 1)))
        z = np.where(n > 0, z / np.sqrt(spread), np.nan)
        half = np.where(n > 0, 3 * np.sqrt(n * s2 * spread) / m, np.nan)
    above, raised = _running(z, slack=slack, decision=decision)
    below, fell = _running(-z, slack=slack, decision=decision)
    alarms = [WeekAlarm(week, since, Difference.HIGHER) for week, since in raised]
    alarms += [WeekAlarm(week, since, Difference.LOWER) for week, since in fell]
    return WeeklyChart(
        index,
        np.maximum(p - half, 0),
        np.minimum(p + half, 1),
        z,
        above,
        below,
        tuple(sorted(alarms, key=lambda alarm: alarm.week)),
        p,
        spread,
        weeks.offices,
        Reason.NONE,
    )


def _running(
    z: FloatArray, *, slack: float, decision: float
) -> tuple[FloatArray, list[tuple[int, int]]]:
    """Return the running sum by week, and for each alarm its week and the first of its run."""
    sums, alarms = np.zeros(len(z)), []
    total, since = 0.0, 0
    for week, distance in enumerate(np.nan_to_num(z, nan=slack)):
        if total == 0:
            since = week
        total = max(0.0, total + distance - slack)
        sums[week] = total
        if total > decision:
            alarms.append((week, since))
            total = 0.0
    return sums, alarms


def _no_chart(index: FloatArray, weeks: tuple[str, ...], reason: Reason) -> WeeklyChart:
    empty, nan = np.full(len(index), np.nan), float("nan")
    return WeeklyChart(
        index, empty, empty, empty, empty, empty, (), nan, nan, weeks, reason
    )
