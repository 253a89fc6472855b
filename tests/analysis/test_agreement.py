"""Cohen's kappa and its interval are those of R and of Cohen's own example."""

import math

import pytest

from analysis.agreement import cohen_kappa

# vcd::SexualFun (Hout, Duncan and Sobel 1987): in R `K <- vcd::Kappa(vcd::SexualFun)` prints
# 0.1293 with ASE 0.06860, and `confint(K)` -0.005120399 and 0.2637809.
SEXUAL_FUN = [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]
# Cohen's shares of 200 people as they stand in the help of `psych::cohen.kappa`; he reports .492.
COHEN_1960 = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
# statsmodels 0.15.0, `cohens_kappa(table)`: kappa and std_kappa.
STATSMODELS = [
    (SEXUAL_FUN, 0.12933025404157042, 0.06859853248070859),
    (COHEN_1960, 0.49152542372881347, 0.05100181557607786),
    ([[20, 3, 1], [2, 10, 1], [0, 3, 10]], 0.6890547263681592, 0.0865761480400537),
]


def test_the_table_of_vcd_gives_what_r_prints() -> None:
    found = cohen_kappa(SEXUAL_FUN)
    assert (round(found.kappa, 4), round(found.standard_error, 4)) == (0.1293, 0.0686)
    assert found.low == pytest.approx(-0.005120399, abs=5e-10)
    assert found.high == pytest.approx(0.2637809, abs=5e-8)


def test_cohen_s_own_example_gives_his_kappa() -> None:
    found = cohen_kappa(COHEN_1960)
    assert found.n == 200
    assert round(found.kappa, 3) == 0.492
    assert found.share_agreed == pytest.approx(0.70)
    assert found.share_by_chance == pytest.approx(0.41)


@pytest.mark.parametrize("table, kappa, standard_error", STATSMODELS)
def test_other_software_agrees(
    table: list[list[int]], kappa: float, standard_error: float
) -> None:
    found = cohen_kappa(table)
    assert found.kappa == pytest.approx(kappa, abs=1e-12)
    assert found.standard_error == pytest.approx(standard_error, abs=1e-12)


def test_who_is_called_first_changes_nothing() -> None:
    turned = [list(column) for column in zip(*SEXUAL_FUN, strict=True)]
    one, other = cohen_kappa(SEXUAL_FUN), cohen_kappa(turned)
    assert one.kappa == pytest.approx(other.kappa)
    assert one.standard_error == pytest.approx(other.standard_error)


def test_categories_that_nobody_used_change_nothing() -> None:
    wide = [[*row, 0] for row in SEXUAL_FUN] + [[0] * 5]
    one, other = cohen_kappa(SEXUAL_FUN), cohen_kappa(wide)
    assert (one.kappa, one.low) == pytest.approx((other.kappa, other.low))


@pytest.mark.parametrize("table", [[[9, 0], [0, 0]], [[0, 0], [0, 3]], [[7]]])
def test_kappa_is_undefined_where_all_got_one_category(table: list[list[int]]) -> None:
    found = cohen_kappa(table)
    assert not found.is_defined
    assert math.isnan(found.low) and math.isnan(found.high)
    assert found.share_agreed == 1


def test_nothing_sorted_is_no_agreement_at_all() -> None:
    found = cohen_kappa([[0, 0], [0, 0]])
    assert found.n == 0
    assert math.isnan(found.share_agreed) and not found.is_defined


def test_full_agreement_is_one_and_full_disagreement_below_nought() -> None:
    assert cohen_kappa([[5, 0], [0, 5]]).kappa == 1
    assert cohen_kappa([[0, 5], [5, 0]]).kappa == pytest.approx(-1)
    # One says always this, the other always that: no better and no worse than chance.
    assert cohen_kappa([[0, 5], [0, 0]]).kappa == 0


@pytest.mark.parametrize(
    "table, message",
    [
        ([[1, 2]], r"counts must be a square table, got shape \(1, 2\)"),
        ([1, 2], r"counts must be a square table, got shape \(2,\)"),
        ([[1, -1], [0, 1]], "counts must be whole numbers of 0 or more"),
        ([[1, 0.5], [0, 1]], "counts must be whole numbers of 0 or more"),
        ([[1, math.nan], [0, 1]], "counts must be whole numbers of 0 or more"),
        ([[1, math.inf], [0, 1]], "counts must be whole numbers of 0 or more"),
    ],
)
def test_impossible_counts_are_refused(table: list[list[float]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        cohen_kappa(table)


def test_a_confidence_level_of_95_is_refused() -> None:
    with pytest.raises(ValueError, match="confidence_level must be between 0 and 1"):
        cohen_kappa(SEXUAL_FUN, confidence_level=95)
