"""The pool outlives its server, and an upgrade sees who else has the database open."""

import pytest
from sqlalchemy import text

from survey.store import presence
from survey.store.engine import APPLICATION, Store
from survey.store.presence import is_used_by_others
from tests.fixtures.store import END_OTHERS


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for others no longer than a test must."""
    monkeypatch.setattr(presence, "PATIENCE_SECONDS", 0.2)


def touch(store: Store) -> None:
    with store.reading() as session:
        session.connection().execute(text("SELECT 1"))


def test_an_idle_connection_of_another_is_seen(store: Store, store_url: str) -> None:
    touch(store)
    assert not is_used_by_others(store)
    other = Store(store_url)
    touch(other)
    assert is_used_by_others(store)
    other.close()
    assert not is_used_by_others(store)


def test_a_postgresql_session_says_whose_it_is(migrated_postgres_url: str) -> None:
    store = Store(migrated_postgres_url)
    with store.reading() as session:
        named = session.connection().scalar(text("SHOW application_name"))
    store.close()
    named_otherwise = Store(f"{migrated_postgres_url}&application_name=survey")
    with named_otherwise.reading() as session:
        renamed = session.connection().scalar(text("SHOW application_name"))
    named_otherwise.close()
    assert (named, renamed) == (APPLICATION, "survey")


def test_the_first_request_after_the_server_ended_all_sessions_succeeds(
    migrated_postgres_url: str,
) -> None:
    """What a restart does to a pool; `make faults` restarts and kills the server itself."""
    store, other = Store(migrated_postgres_url), Store(migrated_postgres_url)
    touch(store)
    with other.reading() as session:
        ended = session.connection().scalars(text(END_OTHERS)).all()
    other.close()
    assert True in ended
    touch(store)
    with store.writing() as session:
        session.connection().execute(text("SELECT 1"))
    store.close()
