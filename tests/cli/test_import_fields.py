"""The fields of service in a list of counters: named as the catalogue names them, or in a few own words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.settings import load_settings
from survey.store import fields, procedures
from survey.store.engine import Store
from survey.store.fields import OfferedField
from survey.store.procedures import ProcedureRow
from tests.cli.conftest import Outcome, Sipas

HEADER = "office,code,name,fields,fields_en\n"
LONG = "Giáo dục và Đào tạo thuộc hệ thống giáo dục quốc dân"
Take = Callable[[str], Outcome]


@pytest.fixture
def take(sipas: Sipas, directory: Path, tmp_path: Path) -> Take:
    """Give a function that imports lines of counters, of an office that is there."""
    office = tmp_path / "offices.csv"
    office.write_text("code,name,level\nX01,Xã Mây Ngàn,commune\n", "utf-8")
    sipas("import", "offices", "--directory", directory, office)

    def import_counters(lines: str) -> Outcome:
        file = tmp_path / "counters.csv"
        file.write_text(HEADER + lines, "utf-8")
        return sipas("import", "counters", "--directory", directory, file)

    return import_counters


def opened(directory: Path) -> Store:
    return Store(load_settings(directory, {}).database_url)


def served(directory: Path) -> dict[int, tuple[OfferedField, ...]]:
    store = opened(directory)
    with store.reading() as session:
        found = {
            counter_id: fields.fields_at_counter(session, counter_id)
            for counter_id in fields.field_names_of_counters(session)
        }
    store.close()
    return found


def list_catalogue(directory: Path, *names: str) -> None:
    store = opened(directory)
    rows = [
        ProcedureRow(f"1.00{number}", "commune", name, name, "none", False, "")
        for number, name in enumerate(names)
    ]
    with store.writing() as session:
        procedures.put_list(session, 2026, rows, replace=False)
    store.close()


def test_fields_are_taken_in_their_order_and_once_is_enough(
    take: Take, directory: Path
) -> None:
    line = "X01,X01-1,Quầy 1,Đất đai; Hộ tịch,Land;Civil status\n"
    assert take(line).out == "Thêm mới 1, đổi tên 0, giữ nguyên 0.\n"
    assert take(line).out == "Thêm mới 0, đổi tên 0, giữ nguyên 1.\n"
    land = OfferedField("1", "Đất đai", "Land")
    civil = OfferedField("2", "Hộ tịch", "Civil status")
    assert served(directory) == {1: (land, civil)}
    # The same field is spelled in one way, and keeps its English name.
    take("X01,X01-2,Quầy 2,hộ tịch,\n")
    assert served(directory)[2] == (civil,)


def test_an_empty_cell_leaves_the_fields_and_a_dash_takes_them_away(
    take: Take, directory: Path
) -> None:
    take("X01,X01-1,Quầy 1,Đất đai;Hộ tịch,\n")
    assert take("X01,X01-1,Quầy 1,,\n").out.endswith("giữ nguyên 1.\n")
    assert len(served(directory)[1]) == 2
    assert "đổi tên 1" in take("X01,X01-1,Quầy 1,-,\n").out
    assert served(directory) == {}


def test_where_there_is_a_catalogue_its_names_are_used(
    take: Take, directory: Path
) -> None:
    list_catalogue(directory, "Đất đai", LONG)
    refused = take("X01,X01-1,Quầy 1,đất đai;Nhà cửa,\n")
    assert refused.err.endswith(
        "dòng 2, cột fields: có “đất đai;Nhà cửa”, cần “Nhà cửa” có trong danh mục thủ tục năm 2026\n"
    )
    assert served(directory) == {}
    take(f"X01,X01-1,Quầy 1,đất đai;{LONG},\n")
    assert [field.name for field in served(directory)[1]] == ["Đất đai", LONG]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (f"{LONG},", "mỗi lĩnh vực nhiều nhất 40 ký tự"),
        ("đất đai;Hộ tịch;Đất đai,", "mỗi lĩnh vực một lần"),
        ("A;B;C;D;E;F;G;H;I,", "nhiều nhất 8 lĩnh vực cho một quầy"),
        ("Đất\u200b đai,", "tên không có ký tự ẩn"),
        ("Đất đai;Hộ tịch,Land", "một tên tiếng Anh cho mỗi lĩnh vực: 2 tên"),
        (",Land", "một tên tiếng Anh cho mỗi lĩnh vực: 0 tên"),
    ],
)
def test_what_a_phone_could_not_show_is_refused_with_line_and_column(
    take: Take, directory: Path, cells: str, expected: str
) -> None:
    take("X01,X01-2,Quầy 2,đất đai,\n")
    refused = take(f"X01,X01-1,Quầy 1,{cells}\n")
    assert "dòng 2, cột fields" in refused.err and expected in refused.err
    assert list(served(directory)) == [1]
