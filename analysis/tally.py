"""The one counting function: packed responses become additive counts and sums."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.arrays import ByteArray, FloatArray, IntArray
from analysis.scores import ScoreCounts, ScoreSums, numbered

# One character per question, as responses are stored (docs of the store: DESIGN, section 5).
LEVEL_CHARACTERS = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NOT_APPLICABLE, NOT_ANSWERED, NOT_ASKED, UNREADABLE = "x", "-", ".", "?"
MISSING_CHARACTERS = NOT_APPLICABLE + NOT_ANSWERED + NOT_ASKED + UNREADABLE
SUMS = ("n_valid", "y", "m", "yy", "ym", "mm")

# Large enough for NumPy to be busy, small enough for the second-level cache.
ROWS_AT_A_TIME = 1 << 15
NO_CODE = 255


@dataclass(frozen=True, slots=True, eq=False)
class Tallies:
    """Counts and sums of responses by cell; adding two tallies of the same cells merges them.

    Parameters
    ----------
    n
        Responses, those without a valid answer included, shape (cells,).
    codes
        Responses by what stands for each question, shape (cells, questions, levels + 4):
        the levels from the lowest, then does not apply, not answered, not asked, unreadable.
    sums
        Shape (cells, measures, 6): n_valid, y, m, yy, ym, mm as in `ScoreSums`.
    """

    n: IntArray
    codes: IntArray
    sums: IntArray

    @property
    def levels(self) -> int:
        """Number of levels of the scale."""
        return int(self.codes.shape[2]) - len(MISSING_CHARACTERS)

    def __add__(self, other: "Tallies") -> "Tallies":
        if self.codes.shape != other.codes.shape or self.sums.shape != other.sums.shape:
            raise ValueError("only tallies of the same cells and measures can be added")
        return Tallies(
            self.n + other.n, self.codes + other.codes, self.sums + other.sums
        )

    def score_counts(
        self, *, offices: Sequence[str] = (), questions: Sequence[str] = ()
    ) -> ScoreCounts:
        """Return the counts by level, with the cells as offices."""
        levels = self.levels
        return ScoreCounts(
            self.codes[:, :, :levels],
            self.codes[:, :, levels],
            tuple(offices) or numbered(self.codes.shape[0]),
            tuple(questions) or numbered(self.codes.shape[1]),
            self.codes[:, :, levels + 1],
            self.codes[:, :, levels + 2],
            self.codes[:, :, levels + 3],
        )

    def score_sums(
        self,
        *,
        offices: Sequence[str] = (),
        measures: Sequence[str] = (),
        population: FloatArray | None = None,
        weight: FloatArray | None = None,
    ) -> ScoreSums:
        """Return the sums by measure, with the cells as offices."""
        y, m, yy, ym, mm = (
            self.sums[:, :, place].astype(np.float64) for place in range(1, len(SUMS))
        )
        return ScoreSums(
            self.n,
            self.sums[:, :, 0],
            y,
            m,
            yy,
            ym,
            mm,
            tuple(offices) or numbered(self.sums.shape[0]),
            tuple(measures) or numbered(self.sums.shape[1]),
            population,
            weight,
        )


def tally_scores(
    packed: ByteArray,
    cells: npt.ArrayLike,
    *,
    n_cells: int,
    levels: int,
    measures: Sequence[Sequence[int]],
    satisfied_from: int,
) -> Tallies:
    """Count packed responses by cell.

    Parameters
    ----------
    packed
        One byte per question, shape (responses, questions): `1`-`9`, `A`-`Z` are levels 1 to 35,
        `x` does not apply, `-` not answered, `.` not asked, `?` unreadable.
    cells
        The cell of each response, 0 to n_cells - 1, shape (responses,). Order does not matter.
    n_cells
        Number of cells, those without responses included.
    levels
        Number of levels of the scale, 2 to 35.
    measures
        Sets of questions, by position, for each of which y and m are summed over respondents.
    satisfied_from
        Lowest level that counts as satisfied, 2 to levels.

    Returns
    -------
    Tallies of whole numbers, exact below 2**53.

    Raises
    ------
    ValueError
        If a character, a cell or a measure is impossible, naming the response and question.

    Examples
    --------
    >>> packed = np.array([list(b"55x"), list(b"24-")], dtype=np.uint8)
    >>> tally_scores(packed, [0, 0], n_cells=1, levels=5, measures=[[0, 1, 2]], satisfied_from=4).sums
    array([[[2, 3, 4, 5, 6, 8]]])
    """
    cell = _checked_cells(packed, cells, n_cells=n_cells)
    code_of = _codes(levels, satisfied_from)
    n_questions, n_codes = packed.shape[1], levels + len(MISSING_CHARACTERS)
    member = _membership(measures, n_questions)
    pooled = np.flatnonzero(member.sum(axis=0) != 1)
    codes = np.zeros((n_questions, n_cells * n_codes), np.int64)
    sums = np.zeros((n_cells, len(measures), len(SUMS)), np.int64)
    rows = max(ROWS_AT_A_TIME, n_cells)
    for start in range(0, len(packed), rows):
        here = cell[start : start + rows]
        code = code_of[packed[start : start + rows]]
        _refuse_unknown_characters(packed, code, start=start, levels=levels)
        first = here * n_codes
        for question in range(n_questions):
            codes[question] += np.bincount(
                first + code[:, question], minlength=n_cells * n_codes
            )
        if len(pooled):
            sums[:, pooled] += _pooled_sums(
                code,
                here,
                member[:, pooled],
                n_cells=n_cells,
                levels=levels,
                satisfied_from=satisfied_from,
            )
    by_cell = codes.reshape(n_questions, n_cells, n_codes).transpose(1, 0, 2)
    for measure in np.flatnonzero(member.sum(axis=0) == 1):
        # With one question m is 0 or 1, so the sums are counts already made.
        counts = by_cell[:, int(np.argmax(member[:, measure])), :levels]
        satisfied, valid = counts[:, satisfied_from - 1 :].sum(axis=1), counts.sum(1)
        sums[:, measure] = np.stack(
            [valid, satisfied, valid, satisfied, satisfied, valid], axis=1
        )
    n = np.bincount(cell, minlength=n_cells).astype(np.int64)
    return Tallies(n, np.ascontiguousarray(by_cell), sums)


def cross_products(
    packed: ByteArray,
    cells: npt.ArrayLike,
    *,
    n_cells: int,
    levels: int,
    satisfied_from: int,
) -> IntArray:
    """Sum products of scores and indicators over pairs of questions, by cell.

    Parameters
    ----------
    packed, cells, n_cells, levels, satisfied_from
        As in `tally_scores`.

    Returns
    -------
    Array of shape (cells, 3Q, 3Q) over [score, satisfied, answered] of the Q questions, all 0
    where a question has no valid answer. Exact, additive, symmetric.

    Raises
    ------
    ValueError
        As `tally_scores`.

    Examples
    --------
    >>> packed = np.array([list(b"52")], dtype=np.uint8)
    >>> cross_products(packed, [0], n_cells=1, levels=5, satisfied_from=4)[0, :2]
    array([[25, 10,  5,  0,  5,  5],
           [10,  4,  2,  0,  2,  2]])
    """
    cell = _checked_cells(packed, cells, n_cells=n_cells)
    code_of = _codes(levels, satisfied_from)
    width = 3 * packed.shape[1]
    products = np.zeros((n_cells, width, width), np.int64)
    order = np.argsort(cell, kind="stable")
    bounds = np.searchsorted(cell[order], np.arange(n_cells + 1))
    for number in np.flatnonzero(np.diff(bounds)):
        for start in range(bounds[number], bounds[number + 1], ROWS_AT_A_TIME):
            rows = order[start : min(start + ROWS_AT_A_TIME, bounds[number + 1])]
            code = code_of[packed[rows]]
            _refuse_unknown_characters(packed[rows], code, start=0, levels=levels)
            answered = code < levels
            score = np.where(answered, code + 1.0, 0.0)
            satisfied = answered & (code >= satisfied_from - 1)
            columns = np.hstack([score, satisfied, answered])
            products[number] += np.rint(columns.T @ columns).astype(np.int64)
    return products


def score_counts(
    scores: npt.ArrayLike, office: npt.ArrayLike, *, n_offices: int, n_levels: int = 5
) -> ScoreCounts:
    """Count scores (respondents, questions) by office, with 0 for a missing answer.

    Raises ValueError if a score is off the scale or an office is out of range.

    Examples
    --------
    >>> score_counts([[5], [4], [0]], [0, 0, 0], n_offices=1).counts
    array([[[0, 0, 0, 1, 1]]])
    """
    return tally_scores(
        pack(scores, levels=n_levels),
        office,
        n_cells=n_offices,
        levels=n_levels,
        measures=[],
        satisfied_from=n_levels,
    ).score_counts()


def score_sums(
    scores: npt.ArrayLike,
    office: npt.ArrayLike,
    *,
    measures: Sequence[Sequence[int]],
    n_offices: int,
    at_least: int = 4,
    n_levels: int = 5,
) -> ScoreSums:
    """Sum scores (respondents, questions) by office and measure, with 0 for a missing answer.

    Raises ValueError if a score is off the scale or an office is out of range.

    Examples
    --------
    >>> score_sums([[5, 1], [4, 0]], [0, 0], measures=[[0, 1]], n_offices=1).ym
    array([[3.]])
    """
    return tally_scores(
        pack(scores, levels=n_levels),
        office,
        n_cells=n_offices,
        levels=n_levels,
        measures=measures,
        satisfied_from=at_least,
    ).score_sums()


def pack(scores: npt.ArrayLike, *, levels: int) -> ByteArray:
    """Return scores (respondents, questions) as packed characters, 0 as not answered.

    Raises ValueError if a score is not 0 to levels.

    Examples
    --------
    >>> bytes(pack([[5, 0, 12]], levels=12)[0])
    b'5-C'
    """
    array = np.asarray(scores)
    wrong = np.argwhere((array < 0) | (array > levels))
    if len(wrong):
        row, question = wrong[0]
        raise ValueError(
            f"score must be 1 to {levels}, or 0 for a missing answer, got {array[row, question]} "
            f"(response {row + 1}, question {question + 1})"
        )
    if array.ndim != 2:
        raise ValueError(
            f"scores must have the shape (responses, questions), got {array.shape}"
        )
    characters = (NOT_ANSWERED + LEVEL_CHARACTERS).encode()
    return np.frombuffer(characters, np.uint8)[array.astype(np.int64)]


def _codes(levels: int, satisfied_from: int) -> ByteArray:
    """Return the code of each of the 256 bytes, NO_CODE for those that may not occur."""
    if not 2 <= levels <= len(LEVEL_CHARACTERS):
        raise ValueError(f"levels must be 2 to {len(LEVEL_CHARACTERS)}, got {levels}")
    if not 2 <= satisfied_from <= levels:
        raise ValueError(f"satisfied_from must be 2 to {levels}, got {satisfied_from}")
    table = np.full(256, NO_CODE, np.uint8)
    for code, character in enumerate(LEVEL_CHARACTERS[:levels] + MISSING_CHARACTERS):
        table[ord(character)] = code
    return table


def _checked_cells(
    packed: ByteArray, cells: npt.ArrayLike, *, n_cells: int
) -> IntArray:
    cell = np.asarray(cells, dtype=np.int64)
    if packed.ndim != 2 or packed.dtype != np.uint8:
        raise ValueError(
            f"packed must be bytes of shape (responses, questions), got {packed.dtype} {packed.shape}"
        )
    if cell.shape != (len(packed),):
        raise ValueError(
            f"cells must have the shape ({len(packed)},), got {cell.shape}"
        )
    if cell.size and not (0 <= cell.min() and cell.max() < n_cells):
        wrong = int(np.argmax((cell < 0) | (cell >= n_cells)))
        raise ValueError(
            f"cells must be 0 to {n_cells - 1}, got {cell[wrong]} (response {wrong + 1})"
        )
    return cell


def _membership(measures: Sequence[Sequence[int]], n_questions: int) -> IntArray:
    """Return 1 where a question is in a measure, shape (questions, measures)."""
    member = np.zeros((n_questions, len(measures)), np.int64)
    for number, questions in enumerate(measures):
        for question in questions:
            if not 0 <= question < n_questions:
                raise ValueError(
                    f"measure {number + 1} must name questions 0 to {n_questions - 1}, got {question}"
                )
            member[question, number] = 1
    return member


def _pooled_sums(
    code: ByteArray,
    cell: IntArray,
    member: IntArray,
    *,
    n_cells: int,
    levels: int,
    satisfied_from: int,
) -> IntArray:
    """Return the six sums of measures of several questions, shape (cells, measures, 6)."""
    # Single precision holds every whole number up to 2**24: exact, and twice as fast.
    of_measure = member.astype(np.float32)
    answered = code < levels
    satisfied = answered & (code >= satisfied_from - 1)
    y = (satisfied.astype(np.float32) @ of_measure).astype(np.float64)
    m = (answered.astype(np.float32) @ of_measure).astype(np.float64)
    sums = np.empty((n_cells, member.shape[1], len(SUMS)), np.int64)
    for measure in range(member.shape[1]):
        a, b = y[:, measure], m[:, measure]
        for place, values in enumerate((b > 0, a, b, a * a, a * b, b * b)):
            sums[:, measure, place] = np.rint(
                np.bincount(cell, weights=values, minlength=n_cells)
            )
    return sums


def _refuse_unknown_characters(
    packed: ByteArray, code: ByteArray, *, start: int, levels: int
) -> None:
    if not (code == NO_CODE).any():
        return
    row, question = np.argwhere(code == NO_CODE)[0]
    raise ValueError(
        f'answers must be levels 1 to {levels} or one of "{MISSING_CHARACTERS}", '
        f"got {chr(packed[start + row, question])!r} "
        f"(response {start + row + 1}, question {question + 1})"
    )
