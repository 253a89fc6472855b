"""Drivers: equal to R where R answers, and a refusal where nobody should."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.arrays import FloatArray, IntArray
from analysis.drivers import (
    Drivers,
    Priority,
    factor_means,
    find_drivers,
    importance_performance,
)
from analysis.importance import relative_weights, shapley_r2
from analysis.ordinal import proportional_odds
from analysis.reasons import Reason
from tests.fixtures.reference import expected_json, reference_set

SETS = ("a_small", "d_weighted")
FACTORS = ("F1", "F2", "F3", "F4", "F5")


def answers(name: str) -> tuple[IntArray, FloatArray]:
    """Return the overall scores and the factor means of a reference set."""
    a_set = reference_set(name)
    questions = [
        [a_set.questions.index(item) for item in a_set.measures[factor]]
        for factor in FACTORS
    ]
    return a_set.scores[:, 22], factor_means(a_set.scores, questions)


def made(
    n: int, *, weights: list[float], seed: int = 1
) -> tuple[FloatArray, FloatArray]:
    """Return overall scores 1 to 5 that follow independent predictors with the given weights."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, len(weights)))
    latent = x @ np.array(weights) + 0.5 * rng.standard_normal(n)
    return np.clip(np.rint(3 + latent), 1, 5), x


def drivers(y: FloatArray, x: FloatArray, **options: int) -> Drivers:
    """Return the drivers of made answers."""
    names = [f"F{at + 1}" for at in range(x.shape[1])]
    return find_drivers(
        y, x, factors=names, rng=np.random.default_rng(7), resamples=200, **options
    )


@pytest.mark.parametrize("name", SETS)
def test_drivers_are_rs(name: str) -> None:
    overall, means = answers(name)
    found = find_drivers(
        overall, means, factors=FACTORS, rng=np.random.default_rng(3), resamples=20
    )
    values = expected_json(name, "drivers.json")
    assert found.n == values["n"]
    assert found.r2 == pytest.approx(values["r2"], abs=1e-9)
    assert found.importance == pytest.approx(list(values["lmg"].values()), abs=1e-9)
    ols = list(values["ols"].values())
    assert [found.intercept, *found.slope] == pytest.approx(ols, abs=1e-9)
    assert found.spearman == pytest.approx(list(values["spearman"].values()), abs=1e-9)


@pytest.mark.parametrize("name", SETS)
def test_proportional_odds_are_polrs(name: str) -> None:
    overall, means = answers(name)
    rows = np.isfinite(means).all(axis=1) & (overall > 0)
    found = proportional_odds(means[rows], overall[rows], predictors=FACTORS)
    values = expected_json(name, "drivers.json")
    assert found.converged
    assert found.coef == pytest.approx(list(values["polr_coef"].values()), abs=1e-5)
    assert found.standard_error == pytest.approx(
        list(values["polr_se"].values()), rel=1e-3
    )
    assert found.thresholds == pytest.approx(
        list(values["polr_thresholds"].values()), abs=1e-5
    )
    assert found.loglik == pytest.approx(values["polr_logLik"], abs=1e-6)


def test_the_interval_holds_the_true_share() -> None:
    # The share in a large sample is the truth. 150 samples: 95 % less 2 s.e. is 91 %.
    y, x = made(300_000, weights=[0.8, 0.5, 0.2])
    large = np.corrcoef(np.column_stack([y, x]), rowvar=False)
    truth = shapley_r2(large, outcome=0)
    inside = 0
    for seed in range(150):
        found = drivers(*made(150, weights=[0.8, 0.5, 0.2], seed=seed + 10))
        inside += bool(found.low[1] <= truth[1] <= found.high[1])
    assert inside / 150 >= 0.91


def test_the_strongest_factor_leads() -> None:
    found = drivers(*made(300, weights=[0.9, 0.2, 0.2]))
    assert found.leads[0] == 1.0
    assert str(found.sentence).startswith("F1 gắn nhất với mức hài lòng chung: 9")
    assert "chưa phải nguyên nhân" in str(found.sentence)


def test_equal_factors_are_not_put_in_order() -> None:
    found = drivers(*made(120, weights=[0.5, 0.5, 0.5]))
    assert str(found.sentence) == (
        "Chưa phân biệt được yếu tố nào gắn nhất với mức hài lòng chung (n = 120)."
    )


def test_factors_that_are_one_are_named_together() -> None:
    y, x = made(200, weights=[0.8, 0.0])
    x[:, 1] = x[:, 0] + 0.1 * x[:, 1]
    found = drivers(y, x)
    assert found.inseparable == ((0, 1),)
    assert str(found.sentence).startswith(
        "F1 và F2 được trả lời gần như giống hệt nhau"
    )
    placed = importance_performance(
        found, index_low=[0.9, 0.9], index_high=[0.95, 0.95], reference=0.5
    )
    assert placed == (Priority.UNCLEAR, Priority.UNCLEAR)


@pytest.mark.parametrize(
    "n, levels, reason",
    [
        (99, 5, Reason.TOO_FEW_ANSWERS),
        (100, 2, Reason.TOO_FEW_LEVELS),
        (100, 3, Reason.NONE),
    ],
)
def test_too_little_is_refused(n: int, levels: int, reason: Reason) -> None:
    y, x = made(n, weights=[0.8, 0.3])
    found = drivers(np.minimum(y, levels).clip(1), x)
    assert found.reason is reason
    assert np.isnan(found.importance).all() == (reason is not Reason.NONE)
    if reason is not Reason.NONE:
        assert str(found.sentence).startswith("Chưa đủ dữ liệu")


def test_a_factor_that_never_varies_is_refused() -> None:
    y, x = made(100, weights=[0.8, 0.3])
    x[:, 1] = 4.0
    assert drivers(y, x).reason is Reason.NO_VARIATION


def test_resamples_with_one_value_do_no_harm() -> None:
    # Six respondents, one of whom alone differs in the first factor: many resamples miss them.
    x = np.array([[1.0, 2], [1, 3], [1, 5], [1, 4], [1, 2], [5, 5]])
    found = drivers(np.array([1, 2, 5, 4, 2, 3.0]), x, min_n=5)
    assert np.all(found.high <= 1 + 1e-9) and np.all(found.low >= -1e-9)


def test_factors_that_explain_nothing_do_not_lead() -> None:
    x = np.repeat([[1.0], [2.0]], 60, axis=0)
    found = drivers(np.tile([1.0, 2.0, 3.0], 40), x)
    assert found.r2 == pytest.approx(0, abs=1e-12)
    assert np.isfinite(found.importance).all()


def test_rows_with_a_missing_value_are_left_out() -> None:
    y, x = made(150, weights=[0.8, 0.3])
    y[0], x[1, 0] = 0, np.nan
    assert drivers(y, x).n == 148


def test_equal_seeds_give_equal_intervals() -> None:
    y, x = made(120, weights=[0.8, 0.3])
    assert drivers(y, x).low.tolist() == drivers(y, x).low.tolist()


def test_priorities_need_both_intervals() -> None:
    found = drivers(*made(600, weights=[0.9, 0.1, 0.5]))
    low, high = np.array([0.6, 0.9, 0.7]), np.array([0.7, 0.95, 0.9])
    placed = importance_performance(
        found, index_low=low, index_high=high, reference=0.8
    )
    assert placed == (Priority.FIX_FIRST, Priority.NO_NEED, Priority.UNCLEAR)
    turned = importance_performance(
        found, index_low=1 - high, index_high=1 - low, reference=0.2
    )
    assert turned == (Priority.KEEP_UP, Priority.LESS_URGENT, Priority.UNCLEAR)


def correlations(seed: int, size: int) -> FloatArray:
    """Return random correlations that can exist."""
    rows = np.random.default_rng(seed).standard_normal((3 * size, size))
    rows[:, 1:] += rows[:, :1]
    return np.asarray(np.corrcoef(rows, rowvar=False))


@given(st.integers(0, 2**31), st.integers(2, 6))
@settings(max_examples=30, deadline=None)
def test_shares_add_up_and_follow_their_predictor(seed: int, size: int) -> None:
    r = correlations(seed, size)
    shares = shapley_r2(r, outcome=0)
    r2 = float(r[0, 1:] @ np.linalg.solve(r[1:, 1:], r[0, 1:]))
    assert shares.sum() == pytest.approx(r2)
    assert relative_weights(r, outcome=0).sum() == pytest.approx(r2)
    order = np.random.default_rng(seed).permutation(np.arange(1, size))
    turned = r[np.ix_([0, *order], [0, *order])]
    assert shapley_r2(turned, outcome=0) == pytest.approx(shares[order - 1])
    assert np.all(shares > -1e-12)


def test_thirteen_predictors_are_too_many_for_all_orders() -> None:
    with pytest.raises(ValueError, match="^predictors must be at most 12, got 13$"):
        shapley_r2(np.eye(14), outcome=0)
    assert relative_weights(np.eye(14), outcome=0).tolist() == [0.0] * 13


def test_reversed_answers_turn_the_odds() -> None:
    y, x = made(200, weights=[0.8, -0.3])
    one, two = proportional_odds(x, y), proportional_odds(x, 6 - y)
    assert two.coef == pytest.approx(-one.coef, abs=1e-8)
    assert two.thresholds == pytest.approx(-one.thresholds[::-1], abs=1e-8)


def test_units_of_a_predictor_only_rescale_its_coefficient() -> None:
    y, x = made(200, weights=[0.8, -0.3])
    one, two = proportional_odds(x, y), proportional_odds(100 + 10 * x, y)
    assert 10 * two.coef == pytest.approx(one.coef, abs=1e-8)
    assert two.loglik == pytest.approx(one.loglik, abs=1e-8)


def test_complete_separation_is_reported_and_not_printed() -> None:
    x = np.arange(30.0)[:, None]
    found = proportional_odds(x, np.repeat([1, 2, 3], 10), predictors=["Thái độ"])
    assert not found.converged and found.reason is Reason.SEPARATION
    assert np.isnan(found.coef).all() and np.isnan(found.thresholds).all()
    assert "Thái độ tách hẳn các mức hài lòng chung" in str(found.sentence(0))


def test_one_predictor_that_separates_spoils_the_fit_and_is_reported() -> None:
    # Whoever has the second predictor gives the highest answer; the first one overlaps.
    rng = np.random.default_rng(9)
    x = np.column_stack([rng.standard_normal(90), np.repeat([0.0, 1.0], [60, 30])])
    y = np.concatenate([rng.integers(1, 4, 60), np.full(30, 3)])
    found = proportional_odds(x, y)
    assert found.reason is Reason.SEPARATION and np.isnan(found.coef).all()


@pytest.mark.parametrize(
    "x, y, reason",
    [
        ([[1.0], [2.0], [3.0]], [1, 2, 2], Reason.TOO_FEW_LEVELS),
        ([[1.0], [1.0], [1.0]], [1, 2, 3], Reason.NO_VARIATION),
        ([[1.0, 2], [2, 4], [3, 6], [4, 8]], [1, 2, 3, 2], Reason.NO_VARIATION),
    ],
)
def test_odds_without_variation_are_refused(
    x: list[list[float]], y: list[int], reason: Reason
) -> None:
    found = proportional_odds(x, y)
    assert found.reason is reason
    assert str(found.sentence(0)).startswith("Chưa đủ dữ liệu")


def test_odds_read_as_a_sentence() -> None:
    x = [[0.0]] * 60 + [[1.0]] * 60
    y = [1] * 30 + [2] * 20 + [3] * 10 + [1] * 10 + [2] * 20 + [3] * 30
    found = proportional_odds(x, y, predictors=["Thái độ"])
    assert str(found.sentence(0)) == (
        "Khi Thái độ cao hơn 1 mức, tỷ số giữa hài lòng cao hơn và thấp hơn gấp 5,0 lần "
        "(từ 2,4 đến 10,2), các yếu tố khác như nhau."
    )


def test_missing_values_in_odds_are_refused() -> None:
    with pytest.raises(ValueError, match="^x and y must not hold missing values$"):
        proportional_odds([[np.nan], [1.0]], [1, 2])


def test_shapes_that_differ_are_named() -> None:
    with pytest.raises(
        ValueError, match=r"^predictors must have the shape \(2, 1\), got \(2, 2\)$"
    ):
        find_drivers(
            [1, 2], [[1.0, 2], [3, 4]], factors=["a"], rng=np.random.default_rng(1)
        )
