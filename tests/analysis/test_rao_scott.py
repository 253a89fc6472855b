"""Rao and Scott's test is R's wherever the table has no empty cell."""

import numpy as np
import pytest

from analysis.design import SurveyDesign
from analysis.rao_scott import rao_scott
from tests.fixtures.reference import Row, expected, reference_set

ROWS = [
    (name, row)
    for name in ("a_small", "d_weighted")
    for row in expected(name, "rao_scott.csv")
]


@pytest.mark.parametrize(
    "name, row",
    ROWS,
    ids=[
        "-".join([n, r["scale"], r["group"], r["design"], r["weights"]])
        for n, r in ROWS
    ],
)
def test_the_test_is_that_of_r(name: str, row: Row) -> None:
    data = reference_set(name)
    office = data.codes("office_code")[1]
    stratum = office if row["design"] == "strata" else np.zeros_like(office)
    weight = (
        np.array([float(value) for value in data.column("weight")])
        if row["weights"] == "w"
        else None
    )
    items = [data.questions.index(item) for item in data.measures[row["scale"]]]
    scores = data.scores[:, items]
    found = rao_scott(
        SurveyDesign.of_respondents(stratum, weight=weight),
        (scores >= 4).sum(axis=1).astype(float),
        (scores > 0).sum(axis=1).astype(float),
        group=data.codes(row["group"])[1],
    )
    assert found.naive_statistic == pytest.approx(
        float(row["naive_X2_unweighted"]), abs=1e-8
    )
    assert found.naive_df == int(row["naive_df"])
    assert found.naive_pvalue == pytest.approx(float(row["naive_p"]), abs=1e-10)
    assert found.zero_cells == int(row["zero_cells"])
    if found.zero_cells:
        # R's convention for empty cells is not reproduced.
        assert np.isnan(found.pvalue)
        return
    assert found.statistic == pytest.approx(float(row["F"]), rel=1e-8)
    assert found.df == pytest.approx((float(row["ndf"]), float(row["ddf"])), rel=1e-8)
    assert found.pvalue == pytest.approx(float(row["p_F"]), abs=1e-8)
    assert found.weighted_statistic == pytest.approx(float(row["X2_scaled"]), rel=1e-8)


def test_the_naive_test_is_wrong_by_fifty_orders() -> None:
    # METHODS, trap 2.
    (row,) = (
        r
        for n, r in ROWS
        if n == "a_small"
        and r["scale"] == "SIPAS"
        and r["group"] == "office_code"
        and r["design"] == "strata"
    )
    assert float(row["naive_p"]) < 1e-60 and float(row["p_F"]) > 1e-4


def test_one_group_is_not_tested() -> None:
    design = SurveyDesign.of_respondents(np.zeros(3, np.int64))
    y, m = np.array([1.0, 0, 1]), np.ones(3)
    found = rao_scott(design, y, m, group=np.array([0, 0, -1]))
    assert np.isnan(found.naive_statistic) and np.isnan(found.pvalue)


def test_without_any_variance_nothing_is_told() -> None:
    design = SurveyDesign.of_respondents(np.array([0, 0, 1, 1]))
    y, m = np.array([1.0, 1, 2, 2]), np.full(4, 3.0)
    found = rao_scott(design, y, m, group=np.array([0, 0, 1, 1]))
    assert np.isnan(found.pvalue) and found.naive_statistic > 0
