"""sipas import volumes: dossiers by office and month, checked, kept once, replaced only when told so."""

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.reports.workbook import Sheet, workbook
from survey.settings import load_settings
from survey.store.engine import Store
from survey.store.places import office_by_code
from survey.store.volumes import VolumeRow, month_rows
from tests.cli.conftest import Outcome, Sipas

TakeIn = Callable[..., Outcome]
OFFICES = (
    "code,name,level\nX01,Xã Một,commune\nX02,Xã Hai,commune\nS01,Sở Một,province\n"
)
HEADER = "office;month;settled;early;on_time;late;invited\n"


@pytest.fixture
def take_in(sipas: Sipas, directory: Path, tmp_path: Path) -> TakeIn:
    offices = tmp_path / "offices.csv"
    offices.write_text(OFFICES, "utf-8")
    assert sipas("import", "offices", "--directory", directory, offices).code == 0

    def run(rows: str, *options: str, header: str = HEADER) -> Outcome:
        file = tmp_path / "volumes.csv"
        file.write_text(header + rows, "utf-8")
        return sipas("import", "volumes", "--directory", directory, file, *options)

    return run


def test_figures_come_in_once_and_change_only_when_told_so(take_in: TakeIn) -> None:
    rows = "X01;2026-10;1.200;200;900;100;800\nX02;2026-10;300;;;;\n"
    taken = take_in(rows)
    assert (taken.code, taken.err) == (0, "")
    assert taken.out == "Thêm mới 2, thay 0, giữ nguyên 0.\n"
    assert take_in(rows).out == "Thêm mới 0, thay 0, giữ nguyên 2.\n"
    other = rows.replace("300", "310")
    refused = take_in(other)
    assert refused.code == 1 and "X02 2026-10" in refused.err
    assert take_in(rows).out == "Thêm mới 0, thay 0, giữ nguyên 2.\n"
    assert take_in(other, "--replace").out == "Thêm mới 0, thay 1, giữ nguyên 1.\n"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("X09;2026-10;5;;;;", "cột office"),
        ("X01;10/2026;5;;;;", "cột month"),
        ("X01;2026-13;5;;;;", "cột month"),
        ("X01;2026-10;;;;;", "cột settled"),
        ("X01;2026-10;-5;;;;", "cột settled"),
        ("X01;2026-10;100;20;70;9;", "tổng của trước hạn, đúng hạn và trễ hạn, là 99"),
        ("X01;2026-10;100;;101;;", "là 101"),
        ("X02;2026-10;=1+1;;;;", "cột settled"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_kept(
    take_in: TakeIn, row: str, told: str
) -> None:
    good = "X02;2026-09;300;;;;\n"
    refused = take_in(good + row + "\n")
    assert refused.code == 1
    assert "dòng 3" in refused.err and told in refused.err
    assert take_in(good).out == "Thêm mới 1, thay 0, giữ nguyên 0.\n"


IN_VIETNAMESE = ("Nơi tiếp nhận", "Tháng", "Lĩnh vực", "Đơn vị giải quyết", "Đã giải quyết", "Trước hạn", "Đúng hạn", "Quá hạn")  # fmt: skip


def kept(directory: Path, office_code: str, month: str) -> tuple[VolumeRow, ...]:
    store = Store(load_settings(directory, {}).database_url)
    with store.reading() as session:
        office = office_by_code(session, office_code)
        assert office is not None and office.id is not None
        found = month_rows(session, office.id, month)
    store.close()
    return found


def test_a_workbook_with_headings_of_its_own_is_taken_and_tells_who_is_competent(
    take_in: TakeIn, sipas: Sipas, directory: Path, tmp_path: Path
) -> None:
    rows = (
        ("X01", "2026-10", "Đất đai", "S01", 40, 10, 25, 5),
        ("X01", "2026-10-01", "Hộ tịch", "", 60, 20, 40, 0),
    )
    book = tmp_path / "hồ sơ.xlsx"
    book.write_bytes(workbook([Sheet("Hồ sơ", IN_VIETNAMESE, rows)]))
    command = ("import", "volumes", "--directory", directory, book)
    assert sipas(*command).out == "Thêm mới 2, thay 0, giữ nguyên 0.\n"
    assert sipas(*command).out == "Thêm mới 0, thay 0, giữ nguyên 2.\n"
    birth, land = kept(directory, "X01", "2026-10")
    assert land == VolumeRow(
        "X01", "2026-10", "Đất đai", 40, 10, 25, 5, None, None, "S01"
    )
    assert (birth.competent, birth.settled, birth.month) == ("", 60, "2026-10")


def test_a_bad_row_of_a_workbook_is_named_by_its_own_heading(
    take_in: TakeIn, sipas: Sipas, directory: Path, tmp_path: Path
) -> None:
    book = tmp_path / "a.xlsx"
    row = ("X01", "2026-10", "", "S09", 40, 10, 25, 9)
    book.write_bytes(workbook([Sheet("Hồ sơ", IN_VIETNAMESE, (row,))]))
    refused = sipas("import", "volumes", "--directory", directory, book)
    assert "dòng 2, cột Đơn vị giải quyết: có “S09”" in refused.err
    assert (
        "dòng 2, cột Đã giải quyết: có “40”" in refused.err and "là 44" in refused.err
    )


def test_a_column_that_is_not_known_is_refused_and_not_lost(take_in: TakeIn) -> None:
    refused = take_in("", header="office;month;settled;quá hạnn\nX01;2026-10;5;1\n")
    assert "không biết cột “quá hạnn”" in refused.err
