"""Tables of files that hold little, withhold much, or know no population."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from analysis.ratings.request import Request
from analysis.ratings.study import Study, read_study
from analysis.ratings.tables.all_tables import result_files, write_tables
from analysis.ratings.tables.files import FileTable, write_files
from analysis.ratings.tables.index_table import index_table
from analysis.ratings.tables.interval_tables import binomial_table, displayed_table
from analysis.ratings.tables.pair_tables import pairs_table
from tests.fixtures.result_files import by_key, text_of, written


def small_study(tmp_path: Path, lines: Sequence[str], **options: Any) -> Study:
    file, factors = tmp_path / "a.csv", tmp_path / "factors.csv"
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    factors.write_text("factor,item\nF,q1\nF,q2\n", "utf-8")
    return read_study(Request(file, "unit", factors=factors, **options))


ODD_FILES = {
    "no rows": ["unit,q1,q2,o"],
    "one response": ["unit,q1,q2,o", "A,5,4,5"],
    "nothing answered": ["unit,q1,q2,o", "A,,,", "B,,,"],
    "all alike": ["unit,q1,q2,o", *["A,5,5,5", "B,5,5,5"] * 10],
    "identical in a unit": ["unit,q1,q2,o", *["A,5,1,5", "B,5,5,1"] * 10, "B,1,1,2"],
    "one respondent each": ["unit,q1,q2,o", "A,5,1,4", "B,4,,2", "C,,,5"],
    "nobody satisfied": ["unit,q1,q2,o", *["A,1,2,1", "B,3,2,2"] * 6],
}


@pytest.mark.parametrize("lines", ODD_FILES.values(), ids=ODD_FILES.keys())
@pytest.mark.parametrize("index", ["pooled", "criteria"])
def test_every_file_is_written_whatever_little_there_is(
    tmp_path: Path, lines: list[str], index: str
) -> None:
    study = small_study(tmp_path, lines, overall="o", wave="unit", min_n=0, index=index)
    write_tables(study, tmp_path / "out")
    for file in result_files(study):
        text = (tmp_path / "out" / file.name).read_text("utf-8")
        assert "nan" not in text.lower()
        if isinstance(file, FileTable):
            assert text.splitlines()[0] == ",".join(file.columns)
        else:
            assert "NaN" not in text and json.loads(text) is not None


def test_a_fault_leaves_no_file_half_written(tmp_path: Path) -> None:
    def rows() -> Iterator[tuple[int]]:
        yield (1,)
        raise OSError("the disk is full")

    good = FileTable.of("good.csv", "a", [(1,)])
    with pytest.raises(OSError, match="the disk is full"):
        write_files(tmp_path / "out", [good, FileTable.of("bad.csv", "a", rows())])
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("index", ["pooled", "criteria"])
def test_a_file_of_nothing_but_a_header_needs_no_factors(
    tmp_path: Path, index: Any
) -> None:
    file, totals = tmp_path / "a.csv", tmp_path / "totals.csv"
    file.write_text("unit,q1\n", "utf-8")
    totals.write_text("unit,total\n", "utf-8")
    request = Request(file, "unit", index=index, poststratify=totals)
    write_tables(read_study(request), tmp_path / "out")
    assert len(list((tmp_path / "out").iterdir())) == 17


def test_small_groups_and_their_complement_are_in_no_table(tmp_path: Path) -> None:
    rows = ["A,5,5"] * 20 + ["B,4,1"] * 3 + ["C,1,5"] * 7 + ["D,2,5"] * 30
    study = small_study(tmp_path, ["unit,q1,q2", *rows], min_n=5)
    for table in (index_table(study), displayed_table(study), binomial_table(study)):
        text = text_of(table)
        assert "\nB," not in text and ",B," not in text
        assert ",C," not in text and "\nC," not in text
    assert ",A," in text_of(index_table(study))
    assert ",B," not in text_of(pairs_table(study))


def test_units_of_unknown_population_are_in_their_own_row_only(tmp_path: Path) -> None:
    lines = ["unit,N,q1,q2", *["A,10,5,5", "A,10,1,1"], *["B,,1,1", "B,,1,1"]]
    lines += ["C,1,5,5", "C,1,5,1"]
    study = small_study(tmp_path, lines, population="N", fpc=True, min_n=0)
    rows = by_key(written(index_table(study)), ("domain", "value", "measure"))
    # A weighs 5 a head, C (fuller than its population) 1; B is left out of the whole.
    assert rows["ALL", "ALL", "SIPAS"]["n_resp"] == "4"
    assert float(rows["ALL", "ALL", "SIPAS"]["index"]) == pytest.approx(
        100 * (5 * 2 + 3) / (5 * 4 + 4)
    )
    assert rows["office", "B", "SIPAS"]["index"] == "0"
    assert rows["office", "C", "SIPAS"]["index"] == "75"


def test_values_are_written_as_read(tmp_path: Path) -> None:
    lines = ["unit,q1,q2", "2,5,5", "2,4,1", "10,5,5", "10,1,1"]
    study = small_study(tmp_path, lines, min_n=0)
    rows = written(pairs_table(study))
    # Code-point order of the text: "10" comes before "2".
    assert [(row["g1"], row["g2"]) for row in rows] == [("10", "2")]
