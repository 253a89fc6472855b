"""What no package has by our name is equal to `tests/reference/ours.R`, written again from docs/method.md."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pytest

from analysis.agreement import cohen_kappa
from analysis.arrays import BoolArray, FloatArray
from analysis.association import rank_correlation
from analysis.before_after import before_after
from analysis.changes import wave_changes
from analysis.choices import mean_of_values
from analysis.comparisons import compare_pairs
from analysis.groups import compare_with_others, compare_with_target
from analysis.indices import satisfaction_index
from analysis.rechecks import collection_gaps
from analysis.rules import (
    IndexRule,
    RuleSums,
    fixed_weights,
    mean_of_criteria,
    pooled_rule,
    rule_index,
)
from analysis.sampling import inclusion_probabilities, systematic_pps
from analysis.scores import ScoreSums
from analysis.significance import adjust
from analysis.studentised_range import range_pvalues
from analysis.tally import cross_products, pack, score_sums
from tests.fixtures.reference import Row, expected, numbers, reference_set

SETS = ("a_small", "d_weighted")
QUESTIONS = range(22)
both_sets = pytest.mark.parametrize("name", SETS)


@dataclass(frozen=True, slots=True)
class Answers:
    """The 22 scores of those who answered any, with what they are grouped by."""

    name: str

    @property
    def answered(self) -> BoolArray:
        return np.asarray((reference_set(self.name).scores[:, QUESTIONS] > 0).any(1))

    def sums(self, by: str, chosen: BoolArray | None = None) -> ScoreSums:
        """Sums by a column over all of its values, of the rows chosen."""
        data = reference_set(self.name)
        values, codes = data.codes(by)
        rows = self.answered if chosen is None else self.answered & chosen
        return score_sums(
            data.scores[rows][:, QUESTIONS],
            codes[rows],
            measures=[QUESTIONS],
            n_offices=len(values),
        )

    def where(self, column: str, *values: str) -> BoolArray:
        return np.isin(reference_set(self.name).column(column), values)


@lru_cache
def by_office(name: str) -> ScoreSums:
    return Answers(name).sums("office_code")


def offices(name: str) -> tuple[str, ...]:
    return reference_set(name).codes("office_code")[0]


def dossiers(name: str) -> FloatArray:
    rows = {row["office_code"]: row for row in reference_set(name).offices}
    return np.array([float(rows[code]["n_dossiers"]) for code in offices(name)])


@both_sets
def test_pairs_are_tested_and_corrected_as_r_does(name: str) -> None:
    found = compare_pairs(by_office(name), method="index-t")
    rows = expected(name, "protected_pairs.csv")
    place = {code: at for at, code in enumerate(offices(name))}
    chosen = [(place[row["g1"]], place[row["g2"]]) for row in rows]
    all_found = list(zip(found.first.tolist(), found.second.tolist()))
    at = [all_found.index(pair) for pair in chosen]
    ranged = range_pvalues(found.statistic, found.df, groups=int((by_office(name).n >= 5).sum()))  # fmt: skip
    for values, column, tolerance in (
        (found.difference, "diff", 1e-12),
        (found.statistic, "t", 1e-9),
        (found.df, "df", 0),
        (found.pvalue, "p", 1e-9),
        (found.pvalue_adjusted, "p_holm", 1e-9),
        (adjust(found.pvalue, method="bh"), "p_bh", 1e-9),
        (ranged, "p_range", 1e-6),
    ):
        np.testing.assert_allclose(
            values[at], numbers(rows, column), rtol=0, atol=tolerance, err_msg=column
        )
    # A pair's figure is what is tested.
    np.testing.assert_allclose(
        found.difference, found.statistic * found.standard_error, atol=1e-12
    )


@both_sets
def test_the_three_groups_rest_on_rs_test(name: str) -> None:
    found = compare_with_others(by_office(name))
    rows = expected(name, "beside_others.csv")
    for values, column in (
        (found.index, "index"),
        (found.others, "others"),
        (found.statistic, "t"),
        (found.df, "df"),
        (found.pvalue, "p"),
        (found.pvalue_adjusted, "p_holm"),
    ):
        np.testing.assert_allclose(
            values, numbers(rows, column), rtol=0, atol=1e-9, err_msg=column
        )


@both_sets
def test_a_target_is_held_against_offices_as_in_r(name: str) -> None:
    found = compare_with_target(by_office(name), 0.8)
    rows = expected(name, "beside_target.csv")
    for values, column in (
        (found.statistic, "t"),
        (found.pvalue, "p"),
        (found.pvalue_adjusted, "p_holm"),
    ):
        np.testing.assert_allclose(
            values, numbers(rows, column), rtol=0, atol=1e-8, err_msg=column
        )


@pytest.mark.parametrize(
    "name, waves", [("a_small", "2"), ("d_weighted", "2"), ("d_weighted", "4")]
)
def test_changes_and_slopes_are_tested_as_in_r(name: str, waves: str) -> None:
    answers = Answers(name)
    periods = reference_set(name).codes("period")[0][-int(waves) :]
    found = wave_changes(
        [answers.sums("province", answers.where("period", one)) for one in periods]
    )
    rows = by_code(
        [row for row in expected(name, "changes.csv") if row["waves"] == waves],
        "group",
        reference_set(name).codes("province")[0],
    )
    for values, column in (
        (found.change, "change"),
        (found.standard_error, "se"),
        (found.df, "df"),
        (found.pvalue, "p"),
        (found.pvalue_adjusted, "p_holm"),
    ):
        np.testing.assert_allclose(
            values, numbers(rows, column), rtol=0, atol=1e-9, err_msg=column
        )


def by_code(rows: list[Row], column: str, codes: tuple[str, ...]) -> list[Row]:
    found = {row[column]: row for row in rows}
    return [found[code] for code in codes]


def collections(name: str) -> tuple[BoolArray, BoolArray]:
    own = Answers(name).where("channel", "qr", "kiosk")
    return own, ~own


@both_sets
def test_the_gap_of_two_collections_is_rs(name: str) -> None:
    own, heard = collections(name)
    answers = Answers(name)
    found = collection_gaps(
        answers.sums("office_code", own),
        answers.sums("office_code", heard),
        weights=dossiers(name),
    )
    (row,) = expected(name, "collection_gap.csv")
    assert found.compared.sum() == int(row["offices"])
    assert found.overall.value == pytest.approx(float(row["gap"]), abs=1e-10)
    assert found.overall.pvalue == pytest.approx(float(row["p"]), abs=1e-8)


@both_sets
def test_before_and_after_beside_others_is_metafors(name: str) -> None:
    own, heard = collections(name)
    answers = Answers(name)
    sums = answers.sums
    # As in ours.R: every other office is made to rise, so that changes differ by more than chance.
    scores = reference_set(name).scores[:, QUESTIONS]
    unhappy = (scores >= 4).sum(1) < 0.9 * (scores > 0).sum(1)
    codes = [row["office_code"] for row in reference_set(name).offices]
    kept = own & ~(answers.where("office_code", *codes[1::2]) & unhappy)
    (row,) = expected(name, "before_after.csv")
    office = offices(name).index(row["office_code"])
    found = before_after(
        sums("office_code", heard),
        sums("office_code", kept),
        office=office,
        compared=[at for at in range(len(offices(name))) if at != office],
    )
    assert found.own.value == pytest.approx(float(row["own"]), abs=1e-10)
    assert found.drift**2 == pytest.approx(float(row["tau2"]), abs=1e-10)
    for shift, prefix in ((found.others, "others"), (found.beyond_others, "beyond")):
        assert shift.value == pytest.approx(float(row[prefix]), abs=1e-9)
        assert shift.low == pytest.approx(float(row[f"{prefix}_low"]), abs=1e-8)
        assert shift.high == pytest.approx(float(row[f"{prefix}_high"]), abs=1e-8)
        assert shift.pvalue == pytest.approx(float(row[f"{prefix}_p"]), abs=1e-8)


def rules(name: str) -> dict[str, IndexRule]:
    data = reference_set(name)
    items = list(data.questions)
    factors = [
        [items.index(item) for item in of]
        for code, of in data.measures.items()
        if code in ("F1", "F2", "F3", "F4", "F5")
    ]
    return {
        "mean_of_criteria": mean_of_criteria(QUESTIONS),
        "fixed_weights": fixed_weights(factors, (3, 2, 2, 2, 1)),
        "levels": pooled_rule(QUESTIONS, highest_level=5),
    }


@both_sets
def test_indices_by_other_rules_are_contrasts_of_ratios_in_r(name: str) -> None:
    data = reference_set(name)
    codes, office = data.codes("office_code")
    products = cross_products(
        pack(data.scores[:, QUESTIONS], levels=5),
        office,
        n_cells=len(codes),
        levels=5,
        satisfied_from=4,
    )
    valid = np.bincount(office, Answers(name).answered, minlength=len(codes))
    sums = RuleSums(products, np.bincount(office), valid.astype(np.int64), codes)
    by_rule = rules(name)
    for row in expected(name, "rules.csv"):
        rule = by_rule[row["rule"]]
        if row["office_code"] == "ALL":
            at = 0
            found = rule_index(sums, rule, groups=[0] * len(codes), names=("ALL",))
        else:
            at, found = codes.index(row["office_code"]), rule_index(sums, rule)
        where = f"{row['office_code']} {row['rule']}"
        for values, column in ((found.index, "index"), (found.standard_error, "se")):
            np.testing.assert_allclose(
                values[at, 0], float(row[column] or "nan"), atol=1e-9, err_msg=where
            )


@both_sets
def test_means_of_values_have_rs_interval(name: str) -> None:
    rows = expected(name, "mean_of_values.csv")
    counts = reference_set(name).counts().counts[:, -1, :]
    found = mean_of_values(counts, range(1, 6))
    used = np.isfinite(numbers(rows, "low"))
    assert used.sum() > 5
    for values, column in ((found.mean, "mean"), (found.low, "low"), (found.high, "high")):  # fmt: skip
        np.testing.assert_allclose(values[used], numbers(rows, column)[used], atol=1e-9)


@both_sets
def test_single_figures_are_rs(name: str) -> None:
    wanted = {row["what"]: float(row["value"] or "nan") for row in expected(name, "single_figures.csv")}  # fmt: skip
    data = reference_set(name)
    index = satisfaction_index(by_office(name)).index[:, 0]
    found = rank_correlation(index, dossiers(name))
    if found.is_defined:
        assert found.coefficient == pytest.approx(wanted["spearman"], abs=1e-12)
        assert found.low == pytest.approx(wanted["spearman_low"], abs=1e-12)
        assert found.high == pytest.approx(wanted["spearman_high"], abs=1e-12)
    table = np.zeros((6, 6), np.int64)
    np.add.at(table, (data.scores[:, 0], data.scores[:, 1]), 1)
    kappa = cohen_kappa(table[1:, 1:])
    assert kappa.kappa == pytest.approx(wanted["kappa"], abs=1e-12)
    assert kappa.standard_error == pytest.approx(wanted["kappa_se"], abs=1e-12)
    codes = [row["office_code"] for row in data.offices]
    chance = inclusion_probabilities([float(r["n_dossiers"]) for r in data.offices], 5)
    np.testing.assert_allclose(
        chance, [wanted[f"pps_chance_{code}"] for code in codes], atol=1e-12
    )
    drawn = systematic_pps(chance, wanted["pps_start"])
    assert [codes[at] for at in drawn] == [
        code for code in codes if wanted[f"pps_drawn_{code}"] == 1
    ]
