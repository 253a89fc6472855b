"""The steps in which a day is closed, each a short transaction that can be run again.

`begin` stops new answers for the day, `move_arrivals` turns arrivals into responses, `move_imported`
those rows of files that were accepted on the day, `move_comments` makes comments readable, `survey.store.folding` counts the responses, and `finish`
writes the seal, the checkpoint.
"""

from datetime import date, timedelta
from functools import cache
from typing import Any

import sqlalchemy
from sqlalchemy import (
    ColumnElement,
    Select,
    delete,
    func,
    insert,
    literal,
    text,
    true,
    union_all,
)
from sqlmodel import Session, col, select

from survey.store.moving import move_rows
from survey.store.tables import (
    AnswerImport,
    Arrival,
    Batch,
    Closing,
    Counter,
    Fold,
    ImportedAnswer,
    Response,
    Seal,
    metadata,
)
from survey.store.tables.answers import CORE
from survey.store.tables.imports import ACCEPTED, IMPORTED

# Advisory locks of PostgreSQL, any two numbers: one is shared by those who store an answer, the
# other is held by one who seals. On SQLite there is one writer, so nothing is left to lock.
_ANSWERING, _SEALING = 5_417_001, 5_417_002


class DayNotFolded(Exception):
    """The day cannot be sealed: something of it is not in the tallies yet."""


def hold_off(session: Session) -> None:
    """Let no day be closed before this transaction ends."""
    _lock(session, "pg_advisory_xact_lock_shared", _ANSWERING)


def keep_others_out(session: Session) -> None:
    """Let nobody else take a step of sealing before this transaction ends."""
    _lock(session, "pg_advisory_xact_lock", _SEALING)


def first_open_day(session: Session, day: date) -> date:
    """Return the day, or the first one that is open where the clock went back behind a closed day."""
    closed = session.connection().execute(_last_closed()).scalar_one()
    return day if closed is None else max(day, _day(closed) + timedelta(days=1))


@cache
def _last_closed() -> Select[Any]:
    # Every answer asks; putting the question together takes longer than the answer.
    days = union_all(
        select(func.max(col(Seal.day)).label("day")), select(func.max(col(Closing.day)))
    ).subquery()
    return sqlalchemy.select(func.max(days.c.day))


def last_sealed_day(session: Session) -> date | None:
    return _optional_day(session.exec(select(func.max(col(Seal.day)))).one())


def next_day_to_seal(session: Session) -> date | None:
    """Return the day after the last seal, or the day of the first answer; None before any answer."""
    last = last_sealed_day(session)
    if last is not None:
        return last + timedelta(days=1)
    begun = session.exec(select(func.min(col(Closing.day)))).one()
    arrived = session.exec(select(func.min(col(Arrival.received_on)))).one()
    accepted = session.exec(select(func.min(col(AnswerImport.accepted_on)))).one()
    first = [day for day in map(_optional_day, (arrived, accepted)) if day is not None]
    return _optional_day(begun) or min(first, default=None)


def is_under_way(session: Session) -> bool:
    """Tell whether a day is being closed, so that the tallies may hold a part of it."""
    return session.exec(select(col(Closing.day))).first() is not None


def begin(session: Session, day: date) -> bool:
    """Date no more answers on the day. False where it is sealed already."""
    keep_others_out(session)
    # Waits for answers that are being stored; those that come later see the closed day.
    _lock(session, "pg_advisory_xact_lock", _ANSWERING)
    if session.get(Seal, day) is not None:
        return False
    if session.get(Closing, day) is None:
        session.add(Closing(day=day))
        session.flush()
    return True


def move_arrivals(session: Session, day: date, *, limit: int) -> int:
    """Move the next of the day's arrivals into responses, in the order of their random ids.

    Neither the order nor the transaction of an insertion is left to join an answer to its receipt.
    """
    return _move(
        session, "arrival", "response", col(Arrival.received_on) == day, limit=limit
    )


def move_imported(session: Session, day: date, *, limit: int) -> int:
    """Move the next answers of the imports that were accepted on the day, in the order of random ids."""
    keep_others_out(session)
    connection = session.connection()
    ids = connection.scalars(
        _imported_on(day, col(ImportedAnswer.id))
        .order_by(col(ImportedAnswer.id))
        .limit(limit)
    ).all()
    # Any: columns of several types, and values.
    columns: dict[str, Any] = {
        "id": col(ImportedAnswer.id),
        "counter_id": col(Batch.counter_id),
        "instrument_id": col(Batch.instrument_id),
        "received_on": literal(day),
        "class": literal(IMPORTED),
        "stage": literal(""),
        "part": literal(CORE),
        "scores": col(ImportedAnswer.scores),
        "choices": col(ImportedAnswer.choices),
        "profile": literal(""),
        "field": literal(""),
        "language": col(Batch.language),
        "language_version": literal(""),
        "helped": literal(False),
        "batch_id": col(Batch.id),
    }
    moving = (
        sqlalchemy.select(*columns.values())
        .join(Batch, col(Batch.id) == col(ImportedAnswer.batch_id))
        .where(col(ImportedAnswer.id).in_(ids))
        .order_by(col(ImportedAnswer.id))
    )
    connection.execute(
        insert(metadata.tables["response"]).from_select(list(columns), moving)
    )
    connection.execute(delete(ImportedAnswer).where(col(ImportedAnswer.id).in_(ids)))
    return len(ids)


def move_comments(session: Session, *, limit: int) -> int:
    """Move the next comments to where they can be read, in the order of their random ids.

    A comment has no day, so a seal moves all that are there, and never together with answers.
    """
    return _move(session, "comment_arrival", "comment", true(), limit=limit)


def _move(
    session: Session,
    source: str,
    target: str,
    condition: ColumnElement[bool],
    *,
    limit: int,
) -> int:
    keep_others_out(session)
    return move_rows(session, source, target, condition, limit=limit)


def cells_to_fold(session: Session, day: date) -> dict[int, set[int]]:
    """Return the offices with responses of the day that are not in the tallies yet, by instrument.

    Only while the day is being closed: its seal takes the notes away of what was counted.
    """
    if session.get(Closing, day) is None:
        return {}
    answered = session.exec(
        select(Response.instrument_id, Counter.office_id)
        .join(Counter, col(Counter.id) == col(Response.counter_id))
        .where(Response.received_on == day)
        .distinct()
    )
    folded = session.exec(
        select(Fold.instrument_id, Fold.office_id).where(Fold.day == day)
    )
    missing: dict[int, set[int]] = {}
    for instrument_id, office_id in set(answered) - set(folded):
        missing.setdefault(instrument_id, set()).add(office_id)
    return missing


def finish(session: Session, day: date) -> bool:
    """Write the day's seal. False where it is there already. Raises DayNotFolded."""
    keep_others_out(session)
    if session.get(Seal, day) is not None:
        return False
    waiting = session.exec(
        select(func.count()).select_from(Arrival).where(Arrival.received_on == day)
    ).one()
    imported = session.connection().scalar(_imported_on(day, func.count()))
    if waiting or imported or cells_to_fold(session, day):
        raise DayNotFolded(day.isoformat())
    n = session.exec(
        select(func.count()).select_from(Response).where(Response.received_on == day)
    ).one()
    session.connection().execute(delete(Fold).where(col(Fold.day) == day))
    session.connection().execute(delete(Closing).where(col(Closing.day) == day))
    session.add(Seal(day=day, n=n))
    return True


def _imported_on(day: date, wanted: Any) -> Select[Any]:
    """Return the query for a column, or a count, of what waits of the imports accepted on a day."""
    return (
        sqlalchemy.select(wanted)
        .select_from(ImportedAnswer)
        .join(AnswerImport, col(AnswerImport.id) == col(ImportedAnswer.import_id))
        .where(
            col(AnswerImport.state) == ACCEPTED, col(AnswerImport.accepted_on) == day
        )
    )


def _lock(session: Session, function: str, number: int) -> None:
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT {function}({number})"))


def _optional_day(value: object) -> date | None:
    return None if value is None else _day(value)


def _day(value: object) -> date:
    # SQLite gives the text of a date where a function or a union hides the column's type.
    return value if isinstance(value, date) else date.fromisoformat(str(value))
