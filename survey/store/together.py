"""Writes that share a commit: on SQLite one flush of the disk serves all who wait for it.

Whoever gets the turn writes for everybody in the queue, each in a savepoint of its own, and commits once. A write is
done only after that commit, so nothing is acknowledged earlier than alone; where one fails, the others stay.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from survey.store import engine
from survey.store.engine import Store, StoreBusy

T = TypeVar("T")
# A transaction of this many answers takes some 50 ms; who comes later waits for the next.
MOST_TOGETHER = 64


@dataclass(slots=True, eq=False)
class _Write(Generic[T]):
    work: Callable[[Session], T]
    deadline: float
    result: list[T] = field(default_factory=list)
    error: Exception | None = None
    is_over: bool = False


def write_together(store: Store, work: Callable[[Session], T]) -> T:
    """Run work in a write transaction that others may share; return its result after the commit.

    Raises StoreBusy where the turn did not come in time, else what the work or the commit raises.
    """
    if not store.is_sqlite:
        # PostgreSQL lets commits that come together share a flush by itself.
        with store.writing() as session:
            return work(session)
    own = _Write(work, time.monotonic() + engine.WRITE_WAIT_SECONDS)
    store.waiting.append(own)
    while not own.is_over:
        if not _take_turn(store.turn, own.deadline):
            _withdraw(store, own)
            # Else it is being written, and only the commit can tell.
            with store.turn:
                continue
        try:
            if not own.is_over:
                _write_waiting(store, own)
        finally:
            store.turn.release()
    if own.error is not None:
        raise own.error
    return own.result[0]


def _take_turn(turn: threading.Lock, deadline: float) -> bool:
    return turn.acquire(timeout=max(deadline - time.monotonic(), 0))


def _withdraw(store: Store, own: "_Write[T]") -> None:
    """Raise StoreBusy where nobody has begun to write it."""
    try:
        store.waiting.remove(own)
    except ValueError:
        return
    raise StoreBusy


def _write_waiting(store: Store, own: "_Write[T]") -> None:
    """Write for those who wait, the holder of the turn among them."""
    store.waiting.remove(own)
    batch: list[_Write[object]] = [own]  # type: ignore[list-item]
    while store.waiting and len(batch) < MOST_TOGETHER:
        try:
            batch.append(store.waiting.popleft())
        except IndexError:
            break
    try:
        with store.writing(deadline=own.deadline) as session:
            for write in batch:
                _write_one(session, write)
    except StoreBusy as error:
        own.error, own.is_over = error, True
        # Nothing was written; the others may still wait.
        store.waiting.extendleft(reversed(batch[1:]))
        return
    except Exception as error:
        for write in batch:
            write.error = error
    for write in batch:
        write.is_over = True


def _write_one(session: Session, write: _Write[object]) -> None:
    try:
        with session.begin_nested():
            result = write.work(session)
        write.result.append(result)
    except Exception as error:
        write.error = error
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            # The disk failed under all of them: nothing that follows can be written, nor can the rest be kept.
            raise
