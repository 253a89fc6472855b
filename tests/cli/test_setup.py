"""`sipas setup`: a province out of a folder, checked first, in one go, twice, and after a kill."""

import fcntl
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from survey.store.engine import Store
from survey.store.tables import metadata
from survey.trust.sealing import seal
from tests.cli.conftest import Sipas
from tests.fixtures.people import TODAY
from tests.fixtures.province_files import SMALL, make_province

DIES_BEFORE_ACCEPTING = """\
import os, sys
from survey.cli.main import main
from survey.store import answer_imports
answer_imports.accept = lambda *_, **__: os._exit(9)
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the files of a small province, to be copied by who changes them."""
    return make_province(tmp_path_factory.mktemp("province") / "tỉnh", SMALL)


@pytest.fixture
def folder(small_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_folder, tmp_path / "tỉnh"))


def kept(directory: Path) -> dict[str, int]:
    """Return how many rows each table has."""
    store = Store(f"sqlite:///{directory / 'survey.sqlite'}")
    with store.reading() as session:
        rows = {
            table.name: session.connection()
            .execute(select(func.count()).select_from(table))
            .scalar_one()
            for table in metadata.sorted_tables
        }
    store.close()
    return {name: n for name, n in rows.items() if n}


def replace_in(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8-sig")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")


def test_a_province_comes_in_and_a_second_time_nothing_changes(
    sipas: Sipas, directory: Path, small_folder: Path
) -> None:
    command = "setup", "--directory", directory, small_folder
    done = sipas(*command)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0].startswith("[1/16] offices.csv: Thêm mới 11, đổi tên 0")
    assert "Kết thúc 8 đơn vị, mở 3 đơn vị" in lines[2]
    assert "Đã nhập 300 phiếu" in lines[10]
    rows = kept(directory)
    assert (rows["office"], rows["imported_answer"]) == (14, SMALL.answers)
    assert (rows["procedure"], rows["wave"]) == (3 * SMALL.procedures, 4)
    again = sipas(*command)
    assert (again.code, again.err) == (0, "")
    assert "đã có 300 phiếu, không thay đổi gì." in again.out
    assert kept(directory) == rows


def test_a_set_up_that_was_killed_goes_on_and_leaves_no_trace(
    sipas: Sipas, directory: Path, small_folder: Path, tmp_path: Path
) -> None:
    undisturbed = tmp_path / "other"
    shutil.copytree(directory, undisturbed)
    assert sipas("setup", "--directory", undisturbed, small_folder).code == 0
    command = [sys.executable, "-c", DIES_BEFORE_ACCEPTING, "setup"]
    killed = subprocess.run(
        [*command, "--directory", directory, small_folder], capture_output=True
    )
    assert killed.returncode == 9
    assert kept(directory)["imported_answer"] == 300
    assert sipas("setup", "--directory", directory, small_folder).code == 0
    # The try that was given up is kept as such, without a row.
    found, expected = kept(directory), kept(undisturbed)
    assert found.pop("answer_import") == expected.pop("answer_import") + 1
    assert found == expected


def test_every_answer_is_counted_when_the_day_is_closed(
    sipas: Sipas, directory: Path, small_folder: Path
) -> None:
    assert sipas("setup", "--directory", directory, small_folder).code == 0
    store = Store(f"sqlite:///{directory / 'survey.sqlite'}")
    assert seal(store, TODAY + timedelta(days=1)) == (TODAY,)
    store.close()
    assert kept(directory)["response"] == SMALL.answers
    again = sipas("setup", "--directory", directory, small_folder)
    assert (again.code, again.err) == (0, "")


@pytest.mark.parametrize(
    "file, before, after, message",
    [
        ("counters.csv", "X008-4", "X008 4", "cột code: có “X008 4”"),
        ("dossiers-2026.csv", "S01", "S99", "cột office: có “S99”"),
        ("merger-2025.csv", "X001", "X999", "cột from: có “X999”"),
        ("procedures-2026.csv", "toàn trình", "nửa vời", "có “nửa vời”"),
        ("columns.toml", '"q01" =', '"q99" =', "Mẫu phiếu của đợt không có câu “q99”."),
        ("columns.toml", "format = 1", "format = 1.", "columns.toml: Không phải tệp"),
        (
            "province.toml",
            '"sipas-2017"',
            '"sipas-17"',
            "sipas-17 không phải là tệp đọc được",
        ),
        (
            "province.toml",
            'wave = "2026-1"',
            'wave = "2026-2"',
            "bước 15: không có đợt 2026-2",
        ),
        (
            "province.toml",
            "year = 2026",
            'year = "2026"',
            "bước 8: year có “2026”, cần một số nguyên",
        ),
        (
            "province.toml",
            '"counters.csv"',
            '"../counters.csv"',
            "bước 2: file có “../counters.csv”, cần một tệp trong chính thư mục này",
        ),
        (
            "province.toml",
            '"counters.csv"',
            '"quầy.csv"',
            "bước 2: không có tệp “quầy.csv”",
        ),
        ("province.toml", '"merge"', '"join"', "bước 3: kind là “join”"),
        ("province.toml", "full = true", "ful = true", "bước 10: không biết “ful”"),
        ("province.toml", "format = 1", "format = 2", "cần “format = 1”"),
        ("province.toml", "format = 1", "format =", "không phải là TOML"),
    ],
    ids=lambda value: "",
)
def test_a_mistake_anywhere_is_named_before_the_first_step(
    sipas: Sipas,
    directory: Path,
    folder: Path,
    file: str,
    before: str,
    after: str,
    message: str,
) -> None:
    rows = kept(directory)
    replace_in(folder / file, before, after)
    for options in ((), ("--check",)):
        refused = sipas("setup", "--directory", directory, folder, *options)
        assert refused.code == 1 and refused.out == ""
        assert message in refused.err
    assert kept(directory) == rows


def test_a_check_alone_writes_nothing(
    sipas: Sipas, directory: Path, small_folder: Path
) -> None:
    rows = kept(directory)
    command = "setup", "--directory", directory, small_folder, "--check"
    assert sipas(*command).out == "Chưa thấy lỗi nào trong 16 bước. Chưa ghi gì.\n"
    told = sipas(*command, "--lang", "en").out
    assert told == "No mistake found in 16 steps. Nothing was written.\n"
    assert kept(directory) == rows


def test_a_bad_row_stops_at_its_step_and_goes_on_there_once_mended(
    sipas: Sipas, directory: Path, folder: Path
) -> None:
    replace_in(folder / "answers-2025.csv", "Hài lòng", "Tạm ổn")
    stopped = sipas("setup", "--directory", directory, folder)
    assert stopped.code == 1
    assert "có “Tạm ổn”, cần một mức của thang đo" in stopped.err
    assert (
        "Dừng ở bước 13/16 (answers-2025.csv); các bước trước đã xong." in stopped.err
    )
    assert kept(directory)["imported_answer"] == 300
    replace_in(folder / "answers-2025.csv", "Tạm ổn", "Hài lòng")
    assert sipas("setup", "--directory", directory, folder).code == 0
    assert kept(directory)["imported_answer"] == SMALL.answers


@pytest.mark.parametrize(
    "before, after, message",
    [
        (
            "to = 2024-03-30",
            "to = 2024-04-30",
            "đã có đợt 2024-1, nhưng khác với province.toml: chưa đổi gì",
        ),
        (
            'wave = "2024-1"',
            'wave = "2025-1"',
            "answers-2024.csv đã được nhập vào đợt 2024-1: chưa nhập gì thêm",
        ),
    ],
    ids=lambda value: "",
)
def test_what_is_there_already_but_otherwise_is_left_alone(
    sipas: Sipas, directory: Path, folder: Path, before: str, after: str, message: str
) -> None:
    assert sipas("setup", "--directory", directory, folder).code == 0
    rows = kept(directory)
    replace_in(folder / "province.toml", before, after)
    refused = sipas("setup", "--directory", directory, folder)
    assert refused.code == 1 and message in refused.err
    assert kept(directory) == rows


def test_a_wave_that_was_extended_since_is_still_the_same(
    sipas: Sipas, directory: Path, folder: Path
) -> None:
    manifest = folder / "province.toml"
    text = manifest.read_text("utf-8").replace("2026-03-31", "2026-11-30")
    manifest.write_text(text, "utf-8")
    assert sipas("setup", "--directory", directory, folder).code == 0
    extend = "wave", "extend", "2026-1", "--to", "2026-12-10", "--reason", "Bão"
    assert sipas(*extend, "--directory", directory).code == 0
    assert sipas("setup", "--directory", directory, folder).code == 0


def test_nobody_else_sets_the_same_directory_up_meanwhile(
    sipas: Sipas, directory: Path, small_folder: Path
) -> None:
    held = os.open(directory, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    refused = sipas("setup", "--directory", directory, small_folder)
    os.close(held)
    assert refused.code == 1
    assert "một lệnh “sipas setup” khác đang chạy" in refused.err
