"""sipas index: brings published indices in, all or nothing, and shows what follows from them."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Sipas

SHIPPED = Path(__file__).parents[2] / "survey" / "demo" / "indices.csv"
HEADER = "index,period,unit,value,source\n"


@pytest.fixture
def filled(sipas: Sipas, directory: Path) -> Path:
    """Give an installation with the shipped values."""
    assert sipas("index", "import", SHIPPED, "--directory", directory).code == 0
    return directory


def write(directory: Path, text: str) -> Path:
    file = directory / "chi-so.csv"
    file.write_text(HEADER + text, "utf-8")
    return file


def test_the_same_file_a_second_time_changes_nothing(
    sipas: Sipas, filled: Path
) -> None:
    again = sipas("index", "import", SHIPPED, "--directory", filled)
    assert (again.code, again.out) == (0, "Thêm mới 0, sửa 0, giữ nguyên 57.\n")


def test_a_correction_needs_its_reason(sipas: Sipas, filled: Path) -> None:
    file = write(filled, "sipas,2024,Quảng Ngãi,80.1,báo\n")
    command = "index", "import", file, "--directory", filled
    refused = sipas(*command)
    assert (refused.code, refused.err) == (
        1,
        "sipas: chưa nhập gì: các giá trị này khác giá trị đã có, hãy thêm --reason\n"
        "  sipas: Quảng Ngãi, 2024\n",
    )
    assert sipas(*command, "--reason", "bổ sung").out == (
        "Thêm mới 0, sửa 1, giữ nguyên 0.\n"
    )


def test_a_bad_row_stops_the_whole_file(sipas: Sipas, directory: Path) -> None:
    file = write(directory, "sipas,2024,A,80,báo\nsipas,2024,B,nhiều,báo\n")
    refused = sipas("index", "import", file, "--directory", directory)
    assert (refused.code, refused.out) == (1, "")
    assert "dòng 3, cột value: có “nhiều”" in refused.err
    listed = sipas("index", "list", "--directory", directory, "--json")
    assert [each["units"] for each in json.loads(listed.out)] == [[]] * 6


def test_the_list_names_every_index(sipas: Sipas, filled: Path) -> None:
    lines = sipas("index", "list", "--directory", filled).out.splitlines()
    assert len(lines) == 7
    assert lines[2] == (
        "sipas\tChỉ số SIPAS của Bộ Nội vụ\t17\t"
        "2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024"
    )


def test_an_index_is_shown_with_its_break_and_what_does_not_fit(
    sipas: Sipas, filled: Path
) -> None:
    shown = sipas("index", "show", "sipas", "--directory", filled, "--unit", "Cả nước")
    lines = shown.out.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("Cả nước, 2022"))
    assert lines[at - 1].startswith("--- từ năm 2022")
    other = sipas("index", "show", "766", "--directory", filled, "--lang", "en")
    assert (
        "! Sơn La, 2025: the source prints a total of 86.94, but the parts add to 83.63. "
        "This page uses the sum."
    ) in other.out


def test_the_json_holds_printed_and_computed_values(sipas: Sipas, filled: Path) -> None:
    shown = sipas("index", "show", "766", "--directory", filled, "--json")
    found = json.loads(shown.out)
    (total,) = (each for each in found["values"] if each["component"] == "")
    assert (total["printed"], total["value"], total["is_sum"]) == (
        "86.94",
        "83.63",
        True,
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "sipaz"), "không có chỉ số sipaz; có: par-index, sipas"),
        (("show", "sipas", "--unit", "X99"), "không có đơn vị X99"),
        (("import", "không-có.csv"), "Không đọc được không-có.csv"),
    ],
)
def test_what_is_not_there_is_said(
    sipas: Sipas, filled: Path, arguments: tuple[str, ...], message: str
) -> None:
    refused = sipas("index", *arguments, "--directory", filled)
    assert refused.code == 1 and message in refused.err
