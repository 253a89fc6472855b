"""Findings are the statistics of the units, and nothing of those too small."""

from pathlib import Path

import pytest

from analysis.ratings.findings import find
from analysis.ratings.request import IndexKind, Request
from analysis.ratings.study import read_study
from analysis.ratings.withholding import withheld
from analysis.verdicts import Difference, Overall
from tests.fixtures.reference import REFERENCE, expected

A_SMALL = REFERENCE / "a_small"


@pytest.mark.parametrize(
    "counts, minimum, hidden",
    [
        ([40, 3, 12, 7], 5, [1, 3]),
        ([40, 3, 3, 7], 5, [1, 2]),
        ([40, 0, 12], 5, []),
        ([3], 5, [0]),
        ([4, 4, 9], 0, []),
        ([1, 1, 2, 50], 5, [0, 1, 2, 3]),
        ([2, 9], 1, []),
    ],
)
def test_small_cells_and_what_gives_them_away_are_withheld(
    counts: list[int], minimum: int, hidden: list[int]
) -> None:
    found = withheld(counts, minimum=minimum)
    assert [at for at, is_hidden in enumerate(found) if is_hidden] == hidden


def test_units_stand_as_in_the_reference() -> None:
    findings = find(
        read_study(
            Request(
                A_SMALL / "responses.csv",
                "office_code",
                factors=A_SMALL / "factors.csv",
            )
        )
    )
    rows = [
        row
        for row in expected("a_small", "wilson_shrunk.csv")
        if row["measure"] == "SIPAS"
    ]
    for unit, row in zip(findings.units, rows, strict=True):
        assert unit.estimate is not None and unit.unit == row["office_code"]
        assert 100 * unit.estimate.low == pytest.approx(float(row["lo"]), abs=1e-8)
        assert 100 * unit.estimate.high == pytest.approx(float(row["hi"]), abs=1e-8)
    assert findings.omnibus.verdict is Overall.DIFFERENT
    assert findings.pairs_compared == 28
    assert [(pair.higher, pair.lower) for pair in findings.pairs] == [
        ("BH-01", "ST-01"),
        ("BH-04", "ST-01"),
    ]


@pytest.mark.parametrize("index", ["pooled", "criteria"])
def test_a_file_of_nothing_but_blanks_finds_nothing(
    tmp_path: Path, index: IndexKind
) -> None:
    factors, file = tmp_path / "factors.csv", tmp_path / "a.csv"
    factors.write_text("factor,item\nF,q\n", "utf-8")
    file.write_text("unit,q\nA,\nB,\n", "utf-8")
    findings = find(read_study(Request(file, "unit", factors=factors, index=index)))
    assert findings.overall.n == 0
    assert findings.omnibus.verdict is Overall.TOO_FEW
    assert {unit.verdict for unit in findings.units} == {Difference.TOO_FEW}


def test_a_file_without_rows_finds_nothing(tmp_path: Path) -> None:
    factors, file = tmp_path / "factors.csv", tmp_path / "a.csv"
    factors.write_text("factor,item\nF,q\n", "utf-8")
    file.write_text("unit,q\n", "utf-8")
    findings = find(read_study(Request(file, "unit", factors=factors)))
    assert (findings.respondents, findings.units, findings.pairs) == (0, (), ())
