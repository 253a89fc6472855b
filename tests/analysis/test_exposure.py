"""Exposed counts are those to which linear programming leaves one value only."""

import numpy as np
import numpy.typing as npt
import pytest
from scipy.optimize import linprog

from analysis.arrays import BoolArray, IntArray
from analysis.exposure import exposed_counts


def by_linear_programming(table: IntArray, hidden: BoolArray) -> BoolArray:
    """Find the lowest and highest value of each hidden count that all totals allow."""
    places = [tuple(map(int, place)) for place in np.argwhere(hidden)]
    equations, sums = [], []
    lines, columns = table.shape
    for line in range(lines):
        equations.append([float(place[0] == line) for place in places])
        sums.append(float(table[line][hidden[line]].sum()))
    for column in range(columns):
        # The total of a column less all that adds up to it is nought.
        sign = [-1.0 if place[0] == 0 else 1.0 for place in places]
        in_column = [place[1] == column for place in places]
        equations.append([s * here for s, here in zip(sign, in_column, strict=True)])
        of_column = table[:, column] * np.where(np.arange(lines) == 0, -1, 1)
        sums.append(float(of_column[hidden[:, column]].sum()))
    exposed = np.zeros_like(hidden)
    for number, place in enumerate(places):
        goal = np.eye(len(places))[number]
        low, high = (
            linprog(sign * goal, A_eq=equations, b_eq=sums) for sign in (1, -1)
        )
        # Unbounded: two totals can rise together for ever.
        is_bounded = low.status == high.status == 0
        is_known = is_bounded and -float(high.fun or 0) - float(low.fun or 0) < 1e-6
        exposed[place] = is_known and table[place] > 0
    return exposed


def with_totals(lines: npt.ArrayLike) -> IntArray:
    counts = np.asarray(lines, np.int64)
    return np.vstack([counts.sum(axis=0), counts])


@pytest.mark.parametrize("seed", range(6))
def test_linear_programming_finds_the_same(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_exposed = 0
    for _ in range(10):
        lines, columns = rng.integers(1, 5), rng.integers(2, 6)
        table = with_totals(rng.poisson(rng.choice([0.7, 2.0]), (lines, columns)))
        hidden = rng.random(table.shape) < rng.choice([0.3, 0.5, 0.7])
        expected = by_linear_programming(table, hidden)
        assert (exposed_counts(table, hidden) == expected).all()
        n_exposed += int(expected.sum())
    assert n_exposed > 0


def test_one_hidden_count_of_a_line_follows() -> None:
    table = with_totals([[9, 3, 4], [8, 7, 6]])
    hidden = np.zeros_like(table, np.bool_)
    hidden[1, 1] = True
    assert exposed_counts(table, hidden).sum() == 1


def test_a_rectangle_of_hidden_counts_keeps_all_four() -> None:
    table = with_totals([[9, 3, 4], [8, 7, 6]])
    hidden = np.zeros_like(table, np.bool_)
    hidden[1:, :2] = True
    assert not exposed_counts(table, hidden).any()


def test_noughts_in_the_way_expose_the_others() -> None:
    """A rectangle can only turn one way; where both noughts would have to fall, nothing can move."""
    turning = with_totals([[3, 0], [0, 3]])
    stuck = with_totals([[3, 0], [3, 0]])
    hidden = np.zeros_like(turning, np.bool_)
    hidden[1:] = True
    assert not exposed_counts(turning, hidden).any()
    assert exposed_counts(stuck, hidden).sum() == 2


def test_nothing_hidden_exposes_nothing() -> None:
    table = with_totals([[9, 3], [8, 7]])
    assert not exposed_counts(table, np.zeros_like(table, np.bool_)).any()


@pytest.mark.parametrize(
    "table, hidden, message",
    [
        ([[1, 2]], [[True]], "must have one shape"),
        ([1, 2], [True, False], "must have one shape"),
        ([[1, -1], [1, -1]], [[True, False]] * 2, "counts must be 0 or more, got -1"),
        ([[1, 2], [1, 1]], [[True, False]] * 2, "must be the sum of the others"),
    ],
)
def test_tables_that_are_none_are_refused(
    table: list[list[int]], hidden: list[list[bool]], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        exposed_counts(table, hidden)
