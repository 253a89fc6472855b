"""Counts of themes never tell of under five comments, neither by themselves nor by what is left of a total."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.exposure import exposed_counts
from survey.store.tables import Wave
from survey.trust.comment_themes import hide, months_of
from survey.trust.disclosure import FLOOR

Grid = list[list[int]]


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """Give offices by themes; each office has a batch at least."""
    themes = draw(st.integers(2, 6))
    row = st.lists(st.integers(0, 12), min_size=themes, max_size=themes)
    enough = row.filter(lambda cells: sum(cells) >= FLOOR)
    return draw(st.lists(enough, min_size=1, max_size=5))


def left_over(shown: int, cells: list[int], is_shown: list[bool]) -> tuple[int, int]:
    """Return what a total leaves for hidden cells, and how many they are."""
    hidden = [n for n, seen in zip(cells, is_shown, strict=True) if not seen]
    assert shown == sum(cells)
    return sum(hidden), len(hidden)


@settings(max_examples=50, deadline=None)
@given(grids())
def test_no_total_less_its_parts_tells_of_under_five_or_of_one_cell(grid: Grid) -> None:
    totals_shown, rows_shown = hide(grid)
    columns = [list(column) for column in zip(*grid, strict=True)]
    totals = [sum(column) for column in columns]
    lines = [(totals, list(totals_shown))]
    lines += [(row, list(seen)) for row, seen in zip(grid, rows_shown, strict=True)]
    lines += [
        (column, [seen[place] for seen in rows_shown])
        for place, column in enumerate(columns)
        if totals_shown[place]
    ]
    for cells, seen in lines:
        left, n_hidden = left_over(sum(cells), cells, seen)
        assert left == 0 or (left >= FLOOR and n_hidden > 1)


@settings(max_examples=50, deadline=None)
@given(grids())
def test_nothing_under_five_is_shown(grid: Grid) -> None:
    totals_shown, rows_shown = hide(grid)
    for row, seen in zip(grid, rows_shown, strict=True):
        assert all(
            n >= FLOOR for n, is_shown in zip(row, seen, strict=True) if is_shown
        )
    for place, is_shown in enumerate(totals_shown):
        assert not is_shown or sum(row[place] for row in grid) >= FLOOR


@settings(max_examples=50, deadline=None)
@given(grids())
def test_no_hidden_count_follows_from_all_that_is_shown(grid: Grid) -> None:
    totals_shown, rows_shown = hide(grid)
    table = [[sum(column) for column in zip(*grid, strict=True)], *grid]
    hidden = [[not seen for seen in line] for line in (totals_shown, *rows_shown)]
    assert not exposed_counts(table, hidden).any()


@settings(max_examples=50, deadline=None)
@given(grids())
def test_a_hidden_total_is_not_the_sum_of_what_is_shown(grid: Grid) -> None:
    totals_shown, rows_shown = hide(grid)
    for place, is_shown in enumerate(totals_shown):
        column = [row[place] for row in grid]
        hidden = [
            n for n, seen in zip(column, rows_shown, strict=True) if not seen[place]
        ]
        assert is_shown or any(hidden) or not any(column)


def test_what_needs_no_hiding_is_shown() -> None:
    assert hide([[9, 7, 5], [8, 6, 7]]) == ((True,) * 3, ((True,) * 3,) * 2)
    # No comment at all tells of nobody: what is hidden is only that it is none.
    assert hide([[9, 0, 0]]) == ((True, False, False), ((True, False, False),))


def test_a_chain_over_three_rows_is_closed() -> None:
    """Line by line nothing follows here, yet together the four of the first row would."""
    grid = [[10, 11, 6, 7, 7], [7, 5, 4, 7, 10], [3, 7, 12, 12, 10], [15, 15, 4, 9, 6]]
    _, rows_shown = hide(grid)
    assert not rows_shown[0][2] and not rows_shown[1][2]
    hidden = [[not seen for seen in line] for line in rows_shown]
    assert sum(map(sum, hidden)) > 6


def test_a_wave_s_months_reach_to_the_end_of_its_grace() -> None:
    wave = Wave(
        code="w",
        title="w",
        kind="campaign",
        opens_on=date(2026, 10, 5),
        closes_on=date(2026, 11, 28),
    )
    assert months_of(wave) == ("2026-10", "2026-12")
