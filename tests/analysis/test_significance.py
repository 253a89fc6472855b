"""The overall test and the corrections agree with R."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.significance import adjust, compare_offices
from analysis.tally import score_sums
from analysis.verdicts import Overall
from tests.fixtures.reference import expected, numbers, reference_set

ROWS = expected("a_small", "tests_pooled.csv")
pvalues = st.lists(
    st.one_of(st.floats(0, 1), st.just(float("nan"))), min_size=1, max_size=20
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['scale']}-{row['group']}")
def test_the_overall_tests_are_those_of_r(row: dict[str, str]) -> None:
    data = reference_set("a_small")
    sums, measure = data.sums(row["group"]), data.measure(row["scale"])
    for method, prefix in (
        ("brown-forsythe", "bf"),
        ("anova", "anova"),
        ("welch", "welch"),
    ):
        found = compare_offices(sums, measure=measure, min_n=2, method=method)  # type: ignore[arg-type]
        assert found.statistic == pytest.approx(float(row[f"{prefix}_F"]), rel=1e-9)
        assert found.pvalue == pytest.approx(float(row[f"{prefix}_p"]), abs=1e-9)
        if prefix == "bf":
            assert found.df == pytest.approx(
                (float(row["bf_df1"]), float(row["bf_df2"])), rel=1e-9
            )
    assert (found.n, found.used) == (int(row["n_resp"]), int(row["k"]))


def test_offices_of_a_small_differ() -> None:
    # METHODS, trap 2: the naive chi-squared on answers would say p = 8e-61.
    data = reference_set("a_small")
    found = compare_offices(data.sums(), measure=data.measure("SIPAS"))
    assert found.statistic == pytest.approx(4.127, abs=5e-4)
    assert found.df == pytest.approx((4.759, 108.728), abs=5e-4)
    assert found.pvalue == pytest.approx(0.0021, abs=5e-5)
    assert found.verdict is Overall.DIFFERENT


def test_small_offices_stand_aside() -> None:
    scores = [[5]] * 6 + [[1]] + [[5]] * 3 + [[1]] * 4 + [[5], [1]]
    sums = score_sums(scores, [0] * 7 + [1] * 7 + [2] * 2, measures=[[0]], n_offices=3)
    assert compare_offices(sums).used == 2
    assert compare_offices(sums, min_n=2).used == 3


@pytest.mark.parametrize(
    "scores, offices",
    [
        ([[5]] * 10, [0] * 10),
        ([[5]] * 6 + [[1]] * 4, [0] * 6 + [1] * 4),
        ([[0]] * 20, [0] * 10 + [1] * 10),
        ([[5]] * 20, [0] * 10 + [1] * 10),
        ([], []),
    ],
    ids=["one office", "one large", "no answers", "all alike", "nobody"],
)
def test_too_little_is_said_to_be_too_little(
    scores: list[list[int]], offices: list[int]
) -> None:
    packed = np.array(scores, dtype=int).reshape(-1, 1)
    found = compare_offices(score_sums(packed, offices, measures=[[0]], n_offices=2))
    assert np.isnan(found.pvalue)
    assert found.verdict is Overall.TOO_FEW


def test_groups_of_one_cannot_be_asked_for() -> None:
    sums = score_sums([[5]], [0], measures=[[0]], n_offices=1)
    with pytest.raises(ValueError, match="^min_n must be 2 or more, got 1$"):
        compare_offices(sums, min_n=1)


@pytest.mark.parametrize(
    "method, holm_or_bh",
    [("holm", [0.03, 0.06, np.nan, 0.06]), ("bh", [0.03, 0.04, np.nan, 0.04])],
)
def test_an_undefined_p_value_is_not_counted(
    method: str, holm_or_bh: list[float]
) -> None:
    # METHODS, trap 12, R's p.adjust(c(.01, .04, NaN, .03)).
    np.testing.assert_allclose(
        adjust([0.01, 0.04, np.nan, 0.03], method=method), holm_or_bh, rtol=1e-12  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("file", ["pairs_overall.csv", "pairs_pooled.csv"])
@pytest.mark.parametrize("method", ["holm", "bh"])
def test_corrections_are_those_of_r(file: str, method: str) -> None:
    rows = expected("a_small", file)
    np.testing.assert_allclose(
        adjust(numbers(rows, "p"), method=method),  # type: ignore[arg-type]
        numbers(rows, f"p_{method}"),
        rtol=0,
        atol=1e-12,
    )


def test_no_correction_changes_nothing() -> None:
    np.testing.assert_array_equal(adjust([0.01, 0.2], method="none"), [0.01, 0.2])


def test_a_p_value_above_one_is_refused() -> None:
    with pytest.raises(ValueError, match="^pvalues must be between 0 and 1$"):
        adjust([1.5])


@given(pvalues)
def test_corrected_p_values_keep_their_order_and_only_grow(p: list[float]) -> None:
    for method in ("holm", "bh"):
        raw, adjusted = np.array(p), adjust(p, method=method)  # type: ignore[arg-type]
        known = ~np.isnan(raw)
        np.testing.assert_array_equal(np.isnan(adjusted), ~known)
        assert np.all(adjusted[known] >= raw[known] - 1e-15)
        assert np.all(adjusted[known] <= 1)
        order = np.argsort(raw[known], kind="stable")
        assert np.all(np.diff(adjusted[known][order]) >= 0)
