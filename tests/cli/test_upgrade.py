"""sipas upgrade: nothing is lost, nothing happens by halves, and the way back that it prints works."""

import shlex
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import text

from survey.settings import load_settings, write_settings
from survey.store import migrate, presence
from survey.store.backup import contents_of
from survey.store.engine import Store
from survey.store.schema import shipped_revision
from tests.cli.conftest import SETTINGS, Outcome, Sipas
from tests.fixtures.postgres import PostgresServer
from tests.store.rows import fill_every_table

NEWEST = shipped_revision()
# Before dossiers and comments were kept.
OLD = "0003"


@pytest.fixture(scope="module")
def old_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a file that an older program has filled, to be copied."""
    file = tmp_path_factory.mktemp("old") / "survey.sqlite"
    shutil.copy(sqlite_template, file)
    make_old(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="module")
def old_database(postgres_server: PostgresServer) -> str:
    """Give the name of a PostgreSQL database that an older program has filled, to be copied."""
    name = postgres_server.create_database()
    url = postgres_server.url(name)
    store = Store(url)
    migrate.upgrade(store)
    store.close()
    make_old(url)
    return name


@pytest.fixture
def old_on_sqlite(old_file: Path, tmp_path: Path) -> Path:
    """Give a directory with a copy of that file."""
    write_settings(tmp_path / "thí điểm 1", SETTINGS)
    shutil.copy(old_file, tmp_path / "thí điểm 1" / "survey.sqlite")
    return tmp_path / "thí điểm 1"


@pytest.fixture
def old_on_postgres(
    old_database: str, postgres_server: PostgresServer, tmp_path: Path
) -> Path:
    """Give a directory with a copy of that database."""
    url = postgres_server.url(postgres_server.create_database(template=old_database))
    write_settings(tmp_path / "thí điểm 2", {**SETTINGS, "DATABASE_URL": url})
    return tmp_path / "thí điểm 2"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def old(request: pytest.FixtureRequest) -> Path:
    """Give a directory whose database an older program has filled, on each engine in turn."""
    directory: Path = request.getfixturevalue(f"old_on_{request.param}")
    return directory


def make_old(url: str) -> None:
    """Fill a database and take it back to the older revision."""
    store = Store(url)
    fill_every_table(store)
    migrate.downgrade(store, OLD)
    store.close()


def store_in(directory: Path) -> Store:
    return Store(load_settings(directory, {}).database_url)


def run_sql(directory: Path, statement: str) -> None:
    store = store_in(directory)
    with store.writing() as session:
        session.connection().execute(text(statement))
    store.close()


def state(directory: Path) -> tuple[str, list[tuple[object, ...]]]:
    """Return the revision and every stored answer."""
    store = store_in(directory)
    with store.reading() as session:
        connection = session.connection()
        answers = connection.execute(text("SELECT * FROM response ORDER BY id"))
        revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
        found = (str(revision), [tuple(row) for row in answers])
    store.close()
    return found


def stored(directory: Path) -> int:
    """Count the answers, those of days that are not closed yet included."""
    store = store_in(directory)
    with store.reading() as session:
        answers = contents_of(session).answers
    store.close()
    return answers


def copies(directory: Path) -> list[Path]:
    return sorted((directory / "backups").iterdir())


def upgraded(sipas: Sipas, directory: Path) -> Outcome:
    outcome = sipas("upgrade", "--directory", directory)
    assert (outcome.code, outcome.err) == (0, "")
    return outcome


def test_an_old_database_is_kept_upgraded_and_checked(
    sipas: Sipas, old_on_sqlite: Path
) -> None:
    old = old_on_sqlite
    answers = stored(old)
    lines = upgraded(sipas, old).out.splitlines()
    (copy,) = copies(old)
    assert copy.name.startswith(f"before-upgrade-from-{OLD}-2026-11-25T09")
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    assert lines[:3] == [
        f"Đã sao lưu bản {OLD} vào {copy}: {answers} phiếu.",
        f"Đã nâng cơ sở dữ liệu từ bản {OLD} lên bản {NEWEST} và kiểm tra xong.",
        "Nếu phải quay lại (phiếu nhận sau lúc này sẽ mất): dừng dịch vụ, "
        "chạy các lệnh dưới đây, cài lại chương trình cũ rồi chạy dịch vụ.",
    ]
    assert sipas("db", "check", "--directory", old).code == 0
    again = sipas("upgrade", "--directory", old)
    assert (again.code, again.out) == (0, f"Cơ sở dữ liệu đúng và đủ (bản {NEWEST}).\n")
    assert copies(old) == [copy]


def test_the_way_back_leads_back(sipas: Sipas, old: Path) -> None:
    before = state(old)
    put_aside, restore = upgraded(sipas, old).out.splitlines()[3:]
    assert state(old)[0] == NEWEST
    subprocess.run(["bash", "-ec", put_aside], check=True, capture_output=True)
    assert shlex.split(restore)[0] == "sipas"
    assert sipas(*shlex.split(restore)[1:]).code == 0
    assert state(old) == before


def test_a_migration_that_fails_leaves_all_as_it_was(sipas: Sipas, old: Path) -> None:
    before = state(old)
    # What the next but one migration makes is there already, so it fails after others have run.
    run_sql(old, "CREATE TABLE comment (id INTEGER)")
    failed = sipas("upgrade", "--directory", old)
    assert failed.code == 1
    assert failed.err.startswith(
        f"sipas: không nâng cấp được, cơ sở dữ liệu vẫn như trước (bản {OLD}): "
    )
    assert state(old) == before
    run_sql(old, "DROP TABLE comment")
    upgraded(sipas, old)
    assert len(copies(old)) == 2


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("DELETE FROM reviewer", ["'reviewer': 3", "'reviewer': 0"]),
        ("DELETE FROM tally", ["'tally': 15", "'tally': 0"]),
        (
            "UPDATE tally SET n = n + 1 WHERE breakdown = ''",
            ["tally: (3, 13) → (3, 16)"],
        ),
    ],
)
def test_a_migration_that_loses_or_gains_answers_is_undone(
    sipas: Sipas,
    old_on_sqlite: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    told: list[str],
) -> None:
    old = old_on_sqlite
    before = state(old)
    compare = migrate.compare

    def spoil(session: migrate.Session) -> None:
        session.connection().execute(text(fault))
        compare(session)

    run_sql(old, "DELETE FROM review_session")
    monkeypatch.setattr(migrate, "compare", spoil)
    failed = sipas("upgrade", "--directory", old)
    assert all(words in failed.err for words in told), failed.err
    assert state(old) == before


def test_a_database_that_someone_has_open_is_left_alone(
    sipas: Sipas, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "PATIENCE_SECONDS", 0.1)
    other = store_in(old)
    with other.reading() as session:
        session.connection().execute(text("SELECT 1"))
    refused = sipas("upgrade", "--directory", old)
    other.close()
    assert (refused.code, refused.err) == (
        1,
        "sipas: cơ sở dữ liệu đang được dùng: "
        "hãy dừng dịch vụ trên mọi máy rồi chạy lại\n",
    )
    assert not (old / "backups").exists()


def test_a_place_that_cannot_be_written_stops_it(
    sipas: Sipas, old_on_sqlite: Path
) -> None:
    old = old_on_sqlite
    before = state(old)
    (old / "full").touch()
    refused = sipas("upgrade", "--directory", old, "--into", old / "full" / "x")
    assert refused.code == 1
    assert refused.err.startswith("sipas: không ghi được ")
    assert state(old) == before


def test_an_empty_database_is_none_to_upgrade(sipas: Sipas, directory: Path) -> None:
    store = store_in(directory)
    migrate.downgrade(store, "base")
    store.close()
    refused = sipas("upgrade", "--directory", directory)
    assert refused.err == (
        "sipas: thư mục này chưa được tạo xong: hãy dùng sipas init\n"
    )
