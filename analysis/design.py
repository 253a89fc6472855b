"""Indices under a sampling design, from respondents: weights, strata, clusters, one or two stages."""

from dataclasses import dataclass

import numpy as np

from analysis.arrays import FloatArray, IntArray
from analysis.indices import Index, StratumCells, ratio_index


@dataclass(frozen=True, slots=True, eq=False)
class SurveyDesign:
    """How the respondents were drawn; every array of shape (respondents,) but `sampled`.

    Parameters
    ----------
    weight
        Visits that a respondent stands for, above 0.
    stratum
        Stratum, 0 to strata-1.
    unit
        Sampling unit within the stratum, 0 or more: the respondent, or a cluster of them.
    sampled
        Share of each stratum that was drawn, shape (strata,); 0 where there is no correction.
    """

    weight: FloatArray
    stratum: IntArray
    unit: IntArray
    sampled: FloatArray

    def __post_init__(self) -> None:
        n = len(self.weight)
        if self.stratum.shape != (n,) or self.unit.shape != (n,):
            raise ValueError(
                "weight, stratum and unit must have one value a respondent"
            )
        if not np.all(self.weight > 0):
            raise ValueError("weight must be above 0")
        if n and not (
            0 <= self.stratum.min() and self.stratum.max() < len(self.sampled)
        ):
            raise ValueError(f"stratum must be 0 to {len(self.sampled) - 1}")
        if n and self.unit.min() < 0:
            raise ValueError("unit must be 0 or more")
        if not np.all((self.sampled >= 0) & (self.sampled <= 1)):
            raise ValueError("sampled must be shares between 0 and 1")

    @classmethod
    def of_respondents(
        cls,
        stratum: IntArray,
        *,
        weight: FloatArray | None = None,
        sampled: FloatArray | None = None,
    ) -> "SurveyDesign":
        """Return a design whose sampling units are the respondents."""
        n = len(stratum)
        strata = int(stratum.max(initial=-1)) + 1
        return cls(
            np.ones(n) if weight is None else weight,
            stratum,
            np.arange(n),
            np.zeros(strata) if sampled is None else sampled,
        )

    @property
    def units_by_stratum(self) -> FloatArray:
        """Number of sampling units in each stratum, shape (strata,)."""
        _, (stratum, _) = _pairs(self.stratum, self.unit)
        return np.bincount(stratum, minlength=len(self.sampled)).astype(np.float64)


def design_index(
    design: SurveyDesign,
    y: FloatArray,
    m: FloatArray,
    *,
    domain: IntArray,
    domains: tuple[str, ...],
    measures: tuple[str, ...],
) -> Index:
    """Give indices of domains, which may cut strata and clusters.

    Parameters
    ----------
    design
        Of all respondents: those outside a domain stay in their stratum's n as zeros.
    y, m
        Satisfied and valid answers, shape (respondents, measures).
    domain
        Domain of each respondent, 0 to len(domains)-1, or -1 for none.
    domains, measures
        Names.

    Returns
    -------
    Index of shape (domains, measures). Degrees of freedom: sampling units with a valid respondent
    in the domain less their strata.

    References
    ----------
    Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling; equal to `svyratio` on `subset` of R's
    survey package with `lonely.psu="adjust"`.

    Examples
    --------
    >>> design = SurveyDesign.of_respondents(np.array([0, 0, 0]))
    >>> y, m = np.array([[1.0], [0.0], [1.0]]), np.ones((3, 1))
    >>> design_index(
    ...     design, y, m, domain=np.array([0, 0, -1]), domains=("a",), measures=("q",)
    ... ).index
    array([[0.5]])
    """
    return ratio_index(_cells(design, y, m, domain), domains=domains, measures=measures)


def two_stage_index(
    first: SurveyDesign,
    second_sampled: FloatArray,
    y: FloatArray,
    m: FloatArray,
    *,
    domain: IntArray,
    domains: tuple[str, ...],
    measures: tuple[str, ...],
) -> Index:
    """Give indices when units were drawn first and respondents within them.

    V = sum (1 - f1) n/(n-1) sum (t - mean t)^2 + sum f1 (1 - f2) m/(m-1) sum (u - mean u)^2, the
    second over the respondents of each drawn unit.

    Parameters
    ----------
    first
        The design of the first stage; `unit` numbers the units 0 to units-1 through all strata.
    second_sampled
        Share of each unit's visits that were asked, shape (units,).
    y, m, domain, domains, measures
        As in `design_index`.

    References
    ----------
    Cochran (1977), Sampling Techniques (several stages); equal to R's survey package with
    `fpc=~stage1+stage2`.

    Examples
    --------
    All units drawn and nobody left out: nothing is uncertain.

    >>> first = SurveyDesign(np.ones(4), np.zeros(4, int), np.array([0, 0, 1, 1]), np.ones(1))
    >>> y = np.array([[1.0], [0.0], [1.0], [1.0]])
    >>> found = two_stage_index(
    ...     first, np.ones(2), y, np.ones((4, 1)),
    ...     domain=np.zeros(4, int), domains=("all",), measures=("q",),
    ... )
    >>> found.index, found.variance
    (array([[0.75]]), array([[0.]]))
    """
    one = design_index(first, y, m, domain=domain, domains=domains, measures=measures)
    stratum_of_unit = np.zeros(len(second_sampled), np.int64)
    stratum_of_unit[first.unit] = first.stratum
    # The variance is proportional to 1 - f, so f1 (1 - f2) can pass for it.
    factor = first.sampled[stratum_of_unit] * (1 - second_sampled)
    within = SurveyDesign(
        first.weight, first.unit, np.arange(len(first.unit)), 1 - factor
    )
    two = design_index(within, y, m, domain=domain, domains=domains, measures=measures)
    return Index(
        one.index,
        one.variance + two.variance,
        one.df,
        one.units,
        one.n,
        one.m,
        np.ones(len(domains), np.bool_),
        domains,
        measures,
    )


def stratum_variance(design: SurveyDesign, u: FloatArray) -> FloatArray:
    """Variance of totals of weighted values over the design; shape of one row of u.

    Parameters
    ----------
    design
        Of all respondents.
    u
        Values, already weighted, shape (respondents, columns).
    """
    key, (stratum, _) = _pairs(design.stratum, design.unit)
    totals = _summed(u, key, len(stratum))
    n = design.units_by_stratum
    sums = _summed(totals, stratum, len(n))
    squares = _summed(totals**2, stratum, len(n))
    lonely = (n <= 1)[:, None]
    centred = squares - np.where(lonely, 0.0, sums**2 / np.maximum(n, 1)[:, None])
    factor = (1 - design.sampled) * np.where(n > 1, n / np.maximum(n - 1, 1), 1.0)
    return np.asarray(np.maximum((factor[:, None] * centred).sum(axis=0), 0.0))


def _cells(
    design: SurveyDesign, y: FloatArray, m: FloatArray, domain: IntArray
) -> StratumCells:
    """Sum weighted answers by sampling unit and domain, then by stratum and domain."""
    inside = np.flatnonzero(domain >= 0)
    weight = design.weight[inside, None]
    key, (unit_stratum, _, unit_domain) = _pairs(
        design.stratum[inside], design.unit[inside], domain[inside]
    )
    units = len(unit_stratum)
    total_y = _summed(weight * y[inside], key, units)
    total_m = _summed(weight * m[inside], key, units)
    respondents = _summed((m[inside] > 0).astype(np.float64), key, units)
    answers = _summed(m[inside], key, units)
    cell, (stratum, of_domain) = _pairs(unit_stratum, unit_domain)
    cells = len(stratum)
    return StratumCells(
        stratum=stratum,
        domain=of_domain,
        units=design.units_by_stratum[stratum],
        sampled=design.sampled[stratum],
        valid_units=_summed((respondents > 0).astype(np.float64), cell, cells),
        respondents=_summed(respondents, cell, cells),
        answers=_summed(answers, cell, cells),
        y=_summed(total_y, cell, cells),
        m=_summed(total_m, cell, cells),
        yy=_summed(total_y**2, cell, cells),
        ym=_summed(total_y * total_m, cell, cells),
        mm=_summed(total_m**2, cell, cells),
    )


def _pairs(*columns: IntArray) -> tuple[IntArray, tuple[IntArray, ...]]:
    """Return the number of each row's combination of values, and the combinations."""
    sizes = [int(column.max(initial=-1)) + 1 for column in columns]
    if not columns[0].size:
        return columns[0], columns
    # One whole number a combination: sorting numbers is ten times faster than sorting rows.
    combined = np.ravel_multi_index(columns, sizes)
    values, key = np.unique(combined, return_inverse=True)
    return key.astype(np.int64), np.unravel_index(values, sizes)


def _summed(values: FloatArray, key: IntArray, count: int) -> FloatArray:
    """Add rows by key, shape (count, columns)."""
    summed = np.empty((count, values.shape[1]))
    for column in range(values.shape[1]):
        summed[:, column] = np.bincount(key, values[:, column], minlength=count)
    return summed
