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
# A database that is asked to wait until a moment gives up in the millisecond before.
CLOSE_SECONDS = 0.05
LOOK_UP_SECONDS = 0.2


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
        if _take_turn(store.turn, own.deadline):
            try:
                if not own.is_over:
                    _write_waiting(store, own)
            finally:
                store.turn.release()
        elif time.monotonic() >= own.deadline:
            # Unless it is being written: then only the commit can tell.
            _withdraw(store, own)
    if own.error is not None:
        raise own.error
    return own.result[0]


def _take_turn(turn: threading.Lock, deadline: float) -> bool:
    """Wait for the turn, but not for long: others may have written it and gone on with their own."""
    left = max(deadline - time.monotonic(), CLOSE_SECONDS)
    return turn.acquire(timeout=min(left, LOOK_UP_SECONDS))


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
        # Of those who share it, nobody waits longer than alone.
        deadline = min(write.deadline for write in batch)
        with store.writing(deadline=deadline) as session:
            for write in batch:
                _write_one(session, write)
    except StoreBusy as error:
        _tell_late(store, own, batch, error)
        return
    except Exception as error:
        for write in batch:
            write.error = error
    for write in batch:
        write.is_over = True


def _tell_late(
    store: Store, own: "_Write[T]", batch: "list[_Write[object]]", error: StoreBusy
) -> None:
    """Nothing was written: tell those whose time is over, and let the others wait on.

    Where nobody's is, something else than time was in the way, and who met it is told.
    """
    nearly_now = time.monotonic() + CLOSE_SECONDS
    late = [write for write in batch if write.deadline <= nearly_now]
    late = late or [own]  # type: ignore[list-item]
    store.waiting.extendleft(write for write in reversed(batch) if write not in late)
    for write in late:
        write.error, write.is_over = error, True


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
