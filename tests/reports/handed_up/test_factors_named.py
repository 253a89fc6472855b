"""Who is named as highest or lowest stands apart from the next, or the sentence says that it does not."""

import pytest

from survey.reports.figures import Estimate, Measured
from survey.reports.handed_up.findings import level_neighbours


def named(*points: float, reach: float = 2.0) -> list[tuple[Measured, Estimate]]:
    """Factors A, B, … of these indices in points, each with an interval of as much to both sides."""
    found = []
    for code, at in zip("ABCDE", sorted(points)):
        figure = Estimate(300, at / 100, (at - reach) / 100, (at + reach) / 100)
        found.append((Measured(code, code, figure), figure))
    return found


@pytest.mark.parametrize(
    "points, level",
    [
        ((70, 80, 90), []),
        ((70, 72, 90), ["A B"]),
        ((70, 88, 90), ["C B"]),
        ((70, 71, 89, 90), ["D C", "A B"]),
        ((70, 74.1, 90), []),
    ],
)
def test_the_next_factor_is_named_where_intervals_meet(
    points: tuple[float, ...], level: list[str]
) -> None:
    found = level_neighbours(named(*points))
    assert [f"{one.code} {other.code}" for one, other in found] == level
