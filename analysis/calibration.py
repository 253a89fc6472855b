"""Weights that reproduce known totals: post-stratification and raking, and indices under them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.arrays import FloatArray, IntArray
from analysis.design import SurveyDesign, design_index, stratum_variance
from analysis.indices import Index

# Raking of survey margins settles in some ten sweeps; what has not after 200 will not.
MOST_SWEEPS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Margin:
    """One classification of respondents with the known total of each cell.

    Parameters
    ----------
    name
        What it classifies by, for messages.
    cell
        Cell of each respondent, 0 to cells-1, shape (respondents,).
    totals
        Known totals, shape (cells,).
    cells
        Names of the cells, for messages.

    Raises
    ------
    ValueError
        If a respondent has no cell, or a cell with a total has no respondent.
    """

    name: str
    cell: IntArray
    totals: FloatArray
    cells: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.totals.shape != (len(self.cells),) or not np.all(self.totals >= 0):
            raise ValueError(
                f'totals of "{self.name}" must be {len(self.cells)} numbers, 0 or more'
            )
        if self.cell.size and not (
            0 <= self.cell.min() and self.cell.max() < len(self.cells)
        ):
            raise ValueError(
                f'cells of "{self.name}" must be 0 to {len(self.cells) - 1}'
            )
        filled = np.bincount(self.cell, minlength=len(self.cells)) > 0
        empty = np.flatnonzero(~filled & (self.totals > 0))
        if len(empty):
            raise ValueError(
                f'cell "{self.cells[empty[0]]}" of "{self.name}" has a total but no respondent'
            )


@dataclass(frozen=True, slots=True, eq=False)
class Raking:
    """Calibrated weights, shape (respondents,), and what they cost."""

    weights: FloatArray
    sweeps: int

    @property
    def kish_deff(self) -> float:
        """Kish's design effect of unequal weights, 1 + cv^2."""
        return kish_design_effect(self.weights)


def kish_design_effect(weights: FloatArray) -> float:
    """n sum w^2 / (sum w)^2; NaN without respondents.

    Examples
    --------
    >>> round(kish_design_effect(np.array([1.0, 3.0])), 2)
    1.25
    """
    if not len(weights):
        return float("nan")
    return float(len(weights) * (weights**2).sum() / weights.sum() ** 2)


def rake(
    weights: FloatArray, margins: Sequence[Margin], *, tolerance: float = 1e-10
) -> Raking:
    """Multiply weights until every margin has its totals; one margin is post-stratification.

    Parameters
    ----------
    weights
        Base weights, shape (respondents,).
    margins
        Classifications with known totals of the same population.
    tolerance
        Largest relative distance from a total at the end.

    Returns
    -------
    Raking.

    Raises
    ------
    ValueError
        If margins have different grand totals, or the weights do not settle.

    References
    ----------
    Deming and Stephan (1940), Annals of Mathematical Statistics 11, 427-444; Deville and Särndal
    (1992), JASA 87, 376-382, case 2.

    Examples
    --------
    >>> margin = Margin("gender", np.array([0, 0, 1]), np.array([4.0, 6.0]), ("nam", "nữ"))
    >>> rake(np.ones(3), [margin]).weights
    array([2., 2., 6.])
    """
    grand = [float(margin.totals.sum()) for margin in margins]
    if grand and max(grand) - min(grand) > 1e-6 * max(grand):
        raise ValueError(f"margins must have the same total, got {grand}")
    raked = weights.astype(np.float64).copy()
    for sweep in range(1, MOST_SWEEPS + 1):
        for margin in margins:
            sums = _sums(raked, margin)
            ratio = np.divide(
                margin.totals, sums, out=np.ones_like(sums), where=sums > 0
            )
            raked *= ratio[margin.cell]
        if all(_distance(raked, margin) <= tolerance for margin in margins):
            return Raking(raked, sweep)
    raise ValueError(f"weights did not settle in {MOST_SWEEPS} sweeps")


def calibrated_index(
    design: SurveyDesign,
    margins: Sequence[Margin],
    y: FloatArray,
    m: FloatArray,
    *,
    domain: IntArray,
    domains: tuple[str, ...],
    measures: tuple[str, ...],
) -> Index:
    """Give indices under post-stratified or raked weights, with the variance of GREG residuals.

    The influence u of each respondent is regressed on the cells of all margins with the base
    weights; the residual times the calibrated weight has the variance of the design.

    Parameters
    ----------
    design
        With the base weights.
    margins
        One for post-stratification, several for raking.
    y, m, domain, domains, measures
        As in `design_index`.

    References
    ----------
    Särndal, Swensson and Wretman (1992); Deville and Särndal (1992). Equal to
    `postStratify` and `calibrate(calfun="raking")` of R's survey package.

    Examples
    --------
    Everyone of a cell agrees, so knowing the cells leaves nothing uncertain.

    >>> design = SurveyDesign.of_respondents(np.zeros(4, int))
    >>> margin = Margin("g", np.array([0, 0, 1, 1]), np.array([3.0, 1.0]), ("a", "b"))
    >>> y = np.array([[1.0], [1.0], [0.0], [0.0]])
    >>> found = calibrated_index(
    ...     design, [margin], y, np.ones((4, 1)),
    ...     domain=np.zeros(4, int), domains=("all",), measures=("q",),
    ... )
    >>> found.index, found.variance.round(12)
    (array([[0.75]]), array([[0.]]))
    """
    weights = rake(design.weight, margins).weights
    plain = design_index(
        SurveyDesign(weights, design.stratum, design.unit, design.sampled),
        y,
        m,
        domain=domain,
        domains=domains,
        measures=measures,
    )
    variance = np.full_like(plain.variance, np.nan)
    residual_of = _Regression.on(margins, design.weight)
    for at in range(len(domains)):
        inside = (domain == at)[:, None]
        total = (inside * m * weights[:, None]).sum(axis=0)
        answered = total > 0
        if not answered.any():
            continue
        u = np.where(inside, y - np.nan_to_num(plain.index[at]) * m, 0.0)
        u = u[:, answered] / total[answered]
        variance[at, answered] = stratum_variance(
            design, weights[:, None] * residual_of.residuals(u)
        )
    return Index(
        plain.index,
        np.where(variance < 1e-30, 0.0, variance),
        plain.df,
        plain.units,
        plain.n,
        plain.m,
        plain.fpc_applied,
        domains,
        measures,
    )


def greg_residuals(
    u: FloatArray, margins: Sequence[Margin], weights: FloatArray
) -> FloatArray:
    """Return what the cells of the margins leave unexplained of u, shape of u.

    Parameters
    ----------
    u
        Values, shape (respondents, columns).
    margins
        Classifications of the respondents.
    weights
        Base weights, before raking.
    """
    return _Regression.on(margins, weights).residuals(u)


@dataclass(frozen=True, slots=True, eq=False)
class _Regression:
    """Weighted regression on the cells of margins, which overlap."""

    margins: Sequence[Margin]
    weights: FloatArray
    inverse: FloatArray

    @classmethod
    def on(cls, margins: Sequence[Margin], weights: FloatArray) -> "_Regression":
        dummies = np.hstack(
            [np.eye(len(margin.cells))[margin.cell] for margin in margins]
        )
        # Every margin's cells add up to one, so the matrix is singular by construction.
        inverse = np.asarray(
            np.linalg.pinv(dummies.T @ (weights[:, None] * dummies), rcond=1e-12)
        )
        return cls(margins, weights, inverse)

    def residuals(self, u: FloatArray) -> FloatArray:
        """Return u less its fit, shape (respondents, columns)."""
        weighted = self.weights[:, None] * u
        moments = np.vstack([_by_cell(weighted, margin) for margin in self.margins])
        coefficients = self.inverse @ moments
        fitted = np.zeros_like(u)
        first = 0
        for margin in self.margins:
            last = first + len(margin.cells)
            fitted += coefficients[first:last][margin.cell]
            first = last
        return u - fitted


def _by_cell(values: FloatArray, margin: Margin) -> FloatArray:
    cells = len(margin.cells)
    return np.stack(
        [np.bincount(margin.cell, column, cells) for column in values.T], axis=1
    )


def _distance(weights: FloatArray, margin: Margin) -> float:
    sums = _sums(weights, margin)
    known = margin.totals > 0
    if not known.any():
        return 0.0
    return float(np.abs(sums[known] / margin.totals[known] - 1).max())


def _sums(weights: FloatArray, margin: Margin) -> FloatArray:
    # Of nobody bincount gives whole numbers.
    return np.bincount(margin.cell, weights, len(margin.totals)).astype(np.float64)
