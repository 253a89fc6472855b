"""Indices and their variance agree with R's survey package and with figures made by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.indices import domain_index, level_shares, mean_score, satisfaction_index
from analysis.scores import ScoreCounts, ScoreSums
from analysis.tally import score_sums
from tests.fixtures.reference import expected, numbers, reference_set

# Answers of respondents by office: rows of three scores, 0 for none.
respondents = st.lists(
    st.lists(st.integers(0, 5), min_size=3, max_size=3), min_size=1, max_size=12
)


def pooled(scores: list[list[int]], office: list[int] | None = None) -> ScoreSums:
    """Return the sums of one measure over three questions."""
    offices = office or [0] * len(scores)
    return score_sums(
        scores, offices, measures=[[0, 1, 2]], n_offices=max(offices, default=0) + 1
    )


def rows_of(design: str, domain: str) -> tuple[dict[str, str], ...]:
    return tuple(
        row
        for row in expected("a_small", "indices.csv")
        if row["design"] == design and row["domain"] == domain
    )


@pytest.mark.parametrize(
    "design, fpc", [("strata=office", False), ("strata=office,w,fpc", True)]
)
def test_an_office_has_the_index_of_r(design: str, fpc: bool) -> None:
    rows = rows_of(design, "office")
    data = reference_set("a_small")
    found = satisfaction_index(data.sums(population=True), fpc=fpc)
    offices, measures = found.domains, found.measures
    at = [(offices.index(r["value"]), measures.index(r["measure"])) for r in rows]
    place = tuple(np.array(at).T)
    assert len(rows) == 8 * len(measures)
    close = {"rtol": 0, "atol": 1e-9}
    np.testing.assert_allclose(
        100 * found.index[place], numbers(rows, "index"), **close
    )
    np.testing.assert_allclose(
        100 * found.standard_error[place], numbers(rows, "se"), **close
    )
    np.testing.assert_array_equal(found.n[place], numbers(rows, "n_valid_resp"))
    np.testing.assert_array_equal(found.m[place], numbers(rows, "m"))
    valid = found.n[place] > 0
    np.testing.assert_array_equal(found.df[place][valid], numbers(rows, "df")[valid])


@pytest.mark.parametrize(
    "design, weighted, fpc",
    [
        ("strata=office", False, False),
        ("strata=office,w", True, False),
        ("strata=office,w,fpc", True, True),
    ],
)
@pytest.mark.parametrize("domain", ["ALL", "province"])
def test_a_union_of_offices_has_the_index_of_r(
    design: str, weighted: bool, fpc: bool, domain: str
) -> None:
    data = reference_set("a_small")
    sums = data.sums(population=True)
    assert sums.population is not None
    weight = sums.population / sums.n if weighted else None
    weighted_sums = ScoreSums(
        sums.n,
        sums.n_valid,
        sums.y,
        sums.m,
        sums.yy,
        sums.ym,
        sums.mm,
        sums.offices,
        sums.measures,
        sums.population,
        weight,
    )
    province = {row["office_code"]: row["province"] for row in data.offices}
    names = sorted(set(province.values())) if domain == "province" else ["ALL"]
    groups = [
        names.index(province[office]) if domain == "province" else 0
        for office in sums.offices
    ]
    found = domain_index(weighted_sums, groups, names=names, fpc=fpc)
    rows = rows_of(design, domain)
    at = [(names.index(r["value"]), found.measures.index(r["measure"])) for r in rows]
    place = tuple(np.array(at).T)
    for name, values in (
        ("index", 100 * found.index),
        ("se", 100 * found.standard_error),
        ("df", found.df),
    ):
        np.testing.assert_allclose(
            values[place], numbers(rows, name), rtol=0, atol=1e-9, err_msg=name
        )


def test_a_census_has_no_sampling_error() -> None:
    sums = reference_set("a_small").sums(population=True)
    office, measure = sums.offices.index("ST-02"), sums.measures.index("SIPAS")
    without = satisfaction_index(sums).standard_error[office, measure]
    assert 100 * without == pytest.approx(4.2798, abs=5e-5)
    assert satisfaction_index(sums, fpc=True).standard_error[office, measure] == 0


def test_more_answers_than_dossiers_get_no_correction() -> None:
    sums = reference_set("a_small").sums()
    few = np.full(len(sums.offices), 1.0)
    few[0] = np.nan
    corrected = ScoreSums(
        sums.n,
        sums.n_valid,
        sums.y,
        sums.m,
        sums.yy,
        sums.ym,
        sums.mm,
        sums.offices,
        sums.measures,
        few,
    )
    found = satisfaction_index(corrected, fpc=True)
    assert not found.fpc_applied.any()
    np.testing.assert_array_equal(found.variance, satisfaction_index(sums).variance)


def test_the_index_is_none_of_the_other_averages() -> None:
    # METHODS, trap 7: pooled 84.830; mean of items 84.345; of offices 83.932.
    sums = reference_set("a_small").sums()
    found = domain_index(sums, [0] * 8, names=["ALL"])
    sipas, items = sums.measures.index("SIPAS"), slice(0, 22)
    assert 100 * found.index[0, sipas] == pytest.approx(84.830, abs=5e-4)
    assert 100 * found.index[0, items].mean() == pytest.approx(84.345, abs=5e-4)
    of_offices = satisfaction_index(sums).index[:, sipas].mean()
    assert 100 * of_offices == pytest.approx(83.932, abs=5e-4)


def test_two_opposite_respondents_are_two_not_forty_four() -> None:
    # By hand: p = 1/2, sum of squares 2 * 11^2, times 2/1, over 44^2: 0.25. As answers: 7.54 points.
    found = satisfaction_index(
        score_sums([[5] * 22, [1] * 22], [0, 0], measures=[range(22)], n_offices=1)
    )
    assert found.standard_error[0, 0] == 0.5


def test_one_respondent_is_lonely_not_certain() -> None:
    found = satisfaction_index(pooled([[5, 1, 0]]))
    assert (found.index[0, 0], found.variance[0, 0], found.df[0, 0]) == (0.5, 0, 0)
    assert found.degenerate[0, 0]


def test_lonely_offices_in_a_union_follow_the_rule() -> None:
    # Office 0: y = 3, 0 of 3 each; office 1: one respondent with y = 0 of 3. P = 3/9.
    # u = (y - P m)/9 = 2/9, -1/9, -1/9. Office 0: 2 * ((2/9)^2 + (1/9)^2 - (1/9)^2/2) = 9/81.
    # Office 1 under "adjust": (1/9)^2 = 1/81.
    sums = pooled([[5, 5, 5], [1, 1, 1], [1, 1, 1]], [0, 0, 1])

    def variance(lonely: str) -> float:
        found = domain_index(sums, [0, 0], names=["all"], lonely=lonely)  # type: ignore[arg-type]
        return float(found.variance[0, 0])

    assert variance("adjust") == pytest.approx(10 / 81, rel=1e-12)
    assert variance("remove") == variance("certainty") == pytest.approx(9 / 81)
    assert variance("average") == pytest.approx(9 / 81 * 2)


@pytest.mark.parametrize("lonely", ["adjust", "average", "certainty", "remove"])
@pytest.mark.parametrize("domain", ["ALL", "province"])
def test_lonely_offices_are_treated_as_in_r(lonely: str, domain: str) -> None:
    data = reference_set("pathological")
    rows = [
        row
        for row in expected("pathological", "indices.csv")
        if row["design"] == f"strata=office,lonely={lonely}"
        and row["domain"] == domain
        and row["measure"] in ("F1", "F3", "F5", "SIPAS", "OVERALL")
    ]
    sums = data.sums()
    province = {row["office_code"]: row["province"] for row in data.offices}
    names = sorted({row["value"] for row in rows})
    groups = [
        names.index(province[office]) if domain == "province" else 0
        for office in sums.offices
    ]
    found = domain_index(sums, groups, names=names, lonely=lonely)  # type: ignore[arg-type]
    at = [(names.index(r["value"]), found.measures.index(r["measure"])) for r in rows]
    place = tuple(np.array(at).T)
    np.testing.assert_allclose(
        100 * found.standard_error[place], numbers(rows, "se"), rtol=0, atol=1e-9
    )


def test_nobody_gives_no_index() -> None:
    found = satisfaction_index(pooled([[0, 0, 0]]))
    assert np.isnan(found.index[0, 0]) and np.isnan(found.variance[0, 0])
    assert (found.units[0, 0], found.n[0, 0]) == (1, 0)


def test_answers_all_alike_have_no_variance_at_all() -> None:
    # 1/3 is no binary fraction, so rounding must not pass for variance.
    found = satisfaction_index(pooled([[5, 1, 1]] * 7))
    assert found.variance[0, 0] == 0


def test_an_unknown_group_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^groups must be -1 to 0, got \[1\]$"):
        domain_index(pooled([[5, 5, 5]]), [1], names=["all"])


def test_an_office_can_be_left_out() -> None:
    sums = pooled([[5, 5, 5], [1, 1, 1]], [0, 1])
    assert domain_index(sums, [0, -1], names=["all"]).index[0, 0] == 1


@given(respondents, st.randoms())
def test_the_order_of_respondents_does_not_matter(scores: list[list[int]], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = scores.copy()
    random.shuffle(shuffled)
    one, other = satisfaction_index(pooled(scores)), satisfaction_index(
        pooled(shuffled)
    )
    np.testing.assert_array_equal(one.index, other.index)
    np.testing.assert_array_equal(one.variance, other.variance)


@given(respondents)
def test_doubling_keeps_the_index_and_narrows_its_error(
    scores: list[list[int]],
) -> None:
    one, two = satisfaction_index(pooled(scores)), satisfaction_index(
        pooled(scores * 2)
    )
    np.testing.assert_array_equal(one.index, two.index)
    if len(scores) > 1 and one.variance[0, 0] > 0:
        assert two.variance[0, 0] < one.variance[0, 0]


@given(respondents, respondents)
def test_merged_offices_lie_between(
    first: list[list[int]], second: list[list[int]]
) -> None:
    sums = pooled(first + second, [0] * len(first) + [1] * len(second))
    merged = domain_index(sums, [0, 0], names=["both"]).index[0, 0]
    each = satisfaction_index(sums).index[:, 0]
    if np.isnan(each).all():
        assert np.isnan(merged)
    else:
        assert np.nanmin(each) - 1e-15 <= merged <= np.nanmax(each) + 1e-15


@given(respondents)
def test_a_question_that_does_not_apply_changes_nothing(
    scores: list[list[int]],
) -> None:
    wider = [[*row, 0] for row in scores]
    offices = [0] * len(scores)
    found = satisfaction_index(
        score_sums(wider, offices, measures=[range(4)], n_offices=1)
    )
    np.testing.assert_array_equal(found.index, satisfaction_index(pooled(scores)).index)


@given(respondents)
def test_reversing_the_scale_mirrors_the_index(scores: list[list[int]]) -> None:
    # "Satisfied" from 4 becomes "dissatisfied" up to 2, which is "not from 3".
    mirrored = [[6 - score if score else 0 for score in row] for row in scores]
    offices = [0] * len(scores)
    found = satisfaction_index(
        score_sums(mirrored, offices, measures=[range(3)], n_offices=1, at_least=3)
    )
    straight = satisfaction_index(pooled(scores))
    np.testing.assert_allclose(found.index, 1 - straight.index, atol=1e-12)
    np.testing.assert_allclose(found.variance, straight.variance, atol=1e-12)


def test_a_mean_score_has_the_error_of_the_books() -> None:
    # Scores 5, 4, 4, 1: mean 3.5, variance 3, standard error sqrt(3/4).
    found = mean_score(ScoreCounts.of([[[1, 0, 0, 2, 1]]]))
    assert (found.mean[0, 0], found.n[0, 0]) == (3.5, 4)
    assert found.standard_error[0, 0] == pytest.approx(np.sqrt(0.75), rel=1e-14)


def test_a_mean_of_one_has_no_error() -> None:
    found = mean_score(ScoreCounts.of([[[0, 0, 0, 0, 1]], [[0, 0, 0, 0, 0]]]))
    assert found.mean[0, 0] == 5 and np.isnan(found.mean[1, 0])
    assert np.isnan(found.standard_error).all()


def test_shares_of_levels_leave_out_what_was_not_answered() -> None:
    # METHODS, trap 6: q19 has 110 satisfied of 149 answers, 73.83 %; of 240 it would be 45.83 %.
    counts = reference_set("a_small").counts("gender")
    found = level_shares(counts)
    at = counts.questions.index("q19")
    assert found.n[:, at].sum() == 149
    assert found.not_answered[:, at].sum() == 91
    satisfied = (found.share[:, at, 3:] * found.n[:, at, None]).sum()
    assert satisfied / 149 == pytest.approx(0.7383, abs=5e-5)
    empty = level_shares(ScoreCounts.of([[[0, 0]]]))
    assert np.isnan(empty.share).all() and empty.n[0, 0] == 0
