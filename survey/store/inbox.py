"""The one way in: an answer is acknowledged only after the transaction that holds it is committed."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlalchemy import insert
from sqlmodel import Session, col

from forms.urgent import urgent_kind
from survey.store import closing
from survey.store.tables import (
    AlteredRepeat,
    CommentArrival,
    Counter,
    Receipt,
    metadata,
)
from survey.store.tables.paper import PAPER, TELEPHONE
from survey.store.upserts import INSERTS, insert_into

# Crockford's base 32: 50 bits in ten characters, read aloud without mistakes.
RECEIPT_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT_LENGTH = 10
# Nobody types an answer in whom the store does not know.
TYPED_IN = (PAPER, TELEPHONE)

# Put together once: every answer writes one.
_RECEIPT_UNLESS_USED = {
    dialect: into(Receipt).on_conflict_do_nothing().returning(col(Receipt.key_hash))
    for dialect, into in INSERTS.items()
}
_ARRIVAL = insert(metadata.tables["arrival"])


@dataclass(frozen=True, slots=True)
class Submission:
    """One answered form, checked against its questionnaire. `key` is the form's 128-bit secret.

    The comment is masked already; it is stored without a way to the answer. What staff type in
    names its batch, and with it who typed.
    """

    key: bytes
    counter_id: int
    instrument_id: int
    received_on: date
    channel: str
    scores: str
    stage: str = ""
    choices: str = ""
    part: str = "core"
    profile: str = ""
    field: str = ""
    language: str = "vi"
    language_version: str = ""
    helped: bool = False
    comment: str = ""
    batch_id: int | None = None


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What the citizen is told. `code` is only shown; the store keeps its hash."""

    code: str
    seen_before: bool


def submit(
    session: Session, submission: Submission, *, receipt_key: bytes
) -> Acknowledgement:
    """Store a submission once and return its receipt; the same key again stores nothing.

    Runs in the caller's write transaction; the receipt may be shown only after the commit.
    Raises ValueError for typed answers without a batch.
    """
    if submission.channel in TYPED_IN and submission.batch_id is None:
        raise ValueError(f"an answer of class {submission.channel} needs its batch")
    code = receipt_code(submission.key, receipt_key=receipt_key)
    # Until the commit no day can be closed, so that the answer stays in a day that is open.
    closing.hold_off(session)
    day = closing.first_open_day(session, submission.received_on)
    is_new = _add_receipt(
        session,
        key_hash=hashlib.sha256(submission.key).hexdigest(),
        code_hash=hashlib.sha256(code.encode()).hexdigest(),
        content_tag=content_tag(submission),
        received_on=day,
    )
    if is_new:
        session.connection().execute(_ARRIVAL, _arrival(submission, day))
        if submission.comment:
            session.add(_comment_arrival(session, submission, day))
    else:
        _count_altered(session, submission, day)
    return Acknowledgement(code=code, seen_before=not is_new)


def receipt_code(key: bytes, *, receipt_key: bytes) -> str:
    """Return the ten characters that stand for a submission: 50 bits of an HMAC."""
    digest = hmac.new(receipt_key, key, hashlib.sha256).digest()
    number = int.from_bytes(digest[:8], "big") >> 14
    digits = []
    for _ in range(RECEIPT_LENGTH):
        number, digit = divmod(number, len(RECEIPT_ALPHABET))
        digits.append(RECEIPT_ALPHABET[digit])
    return "".join(reversed(digits))


def content_tag(submission: Submission) -> str:
    """Return a tag that tells whether a repeat was altered; without the key it tells nothing."""
    content = [
        submission.scores,
        submission.choices,
        submission.stage,
        submission.part,
        submission.profile,
        submission.field,
        submission.language,
        str(submission.helped),
    ]
    # Left out where there is none: forms that were sent before there were comments keep their tag.
    if submission.comment:
        content.append(submission.comment)
    tagged = "\n".join(content).encode()
    return hmac.new(submission.key, tagged, hashlib.sha256).hexdigest()


def _arrival(submission: Submission, day: date) -> dict[str, object]:
    """Return the answer by the names of its columns, under an id of its own."""
    return {
        "id": uuid4(),
        "counter_id": submission.counter_id,
        "instrument_id": submission.instrument_id,
        "received_on": day,
        "class": submission.channel,
        "stage": submission.stage,
        "part": submission.part,
        "scores": submission.scores,
        "choices": submission.choices,
        "profile": submission.profile,
        "field": submission.field,
        "language": submission.language,
        "language_version": submission.language_version,
        "helped": submission.helped,
        "batch_id": submission.batch_id,
    }


def _comment_arrival(
    session: Session, submission: Submission, day: date
) -> CommentArrival:
    counter = session.get_one(Counter, submission.counter_id)
    return CommentArrival(
        id=uuid4(),
        office_id=counter.office_id,
        month=f"{day:%Y-%m}",
        language=submission.language,
        text=submission.comment,
        # Told from the text alone, and stored without any time.
        urgent=urgent_kind(submission.comment),
    )


def _count_altered(session: Session, submission: Submission, day: date) -> None:
    """Count a used key that came with other content, per office and day."""
    receipt = session.get_one(Receipt, hashlib.sha256(submission.key).hexdigest())
    if hmac.compare_digest(receipt.content_tag, content_tag(submission)):
        return
    counter = session.get_one(Counter, submission.counter_id)
    statement = (
        insert_into(session, AlteredRepeat)
        .values(office_id=counter.office_id, day=day, n=1)
        .on_conflict_do_update(
            index_elements=["office_id", "day"], set_={"n": AlteredRepeat.n + 1}
        )
    )
    session.connection().execute(statement)


def _add_receipt(session: Session, **values: object) -> bool:
    """Add a receipt unless its key is used. The row count lies on PostgreSQL, so RETURNING decides."""
    statement = _RECEIPT_UNLESS_USED[session.get_bind().dialect.name]
    return session.connection().execute(statement, values).first() is not None
