"""Files of published indices: every mistake by line and column, and the same columns back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.csv_tables import TableError
from survey.reports.index_file import register_file, rows_of
from survey.store.indices import IndexRow
from tests.fixtures.bad_inputs import BadFile, bad_files
from tests.reports.test_index_register import SHIPPED

HEADER = "index;period;unit;value;source"


def read(*lines: str, header: str = HEADER) -> tuple[IndexRow, ...]:
    return rows_of("\n".join([header, *lines]).encode(), "chỉ số.csv", str)


def mistakes(*lines: str, header: str = HEADER) -> list[str]:
    with pytest.raises(TableError) as refused:
        read(*lines, header=header)
    return str(refused.value).splitlines()


def test_numbers_and_names_are_read_as_people_type_them() -> None:
    (found,) = read(
        "PAR Index;2024;  Tỉnh  Gia Lai ;83,84;báo;19/63;−3;+1,2;Chính thức",
        header=f"{HEADER};place;change_in_places;change;status",
    )
    assert found == IndexRow(
        "par-index",
        "2024",
        "Tỉnh Gia Lai",
        value="83.84",
        source="báo",
        place_low=19,
        place_high=19,
        ranked=63,
        change_in_places=-3,
        change="1.2",
        status="official",
    )


@pytest.mark.parametrize("dash", ["-", "–"])
def test_a_shared_place_is_read(dash: str) -> None:
    (found,) = read(f"ddci;2023;X01;82,17;báo;2{dash}3", header=f"{HEADER};place")
    assert (found.place_low, found.place_high, found.ranked) == (2, 3, None)


def test_without_a_status_a_value_is_not_official() -> None:
    assert read("sipas;2024;Cả nước;83.94;báo")[0].status == "reported"


def test_every_mistake_is_named_with_line_and_column() -> None:
    found = mistakes(
        "sipaz;2024;Cả nước;83.94;báo",
        "sipas;24;;83.94;báo",
        "sipas;2024;Cả nước;tám mươi;",
        "sipas;2023;Cả nước;83.94;báo",
        "sipas;2023;Cả nước;83.95;báo",
    )
    assert [each.rpartition("cần ")[0] for each in found] == [
        "chỉ số.csv, dòng 2, cột index: có “sipaz”, ",
        "chỉ số.csv, dòng 3, cột period: có “24”, ",
        "chỉ số.csv, dòng 3, cột unit: để trống, ",
        "chỉ số.csv, dòng 4, cột value: có “tám mươi”, ",
        "chỉ số.csv, dòng 4, cột source: để trống, ",
        "chỉ số.csv, dòng 6, cột unit: có “Cả nước”, ",
    ]
    assert found[-1].endswith("giá trị chưa có ở dòng 5")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("place", "0"),
        ("place", "4-3"),
        ("place", "64/63"),
        ("ranked", "nhiều"),
        ("change", "tăng"),
        ("change_in_places", "1,5"),
        ("maximum", "-1"),
        ("link", "javascript:alert(1)"),
        ("link", "https://a b"),
        ("status", "thật"),
        ("kind", "khác"),
        ("note", "x" * 501),
        ("component", "Tiếp\u200bcận"),
    ],
)
def test_an_impossible_cell_is_refused(column: str, value: str) -> None:
    found = mistakes(f"sipas;2024;X01;80;báo;{value}", header=f"{HEADER};{column}")
    assert len(found) == 1 and f"cột {column}: " in found[0]


def test_a_target_is_a_number() -> None:
    assert mistakes("sipas;2024;X01;;báo;target", header=f"{HEADER};kind") == [
        "chỉ số.csv, dòng 2, cột value: để trống, cần chỉ tiêu, là một số như 85"
    ]


@pytest.mark.parametrize("bad", bad_files(), ids=lambda bad: bad.name)
def test_a_bad_file_is_refused_in_words(bad: BadFile) -> None:
    with pytest.raises(TableError, match="tệp.csv"):
        rows_of(bad.content, "tệp.csv", str)


def test_what_is_shipped_comes_back_as_it_went_out() -> None:
    assert rows_of(register_file(SHIPPED).text.encode(), "x.csv", str) == SHIPPED


@given(
    st.sampled_from(["", "=1+1", "+84", "@SUM(A1)", "- gạch", "a;b", 'c"d', "d\ne"]),
    st.integers(-40, 40),
)
def test_texts_and_signs_survive_a_spreadsheet(text: str, steps: int) -> None:
    row = IndexRow(
        "sipas",
        "2024",
        "X01",
        component=text.replace("\n", " "),
        value="80.5",
        source="báo",
        change=f"{steps / 2}",
        change_in_places=steps,
    )
    assert rows_of(register_file([row]).text.encode(), "x.csv", str) == (row,)
