"""What the engines promise: durable commits, readers that never wait, writers that wait only so long."""

import resource
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError, OperationalError

from survey.store import closing, engine, places
from survey.store.engine import Store, StoreBusy, UnsafeEngine
from tests.fixtures.people import make_office

SHORT_WAIT_SECONDS = 0.2


@pytest.fixture
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make writers give up soon."""
    monkeypatch.setattr(engine, "WRITE_WAIT_SECONDS", SHORT_WAIT_SECONDS)
    milliseconds = int(1000 * SHORT_WAIT_SECONDS)
    wait = (str(milliseconds), milliseconds)
    monkeypatch.setitem(engine.SQLITE_PRAGMAS, "busy_timeout", wait)


def test_every_sqlite_connection_has_the_settings(sqlite_store: Store) -> None:
    # Written out, not read from the engine: this is what must hold.
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "secure_delete": 1,
        "busy_timeout": 8000,
    }
    connections = [sqlite_store.engine.connect() for _ in range(3)]
    for connection in connections:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in expected
        }
        assert found == expected
        connection.close()


def test_a_sqlite_setting_that_does_not_take_is_refused(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(engine.SQLITE_PRAGMAS, "synchronous", ("OFF", 2))
    store = Store(sqlite_url)
    with pytest.raises(UnsafeEngine, match="^PRAGMA synchronous is 0, expected 2$"):
        store.engine.connect()
    store.close()


def test_a_postgresql_that_may_lose_commits_is_refused(
    migrated_postgres_url: str,
) -> None:
    store = Store(f"{migrated_postgres_url}&options=-csynchronous_commit%3Doff")
    with pytest.raises(UnsafeEngine, match="^PostgreSQL's synchronous_commit is 'off'"):
        store.engine.connect()
    store.close()


def test_the_checkpoint_leaves_the_usual_wait(sqlite_store: Store) -> None:
    sqlite_store.checkpoint()
    with sqlite_store.reading() as session:
        found = session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar()
    assert found == 8000


def test_a_commit_happens_on_success_only(store: Store) -> None:
    with store.writing() as session:
        make_office(session, "kept")
    with pytest.raises(ZeroDivisionError), store.writing() as session:
        make_office(session, "lost")
        raise ZeroDivisionError
    with store.reading() as session:
        assert [office.code for office in places.offices(session)] == ["kept"]


def test_readers_do_not_wait_for_a_writer(store: Store) -> None:
    with store.writing() as writer:
        make_office(writer)
        started = time.monotonic()
        with store.reading() as reader:
            assert places.offices(reader) == ()
        assert time.monotonic() - started < 1


def test_a_reader_sees_one_state_to_its_end(store: Store) -> None:
    with store.reading() as reader:
        assert places.offices(reader) == ()
        with store.writing() as writer:
            make_office(writer)
        assert places.offices(reader) == ()
    with store.reading() as reader:
        assert len(places.offices(reader)) == 1


def test_a_reader_cannot_write_on_postgresql(migrated_postgres_url: str) -> None:
    store = Store(migrated_postgres_url)
    with store.reading() as session:
        with pytest.raises(InternalError, match="read-only transaction"):
            make_office(session)
    store.close()


@pytest.mark.usefixtures("short_wait")
def test_a_thread_gives_up_where_another_writes_too_long(sqlite_store: Store) -> None:
    with sqlite_store.writing():
        with pytest.raises(StoreBusy), sqlite_store.writing():
            pass


@pytest.mark.usefixtures("short_wait")
def test_a_process_gives_up_where_another_writes_too_long(sqlite_url: str) -> None:
    store, other_process = Store(sqlite_url), Store(sqlite_url)
    with other_process.writing():
        with pytest.raises(StoreBusy), store.writing():
            pass
    with store.writing() as session:
        make_office(session)
    store.close()
    other_process.close()


def test_waiting_for_a_thread_and_for_a_process_has_one_limit(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WRITE_WAIT_SECONDS", 1.0)
    store, other_process = Store(sqlite_url), Store(sqlite_url)

    def give_up() -> float:
        begun = time.monotonic()
        with pytest.raises(StoreBusy), store.writing():
            pass
        return time.monotonic() - begun

    with other_process.writing(), ThreadPoolExecutor() as threads:
        first = threads.submit(give_up)
        time.sleep(0.5)
        # Waits for the first until half its time is over, then for the other process.
        second = threads.submit(give_up)
        assert 0.9 < first.result() < 1.3
        assert 0.9 < second.result() < 1.3
    store.close()
    other_process.close()


def test_a_connection_is_given_up_when_its_disk_failed(sqlite_store: Store) -> None:
    with sqlite_store.reading() as session:
        before = session.connection().connection.dbapi_connection
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # No file may grow, so writing the log fails as on a disk that does.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        with pytest.raises(OperationalError, match="disk I/O error"):
            with sqlite_store.writing() as session:
                make_office(session)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    with sqlite_store.writing() as session:
        assert session.connection().connection.dbapi_connection is not before
        make_office(session)


def test_a_connection_opened_while_the_file_was_read_only_is_given_up(
    sqlite_store: Store,
) -> None:
    with sqlite_store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(
        (StoreBusy, OperationalError)
    ), sqlite_store.writing() as session:
        make_office(session)
    with sqlite_store.writing() as session:
        make_office(session)


@pytest.mark.usefixtures("short_wait")
def test_a_post_gives_up_where_postgresql_keeps_it_waiting(
    migrated_postgres_url: str,
) -> None:
    store = Store(migrated_postgres_url)
    with store.writing() as sealer:
        closing.keep_others_out(sealer)
        with pytest.raises(StoreBusy), store.writing() as session:
            closing.keep_others_out(session)
    store.close()


def test_a_statement_of_a_write_may_not_run_for_ever(
    migrated_postgres_url: str, short_wait: None
) -> None:
    store = Store(migrated_postgres_url)
    with pytest.raises(StoreBusy), store.writing() as session:
        session.connection().execute(text("SELECT pg_sleep(5)"))
    store.close()


@pytest.mark.usefixtures("short_wait")
def test_a_write_gives_up_where_no_connection_becomes_free(store_url: str) -> None:
    store = Store(store_url)
    taken = [store.engine.connect() for _ in range(engine.CONNECTIONS)]
    with pytest.raises(StoreBusy), store.writing():
        pass
    for connection in taken:
        connection.close()
    with store.writing() as session:
        make_office(session)
    store.close()
