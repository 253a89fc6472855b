"""Covariances of questions, from rows or from stored cross-products."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.arrays import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Covariances:
    """Covariances of questions.

    Parameters
    ----------
    matrix
        Shape (questions, questions), with n - 1 in the denominator; NaN with fewer than two.
    n
        Respondents they rest on: those who answered every question, or the smallest number for
        any pair.
    asked
        All respondents.
    """

    matrix: FloatArray
    n: int
    asked: int

    @property
    def correlation(self) -> FloatArray:
        """Correlations; NaN where a question has no variance."""
        deviation = np.sqrt(np.diag(self.matrix))
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.asarray(self.matrix / np.outer(deviation, deviation))
        np.fill_diagonal(found, np.where(deviation > 0, 1.0, np.nan))
        return found


def complete_covariance(scores: npt.ArrayLike) -> Covariances:
    """Give covariances of questions among respondents who answered all of them.

    Parameters
    ----------
    scores
        Shape (respondents, questions), 0 for a missing answer.

    Returns
    -------
    Covariances, with the number of respondents left: listwise deletion often leaves few.

    Raises
    ------
    ValueError
        If scores are not two-dimensional or negative.

    Examples
    --------
    >>> found = complete_covariance([[5, 4], [3, 2], [4, 0]])
    >>> found.matrix, found.n, found.asked
    (array([[2., 2.],
           [2., 2.]]), 2, 3)
    """
    array = np.asarray(scores, np.float64)
    if array.ndim != 2 or np.any(array < 0):
        raise ValueError(
            f"scores must be 0 or more, of shape (respondents, questions), got shape {array.shape}"
        )
    rows = array[np.all(array > 0, axis=1)]
    questions = array.shape[1]
    if len(rows) < 2:
        return Covariances(np.full((questions,) * 2, np.nan), len(rows), len(array))
    matrix = np.atleast_2d(np.cov(rows, rowvar=False))
    return Covariances(matrix, len(rows), len(array))


def pairwise_covariance(products: npt.ArrayLike, *, asked: int) -> Covariances:
    """Give covariances of each pair of questions among those who answered both.

    This needs no responses: the coarse cells of the tallies add up to it. With many missing answers
    the matrix may be none of any respondents; then what needs its inverse is NaN.

    Parameters
    ----------
    products
        Cross-products of [score, satisfied, answered], shape (3 questions, 3 questions), as
        `tally.cross_products` gives for one cell, or the sum of several.
    asked
        All respondents of these cells.

    Returns
    -------
    Covariances with the smallest n of any pair.

    Raises
    ------
    ValueError
        If the shape is another or a product negative.

    Examples
    --------
    >>> from analysis.tally import cross_products, pack
    >>> packed = pack([[5, 4], [3, 2], [4, 0]], levels=5)
    >>> cell = cross_products(packed, [0, 0, 0], n_cells=1, levels=5, satisfied_from=4)[0]
    >>> pairwise_covariance(cell, asked=3).matrix
    array([[1., 2.],
           [2., 2.]])
    """
    array = np.asarray(products, np.float64)
    if array.ndim != 2 or array.shape[0] != array.shape[1] or array.shape[0] % 3:
        raise ValueError(
            f"products must have the shape (3 questions, 3 questions), got {array.shape}"
        )
    if np.any(array < 0):
        raise ValueError(f"products must be 0 or more, got {array.min():g}")
    questions = len(array) // 3
    score, answered = slice(0, questions), slice(2 * questions, 3 * questions)
    n = array[answered, answered]
    # Sum of the first question's scores among those who answered the second too.
    total = array[score, answered]
    with np.errstate(divide="ignore", invalid="ignore"):
        matrix = (array[score, score] - total * total.T / n) / (n - 1)
    return Covariances(np.where(n > 1, matrix, np.nan), int(n.min()), asked)
