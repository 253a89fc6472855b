"""What is typed from paper: a first entry, a second one of a sample, and decisions where they differ.

Until its batch is closed an answer lies here under its serial, so that it can be compared.
"""

import random
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from survey.store import batches, paper
from survey.store.serials import Serial
from survey.store.tables import Batch, PaperEntry
from survey.store.tables.paper import CHECKING, DECIDED, ENTERING, FIRST, SECOND

# One form in ten, but never so few that a rate says nothing.
SMALLEST_SAMPLE = 10
SAMPLED_SHARE = 10


class NothingEntered(Exception):
    """A batch without a form has no sample and nothing to close."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The answers of one form, packed and checked against the questionnaire, its comment masked."""

    scores: str
    choices: str
    stage: str
    comment: str
    helped: bool
    field: str = ""


@dataclass(frozen=True, slots=True)
class TypedTwice:
    """A form of the sample: first and second entry, and the decision where they differed."""

    serial: Serial
    first: Typed
    second: Typed
    decided: Typed | None
    by_same: bool


def record_first(
    session: Session,
    batch: Batch,
    serial: Serial,
    typed: Typed,
    *,
    entry_key: str,
    reviewer_id: int,
) -> bool:
    """Keep a form's answers; False where this very page was sent before.

    Raises WrongState, OtherForm, SerialUsed.
    """
    known = entry_of(session, batch, serial, FIRST)
    if known is not None and known.entry_key == entry_key:
        return False
    batches.require_state(batch, ENTERING)
    paper.check_serial(session, batch, serial)
    paper.use_serial(session, batch, serial)
    _add(
        session,
        batch,
        serial,
        FIRST,
        typed,
        entry_key=entry_key,
        reviewer_id=reviewer_id,
    )
    batches.count_work(session, batch, reviewer_id=reviewer_id, entered=1)
    return True


def take_back(session: Session, batch: Batch, serial: Serial) -> bool:
    """Take an entry out so that the form can be typed anew; False where there is none.

    Raises WrongState once the sample is drawn.
    """
    batches.require_state(batch, ENTERING)
    known = entry_of(session, batch, serial, FIRST)
    if known is None:
        return False
    session.delete(known)
    paper.free_serial(session, batch, serial)
    batches.count_work(session, batch, reviewer_id=known.reviewer_id, entered=-1)
    session.flush()
    return True


def serials(session: Session, batch: Batch) -> tuple[Serial, ...]:
    """Return the forms of a batch that is not closed, in order."""
    return _serials(session, batch, PaperEntry.turn == FIRST)


def draw_sample(session: Session, batch: Batch, *, seed: int | None = None) -> int:
    """Draw the forms that are typed twice and return how many; no form can be added any more.

    The same seed draws the same forms from the same serials. Raises WrongState, NothingEntered.
    """
    batches.require_state(batch, ENTERING)
    entered = serials(session, batch)
    if not entered:
        raise NothingEntered
    batch.seed = secrets.randbelow(2**31) if seed is None else seed
    for serial in drawn(entered, batch.seed):
        entry = entry_of(session, batch, serial, FIRST)
        assert entry is not None
        entry.is_sampled = True
    batch.state = CHECKING
    session.flush()
    return sample_size(len(entered))


def sample_size(n: int) -> int:
    """Return how many of n forms are typed twice: a tenth, at least ten, or all.

    >>> [sample_size(n) for n in (4, 50, 101, 240)]
    [4, 10, 11, 24]
    """
    return min(n, max(SMALLEST_SAMPLE, -(-n // SAMPLED_SHARE)))


def drawn(entered: Iterable[Serial], seed: int) -> tuple[Serial, ...]:
    """Return the forms that a seed draws, in order."""
    ordered = sorted(entered)
    # Not a secret: the seed is kept so that anyone can draw again.
    chosen = random.Random(seed).sample(ordered, sample_size(len(ordered)))  # nosec
    return tuple(sorted(chosen))


def to_retype(session: Session, batch: Batch) -> tuple[Serial, ...]:
    """Return the forms of the sample that have no second entry yet, in order."""
    done = set(_serials(session, batch, PaperEntry.turn == SECOND))
    sampled = _serials(
        session, batch, PaperEntry.turn == FIRST, col(PaperEntry.is_sampled)
    )
    return tuple(serial for serial in sampled if serial not in done)


def may_retype(
    session: Session, batch: Batch, serial: Serial, *, reviewer_id: int
) -> bool:
    """Tell whether somebody may type a form again: another person, where there is one."""
    first = entry_of(session, batch, serial, FIRST)
    if first is None or first.reviewer_id != reviewer_id:
        return True
    return not batches.has_other_operators(session, reviewer_id)


def record_second(
    session: Session,
    batch: Batch,
    serial: Serial,
    typed: Typed,
    *,
    entry_key: str,
    reviewer_id: int,
) -> bool:
    """Keep a second entry; False where this very page was sent before.

    Raises WrongState, OtherForm for a form outside the sample, SerialUsed.
    """
    known = entry_of(session, batch, serial, SECOND)
    if known is not None and known.entry_key == entry_key:
        return False
    batches.require_state(batch, CHECKING)
    if known is not None:
        raise paper.SerialUsed(str(serial))
    if serial not in to_retype(session, batch):
        raise paper.OtherForm(str(serial))
    _add(
        session,
        batch,
        serial,
        SECOND,
        typed,
        entry_key=entry_key,
        reviewer_id=reviewer_id,
    )
    batches.count_work(session, batch, reviewer_id=reviewer_id, retyped=1)
    return True


def typed_twice(session: Session, batch: Batch) -> tuple[TypedTwice, ...]:
    """Return the forms of a batch that have two entries, in order."""
    rows = session.exec(select(PaperEntry).where(PaperEntry.batch_id == batch.id))
    by_turn = {(row.run, row.copy_number, row.turn): row for row in rows}
    found = []
    for (run, copy, turn), second in sorted(by_turn.items()):
        if turn == SECOND:
            first, decided = by_turn[run, copy, FIRST], by_turn.get(
                (run, copy, DECIDED)
            )
            found.append(
                TypedTwice(
                    Serial(run, copy),
                    _typed(first),
                    _typed(second),
                    None if decided is None else _typed(decided),
                    first.reviewer_id == second.reviewer_id,
                )
            )
    return tuple(found)


def decide(
    session: Session, batch: Batch, serial: Serial, typed: Typed, *, reviewer_id: int
) -> None:
    """Keep what a form really says, once its two entries differ; a later decision replaces it.

    Raises WrongState, OtherForm.
    """
    batches.require_state(batch, CHECKING)
    if entry_of(session, batch, serial, SECOND) is None:
        raise paper.OtherForm(str(serial))
    known = entry_of(session, batch, serial, DECIDED)
    if known is not None:
        session.delete(known)
        session.flush()
    _add(
        session,
        batch,
        serial,
        DECIDED,
        typed,
        entry_key=secrets.token_hex(16),
        reviewer_id=reviewer_id,
    )


def entered_count(session: Session, batch: Batch) -> int:
    """Return how many forms of a batch wait for its closing."""
    return session.exec(
        select(func.count())
        .select_from(PaperEntry)
        .where(PaperEntry.batch_id == batch.id, PaperEntry.turn == FIRST)
    ).one()


def entry_of(
    session: Session, batch: Batch, serial: Serial, turn: int
) -> PaperEntry | None:
    """Return what was typed of a form in one turn."""
    return session.get(PaperEntry, (batch.id, serial.run, serial.copy, turn))


def _add(
    session: Session,
    batch: Batch,
    serial: Serial,
    turn: int,
    typed: Typed,
    *,
    entry_key: str,
    reviewer_id: int,
) -> None:
    assert batch.id is not None
    session.add(
        PaperEntry(
            batch_id=batch.id,
            run=serial.run,
            copy_number=serial.copy,
            turn=turn,
            reviewer_id=reviewer_id,
            entry_key=entry_key,
            scores=typed.scores,
            choices=typed.choices,
            stage=typed.stage,
            comment=typed.comment,
            helped=typed.helped,
            field=typed.field,
        )
    )
    session.flush()


def _typed(entry: PaperEntry) -> Typed:
    return Typed(
        entry.scores,
        entry.choices,
        entry.stage,
        entry.comment,
        entry.helped,
        entry.field,
    )


def _serials(session: Session, batch: Batch, *conditions: object) -> tuple[Serial, ...]:
    rows = session.connection().execute(
        select(PaperEntry.run, PaperEntry.copy_number)
        .where(PaperEntry.batch_id == batch.id, *conditions)  # type: ignore[arg-type]
        .order_by(col(PaperEntry.run), col(PaperEntry.copy_number))
    )
    return tuple(Serial(*row) for row in rows)
