"""Keeping what was answered in a call, as any other answer, with the calls of its day."""

import hashlib
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from survey.store import batches, inbox
from survey.store.entries import Typed
from survey.store.tables import Batch


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its answers, the key of the screen they came from, and who asked."""

    typed: Typed
    entry_key: str
    reviewer_id: int


def store_call(
    session: Session,
    batch: Batch,
    call: Call,
    *,
    today: date,
    language_version: str,
    receipt_key: bytes,
) -> bool:
    """Store a call's answers once; False where this very screen was sent before."""
    acknowledgement = inbox.submit(
        session,
        inbox.Submission(
            key=hashlib.sha256(f"{batch.id} {call.entry_key}".encode()).digest()[:16],
            counter_id=batch.counter_id,
            instrument_id=batch.instrument_id,
            received_on=today,
            channel=batches.class_of(session, batch),
            scores=call.typed.scores,
            choices=call.typed.choices,
            stage=call.typed.stage,
            language=batch.language,
            language_version=language_version,
            helped=call.typed.helped,
            field=call.typed.field,
            comment=call.typed.comment,
            batch_id=batch.id,
        ),
        receipt_key=receipt_key,
    )
    if acknowledgement.seen_before:
        return False
    batch.stored += 1
    batches.count_work(session, batch, reviewer_id=call.reviewer_id, entered=1)
    return True
