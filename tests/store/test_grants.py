"""With two roles on PostgreSQL the one that serves can do its work and cannot touch an answer."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from survey.store.engine import Store
from survey.store.guards import GUARDS, Guard
from tests.fixtures.postgres import PostgresServer
from tests.fixtures.store import ReusedDatabase
from tests.store.rows import fill_every_table

GRANTS = Path(__file__).parents[2] / "docs" / "deployment" / "grants.sql"
ROLE = "sipas_app"


@pytest.fixture
def serving(
    postgres_server: PostgresServer,
    reused_database: ReusedDatabase,
    migrated_postgres_url: str,
) -> Iterator[Store]:
    """Give the store as the role that serves opens it."""
    owner = psycopg.connect(
        host=str(postgres_server.folder),
        user="postgres",
        dbname=reused_database.name,
        autocommit=True,
    )
    owner.execute(f"CREATE ROLE {ROLE} LOGIN".encode())
    owner.execute(GRANTS.read_bytes())
    store = Store(migrated_postgres_url.replace("postgres@", f"{ROLE}@"))
    yield store
    store.close()
    owner.execute(f"DROP OWNED BY {ROLE}".encode())
    owner.execute(f"DROP ROLE {ROLE}".encode())
    owner.close()


def may(store: Store, action: str, table: str) -> bool:
    with store.reading() as session:
        found = session.connection().scalar(
            text(f"SELECT has_table_privilege('{table}', '{action}')")
        )
    return bool(found)


def test_the_role_that_serves_stores_and_closes_days_and_no_more(
    serving: Store,
) -> None:
    # Every kind of row, and the closing of a day.
    fill_every_table(serving)
    forbidden = [guard for guard in GUARDS if not guard.moved_to + guard.given_up]
    assert [guard for guard in forbidden if allowed(serving, guard)] == []
    moving = [guard for guard in GUARDS if guard.moved_to + guard.given_up]
    assert [guard for guard in moving if not allowed(serving, guard)] == []
    assert not may(serving, "TRUNCATE", "tally")
    with pytest.raises(ProgrammingError, match="must be owner"):
        with serving.writing() as session:
            session.connection().execute(
                text("DROP TRIGGER guard_response_update ON response")
            )


def allowed(store: Store, guard: Guard) -> bool:
    return may(store, guard.action, guard.table)
