"""`sipas import procedures`: a year's list as it is published, all of it or nothing, and never overwritten unasked."""

from pathlib import Path

import pytest

from survey.reports.workbook import Sheet, workbook
from survey.store import procedures
from survey.store.engine import Store
from survey.store.procedures import ProcedureRow
from tests.cli.conftest import Outcome, Sipas

HEADER = ("Mã TTHC", "Tên thủ tục hành chính", "Lĩnh vực", "Cấp thực hiện", "Dịch vụ công trực tuyến", "BCCI", "Liên kết")  # fmt: skip
BIRTH = ("1.001193", "Đăng ký khai sinh", "Hộ tịch", "Xã", "Toàn trình", "x", "https://dichvucong.example.vn/1.001193")  # fmt: skip
LAND = ("1.012756", "Đăng ký đất đai lần đầu", "Đất đai", "cấp tỉnh", "Một phần", "Có", "")  # fmt: skip
STAMP = ("2.000884", "Chứng thực chữ ký", "Chứng thực", "Cấp xã", "", "không", "")


def write(file: Path, *rows: tuple[str, ...]) -> Path:
    lines = [",".join(row) for row in (HEADER, *rows)]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def kept(directory: Path, year: int = 2026) -> tuple[ProcedureRow, ...]:
    store = Store(f"sqlite:///{directory / 'survey.sqlite'}")
    with store.reading() as session:
        found = procedures.procedures(session, year)
    store.close()
    return found


def take(sipas: Sipas, directory: Path, file: Path, *options: object) -> Outcome:
    command = ("import", "procedures", "--directory", directory)
    return sipas(*command, file, "--year", 2026, *options)


def test_a_published_list_is_taken_with_its_own_headings(
    sipas: Sipas, directory: Path, tmp_path: Path
) -> None:
    taken = take(sipas, directory, write(tmp_path / "a.csv", BIRTH, LAND, STAMP))
    assert taken.out == "Thêm mới 3, sửa 0, bỏ 0, giữ nguyên 0.\n"
    stamp, birth, land = kept(directory)
    assert birth == ProcedureRow(
        "1.001193", "commune", BIRTH[1], "Hộ tịch", "full", True, BIRTH[6]
    )
    assert (land.level, land.online, land.by_post) == ("province", "partial", True)
    assert (stamp.online, stamp.by_post, stamp.link) == ("none", False, "")


def test_a_workbook_says_the_same_and_changes_nothing(
    sipas: Sipas, directory: Path, tmp_path: Path
) -> None:
    take(sipas, directory, write(tmp_path / "a.csv", BIRTH, LAND))
    book = tmp_path / "a.xlsx"
    book.write_bytes(workbook([Sheet("TTHC", HEADER, (BIRTH, LAND))]))
    again = take(sipas, directory, book)
    assert again.out == "Thêm mới 0, sửa 0, bỏ 0, giữ nguyên 2.\n"


def test_a_list_that_differs_is_changed_only_when_told_so(
    sipas: Sipas, directory: Path, tmp_path: Path
) -> None:
    take(sipas, directory, write(tmp_path / "a.csv", BIRTH, LAND))
    renamed = (*LAND[:1], "Đăng ký đất đai", *LAND[2:])
    file = write(tmp_path / "b.csv", renamed, STAMP)
    refused = take(sipas, directory, file)
    assert "tệp làm đổi 1 dòng, bỏ 1 dòng" in refused.err
    assert len(kept(directory)) == 2
    changed = take(sipas, directory, file, "--replace")
    assert changed.out == "Thêm mới 1, sửa 1, bỏ 1, giữ nguyên 0.\n"
    assert [row.name for row in kept(directory)] == [STAMP[1], "Đăng ký đất đai"]


def test_every_mistake_is_named_and_nothing_is_kept(
    sipas: Sipas, directory: Path, tmp_path: Path
) -> None:
    rows = (
        ("1 001", "", "Hộ tịch", "ấp", "4.0", "có lẽ", "javascript:alert(1)"),
        BIRTH,
        BIRTH,
    )
    refused = take(sipas, directory, write(tmp_path / "a.csv", *rows))
    lines = refused.err.splitlines()
    places = [line.split(": ")[-2 if "sipas" in line else 0][-20:] for line in lines]
    assert len(lines) == 7, places
    assert "cột Cấp thực hiện: có “ấp”, cần tỉnh hoặc huyện hoặc xã" in refused.err
    assert "mã chưa có ở dòng 3" in lines[-1]
    assert kept(directory) == ()


@pytest.mark.parametrize("missing", range(4))
def test_a_list_without_a_column_says_which(
    sipas: Sipas, directory: Path, tmp_path: Path, missing: int
) -> None:
    file = tmp_path / "a.csv"
    header = [name for at, name in enumerate(HEADER[:4]) if at != missing]
    file.write_text(",".join(header) + "\nx,y,z\n", "utf-8")
    refused = take(sipas, directory, file)
    name = ("code", "name", "field", "level")[missing]
    assert refused.err == f"sipas: a.csv, dòng 1: thiếu cột {name}\n"
