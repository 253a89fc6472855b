"""sipas backup and sipas restore: what is copied comes back, and nothing is overwritten."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

from survey.settings import write_settings
from tests.cli.conftest import SETTINGS, Sipas
from tests.cli.filled import fill
from tests.fixtures.people import TODAY


def test_a_backup_restored_elsewhere_serves_the_same_answers(
    sipas: Sipas, directory: Path, tmp_path: Path
) -> None:
    fill(directory, received_on=TODAY - timedelta(days=1))
    sipas("seal", "--directory", directory)
    copy, place = tmp_path / "sao lưu.sqlite", tmp_path / "mới"
    taken = sipas("backup", "--directory", directory, copy)
    assert taken.out == (
        f"Đã sao lưu và kiểm tra {copy}: 3 phiếu, 1 ngày đã khóa sổ.\n"
    )
    restored = sipas("restore", "--directory", place, copy)
    assert restored.out.splitlines() == [
        f"Đã khôi phục và kiểm tra {place / 'survey.sqlite'}: 3 phiếu.",
        "Hãy đặt tệp settings.env cũ vào thư mục này trước khi chạy.",
    ]
    shutil.copy(directory / "settings.env", place)
    before, after = (
        json.loads(sipas("status", "--directory", where, "--json").out)
        for where in (directory, place)
    )
    assert after == before


def test_settings_may_be_there_before_the_data(
    sipas: Sipas, directory: Path, tmp_path: Path
) -> None:
    copy, place = tmp_path / "copy.sqlite", tmp_path / "new"
    sipas("backup", "--directory", directory, copy)
    write_settings(place, SETTINGS)
    restored = sipas("restore", "--directory", place, copy)
    assert restored.out == (
        f"Đã khôi phục và kiểm tra {place / 'survey.sqlite'}: 0 phiếu.\n"
    )


def test_a_directory_with_data_is_refused(
    sipas: Sipas, directory: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite"
    sipas("backup", "--directory", directory, copy)
    fill(directory, received_on=TODAY)
    refused = sipas("restore", "--directory", directory, copy)
    assert refused.code == 1
    assert refused.err == (
        f"sipas: {directory / 'survey.sqlite'} đã có dữ liệu: "
        "hãy khôi phục vào một thư mục mới\n"
    )
    status = json.loads(sipas("status", "--directory", directory, "--json").out)
    assert status["responses"] == 3


def test_a_backup_never_overwrites(
    sipas: Sipas, directory: Path, tmp_path: Path
) -> None:
    (tmp_path / "copy.sqlite").write_text("precious")
    refused = sipas("backup", "--directory", directory, tmp_path / "copy.sqlite")
    assert refused.err == (
        f"sipas: {tmp_path / 'copy.sqlite'} đã có: hãy chọn tên khác\n"
    )
    assert (tmp_path / "copy.sqlite").read_text() == "precious"


def test_a_damaged_backup_is_not_restored(sipas: Sipas, tmp_path: Path) -> None:
    (tmp_path / "odd.sqlite").write_text("not a database" * 99)
    refused = sipas("restore", "--directory", tmp_path / "new", tmp_path / "odd.sqlite")
    assert refused.code == 1
    assert refused.err == "sipas: bản sao không dùng được: file is not a database\n"
    assert list((tmp_path / "new").iterdir()) == []


def test_a_missing_backup_is_one_line(sipas: Sipas, tmp_path: Path) -> None:
    refused = sipas("restore", "--directory", tmp_path / "new", tmp_path / "none")
    assert refused.err == f"sipas: không có tệp {tmp_path / 'none'}\n"


def test_a_place_that_cannot_be_written_is_one_line(
    sipas: Sipas, directory: Path, tmp_path: Path
) -> None:
    refused = sipas("backup", "--directory", directory, tmp_path / "none" / "copy")
    assert refused.err == (
        f"sipas: không ghi được {tmp_path / 'none' / 'copy'}: "
        "No such file or directory\n"
    )


def test_postgresql_is_left_to_its_own_programs(
    sipas: Sipas, migrated_postgres_url: str, tmp_path: Path
) -> None:
    write_settings(tmp_path / "pg", {**SETTINGS, "DATABASE_URL": migrated_postgres_url})
    refused = sipas("backup", "--directory", tmp_path / "pg", tmp_path / "copy")
    assert refused.err == (
        "sipas: cơ sở dữ liệu là PostgreSQL: "
        "hãy sao lưu bằng pg_dump của máy chủ đó\n"
    )
    refused = sipas("restore", "--directory", tmp_path / "pg", __file__)
    assert refused.err == (
        "sipas: cơ sở dữ liệu là PostgreSQL: "
        "hãy khôi phục bằng pg_restore của máy chủ đó\n"
    )
