"""For each office: how many more answers until a difference from the others would show."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.arrays import FloatArray, IntArray
from analysis.checks import check_between
from analysis.indices import satisfaction_index
from analysis.intervals import PRIOR_DF, displayed_interval
from analysis.scores import ScoreSums
from analysis.sentences import Sentence

# Beyond this many answers an office is told that the difference will not show.
NEVER = 1_000_000
ROUNDS = 5


@dataclass(frozen=True, slots=True, eq=False)
class MoreAnswers:
    """What would make a difference from the others show, each array of shape (offices,).

    Parameters
    ----------
    n
        Respondents with a valid answer.
    detectable
        Difference in share that the answers at hand would show with the given power.
    more
        Further answers until a difference of `difference` would show; 0 if it would today, -1 if
        no number would do, for the others have too few.
    difference, power
        What was given.
    offices
        Names.
    """

    n: IntArray
    detectable: FloatArray
    more: IntArray
    difference: float
    power: float
    offices: tuple[str, ...]

    def sentence(self, office: int) -> Sentence:
        """What one office needs, by its position."""
        values: dict[str, str | int | float] = {
            "unit": self.offices[office],
            "points": 100 * self.difference,
            "n": int(self.n[office]),
            "more": int(self.more[office]),
            "detectable": float(100 * self.detectable[office]),
        }
        if self.more[office] == 0:
            return Sentence(
                "Với %(n)s phiếu hiện có, %(unit)s chênh %(points)s điểm so với các đơn vị còn lại thì "
                "đã có thể thấy rõ.",
                values,
            )
        if self.more[office] < 0:
            return Sentence(
                "Các đơn vị khác còn quá ít phiếu để thấy rõ %(unit)s chênh %(points)s điểm.",
                values,
            )
        if self.n[office] == 0:
            return Sentence(
                "%(unit)s chưa có phiếu; cần khoảng %(more)s phiếu để thấy rõ chênh lệch %(points)s điểm.",
                values,
            )
        return Sentence(
            "%(unit)s cần thêm khoảng %(more)s phiếu để thấy rõ chênh lệch %(points)s điểm; với %(n)s "
            "phiếu hiện có chỉ thấy rõ chênh lệch từ %(detectable)s điểm.",
            values,
        )


def design_effect(sums: ScoreSums, *, measure: int = 0) -> FloatArray:
    """Give the variance per respondent against that of one answer each, n V / (p (1 - p)).

    Drawn to that of all offices as the displayed interval does, so that a few respondents who agree do
    not promise precision. Shape (offices,); NaN where nobody answered.

    Examples
    --------
    >>> from analysis.tally import score_sums
    >>> sums = score_sums([[5], [1]] * 20, [0] * 40, measures=[[0]], n_offices=1)
    >>> design_effect(sums).round(3)
    array([1.026])
    """
    found, shown = satisfaction_index(sums), displayed_interval(sums)
    n, m = found.n[:, measure], found.m[:, measure]
    pooled = shown.deff_pooled[measure]
    own = np.where(
        np.isnan(shown.deff_own[:, measure]), pooled, shown.deff_own[:, measure]
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = ((n - 1) * own + PRIOR_DF * pooled) / (n - 1 + PRIOR_DF)
        return np.where(n > 0, np.maximum(own, drawn) * n / m, np.nan)


def more_answers(
    sums: ScoreSums,
    difference: float,
    *,
    measure: int = 0,
    power: float = 0.8,
    comparisons: int | None = None,
    alpha: float = 0.05,
) -> MoreAnswers:
    """Tell each office how many more answers a difference from the others needs to show.

    Solves difference = (t + t') sqrt(P'(1 - P') D/n + P(1 - P) D'/N') for n, with D the office's
    design effect per respondent, N' the others' respondents and D' theirs, P the common index and
    P' the same moved by the difference towards one half, where answers vary most; t and t' are
    quantiles of the test's own t for 1 - alpha/2m and for the power.

    Parameters
    ----------
    sums
        Sums of all offices of the wave.
    difference
        As a share, between 0 and 1.
    measure
        Position of the measure.
    power
        Chance that it shows.
    comparisons
        Offices that are compared with the others; all that have answers if left out.
    alpha
        Level of the test over all of them.

    Returns
    -------
    MoreAnswers of shape (offices,).

    Raises
    ------
    ValueError
        If the difference or the power is not between 0 and 1.

    References
    ----------
    Derived from the test of `groups.compare_with_others`, with Bonferroni in place of Holm.

    Examples
    --------
    The second office would need more answers of the first, and has no use for its own.

    >>> from analysis.tally import score_sums
    >>> sums = score_sums([[5], [5], [5], [1]] * 50, [0] * 20 + [1] * 180, measures=[[0]], n_offices=2)
    >>> more_answers(sums, 0.2).more
    array([65, -1])
    """
    check_between(difference, 0, 1, name="difference")
    found = satisfaction_index(sums)
    n, m, y = found.n[:, measure], found.m[:, measure], sums.y[:, measure]
    count = int((n > 0).sum()) if comparisons is None else comparisons
    check_between(power, 0, 1, name="power")
    check_between(alpha, 0, 1, name="alpha")
    deff = design_effect(sums, measure=measure)
    spread = np.nan_to_num(n * deff)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = y.sum() / m.sum()
        others = n.sum() - n
        # An office that nobody has rated yet is taken to be like all together.
        deff = np.where(n > 0, deff, spread.sum() / n.sum())
        moved = p + np.sign(0.5 - p) * min(difference, abs(0.5 - p))
        own = moved * (1 - moved) * deff
        of_others = p * (1 - p) * (spread.sum() - spread) / others**2
        level = 1 - alpha / (2 * max(count, 1))
        detectable = _reach(n, level, power) * np.sqrt(own / n + of_others)
        needed = n
        # The quantiles depend on n, but hardly: a few rounds settle it.
        for _ in range(ROUNDS):
            room = (difference / _reach(needed, level, power)) ** 2 - of_others
            needed = np.where(room > 0, own / room, np.inf)
        missing = np.ceil(np.maximum(needed - n, 0) - 1e-9)
    possible = (others > 0) & (missing <= NEVER)
    return MoreAnswers(
        n.astype(np.int64),
        np.where((n > 0) & (others > 0), detectable, np.nan),
        np.where(possible, missing, -1).astype(np.int64),
        difference,
        power,
        sums.offices,
    )


def _reach(n: FloatArray, level: float, power: float) -> FloatArray:
    """Return the standard errors that a difference must measure to be found with the given power."""
    df = np.maximum(n - 1, 0) + PRIOR_DF
    return np.asarray(special.stdtrit(df, level) + special.stdtrit(df, power))
