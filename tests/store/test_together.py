"""Writes that share a commit: none is acknowledged before it, none takes another down."""

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, func, select

from survey.store import engine, together
from survey.store.engine import Store, StoreBusy
from survey.store.tables import Office
from survey.store.together import write_together
from tests.fixtures.people import make_office


def named(code: str) -> object:
    return lambda session: make_office(session, code).code


def queued(
    store: Store, threads: ThreadPoolExecutor, works: list[object]
) -> list["Future[object]"]:
    """Let writes wait until all are there, so that one of them writes for all."""
    with store.turn:
        writes = [threads.submit(write_together, store, work) for work in works]
        while len(store.waiting) < len(works):
            time.sleep(0.005)
    return writes


def stored(store: Store) -> int:
    with store.reading() as session:
        return session.exec(select(func.count()).select_from(Office)).one()


def test_those_who_wait_share_one_commit(sqlite_store: Store) -> None:
    commits = []
    event.listen(sqlite_store.engine, "commit", commits.append)
    with ThreadPoolExecutor(8) as threads:
        works = [named(f"office-{number}") for number in range(8)]
        writes = queued(sqlite_store, threads, works)
        codes = {write.result() for write in writes}
    assert codes == {f"office-{number}" for number in range(8)}
    assert (len(commits), stored(sqlite_store)) == (1, 8)


def test_one_that_fails_leaves_the_others(sqlite_store: Store) -> None:
    def fail(session: Session) -> None:
        make_office(session, "half")
        raise ValueError("no")

    with ThreadPoolExecutor(3) as threads:
        works = [named("first"), fail, named("last")]
        first, failed, last = queued(sqlite_store, threads, works)
        assert (first.result(), last.result()) == ("first", "last")
        with pytest.raises(ValueError, match="^no$"):
            failed.result()
    assert stored(sqlite_store) == 2


def test_a_commit_that_fails_fails_for_all(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_session: Session) -> None:
        raise OSError("disk")

    monkeypatch.setattr(Session, "commit", fail)
    with ThreadPoolExecutor(2) as threads:
        for write in queued(sqlite_store, threads, [named("a"), named("b")]):
            with pytest.raises(OSError, match="^disk$"):
                write.result()
    assert stored(sqlite_store) == 0


def test_whose_turn_does_not_come_is_told_and_not_stored(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WRITE_WAIT_SECONDS", 0.1)
    with sqlite_store.turn, pytest.raises(StoreBusy):
        write_together(sqlite_store, named("late"))
    write_together(sqlite_store, named("next"))
    assert stored(sqlite_store) == 1


def test_a_locked_database_keeps_nobody_longer_than_the_limit(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WRITE_WAIT_SECONDS", 0.3)
    begun = time.monotonic()
    with sqlite_store.writing(), ThreadPoolExecutor(3) as threads:
        writes = queued(sqlite_store, threads, [named("a"), named("b"), named("c")])
        for write in writes:
            with pytest.raises(StoreBusy):
                write.result()
        assert time.monotonic() - begun < 3
    assert stored(sqlite_store) == 0


def test_who_shares_with_a_later_one_waits_no_longer_for_that(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_turn = together._take_turn
    is_first = threading.Event()

    def later_one_first(turn: threading.Lock, deadline: float) -> bool:
        # Locks wake whom they like; here the one that came later.
        if not is_first.is_set():
            is_first.set()
            time.sleep(0.1)
        return take_turn(turn, deadline)

    monkeypatch.setattr(together, "_take_turn", later_one_first)
    monkeypatch.setattr(engine, "WRITE_WAIT_SECONDS", 0.4)
    with ThreadPoolExecutor(2) as threads:
        with sqlite_store.writing():
            begun = time.monotonic()
            early = threads.submit(write_together, sqlite_store, named("early"))
            assert is_first.wait(1)
            monkeypatch.setattr(engine, "WRITE_WAIT_SECONDS", 3)
            late = threads.submit(write_together, sqlite_store, named("late"))
            with pytest.raises(StoreBusy):
                early.result()
            assert time.monotonic() - begun < 1.5
        assert late.result() == "late"
    assert stored(sqlite_store) == 1


def test_a_disk_that_fails_under_one_fails_all_alike(sqlite_store: Store) -> None:
    def meet_a_read_only_file(session: Session) -> None:
        # Refused with the code of a file that takes no writes, so that the connection is given up.
        session.connection().exec_driver_sql("PRAGMA query_only = ON")
        make_office(session, "b")

    with ThreadPoolExecutor(3) as threads:
        works = [named("a"), meet_a_read_only_file, named("c")]
        for write in queued(sqlite_store, threads, works):
            with pytest.raises(OperationalError, match="readonly"):
                write.result()
    assert stored(sqlite_store) == 0
    write_together(sqlite_store, named("next"))
    assert stored(sqlite_store) == 1
