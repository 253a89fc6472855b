"""A file becomes arrays, or says what is wrong with it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from analysis.ratings.errors import Expected, InputError
from analysis.ratings.reading import read_table
from analysis.ratings.request import Request
from analysis.ratings.study import Study, read_study
from tests.fixtures.reference import REFERENCE, reference_set

WriteFile = Callable[[Sequence[str], str], Path]
A_SMALL = REFERENCE / "a_small"


@pytest.fixture
def write(tmp_path: Path) -> WriteFile:
    def write_file(lines: Sequence[str], name: str) -> Path:
        file = tmp_path / name
        file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        return file

    return write_file


def refusal(run: Callable[[], object]) -> InputError:
    with pytest.raises(InputError) as refused:
        run()
    return refused.value


def test_a_small_is_read_whole() -> None:
    study = read_study(
        Request(
            A_SMALL / "responses.csv",
            "office_code",
            factors=A_SMALL / "factors.csv",
            units=A_SMALL / "offices.csv",
            population="n_dossiers",
            overall="overall",
            wave="period",
            by=("province", "gender"),
        )
    )
    data = reference_set("a_small")
    np.testing.assert_array_equal(study.scores, data.scores)
    assert list(study.measures) == list(data.measures)
    assert study.weighting.weights[0] == pytest.approx(1240 / 52)
    assert [group.name for group in study.groups] == ["province", "gender", "period"]
    assert study.groups[0].values == ("Thành phố Sông Thanh", "Tỉnh Bình Hải")
    np.testing.assert_array_equal(study.tallies(study.unit).sums, data.tallies().sums)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_spreadsheets_delimiter_is_read(write: WriteFile, delimiter: str) -> None:
    lines = ["unit,q", "A,5", "B,4"]
    file = write([line.replace(",", delimiter) for line in lines], "a.csv")
    assert read_table(file).column("q") == ("5", "4")


def test_a_byte_order_mark_blank_lines_and_quoted_line_ends_do_no_harm(
    tmp_path: Path,
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes('\ufeffunit,"a\nquestion"\r\nA,5\r\n\r\nB,4\r\n'.encode())
    table = read_table(file)
    assert table.columns == ("unit", "a\nquestion")
    assert table.lines == (3, 5)


def study_of(write: WriteFile, lines: Sequence[str], **options: object) -> Study:
    request = Request(write(lines, "a.csv"), "unit", **options)  # type: ignore[arg-type]
    return read_study(request)


def test_columns_of_ratings_are_found_and_others_left(write: WriteFile) -> None:
    study = study_of(
        write,
        [
            "STT,unit,age,q1,nhãn,note,visits",
            "1,A,34,5,Hài lòng,tốt,1",
            "2,A,52,,Rất hài lòng,,8",
            "3,B,19,3,,x,9",
        ],
    )
    assert study.questions == ("q1", "nhãn")
    assert study.scores.tolist() == [[5, 4], [0, 5], [3, 0]]
    assert study.ids == ("1", "2", "3")


def test_a_column_with_a_few_mistakes_is_still_ratings(write: WriteFile) -> None:
    found = refusal(
        lambda: study_of(write, ["unit,q", "A,Hài lòng", "A,Hài lòng", "A,Hài hước"])
    )
    assert (found.line, found.column, found.value) == (4, "q", "Hài hước")
    assert found.expected is Expected.LEVEL


def test_labels_of_two_scales_ask_for_the_scale(write: WriteFile) -> None:
    lines = ["unit,q", "A,Good", "A,Very good"]
    found = refusal(lambda: study_of(write, lines))
    assert (found.column, found.expected) == ("q", Expected.ONE_SCALE)
    scale = ("Poor", "Fair", "Good", "Very good", "Excellent")
    assert study_of(write, lines, scale=scale).scores.tolist() == [[3], [4]]


@pytest.mark.parametrize(
    "factors, place, expected",
    [
        (["factor,item", "F1,q9"], (2, "item", "q9"), Expected.QUESTION),
        (["factor,item", "F1,q1", "F1,q1"], (3, "item", "q1"), Expected.UNIQUE),
        (["factor,item", "q1,q1"], (2, "factor", "q1"), Expected.FACTOR),
        (["factor,item", "SIPAS,q1"], (2, "factor", "SIPAS"), Expected.FACTOR),
        (["factor,item", ",q1"], (2, "factor", ""), Expected.VALUE),
    ],
)
def test_a_wrong_factor_file_is_refused_by_place(
    write: WriteFile,
    factors: list[str],
    place: tuple[int, str, str],
    expected: Expected,
) -> None:
    file = write(factors, "factors.csv")
    found = refusal(lambda: study_of(write, ["unit,q1", "A,5"], factors=file))
    assert (found.line, found.column, found.value) == place
    assert found.expected is expected and found.path == file


@pytest.mark.parametrize("name", ["y", "m", "n", "d"])
def test_items_may_be_called_anything(write: WriteFile, name: str) -> None:
    file = write(["factor,item", f"F,{name}"], "factors.csv")
    study = study_of(write, [f"unit,{name}", "A,5"], factors=file)
    assert list(study.measures) == [name, "F", "SIPAS"]


def test_an_unknown_unit_is_refused_by_line(write: WriteFile) -> None:
    units = write(["unit,province", "A,x"], "units.csv")
    found = refusal(lambda: study_of(write, ["unit,q", "A,5", "B,5"], units=units))
    assert (found.line, found.column, found.value) == (3, "unit", "B")
    assert found.expected is Expected.UNIT


def test_files_that_contradict_each_other_are_refused(write: WriteFile) -> None:
    units = write(["unit,province", "A,x"], "units.csv")
    found = refusal(lambda: study_of(write, ["unit,province,q", "A,z,5"], units=units))
    assert (found.column, found.value, found.allowed) == ("province", "z", ("x",))
    assert found.expected is Expected.SAME


def test_a_population_of_a_unit_is_one_number(write: WriteFile) -> None:
    lines = ["unit,N,q", "A,10,5", "A,11,5"]
    found = refusal(lambda: study_of(write, lines, population="N"))
    assert (found.line, found.value, found.expected) == (3, "11", Expected.SAME)


@pytest.mark.parametrize("value", ["-1", "x", "0", ""])
def test_a_weight_is_a_number_above_zero(write: WriteFile, value: str) -> None:
    lines = ["unit,w,q", "A,1.5,5", f"A,{value},5"]
    found = refusal(lambda: study_of(write, lines, weight="w"))
    assert (found.line, found.column, found.expected) == (3, "w", Expected.POSITIVE)


def test_strata_default_to_units_and_clusters_to_one_stratum(write: WriteFile) -> None:
    lines = ["unit,c,q", "A,k1,5", "B,k1,4", "B,k2,4"]
    assert study_of(write, lines).weighting.design.stratum.tolist() == [0, 1, 1]
    clustered = study_of(write, lines, cluster="c").weighting.design
    assert clustered.stratum.tolist() == [0, 0, 0]
    assert clustered.unit.tolist() == [0, 0, 1]


def test_respondents_without_a_value_are_in_no_group(write: WriteFile) -> None:
    study = study_of(write, ["unit,g,q", "A,,5", "A,b,5", "A,a,5"], by=("g",))
    assert study.groups[0].values == ("a", "b")
    assert study.groups[0].codes.tolist() == [-1, 1, 0]


def test_totals_are_met_by_the_weights(write: WriteFile) -> None:
    totals = write(["province,field,total", "x,a,10", "x,b,5.5"], "totals.csv")
    lines = ["unit,province,field,q", "A,x,a,5", "A,x,b,5", "B,x,b,4"]
    study = study_of(write, lines, poststratify=totals)
    assert study.weighting.weights.tolist() == [10, 2.75, 2.75]


@pytest.mark.parametrize(
    "totals, expected, place",
    [
        (["g,total", "x,10", "x,5"], Expected.UNIQUE, (3, "x")),
        (["g,total", "x,-1"], Expected.NUMBER, (2, "-1")),
        (["g,total", "x,10"], Expected.TOTAL, (3, "y")),
        (["g,total", "x,10", "y,4", "z,3"], Expected.CELL, (4, "z")),
        (["total", "10"], Expected.COLUMN, (1, "total")),
    ],
)
def test_impossible_totals_are_refused_by_place(
    write: WriteFile, totals: list[str], expected: Expected, place: tuple[int, str]
) -> None:
    file = write(totals, "totals.csv")
    found = refusal(
        lambda: study_of(write, ["unit,g,q", "A,x,5", "A,y,5"], poststratify=file)
    )
    assert (found.line, found.value) == place
    assert found.expected is expected


def test_margins_with_other_totals_are_refused(write: WriteFile) -> None:
    one = write(["g,total", "x,10", "y,5"], "one.csv")
    two = write(["unit,total", "A,16"], "two.csv")
    found = refusal(
        lambda: study_of(write, ["unit,g,q", "A,x,5", "A,y,5"], rake=(one, two))
    )
    assert (found.path, found.value) == (two, "16")
    assert found.expected is Expected.SAME_TOTALS


def test_populations_weigh_units_and_odd_ones_are_named(write: WriteFile) -> None:
    lines = ["unit,N,q", "A,10,5", "A,10,5", "B,,4", "C,1,4", "C,1,4"]
    found = study_of(write, lines, population="N", fpc=True).weighting
    assert found.weights.tolist() == [5, 5, 1, 1, 1]
    assert found.design.sampled.tolist() == [0.2, 0, 0]
    assert (found.units_unknown, found.units_overfull) == (("B",), ("C",))


@pytest.mark.parametrize(
    "options, message",
    [
        ({"scale": ("a", "b")}, "scale must have 5 labels, got 2"),
        ({"levels": 1}, "levels must be 2 to 35, got 1"),
        ({"fpc": True}, "fpc needs population"),
        (
            {"fpc": True, "population": "N", "cluster": "k"},
            "fpc needs the units as strata",
        ),
        ({"by": ("ALL",)}, r"\['ALL'\] cannot be grouped by: results use the name"),
        ({"min_n": -1}, "min_n must be 0 or more, got -1"),
    ],
)
def test_a_contradicting_request_is_refused(
    options: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        Request(Path("a.csv"), "unit", **options)  # type: ignore[arg-type]
