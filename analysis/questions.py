"""Do groups answer one question alike? Rank and contingency tests from counts by level."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.arrays import FloatArray, IntArray, all_pairs
from analysis.scores import ScoreCounts
from analysis.significance import Correction, adjust


@dataclass(frozen=True, slots=True, eq=False)
class KruskalResult:
    """Kruskal and Wallis' test, every array of shape (questions,).

    Parameters
    ----------
    statistic, df, pvalue
        H corrected for ties, its degrees of freedom and p-value; NaN with fewer than two groups or
        where all answers are alike.
    epsilon_squared, eta_squared
        Effect sizes H / (n - 1) and (H - k + 1) / (n - k).
    n, k
        Answers, and groups with an answer.
    """

    statistic: FloatArray
    df: FloatArray
    pvalue: FloatArray
    epsilon_squared: FloatArray
    eta_squared: FloatArray
    n: IntArray
    k: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class ContingencyResult:
    """Pearson's chi-squared of groups by answers, every array of shape (questions,).

    Parameters
    ----------
    statistic, df, pvalue
        NaN with fewer than two groups or two kinds of answers.
    smallest_expected
        The approximation needs 1 at least, and 5 in four cells of five.
    cramers_v
        Effect size, 0 to 1.
    """

    statistic: FloatArray
    df: FloatArray
    pvalue: FloatArray
    smallest_expected: FloatArray
    cramers_v: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class DunnResult:
    """Comparisons of two groups each by mean ranks, every array of shape (pairs,).

    Parameters
    ----------
    first, second
        Positions of the groups.
    statistic, pvalue, pvalue_adjusted
        z of the mean rank of the first less that of the second: positive where the first is better.
    answers
        Answers by level, shape (groups, levels).
    """

    first: IntArray
    second: IntArray
    statistic: FloatArray
    pvalue: FloatArray
    pvalue_adjusted: FloatArray
    answers: FloatArray

    @property
    def cliffs_delta(self) -> FloatArray:
        """P(first better) less P(second better), by pair; made anew each time."""
        return cliffs_delta(self.answers[self.first], self.answers[self.second])


def kruskal(counts: ScoreCounts) -> KruskalResult:
    """Test whether groups answer questions alike, by ranks with the correction for ties.

    Parameters
    ----------
    counts
        Answers by level; groups without an answer do not count.

    Returns
    -------
    KruskalResult.

    References
    ----------
    Kruskal and Wallis (1952), JASA 47, 583-621. Equal to R's `kruskal.test`.

    Examples
    --------
    >>> found = kruskal(ScoreCounts.of([[[4, 3, 2, 1, 0]], [[0, 1, 2, 3, 4]]]))
    >>> found.statistic.round(6), found.pvalue.round(6)
    (array([9.5]), array([0.002055]))
    """
    c = counts.counts.astype(np.float64)
    n, totals, midrank, _ = _ranks(c)
    sizes = c.sum(axis=2)
    # Ranks from their mean: the textbook's difference of two large numbers loses five digits.
    centred = midrank - (n[:, None] + 1) / 2
    rank_sums = (c * centred).sum(axis=2)
    k = (sizes > 0).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = np.where(sizes > 0, rank_sums**2 / sizes, 0.0).sum(axis=0)
        h = (n - 1) * squares / (totals * centred**2).sum(axis=1)
        varied = (k > 1) & ((totals > 0).sum(axis=1) > 1)
        statistic = np.where(varied, h, np.nan)
        eta = np.where(n > k, (statistic - k + 1) / (n - k), np.nan)
        return KruskalResult(
            statistic,
            np.where(varied, k - 1.0, np.nan),
            np.asarray(special.chdtrc(k - 1.0, statistic)),
            statistic / (n - 1),
            eta,
            n.astype(np.int64),
            k,
        )


def contingency(counts: ScoreCounts) -> ContingencyResult:
    """Test whether groups spread their answers alike over the levels; levels nobody chose drop out.

    Parameters
    ----------
    counts
        Answers by level; for satisfied against not, see `satisfied_or_not`.

    References
    ----------
    Pearson (1900), Philosophical Magazine 50, 157-175; Cramér (1946), Mathematical Methods of Statistics. Equal to R's
    `chisq.test(correct=FALSE)`.

    Examples
    --------
    >>> found = contingency(ScoreCounts.of([[[10, 0, 20]], [[20, 0, 10]]]))
    >>> found.statistic.round(4), found.df, found.cramers_v.round(4)
    (array([6.6667]), array([1.]), array([0.3333]))
    """
    c = counts.counts.astype(np.float64)
    rows, columns = c.sum(axis=2), c.sum(axis=0)
    n = columns.sum(axis=1)
    k, levels = (rows > 0).sum(axis=0), (columns > 0).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = rows[:, :, None] * columns[None] / n[None, :, None]
        cells = np.where(expected > 0, (c - expected) ** 2 / expected, 0.0)
        smallest = np.where(expected > 0, expected, np.inf).min(
            axis=(0, 2), initial=np.inf
        )
        usable = (k > 1) & (levels > 1)
        statistic = np.where(usable, cells.sum(axis=(0, 2)), np.nan)
        df = np.where(usable, (k - 1.0) * (levels - 1.0), np.nan)
        return ContingencyResult(
            statistic,
            df,
            np.asarray(special.chdtrc(df, statistic)),
            np.where(usable, smallest, np.nan),
            np.sqrt(statistic / (n * (np.minimum(k, levels) - 1))),
        )


def satisfied_or_not(counts: ScoreCounts, *, at_least: int) -> ScoreCounts:
    """Return counts of two levels: not satisfied and satisfied.

    Examples
    --------
    >>> satisfied_or_not(ScoreCounts.of([[[1, 2, 3]]]), at_least=3).counts
    array([[[3, 3]]])
    """
    satisfied = counts.satisfied(at_least=at_least)
    return ScoreCounts.of(
        np.stack([counts.n - satisfied, satisfied], axis=2),
        offices=counts.offices,
        questions=counts.questions,
    )


def dunn(
    counts: ScoreCounts,
    *,
    question: int = 0,
    pairs: Sequence[tuple[int, int]] | None = None,
    correction: Correction = "holm",
) -> DunnResult:
    """Compare two groups each by mean ranks among the answers of all groups.

    Parameters
    ----------
    counts
        Answers by level.
    question
        Position of the question.
    pairs
        Positions of the groups; left out means all that have an answer.
    correction
        Over the pairs.

    References
    ----------
    Dunn (1964), Technometrics 6, 241-252, with ties. Equal to R's `rstatix::dunn_test`, whose sign
    is the second less the first.

    Examples
    --------
    >>> found = dunn(ScoreCounts.of([[[4, 3, 2, 1, 0]], [[0, 1, 2, 3, 4]]]))
    >>> found.statistic.round(6), found.cliffs_delta
    (array([-3.082207]), array([-0.8]))
    """
    c = counts.counts[:, question : question + 1].astype(np.float64)
    n, _, midrank, ties = _ranks(c)
    sizes, answers = c.sum(axis=2)[:, 0], c[:, 0]
    if pairs is None:
        filled = np.flatnonzero(sizes > 0)
        a, b = all_pairs(len(filled))
        first, second = filled[a], filled[b]
    else:
        chosen = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
        first, second = chosen[:, 0], chosen[:, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean_rank = (answers * midrank[0]).sum(axis=1) / sizes
        per_head = n[0] * (n[0] + 1) / 12 - ties[0] / (12 * (n[0] - 1))
        variance = per_head * (1 / sizes[first] + 1 / sizes[second])
        difference = mean_rank[first] - mean_rank[second]
        statistic = np.where(variance > 0, difference / np.sqrt(variance), np.nan)
    pvalue = np.asarray(2 * special.ndtr(-np.abs(statistic)))
    return DunnResult(
        first,
        second,
        statistic,
        pvalue,
        adjust(pvalue, method=correction),
        answers,
    )


def cliffs_delta(a: npt.ArrayLike, b: npt.ArrayLike) -> FloatArray:
    """P(A > B) - P(A < B) of two answers drawn from counts by level.

    Parameters
    ----------
    a, b
        Counts, shape (..., levels).

    Returns
    -------
    Array of shape (...), -1 to 1; NaN where a side has no answer.

    References
    ----------
    Cliff (1993), Psychological Bulletin 114, 494-509.

    Examples
    --------
    >>> float(cliffs_delta([4, 3, 2, 1, 0], [0, 1, 2, 3, 4]))
    -0.8
    """
    ours, theirs = np.asarray(a, np.float64), np.asarray(b, np.float64)
    below = np.cumsum(theirs, axis=-1) - theirs
    above = theirs.sum(axis=-1, keepdims=True) - below - theirs
    with np.errstate(divide="ignore", invalid="ignore"):
        pairs = ours.sum(axis=-1) * theirs.sum(axis=-1)
        return np.asarray((ours * (below - above)).sum(axis=-1) / pairs)


def mann_whitney_pvalue(a: npt.ArrayLike, b: npt.ArrayLike) -> FloatArray:
    """Two-sided p-value of Wilcoxon's rank sum test, normal with ties and no continuity correction.

    Takes what `cliffs_delta` does; NaN where a side has no answer or all are alike. Equal to R's
    `wilcox.test(exact=FALSE, correct=FALSE)`.

    References
    ----------
    Mann and Whitney (1947), Annals of Mathematical Statistics 18, 50-60.

    Examples
    --------
    >>> round(float(mann_whitney_pvalue([4, 3, 2, 1, 0], [0, 1, 2, 3, 4])), 6)
    0.002055
    """
    ours, theirs = np.asarray(a, np.float64), np.asarray(b, np.float64)
    n1, n2 = ours.sum(axis=-1), theirs.sum(axis=-1)
    totals, n = ours + theirs, n1 + n2
    ties = (totals**3 - totals).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = n1 * n2 / 12 * ((n + 1) - ties / (n * (n - 1)))
        # U less its mean is half of delta times all pairs.
        z = cliffs_delta(ours, theirs) * n1 * n2 / 2 / np.sqrt(spread)
    return np.asarray(2 * special.ndtr(-np.abs(np.where(spread > 0, z, np.nan))))


def _ranks(c: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return n, level totals, midranks of levels and sum of t^3 - t, by question."""
    totals = c.sum(axis=0)
    below = np.cumsum(totals, axis=1) - totals
    return (
        totals.sum(axis=1),
        totals,
        below + (totals + 1) / 2,
        (totals**3 - totals).sum(axis=1),
    )
