"""What to look at first: the delta method against the bootstrap, coverage by simulation, honest refusals."""

import numpy as np
import pytest
from scipy import special

from analysis.attributable import Attributable, attributable_shares

# A question's table: not satisfied at both, at the question, overall, at neither.
TABLE = (60, 40, 50, 350)


def of_table(a: int, b: int, c: int, d: int) -> Attributable:
    n = a + b + c + d
    return attributable_shares([n], [c + d], [b + d], [d])


def test_shares_are_those_of_the_table() -> None:
    found = of_table(*TABLE)
    assert found.unsatisfied[0] == pytest.approx(100 / 500)
    assert found.difference[0] == pytest.approx(60 / 100 - 50 / 400)
    # Levin: overall less that among the unexposed; also prevalence times risk difference.
    assert found.attributable[0] == pytest.approx(110 / 500 - 50 / 400)
    assert found.attributable[0] == pytest.approx(
        found.unsatisfied[0] * found.difference[0]
    )


def test_the_error_is_that_of_the_bootstrap() -> None:
    rng = np.random.default_rng(20261130)
    n = sum(TABLE)
    drawn = rng.multinomial(n, np.array(TABLE) / n, size=40_000).T
    a, b, c, d = drawn
    resampled = attributable_shares([n] * drawn.shape[1], c + d, b + d, d)
    found = of_table(*TABLE)
    error = (found.high[0] - found.attributable[0]) / 1.959964
    assert error == pytest.approx(resampled.attributable.std(), rel=0.02)


@pytest.mark.parametrize("n", [100, 400])
def test_the_interval_covers(n: int) -> None:
    rng = np.random.default_rng(n)
    p = np.array([0.10, 0.08, 0.07, 0.75])
    a, b, c, d = rng.multinomial(n, p, size=20_000).T
    found = attributable_shares([n] * len(a), c + d, b + d, d, confidence_level=0.95)
    truth = p[0] + p[2] - p[2] / (p[2] + p[3])
    # One table at a time, so without the widening for all at once.
    widened = special.ndtri(1 - 0.025 / len(a))
    error = (found.high - found.attributable) / widened
    covered = np.abs(found.attributable - truth) <= special.ndtri(0.975) * error
    assert 0.93 <= covered.mean() <= 0.965


def together(*tables: tuple[int, int, int, int]) -> Attributable:
    a, b, c, d = np.array(tables).T
    return attributable_shares(a + b + c + d, c + d, b + d, d)


def test_one_point_that_stands_out_is_named_alone() -> None:
    found = together((60, 40, 50, 350), (10, 20, 100, 370), (5, 15, 105, 375))
    assert found.tied() == (0,)
    assert found.first()[0] == 0


def test_points_that_are_alike_are_not_separated() -> None:
    found = together(*([(30, 30, 60, 380)] * 5))
    assert len(found.tied()) == 5
    assert found.first() == ()


def test_two_that_are_alike_are_both_listed() -> None:
    found = together((60, 40, 50, 350), (58, 42, 52, 348), (5, 15, 105, 375))
    assert found.tied() == (0, 1)
    assert found.first()[:2] == (0, 1)


def test_few_answers_give_no_list() -> None:
    assert together((20, 10, 5, 60)).first() == ()


def test_nobody_satisfied_or_nobody_dissatisfied_gives_no_list() -> None:
    assert together((60, 40, 0, 0), (0, 0, 20, 380)).first() == ()


def test_counts_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="contradict"):
        attributable_shares([100], [50], [50], [60])
