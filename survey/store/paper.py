"""Queries about printed forms: which serials were printed, and which were typed in."""

from datetime import date

from sqlmodel import Session, col, func, or_, select

from survey.store.serials import UNPRINTED_RUN, Serial
from survey.store.tables import (
    Batch,
    Counter,
    Instrument,
    Office,
    PaperRun,
    PaperSerial,
    Wave,
)
from survey.store.tables.places import CANARY_OFFICE
from survey.store.upserts import insert_into


class OtherForm(Exception):
    """A serial was never printed, or on a form that asks or belongs elsewhere."""


class SerialUsed(Exception):
    """The form with this serial was typed in already."""


def add_run(
    session: Session,
    *,
    instrument_id: int,
    office_id: int | None,
    language: str,
    is_large: bool,
    copies: int,
    today: date,
) -> PaperRun:
    """Reserve serials for forms that are printed now, for one office or for any."""
    run = PaperRun(
        instrument_id=instrument_id,
        office_id=office_id,
        language=language,
        is_large=is_large,
        copies=copies,
        printed_on=today,
    )
    session.add(run)
    session.flush()
    return run


def run_by_number(session: Session, number: int) -> PaperRun | None:
    return session.get(PaperRun, number)


def runs(session: Session, *, office_id: int | None = None) -> tuple[PaperRun, ...]:
    """Return the runs, the newest first: all, or those of one office."""
    canary = select(Office.id).where(Office.code == CANARY_OFFICE)
    query = (
        select(PaperRun)
        .where(
            or_(
                col(PaperRun.office_id).is_(None),
                col(PaperRun.office_id).not_in(canary),
            )
        )
        .order_by(col(PaperRun.id).desc())
    )
    if office_id is not None:
        query = query.where(PaperRun.office_id == office_id)
    return tuple(session.exec(query))


def check_serial(session: Session, batch: Batch, serial: Serial) -> None:
    """Raise OtherForm unless such a form may lie in this batch's box.

    A form outlives its wave: what counts is that it asks the same questions as the batch.
    """
    if serial.run == UNPRINTED_RUN:
        return
    run = run_by_number(session, serial.run)
    counter = session.get_one(Counter, batch.counter_id)
    if (
        run is None
        or serial.copy > run.copies
        or run.office_id not in (None, counter.office_id)
        or _asked(session, run.instrument_id) != _asked(session, batch.instrument_id)
    ):
        raise OtherForm(str(serial))


def use_serial(session: Session, batch: Batch, serial: Serial) -> None:
    """Note that a form is typed in with a batch. Raises SerialUsed, also where two type it at once."""
    statement = (
        insert_into(session, PaperSerial)
        .values({"run": serial.run, "copy": serial.copy, "batch_id": batch.id})
        .on_conflict_do_nothing()
        .returning(col(PaperSerial.run))
    )
    if session.connection().execute(statement).first() is None:
        raise SerialUsed(str(serial))


def free_serial(session: Session, batch: Batch, serial: Serial) -> None:
    """Forget a serial whose form is typed in anew."""
    used = session.get(PaperSerial, (serial.run, serial.copy))
    if used is not None and used.batch_id == batch.id:
        session.delete(used)
        session.flush()


def next_unprinted(session: Session) -> Serial:
    """Return the number to write on a form that carries none."""
    last = session.exec(
        select(func.max(PaperSerial.copy_number)).where(
            PaperSerial.run == UNPRINTED_RUN
        )
    ).one()
    return Serial(UNPRINTED_RUN, (last or 0) + 1)


def _asked(session: Session, instrument_id: int) -> tuple[str, bool]:
    """Return what an instrument asks: the questionnaire, and whether all of it."""
    found, wave = session.exec(
        select(Instrument, Wave)
        .join(Wave, col(Wave.id) == col(Instrument.wave_id))
        .where(Instrument.id == instrument_id)
    ).one()
    return found.questionnaire_digest, found.is_full_in(wave)
