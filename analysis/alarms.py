"""When do several marks together deserve a look: combined, with a stated rate of false alarms."""

from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from analysis.arrays import BoolArray, FloatArray, IntArray
from analysis.checks import check_between
from analysis.reasons import Reason
from analysis.scores import numbered
from analysis.sentences import Sentence

# A hundredth of 300 offices is three of them: measured, such thresholds gave 0.2 to 3 % (METHODS 2.13).
MIN_REFERENCES = 500
FALSE_ALARM = 0.01
# A chance of 0 would be one mark that drowns all others.
LEAST_CHANCE = 1e-300


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a combined score has to pass to be an alarm.

    Parameters
    ----------
    value
        NaN with too few reference offices.
    false_alarm
        Expected share of honest offices like the references above it.
    low, high
        What that share may be after all, with 95 % confidence.
    n
        Reference offices.
    reason
        Why there is no threshold.
    """

    value: float
    false_alarm: float
    low: float
    high: float
    n: int
    reason: Reason

    @property
    def sentence(self) -> Sentence:
        """How often honest offices are marked."""
        if self.reason is not Reason.NONE:
            return Sentence(
                "Chưa đủ đơn vị đối chứng để cảnh báo (có %(n)s, cần "
                "%(needed)s): chỉ xếp theo mức bất thường.",
                {"n": self.n, "needed": MIN_REFERENCES},
            )
        return Sentence(
            "Trong 100 đơn vị trung thực cùng loại, khoảng %(false)s đơn vị "
            "cũng bị cảnh báo (từ %(low)s đến %(high)s).",
            {
                "false": 100 * self.false_alarm,
                "low": 100 * self.low,
                "high": 100 * self.high,
            },
        )


@dataclass(frozen=True, slots=True, eq=False)
class Alarms:
    """Offices with their combined scores, each array of shape (offices,).

    Parameters
    ----------
    score
        Fisher's sum; NaN where an office has no mark at all.
    share_above
        Share of reference offices with as high a score, never 0: (1 + as high) / (1 + references).
    rank
        1 is the most unusual; ties share a rank.
    raised
        The score is above the threshold. It opens an inquiry and deletes nothing.
    threshold
        What was used.
    offices
        Names.
    """

    score: FloatArray
    share_above: FloatArray
    rank: IntArray
    raised: BoolArray
    threshold: Threshold
    offices: tuple[str, ...]

    def sentence(self, office: int) -> Sentence:
        """What the marks of one office mean, by its position."""
        name = self.offices[office]
        if np.isnan(self.score[office]):
            return Sentence("%(unit)s chưa có phiếu để xem xét.", {"unit": name})
        if self.threshold.reason is not Reason.NONE:
            return Sentence(
                "%(unit)s đứng thứ %(rank)s về mức bất thường trong cách phiếu đến; "
                "chưa đủ đơn vị đối chứng để gọi là cảnh báo.",
                {"unit": name, "rank": int(self.rank[office])},
            )
        if not self.raised[office]:
            return Sentence(
                "%(unit)s không có dấu hiệu bất thường trong cách phiếu đến.",
                {"unit": name},
            )
        return Sentence(
            "%(unit)s có dấu hiệu bất thường trong cách phiếu đến: cần kiểm tra, chưa phải kết luận. "
            "Không phiếu nào bị loại tự động.",
            {"unit": name},
        )


def fisher_score(chances: npt.ArrayLike) -> FloatArray:
    """Combine chances of independent marks, -2 sum ln p, over the last axis.

    Parameters
    ----------
    chances
        Each in [0, 1], shape (…, marks); NaN marks are left out.

    Returns
    -------
    Array of shape (…,); NaN where all marks are. With exact p-values of independent marks it
    follows chi-squared with 2 degrees of freedom for each; scores are to be compared with
    `calibrate`.

    Raises
    ------
    ValueError
        If a chance is outside [0, 1].

    References
    ----------
    Fisher (1932), Statistical Methods for Research Workers, 4th ed.; derived: -2 ln of a uniform
    number follows chi-squared with 2 degrees of freedom.

    Examples
    --------
    >>> fisher_score([[0.05, 0.05], [0.5, float("nan")]]).round(3)
    array([11.983,  1.386])
    """
    p = np.asarray(chances, np.float64)
    if np.any((p < 0) | (p > 1)):
        raise ValueError("chances must be between 0 and 1")
    score = -2 * np.log(np.maximum(np.nan_to_num(p, nan=1.0), LEAST_CHANCE)).sum(
        axis=-1
    )
    return np.where(np.isnan(p).all(axis=-1), np.nan, np.asarray(score))


def fisher_pvalue(chances: npt.ArrayLike) -> FloatArray:
    """Return the p-value of `fisher_score`, for exact and independent p-values only.

    Examples
    --------
    >>> fisher_pvalue([[0.05, 0.05]]).round(4)
    array([0.0175])
    """
    marks = (~np.isnan(np.asarray(chances, np.float64))).sum(axis=-1)
    return np.asarray(special.chdtrc(2 * marks, fisher_score(chances)))


def calibrate(
    reference: npt.ArrayLike, *, false_alarm: float = FALSE_ALARM
) -> Threshold:
    """Find the score that honest offices pass with a stated probability.

    The threshold is the r-th smallest of N reference scores, r = ceil((N + 1)(1 - alpha)); the share
    of further honest offices above it follows Beta(N + 1 - r, r) whatever their distribution, with mean
    (N + 1 - r)/(N + 1).

    Parameters
    ----------
    reference
        Scores of reference offices, none of which is judged, of the same mix of channels and about
        the same size: the rate holds for offices like these only. NaN is left out.
    false_alarm
        Wanted share, between 0 and 1.

    Returns
    -------
    Threshold; NaN with fewer than 500 references (`too_few_reference_offices`), for then a hundredth
    cannot be told.

    Raises
    ------
    ValueError
        If `false_alarm` is not between 0 and 1.

    References
    ----------
    Derived: the distribution function at an order statistic of N independent draws is Beta.

    Examples
    --------
    >>> found = calibrate(range(999))
    >>> found.value, round(found.false_alarm, 3), round(found.low, 4), round(found.high, 4)
    (989.0, 0.01, 0.0048, 0.017)
    """
    check_between(false_alarm, 0, 1, name="false_alarm")
    scores = np.asarray(reference, np.float64)
    scores = np.sort(scores[~np.isnan(scores)])
    n, nan = len(scores), float("nan")
    if n < MIN_REFERENCES:
        return Threshold(nan, nan, nan, nan, n, Reason.TOO_FEW_REFERENCES)
    r = min(n, ceil((n + 1) * (1 - false_alarm) - 1e-9))
    low, high = (float(stats.beta.ppf(q, n + 1 - r, r)) for q in (0.025, 0.975))
    return Threshold(
        float(scores[r - 1]),
        (n + 1 - r) / (n + 1),
        low,
        high,
        n,
        Reason.NONE,
    )


def raise_alarms(
    scores: npt.ArrayLike,
    reference: npt.ArrayLike,
    *,
    false_alarm: float = FALSE_ALARM,
    offices: tuple[str, ...] = (),
) -> Alarms:
    """Compare offices with reference offices.

    Parameters
    ----------
    scores
        Combined scores of the offices that are judged, shape (offices,).
    reference
        Those of reference offices, none of which is judged here.
    false_alarm
        As in `calibrate`.
    offices
        Names; numbers if left out.

    Returns
    -------
    Alarms; with too few references ranks only.

    Examples
    --------
    >>> found = raise_alarms([1000.0, 5.0], range(999))
    >>> found.raised, found.share_above
    (array([ True, False]), array([0.001, 0.995]))
    """
    ours = np.asarray(scores, np.float64)
    theirs = np.asarray(reference, np.float64)
    theirs = np.sort(theirs[~np.isnan(theirs)])
    threshold = calibrate(theirs, false_alarm=false_alarm)
    known = np.sort(ours[~np.isnan(ours)])
    as_high = len(theirs) - np.searchsorted(theirs, ours, side="left")
    rank = 1 + len(known) - np.searchsorted(known, ours, side="right")
    return Alarms(
        ours,
        np.where(np.isnan(ours), np.nan, (1 + as_high) / (1 + len(theirs))),
        np.where(np.isnan(ours), 0, rank).astype(np.int64),
        np.nan_to_num(ours, nan=-np.inf) > np.nan_to_num(threshold.value, nan=np.inf),
        threshold,
        offices or numbered(len(ours)),
    )
