"""What may be shown of how many people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.trust.disclosure import (
    Audience,
    may_be_ranked,
    may_be_shown,
    share_may_be_shown,
    shown_cells,
)


@pytest.mark.parametrize("n, shown", [(0, False), (1, False), (4, False), (5, True)])
def test_a_figure_needs_five_answers(n: int, shown: bool) -> None:
    assert may_be_shown(n) is shown


@pytest.mark.parametrize("share", [0.0, 1.0])
@pytest.mark.parametrize("audience", ["public", "unit_head"])
def test_all_or_none_of_fewer_than_ten_is_withheld(
    share: float, audience: Audience
) -> None:
    assert not share_may_be_shown(share, n=9, audience=audience)
    assert share_may_be_shown(share, n=10, audience=audience)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_the_reform_office_sees_all_or_none_of_five(share: float) -> None:
    assert share_may_be_shown(share, n=5, audience="reform_office")
    assert not share_may_be_shown(share, n=4, audience="reform_office")


def test_another_share_of_five_is_shown_to_everybody() -> None:
    assert share_may_be_shown(0.8, n=5, audience="public")


def test_a_rank_needs_thirty_answers() -> None:
    assert not may_be_ranked(29)
    assert may_be_ranked(30)


@pytest.mark.parametrize(
    "cells, shown",
    [
        ([40, 12, 7], [True, True, True]),
        # The total would tell the 3, so the next smallest goes too.
        ([40, 3, 12, 7], [True, False, True, False]),
        # 2 and 4 hide each other: together they are 6.
        ([40, 2, 4], [True, False, False]),
        # 1 and 2 are 3 together, so the 12 goes too.
        ([40, 1, 2, 12], [True, False, False, False]),
        # Nobody is behind an empty cell, so nothing else need go.
        ([40, 0, 12], [True, False, True]),
        ([40, 0, 3, 12], [True, False, False, False]),
        # The total itself is under five.
        ([1, 3], [False, False]),
        ([3, 2], [False, False]),
        ([5], [True]),
        ([], []),
    ],
)
def test_hidden_cells_cannot_be_had_by_subtraction(
    cells: list[int], shown: list[bool]
) -> None:
    assert list(shown_cells(cells)) == shown


@given(st.lists(st.integers(0, 40), max_size=8))
def test_what_a_total_leaves_is_no_one_or_at_least_five(cells: list[int]) -> None:
    shown = shown_cells(cells)
    left = sum(n for n, is_shown in zip(cells, shown, strict=True) if not is_shown)
    if sum(cells) >= 5:
        assert left == 0 or left >= 5
    assert all(n >= 5 for n, is_shown in zip(cells, shown, strict=True) if is_shown)


@given(st.lists(st.integers(5, 40), max_size=8))
def test_where_every_cell_may_be_shown_all_are(cells: list[int]) -> None:
    assert all(shown_cells(cells))
