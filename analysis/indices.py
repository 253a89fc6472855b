"""The index: satisfied answers over valid answers, with the variance that respondents' clustering asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from analysis.arrays import BoolArray, FloatArray, IntArray
from analysis.checks import check_one_of
from analysis.scores import ScoreCounts, ScoreSums

Lonely = Literal["adjust", "average", "certainty", "remove"]

# A variance below this share of its parts is their rounding: the true one is 0.
CANCELLATION = 1e-13


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Indices with their linearised variances, each array of shape (domains, measures).

    Parameters
    ----------
    index
        Share in [0, 1]; NaN where nobody answered.
    variance
        Linearised variance of the index; 0 with one respondent, which is not certainty.
    df
        Degrees of freedom: valid sampling units less strata with one.
    units
        Sampling units of the strata that the domain touches, those without a valid answer included.
    n
        Respondents with a valid answer.
    m
        Valid answers.
    fpc_applied
        Shape (domains,): every stratum had its finite-population correction.
    domains, measures
        Names.
    """

    index: FloatArray
    variance: FloatArray
    df: FloatArray
    units: FloatArray
    n: FloatArray
    m: FloatArray
    fpc_applied: BoolArray
    domains: tuple[str, ...]
    measures: tuple[str, ...]

    @property
    def standard_error(self) -> FloatArray:
        """Square root of the variance."""
        return np.sqrt(self.variance)

    @property
    def degenerate(self) -> BoolArray:
        """Where the variance tells nothing: all alike, one respondent, or nobody."""
        return ~(self.variance >= 1e-15) | (self.df < 1)


@dataclass(frozen=True, slots=True, eq=False)
class StratumCells:
    """Sums over the sampling units of one stratum in one domain; rows are such cells.

    `y` and `m` are sums of weighted values, `yy`, `ym`, `mm` of their products. A unit of the
    stratum outside the domain counts in `units` and adds zeros elsewhere.

    Parameters
    ----------
    stratum, domain
        What the cell is of, by number, shape (cells,).
    units
        Sampling units in the whole stratum, shape (cells,).
    sampled
        Share of the stratum's population that was asked, shape (cells,); 0 without correction.
    valid_units, respondents, answers
        Sampling units, respondents and answers that are valid, shape (cells, measures), unweighted.
    y, m, yy, ym, mm
        Shape (cells, measures).
    """

    stratum: IntArray
    domain: IntArray
    units: FloatArray
    sampled: FloatArray
    valid_units: FloatArray
    respondents: FloatArray
    answers: FloatArray
    y: FloatArray
    m: FloatArray
    yy: FloatArray
    ym: FloatArray
    mm: FloatArray


def satisfaction_index(sums: ScoreSums, *, fpc: bool = False) -> Index:
    """Give the pooled index of each office and measure with its variance.

    index = Sy / Sm, variance = n/(n-1) (Syy - 2 p Sym + p^2 Smm) / Sm^2: answers are clustered in
    respondents, and n counts those without a valid answer too.

    Parameters
    ----------
    sums
        Sums by office and measure; a weight that is constant in the office cancels.
    fpc
        Multiply the variance by 1 - n/N where the population N is known and not below n. For
        statements about this wave's visitors only, never for comparing offices.

    Returns
    -------
    Index of shape (offices, measures); NaN where nobody answered.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd ed., chapter 6 (ratio) and section 2.6 (correction);
    equal to `svyratio` of R's survey package on the reference sets.

    Examples
    --------
    Two respondents, 22 of 22 and 0 of 22 satisfied: the standard error is 50 points.

    >>> from analysis.tally import score_sums
    >>> sums = score_sums([[5] * 22, [1] * 22], [0, 0], measures=[range(22)], n_offices=1)
    >>> found = satisfaction_index(sums)
    >>> float(found.index[0, 0]), float(found.standard_error[0, 0])
    (0.5, 0.5)
    """
    return domain_index(sums, range(len(sums.offices)), names=sums.offices, fpc=fpc)


def domain_index(
    sums: ScoreSums,
    groups: Sequence[int],
    *,
    names: Sequence[str],
    fpc: bool = False,
    lonely: Lonely = "adjust",
) -> Index:
    """Give the pooled index of unions of offices, with offices as strata.

    Parameters
    ----------
    sums
        Sums by office; `weight` weighs offices against each other.
    groups
        Group of each office, 0 to len(names)-1; -1 leaves an office out.
    names
        Names of the groups.
    fpc
        As in `satisfaction_index`.
    lonely
        What an office with one respondent adds to the variance: `adjust` its squared distance from
        the group's index, `average` the mean of the other offices, `certainty` and `remove` nothing.

    Returns
    -------
    Index of shape (groups, measures).

    Raises
    ------
    ValueError
        If a group number is out of range.

    References
    ----------
    Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, chapter 5; the rules for
    lonely units are those of R's survey package.

    Examples
    --------
    >>> from analysis.tally import score_sums
    >>> sums = score_sums([[5], [1], [5]], [0, 0, 1], measures=[[0]], n_offices=2)
    >>> domain_index(sums, [0, 0], names=["all"]).index.round(4)
    array([[0.6667]])
    """
    group = np.asarray(groups, dtype=np.int64)
    if group.size and not (-1 <= group.min() and group.max() < len(names)):
        raise ValueError(f"groups must be -1 to {len(names) - 1}, got {group.tolist()}")
    chosen = np.flatnonzero(group >= 0)
    n = sums.n[chosen].astype(np.float64)
    weight = sums.weights[chosen][:, None]
    sampled = sampled_share(n, population=sums.population, chosen=chosen, fpc=fpc)
    return ratio_index(
        StratumCells(
            stratum=chosen,
            domain=group[chosen],
            units=n,
            sampled=np.nan_to_num(sampled),
            valid_units=sums.n_valid[chosen].astype(np.float64),
            respondents=sums.n_valid[chosen].astype(np.float64),
            answers=sums.m[chosen],
            y=weight * sums.y[chosen],
            m=weight * sums.m[chosen],
            yy=weight**2 * sums.yy[chosen],
            ym=weight**2 * sums.ym[chosen],
            mm=weight**2 * sums.mm[chosen],
        ),
        domains=tuple(names),
        measures=sums.measures,
        lonely=lonely,
        fpc_missing=np.bincount(
            group[chosen], weights=np.isnan(sampled), minlength=len(names)
        )
        > 0,
    )


def sampled_share(
    n: FloatArray, *, population: FloatArray | None, chosen: IntArray, fpc: bool
) -> FloatArray:
    """Return n/N, and NaN where there is no correction: not asked for, N unknown or below n."""
    if not fpc or population is None:
        return np.full(len(n), np.nan)
    known = population[chosen]
    # More answers than dossiers is a fault of the population figure, not a census.
    usable = known >= np.maximum(n, 1)
    return np.where(usable, n / np.where(usable, known, 1), np.nan)


def ratio_index(
    cells: StratumCells,
    *,
    domains: tuple[str, ...],
    measures: tuple[str, ...],
    lonely: Lonely = "adjust",
    fpc_missing: BoolArray | None = None,
) -> Index:
    """Give the ratio of totals by domain with its linearised variance over strata.

    V = (v_YY - 2 p v_YM + p^2 v_MM) / M^2, each v the covariance of totals summed over strata:
    (1 - f) n/(n-1) (sum of products - product of sums / n).

    Parameters
    ----------
    cells
        Sums by stratum and domain.
    domains, measures
        Names of the result's axes.
    lonely
        As in `domain_index`.
    fpc_missing
        Domains with a stratum that had no finite-population correction; left out means all.
    """
    check_one_of(lonely, get_args(Lonely), name="lonely")
    shape = (len(domains), len(measures))

    def total(values: FloatArray) -> FloatArray:
        added = np.zeros(shape)
        np.add.at(added, cells.domain, values)
        return added

    touched = cells.valid_units > 0
    is_lonely = (cells.units <= 1)[:, None]
    kept = ~is_lonely | (lonely == "adjust")
    factor = (1 - cells.sampled) * np.where(
        cells.units > 1, cells.units / np.maximum(cells.units - 1, 1), 1.0
    )
    centre = np.where(cells.units > 1, 1 / np.maximum(cells.units, 1), 0.0)[:, None]
    scale = factor[:, None] * kept

    y, m = total(cells.y), total(cells.m)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(m > 0, y / m, np.nan)
        v_yy = total(scale * (cells.yy - cells.y**2 * centre))
        v_ym = total(scale * (cells.ym - cells.y * cells.m * centre))
        v_mm = total(scale * (cells.mm - cells.m**2 * centre))
        squares = v_yy - 2 * p * v_ym + p**2 * v_mm
        # Sums of squares over many strata cancel only as far as their parts are exact.
        parts = total(scale * cells.yy) + p**2 * total(scale * cells.mm)
        variance = np.where(squares > CANCELLATION * parts, squares, 0.0) / m**2
    if lonely == "average":
        strata = total(touched.astype(np.float64))
        alone = total((touched & is_lonely).astype(np.float64))
        with np.errstate(divide="ignore", invalid="ignore"):
            variance = variance * strata / (strata - alone)
    valid = total(cells.valid_units)
    missing = np.ones(len(domains), np.bool_) if fpc_missing is None else fpc_missing
    return Index(
        index=p,
        variance=np.where(m > 0, variance, np.nan),
        df=valid - total(touched.astype(np.float64)),
        units=total(np.broadcast_to(cells.units[:, None], touched.shape)),
        n=total(cells.respondents),
        m=total(cells.answers),
        fpc_applied=~missing,
        domains=domains,
        measures=measures,
    )


@dataclass(frozen=True, slots=True, eq=False)
class MeanScore:
    """Mean score on the scale 1 to k, shape (offices, questions); NaN where too few answered."""

    mean: FloatArray
    standard_error: FloatArray
    n: IntArray


def mean_score(counts: ScoreCounts) -> MeanScore:
    """Give the mean level of each question, which treats the levels as equally far apart.

    Stands beside the index, never instead of it. The standard error needs two answers; its
    interval uses t with n - 1 degrees of freedom.

    Examples
    --------
    >>> found = mean_score(ScoreCounts.of([[[1, 0, 0, 0, 1]]]))
    >>> float(found.mean[0, 0]), float(found.standard_error[0, 0])
    (3.0, 2.0)
    """
    level = np.arange(1, counts.levels + 1)
    n = counts.n.astype(np.float64)
    first, second = counts.counts @ level, counts.counts @ level**2
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(n > 0, first / n, np.nan)
        variance = (second - n * mean**2) / (n * (n - 1))
        return MeanScore(
            mean,
            np.where(n > 1, np.sqrt(np.maximum(variance, 0)), np.nan),
            counts.n,
        )


@dataclass(frozen=True, slots=True, eq=False)
class LevelShares:
    """How the answers to each question are spread, and what is in no denominator.

    Parameters
    ----------
    share
        Share of each level among valid answers, shape (offices, questions, levels); NaN without any.
    n, not_applicable, not_answered, not_asked, unreadable
        Valid answers and all others, shape (offices, questions).
    """

    share: FloatArray
    n: IntArray
    not_applicable: IntArray
    not_answered: IntArray
    not_asked: IntArray
    unreadable: IntArray


def level_shares(counts: ScoreCounts) -> LevelShares:
    """Give the share of each level with everything that the denominator leaves out beside it.

    Examples
    --------
    >>> level_shares(ScoreCounts.of([[[1, 0, 0, 2, 1]]])).share
    array([[[0.25, 0.  , 0.  , 0.5 , 0.25]]])
    """
    n = counts.n
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.asarray(counts.counts / n[:, :, None])
    return LevelShares(
        share,
        n,
        counts.not_applicable,
        counts.not_answered,
        counts.not_asked,
        counts.unreadable,
    )
