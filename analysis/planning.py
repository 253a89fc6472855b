"""How many answers are needed, and what difference those at hand could show."""

from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.arrays import BoolArray, FloatArray
from analysis.checks import check_at_least, check_between
from analysis.reasons import Reason
from analysis.sentences import Sentence


@dataclass(frozen=True, slots=True)
class SampleSize:
    """How many answers a margin of error needs.

    Parameters
    ----------
    exact
        Before rounding up.
    n
        Answers needed, never more than the population.
    invitations
        People to ask, given the response rate; more than the population if it is too small.
    margin, population
        What was given; the population is None where unknown.
    reason
        Why the margin can't be reached.
    """

    exact: float
    n: int
    invitations: int
    margin: float
    population: int | None
    reason: Reason

    @property
    def sentence(self) -> Sentence:
        """How many answers and invitations."""
        return Sentence(
            "Cần %(n)s phiếu để sai số không quá %(margin)s điểm (nên mời %(invitations)s người).",
            {
                "n": self.n,
                "margin": 100 * self.margin,
                "invitations": self.invitations,
            },
        )


@dataclass(frozen=True, slots=True, eq=False)
class ResponseRate:
    """Answers against dossiers, each array of shape (units,).

    Parameters
    ----------
    rate
        Answers by dossiers; NaN where the dossiers are unknown or none.
    exceeds
        Where there are more answers than dossiers: one of the two figures is wrong.
    """

    rate: FloatArray
    exceeds: BoolArray


def yamane(population: int, margin: float) -> float:
    """Give Yamane's n = N / (1 + N e^2), the rule offices know, before rounding up.

    It is `sample_size` with z rounded to 2, p = 0.5, one answer per respondent and every invited
    person answering; one number for the whole population, whatever it is split into.

    Parameters
    ----------
    population
        N, 1 or more.
    margin
        e, between 0 and 1.

    Raises
    ------
    ValueError
        If the population is below 1 or the margin not between 0 and 1.

    References
    ----------
    Attributed to Yamane (1967), Statistics: An Introductory Analysis, 2nd ed.; derived here from
    n0 = 2^2 * 0.5^2 / e^2 with the finite-population correction n0 / (1 + n0 / N).

    Examples
    --------
    >>> round(yamane(1000, 0.05), 1)
    285.7
    """
    check_at_least(population, 1, name="population")
    check_between(margin, 0, 1, name="margin")
    return population / (1 + population * margin**2)


def sample_size(
    *,
    margin: float,
    p: float = 0.5,
    population: int | None = None,
    deff: float = 1.0,
    response_rate: float = 1.0,
    confidence_level: float = 0.95,
) -> SampleSize:
    """Give the answers needed for an interval of p -/+ margin.

    n0 = z^2 p (1 - p) D / e^2 and n = n0 / (1 + (n0 - 1)/N).

    Parameters
    ----------
    margin
        Half width of the interval as a share, between 0 and 1.
    p
        Expected index, between 0 and 1; 0.5 is the most cautious.
    population
        N, or None where unknown.
    deff
        D, the variance of the index per respondent against p (1 - p): `more_answers.design_effect` of an earlier
        wave. 1 for one question; below 1 where each respondent answers many.
    response_rate
        Share of invited people who answer, above 0 and up to 1.
    confidence_level
        Of the interval.

    Raises
    ------
    ValueError
        If a number is outside its bounds.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd ed., chapter 4; checked against hand calculations.

    Examples
    --------
    >>> sample_size(margin=0.05, population=1000).n
    278
    """
    check_between(margin, 0, 1, name="margin")
    check_between(p, 0, 1, name="p")
    check_between(deff, 0, np.inf, name="deff")
    _check_rate(response_rate)
    z = _z(confidence_level)
    needed = z**2 * p * (1 - p) * deff / margin**2
    if population is not None:
        check_at_least(population, 1, name="population")
        needed = min(needed / (1 + (needed - 1) / population), population)
    n = max(1, _rounded_up(needed))
    invitations = _rounded_up(n / response_rate)
    short = population is not None and invitations > population
    return SampleSize(
        needed,
        n,
        invitations,
        margin,
        population,
        Reason.TOO_FEW_ANSWERS if short else Reason.NONE,
    )


def detectable_difference(
    n1: npt.ArrayLike,
    n2: npt.ArrayLike,
    *,
    p: float,
    deff: float = 1.0,
    power: float = 0.8,
    comparisons: int = 1,
    alpha: float = 0.05,
) -> FloatArray:
    """Give the smallest difference of two offices that would show, as a share.

    (z(1 - alpha/2m) + z(power)) sqrt(p (1 - p) (D/n1 + D/n2)).

    Parameters
    ----------
    n1, n2
        Respondents of the two, of any shapes that fit together.
    p
        Index that both are near, between 0 and 1.
    deff
        As in `sample_size`.
    power
        Chance that it shows, between 0 and 1.
    comparisons
        m: 1 for one pair named before looking, k (k - 1)/2 for all pairs of k offices.
    alpha
        Level of the test.

    Returns
    -------
    Array; infinite where one of the two has no respondents.

    Raises
    ------
    ValueError
        If a number is outside its bounds.

    References
    ----------
    Derived from the normal approximation with Bonferroni's correction.

    Examples
    --------
    >>> float(100 * detectable_difference(30, 30, p=0.85, deff=0.5).round(4))
    18.26
    """
    check_between(p, 0, 1, name="p")
    check_between(deff, 0, np.inf, name="deff")
    check_between(power, 0, 1, name="power")
    check_between(alpha, 0, 1, name="alpha")
    check_at_least(comparisons, 1, name="comparisons")
    first, second = np.asarray(n1, np.float64), np.asarray(n2, np.float64)
    if np.any(first < 0) or np.any(second < 0):
        raise ValueError("n1 and n2 must be 0 or more")
    reach = special.ndtri(1 - alpha / (2 * comparisons)) + special.ndtri(power)
    with np.errstate(divide="ignore"):
        return np.asarray(reach * np.sqrt(p * (1 - p) * (deff / first + deff / second)))


def response_rate(responses: npt.ArrayLike, dossiers: npt.ArrayLike) -> ResponseRate:
    """Give answers by dossiers; more than 1 is kept and marked, never clipped.

    Parameters
    ----------
    responses, dossiers
        Of the same shape; dossiers NaN where unknown.

    Raises
    ------
    ValueError
        If a number is negative.

    References
    ----------
    Like RR1 of the American Association for Public Opinion Research, with every dossier taken for
    an eligible person.

    Examples
    --------
    >>> response_rate([50, 24, 7], [200, 20, float("nan")])
    ResponseRate(rate=array([0.25, 1.2 ,  nan]), exceeds=array([False,  True, False]))
    """
    n, total = np.asarray(responses, np.float64), np.asarray(dossiers, np.float64)
    if np.any(n < 0) or np.any(total < 0):
        raise ValueError("responses and dossiers must be 0 or more")
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(total > 0, n / total, np.nan)
    return ResponseRate(rate, n > total)


def _z(confidence_level: float) -> float:
    check_between(confidence_level, 0, 1, name="confidence_level")
    return float(special.ndtri(0.5 + confidence_level / 2))


def _check_rate(rate: float) -> None:
    if not 0 < rate <= 1:
        raise ValueError(f"response_rate must be above 0 and up to 1, got {rate}")


def _rounded_up(value: float) -> int:
    """Round up, but not for the rounding of a computer: 1e-9 above a whole number is that number."""
    return ceil(value - 1e-9)
