"""Index rules agree with the pooled index where they must, and with raw influences where not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.arrays import FloatArray
from analysis.comparable import of_measure, of_rule
from analysis.comparisons import compare_index_pairs, compare_pairs
from analysis.groups import compare_indices_with_others, compare_with_others
from analysis.indices import domain_index, satisfaction_index
from analysis.intervals import interval_of_index
from analysis.linearised import linearised_sums
from analysis.rules import (
    IndexRule,
    RuleSums,
    fixed_weights,
    mean_of_criteria,
    pooled_rule,
    rule_index,
    rule_residuals,
)
from analysis.tally import cross_products, pack, score_sums
from tests.fixtures.reference import reference_set

scores = st.lists(
    st.lists(st.integers(0, 5), min_size=3, max_size=3), min_size=2, max_size=15
)


def rule_sums(rows: list[list[int]], office: list[int]) -> RuleSums:
    table = np.array(rows)
    n_offices = max(office) + 1
    answered = (table > 0).any(axis=1)
    return RuleSums(
        cross_products(
            pack(table, levels=5),
            office,
            n_cells=n_offices,
            levels=5,
            satisfied_from=4,
        ),
        np.bincount(office, minlength=n_offices),
        np.bincount(office, answered, n_offices).astype(np.int64),
        tuple(map(str, range(n_offices))),
    )


def of_a_small() -> RuleSums:
    data = reference_set("a_small")
    offices, office = data.codes("office_code")
    found = rule_sums(data.scores[:, :22].tolist(), office.tolist())
    return RuleSums(found.products, found.n, found.n_valid, offices)


def influence(table: FloatArray, rule: IndexRule) -> FloatArray:
    """Return each respondent's u from raw answers, for one stratum."""
    satisfied, answered = table >= 4, table > 0
    u = np.zeros(len(table))
    for group, weight in zip(rule.groups, rule.shares):
        y, m = satisfied[:, group].sum(1), answered[:, group].sum(1)
        u += weight * (y - y.sum() / m.sum() * m) / m.sum()
    return u


def test_the_pooled_rule_is_the_pooled_index() -> None:
    data = reference_set("a_small")
    sums, measure = data.sums(), data.measure("SIPAS")
    by_rule = rule_index(of_a_small(), pooled_rule(range(22)))
    pooled = satisfaction_index(sums)
    for name in ("index", "variance", "df", "n", "m", "units"):
        np.testing.assert_allclose(
            getattr(by_rule, name)[:, 0],
            getattr(pooled, name)[:, measure],
            rtol=1e-10,
            err_msg=name,
        )


def test_the_pooled_rule_holds_for_unions_of_offices() -> None:
    data = reference_set("a_small")
    groups = [0, 0, 0, 0, 1, 1, 1, 1]
    by_rule = rule_index(
        of_a_small(), pooled_rule(range(22)), groups=groups, names=["BH", "ST"]
    )
    pooled = domain_index(data.sums(), groups, names=["BH", "ST"])
    measure = data.measure("SIPAS")
    np.testing.assert_allclose(
        by_rule.variance[:, 0], pooled.variance[:, measure], rtol=1e-10
    )
    np.testing.assert_array_equal(by_rule.df[:, 0], pooled.df[:, measure])


def test_a_mean_of_criteria_is_the_mean_of_the_questions_indices() -> None:
    # METHODS, trap 7: mean of items 84.345 where the pooled index is 84.830.
    found = rule_index(
        of_a_small(), mean_of_criteria(range(22)), groups=[0] * 8, names=["ALL"]
    )
    assert 100 * found.index[0, 0] == pytest.approx(84.345, abs=5e-4)


@given(scores)
def test_the_variance_is_that_of_the_raw_influences(rows: list[list[int]]) -> None:
    table, n = np.array(rows), len(rows)
    for rule in (
        mean_of_criteria(range(3)),
        fixed_weights([[0, 1], [2]], [3, 1]),
    ):
        found = rule_index(rule_sums(rows, [0] * n), rule)
        if np.isnan(found.index[0, 0]):
            assert not all((table[:, list(group)] > 0).any() for group in rule.groups)
            continue
        u = influence(table, rule)
        expected = n / (n - 1) * ((u - u.mean()) ** 2).sum()
        assert found.variance[0, 0] == pytest.approx(expected, rel=1e-9, abs=1e-14)


@given(scores)
def test_doubling_keeps_an_index_by_rule(rows: list[list[int]]) -> None:
    rule = fixed_weights([[0, 1], [2]], [3, 1])
    once = rule_index(rule_sums(rows, [0] * len(rows)), rule)
    twice = rule_index(rule_sums(rows * 2, [0] * 2 * len(rows)), rule)
    np.testing.assert_allclose(once.index, twice.index, rtol=1e-12)


@given(scores, scores)
def test_cross_products_of_two_waves_add_up(
    first: list[list[int]], second: list[list[int]]
) -> None:
    both = rule_sums(first + second, [0] * (len(first) + len(second)))
    added = rule_sums(first, [0] * len(first)) + rule_sums(second, [0] * len(second))
    np.testing.assert_array_equal(added.products, both.products)
    assert (added.n[0], added.n_valid[0]) == (both.n[0], both.n_valid[0])


def test_cross_products_of_other_offices_do_not_add() -> None:
    one, two = rule_sums([[5]], [0]), rule_sums([[5], [5]], [0, 1])
    with pytest.raises(ValueError, match="^only the same offices and questions"):
        one + two


def test_a_missing_part_leaves_no_index() -> None:
    found = rule_index(rule_sums([[5, 0], [1, 0]], [0, 0]), mean_of_criteria([0, 1]))
    assert np.isnan(found.index[0, 0]) and np.isnan(found.variance[0, 0])


def test_a_mean_residual_is_the_distance_of_the_indices() -> None:
    sums, rule = of_a_small(), mean_of_criteria(range(22))
    together = rule_index(sums, rule, groups=[0] * 8, names=["ALL"]).index[0, 0]
    np.testing.assert_allclose(
        rule_residuals(sums, rule).mean,
        rule_index(sums, rule).index[:, 0] - together,
        atol=1e-12,
    )


def test_comparing_by_the_pooled_rule_says_what_sums_say() -> None:
    data = reference_set("a_small")
    measure = data.measure("SIPAS")
    by_rule = of_rule(of_a_small(), pooled_rule(range(22)))
    pairs = compare_index_pairs(by_rule)
    of_sums = compare_pairs(data.sums(), measure=measure, method="index-t")
    np.testing.assert_allclose(pairs.statistic, of_sums.statistic, rtol=1e-9)
    np.testing.assert_allclose(pairs.pvalue, of_sums.pvalue, rtol=1e-8)
    # Others are weighed by their respondents under a rule, whose groups have answers of their own.
    groups = compare_indices_with_others(by_rule)
    pooled = compare_with_others(data.sums(), measure=measure)
    assert groups.verdicts == pooled.verdicts
    np.testing.assert_allclose(groups.difference, pooled.difference, atol=1e-12)
    np.testing.assert_allclose(groups.low, pooled.low, atol=0.01)
    np.testing.assert_allclose(groups.statistic, pooled.statistic, atol=0.01)


def test_offices_compared_by_a_mean_of_criteria_differ_where_they_do() -> None:
    rng = np.random.default_rng(8)
    rows = np.where(
        rng.random((120, 3)) < np.repeat([[0.95], [0.6]], 60, axis=0), 5, 1
    ).tolist()
    sums = rule_sums(rows, [0] * 60 + [1] * 60)
    found = compare_indices_with_others(of_rule(sums, mean_of_criteria(range(3))))
    assert [str(verdict) for verdict in found.verdicts] == ["higher", "lower"]


def test_a_pooled_measure_has_the_others_of_its_sums() -> None:
    sums = score_sums([[5], [1], [5]], [0, 0, 1], measures=[[0]], n_offices=2)
    found = of_measure(sums)
    assert found.others.tolist() == [1, 0.5] and found.common == pytest.approx(2 / 3)


def test_an_index_of_levels_is_the_mean_level_over_the_highest() -> None:
    # Two elements of a 4-point scale: means 3.5 and 2, so that (3.5 + 2) / 2 x 25 = 68.75 points.
    sums = rule_sums([[4, 2], [3, 0]], [0, 0])
    found = rule_index(sums, mean_of_criteria([0, 1], highest_level=4))
    assert 100 * found.index[0, 0] == pytest.approx(68.75)


@given(scores)
def test_the_variance_of_an_index_of_levels_is_that_of_the_raw_influences(
    rows: list[list[int]],
) -> None:
    table, n = np.array(rows), len(rows)
    rule = fixed_weights([[0, 1], [2]], [3, 1], highest_level=5)
    found = rule_index(rule_sums(rows, [0] * n), rule)
    if np.isnan(found.index[0, 0]):
        return
    u = np.zeros(n)
    for group, weight in zip(rule.groups, rule.shares):
        chosen = table[:, group]
        y, m = chosen.sum(1) / 5, (chosen > 0).sum(1)
        u += weight * (y - y.sum() / m.sum() * m) / m.sum()
    expected = n / (n - 1) * ((u - u.mean()) ** 2).sum()
    assert found.variance[0, 0] == pytest.approx(expected, rel=1e-9, abs=1e-14)


@given(scores)
def test_linearised_sums_have_the_index_and_the_variance_of_the_rule(
    rows: list[list[int]],
) -> None:
    answered = [row for row in rows if any(row)] or [[5, 5, 5]]
    sums = rule_sums(answered, [0] * len(answered))
    for rule in (
        fixed_weights([[0, 1], [2]], [3, 1]),
        pooled_rule([0, 1, 2], highest_level=5),
    ):
        found, as_pooled = rule_index(sums, rule), satisfaction_index(
            linearised_sums(sums, rule)
        )
        np.testing.assert_allclose(as_pooled.index, found.index, rtol=1e-12)
        if len(answered) > 1:
            np.testing.assert_allclose(
                as_pooled.variance, found.variance, rtol=1e-7, atol=1e-14
            )


def test_an_interval_of_levels_is_one_of_the_way_from_the_lowest_to_the_highest() -> (
    None
):
    # On a scale of two levels, 1 and 2 of 2, an index of levels is 1/2 + half the share at the top.
    rows = [[1], [5]] * 20 + [[5]] * 15
    share = rule_index(rule_sums(rows, [0] * 55), pooled_rule([0]))
    levels = rule_index(
        rule_sums([[1 if row == [1] else 2] for row in rows], [0] * 55),
        pooled_rule([0], highest_level=2),
    )
    of_share = interval_of_index(share)
    of_levels = interval_of_index(levels, lowest=0.5)
    assert levels.index[0, 0] == pytest.approx(0.5 + share.index[0, 0] / 2)
    np.testing.assert_allclose(of_levels.low, 0.5 + of_share.low / 2, rtol=1e-12)
    np.testing.assert_allclose(of_levels.high, 0.5 + of_share.high / 2, rtol=1e-12)


def test_an_office_without_an_answer_in_a_group_has_no_linearised_sums() -> None:
    found = linearised_sums(
        rule_sums([[5, 0], [5, 4]], [0, 1]), mean_of_criteria([0, 1])
    )
    assert found.n.tolist() == [0, 1]
    assert np.isnan(satisfaction_index(found).index[0, 0])


@pytest.mark.parametrize(
    "groups, weights, message",
    [
        ((), (), "an index rule must have groups with questions"),
        (((),), (1.0,), "an index rule must have groups with questions"),
        (((0,),), (0.0,), r"weights must be 1 positive numbers, got \(0.0,\)"),
        (((0,),), (), r"weights must be 1 positive numbers, got \(\)"),
    ],
)
def test_an_impossible_rule_is_refused(
    groups: tuple[tuple[int, ...], ...], weights: tuple[float, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        IndexRule(groups, weights)


def test_a_highest_level_below_none_is_refused() -> None:
    with pytest.raises(
        ValueError, match="^highest_level must be 0 or a level, got -1$"
    ):
        pooled_rule([0], highest_level=-1)


def test_a_rule_of_unknown_questions_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"^a rule must name questions 0 to 1, got \(2,\)$"
    ):
        rule_index(rule_sums([[5, 5], [5, 5]], [0, 0]), mean_of_criteria([2]))
