"""Marks of careless or made-up answers that stored answers show: none of them is proof.

Every mark stays the same when each score s becomes k + 1 - s, so that praise and blame are looked at alike.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from analysis.arrays import BoolArray, FloatArray, IntArray
from analysis.changes import Changes, wave_changes
from analysis.checks import check_at_least
from analysis.reasons import Reason
from analysis.scores import ScoreSums, numbered
from analysis.sentences import Sentence
from analysis.significance import Correction
from analysis.verdicts import Difference

# Fewer answers that are all alike are common among people who mean them.
MIN_ANSWERS = 10
# Two responses of 22 questions that differ in one.
SIMILARITY = 0.95
# Products held in memory at a time; about 30 MB.
CELLS_AT_A_TIME = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class StraightLines:
    """Straight-lining by office, each array of shape (offices,).

    Parameters
    ----------
    lines, n
        Responses that are alike throughout, and those with answers enough to tell.
    share
        lines / n; NaN where nothing can be told.
    usual, spread
        Mean share over all offices and its variance between them.
    pvalue
        Chance of as many if the office were like the others (beta-binomial); NaN with fewer than two
        offices.
    offices
        Names.
    reason
        Why there are no p-values.
    """

    lines: IntArray
    n: IntArray
    share: FloatArray
    usual: float
    spread: float
    pvalue: FloatArray
    offices: tuple[str, ...]
    reason: Reason

    def sentence(self, office: int) -> Sentence:
        """How many answered alike throughout, and that this is often meant."""
        if np.isnan(self.share[office]):
            return Sentence(
                "%(unit)s chưa có phiếu trả lời đủ %(needed)s câu để xét việc chọn cùng một mức.",
                {"unit": self.offices[office], "needed": MIN_ANSWERS},
            )
        return Sentence(
            "%(unit)s: %(share)s%% phiếu chọn cùng một mức cho mọi câu (tỷ lệ chung %(usual)s%%). Người "
            "hài lòng thật cũng thường làm vậy, nên đây không phải căn cứ để loại phiếu.",
            {
                "unit": self.offices[office],
                "share": float(100 * self.share[office]),
                "usual": 100 * self.usual,
            },
        )


@dataclass(frozen=True, slots=True, eq=False)
class Disagreement:
    """Whether two classes of responses of one office tell different stories.

    Parameters
    ----------
    changes
        Trusted class first, the other last: change is the other's index less the trusted one's.
    """

    changes: Changes

    @property
    def verdicts(self) -> tuple[Difference, ...]:
        """`higher`: the less trusted responses are clearly better than the trusted ones."""
        return self.changes.verdicts

    def sentence(self, office: int) -> Sentence:
        """What the two classes of one office say, by its position."""
        words = {
            Difference.HIGHER: "%(unit)s: phiếu thường cao hơn phiếu có xác thực %(points)s điểm, chênh lệch rõ: "
            "cần tìm hiểu cách thu phiếu.",
            Difference.LOWER: "%(unit)s: phiếu thường thấp hơn phiếu có xác thực %(points)s điểm, chênh lệch rõ: "
            "cần tìm hiểu cách thu phiếu.",
            Difference.NONE: "%(unit)s: phiếu thường và phiếu có xác thực chưa thấy khác nhau rõ.",
            Difference.TOO_FEW: "%(unit)s chưa đủ phiếu của cả hai loại để so sánh.",
        }
        return Sentence(
            words[self.verdicts[office]],
            {
                "unit": self.changes.offices[office],
                "points": abs(float(100 * self.changes.change[office])),
            },
        )


def straight_lines(
    scores: npt.ArrayLike, *, min_answers: int = MIN_ANSWERS
) -> tuple[BoolArray, BoolArray]:
    """Tell which responses are alike throughout, and which have answers enough to tell.

    Parameters
    ----------
    scores
        Shape (responses, questions), 0 for a missing answer.
    min_answers
        Valid answers needed, 2 or more.

    Returns
    -------
    Two arrays of shape (responses,): alike, and long enough.

    Raises
    ------
    ValueError
        If scores are not two-dimensional or `min_answers` is below 2.

    Examples
    --------
    >>> straight_lines([[5, 5, 0], [5, 4, 5], [5, 0, 0]], min_answers=2)
    (array([ True, False, False]), array([ True,  True, False]))
    """
    check_at_least(min_answers, 2, name="min_answers")
    array = _matrix(scores)
    answered = array > 0
    long_enough = answered.sum(axis=1) >= min_answers
    highest = np.where(answered, array, 0).max(axis=1, initial=0)
    lowest = np.where(answered, array, highest[:, None]).min(axis=1, initial=2**15)
    return long_enough & (highest == lowest), long_enough


def straight_line_excess(
    lines: npt.ArrayLike, n: npt.ArrayLike, *, offices: tuple[str, ...] = ()
) -> StraightLines:
    """Compare each office's straight-lining with that of all, offices differing among themselves.

    Mean and spread of the share come from all offices by moments: usual = sum x / sum n; spread from
    the weighted variance of shares less what chance makes. The p-value is the upper tail of the
    beta-binomial with that mean and spread. Do it by channel: screens invite it more than paper.

    Parameters
    ----------
    lines, n
        Responses that are alike throughout, and those long enough to tell, shape (offices,).
    offices
        Names; numbers if left out.

    Returns
    -------
    StraightLines. Shown beside other marks, but no part of an alarm: 60 % honest straight-liners are
    no stuffing (METHODS 3.5).

    Raises
    ------
    ValueError
        If lines are not 0 to n.

    References
    ----------
    Moments as Kleinman (1973), Journal of the American Statistical Association 68, 46-54, derived
    here for weights n.

    Examples
    --------
    >>> found = straight_line_excess([15, 14, 16, 60], [100, 100, 100, 100])
    >>> found.share, found.pvalue.argmin()
    (array([0.15, 0.14, 0.16, 0.6 ]), np.int64(3))
    """
    x, total = np.asarray(lines, np.int64), np.asarray(n, np.int64)
    if x.shape != total.shape or x.ndim != 1 or np.any((x < 0) | (x > total)):
        raise ValueError(
            f"lines must be 0 to n, of shape (offices,), got {x.tolist()} of {total.tolist()}"
        )
    names = offices or numbered(len(x))
    known = total > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(known, x / total, np.nan)
    k, size, nan = int(known.sum()), float(total.sum()), float("nan")
    empty = np.full(len(x), np.nan)
    if k < 2:
        usual = float(x.sum() / size) if size else nan
        reason = Reason.TOO_FEW_UNITS
        return StraightLines(x, total, share, usual, nan, empty, names, reason)
    usual = float(x.sum() / size)
    if usual in (0, 1):
        reason = Reason.NO_VARIATION
        return StraightLines(x, total, share, usual, 0.0, empty, names, reason)
    between = float((total[known] * (share[known] - usual) ** 2).sum())
    chance = usual * (1 - usual) * (k - 1)
    weight = size - float((total.astype(np.float64) ** 2).sum()) / size - (k - 1)
    # E[between] = chance + spread * weight; a spread of 0 would be a plain binomial.
    spread = max((between - chance) / weight, 0.0) if weight > 0 else 0.0
    strength = min(max(usual * (1 - usual) / max(spread, 1e-9) - 1, 1e-3), 1e9)
    tail = stats.betabinom.sf(x - 1, total, usual * strength, (1 - usual) * strength)
    return StraightLines(
        x,
        total,
        share,
        usual,
        spread,
        np.where(known, tail, np.nan),
        names,
        Reason.NONE,
    )


def near_duplicates(
    scores: npt.ArrayLike,
    *,
    similarity: float = SIMILARITY,
    min_answers: int = MIN_ANSWERS,
) -> BoolArray:
    """Tell which responses of one office have a near twin, straight lines apart.

    Two responses are twins if they agree, missing answers included, on that share of the questions.
    Straight lines are left out: they are twins of each other without anybody having copied.

    Parameters
    ----------
    scores
        Of one office, shape (responses, questions), 0 for a missing answer.
    similarity
        Above 0 and up to 1.
    min_answers
        Valid answers needed.

    Returns
    -------
    Array of shape (responses,).

    Raises
    ------
    ValueError
        If scores are not two-dimensional or the similarity is out of bounds.

    Examples
    --------
    >>> near_duplicates([[5, 4, 5, 4], [5, 4, 5, 3], [1, 2, 3, 4]], similarity=0.75, min_answers=2)
    array([ True,  True, False])
    """
    if not 0 < similarity <= 1:
        raise ValueError(f"similarity must be above 0 and up to 1, got {similarity}")
    array = _matrix(scores)
    alike, long_enough = straight_lines(array, min_answers=min_answers)
    at = np.flatnonzero(long_enough & ~alike)
    rows = array[at]
    found = np.zeros(len(array), np.bool_)
    needed = similarity * array.shape[1] - 1e-9
    step = max(1, CELLS_AT_A_TIME // max(len(rows), 1))
    for start in range(0, len(rows), step):
        part = rows[start : start + step]
        agree = np.zeros((len(part), len(rows)), np.float32)
        for level in np.unique(rows):
            # One product per level counts agreements without a pass over pairs.
            agree += (part == level).astype(np.float32) @ (rows == level).T.astype(
                np.float32
            )
        agree[np.arange(len(part)), np.arange(start, start + len(part))] = -1
        found[at[start : start + step]] = agree.max(axis=1, initial=-1) >= needed
    return found


def class_disagreement(
    trusted: ScoreSums,
    others: ScoreSums,
    *,
    measure: int = 0,
    correction: Correction = "bh",
    min_n: int = 5,
    alpha: float = 0.05,
) -> Disagreement:
    """Tell in which offices less trusted responses differ from trusted ones.

    The strongest sign of all: whoever makes up answers at a printed code can't make up those of
    one-time codes. The test is that of `changes.wave_changes` with classes in place of waves.

    Parameters
    ----------
    trusted, others
        Sums of the same offices by class, such as one-time codes against printed codes.
    measure
        Position of the measure.
    correction
        Over the offices; the default keeps the share of false findings among those found.
    min_n
        Respondents needed in both classes.
    alpha
        Level of the verdicts.

    Returns
    -------
    Disagreement. Different people use different ways in, so it opens an inquiry and no more.

    Examples
    --------
    >>> from analysis.tally import score_sums
    >>> trusted = score_sums([[5]] * 20 + [[1]] * 20, [0] * 40, measures=[[0]], n_offices=1)
    >>> others = score_sums([[5]] * 40, [0] * 40, measures=[[0]], n_offices=1)
    >>> [str(verdict) for verdict in class_disagreement(trusted, others).verdicts]
    ['higher']
    """
    return Disagreement(
        wave_changes(
            [trusted, others],
            measure=measure,
            correction=correction,
            min_n=min_n,
            alpha=alpha,
        )
    )


def _matrix(scores: npt.ArrayLike) -> IntArray:
    array = np.asarray(scores, np.int64)
    if array.ndim != 2 or np.any(array < 0):
        raise ValueError(
            f"scores must be 0 or more, of shape (responses, questions), got shape {array.shape}"
        )
    return array
