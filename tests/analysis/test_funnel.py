"""Funnels and partial pooling: equal to R, and quiet about offices that do not differ."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.funnel import (
    effective_sizes,
    funnel,
    funnel_limits,
    pooled_sizes,
    protected_index_variance,
)
from analysis.indices import satisfaction_index
from analysis.intervals import displayed_interval
from analysis.reasons import Reason
from analysis.scores import ScoreSums
from analysis.shrinkage import between_variance, shrink
from analysis.tally import score_sums
from analysis.verdicts import Difference
from tests.fixtures import worlds
from tests.fixtures.reference import expected, expected_json, numbers, reference_set

SETS = ("a_small", "d_weighted")
SHARES = st.lists(st.floats(0.05, 0.95), min_size=2, max_size=12)


def wave(*, offices: int, respondents: int, seed: int) -> ScoreSums:
    """Return a wave of offices that all have the same true index, about .83."""
    rng = np.random.default_rng(seed)
    scores = worlds.answers(
        rng, 0.0, np.zeros(offices * respondents), offices * respondents
    )
    office = np.repeat(np.arange(offices), respondents)
    return score_sums(
        scores[:, : worlds.N_QUESTIONS],
        office,
        measures=[range(worlds.N_QUESTIONS)],
        n_offices=offices,
    )


@pytest.mark.parametrize("name", SETS)
def test_the_funnel_is_rs_from_our_own_indices(name: str) -> None:
    a_set = reference_set(name)
    sums, at = a_set.sums(), a_set.measure("SIPAS")
    found, shown = satisfaction_index(sums), displayed_interval(sums)
    target = float(sums.y[:, at].sum() / sums.m[:, at].sum())
    ours = funnel(
        found.index[:, at],
        effective_sizes(found, shown, measure=at),
        target=target,
        units=sums.offices,
    )
    rows, values = expected(name, "funnel.csv"), expected_json(name, "funnel.json")
    assert [row["office_code"] for row in rows] == list(ours.units)
    for array, column in (
        (ours.index, "index"),
        (ours.n_effective, "n_eff"),
        (ours.z, "z_arcsine"),
        (ours.z_adjusted, "z_adjusted"),
        (ours.pvalue, "p_two"),
    ):
        np.testing.assert_allclose(array, numbers(rows, column), atol=1e-10, rtol=1e-11)
    for value, key in (
        (ours.target, "target"),
        (ours.phi, "phi_winsor10"),
        (ours.tau2, "tau2_arcsine"),
        (ours.z_low, "q10"),
        (ours.z_high, "q90"),
    ):
        assert value == pytest.approx(values[key], abs=1e-10)


@pytest.mark.parametrize("name", SETS)
def test_partially_pooled_estimates_are_metafors(name: str) -> None:
    rows, values = expected(name, "funnel.csv"), expected_json(name, "funnel.json")
    p, v = numbers(rows, "index"), numbers(rows, "v")
    ours = shrink(p, v, method="dl")
    np.testing.assert_allclose(ours.estimate, numbers(rows, "eb_dl"), atol=1e-10)
    np.testing.assert_allclose(
        ours.standard_error, numbers(rows, "eb_dl_se"), atol=1e-10
    )
    assert ours.tau2 == pytest.approx(values["DL_tau2"], abs=1e-12)
    assert ours.mean == pytest.approx(values["mu_DL"], abs=1e-10)
    assert ours.q == pytest.approx(values["Q"], abs=1e-9)
    assert ours.pvalue == pytest.approx(values["Qp"], abs=1e-12)
    assert ours.i2 == pytest.approx(values["I2"], abs=1e-9)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("method", ["pm", "reml"])
def test_the_spread_found_by_a_root_is_metafors(name: str, method: str) -> None:
    rows, values = expected(name, "funnel.csv"), expected_json(name, "funnel.json")
    p, v = numbers(rows, "index"), numbers(rows, "v")
    found = between_variance(p, v, method=method)
    assert found == pytest.approx(values[f"{method.upper()}_tau2"], abs=1e-9)


def test_paule_mandel_is_an_exact_root() -> None:
    rows = expected("a_small", "funnel.csv")
    p, v = numbers(rows, "index"), numbers(rows, "v")
    w = 1 / (v + between_variance(p, v, method="pm"))
    q = float(w @ (p - w @ p / w.sum()) ** 2)
    assert q == pytest.approx(len(p) - 1, abs=1e-8)


@pytest.mark.parametrize("method", ["dl", "pm", "reml"])
def test_equal_variances_have_a_closed_form(method: str) -> None:
    # With v the same everywhere all three rules give s^2 - v: here .15 - .05, by hand.
    p, v = np.array([0.0, 0.3, 0.6, 0.9]), np.full(4, 0.05)
    assert between_variance(p, v, method=method) == pytest.approx(0.10, abs=1e-10)


@pytest.mark.parametrize("method", ["dl", "pm", "reml"])
def test_units_that_agree_are_drawn_wholly_to_their_mean(method: str) -> None:
    found = shrink([0.8, 0.81, 0.79], [0.01, 0.02, 0.01], method=method)  # type: ignore[arg-type]
    assert found.tau2 == 0
    assert np.ptp(found.estimate) == pytest.approx(0, abs=1e-15)
    assert found.weight.tolist() == [0, 0, 0]


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(
        ValueError, match='^method must be "dl", "pm" or "reml", got \'eb\'$'
    ):
        shrink([0.8, 0.9], [0.01, 0.01], method="eb")  # type: ignore[arg-type]


def test_offices_that_do_not_differ_stay_inside() -> None:
    # METHODS G15: at most 6 % outside 95 %, 0.1 to 0.4 % outside 99.8 %; here 1,200 offices, so
    # 2 s.e. more: 7.4 % and 0.8 %. Answers taken for people put about half of them outside.
    sums = wave(offices=1_200, respondents=30, seed=20_262)
    found, shown = satisfaction_index(sums), displayed_interval(sums)
    target = float(sums.y.sum() / sums.m.sum())
    ours = funnel(found.index[:, 0], pooled_sizes(found, shown), target=target)
    naive = funnel(found.index[:, 0], found.m[:, 0], target=target)
    assert (np.abs(ours.z) > 1.96).mean() <= 0.074
    assert (np.abs(ours.z) > 3.09).mean() <= 0.008
    assert (np.abs(naive.z) > 1.96).mean() > 0.4
    assert ours.tau2 == 0


def test_an_office_where_all_agree_has_a_finite_size() -> None:
    scores = (
        [[5] * 22] * 30 + [[4] * 11 + [2] * 11] * 5 + [[5] * 11 + [1] * 11, [5] * 22]
    )
    sums = score_sums(
        scores, [0] * 30 + [1] * 5 + [2] * 2, measures=[range(22)], n_offices=4
    )
    found, shown = satisfaction_index(sums), displayed_interval(sums)
    sizes = effective_sizes(found, shown)
    variance = protected_index_variance(found, shown)
    assert np.all(sizes[:3] > 0) and np.all(np.isfinite(sizes[:3]))
    assert np.all(variance[:3] > 0)
    assert np.isnan(sizes[3]) and np.isnan(variance[3])
    assert sizes[2] == pytest.approx(0.75 * 0.25 / found.variance[2, 0])


def test_the_edges_pass_through_units_that_are_just_outside() -> None:
    found = funnel([0.9, 0.8, 0.7, 0.8], [80, 50, 60, 90], target=0.8)
    low, high = found.limits([80.0], confidence_level=0.95)
    shifted = funnel([high[0], low[0]], [80, 80], target=0.8)
    assert shifted.z == pytest.approx([1.96, -1.96], abs=0.001)


def test_the_edges_stay_within_the_scale() -> None:
    low, high = funnel_limits(0.97, [1.0], confidence_level=0.998)
    assert 0 <= low[0] < high[0] == 1.0


def test_overdispersion_shows_from_ten_units() -> None:
    p = [0.6, 0.95] * 5
    nine, ten = (funnel(p[:k], [100.0] * k, target=0.8) for k in (9, 10))
    assert nine.tau2 > 0 and not nine.shows_overdispersion
    assert nine.shown_z.tolist() == nine.z.tolist()
    assert ten.shown_z.tolist() == ten.z_adjusted.tolist()
    assert ten.limits([100.0])[1][0] > nine.limits([100.0])[1][0]


def test_an_office_without_answers_is_left_out_of_the_funnel() -> None:
    found = funnel([0.9, np.nan, 0.7], [80, 0, 60], target=0.8)
    assert np.isnan(found.z[1]) and np.isnan(found.z_adjusted[1])
    alone = funnel([0.9, 0.7], [80, 60], target=0.8)
    assert found.z[[0, 2]].tolist() == alone.z.tolist()


def test_one_unit_has_no_funnel_and_no_pooling() -> None:
    one = funnel([0.8, np.nan], [50, 50], target=0.8)
    assert np.isnan(one.phi) and one.reason is Reason.TOO_FEW_UNITS
    alone = shrink([0.8], [0.01])
    assert np.isnan(alone.estimate[0]) and alone.reason is Reason.TOO_FEW_UNITS


@pytest.mark.parametrize(
    "index, n, target, message",
    [
        (
            [0.5, 1.2],
            [9, 9],
            0.8,
            "index must be a share between 0 and 1, got 1.2 at unit 2",
        ),
        ([0.5, 0.9], [9, 0], 0.8, "n_effective must be positive, got 0.0 at unit 2"),
        ([0.5, 0.9], [9, 9], 80, "target must be between 0 and 1, got 80"),
        (
            [0.5, 0.9],
            [9],
            0.8,
            r"index, n_effective must have one shape \(units,\), got \(2,\), \(1,\)",
        ),
    ],
)
def test_impossible_input_is_named(
    index: list[float], n: list[float], target: float, message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        funnel(index, n, target=target)


def test_winsorising_half_is_refused() -> None:
    with pytest.raises(
        ValueError, match="^winsorise must be 0 or more and below 0.5, got 0.5$"
    ):
        funnel([0.5, 0.9], [9, 9], target=0.8, winsorise=0.5)


def test_positions_read_as_sentences() -> None:
    found = funnel(
        [0.95, 0.8, 0.5, np.nan],
        [90, 50, 60, 9],
        target=0.8,
        units=["A", "B", "C", "D"],
    )
    assert found.verdicts() == (
        Difference.HIGHER,
        Difference.NONE,
        Difference.LOWER,
        Difference.TOO_FEW,
    )
    assert str(found.sentence(1)) == (
        "B nằm trong dao động ngẫu nhiên quanh mức chung 80,0 điểm."
    )
    assert str(found.sentence(0)).startswith(
        "A cao hơn mức chung 80,0 điểm, vượt ra ngoài"
    )
    assert str(found.sentence(2)).startswith(
        "C thấp hơn mức chung 80,0 điểm, vượt ra ngoài"
    )
    assert str(found.sentence(3)).startswith("Chưa đủ dữ liệu để so D")


def test_a_pooled_estimate_reads_as_a_sentence() -> None:
    found = shrink([0.9, 0.8, 0.4], [0.01] * 3, method="dl", units=["A", "B", "C"])
    # By hand: s^2 = .07, tau2 = .06, B = .06/.07 = 86 %.
    assert str(found.sentence(0)) == (
        "Gộp số phiếu của A với mức chung của các đơn vị: ước lượng 87,1 điểm, "
        "trong đó 86% dựa vào phiếu của chính đơn vị."
    )


@given(SHARES)
@settings(max_examples=40, deadline=None)
def test_reversing_the_scale_mirrors_the_funnel(shares: list[float]) -> None:
    p = np.array(shares)
    n = 20 + 100 * p
    one, two = funnel(p, n, target=0.7), funnel(1 - p, n, target=0.3)
    assert two.z == pytest.approx(-one.z, abs=1e-9)
    assert two.tau2 == pytest.approx(one.tau2, abs=1e-9)


@given(SHARES, st.sampled_from(["dl", "pm", "reml"]))
@settings(max_examples=40, deadline=None)
def test_pooled_estimates_lie_between_the_unit_and_the_mean(
    shares: list[float], method: str
) -> None:
    p = np.array(shares)
    v = 0.001 + (1 - p) / 50
    found = shrink(p, v, method=method)  # type: ignore[arg-type]
    low, high = np.minimum(p, found.mean), np.maximum(p, found.mean)
    assert np.all((low - 1e-12 <= found.estimate) & (found.estimate <= high + 1e-12))
    order = np.argsort(p, kind="stable")
    again = shrink(p[order], v[order], method=method)  # type: ignore[arg-type]
    assert again.estimate == pytest.approx(found.estimate[order], abs=1e-9)
