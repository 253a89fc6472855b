"""Proportional odds: how the odds of a higher answer move with each predictor."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.arrays import FloatArray, IntArray
from analysis.reasons import Reason
from analysis.scores import numbered
from analysis.sentences import Sentence

STEPS = 60
# Smallest curvature per respondent, in standard deviations: below it the likelihood has no peak.
LEAST_CURVATURE = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class OrdinalFit:
    """Maximum likelihood of P(Y <= j) = logistic(threshold_j - x b).

    Parameters
    ----------
    coef, standard_error
        Log odds ratios of a higher answer by predictor, shape (predictors,); NaN if refused.
    thresholds
        Between neighbouring levels that occur, shape (levels - 1,).
    levels
        The levels that occur.
    loglik
        Logarithm of the likelihood.
    n
        Respondents.
    converged
        A peak was found.
    predictors
        Names.
    reason
        Why all is NaN.
    """

    coef: FloatArray
    standard_error: FloatArray
    thresholds: FloatArray
    levels: tuple[float, ...]
    loglik: float
    n: int
    converged: bool
    predictors: tuple[str, ...]
    reason: Reason

    def sentence(self, predictor: int) -> Sentence:
        """Say how the odds move with one predictor, by its position."""
        name = self.predictors[predictor]
        if self.reason is Reason.SEPARATION:
            return Sentence(
                "Không ước lượng được: %(name)s tách hẳn các mức hài lòng chung (quá ít phiếu trái chiều).",
                {"name": name},
            )
        if self.reason is not Reason.NONE:
            return Sentence(
                "Chưa đủ dữ liệu để ước lượng ảnh hưởng của %(name)s.", {"name": name}
            )
        half = special.ndtri(0.975) * self.standard_error[predictor]
        return Sentence(
            "Khi %(name)s cao hơn 1 mức, tỷ số giữa hài lòng cao hơn và thấp hơn gấp %(ratio)s lần "
            "(từ %(low)s đến %(high)s), các yếu tố khác như nhau.",
            {
                "name": name,
                "ratio": float(np.exp(self.coef[predictor])),
                "low": float(np.exp(self.coef[predictor] - half)),
                "high": float(np.exp(self.coef[predictor] + half)),
            },
        )


def proportional_odds(
    x: npt.ArrayLike, y: npt.ArrayLike, *, predictors: Sequence[str] = ()
) -> OrdinalFit:
    """Fit the proportional odds model by Newton's method.

    Parameters
    ----------
    x
        Shape (respondents, predictors), without missing values.
    y
        Ordered answers, shape (respondents,); levels that do not occur are left out.
    predictors
        Names; numbers if left out.

    Returns
    -------
    OrdinalFit. NaN, with `converged` false, for fewer than three used levels (`too_few_levels`), a
    predictor without variation or that follows from others (`no_variation`), and where the
    levels are separated completely: then the likelihood has no peak and other programs print
    numbers that mean nothing.

    Raises
    ------
    ValueError
        If shapes differ or a value is missing.

    References
    ----------
    McCullagh (1980), Journal of the Royal Statistical Society B 42, 109-142. Derivatives are
    derived in the code; checked against R's `MASS::polr`.

    Examples
    --------
    The odds are five times as high at both thresholds, so the coefficient is ln 5.

    >>> x = [[0.0]] * 60 + [[1.0]] * 60
    >>> y = [1] * 30 + [2] * 20 + [3] * 10 + [1] * 10 + [2] * 20 + [3] * 30
    >>> found = proportional_odds(x, y)
    >>> found.coef.round(3), np.abs(found.thresholds).round(3)
    (array([1.609]), array([0.   , 1.609]))
    """
    rows, answers = np.asarray(x, np.float64), np.asarray(y, np.float64)
    if rows.ndim != 2 or answers.shape != rows.shape[:1]:
        raise ValueError(
            f"x and y must have the shapes (n, predictors) and (n,), got {rows.shape} and {answers.shape}"
        )
    if not (np.isfinite(rows).all() and np.isfinite(answers).all()):
        raise ValueError("x and y must not hold missing values")
    names = tuple(predictors) or numbered(rows.shape[1])
    levels, level = np.unique(answers, return_inverse=True)
    if len(levels) < 3:
        return _refused(len(rows), names, levels, Reason.TOO_FEW_LEVELS)
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    if np.any(scale == 0) or np.linalg.matrix_rank(rows - mean) < rows.shape[1]:
        return _refused(len(rows), names, levels, Reason.NO_VARIATION)
    problem = _Problem((rows - mean) / scale, level, len(levels))
    fitted = problem.fit()
    if fitted is None:
        return _refused(len(rows), names, levels, Reason.SEPARATION)
    values, information = fitted
    k = rows.shape[1]
    error = np.sqrt(np.diag(np.linalg.inv(information)))
    coef = values[:k] / scale
    return OrdinalFit(
        coef,
        error[:k] / scale,
        values[k:] + mean @ coef,
        tuple(levels.tolist()),
        problem.loglik(values),
        len(rows),
        True,
        names,
        Reason.NONE,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Problem:
    """Standardised predictors (n, k), levels 0 to levels-1 (n,), and the number of levels."""

    x: FloatArray
    level: IntArray
    levels: int

    def ends(self, values: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the logistic function at the upper and the lower threshold of each answer."""
        k = self.x.shape[1]
        cuts = np.concatenate([[-np.inf], values[k:], [np.inf]])
        eta = self.x @ values[:k]
        return special.expit(cuts[self.level + 1] - eta), special.expit(
            cuts[self.level] - eta
        )

    def loglik(self, values: FloatArray) -> float:
        upper, lower = self.ends(values)
        with np.errstate(divide="ignore"):
            return float(np.log(np.maximum(upper - lower, 0)).sum())

    def slopes(self, values: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the gradient and the observed information.

        With a, b the ends, f = F(1 - F) and P = F(a) - F(b): dl/d eta = F(a) + F(b) - 1 and its
        derivative -(f(a) + f(b)); dl/d a = f(a)/P, dl/d b = -f(b)/P.
        """
        upper, lower = self.ends(values)
        f_up, f_low = upper * (1 - upper), lower * (1 - lower)
        chance = np.maximum(upper - lower, 1e-300)
        up, low = f_up / chance, -f_low / chance
        k, cuts = self.x.shape[1], self.levels - 1
        # Which threshold is the upper and which the lower end of an answer; outermost ones fall away.
        is_up = (self.level[:, None] == np.arange(cuts)).astype(np.float64)
        is_low = (self.level[:, None] == np.arange(1, cuts + 1)).astype(np.float64)
        gradient = np.concatenate(
            [self.x.T @ (upper + lower - 1), is_up.T @ up + is_low.T @ low]
        )
        information = np.zeros((k + cuts,) * 2)
        information[:k, :k] = self.x.T @ (self.x * (f_up + f_low)[:, None])
        cross = -self.x.T @ (is_up * f_up[:, None] + is_low * f_low[:, None])
        information[:k, k:], information[k:, :k] = cross, cross.T
        of_up = up**2 - up * (1 - 2 * upper)
        of_low = low**2 - low * (1 - 2 * lower)
        both = is_up.T @ (is_low * (up * low)[:, None])
        information[k:, k:] = (
            np.diag(is_up.T @ of_up + is_low.T @ of_low) + both + both.T
        )
        return gradient, information

    def fit(self) -> tuple[FloatArray, FloatArray] | None:
        """Return the peak and the information there; None if there is none."""
        shares = np.cumsum(np.bincount(self.level, minlength=self.levels))[:-1]
        start = special.logit(shares / len(self.level))
        values = np.concatenate([np.zeros(self.x.shape[1]), start])
        best = self.loglik(values)
        for _ in range(STEPS):
            gradient, information = self.slopes(values)
            if np.linalg.eigvalsh(information)[0] < LEAST_CURVATURE * len(self.x):
                return None
            step = np.linalg.solve(information, gradient)
            # The likelihood has one peak, but a full step may cross two thresholds.
            for _ in range(40):
                here = self.loglik(values + step)
                if here >= best:
                    break
                step = step / 2
            values, best = values + step, here
            if np.abs(step).max() < 1e-9:
                return values, self.slopes(values)[1]
        return None


def _refused(
    n: int, names: tuple[str, ...], levels: FloatArray, reason: Reason
) -> OrdinalFit:
    empty = np.full(len(names), np.nan)
    cuts = np.full(max(len(levels) - 1, 0), np.nan)
    return OrdinalFit(
        empty,
        empty,
        cuts,
        tuple(float(one) for one in levels),
        float("nan"),
        n,
        False,
        names,
        reason,
    )
