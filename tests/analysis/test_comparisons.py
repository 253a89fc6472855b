"""Pairs of offices: agreement with R where R has the method, and figures from METHODS where not."""

from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.comparisons import compare_pairs
from analysis.tally import score_sums
from analysis.verdicts import Difference
from tests.fixtures.reference import expected, numbers, reference_set


def pair_of(first: str, second: str) -> int:
    """Return where a pair stands among all pairs of a_small's offices in order of code."""
    offices = reference_set("a_small").codes("office_code")[0]
    pairs = list(zip(*np.triu_indices(len(offices), k=1)))
    return pairs.index((offices.index(first), offices.index(second)))


def test_welch_on_residuals_is_that_of_r() -> None:
    data, rows = reference_set("a_small"), expected("a_small", "pairs_pooled.csv")
    found = compare_pairs(
        data.sums(), measure=data.measure("SIPAS"), method="welch", min_n=2
    )
    offices = data.sums().offices
    assert [(offices[i], offices[j]) for i, j in zip(found.first, found.second)] == [
        (row["g1"], row["g2"]) for row in rows
    ]
    for values, column in (
        (100 * found.difference, "diff"),
        (100 * found.standard_error, "se"),
        (found.statistic, "welch_t"),
        (found.df, "welch_df"),
        (found.pvalue, "p"),
        (found.pvalue_adjusted, "p_holm"),
    ):
        np.testing.assert_allclose(
            values, numbers(rows, column), rtol=1e-9, atol=1e-8, err_msg=column
        )


@pytest.mark.parametrize(
    "method, statistics, adjusted",
    [
        # METHODS, trap 3, and `ours.R`.
        ("protected-t", [3.455924, 3.310127], [0.029195, 0.043769]),
        ("index-t", [3.468083, 3.314781], [0.028127, 0.043163]),
    ],
)
def test_the_protected_tests_find_two_of_28_pairs_after_correction(
    method: Literal["protected-t", "index-t"],
    statistics: list[float],
    adjusted: list[float],
) -> None:
    data = reference_set("a_small")
    found = compare_pairs(data.sums(), measure=data.measure("SIPAS"), method=method)
    assert (found.pvalue < 0.05).sum() == 9
    clear = [i for i, v in enumerate(found.verdicts) if v is not Difference.NONE]
    assert clear == [pair_of("BH-01", "ST-01"), pair_of("BH-04", "ST-01")]
    np.testing.assert_allclose(found.statistic[clear], statistics, rtol=0, atol=5e-7)
    np.testing.assert_allclose(
        found.pvalue_adjusted[clear], adjusted, rtol=0, atol=5e-7
    )
    assert {found.verdicts[i] for i in clear} == {Difference.HIGHER}


def test_the_interval_of_a_pair_holds_its_difference() -> None:
    data = reference_set("a_small")
    found = compare_pairs(data.sums(), measure=data.measure("SIPAS"))
    assert np.all(found.low < found.difference) and np.all(
        found.difference < found.high
    )


def test_chosen_pairs_are_corrected_among_themselves() -> None:
    data = reference_set("a_small")
    everything = compare_pairs(data.sums(), measure=data.measure("SIPAS"))
    one = compare_pairs(data.sums(), measure=data.measure("SIPAS"), pairs=[(0, 4)])
    at = pair_of("BH-01", "ST-01")
    assert one.pvalue[0] == everything.pvalue[at] == one.pvalue_adjusted[0]
    assert one.statistic[0] == everything.statistic[at]


def test_the_second_office_first_turns_everything_round() -> None:
    data = reference_set("a_small")
    found = compare_pairs(
        data.sums(), measure=data.measure("SIPAS"), pairs=[(0, 4), (4, 0)]
    )
    assert found.verdicts == (Difference.HIGHER, Difference.LOWER)
    assert found.difference[0] == -found.difference[1]
    assert found.low[0] == pytest.approx(-found.high[1], abs=1e-15)


def test_offices_that_agree_by_luck_are_not_called_different() -> None:
    # METHODS, trap 16: no variance within either, so an unprotected test says p = 0.
    agreeing = [[5, 5, 5, 5]] * 5 + [[5, 5, 5, 1]] * 5
    rest = [[5, 5, 5, 5], [5, 5, 5, 1], [1, 1, 1, 1], [5, 5, 1, 1]] * 10
    sums = score_sums(
        agreeing + rest,
        [0] * 5 + [1] * 5 + [2] * 40,
        measures=[range(4)],
        n_offices=3,
    )
    found = compare_pairs(sums)
    assert found.verdicts[0] is Difference.NONE
    assert found.pvalue[0] > 0.2


def test_a_small_office_asked_for_is_too_few() -> None:
    sums = score_sums(
        [[5]] * 10 + [[1]] * 4, [0] * 10 + [1] * 4, measures=[[0]], n_offices=2
    )
    assert compare_pairs(sums).verdicts == ()
    asked = compare_pairs(sums, pairs=[(0, 1)])
    assert asked.verdicts == (Difference.TOO_FEW,)
    assert np.isnan(asked.pvalue[0]) and asked.difference[0] == 1


@pytest.mark.parametrize("scores", [[[0]] * 20, [[5]] * 20], ids=["none", "all alike"])
def test_nothing_to_compare_is_too_few(scores: list[list[int]]) -> None:
    sums = score_sums(scores, [0] * 10 + [1] * 10, measures=[[0]], n_offices=2)
    found = compare_pairs(sums, pairs=[(0, 1)])
    assert found.verdicts == (Difference.TOO_FEW,)


def test_one_office_makes_no_pair() -> None:
    sums = score_sums([[5], [1]] * 10, [0] * 20, measures=[[0]], n_offices=1)
    assert len(compare_pairs(sums).pvalue) == 0


def test_an_office_that_is_not_there_is_refused() -> None:
    sums = score_sums([[5]], [0], measures=[[0]], n_offices=1)
    with pytest.raises(
        ValueError, match=r"^pairs must name offices 0 to 0, got \[\[0, 1\]\]$"
    ):
        compare_pairs(sums, pairs=[(0, 1)])


@given(st.permutations(range(8)))
def test_the_order_of_offices_does_not_matter(order: list[int]) -> None:
    data = reference_set("a_small")
    measure = data.measure("SIPAS")
    pairs = [(i, j) for i in range(8) for j in range(i)]
    place = {office: at for at, office in enumerate(order)}
    straight = compare_pairs(data.sums(), measure=measure, pairs=pairs)
    turned = compare_pairs(
        data.sums().of_offices(order),
        measure=measure,
        pairs=[(place[i], place[j]) for i, j in pairs],
    )
    np.testing.assert_allclose(
        turned.pvalue_adjusted, straight.pvalue_adjusted, rtol=1e-9
    )
    assert turned.verdicts == straight.verdicts
