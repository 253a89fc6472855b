"""Do questions hang together: reliability of a scale and fitness for factor analysis."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, stats

from analysis.arrays import FloatArray
from analysis.checks import check_at_least, check_between
from analysis.reasons import Reason
from analysis.sentences import Sentence

# Bounds of a uniqueness, as factor programs set them: below, a question would be the factor itself.
LEAST_UNIQUENESS = 0.005
# Above it a long scale says more of its length and of straight-lining than of quality.
TOO_HIGH = 0.95


@dataclass(frozen=True, slots=True)
class Alpha:
    """Cronbach's alpha of one scale.

    Parameters
    ----------
    raw, standardised
        From covariances, and from correlations alone.
    low, high
        Feldt's interval of the raw value.
    n, questions
        Respondents who answered all questions, and how many questions these are.
    reason
        Why there is no value.
    """

    raw: float
    standardised: float
    low: float
    high: float
    n: int
    questions: int
    reason: Reason

    @property
    def sentence(self) -> Sentence:
        """What the value means, and what it does not."""
        values: dict[str, str | int | float] = {
            "alpha": self.raw,
            "n": self.n,
            "questions": self.questions,
        }
        if self.reason is not Reason.NONE:
            return Sentence(
                "Chưa đủ phiếu trả lời trọn %(questions)s câu để tính độ tin cậy của thang đo.",
                values,
                digits=2,
            )
        if self.raw > TOO_HIGH:
            return Sentence(
                "Các câu trả lời gần như giống hệt nhau (alpha = %(alpha)s, %(n)s phiếu trả lời trọn "
                "%(questions)s câu): thường do chọn cùng một mức cho mọi câu, không phải vì thang đo tốt.",
                values,
                digits=2,
            )
        if self.raw >= 0.7:
            return Sentence(
                "%(questions)s câu đo cùng một nội dung khá nhất quán (alpha = %(alpha)s, "
                "%(n)s phiếu trả lời trọn vẹn).",
                values,
                digits=2,
            )
        return Sentence(
            "%(questions)s câu chưa nhất quán với nhau (alpha = %(alpha)s, %(n)s phiếu trả lời trọn vẹn): "
            "nên xem từng câu riêng.",
            values,
            digits=2,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Factorability:
    """Whether correlations are worth a factor analysis.

    Parameters
    ----------
    kmo
        Kaiser, Meyer and Olkin's measure, in [0, 1].
    msa
        The same by question, shape (questions,).
    chisquare, df, pvalue
        Bartlett's test that no questions are correlated.
    eigenvalues
        Of the correlations, the largest first.
    n
        Respondents.
    reason
        Why all is NaN.
    """

    kmo: float
    msa: FloatArray
    chisquare: float
    df: int
    pvalue: float
    eigenvalues: FloatArray
    n: int
    reason: Reason

    @property
    def sentence(self) -> Sentence:
        """Whether the questions share enough."""
        values: dict[str, str | int | float] = {
            "kmo": self.kmo,
            "n": self.n,
        }
        if self.reason is not Reason.NONE:
            return Sentence(
                "Chưa đủ phiếu trả lời trọn vẹn để xét cấu trúc của mẫu phiếu.",
                values,
            )
        if self.kmo >= 0.6 and self.pvalue < 0.05:
            return Sentence(
                "Các câu có phần chung đủ lớn để phân tích nhân tố (KMO = %(kmo)s, n = %(n)s).",
                values,
                digits=2,
            )
        return Sentence(
            "Các câu có quá ít phần chung để phân tích nhân tố (KMO = %(kmo)s, n = %(n)s).",
            values,
            digits=2,
        )


def cronbach_alpha(
    covariance: npt.ArrayLike, n: int, *, confidence_level: float = 0.95
) -> Alpha:
    """Give Cronbach's alpha: how far the sum of questions would repeat itself with others like them.

    alpha = k/(k-1) (1 - sum of variances / variance of the sum). Feldt: (1 - alpha^) / (1 - alpha)
    follows F with (n-1)(k-1) and n-1 degrees of freedom.

    Parameters
    ----------
    covariance
        Of the questions, shape (questions, questions), such as `covariances.complete_covariance` gives.
    n
        Respondents it is from.
    confidence_level
        Of Feldt's interval.

    Returns
    -------
    Alpha; NaN with one question, fewer than three respondents (`too_few_answers`) or a question that
    all answered alike (`no_variation`).

    Raises
    ------
    ValueError
        If the covariance is not square.

    References
    ----------
    Cronbach (1951), Psychometrika 16, 297-334; Feldt (1965), Psychometrika 30, 357-370. Values
    checked against R's `psych::alpha`, the interval by simulation.

    Examples
    --------
    >>> found = cronbach_alpha([[1.0, 0.5], [0.5, 1.0]], 100)
    >>> round(found.raw, 4), round(found.low, 3), round(found.high, 3)
    (0.6667, 0.505, 0.776)
    """
    check_between(confidence_level, 0, 1, name="confidence_level")
    c = _square(covariance, name="covariance")
    k, nan = len(c), float("nan")
    variances = np.diag(c)
    if k < 2 or n < 3:
        return Alpha(nan, nan, nan, nan, n, k, Reason.TOO_FEW_ANSWERS)
    # Questions that cancel each other leave a sum that never varies.
    if not np.all(variances > 0) or c.sum() <= 1e-12 * variances.sum():
        return Alpha(nan, nan, nan, nan, n, k, Reason.NO_VARIATION)
    raw = k / (k - 1) * (1 - variances.sum() / c.sum())
    deviation = np.sqrt(variances)
    mean_r = ((c / np.outer(deviation, deviation)).sum() - k) / (k * (k - 1))
    # Standardised questions that cancel each other have a sum that never varies.
    together = 1 + (k - 1) * mean_r
    tail, df = (1 - confidence_level) / 2, ((n - 1) * (k - 1), n - 1)
    return Alpha(
        float(raw),
        float(k * mean_r / together) if together > 1e-12 else nan,
        float(1 - (1 - raw) / stats.f.ppf(tail, *df)),
        float(1 - (1 - raw) / stats.f.ppf(1 - tail, *df)),
        n,
        k,
        Reason.NONE,
    )


def omega_total(correlation: npt.ArrayLike) -> float:
    """Give McDonald's omega of one factor: its share of the variance of the sum.

    omega = (sum of loadings)^2 / ((sum of loadings)^2 + sum of uniquenesses), the factor fitted to
    the correlations by maximum likelihood.

    Parameters
    ----------
    correlation
        Shape (questions, questions).

    Returns
    -------
    A share in [0, 1]; NaN with fewer than three questions, or correlations that are singular or
    missing: then there are not more respondents than questions, or a question repeats another.

    Raises
    ------
    ValueError
        If the correlation is not square.

    References
    ----------
    McDonald (1999), Test Theory; Jöreskog (1967), Psychometrika 32, 443-482, for the likelihood
    given uniquenesses. Checked against `psych::fa(nfactors=1, fm="ml")`.

    Examples
    --------
    Three questions that load .8 each: omega = 2.4^2 / (2.4^2 + 3 * .36).

    >>> round(omega_total([[1, 0.64, 0.64], [0.64, 1, 0.64], [0.64, 0.64, 1]]), 4)
    0.8421
    """
    r = _square(correlation, name="correlation")
    if len(r) < 3 or not _is_regular(r):
        return float("nan")

    def loss(uniqueness: FloatArray) -> tuple[float, FloatArray]:
        scale = 1 / np.sqrt(uniqueness)
        values, vectors = np.linalg.eigh(scale[:, None] * r * scale)
        rest = values[:-1]
        loadings = _loadings(uniqueness, values[-1], vectors[:, -1])
        model = np.outer(loadings, loadings) + np.diag(uniqueness)
        slope = np.diag(model - r) / uniqueness**2
        return float((rest - np.log(rest) - 1).sum()), slope

    start = np.clip(1 / np.diag(np.linalg.inv(r)), LEAST_UNIQUENESS, 1)
    found = optimize.minimize(
        loss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(LEAST_UNIQUENESS, 1.0)] * len(r),
        options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 1000},
    )
    scale = 1 / np.sqrt(found.x)
    values, vectors = np.linalg.eigh(scale[:, None] * r * scale)
    loadings = _loadings(found.x, values[-1], vectors[:, -1])
    common = float(loadings.sum() ** 2)
    return common / (common + float((1 - loadings**2).sum()))


def factorability(correlation: npt.ArrayLike, n: int) -> Factorability:
    """Give KMO, its value by question, Bartlett's test of sphericity and the eigenvalues.

    KMO = sum r^2 / (sum r^2 + sum q^2) over pairs, q the partial correlations from the inverse;
    Bartlett: chi-squared = -(n - 1 - (2k + 5)/6) ln|R| with k(k-1)/2 degrees of freedom.

    Parameters
    ----------
    correlation
        Shape (questions, questions).
    n
        Respondents it is from.

    Returns
    -------
    Factorability; NaN unless there are more respondents than questions and no question repeats
    another (`needs_more_responses_than_questions`).

    Raises
    ------
    ValueError
        If the correlation is not square or n is below 1.

    References
    ----------
    Kaiser (1974), Psychometrika 39, 31-36; Bartlett (1951), Biometrika 38, 337-344. Checked against
    R's `psych::KMO` and `psych::cortest.bartlett`.

    Examples
    --------
    >>> found = factorability([[1, 0.5], [0.5, 1]], 50)
    >>> found.kmo, round(found.chisquare, 4), found.df
    (0.5, 13.6649, 1)
    """
    check_at_least(n, 1, name="n")
    r = _square(correlation, name="correlation")
    k, nan = len(r), float("nan")
    df = k * (k - 1) // 2
    if k < 2 or n <= k or not _is_regular(r):
        empty = np.full(k, np.nan)
        return Factorability(nan, empty, nan, df, nan, empty, n, Reason.SINGULAR)
    inverse = np.linalg.inv(r)
    scale = np.sqrt(np.diag(inverse))
    off = ~np.eye(k, dtype=np.bool_)
    simple = np.where(off, r, 0) ** 2
    partial = np.where(off, inverse / np.outer(scale, scale), 0) ** 2
    _, logarithm = np.linalg.slogdet(r)
    # Questions without any correlation share nothing: 0, where the formula has 0/0.
    both = simple + partial
    total = np.maximum(both.sum(axis=0), np.finfo(np.float64).tiny)
    chisquare = float(-(n - 1 - (2 * k + 5) / 6) * logarithm)
    return Factorability(
        float(simple.sum() / total.sum()),
        simple.sum(axis=0) / total,
        chisquare,
        df,
        float(stats.chi2.sf(chisquare, df)),
        np.asarray(np.linalg.eigvalsh(r)[::-1], np.float64),
        n,
        Reason.NONE,
    )


def _square(matrix: npt.ArrayLike, *, name: str) -> FloatArray:
    array = np.asarray(matrix, np.float64)
    if array.ndim != 2 or array.shape[0] != array.shape[1]:
        raise ValueError(f"{name} must be square, got shape {array.shape}")
    return array


def _is_regular(r: FloatArray) -> bool:
    """Whether correlations are known and none follows from the others."""
    return bool(np.isfinite(r).all()) and float(np.linalg.eigvalsh(r)[0]) > 1e-10


def _loadings(uniqueness: FloatArray, value: float, vector: FloatArray) -> FloatArray:
    """Return the loadings that are best for given uniquenesses, from the largest eigenvalue."""
    size = np.sqrt(max(value - 1, 0.0))
    sign = 1.0 if vector.sum() >= 0 else -1.0
    return np.asarray(sign * size * np.sqrt(uniqueness) * vector)
