"""Scores, totals and weights of a DDCI."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ddci import (
    Component,
    Indicator,
    Scheme,
    component_scores,
    ddci_totals,
    indicator_scores,
    observed_range,
)
from analysis.ranking import ranks

# DDCI 2023 of Bắc Giang, en.baobacninhtv.vn: first three of departments and of districts.
BAC_GIANG = ([89.29, 82.17, 77.87], [89.56, 72.64, 66.3])
# Figures with two decimals, apart by more than the rounding of binary fractions.
VALUES = st.lists(
    st.integers(-(10**8), 10**8).map(lambda cents: cents / 100),
    min_size=2,
    max_size=20,
    unique=True,
)


@pytest.mark.parametrize("printed", BAC_GIANG)
def test_blocks_of_bac_giang_come_out_as_printed(printed: list[float]) -> None:
    # Neither weights nor components were published. The shares of the way from worst to best that give
    # these totals are (T - 10) / 90, by hand for the first: 79.29 / 90 = 0.881; two equal indicators.
    shares = (np.array(printed) - 10) / 90
    scheme = Scheme(
        (Component("mềm", 60), Component("cứng", 40)),
        (
            Indicator("a", "mềm", is_soft=True, is_positive=True),
            Indicator("b", "cứng", is_soft=False, is_positive=False),
        ),
    )
    # Answers of 1 to 5, and days from 30, the worst, to 2.
    values = np.column_stack([1 + 4 * shares, 30 - 28 * shares])
    scores = indicator_scores(values, [1, 2], [5, 30], is_positive=scheme.is_positive)
    totals = ddci_totals(component_scores(scores, scheme), scheme.component_weights)
    assert totals.round(2).tolist() == printed
    assert ranks(totals).tolist() == [1, 2, 3]


def test_a_total_is_what_a_hand_calculates() -> None:
    scheme = Scheme(
        (Component("Minh bạch", 60), Component("Chi phí", 40)),
        (
            Indicator("mềm", "Minh bạch", True, True, weight=3),
            Indicator("cứng", "Minh bạch", False, True, weight=1),
            Indicator("ngày", "Chi phí", False, False),
        ),
    )
    values = [[4.0, 50.0, 9.0], [3.0, 80.0, 3.0]]
    low, high = [2, 0, 3], [5, 90, 12]
    scores = indicator_scores(values, low, high, is_positive=scheme.is_positive)
    # 9·2/3+1 = 7, 9·50/90+1 = 6, 11-(9·6/9+1) = 4; 9·1/3+1 = 4, 9·80/90+1 = 9, 11-1 = 10.
    assert scores.tolist() == [[7, 6, 4], [4, 9, 10]]
    components = component_scores(scores, scheme)
    # (3·7+6)/4, (3·4+9)/4; 10·(0.6·6.75+0.4·4), 10·(0.6·5.25+0.4·10).
    assert components.tolist() == [[6.75, 4], [5.25, 10]]
    totals = ddci_totals(components, scheme.component_weights)
    assert totals == pytest.approx([56.5, 71.5], abs=1e-12)


def test_equal_values_get_the_middle_and_nothing_is_divided_by_zero() -> None:
    low, high = observed_range([[3.0], [3.0]], rated=[True, True])
    with np.errstate(all="raise"):
        scores = indicator_scores(
            [[3.0], [3.0], [np.nan]], low, high, is_positive=[True]
        )
    assert scores[:2].tolist() == [[5.5], [5.5]] and np.isnan(scores[2, 0])


def test_values_outside_the_stored_range_count_as_its_ends() -> None:
    scores = indicator_scores(
        [[-5.0, 0.0], [50.0, 99.0]], [0, 10], [10, 20], is_positive=[True, False]
    )
    assert scores.tolist() == [[1, 10], [10, 1]]


def test_what_a_unit_has_not_leaves_its_weight_to_the_rest() -> None:
    scheme = Scheme(
        (Component("A", 70), Component("B", 30)),
        (Indicator("a", "A", True, True), Indicator("b", "B", False, True)),
    )
    components = component_scores([[np.nan, 4.0], [np.nan, np.nan]], scheme)
    totals = ddci_totals(components, scheme.component_weights)
    assert totals[0] == 40 and np.isnan(totals[1])


def test_only_rated_units_set_the_range() -> None:
    low, high = observed_range([[1.0], [3.0], [4.0]], rated=[False, True, True])
    assert (low.tolist(), high.tolist()) == ([3], [4])


@given(VALUES)
def test_best_and_worst_get_10_and_1_whatever_the_unit_of_measure(
    values: list[float],
) -> None:
    x = np.array(values)[:, None]
    low, high = observed_range(x, rated=np.ones(len(x), np.bool_))
    for is_positive, best in ((True, x.argmax()), (False, x.argmin())):
        scores = indicator_scores(x, low, high, is_positive=[is_positive])
        assert scores[best, 0] == 10 and scores.min() == 1
        rescaled = indicator_scores(
            x * 8 + 1, low * 8 + 1, high * 8 + 1, is_positive=[is_positive]
        )
        assert rescaled == pytest.approx(scores, abs=1e-6)


def test_weights_that_do_not_add_up_are_refused() -> None:
    one = (Indicator("a", "A", True, True),)
    with pytest.raises(ValueError, match=r"must add up to 100, got 95$"):
        Scheme((Component("A", 95),), one)
    with pytest.raises(ValueError, match=r"of every component and no other"):
        Scheme((Component("A", 60), Component("B", 40)), one)
    with pytest.raises(ValueError, match=r'weight must be above 0, got 0 at "a"'):
        Scheme((Component("A", 100),), (Indicator("a", "A", True, True, 0),))
    with pytest.raises(ValueError, match="must not end below its start"):
        indicator_scores([[1.0]], [2], [1], is_positive=[True])
