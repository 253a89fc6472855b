"""Intervals agree with R and keep what they promise at the edges."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.intervals import (
    Interval,
    clopper_pearson_interval,
    difference_interval,
    displayed_interval,
    interval_of_index,
    jeffreys_interval,
    wilson_interval,
)
from analysis.tally import score_sums
from tests.fixtures.reference import expected, numbers, reference_set

Simple = Callable[..., Interval]


@pytest.mark.parametrize(
    "interval, prefix",
    [
        (wilson_interval, "wilson"),
        (clopper_pearson_interval, "cp"),
        (jeffreys_interval, "jeff"),
    ],
)
def test_intervals_of_one_question_are_those_of_r(
    interval: Simple, prefix: str
) -> None:
    rows = expected("a_small", "binomial_ci.csv")
    found = interval(numbers(rows, "y"), numbers(rows, "n"))
    assert len(rows) == 8 * 23
    for limit, column in ((found.low, "lo"), (found.high, "hi")):
        np.testing.assert_allclose(
            limit, numbers(rows, f"{prefix}_{column}"), rtol=0, atol=1e-9
        )


def test_the_displayed_interval_is_that_of_the_reference() -> None:
    rows = expected("a_small", "wilson_shrunk.csv")
    sums = reference_set("a_small").sums()
    found = displayed_interval(sums)
    at = [
        (sums.offices.index(row["office_code"]), sums.measures.index(row["measure"]))
        for row in rows
    ]
    place = tuple(np.array(at).T)
    assert len(rows) == 48
    for values, column in (
        (100 * found.low, "lo"),
        (100 * found.high, "hi"),
        (found.deff_own, "deff_own"),
        (found.n_own, "n_own"),
        (found.n_shrunk, "n_shrunk"),
        (np.broadcast_to(found.deff_pooled, found.low.shape), "deff_pool"),
    ):
        np.testing.assert_allclose(
            values[place], numbers(rows, column), rtol=1e-10, atol=1e-8, err_msg=column
        )


@pytest.mark.parametrize(
    "interval", [wilson_interval, clopper_pearson_interval, jeffreys_interval]
)
def test_nobody_has_no_interval(interval: Simple) -> None:
    found = interval(0, 0)
    assert np.isnan(found.low) and np.isnan(found.high)


@pytest.mark.parametrize(
    "interval", [wilson_interval, clopper_pearson_interval, jeffreys_interval]
)
def test_everybody_and_nobody_satisfied_mirror_each_other(interval: Simple) -> None:
    nobody, everybody = interval(0, 12), interval(12, 12)
    assert nobody.low == 0 and everybody.high == 1
    assert nobody.high == pytest.approx(1 - everybody.low, abs=1e-12)
    assert 0 < nobody.high < 0.4


def test_more_satisfied_than_answers_is_refused() -> None:
    with pytest.raises(ValueError, match="^satisfied must be 0 to n$"):
        wilson_interval(3, 2)


def test_an_impossible_level_is_refused() -> None:
    with pytest.raises(
        ValueError, match="^confidence_level must be between 0 and 1, got 95$"
    ):
        wilson_interval(1, 2, confidence_level=95)


def test_thirty_people_who_agree_are_not_certain() -> None:
    # METHODS, trap 8: with a design effect of 10 in the wave n_eff = min(30, 63.3), Wilson [88.65, 100].
    agreeing = score_sums([[5] * 22] * 30, [0] * 30, measures=[range(22)], n_offices=1)
    found = displayed_interval(agreeing)
    assert found.degenerate[0, 0] and found.deff_pooled[0] == 22
    assert wilson_interval(30, 30).low == pytest.approx(0.8865, abs=5e-5)
    assert 0.88 < found.low[0, 0] <= 0.8865 and found.high[0, 0] == 1


def test_one_person_has_a_wide_interval() -> None:
    sums = score_sums([[5, 5], [1, 1]], [0, 1], measures=[[0, 1]], n_offices=2)
    found = displayed_interval(sums)
    assert found.degenerate.all()
    assert found.high[0, 0] - found.low[0, 0] > 0.7


def test_an_office_without_answers_has_no_interval() -> None:
    sums = score_sums([[5], [1], [0]], [0, 0, 1], measures=[[0]], n_offices=2)
    found = displayed_interval(sums)
    assert np.isnan(found.low[1, 0]) and np.isnan(found.n_effective[1, 0])
    assert np.isfinite(found.low[0, 0])


def test_a_wave_without_answers_has_no_interval() -> None:
    found = displayed_interval(score_sums([[0]], [0], measures=[[0]], n_offices=1))
    assert np.isnan(found.low).all() and np.isnan(found.deff_pooled).all()


def test_answers_as_degrees_of_freedom_would_be_too_narrow() -> None:
    # METHODS, trap 9: ST-04 with n = 10; z would give a half-width of 5.993 points.
    sums = reference_set("a_small").sums()
    office, measure = sums.offices.index("ST-04"), sums.measures.index("SIPAS")
    found = displayed_interval(sums)
    half = 50 * (found.high[office, measure] - found.low[office, measure])
    assert half > 5.993


def test_overlapping_intervals_can_differ() -> None:
    # METHODS, trap 13: Newcombe (1998) for 40/50 and 30/50.
    first, second = wilson_interval(40, 50), wilson_interval(30, 50)
    found = difference_interval(0.8, first, 0.6, second)
    assert first.low < second.high
    assert (round(float(found.low), 3), round(float(found.high), 3)) == (0.02, 0.364)


def test_newcombes_interval_is_that_of_r() -> None:
    rows = expected("a_small", "pairs_overall.csv")
    y1, n1 = numbers(rows, "y1"), numbers(rows, "n1")
    y2, n2 = numbers(rows, "y2"), numbers(rows, "n2")
    found = difference_interval(
        y1 / n1, wilson_interval(y1, n1), y2 / n2, wilson_interval(y2, n2)
    )
    np.testing.assert_allclose(found.low, numbers(rows, "newcombe_lo"), atol=1e-8)
    np.testing.assert_allclose(found.high, numbers(rows, "newcombe_hi"), atol=1e-8)


@given(
    st.lists(st.lists(st.integers(0, 5), min_size=2, max_size=2), min_size=1),
    st.integers(2, 5),
)
def test_more_of_the_same_narrows_the_displayed_interval(
    scores: list[list[int]], times: int
) -> None:
    def width(rows: list[list[int]]) -> float:
        found = displayed_interval(
            score_sums(rows, [0] * len(rows), measures=[[0, 1]], n_offices=1)
        )
        return float(found.high[0, 0] - found.low[0, 0])

    once, often = width(scores), width(scores * times)
    assert np.isnan(once) == np.isnan(often)
    assert np.isnan(once) or often < once


@given(st.lists(st.integers(0, 5), min_size=1, max_size=20))
@example([4] * 7)
def test_the_displayed_interval_holds_its_index(scores: list[int]) -> None:
    from analysis.indices import satisfaction_index

    sums = score_sums(
        [[score] for score in scores], [0] * len(scores), measures=[[0]], n_offices=1
    )
    index, found = satisfaction_index(sums), displayed_interval(sums)
    if np.isfinite(index.index[0, 0]):
        assert 0 <= found.low[0, 0] <= index.index[0, 0] <= found.high[0, 0] <= 1
    np.testing.assert_array_equal(found.low, interval_of_index(index).low)
