"""Queries about batches: answers of one place that staff type in together."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from survey.store import places
from survey.store.tables import (
    Batch,
    BatchCheck,
    BatchOperator,
    Counter,
    Office,
    PaperEntry,
    Reviewer,
    Wave,
)
from survey.store.tables.paper import CLOSED, ENTERING, FIRST, PAPER, TELEPHONE
from survey.store.tables.places import CANARY_OFFICE
from survey.store.tables.waves import Instrument
from survey.store.upserts import insert_into
from survey.store.waves import INDEPENDENT, RECONTACTED

OPERATOR = "operator"


class WrongState(Exception):
    """The batch is further on: somebody else drew its sample, or closed it."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Where a batch comes from, and how many papers went out, came back and could not be used."""

    counter_id: int
    instrument_id: int
    language: str
    gathered_on: date
    handed_out: int = 0
    returned: int = 0
    spoiled: int = 0


@dataclass(frozen=True, slots=True)
class ListedBatch:
    """A batch with its place, its wave and whom that asks here."""

    batch: Batch
    office: Office
    counter: Counter
    wave: Wave
    audience: str


@dataclass(frozen=True, slots=True)
class OperatorWork:
    """Who typed how much of a batch."""

    name: str
    entered: int
    retyped: int


def open_batch(session: Session, gathered: Gathered, *, today: date) -> Batch:
    """Begin a batch of papers."""
    return _add(session, gathered, channel=PAPER, today=today)


def calls_of_day(
    session: Session, gathered: Gathered, *, reviewer_id: int, today: date
) -> Batch:
    """Return one operator's batch of calls about a place on a day, beginning it where it is new."""
    known = session.exec(
        select(Batch)
        .join(BatchOperator, col(BatchOperator.batch_id) == col(Batch.id))
        .where(
            Batch.channel == TELEPHONE,
            Batch.counter_id == gathered.counter_id,
            Batch.instrument_id == gathered.instrument_id,
            Batch.language == gathered.language,
            Batch.opened_on == today,
            BatchOperator.reviewer_id == reviewer_id,
        )
    ).first()
    if known is not None:
        return known
    batch = _add(session, gathered, channel=TELEPHONE, today=today)
    count_work(session, batch, reviewer_id=reviewer_id)
    return batch


def batches(session: Session, *, channel: str = PAPER) -> tuple[ListedBatch, ...]:
    """Return all batches of a class, the newest first. Two queries."""
    audiences = dict(session.exec(select(Instrument.id, Instrument.audience)).all())
    return tuple(
        ListedBatch(batch, office, counter, wave, audiences[batch.instrument_id])
        for batch, office, counter, wave in session.exec(
            select(Batch, Office, Counter, Wave)
            .join(Counter, col(Counter.id) == col(Batch.counter_id))
            .join(Office, col(Office.id) == col(Counter.office_id))
            .join(Instrument, col(Instrument.id) == col(Batch.instrument_id))
            .join(Wave, col(Wave.id) == col(Instrument.wave_id))
            .where(Batch.channel == channel, Office.code != CANARY_OFFICE)
            .order_by(col(Batch.id).desc())
        )
    )


def batch_by_id(
    session: Session, batch_id: int, *, channel: str = PAPER, to_change: bool = False
) -> Batch | None:
    """Return a batch of a class; one that is to be changed waits for who changes it now."""
    batch = session.get(Batch, batch_id, with_for_update=to_change)
    return batch if batch is not None and batch.channel == channel else None


def place_of_batch(session: Session, batch: Batch) -> tuple[Office, Counter]:
    counter = session.get_one(Counter, batch.counter_id)
    return session.get_one(Office, counter.office_id), counter


def class_of(session: Session, batch: Batch) -> str:
    """Return the class of a batch's answers: how they came, or that an independent check heard them."""
    asked = session.get_one(Instrument, batch.instrument_id)
    channel = RECONTACTED if asked.audience == INDEPENDENT else batch.channel
    return places.class_at(session, batch.counter_id, channel)


def set_counts(batch: Batch, *, handed_out: int, returned: int, spoiled: int) -> None:
    """Put the numbers of papers right. Raises WrongState once the batch is closed."""
    if batch.state == CLOSED:
        raise WrongState(batch.state)
    batch.handed_out, batch.returned, batch.spoiled = handed_out, returned, spoiled


def require_state(batch: Batch, *states: str) -> None:
    if batch.state not in states:
        raise WrongState(batch.state)


def count_work(
    session: Session,
    batch: Batch,
    *,
    reviewer_id: int,
    entered: int = 0,
    retyped: int = 0,
) -> None:
    """Name an operator of a batch and add what was typed."""
    statement = insert_into(session, BatchOperator).values(
        batch_id=batch.id, reviewer_id=reviewer_id, entered=entered, retyped=retyped
    )
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=["batch_id", "reviewer_id"],
            set_={
                "entered": BatchOperator.entered + entered,
                "retyped": BatchOperator.retyped + retyped,
            },
        )
    )


def work(session: Session, batch_id: int) -> tuple[OperatorWork, ...]:
    """Return who typed in a batch, by name."""
    rows = session.exec(
        select(Reviewer.name, BatchOperator.entered, BatchOperator.retyped)
        .join(BatchOperator, col(BatchOperator.reviewer_id) == col(Reviewer.id))
        .where(BatchOperator.batch_id == batch_id)
        .order_by(col(Reviewer.name))
    )
    return tuple(OperatorWork(*row) for row in rows)


def entered_by_batch(session: Session) -> dict[int, int]:
    """Return how many forms wait in each batch that is not closed."""
    counts: dict[int, int] = {}
    for batch_id in session.exec(
        select(PaperEntry.batch_id).where(PaperEntry.turn == FIRST)
    ):
        counts[batch_id] = counts.get(batch_id, 0) + 1
    return counts


def checks(session: Session, batch_id: int) -> tuple[BatchCheck, ...]:
    """Return what double entry of a closed batch found."""
    return tuple(
        session.exec(select(BatchCheck).where(BatchCheck.batch_id == batch_id))
    )


def has_other_operators(session: Session, reviewer_id: int) -> bool:
    """Tell whether somebody else has an account to type forms in with."""
    other = session.exec(
        select(Reviewer.id).where(
            Reviewer.role == OPERATOR,
            col(Reviewer.is_active),
            Reviewer.id != reviewer_id,
        )
    ).first()
    return other is not None


def _add(session: Session, gathered: Gathered, *, channel: str, today: date) -> Batch:
    batch = Batch(
        channel=channel,
        counter_id=gathered.counter_id,
        instrument_id=gathered.instrument_id,
        language=gathered.language,
        opened_on=today,
        gathered_on=gathered.gathered_on,
        handed_out=gathered.handed_out,
        returned=gathered.returned,
        spoiled=gathered.spoiled,
        state=ENTERING,
    )
    session.add(batch)
    session.flush()
    return batch
