"""sipas backup and sipas restore: what is copied comes back, and nothing is overwritten."""

import json
import shutil
import stat
from datetime import timedelta
from pathlib import Path
from unittest.mock import ANY

import pytest
from sqlalchemy import text

from survey.settings import write_settings
from survey.store import engine
from survey.store.backup import contents_of
from tests.cli.conftest import SETTINGS, Sipas
from tests.cli.filled import fill, store_of
from tests.fixtures.people import TODAY
from tests.store.rows import fill_every_table, row_counts


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
    # The backup was noted after it had been taken.
    assert (before.pop("last_backup"), after.pop("last_backup")) == (ANY, None)
    assert (before.pop("ready"), after.pop("ready")) == (True, False)
    assert before.pop("reasons") == []
    assert after.pop("reasons") == [{"code": "backup-missing", "found": "26 h"}]
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
        "không có tệp hoặc thư mục này\n"
    )


def test_a_log_left_behind_is_not_taken_for_the_restored_files(
    sipas: Sipas, directory: Path, tmp_path: Path
) -> None:
    copy, log = tmp_path / "copy.sqlite", tmp_path / "new" / "survey.sqlite-wal"
    sipas("backup", "--directory", directory, copy)
    log.parent.mkdir()
    log.write_text("of another file")
    refused = sipas("restore", "--directory", log.parent, copy)
    assert refused.err == (
        f"sipas: {log} đã có dữ liệu: hãy khôi phục vào một thư mục mới\n"
    )


def test_a_folder_of_backups_keeps_the_newest_days(
    sipas: Sipas, directory: Path, tmp_path: Path
) -> None:
    for name in ("sipas-2026-10-20T0859", "sipas-2026-10-22T0900", "old", "sipas-x"):
        (tmp_path / f"{name}.sqlite").touch()
    kept = ("--into", tmp_path, "--keep-days", "35")
    taken = sipas("backup", "--directory", directory, *kept)
    assert taken.out.startswith(
        f"Đã sao lưu và kiểm tra {tmp_path / 'sipas-2026-11-25T0900.sqlite'}: "
    )
    assert sorted(file.stem for file in tmp_path.glob("*.sqlite")) == [
        "old",
        "sipas-2026-10-22T0900",
        "sipas-2026-11-25T0900",
        "sipas-x",
    ]


def test_a_failed_backup_deletes_nothing_and_is_not_noted(
    sipas: Sipas, directory: Path, tmp_path: Path
) -> None:
    (tmp_path / "sipas-2026-10-20T0859.sqlite").touch()
    (tmp_path / "sipas-2026-11-25T0900.sqlite").touch()
    kept = ("--into", tmp_path, "--keep-days", "35")
    assert sipas("backup", "--directory", directory, *kept).code == 1
    assert (tmp_path / "sipas-2026-10-20T0859.sqlite").exists()
    printed = json.loads(sipas("status", "--directory", directory, "--json").out)
    assert printed["last_backup"] is None


def test_a_copy_that_could_not_be_noted_is_named(
    sipas: Sipas, directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WRITE_WAIT_SECONDS", 0.05)
    with store_of(directory) as other, other.writing():
        taken = sipas("backup", "--directory", directory, tmp_path / "copy.sqlite")
    assert taken.err == (
        f"sipas: đã sao lưu vào {tmp_path / 'copy.sqlite'}, "
        "nhưng cơ sở dữ liệu đang bận nên chưa ghi nhận được\n"
    )
    assert (tmp_path / "copy.sqlite").exists()


@pytest.fixture
def elsewhere(tmp_path: Path, postgres_url: str) -> Path:
    """Give a directory whose settings name an empty PostgreSQL database."""
    write_settings(tmp_path / "new", {**SETTINGS, "DATABASE_URL": postgres_url})
    return tmp_path / "new"


@pytest.fixture
def on_postgres(tmp_path: Path, migrated_postgres_url: str) -> Path:
    """Give a directory with answers in PostgreSQL."""
    directory = tmp_path / "pg"
    write_settings(directory, {**SETTINGS, "DATABASE_URL": migrated_postgres_url})
    with store_of(directory) as store:
        fill_every_table(store)
    return directory


def test_postgresql_is_dumped_and_restored_with_all_its_rows_and_guards(
    sipas: Sipas, on_postgres: Path, elsewhere: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "sao lưu.dump"
    with store_of(on_postgres) as store, store.reading() as session:
        answers = contents_of(session).answers
    taken = sipas("backup", "--directory", on_postgres, copy)
    assert taken.out == (
        f"Đã sao lưu và kiểm tra {copy}: {answers} phiếu, 1 ngày đã khóa sổ.\n"
    )
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    restored = sipas("restore", "--directory", elsewhere, copy)
    assert restored.out == f"Đã khôi phục và kiểm tra PostgreSQL: {answers} phiếu.\n"
    with store_of(on_postgres) as store, store.writing() as session:
        session.connection().execute(
            text("DELETE FROM installation WHERE key = 'last_backup'")
        )
    counted = []
    for where in (on_postgres, elsewhere):
        with store_of(where) as store, store.reading() as session:
            counted.append(row_counts(session))
    assert counted[0] == counted[1]
    assert sipas("db", "check", "--directory", elsewhere).code == 0


def test_a_postgresql_database_with_data_is_refused(
    sipas: Sipas, on_postgres: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.dump"
    sipas("backup", "--directory", on_postgres, copy)
    refused = sipas("restore", "--directory", on_postgres, copy)
    assert (refused.code, refused.err) == (
        1,
        "sipas: cơ sở dữ liệu này đã có một cuộc khảo sát\n",
    )


def test_a_dump_that_was_cut_off_is_not_restored(
    sipas: Sipas, on_postgres: Path, elsewhere: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.dump"
    sipas("backup", "--directory", on_postgres, copy)
    copy.write_bytes(copy.read_bytes()[:-900])
    refused = sipas("restore", "--directory", elsewhere, copy)
    assert refused.code == 1
    assert refused.err.startswith("sipas: bản sao không dùng được: ")


def test_a_dump_without_its_programs_says_which_package(
    sipas: Sipas, on_postgres: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    refused = sipas("backup", "--directory", on_postgres, tmp_path / "copy.dump")
    assert refused.err == (
        "sipas: không có chương trình pg_dump của PostgreSQL: "
        "hãy cài gói postgresql-client\n"
    )
    assert not (tmp_path / "copy.dump").exists()


def test_a_server_that_is_away_is_one_line(sipas: Sipas, tmp_path: Path) -> None:
    url = "postgresql+psycopg://sipas:hidden@127.0.0.1:1/sipas"
    write_settings(tmp_path / "pg", {**SETTINGS, "DATABASE_URL": url})
    refused = sipas("restore", "--directory", tmp_path / "pg", __file__)
    assert refused.err.startswith("sipas: không mở được cơ sở dữ liệu: ")
    assert "hidden" not in refused.err
