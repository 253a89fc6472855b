"""How sure totals and ranks of a DDCI are: respondents are drawn anew within each unit, published figures stay."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.arrays import FloatArray, IntArray
from analysis.checks import check_between
from analysis.rank_steps import joint_steps
from analysis.ranking import RankSets, ranks
from analysis.reasons import Reason
from analysis.residuals import PRIOR_DF

# Answers drawn at a time; about 30 MB.
CELLS_AT_A_TIME = 4_000_000
# Below it a standard error is the rounding of a total that no draw moved.
SMALLEST_ERROR = 1e-9
TAIL = 0.975
SMALLEST_TOTAL, LARGEST_TOTAL = 10.0, 100.0


def mean_answers(
    answers: npt.ArrayLike, unit: npt.ArrayLike, *, units: int
) -> FloatArray:
    """Give each unit's mean answer to each indicator.

    Parameters
    ----------
    answers
        Shape (respondents, indicators); NaN where someone did not answer.
    unit
        Position of each respondent's unit, 0 to units - 1.
    units
        Number of units.

    Returns
    -------
    Array of shape (units, indicators); NaN where nobody answered.

    Examples
    --------
    >>> mean_answers([[4.0], [np.nan], [5.0]], [0, 0, 0], units=2)
    array([[4.5],
           [nan]])
    """
    x = np.asarray(answers, dtype=np.float64)
    of = np.asarray(unit, dtype=np.int64)
    known = ~np.isnan(x)
    total, n = np.zeros((units, x.shape[1])), np.zeros((units, x.shape[1]))
    np.add.at(total, of, np.where(known, x, 0.0))
    np.add.at(n, of, known)
    with np.errstate(invalid="ignore"):
        return total / n


def resampled_means(
    answers: npt.ArrayLike, *, draws: int, rng: np.random.Generator
) -> FloatArray:
    """Give the mean answers of one unit in each of many samples drawn from its own respondents.

    Of n respondents n - 1 are drawn with replacement, a respondent's answers together: then the
    variance of a mean over the draws is s²/n, where n draws would give (n - 1)/n of it.

    Parameters
    ----------
    answers
        Answers of one unit, shape (respondents, indicators), NaN for none; at least two respondents.
    draws
        Number of samples.
    rng
        Random numbers; equal seeds give equal draws.

    Returns
    -------
    Array of shape (draws, indicators). Where nobody drawn has answered stands the unit's own mean.

    Raises
    ------
    ValueError
        With fewer than two respondents.

    References
    ----------
    McCarthy and Snowden (1985), The bootstrap and finite population sampling, Vital and Health
    Statistics 2(95); Rao and Wu (1988), Journal of the American Statistical Association 83, 231-241.

    Examples
    --------
    >>> resampled_means([[3.0], [3.0]], draws=2, rng=np.random.default_rng(1))
    array([[3.],
           [3.]])
    """
    x = np.asarray(answers, dtype=np.float64)
    if len(x) < 2:
        raise ValueError(f"a unit needs 2 respondents to draw from, got {len(x)}")
    known = (~np.isnan(x)).astype(np.float64)
    filled = np.where(np.isnan(x), 0.0, x)
    with np.errstate(invalid="ignore"):
        own = filled.sum(axis=0) / known.sum(axis=0)
        parts = [
            (times @ filled) / (times @ known)
            for times in _times_drawn(len(x), draws=draws, rng=rng)
        ]
    means = np.concatenate(parts)
    return np.where(np.isnan(means), own, means)


def _times_drawn(
    n: int, *, draws: int, rng: np.random.Generator
) -> Iterator[FloatArray]:
    """Give how often each respondent is drawn, shape (some draws, n), until all draws are made."""
    at_a_time = max(1, CELLS_AT_A_TIME // n)
    for start in range(0, draws, at_a_time):
        some = min(at_a_time, draws - start)
        drawn: IntArray = rng.integers(n, size=(some, n - 1))
        cells = drawn + n * np.arange(some)[:, None]
        counts = np.bincount(cells.ravel(), minlength=some * n)
        yield counts.reshape(some, n).astype(np.float64)


def protected_errors(
    errors: npt.ArrayLike, n: npt.ArrayLike, *, rng: np.random.Generator
) -> FloatArray:
    """Widen the errors of units whose few respondents happen to agree, as tests of offices do.

    A unit's variance for one respondent s² is replaced by the larger of it and
    ((n - 1) s² + 30 s_pool²) / (n + 29), s_pool² pooled over units. As s² is estimated, errors are then
    longer by what Student's 97.5 % quantile with n - 1 degrees of freedom is beyond the normal one:
    without it the joint sets of twelve equal units of 30 held all ranks in 92 % of rounds.

    Parameters
    ----------
    errors
        By how much each draw's totals differ, shape (draws, units).
    n
        Respondents of each unit, shape (units,); units of fewer than 2 are left as they are.
    rng
        Random numbers for units that no draw moves.

    Returns
    -------
    Errors of the same shape.

    References
    ----------
    The protected variance of analysis.residuals; Student (1908). How often both hold: docs/measured.md.

    Examples
    --------
    >>> wide, alike = [-2.0, 2.0], [-0.1, 0.1]
    >>> found = protected_errors(np.array([wide, alike]).T, [31, 31], rng=np.random.default_rng(1))
    >>> found.std(axis=0).round(1)
    array([2.1, 1. ])
    """
    given = np.asarray(errors, dtype=np.float64)
    count = np.asarray(n, dtype=np.float64)
    known = (count >= 2) & np.isfinite(given).all(axis=0)
    size = np.maximum(count, 1)
    own, df = given.var(axis=0) * size, size - 1
    if not known.any():
        return given
    pooled = float((df * own)[known].sum() / df[known].sum())
    wanted = np.maximum(own, (df * own + PRIOR_DF * pooled) / (df + PRIOR_DF)) / size
    is_still = known & (own <= size * SMALLEST_ERROR**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        wider = given * np.sqrt(wanted * size / own)
    drawn = rng.standard_normal(given.shape) * np.sqrt(wanted)
    longer = special.stdtrit(np.maximum(df, 1), TAIL) / special.ndtri(TAIL)
    return np.where(known, longer * np.where(is_still, drawn, wider), given)


def total_intervals(
    total: npt.ArrayLike, errors: npt.ArrayLike, *, confidence_level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Give the interval of each total: the middle part of what the draws gave, on the scale as it stands.

    Errors come from scores on a held range and without its ends. Where every draw sets the range anew the
    units at its ends can hardly move, and intervals miss far more than they should.

    Parameters
    ----------
    total
        Totals, shape (units,).
    errors
        By how much each draw's total differs, shape (draws, units).
    confidence_level
        Between 0 and 1.

    Returns
    -------
    Lower and upper limits within 10 to 100, shape (units,); NaN where there is no total.

    References
    ----------
    Efron (1979), Annals of Statistics 7, 1-26; percentile interval. How often it holds: docs/measured.md.

    Examples
    --------
    >>> total_intervals([55.0, 99.0], [[-5.0, -2.0], [5.0, 2.0]], confidence_level=0.5)
    (array([52.5, 98. ]), array([ 57.5, 100. ]))
    """
    check_between(confidence_level, 0, 1, name="confidence_level")
    tail = (1 - confidence_level) / 2
    drawn = np.asarray(errors, dtype=np.float64)
    limits = np.asarray(total) + np.quantile(drawn, [tail, 1 - tail], axis=0)
    low, high = np.clip(limits, SMALLEST_TOTAL, LARGEST_TOTAL)
    return low, high


def ranks_from_errors(
    total: npt.ArrayLike,
    errors: npt.ArrayLike,
    *,
    confidence_level: float = 0.95,
    units: tuple[str, ...],
) -> RankSets:
    """Give the ranks that the answers leave possible within one block, all sets together.

    Ranks counted in each draw and cut at their quantiles would claim far too much where units are
    nearly equal. Instead all pairs are tested: a unit is surely below another when its total is
    lower by more than c standard errors, c the quantile of the largest such difference that the
    draws gave by chance alone, stepwise.

    Parameters
    ----------
    total
        Totals of the block's units, shape (units,), all finite.
    errors
        By how much each draw's totals differ, shape (draws, units).
    confidence_level
        Between 0 and 1.
    units
        Names.

    Returns
    -------
    RankSets with `joint` true. One unit is rank 1 of 1 without a set (`reason`).

    Raises
    ------
    ValueError
        If shapes differ.

    References
    ----------
    Mogstad, Romano, Shaikh and Wilhelm (2024), Review of Economic Studies, doi 10.1093/restud/rdad006,
    who take c from resampled errors too.

    Examples
    --------
    >>> errors = np.random.default_rng(1).normal(0, 1, (500, 3))
    >>> found = ranks_from_errors([90, 89, 80], errors, units=("A", "B", "C"))
    >>> found.low, found.high
    (array([1., 1., 3.]), array([2., 2., 3.]))
    """
    p = np.asarray(total, dtype=np.float64)
    noise = np.asarray(errors, dtype=np.float64)
    check_between(confidence_level, 0, 1, name="confidence_level")
    if noise.shape[1:] != p.shape or len(units) != len(p):
        raise ValueError(
            f"total, errors and units must meet, got {p.shape}, {noise.shape}, {len(units)}"
        )
    rank = ranks(p)
    if len(p) < 2:
        none = np.full(len(p), np.nan)
        few = Reason.TOO_FEW_UNITS
        return RankSets(rank, none, none, none, True, confidence_level, units, few)
    found = joint_steps(
        p,
        np.maximum(noise.var(axis=0), SMALLEST_ERROR**2),
        noise=noise,
        confidence_level=confidence_level,
        stepwise=True,
    )
    return RankSets(
        rank,
        1 + found.above.astype(np.float64),
        len(p) - found.below.astype(np.float64),
        found.critical_value,
        True,
        confidence_level,
        units,
        Reason.NONE,
    )
