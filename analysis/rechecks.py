"""What an office collected itself beside what independent callers heard: the gap, its size to plan for, and who was reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.arrays import BoolArray, FloatArray
from analysis.before_after import Shift
from analysis.changes import Changes, wave_changes
from analysis.checks import check_at_least, check_between
from analysis.scores import ScoreSums
from analysis.significance import MIN_N
from analysis.verdicts import Difference


@dataclass(frozen=True, slots=True, eq=False)
class CollectionGaps:
    """The gap of each office and of all together, self-collected less independent.

    Parameters
    ----------
    by_office
        `first` is the independent index, `last` the self-collected one, `change` the gap; `higher`
        means that what the office collected itself is higher. Corrected over the offices by Holm.
    compared
        Offices of the overall gap, shape (offices,).
    own, independent
        Both indices over these offices with the same weights, as shares; NaN without any office.
    overall
        The weighted mean of their gaps.
    weight_compared
        Share of all weights that these offices hold.
    """

    by_office: Changes
    compared: BoolArray
    own: float
    independent: float
    overall: Shift
    weight_compared: float


@dataclass(frozen=True, slots=True)
class ContactRates:
    """How far a sample was heard, as shares; NaN where there is nothing to divide by.

    Parameters
    ----------
    response
        Answered of all drawn that are not known to be ineligible: who was not tried yet counts
        against it.
    contact
        Answered or refused, of the same.
    cooperation
        Answered of those who were reached.
    """

    response: float
    contact: float
    cooperation: float


def collection_gaps(
    own: ScoreSums,
    independent: ScoreSums,
    *,
    weights: npt.ArrayLike,
    shown: Sequence[bool] | None = None,
    measure: int = 0,
    min_n: int = MIN_N,
    alpha: float = 0.05,
) -> CollectionGaps:
    """Compare two collections of the same offices by different people.

    Each office is tested as `changes.wave_changes` tests two waves: t of mean residuals y - P m with
    P the office's own index over both, the protected variance s*^2 / n of each, and min(n) - 1 + 30
    degrees of freedom; Holm over the offices. Its interval is Newcombe's of the displayed intervals.

    All offices together: with weights W (dossiers, adding up to 1) and d, v gap and tested variance
    of an office,

        D = sum W d,   V = sum W^2 v,   t = D / sqrt(V),   df = V^2 / sum (W^4 v^2 / df_o),

    so that a gap cannot come from one collection holding more answers of some offices. There is no
    finite-population correction: the question is how the offices' answers come about, not what a
    census would have shown. Who answered both ways makes the two a little alike, and V too large.

    Parameters
    ----------
    own, independent
        Sums of the same offices.
    weights
        Dossiers of each office, 0 or more.
    shown
        Offices that may be part of the overall gap; left out means all. Those with fewer than
        `min_n` respondents on a side never are.
    measure
        Position of the measure.
    min_n
        Respondents that an office needs on each side.
    alpha
        Level of the verdicts.

    Returns
    -------
    CollectionGaps; `overall` is NaN with the verdict `too_few` without any office.

    Raises
    ------
    ValueError
        If the offices differ, a weight is negative or the lengths do not fit.

    References
    ----------
    METHODS 2.6 (pair of independent groups); Satterthwaite (1946), Biometrics Bulletin 2, 110-114,
    for df; separate estimates by stratum: Cochran (1977), Sampling Techniques, 3rd ed., section 6.11.
    Measured coverage in docs/measured.md.

    Examples
    --------
    >>> from analysis.tally import score_sums
    >>> own = score_sums([[5]] * 38 + [[1]] * 2, [0] * 40, measures=[[0]], n_offices=1)
    >>> heard = score_sums([[5]] * 20 + [[1]] * 20, [0] * 40, measures=[[0]], n_offices=1)
    >>> found = collection_gaps(own, heard, weights=[900])
    >>> round(found.overall.value, 3), str(found.overall.verdict)
    (0.45, 'higher')
    """
    size = np.asarray(weights, np.float64)
    if size.shape != (len(own.offices),) or np.any(size < 0):
        raise ValueError(
            f"weights must be {len(own.offices)} numbers of 0 or more, got {size.tolist()}"
        )
    changes = wave_changes(
        [independent, own], measure=measure, min_n=min_n, alpha=alpha
    )
    compared = np.isfinite(changes.pvalue) & (size > 0)
    if shown is not None:
        compared &= np.asarray(shown, np.bool_)
    if not compared.any():
        nan = float("nan")
        unknown = Shift(nan, nan, nan, nan, Difference.TOO_FEW)
        return CollectionGaps(changes, compared, nan, nan, unknown, 0.0)
    weight = size[compared] / size[compared].sum()
    return CollectionGaps(
        changes,
        compared,
        float(weight @ changes.last[compared]),
        float(weight @ changes.first[compared]),
        _overall(changes, compared, weight, alpha=alpha),
        float(size[compared].sum() / size.sum()),
    )


def _overall(
    changes: Changes, compared: BoolArray, weight: FloatArray, *, alpha: float
) -> Shift:
    gap = float(weight @ changes.change[compared])
    if compared.sum() == 1:
        # Of one office there is one gap, and it has its interval already.
        at = int(np.flatnonzero(compared)[0])
        pvalue = float(changes.pvalue[at])
        low, high = float(changes.low[at]), float(changes.high[at])
    else:
        part = (weight * changes.standard_error[compared]) ** 2
        variance = float(part.sum())
        df = variance**2 / float((part**2 / changes.df[compared]).sum())
        half = float(special.stdtrit(df, 0.975)) * variance**0.5
        pvalue = float(2 * special.stdtr(df, -abs(gap) / variance**0.5))
        low, high = gap - half, gap + half
    verdict = Difference.NONE
    if pvalue <= alpha and not low <= 0 <= high:
        verdict = Difference.HIGHER if gap > 0 else Difference.LOWER
    return Shift(gap, low, high, pvalue, verdict)


def recheck_size(
    own_n: int,
    *,
    margin: float,
    p: float,
    deff: float = 1.0,
    confidence_level: float = 0.95,
) -> int | None:
    """Give the independent answers that hold a gap's interval to d -/+ margin; None where none do.

    n = 1 / (e^2 / (z^2 p (1 - p) D) - 1 / n_own): what the office collected itself is uncertain, too,
    so that below some margin no number of calls helps.

    Parameters
    ----------
    own_n
        Respondents of the self-collected index, 0 or more.
    margin
        e, half width of the interval as a share, between 0 and 1.
    p
        Index that both are near, between 0 and 1.
    deff
        D, the variance of an index per respondent against p (1 - p), as in `planning.sample_size`.
    confidence_level
        Of the interval.

    Raises
    ------
    ValueError
        If a number is outside its bounds.

    References
    ----------
    Solved from the variance of a difference of independent shares; Fleiss, Levin and Paik (2003),
    Statistical Methods for Rates and Proportions, 3rd ed., chapter 4.

    Examples
    --------
    Hand: 1.96^2 * 0.25 = 0.9604 for one question at 0.5; 1 / (0.01 / 0.9604 - 1 / 400) = 126.4.

    >>> recheck_size(400, margin=0.1, p=0.5), recheck_size(90, margin=0.1, p=0.5)
    (127, None)
    """
    check_at_least(own_n, 0, name="own_n")
    check_between(margin, 0, 1, name="margin")
    check_between(p, 0, 1, name="p")
    check_between(deff, 0, np.inf, name="deff")
    check_between(confidence_level, 0, 1, name="confidence_level")
    if not own_n:
        return None
    z = float(special.ndtri(0.5 + confidence_level / 2))
    left = margin**2 / (z**2 * p * (1 - p) * deff) - 1 / own_n
    if left <= 0:
        return None
    return max(1, ceil(1 / left - 1e-9))


def contact_rates(
    *, drawn: int, answered: int, refused: int, ineligible: int
) -> ContactRates:
    """Tell how far a drawn sample was heard.

    Parameters
    ----------
    drawn
        All that were drawn.
    answered, refused
        Those who were reached.
    ineligible
        Known not to belong: wrong person, no such procedure. Whoever is neither of these was not
        reached, or not tried yet, and counts as eligible.

    Raises
    ------
    ValueError
        If a count is negative.

    References
    ----------
    Response rate 1 (RR1), contact rate 1 and cooperation rate 1 of the American Association for
    Public Opinion Research, Standard Definitions, with everyone of unknown eligibility eligible.

    Examples
    --------
    >>> found = contact_rates(drawn=110, answered=40, refused=10, ineligible=10)
    >>> found.response, found.contact, found.cooperation
    (0.4, 0.5, 0.8)
    """
    for name, count in (
        ("drawn", drawn),
        ("answered", answered),
        ("refused", refused),
        ("ineligible", ineligible),
    ):
        check_at_least(count, 0, name=name)
    eligible, reached = drawn - ineligible, answered + refused
    return ContactRates(
        _share(answered, eligible), _share(reached, eligible), _share(answered, reached)
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole > 0 else float("nan")
