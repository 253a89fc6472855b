"""sipas db: the schema is upgraded by command only, and other versions are refused."""

from pathlib import Path

import pytest
from sqlalchemy import text

from survey.store import migrate
from survey.store.schema import shipped_revision, stored_revision
from tests.cli.conftest import Sipas
from tests.cli.filled import store_of

NEWEST = shipped_revision()


def set_back(directory: Path, revision: str) -> None:
    with store_of(directory) as store:
        migrate.downgrade(store, revision)


def run_sql(directory: Path, statement: str) -> None:
    with store_of(directory) as store, store.writing() as session:
        session.connection().execute(text(statement))


def test_an_old_database_is_upgraded_once(sipas: Sipas, directory: Path) -> None:
    set_back(directory, "0002")
    upgraded = sipas("db", "upgrade", "--directory", directory)
    assert upgraded.out == f"Đã nâng cơ sở dữ liệu từ bản 0002 lên bản {NEWEST}.\n"
    with store_of(directory) as store, store.reading() as session:
        assert stored_revision(session) == NEWEST
    again = sipas("db", "upgrade", "--directory", directory)
    assert (again.code, again.out) == (0, f"Cơ sở dữ liệu đã ở bản {NEWEST}.\n")


@pytest.mark.parametrize("revision, shown", [("0002", "0002"), ("base", "0")])
def test_an_old_database_is_refused_with_the_way_out(
    sipas: Sipas, directory: Path, revision: str, shown: str
) -> None:
    set_back(directory, revision)
    refused = sipas("status", "--directory", directory)
    assert refused.code == 1
    assert refused.err == (
        f"sipas: cơ sở dữ liệu ở bản {shown}, chương trình này cần bản {NEWEST}: "
        f"hãy dừng dịch vụ rồi chạy “sipas upgrade --directory {directory}”\n"
    )


def test_a_newer_database_is_refused(sipas: Sipas, directory: Path) -> None:
    run_sql(directory, "UPDATE alembic_version SET version_num = '9999'")
    refused = sipas("db", "upgrade", "--directory", directory)
    assert refused.code == 1
    assert refused.err == (
        "sipas: cơ sở dữ liệu ở bản 9999, mới hơn chương trình này "
        f"({NEWEST}): hãy dùng chương trình mới hơn\n"
    )


def test_a_good_database_passes_the_check(sipas: Sipas, directory: Path) -> None:
    checked = sipas("db", "check", "--directory", directory)
    assert (checked.code, checked.out, checked.err) == (
        0,
        f"Cơ sở dữ liệu đúng và đủ (bản {NEWEST}).\n",
        "",
    )


@pytest.mark.parametrize(
    "damage, said",
    [
        (
            "DROP TRIGGER guard_seal_delete",
            "thiếu chốt bảo vệ chống sửa, xóa: guard_seal_delete",
        ),
        ("DROP TABLE day_count", "các bảng không đúng với chương trình: "),
    ],
)
def test_what_is_wrong_is_named(
    sipas: Sipas, directory: Path, damage: str, said: str
) -> None:
    run_sql(directory, damage)
    checked = sipas("db", "check", "--directory", directory)
    assert checked.code == 1
    assert checked.err.startswith(f"sipas: {said}")


def test_a_row_that_refers_to_nothing_is_named(sipas: Sipas, directory: Path) -> None:
    with store_of(directory) as store:
        connection = store.engine.raw_connection()
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute(
            "INSERT INTO counter (id, office_id, code, name, name_en) "
            "VALUES (1, 77, 'a', 'a', '')"
        )
        cursor.close()
        connection.close()
    checked = sipas("db", "check", "--directory", directory)
    assert checked.err == "sipas: tệp cơ sở dữ liệu bị hỏng: counter → office\n"
