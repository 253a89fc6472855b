"""Differences and other linear combinations of indices, with the covariance of shared respondents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.arrays import BoolArray, FloatArray, IntArray
from analysis.calibration import Margin, greg_residuals, rake
from analysis.design import SurveyDesign, stratum_variance
from analysis.indices import Index
from analysis.intervals import t_quantile


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One index of a combination: its coefficient, and each respondent's y and m in it.

    `y` and `m` are 0 outside the index's domain; both of shape (respondents,).
    """

    coefficient: float
    y: FloatArray
    m: FloatArray


@dataclass(frozen=True, slots=True)
class Contrast:
    """A linear combination of indices; NaN where one of them has no answers.

    Parameters
    ----------
    estimate, standard_error
        As shares.
    df, statistic, pvalue
        Of the two-sided test that the combination is 0; NaN where the coefficients do not add up
        to 0, for then it is a level and no difference.
    low, high
        Limits of the interval.
    """

    estimate: float
    standard_error: float
    df: float
    statistic: float
    pvalue: float
    low: float
    high: float


def contrast(
    design: SurveyDesign,
    terms: Sequence[Term],
    *,
    margins: Sequence[Margin] = (),
    confidence_level: float = 0.95,
) -> Contrast:
    """Give a combination of indices that may share respondents or strata.

    The influence of a respondent is the sum of a (y - p m) w / M over the terms, so whatever the
    terms have in common is in the variance.

    Parameters
    ----------
    design
        Of all respondents.
    terms
        The indices with their coefficients, such as +1 and -1.
    margins
        Known totals, as in `calibration.calibrated_index`.
    confidence_level
        Between 0 and 1.

    References
    ----------
    Lumley (2010), Complex Surveys, chapter 5; equal to `svycontrast` of R's survey package.

    Examples
    --------
    The same people answered both questions alike, so the difference is certain.

    >>> design = SurveyDesign.of_respondents(np.zeros(3, int))
    >>> y, m = np.array([1.0, 0.0, 1.0]), np.ones(3)
    >>> found = contrast(design, [Term(1, y, m), Term(-1, y, m)])
    >>> found.estimate, found.standard_error
    (0.0, 0.0)
    """
    estimate = 0.0
    weight = rake(design.weight, margins).weights if margins else design.weight
    influence = np.zeros(len(weight))
    answered = np.zeros(len(weight), np.bool_)
    for term in terms:
        total = float((weight * term.m).sum())
        if not total:
            nan = float("nan")
            return Contrast(nan, nan, nan, nan, nan, nan, nan)
        p = float((weight * term.y).sum() / total)
        estimate += term.coefficient * p
        influence += term.coefficient * (term.y - p * term.m) / total
        answered |= term.m > 0
    if margins:
        influence = greg_residuals(influence[:, None], margins, design.weight)[:, 0]
    variance = stratum_variance(design, (weight * influence)[:, None])[0]
    is_difference = abs(sum(term.coefficient for term in terms)) < 1e-9
    return _tested(
        estimate,
        float(np.sqrt(variance)),
        _degrees_of_freedom(design, answered),
        is_difference=is_difference,
        confidence_level=confidence_level,
    )


def standardised_index(
    design: SurveyDesign,
    y: FloatArray,
    m: FloatArray,
    *,
    cell: IntArray,
    mix: FloatArray,
    domain: BoolArray,
) -> Contrast:
    """Give the index that a domain would have with a fixed mix of cells, such as procedure fields.

    Parameters
    ----------
    design
        Of all respondents.
    y, m
        Satisfied and valid answers, shape (respondents,).
    cell
        Cell of each respondent, 0 to cells-1.
    mix
        Share of each cell in the standard population; divided by its sum.
    domain
        Who belongs to the domain.

    Returns
    -------
    Contrast without test, for it is a level. NaN if a cell of the mix has no answer: leaving it
    out would change what the others are compared with.

    Raises
    ------
    ValueError
        If the mix is negative or has no total.

    Examples
    --------
    >>> design = SurveyDesign.of_respondents(np.zeros(4, int))
    >>> y, m = np.array([1.0, 1.0, 0.0, 1.0]), np.ones(4)
    >>> standardised_index(
    ...     design, y, m, cell=np.array([0, 0, 1, 1]), mix=np.array([1.0, 3.0]),
    ...     domain=np.ones(4, bool),
    ... ).estimate
    0.625
    """
    if not np.all(mix >= 0) or not mix.sum():
        raise ValueError("mix must be shares, 0 or more, with a total above 0")
    shares = mix / mix.sum()
    terms = []
    for number, share in enumerate(shares):
        inside = domain & (cell == number)
        if share:
            terms.append(Term(float(share), y * inside, m * inside))
    return contrast(design, terms)


def contrast_of_domains(
    found: Index,
    coefficients: Mapping[str, float],
    *,
    measure: int = 0,
    confidence_level: float = 0.95,
) -> Contrast:
    """Give a combination of indices of domains that share neither respondents nor strata.

    Variances add. For domains that share some, such as periods within offices, use `contrast`.
    Raises ValueError for an unknown domain.
    """
    unknown = set(coefficients) - set(found.domains)
    if unknown:
        raise ValueError(f"domains must be of {found.domains}, got {sorted(unknown)}")
    at = [found.domains.index(name) for name in coefficients]
    a = np.array(list(coefficients.values()))
    return _tested(
        float(a @ found.index[at, measure]),
        float(np.sqrt(a**2 @ found.variance[at, measure])),
        float(found.df[at, measure].sum()),
        is_difference=abs(a.sum()) < 1e-9,
        confidence_level=confidence_level,
    )


def _tested(
    estimate: float,
    standard_error: float,
    df: float,
    *,
    is_difference: bool,
    confidence_level: float,
) -> Contrast:
    half = float(t_quantile(0.5 + confidence_level / 2, np.array(df))) * standard_error
    statistic = pvalue = float("nan")
    if is_difference and standard_error > 0 and df > 0:
        statistic = estimate / standard_error
        pvalue = float(2 * special.stdtr(df, -abs(statistic)))
    return Contrast(
        estimate,
        standard_error,
        df,
        statistic,
        pvalue,
        estimate - half,
        estimate + half,
    )


def _degrees_of_freedom(design: SurveyDesign, answered: BoolArray) -> float:
    pairs = np.unique(
        np.stack([design.stratum[answered], design.unit[answered]]), axis=1
    )
    return float(pairs.shape[1] - len(np.unique(pairs[0])))
