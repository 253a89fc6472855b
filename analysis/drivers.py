"""What goes with overall satisfaction: shares of explained variance, and honest refusals."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy import stats

from analysis.arrays import FloatArray
from analysis.checks import check_at_least, vectors
from analysis.importance import shapley_r2
from analysis.reasons import Reason
from analysis.sentences import Sentence

# Fewer respondents, or levels in use, say nothing of five factors at once (METHODS 2.12).
MIN_N = 100
MIN_LEVELS = 3
# Two factors this alike cannot be told apart by any regression.
INSEPARABLE = 0.9
RESAMPLES = 1_000
# Drawn counts held in memory at a time; about 30 MB.
CELLS_AT_A_TIME = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Drivers:
    """Association of factors with overall satisfaction, each array of shape (factors,).

    Parameters
    ----------
    importance
        Share of R squared that is due to a factor; the shares add up to `r2`.
    low, high
        Bootstrap interval of the importance.
    leads
        Share of resamples in which the factor had the largest importance.
    slope, intercept
        Of a regression on all factors at once.
    spearman
        Rank correlation with overall satisfaction.
    r2
        Share of the variance that all factors explain together.
    n
        Respondents with an answer to the overall question and to each factor.
    inseparable
        Pairs of factors, by position, too alike to be told apart.
    factors
        Names.
    reason
        Why all is NaN.
    """

    importance: FloatArray
    low: FloatArray
    high: FloatArray
    leads: FloatArray
    slope: FloatArray
    intercept: float
    spearman: FloatArray
    r2: float
    n: int
    inseparable: tuple[tuple[int, int], ...]
    factors: tuple[str, ...]
    reason: Reason

    @property
    def sentence(self) -> Sentence:
        """Which factor goes most with overall satisfaction, if one does."""
        if self.reason is not Reason.NONE:
            return Sentence(
                "Chưa đủ dữ liệu để nói yếu tố nào gắn với mức hài lòng chung (n = %(n)s, cần ít nhất "
                "%(needed)s phiếu và 3 mức được dùng).",
                {"n": self.n, "needed": MIN_N},
            )
        if self.inseparable:
            first, second = self.inseparable[0]
            return Sentence(
                "%(first)s và %(second)s được trả lời gần như giống hệt nhau: không tách riêng được ảnh "
                "hưởng của từng yếu tố.",
                {"first": self.factors[first], "second": self.factors[second]},
            )
        best = int(np.argmax(self.importance))
        if self.leads[best] < 0.95 or self.r2 <= 0:
            return Sentence(
                "Chưa phân biệt được yếu tố nào gắn nhất với mức hài lòng chung (n = %(n)s).",
                {"n": self.n},
            )
        return Sentence(
            "%(factor)s gắn nhất với mức hài lòng chung: %(share)s%% phần giải thích được "
            "(n = %(n)s). Đây là mối liên hệ, chưa phải nguyên nhân.",
            {
                "factor": self.factors[best],
                "share": round(100 * self.importance[best] / self.r2),
                "n": self.n,
            },
        )


class Priority(StrEnum):
    """Where a factor lies between importance and performance."""

    FIX_FIRST = "important_and_low"
    KEEP_UP = "important_and_high"
    LESS_URGENT = "less_important_and_low"
    NO_NEED = "less_important_and_high"
    UNCLEAR = "cannot_be_told"


def factor_means(scores: npt.ArrayLike, factors: Sequence[Sequence[int]]) -> FloatArray:
    """Return each respondent's mean score of the answered questions of each factor.

    Parameters
    ----------
    scores
        Shape (respondents, questions), 0 for a missing answer.
    factors
        Questions of each factor, by position.

    Returns
    -------
    Array of shape (respondents, factors); NaN where none of the factor's questions was answered.

    Examples
    --------
    >>> factor_means([[5, 4, 0], [0, 0, 3]], [[0, 1], [2]])
    array([[4.5, nan],
           [nan, 3. ]])
    """
    array = np.asarray(scores, np.float64)
    means = np.full((len(array), len(factors)), np.nan)
    for at, questions in enumerate(factors):
        chosen = array[:, list(questions)]
        answered = (chosen > 0).sum(axis=1)
        with np.errstate(invalid="ignore"):
            means[:, at] = np.where(answered > 0, chosen.sum(axis=1) / answered, np.nan)
    return means


def find_drivers(
    overall: npt.ArrayLike,
    predictors: npt.ArrayLike,
    *,
    factors: Sequence[str],
    rng: np.random.Generator,
    resamples: int = RESAMPLES,
    min_n: int = MIN_N,
    confidence_level: float = 0.95,
) -> Drivers:
    """Share the explained variance of overall satisfaction out among factors.

    Parameters
    ----------
    overall
        Scores of the overall question, shape (respondents,), 0 or NaN for a missing answer.
    predictors
        Shape (respondents, factors), NaN where missing, such as `factor_means` gives. Respondents
        with any missing value are left out.
    factors
        Names.
    rng
        Random numbers for the bootstrap of respondents.
    resamples
        Bootstrap samples, at least 1.
    min_n
        Respondents needed.
    confidence_level
        Of the percentile interval.

    Returns
    -------
    Drivers; NaN with a reason for fewer than `min_n` respondents (`too_few_answers`), fewer than
    three used levels of the overall question (`too_few_levels`) or a factor without variation.
    Association, not cause.

    Raises
    ------
    ValueError
        If shapes differ or there are more than 12 factors.

    References
    ----------
    Lindeman, Merenda and Gold (1980); Grömping (2007), The American Statistician 61, 139-147.
    Shares checked against averages of R's `lm` over all orders, the rest against `lm` and `cor`.

    Examples
    --------
    >>> x = np.array([[1.0, 2], [2, 1], [3, 3], [4, 5], [5, 4]] * 30)
    >>> y = np.array([1, 2, 3, 4, 5] * 30)
    >>> found = find_drivers(y, x, factors=["a", "b"], rng=np.random.default_rng(1))
    >>> found.importance.round(2), round(found.r2, 6)
    (array([0.68, 0.32]), 1.0)
    """
    y, x = np.asarray(overall, np.float64), np.asarray(predictors, np.float64)
    if x.shape != (len(y), len(factors)) or y.ndim != 1:
        raise ValueError(
            f"predictors must have the shape ({len(y)}, {len(factors)}), got {x.shape}"
        )
    check_at_least(resamples, 1, name="resamples")
    complete = np.isfinite(x).all(axis=1) & (np.nan_to_num(y) > 0)
    y, x = y[complete], x[complete]
    reason = _refusal(y, x, min_n=min_n)
    if reason is not Reason.NONE:
        empty, nan = np.full(len(factors), np.nan), float("nan")
        names = tuple(factors)
        return Drivers(
            importance=empty,
            low=empty,
            high=empty,
            leads=empty,
            slope=empty,
            intercept=nan,
            spearman=empty,
            r2=nan,
            n=len(y),
            inseparable=(),
            factors=names,
            reason=reason,
        )
    rows = np.column_stack([y, x])
    correlation = np.asarray(np.corrcoef(rows, rowvar=False))
    importance = shapley_r2(correlation, outcome=0)
    shares = shapley_r2(_resampled(rows, rng=rng, resamples=resamples), outcome=0)
    tail = (1 - confidence_level) / 2
    low, high = np.quantile(shares, [tail, 1 - tail], axis=0)
    leads = np.bincount(shares.argmax(axis=1), minlength=len(factors)) / resamples
    design = np.column_stack([np.ones(len(y)), x])
    coefficients = np.linalg.lstsq(design, y, rcond=None)[0]
    ranks = np.column_stack([stats.rankdata(column) for column in rows.T])
    pairs = tuple(
        (i, j)
        for i, j in combinations(range(len(factors)), 2)
        if correlation[i + 1, j + 1] > INSEPARABLE
    )
    return Drivers(
        importance,
        low,
        high,
        leads,
        np.asarray(coefficients[1:], np.float64),
        float(coefficients[0]),
        np.asarray(np.corrcoef(ranks, rowvar=False))[0, 1:].astype(np.float64),
        float(importance.sum()),
        len(y),
        pairs,
        tuple(factors),
        Reason.NONE,
    )


def importance_performance(
    found: Drivers,
    *,
    index_low: npt.ArrayLike,
    index_high: npt.ArrayLike,
    reference: float,
) -> tuple[Priority, ...]:
    """Place each factor by importance and index, using both intervals.

    Parameters
    ----------
    found
        From `find_drivers`.
    index_low, index_high
        Interval of each factor's index, shape (factors,).
    reference
        The index to be compared with, such as that of all questions.

    Returns
    -------
    A priority for each factor: `cannot_be_told` unless the interval of the importance leaves the
    equal share, that of the index leaves the reference, and the factor can be told from others.

    References
    ----------
    Martilla and James (1977), Journal of Marketing 41, 77-79; the intervals are ours.

    Examples
    --------
    >>> x = np.array([[1.0, 2], [2, 1], [3, 3], [4, 5], [5, 4]] * 30)
    >>> found = find_drivers(
    ...     [1, 2, 3, 4, 5] * 30, x, factors=["a", "b"], rng=np.random.default_rng(1)
    ... )
    >>> importance_performance(
    ...     found, index_low=[0.6, 0.9], index_high=[0.7, 0.95], reference=0.8
    ... )
    (<Priority.FIX_FIRST: 'important_and_low'>, <Priority.NO_NEED: 'less_important_and_high'>)
    """
    low, high = vectors(index_low=index_low, index_high=index_high)
    equal = found.r2 / len(found.factors)
    blurred = {at for pair in found.inseparable for at in pair}
    words = {
        (True, False): Priority.FIX_FIRST,
        (True, True): Priority.KEEP_UP,
        (False, False): Priority.LESS_URGENT,
        (False, True): Priority.NO_NEED,
    }
    placed = []
    for at in range(len(found.factors)):
        clear = (found.low[at] > equal or found.high[at] < equal) and (
            low[at] > reference or high[at] < reference
        )
        where = (bool(found.low[at] > equal), bool(low[at] > reference))
        placed.append(words[where] if clear and at not in blurred else Priority.UNCLEAR)
    return tuple(placed)


def _refusal(y: FloatArray, x: FloatArray, *, min_n: int) -> Reason:
    if len(y) < max(min_n, 2):
        return Reason.TOO_FEW_ANSWERS
    if len(np.unique(y)) < MIN_LEVELS:
        return Reason.TOO_FEW_LEVELS
    if np.any(np.ptp(x, axis=0) == 0):
        return Reason.NO_VARIATION
    return Reason.NONE


def _resampled(
    rows: FloatArray, *, rng: np.random.Generator, resamples: int
) -> FloatArray:
    """Return correlations of bootstrap samples of rows, shape (resamples, variables, variables)."""
    n, variables = rows.shape
    centred = rows - rows.mean(axis=0)
    first, second = np.triu_indices(variables)
    values = np.hstack([centred, centred[:, first] * centred[:, second]])
    moments = np.empty((resamples, values.shape[1]))
    step = max(1, CELLS_AT_A_TIME // n)
    for start in range(0, resamples, step):
        here = moments[start : start + step]
        counts = rng.multinomial(n, np.full(n, 1 / n), size=len(here))
        here[:] = counts.astype(np.float64) @ values / n
    means, products = moments[:, :variables], moments[:, variables:]
    covariance = np.empty((resamples, variables, variables))
    covariance[:, first, second] = products - means[:, first] * means[:, second]
    covariance[:, second, first] = covariance[:, first, second]
    variance = np.einsum("bii->bi", covariance)
    # A sample may hold one value only; what is left then is rounding.
    constant = variance <= 1e-12 * centred.var(axis=0)
    deviation = np.sqrt(np.where(constant, np.nan, variance))
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = covariance / (deviation[:, :, None] * deviation[:, None, :])
    return np.asarray(np.clip(np.nan_to_num(scaled), -1, 1), np.float64)
