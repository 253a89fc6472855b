"""Tests of one question agree with R, ties and empty levels included."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.questions import (
    cliffs_delta,
    contingency,
    dunn,
    kruskal,
    mann_whitney_pvalue,
    satisfied_or_not,
)
from analysis.scores import ScoreCounts
from analysis.shares import fisher_pvalue_simulated, two_shares
from analysis.significance import adjust
from tests.fixtures.reference import Row, expected, numbers, reference_set

SETS = ["a_small", "d_weighted"]
GROUPS = ["office_code", "channel", "gender", "age_group", "field", "period"]


def rows_by_label(name: str, group: str) -> dict[str, Row]:
    rows = expected(name, "tests_items.csv")
    return {row["label"]: row for row in rows if row["group"] == group}


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("group", [*GROUPS, "province"])
def test_tests_of_questions_are_those_of_r(name: str, group: str) -> None:
    counts = reference_set(name).counts(group)
    rows = rows_by_label(name, group)
    at = [counts.questions.index(label) for label in rows]
    ranks, five = kruskal(counts), contingency(counts)
    two = contingency(satisfied_or_not(counts, at_least=4))
    p = ranks.pvalue[at]
    columns = {
        "n": (ranks.n[at], 0.0),
        "k": (ranks.k[at], 0.0),
        "kw_H": (ranks.statistic[at], 1e-8),
        "kw_df": (ranks.df[at], 0.0),
        "kw_p": (p, 1e-8),
        "eps2": (ranks.epsilon_squared[at], 1e-8),
        "eta2_H": (ranks.eta_squared[at], 1e-9),
        "chi5": (five.statistic[at], 1e-8),
        "chi5_df": (five.df[at], 0.0),
        "chi5_p": (five.pvalue[at], 1e-8),
        "chi5_min_exp": (five.smallest_expected[at], 1e-9),
        "V5": (five.cramers_v[at], 1e-9),
        "chi2": (two.statistic[at], 1e-8),
        "chi2_df": (two.df[at], 0.0),
        "chi2_p": (two.pvalue[at], 1e-8),
        "chi2_min_exp": (two.smallest_expected[at], 1e-9),
        "V2": (two.cramers_v[at], 1e-9),
        "kw_p_holm": (adjust(p, method="holm"), 1e-10),
        "kw_p_bh": (adjust(p, method="bh"), 1e-10),
    }
    assert len(rows) == 23
    for column, (values, tolerance) in columns.items():
        np.testing.assert_allclose(
            values,
            numbers(tuple(rows.values()), column),
            rtol=0,
            atol=tolerance,
            err_msg=column,
        )


@pytest.mark.parametrize("group", ["office_code", "channel"])
def test_random_tables_give_fishers_p_value(group: str) -> None:
    counts = reference_set("a_small").counts(group)
    satisfied = counts.satisfied(at_least=4)
    rng = np.random.default_rng(5)
    for label, row in rows_by_label("a_small", group).items():
        at = counts.questions.index(label)
        found = fisher_pvalue_simulated(satisfied[:, at], counts.n[:, at], rng=rng)
        assert found == pytest.approx(float(row["fisher2_sim_p"]), abs=0.015)


def test_fishers_p_value_of_the_hand_example() -> None:
    # METHODS, trap 16: 2 of 2 against 0 of 15 gives 1/136 = 0.0074.
    found = fisher_pvalue_simulated([2, 0], [2, 15], rng=np.random.default_rng(2))
    assert found == pytest.approx(1 / 136, rel=1e-12)
    assert two_shares([2], [2], [0], [15]).pvalue_fisher[0] == pytest.approx(1 / 136)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("group", ["office_code", "channel", "age_group"])
def test_dunns_pairs_are_those_of_r(name: str, group: str) -> None:
    counts = reference_set(name).counts(group)
    for item in ("overall", "q01", "q14"):
        rows = [
            row
            for row in expected(name, "dunn.csv")
            if (row["group"], row["item"]) == (group, item)
        ]
        at = [
            (counts.offices.index(row["g1"]), counts.offices.index(row["g2"]))
            for row in rows
        ]
        found = dunn(counts, question=counts.questions.index(item), pairs=at)
        # rstatix takes the second less the first.
        np.testing.assert_allclose(-found.statistic, numbers(rows, "z"), atol=1e-9)
        np.testing.assert_allclose(found.pvalue, numbers(rows, "p"), atol=1e-9)
        for method in ("holm", "bh"):
            np.testing.assert_allclose(
                adjust(found.pvalue, method=method),  # type: ignore[arg-type]
                numbers(rows, f"p_{method}"),
                atol=1e-9,
            )


@pytest.mark.parametrize("name", SETS)
def test_pairs_of_the_overall_question_are_those_of_r(name: str) -> None:
    counts, rows = reference_set(name).counts(), expected(name, "pairs_overall.csv")
    at = counts.questions.index("overall")
    first = [counts.offices.index(row["g1"]) for row in rows]
    second = [counts.offices.index(row["g2"]) for row in rows]
    satisfied, n = counts.satisfied(at_least=4)[:, at], counts.n[:, at]
    found = two_shares(satisfied[first], n[first], satisfied[second], n[second])
    a, b = counts.counts[first, at], counts.counts[second, at]
    for values, column in (
        (found.difference, "diff"),
        (found.statistic, "chisq"),
        (found.pvalue, "p"),
        (found.pvalue_yates, "p_yates"),
        (found.pvalue_fisher, "p_fisher"),
        (found.cohens_h, "cohen_h"),
        (cliffs_delta(a, b), "cliffs_delta"),
        (mann_whitney_pvalue(a, b), "mw_p"),
    ):
        np.testing.assert_allclose(
            values, numbers(rows, column), rtol=0, atol=1e-8, err_msg=column
        )


def test_ties_are_corrected_for() -> None:
    # METHODS, trap 10: H = 9.5 with ties, 9.142857 without.
    found = kruskal(ScoreCounts.of([[[4, 3, 2, 1, 0]], [[0, 1, 2, 3, 4]]]))
    assert found.statistic[0] == pytest.approx(9.5, rel=1e-12)
    assert found.pvalue[0] == pytest.approx(0.002055, abs=5e-7)
    pair = dunn(ScoreCounts.of([[[4, 3, 2, 1, 0]], [[0, 1, 2, 3, 4]]]))
    assert pair.statistic[0] == pytest.approx(-3.082207, abs=5e-7)
    assert pair.cliffs_delta[0] == pytest.approx(-0.8)


@pytest.mark.parametrize(
    "counts",
    [
        [[[5, 5]]],
        [[[5, 5]], [[0, 0]]],
        [[[5, 0]], [[5, 0]]],
        [[[0, 0]], [[0, 0]]],
    ],
    ids=["one group", "one filled", "all alike", "nobody"],
)
def test_nothing_to_compare_gives_nothing(counts: list[list[list[int]]]) -> None:
    given_counts = ScoreCounts.of(counts)
    assert np.isnan(kruskal(given_counts).pvalue[0])
    assert np.isnan(contingency(given_counts).pvalue[0])
    assert not (dunn(given_counts).pvalue < 1).any()


def test_two_shares_without_answers_or_disagreement_are_not_compared() -> None:
    found = two_shares([0, 5], [0, 5], [3, 5], [5, 5])
    assert np.isnan(found.pvalue).all() and np.isnan(found.pvalue_yates).all()
    assert np.isnan(found.pvalue_fisher[0]) and found.pvalue_fisher[1] == 1


counts_of_groups = st.lists(
    st.lists(st.integers(0, 6), min_size=4, max_size=4), min_size=2, max_size=5
)


@given(counts_of_groups, st.randoms())
def test_the_order_of_groups_does_not_matter(
    rows: list[list[int]], random: object
) -> None:
    shuffled = rows.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for test in (kruskal, contingency):
        one, other = (
            test(ScoreCounts.of([[row] for row in given_rows]))
            for given_rows in (rows, shuffled)
        )
        np.testing.assert_allclose(one.statistic, other.statistic, rtol=1e-9)


@given(counts_of_groups)
def test_reversing_the_scale_turns_ranks_round(rows: list[list[int]]) -> None:
    straight = ScoreCounts.of([[row] for row in rows])
    reversed_scale = ScoreCounts.of([[row[::-1]] for row in rows])
    np.testing.assert_allclose(
        kruskal(straight).statistic, kruskal(reversed_scale).statistic, rtol=1e-7
    )
    np.testing.assert_allclose(
        dunn(straight).statistic, -dunn(reversed_scale).statistic, atol=1e-9
    )


def test_dunn_agrees_with_kruskal_for_two_groups() -> None:
    counts = ScoreCounts.of([[[1, 5, 2]], [[4, 1, 9]]])
    assert dunn(counts).statistic[0] ** 2 == pytest.approx(
        kruskal(counts).statistic[0], rel=1e-12
    )
