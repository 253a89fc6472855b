"""The files of sipas analyse are R's: columns, units, keys, figures and empty cells."""

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.ratings.request import Request
from analysis.ratings.study import Study, read_study
from analysis.ratings.tables.files import FileObject, FileTable
from analysis.ratings.tables.group_tables import (
    dunn_table,
    item_tests_table,
    pooled_tests_table,
    rao_scott_table,
)
from analysis.ratings.tables.index_table import design_label, index_table
from analysis.ratings.tables.interval_tables import binomial_table, displayed_table
from analysis.ratings.tables.pair_tables import overall_pairs_table, pairs_table
from analysis.ratings.tables.standing_tables import funnel_files, rank_table
from analysis.ratings.tables.structure_tables import (
    alpha_table,
    drivers_file,
    factorability_file,
    trend_table,
    weights_table,
)
from analysis.significance import adjust
from tests.fixtures.reference import REFERENCE, Row, expected, expected_json
from tests.fixtures.result_files import by_key, text_of, written

A, D, ODD = "a_small", "d_weighted", "pathological"
# R makes neither for offices without variance; and d's questions are tested in test_questions.py.
LEFT_OUT = {
    (ODD, "funnel.csv"),
    (ODD, "pairs_overall.csv"),
    (D, "tests_items.csv"),
    (D, "dunn.csv"),
}
GROUPS = ("province", "channel", "gender", "age_group", "field")
TABLES: dict[str, Callable[[Study], FileTable]] = {
    "wilson_shrunk.csv": displayed_table,
    "binomial_ci.csv": binomial_table,
    "tests_items.csv": item_tests_table,
    "tests_pooled.csv": pooled_tests_table,
    "rao_scott.csv": rao_scott_table,
    "trend.csv": trend_table,
    "alpha.csv": alpha_table,
    "funnel.csv": lambda study: funnel_files(study)[0],
    "dunn.csv": dunn_table,
    "pairs_overall.csv": overall_pairs_table,
}
KEYS = {
    "wilson_shrunk.csv": ("measure", "office_code"),
    "binomial_ci.csv": ("office_code", "item"),
    "tests_items.csv": ("group", "label"),
    "tests_pooled.csv": ("scale", "group"),
    "rao_scott.csv": ("scale", "group", "design", "weights"),
    "trend.csv": ("item",),
    "alpha.csv": ("scale",),
    "funnel.csv": ("office_code",),
    "dunn.csv": ("group", "item", "g1", "g2"),
    "pairs_overall.csv": ("g1", "g2"),
}


@lru_cache
def study_of(name: str, **options: Any) -> Study:
    """Read a reference set with all its columns; nothing is withheld."""
    folder = REFERENCE / name
    given = {"overall": "overall", "by": GROUPS, "wave": "period", "min_n": 0} | options
    return read_study(
        Request(
            folder / "responses.csv",
            "office_code",
            factors=folder / "factors.csv",
            units=folder / "offices.csv",
            **given,
        )
    )


def assert_same(
    found: Row, row: Row, *, skip: Sequence[str] = (), tolerance: float = 1e-7
) -> None:
    for column, value in row.items():
        if column in skip:
            continue
        assert column in found, column
        if not value or not found[column]:
            assert value == found[column], (column, row)
            continue
        try:
            number = float(value)
        except ValueError:
            assert found[column] == value
            continue
        ours = float(found[column])
        if column == "z":
            assert abs(ours) == pytest.approx(abs(number), abs=tolerance)
        elif column == "fisher2_sim_p":
            assert ours == pytest.approx(number, abs=0.015)
        else:
            assert ours == pytest.approx(number, rel=1e-8, abs=tolerance), (column, row)


@pytest.mark.parametrize(
    "name, file",
    [
        (name, file)
        for name in (A, D, ODD)
        for file in TABLES
        if (name, file) not in LEFT_OUT
    ],
)
def test_a_table_is_rs(name: str, file: str) -> None:
    weight = "weight" if name == D else ""
    groups = ("channel", "age_group") if file == "dunn.csv" else GROUPS
    study = study_of(name, weight=weight, by=groups)
    rows = by_key(written(TABLES[file](study)), KEYS[file])
    skip = ["p_holm", "p_bh"] if (name, file) == (D, "pairs_overall.csv") else []
    wanted = by_key(expected(name, file), KEYS[file])
    # Offices × F1, F2, F4, F5 are not in R's file of d, and rows with empty cells are not R's.
    assert wanted.keys() <= rows.keys()
    if file in ("wilson_shrunk.csv", "binomial_ci.csv", "tests_items.csv", "trend.csv"):
        assert wanted.keys() == rows.keys()
    for key, row in wanted.items():
        if row.get("zero_cells", "0") != "0":
            continue
        assert_same(rows[key], row, skip=skip)


@pytest.mark.parametrize(
    "name, label, options",
    [
        (A, "strata=office", {}),
        (A, "strata=office,w", {"population": "n_dossiers"}),
        (A, "strata=office,w,fpc", {"population": "n_dossiers", "fpc": True}),
        (A, "srs-of-respondents", {"strata": "none"}),
        (ODD, "strata=office,lonely=adjust", {}),
        (D, "strata=office,unweighted", {}),
        (D, "strata=office,w", {"weight": "weight"}),
        (
            D,
            "strata=office,w,fpc",
            {"weight": "weight", "population": "n_dossiers", "fpc": True},
        ),
        (
            D,
            "poststrat(province x field)",
            {"weight": "weight", "poststratify": "totals_province_field.csv"},
        ),
        (
            D,
            "poststrat(province x field),fpc",
            {
                "weight": "weight",
                "population": "n_dossiers",
                "fpc": True,
                "poststratify": "totals_province_field.csv",
            },
        ),
        (
            D,
            "calibrate-raking(gender,age,province x field)",
            {
                "weight": "weight",
                "rake": (
                    "totals_gender.csv",
                    "totals_age.csv",
                    "totals_province_field.csv",
                ),
            },
        ),
    ],
)
def test_indices_are_rs_under_every_design_of_the_command(
    name: str, label: str, options: dict[str, Any]
) -> None:
    files = {
        key: (
            REFERENCE / name / value
            if key == "poststratify"
            else tuple(REFERENCE / name / one for one in value)
        )
        for key, value in options.items()
        if key in ("poststratify", "rake")
    }
    groups = ("province", "gender", "channel") if name == D else GROUPS
    study = study_of(name, **(options | files), by=groups)
    rows = written(index_table(study))
    keys = ("domain", "value", "measure")
    found = by_key(rows, keys)
    wanted = [
        row
        for row in expected(name, "indices.csv")
        if row["design"] == label and row["domain"] in {key[0] for key in found}
    ]
    assert len(wanted) > 10
    for row in wanted:
        assert_same(found[tuple(row[key] for key in keys)], row, skip=["design"])


def test_clusters_are_one_sampling_unit_wherever_they_are() -> None:
    # With offices as clusters in one stratum: by hand from the totals of each office.
    study = study_of(A, cluster="office_code")
    (row,) = (
        row
        for row in written(index_table(study))
        if (row["domain"], row["measure"]) == ("ALL", "SIPAS")
    )
    y, m = (values[:, list(study.measures).index("SIPAS")] for values in study.answers)
    ty = np.bincount(study.unit.codes, y)
    tm = np.bincount(study.unit.codes, m)
    u = (ty - y.sum() / m.sum() * tm) / m.sum()
    assert float(row["se"]) == pytest.approx(100 * np.sqrt(8 / 7 * (u @ u)), rel=1e-10)
    assert row["df"] == "7"
    assert row["design"] == "strata=none,psu=office_code"


def test_pairs_have_the_protected_test_and_newcombes_interval() -> None:
    rows = by_key(written(pairs_table(study_of(A))), ("g1", "g2"))
    row = rows["BH-01", "ST-01"]
    # METHODS, trap 3.
    assert float(row["t"]) == pytest.approx(3.455924, abs=5e-7)
    assert float(row["p_holm"]) == pytest.approx(0.029195, abs=5e-7)
    assert float(row["diff"]) == pytest.approx(
        float(
            by_key(expected(A, "pairs_pooled.csv"), ("g1", "g2"))["BH-01", "ST-01"][
                "diff"
            ]
        )
    )
    # se is that of the residuals, over the answers per head of all.
    assert float(row["diff"]) / float(row["se"]) == pytest.approx(
        float(row["t"]), rel=0.05
    )
    assert float(row["newcombe_lo"]) < float(row["diff"]) < float(row["newcombe_hi"])
    p = np.array([float(one["p"]) for one in rows.values()])
    bh = np.array([float(one["p_bh"]) for one in rows.values()])
    np.testing.assert_allclose(bh, adjust(p, method="bh"), rtol=1e-12)


def test_corrections_over_the_first_twelve_offices_are_rs() -> None:
    found = by_key(written(overall_pairs_table(study_of(D))), ("g1", "g2"))
    rows = expected(D, "pairs_overall.csv")
    p = [float(found[row["g1"], row["g2"]]["p"]) for row in rows]
    for method in ("holm", "bh"):
        np.testing.assert_allclose(
            adjust(p, method=method),  # type: ignore[arg-type]
            [float(row[f"p_{method}"]) for row in rows],
            atol=1e-10,
        )


def test_rank_sets_of_a_small_are_rs() -> None:
    found = by_key(written(rank_table(study_of(A))), ("office_code",))
    for row in expected(A, "rank_cs.csv"):
        ours = found[(row["office_code"],)]
        for column in ("rank", "simul_lo", "simul_hi", "marg_lo", "marg_hi"):
            assert abs(int(ours[column]) - int(row[column])) <= 1


@pytest.mark.parametrize("name", [A, D])
@pytest.mark.parametrize(
    "make, file, tolerance",
    [
        (lambda study: funnel_files(study)[1], "funnel.json", 1e-8),
        (factorability_file, "factorability.json", 1e-5),
        (drivers_file, "drivers.json", 1e-3),
    ],
)
def test_an_object_is_rs(
    name: str, make: Callable[[Study], FileObject], file: str, tolerance: float
) -> None:
    found = json.loads(text_of(make(study_of(name))))
    wanted = expected_json(name, file)
    assert found.keys() == wanted.keys()
    for key, value in wanted.items():
        if key in ("PM_tau2", "REML_tau2"):
            assert found[key] == pytest.approx(value, abs=1e-9)
        else:
            assert found[key] == pytest.approx(value, rel=tolerance, abs=1e-9), key


def test_weights_are_rs() -> None:
    study = study_of(
        D, weight="weight", poststratify=REFERENCE / D / "totals_province_field.csv"
    )
    rows = by_key(written(weights_table(study)), ("response_id",))
    for row in expected(D, "weights.csv"):
        found = rows[(row["response_id"],)]
        assert float(found["w_base"]) == float(row["w_base"])
        assert float(found["w_poststrat"]) == pytest.approx(
            float(row["w_poststrat"]), rel=1e-6
        )
        assert found["w_rake"] == ""


def test_the_mean_of_criteria_replaces_the_overall_index_everywhere() -> None:
    study = study_of(A, index="criteria")
    (row,) = (
        row
        for row in written(index_table(study))
        if (row["domain"], row["measure"]) == ("ALL", "SIPAS")
    )
    # METHODS, trap 7.
    assert float(row["index"]) == pytest.approx(84.345, abs=5e-4)
    pooled = by_key(written(displayed_table(study_of(A))), ("measure", "office_code"))
    other = by_key(written(displayed_table(study)), ("measure", "office_code"))
    assert other["F1", "BH-01"] == pooled["F1", "BH-01"]
    assert other["SIPAS", "BH-01"] != pooled["SIPAS", "BH-01"]


def test_a_design_is_named() -> None:
    request = Request(Path("a.csv"), "unit", cluster="k", weight="w", rake=(Path("x"),))
    assert design_label(request) == "strata=none,psu=k,w,rake"
