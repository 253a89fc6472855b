"""Closing a batch of papers: its entries become answers, in short steps that can be run again.

`begin_closing` lets nothing more be typed, `move_entries` submits each form as any other answer and
takes its entry away in the same transaction, `finish_closing` forgets which serials were in the batch.
"""

import hashlib
from collections.abc import Mapping
from datetime import date

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from survey.store import batches, entries, inbox
from survey.store.batches import WrongState
from survey.store.entries import entered_count, entry_of
from survey.store.inbox import Submission
from survey.store.serials import Serial
from survey.store.tables import Batch, BatchCheck, PaperEntry, PaperSerial
from survey.store.tables.paper import (
    CHECKING,
    CLOSED,
    CLOSING,
    DECIDED,
    FIRST,
)

# Each submission takes about a millisecond, and nobody waits longer than fifty for the lock.
MOVED_AT_ONCE = 20


class SampleOpen(Exception):
    """Forms of the sample are to be typed again."""


def begin_closing(
    session: Session, batch: Batch, *, found: Mapping[str, tuple[int, int]]
) -> None:
    """Keep what double entry found, by item, and let nothing more be typed.

    Raises WrongState, and SampleOpen where a form of the sample lacks its second entry.
    """
    batches.require_state(batch, CHECKING)
    if entries.to_retype(session, batch):
        raise SampleOpen
    batch.by_same = sum(form.by_same for form in entries.typed_twice(session, batch))
    session.add_all(
        BatchCheck(
            batch_id=batch.id or 0, item=item, compared=compared, differing=differing
        )
        for item, (compared, differing) in found.items()
    )
    batch.state = CLOSING
    session.flush()


def move_entries(
    session: Session,
    batch: Batch,
    *,
    today: date,
    language_version: str,
    receipt_key: bytes,
) -> bool:
    """Submit the next forms of a batch and take their entries away; False once none is left.

    They go in the order of their random keys, so that no order of theirs joins them to serials.
    """
    batches.require_state(batch, CLOSING)
    moving = session.exec(
        select(PaperEntry)
        .where(PaperEntry.batch_id == batch.id, PaperEntry.turn == FIRST)
        .order_by(col(PaperEntry.entry_key))
        .limit(MOVED_AT_ONCE)
    ).all()
    channel = batches.class_of(session, batch)
    for first in moving:
        serial = Serial(first.run, first.copy_number)
        final = entry_of(session, batch, serial, DECIDED) or first
        inbox.submit(
            session,
            _submission(
                batch,
                final,
                first.entry_key,
                today,
                language_version,
                channel=channel,
            ),
            receipt_key=receipt_key,
        )
        _remove(session, batch, serial)
        batch.stored += 1
    session.flush()
    return bool(moving)


def finish_closing(session: Session, batch: Batch, *, today: date) -> None:
    """Cut the serials off their batch: from now on they only tell that they were used."""
    batches.require_state(batch, CLOSING)
    if entered_count(session, batch):
        raise WrongState(batch.state)
    session.connection().execute(
        update(PaperSerial)
        .where(col(PaperSerial.batch_id) == batch.id)
        .values(batch_id=None)
    )
    batch.state, batch.closed_on = CLOSED, today
    session.flush()


def _submission(
    batch: Batch,
    entry: PaperEntry,
    first_key: str,
    today: date,
    language_version: str,
    *,
    channel: str,
) -> Submission:
    serial = Serial(entry.run, entry.copy_number)
    # Whatever page it came from, a form of a batch has one key: closing twice stores it once.
    key = hashlib.sha256(f"{batch.id} {serial} {first_key}".encode()).digest()[:16]
    return Submission(
        key=key,
        counter_id=batch.counter_id,
        instrument_id=batch.instrument_id,
        received_on=today,
        channel=channel,
        scores=entry.scores,
        choices=entry.choices,
        stage=entry.stage,
        language=batch.language,
        language_version=language_version,
        helped=entry.helped,
        field=entry.field,
        comment=entry.comment,
        batch_id=batch.id,
    )


def _remove(session: Session, batch: Batch, serial: Serial) -> None:
    session.connection().execute(
        delete(PaperEntry).where(
            col(PaperEntry.batch_id) == batch.id,
            col(PaperEntry.run) == serial.run,
            col(PaperEntry.copy_number) == serial.copy,
        )
    )
