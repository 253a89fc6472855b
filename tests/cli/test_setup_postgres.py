"""`sipas setup` on PostgreSQL: in whole, and a second time nothing changes."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from survey.settings import write_settings
from survey.store import installation, migrate
from survey.store.engine import Store
from survey.store.tables import metadata
from tests.cli.conftest import SETTINGS, Sipas
from tests.fixtures.postgres import PostgresServer
from tests.fixtures.province_files import SMALL, make_province


@pytest.mark.postgres
def test_a_province_comes_in_once(
    sipas: Sipas, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    url = postgres_server.url(postgres_server.create_database())
    write_settings(tmp_path / "pg", SETTINGS | {"DATABASE_URL": url})
    store = Store(url)
    migrate.upgrade(store)
    with store.writing() as session:
        installation.mark(session, installation.REAL)

    def kept() -> dict[str, int]:
        with store.reading() as session:
            return {
                table.name: session.connection()
                .execute(select(func.count()).select_from(table))
                .scalar_one()
                for table in metadata.sorted_tables
            }

    folder = make_province(tmp_path / "tỉnh", SMALL)
    command = "setup", "--directory", tmp_path / "pg", folder
    done = sipas(*command)
    assert (done.code, done.err) == (0, "")
    rows = kept()
    assert (rows["office"], rows["imported_answer"]) == (14, SMALL.answers)
    assert sipas(*command).code == 0
    assert kept() == rows
    store.close()
