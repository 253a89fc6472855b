"""sipas import: a file is taken in whole or not at all."""

import sqlite3
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from survey.settings import load_settings
from survey.store import places, registers
from survey.store.engine import Store
from survey.store.tables import Counter
from tests.cli.conftest import Sipas

OFFICES = "code,name,name_en,level\nX01,Xã Mây Ngàn,May Ngan,commune\nX02,Xã Suối Lau,,commune\n"
COUNTERS = "office,code,name,name_en\nX01,X01-1,Quầy 1,Counter 1\nX02,X02-1,Quầy 1,\n"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Give a function that writes a file as a spreadsheet program would."""

    def save(text: str, *, name: str = "tệp.csv", encoding: str = "utf-8") -> Path:
        file = tmp_path / name
        file.write_bytes(text.encode(encoding))
        return file

    return save


def names(directory: Path) -> dict[str, str]:
    """Return the names of the offices that are stored, by code."""
    store = Store(load_settings(directory, {}).database_url)
    with store.reading() as session:
        found = {office.code: office.name for office in places.offices(session)}
    store.close()
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_file_is_read_as_spreadsheets_write_it(
    sipas: Sipas, directory: Path, write: Write, encoding: str, delimiter: str
) -> None:
    file = write(
        OFFICES.replace(",", delimiter).replace("\n", "\r\n"), encoding=encoding
    )
    taken = sipas("import", "offices", "--directory", directory, file)
    assert taken.out == "Thêm mới 2, đổi tên 0, giữ nguyên 0.\n"
    assert names(directory) == {"X01": "Xã Mây Ngàn", "X02": "Xã Suối Lau"}


def test_a_second_time_nothing_is_doubled(
    sipas: Sipas, directory: Path, write: Write
) -> None:
    sipas("import", "offices", "--directory", directory, write(OFFICES))
    renamed = write(OFFICES.replace("Mây Ngàn", "Mây Trắng"))
    taken = sipas("import", "offices", "--directory", directory, renamed)
    assert taken.out == "Thêm mới 0, đổi tên 1, giữ nguyên 1.\n"
    assert names(directory) == {"X01": "Xã Mây Trắng", "X02": "Xã Suối Lau"}


def test_names_are_kept_in_one_spelling(
    sipas: Sipas, directory: Path, write: Write
) -> None:
    decomposed = unicodedata.normalize("NFD", OFFICES.replace("Xã Mây", "Xã  Mây"))
    sipas("import", "offices", "--directory", directory, write(decomposed))
    assert names(directory)["X01"] == "Xã Mây Ngàn"


def test_every_mistake_is_named_with_line_column_value_and_what_was_expected(
    sipas: Sipas, directory: Path, write: Write
) -> None:
    sipas("import", "offices", "--directory", directory, write(OFFICES))
    sipas("import", "counters", "--directory", directory, write(COUNTERS))
    file = write(
        "office,code,name\n"
        "X03,X03-1,Quầy 1\n"
        "X01,X02-1,Quầy 1\n"
        "X01,x01-1,Quầy 1\n"
        "X01,X01-2,\n"
        "X02,X01-2,Qu\u202eầy\n"
        "X02,quầy 3,Quầy 3\n"
        "X02,X02-4\n"
    )
    refused = sipas("import", "counters", "--directory", directory, file)
    assert refused.code == 1
    assert refused.err == f"sipas: {file}, dòng 8, cột –: có “X02;X02-4”, cần 3 cột\n"
    file.write_text(file.read_text("utf-8").removesuffix("X02,X02-4\n"), "utf-8")
    refused = sipas("import", "counters", "--directory", directory, file)
    assert refused.err.splitlines() == [
        f"sipas: {file}, dòng 2, cột office: có “X03”, cần mã của một đơn vị đã có",
        f"{file}, dòng 3, cột office: có “X01”, cần X02: một quầy không đổi đơn vị, hãy dùng mã quầy mới",
        f"{file}, dòng 4, cột code: có “x01-1”, cần X01-1, như đã có",
        f"{file}, dòng 5, cột name: để trống, cần một tên",
        f"{file}, dòng 6, cột code: có “X01-2”, cần mã chưa có ở dòng 5 "
        "(mỗi mã dùng một lần, chẳng hạn X01-1)",
        f"{file}, dòng 6, cột name: có 'Qu\\u202e\\u1ea7y', cần tên không có ký tự ẩn",
        f"{file}, dòng 7, cột code: có “quầy 3”, cần 1 đến 40 chữ cái không dấu, chữ số, "
        "dấu chấm, gạch nối, gạch dưới",
    ]


def test_one_mistake_keeps_the_whole_file_out(
    sipas: Sipas, directory: Path, write: Write
) -> None:
    file = write(OFFICES.replace(",commune\nX02", ",thôn\nX02"))
    refused = sipas("import", "offices", "--directory", directory, file, "--lang", "en")
    assert refused.err == (
        f"sipas: {file}, line 2, column level: found “thôn”, "
        "expected province, district or commune\n"
    )
    assert names(directory) == {}


def test_a_counter_is_taken_in_with_its_office(
    sipas: Sipas, directory: Path, write: Write
) -> None:
    sipas("import", "offices", "--directory", directory, write(OFFICES))
    taken = sipas("import", "counters", "--directory", directory, write(COUNTERS))
    assert taken.out == "Thêm mới 2, đổi tên 0, giữ nguyên 0.\n"
    store = Store(load_settings(directory, {}).database_url)
    with store.reading() as session:
        assert registers.office_of_counter(session) == {"X01-1": "X01", "X02-1": "X02"}
    store.close()


def test_a_counter_stays_at_its_reception_point_until_a_file_moves_it(
    sipas: Sipas, directory: Path, write: Write
) -> None:
    def points(text: str) -> dict[str, str]:
        command = ("import", "counters", "--directory", directory)
        assert sipas(*command, write(text)).code == 0
        store = Store(load_settings(directory, {}).database_url)
        with store.reading() as session:
            office = places.office_by_code(session, "X01")
            assert office is not None
            found = session.exec(select(Counter).where(Counter.office_id == office.id))
            listed = {counter.code: counter.point for counter in found}
        store.close()
        return listed

    sipas("import", "offices", "--directory", directory, write(OFFICES))
    header, row = "office,code,name,point\n", "X01,X01-1,Quầy 1,Điểm Chợ Mới\n"
    assert points(header + row) == {"X01-1": "Điểm Chợ Mới"}
    assert points("office,code,name\nX01,X01-1,Quầy 1\n") == {"X01-1": "Điểm Chợ Mới"}
    moved = points(header + row.replace("Chợ Mới", "Cầu Đá"))
    assert moved == {"X01-1": "Điểm Cầu Đá"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04...", " là tệp Excel: hãy lưu thành “CSV UTF-8” rồi nhập lại"),
        (
            OFFICES.encode("cp1258", "replace"),
            ", dòng 2: không phải UTF-8. Trong Excel hãy chọn “CSV UTF-8”",
        ),
        (
            b"ma,ten\n1,2\n",
            ", dòng 1: có các cột “ma, ten”, cần code, name, name_en, level, block",
        ),
        (
            b'code,name,level\nX01,"Xa,commune\n',
            ", dòng 2: không phải CSV (unexpected end of data)",
        ),
        (b"", ", dòng 1: có các cột “”, cần code, name, name_en, level, block"),
    ],
    ids=["workbook", "other encoding", "other columns", "open quote", "empty"],
)
def test_a_file_of_another_kind_is_refused_in_one_line(
    sipas: Sipas, directory: Path, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "tệp.csv"
    file.write_bytes(content)
    refused = sipas("import", "offices", "--directory", directory, file)
    assert (refused.code, refused.err) == (1, f"sipas: {file}{said}\n")


def test_a_file_that_is_not_there_is_named(sipas: Sipas, directory: Path) -> None:
    refused = sipas("import", "offices", "--directory", directory, "không-có.csv")
    assert refused.err == (
        "sipas: Không đọc được không-có.csv: không có tệp hoặc thư mục này.\n"
    )


def blocks(directory: Path) -> dict[str, str]:
    """Return the blocks of the offices that are stored, by code."""
    store = Store(load_settings(directory, {}).database_url)
    with store.reading() as session:
        found = {office.code: office.block for office in places.offices(session)}
    store.close()
    return found


def test_offices_are_put_into_blocks_and_stay_there(
    sipas: Sipas, directory: Path, write: Write
) -> None:
    text = "code,name,level,block\nX01,Sở A,province, Department \nX02,Ban B,province,Khối Đảng\n"
    sipas("import", "offices", "--directory", directory, write(text))
    expected = {"X01": "department", "X02": "Khối Đảng"}
    assert blocks(directory) == expected
    # A file that says nothing of blocks changes none.
    text = "code,name,level\nX01,Sở A,province\nX02,Ban Bê,province\n"
    taken = sipas("import", "offices", "--directory", directory, write(text))
    assert taken.out == "Thêm mới 0, đổi tên 1, giữ nguyên 1.\n"
    assert blocks(directory) == expected
    text = text.replace("level\n", "level,block\n").replace(
        "province\n", "province,land\n"
    )
    taken = sipas("import", "offices", "--directory", directory, write(text))
    assert taken.out == "Thêm mới 0, đổi tên 2, giữ nguyên 0.\n"
    assert blocks(directory) == {"X01": "land", "X02": "land"}


def test_a_block_that_no_list_can_show_is_refused(
    sipas: Sipas, directory: Path, write: Write
) -> None:
    text = f"code,name,level,block\nX01,Sở A,province,{'x' * 41}\n"
    taken = sipas("import", "offices", "--directory", directory, write(text))
    assert taken.code == 1
    assert "cột block" in taken.err and "nhiều nhất 40 ký tự" in taken.err


def test_a_full_disk_is_told_instead_of_what_was_not_kept(
    sipas: Sipas, directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "offices.csv"
    file.write_text("code,name,level\nX01,Sở A,tỉnh\n", "utf-8")

    def full(_session: Session) -> None:
        said = sqlite3.OperationalError("database or disk is full")
        raise OperationalError("COMMIT", {}, said)

    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", full)
        stopped = sipas("import", "offices", "--directory", directory, file)
    assert (stopped.code, stopped.out) == (1, "")
    assert stopped.err == (
        "sipas: cơ sở dữ liệu không làm tiếp được: đĩa đã đầy; bước đang làm chưa ghi gì, "
        "khắc phục xong hãy chạy lại lệnh này\n"
    )
    again = sipas("import", "offices", "--directory", directory, file)
    assert again.out == "Thêm mới 1, đổi tên 0, giữ nguyên 0.\n"
