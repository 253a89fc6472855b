"""Ranks with their uncertainty: equal to R's csranks, never narrower than the answers allow."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.indices import satisfaction_index
from analysis.rank_steps import joint_steps
from analysis.ranking import (
    individual_level,
    rank_bounds,
    rank_sentence,
    rank_sets,
    ranks,
    variance_for_ranks,
)
from analysis.reasons import Reason
from analysis.tally import score_sums
from analysis.three_groups import three_groups
from tests.fixtures.reference import expected, numbers, reference_set

SHARES = st.lists(st.floats(0.05, 0.95), min_size=2, max_size=9)


def a_small() -> tuple[np.ndarray, np.ndarray]:
    """Return the eight indices of the reference set with their own variances."""
    rows = expected("a_small", "funnel.csv")
    return numbers(rows, "index"), numbers(rows, "v")


@pytest.mark.parametrize("joint, columns", [(True, "simul"), (False, "marg")])
def test_sets_are_those_of_csranks(joint: bool, columns: str) -> None:
    p, v = a_small()
    found = rank_sets(p, v, joint=joint, rng=np.random.default_rng(11))
    rows = expected("a_small", "rank_cs.csv")
    assert found.rank.tolist() == numbers(rows, "rank").tolist()
    # Both sides of the joint sets are simulated, so one place is allowed.
    for limits, name in ((found.low, "lo"), (found.high, "hi")):
        assert np.abs(limits - numbers(rows, f"{columns}_{name}")).max() <= joint


def test_equal_seeds_give_equal_sets() -> None:
    p, v = a_small()
    one, two = (rank_sets(p, v, rng=np.random.default_rng(5)) for _ in range(2))
    assert one.critical_value.tolist() == two.critical_value.tolist()


def test_the_critical_value_of_equal_units_is_tukeys() -> None:
    # Studentised range, k = 4, infinite df, 95 %: 3.633 (any table), divided by sqrt(2).
    found = rank_sets(
        [0.5] * 4, [0.01] * 4, rng=np.random.default_rng(2), draws=200_000
    )
    assert found.critical_value[0] == pytest.approx(3.633 / np.sqrt(2), abs=0.01)


def test_the_marginal_critical_value_is_dunnetts() -> None:
    # Dunnett's two-sided table, 3 comparisons with one control, infinite df, 95 %: 2.35.
    found = rank_sets([0.5] * 4, [0.01] * 4, joint=False)
    assert found.critical_value[0] == pytest.approx(2.35, abs=0.005)


@pytest.mark.parametrize("ratio", [1e-6, 0.01, 1.0, 100.0, 1e6])
def test_the_marginal_critical_value_holds_what_it_promises(ratio: float) -> None:
    v = np.array([1.0, ratio, ratio, ratio])
    c = rank_sets([0.5] * 4, v, joint=False).critical_value[0]
    noise = np.random.default_rng(3).standard_normal((200_000, 4)) * np.sqrt(v)
    largest = np.abs((noise[:, :1] - noise[:, 1:]) / np.sqrt(v[0] + v[1:])).max(axis=1)
    assert (largest > c).mean() == pytest.approx(0.05, abs=0.002)


@pytest.mark.parametrize("ratio", [1e-8, 1e8])
def test_two_units_of_very_different_precision_have_the_normal_quantile(
    ratio: float,
) -> None:
    c = rank_sets([0.5, 0.5], [1.0, ratio], joint=False).critical_value
    assert c == pytest.approx([1.96, 1.96], abs=0.01)


def test_each_step_looks_at_the_directions_that_are_left() -> None:
    # The same steps written out over all ordered pairs, on the same simulated errors.
    p, v = np.array([0.9, 0.85, 0.7, 0.2]), np.array([4.0, 1, 9, 2]) * 1e-3
    noise = np.random.default_rng(8).standard_normal((4_000, 4)) * np.sqrt(v)
    scale = np.sqrt(v[:, None] + v)
    left = ~np.eye(4, dtype=bool)
    while True:
        differences = (noise[:, :, None] - noise[:, None, :]) / scale
        c = np.quantile(differences[:, left].max(axis=1), 0.95)
        found = left & ((p[:, None] - p) / scale > c)
        if not found.any():
            break
        left &= ~found
    ours = joint_steps(p, v, noise=noise, confidence_level=0.95, stepwise=True)
    assert ours.critical_value[0] == pytest.approx(c, abs=1e-12)
    better = ~left & ~np.eye(4, dtype=bool)
    assert ours.above.tolist() == better.sum(axis=0).tolist()
    assert ours.below.tolist() == better.sum(axis=1).tolist()


def test_the_stepwise_form_is_never_wider() -> None:
    p, v = np.array([0.95, 0.9, 0.6, 0.55, 0.1]), np.full(5, 0.004)
    step, single = (
        rank_sets(p, v, stepwise=way, rng=np.random.default_rng(4))
        for way in (True, False)
    )
    assert np.all(step.high - step.low <= single.high - single.low)
    assert step.critical_value[0] < single.critical_value[0]


def test_joint_sets_cover_all_true_ranks_together() -> None:
    # 400 waves; a naive rank without a set is right in hardly any, 95 % less 2 s.e. is 92.8 %.
    rng = np.random.default_rng(20_261)
    truth = np.array([0.80, 0.80, 0.80, 0.85, 0.9, 0.9])
    v = np.array([4.0, 9, 1, 4, 2, 25]) * 1e-4
    covered = naive = 0
    for _ in range(400):
        p = truth + rng.standard_normal(6) * np.sqrt(v)
        found = rank_sets(p, v, rng=rng, draws=2_000)
        # A tied unit may hold any of the ranks that its ties share.
        best, worst = ranks(truth), 7 - ranks(-truth)
        covered += bool(np.all((found.low <= best) & (worst <= found.high)))
        naive += bool(np.all(found.rank == best))
    assert covered / 400 >= 0.928
    assert naive / 400 < 0.5


def test_one_unit_is_first_of_one_without_a_set() -> None:
    found = rank_sets([0.8, np.nan], [0.01, np.nan], joint=False)
    assert found.rank[0] == 1 and np.isnan(found.low).all()
    assert found.reason is Reason.TOO_FEW_UNITS


def test_a_unit_without_answers_changes_nothing_for_the_others() -> None:
    p, v = a_small()
    found = rank_sets(np.append(p, np.nan), np.append(v, np.nan), joint=False)
    without = rank_sets(p, v, joint=False)
    assert found.high[:-1].tolist() == without.high.tolist()
    assert np.isnan([found.rank[-1], found.low[-1], found.high[-1]]).all()


def test_no_variance_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"^variance must be positive, got 0.0 at unit 2$"
    ):
        rank_sets([0.5, 1.0], [0.01, 0.0], joint=False)


def test_joint_sets_need_random_numbers() -> None:
    with pytest.raises(ValueError, match="^joint rank sets need rng"):
        rank_sets([0.5, 1.0], [0.01, 0.1])


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_a_confidence_level_that_is_none_is_refused(level: float) -> None:
    with pytest.raises(
        ValueError, match=f"^confidence_level must be between 0 and 1, got {level}$"
    ):
        individual_level(3, confidence_level=level)


def test_variances_for_ranks_are_never_nought_nor_below_a_variable_offices_own() -> (
    None
):
    scores = [[5] * 22] * 5 + [[5] * 11 + [1] * 11, [5] * 22] * 20 + [[4] * 22] * 40
    office = [0] * 5 + [1] * 40 + [2] * 40
    sums = score_sums(scores, office, measures=[range(22)], n_offices=4)
    v = variance_for_ranks(sums)
    assert np.all(v[:3] > 0) and np.isnan(v[3])
    assert v[1] >= satisfaction_index(sums).variance[1, 0]
    # Five who agree are less certain than forty who do.
    assert v[0] > 4 * v[2]


@given(SHARES)
@settings(max_examples=25, deadline=None)
def test_order_of_units_does_not_matter(shares: list[float]) -> None:
    p = np.array(shares)
    v = 0.002 + p / 100
    order = np.random.default_rng(len(shares)).permutation(len(p))
    one, two = (rank_sets(a, b, joint=False) for a, b in ((p, v), (p[order], v[order])))
    assert two.low.tolist() == one.low[order].tolist()
    assert two.high.tolist() == one.high[order].tolist()


@given(SHARES)
@settings(max_examples=25, deadline=None)
def test_reversing_the_scale_mirrors_the_sets(shares: list[float]) -> None:
    p, k = np.array(shares), len(shares)
    v = 0.002 + p * (1 - p) / 100
    one, two = (rank_sets(values, v, joint=False) for values in (p, 1 - p))
    assert two.low.tolist() == (k + 1 - one.high).tolist()


@given(SHARES, st.floats(0.001, 0.3))
@settings(max_examples=50, deadline=None)
def test_bounds_contain_the_rank_and_equal_a_count(
    shares: list[float], half: float
) -> None:
    p = np.array(shares)
    low, high = p - half, p + half * 0.5
    found = rank_bounds(p, low, high)
    assert np.all((found.low <= found.rank) & (found.rank <= found.high))
    assert found.low.tolist() == [1 + int((low > top).sum()) for top in high]
    assert found.high.tolist() == [
        len(p) - int((high < bottom).sum()) for bottom in low
    ]


def test_an_index_outside_its_interval_is_refused() -> None:
    with pytest.raises(
        ValueError,
        match=r'^index must lie within its interval, got 0.9 in \[0.1, 0.2\] at unit "b"$',
    ):
        rank_bounds([0.5, 0.9], [0.4, 0.1], [0.6, 0.2], units=["a", "b"])


def test_the_level_of_each_interval_shares_the_risk() -> None:
    assert individual_level(8) == pytest.approx(1 - 0.05 / 8)


@pytest.mark.parametrize(
    "low, high, text",
    [
        (
            1,
            8,
            "Chưa thể xếp hạng BH-01: số phiếu hiện có phù hợp với mọi hạng từ 1 đến 8 (độ tin cậy 95%).",
        ),
        (3, 3, "BH-01 đứng hạng 3 trong 8 đơn vị (độ tin cậy 95%)."),
        (
            2,
            5,
            "BH-01 có thể đứng từ hạng 2 đến hạng 5 trong 8 đơn vị (độ tin cậy 95%).",
        ),
        (np.nan, np.nan, "Chưa đủ dữ liệu để xếp hạng BH-01."),
    ],
)
def test_a_set_reads_as_a_sentence(low: float, high: float, text: str) -> None:
    sentence = rank_sentence(
        "BH-01", low=low, high=high, ranked=8, confidence_level=0.95
    )
    assert str(sentence) == text


def test_the_three_groups_hold_every_office_once_in_order_of_the_index() -> None:
    set_a = reference_set("a_small")
    found = three_groups(set_a.sums(), measure=set_a.measure("SIPAS"))
    groups = found.higher + found.none + found.lower + found.too_few
    assert sorted(groups) == list(set_a.sums().offices)
    assert "ST-04" in found.too_few  # ten respondents
    assert found.none[0] == "BH-04"  # the best of those with 30


def test_the_groups_read_as_a_sentence() -> None:
    scores = [[5]] * 28 + [[1]] * 2 + [[5]] * 10 + [[1]] * 20 + [[5]]
    office = [0] * 30 + [1] * 30 + [2]
    sums = score_sums(scores, office, measures=[[0]], n_offices=3)
    assert str(three_groups(sums).sentence) == (
        "Trong 2 đơn vị có từ 30 phiếu trở lên: 1 đơn vị cao hơn rõ so với các đơn vị còn lại, "
        "1 đơn vị thấp hơn rõ, 0 đơn vị chưa thấy khác biệt rõ."
    )
