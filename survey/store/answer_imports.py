"""Bringing answers in from a file: rows are written in short steps and count only once all are accepted.

`begin` keeps the file's name and hash, `start_writing` and `write` put its rows down, `accept` makes
all of them answers of a day in one step that does not grow with their number; the seal of that day
moves them into `response`. `cancel` and `throw_away` leave nothing of them.
"""

import hashlib
from collections import Counter as Counts
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import Session, col, select

from survey.store import closing, earlier_imports
from survey.store.tables import (
    AnswerImport,
    Batch,
    Counter,
    ImportedAnswer,
    ImportedRow,
    Instrument,
    Office,
    ReleaseState,
    Wave,
)
from survey.store.tables.imports import (
    ACCEPTED,
    CANCELLED,
    IMPORTED,
    LOOKING,
    WRITING,
)
from survey.store.tables.paper import CLOSED, CLOSING
from survey.store.tables.places import FROM_FILES
from survey.store.upserts import insert_into

DIGEST_BYTES = 16
# Well under what SQLite takes as parameters of one statement.
_ASKED_AT_ONCE = 500


class WrongImportState(Exception):
    """The import is further on: somebody else began to write it, accepted it or gave it up."""


class AlreadyReleased(Exception):
    """Figures of the wave are out, so that what makes its headline cannot be declared any more."""


class BroughtInBefore(Exception):
    """The very same file, or one with the same rows, was accepted meanwhile."""


class NotWhole(Exception):
    """Not every row of the file was written."""


@dataclass(frozen=True, slots=True)
class FileOfAnswers:
    """A file that somebody brought: its name, SHA-256 and size; `stored_as` where it was uploaded."""

    name: str
    hash: str
    size: int
    stored_as: str = ""


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A row of a file as it is kept on its way: its office, packed answers and digest."""

    office_id: int
    scores: str
    digest: bytes
    choices: str = ""


def row_digest(values: Sequence[str]) -> bytes:
    """Return what stands for a row as it came."""
    joined = "\x1f".join(values).encode()
    return hashlib.blake2b(joined, digest_size=DIGEST_BYTES).digest()


def begin(
    session: Session,
    file: FileOfAnswers,
    *,
    instrument_id: int,
    today: date,
    done_by: str,
) -> AnswerImport:
    """Keep that a file is looked at."""
    begun = AnswerImport(
        file_name=file.name,
        file_hash=file.hash,
        file_bytes=file.size,
        stored_as=file.stored_as,
        instrument_id=instrument_id,
        begun_on=today,
        begun_by=done_by,
    )
    session.add(begun)
    session.flush()
    return begun


def import_by_id(
    session: Session, import_id: int, *, to_change: bool = False
) -> AnswerImport | None:
    """Return an import; one that is to be changed waits for who changes it now."""
    return session.get(AnswerImport, import_id, with_for_update=to_change)


def start_writing(
    session: Session, found: AnswerImport, *, n: int, content_hash: str, now: datetime
) -> None:
    """Let rows be written; what an earlier try left goes by `throw_away` first."""
    require_state(found, LOOKING)
    found.state, found.n, found.written = WRITING, n, 0
    found.content_hash, found.beat_at = content_hash, now
    session.flush()


def batches_of(
    session: Session, found: AnswerImport, office_ids: Iterable[int], *, today: date
) -> dict[int, int]:
    """Return the import's batch for each office, with a place of its own for what names no counter."""
    places = _places(session, sorted(set(office_ids)))
    same_of_all = Batch(
        channel=IMPORTED,
        counter_id=0,
        instrument_id=found.instrument_id,
        language="vi",
        opened_on=today,
        gathered_on=found.last_day or today,
        state=CLOSING,
        import_id=found.id,
    ).model_dump(exclude={"id", "channel"})
    # One statement for all: a province's offices must not hold the write lock one after the other.
    if places:
        session.connection().execute(
            insert(Batch),
            [
                {**same_of_all, "class": IMPORTED, "counter_id": counter_id}
                for counter_id in places.values()
            ],
        )
    batches = {
        counter_id: batch_id or 0
        for counter_id, batch_id in session.exec(
            select(Batch.counter_id, Batch.id).where(Batch.import_id == found.id)
        )
    }
    return {office_id: batches[counter_id] for office_id, counter_id in places.items()}


def write(
    session: Session,
    found: AnswerImport,
    rows: Sequence[WrittenRow],
    *,
    batch_ids: Mapping[int, int],
    now: datetime,
) -> None:
    """Put the next rows down."""
    require_state(found, WRITING)
    connection = session.connection()
    connection.execute(
        insert(ImportedAnswer),
        [
            {
                "id": uuid4(),
                "import_id": found.id,
                "batch_id": batch_ids[row.office_id],
                "scores": row.scores,
                "choices": row.choices,
            }
            for row in rows
        ],
    )
    statement = insert_into(session, ImportedRow)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["digest", "import_id"],
            set_={"n": ImportedRow.n + statement.excluded.n},
        ),
        [
            {"digest": digest, "import_id": found.id, "n": n}
            for digest, n in Counts(row.digest for row in rows).items()
        ],
    )
    # One statement for all offices: a step of some hundred rows meets nearly each of a province's.
    connection.execute(
        update(Batch.__table__)  # type: ignore[attr-defined]
        .where(col(Batch.id) == bindparam("of_batch"))
        .values(stored=col(Batch.stored) + bindparam("more")),
        [
            {"of_batch": batch_ids[office_id], "more": n}
            for office_id, n in Counts(row.office_id for row in rows).items()
        ],
    )
    found.written += len(rows)
    found.beat_at = now
    session.flush()


def accept(session: Session, found: AnswerImport, *, today: date) -> date:
    """Make every row an answer of a day that is open, and return the day.

    Raises WrongImportState, NotWhole and BroughtInBefore; AlreadyReleased where the import is declared
    part of a headline of which figures are out.
    """
    require_state(found, WRITING)
    if found.written != found.n or not found.n:
        raise NotWhole(f"{found.written} of {found.n}")
    # One at a time, so that of two equal files one is refused.
    closing.keep_others_out(session)
    if earlier_imports.same_file(
        session, found.file_hash
    ) or earlier_imports.same_content(session, found.content_hash):
        raise BroughtInBefore
    if found.headline:
        declare_headline(session, found)
    # Until the commit no day can be closed, so that the answers stay in a day that is open.
    closing.hold_off(session)
    day = closing.first_open_day(session, today)
    session.connection().execute(
        update(Batch)
        .where(col(Batch.import_id) == found.id)
        .values(state=CLOSED, closed_on=day)
    )
    found.state, found.accepted_on, found.beat_at = ACCEPTED, day, None
    found.stored_as = ""
    session.flush()
    return day


def may_declare_headline(session: Session, instrument_id: int) -> bool:
    """Tell whether imported answers are part of a wave's headline, or can still be declared to be.

    The declaration is the wave's, so that it is too late once any of its audiences has a state.
    """
    wave = wave_of(session, instrument_id)
    if IMPORTED in wave.headline_classes:
        return True
    released = (
        select(ReleaseState.instrument_id)
        .join(Instrument, col(Instrument.id) == col(ReleaseState.instrument_id))
        .where(Instrument.wave_id == wave.id)
    )
    return session.exec(released).first() is None


def declare_headline(session: Session, found: AnswerImport) -> None:
    """Count imported answers in the wave's headline. Raises AlreadyReleased."""
    if not may_declare_headline(session, found.instrument_id):
        raise AlreadyReleased
    wave = wave_of(session, found.instrument_id)
    if IMPORTED not in wave.headline_classes:
        wave.headline_classes += IMPORTED
    session.flush()


def throw_away(session: Session, found: AnswerImport, *, limit: int) -> int:
    """Delete some rows of an import that nobody writes and that is not accepted; return how many."""
    require_state(found, LOOKING, CANCELLED)
    connection, gone = session.connection(), 0
    for table, key in ((ImportedAnswer, "id"), (ImportedRow, "digest")):
        column = col(getattr(table, key))
        keys = connection.scalars(
            select(column).where(col(table.import_id) == found.id).limit(limit)
        ).all()
        for start in range(0, len(keys), _ASKED_AT_ONCE):
            connection.execute(
                delete(table).where(
                    col(table.import_id) == found.id,
                    column.in_(keys[start : start + _ASKED_AT_ONCE]),
                )
            )
        gone += len(keys)
    if not gone:
        connection.execute(delete(Batch).where(col(Batch.import_id) == found.id))
    found.written = 0
    session.flush()
    return gone


def cancel(session: Session, found: AnswerImport) -> None:
    """Give an import up; its rows are thrown away afterwards."""
    require_state(found, LOOKING, WRITING)
    found.state, found.stored_as = CANCELLED, ""
    session.flush()


def look_again(session: Session, found: AnswerImport) -> None:
    """Go back to looking at a file whose writing stopped in the middle."""
    require_state(found, WRITING)
    found.state = LOOKING
    session.flush()


def require_state(found: AnswerImport, *states: str) -> None:
    if found.state not in states:
        raise WrongImportState(found.state)


def audience_of(session: Session, instrument_id: int) -> str:
    """Return whose answers an import holds."""
    return session.get_one(Instrument, instrument_id).audience


def wave_of(session: Session, instrument_id: int) -> Wave:
    """Return the wave that an import's answers go to."""
    instrument = session.get_one(Instrument, instrument_id)
    return session.get_one(Wave, instrument.wave_id)


def _places(session: Session, office_ids: Sequence[int]) -> dict[int, int]:
    """Return the place of each office's imported answers, adding those that are new."""
    known = _known_places(session, office_ids)
    new = [office_id for office_id in office_ids if office_id not in known]
    if not new:
        return known
    taken = set(session.exec(select(Counter.code)))
    rows = []
    for office_id, office_code in session.exec(
        select(Office.id, Office.code).where(col(Office.id).in_(new))
    ):
        code = next(
            code
            for n in range(len(taken) + 1)
            if (code := f"{office_code}-file{n or ''}") not in taken
        )
        taken.add(code)
        rows.append(
            {
                "office_id": office_id,
                "code": code,
                "name": "Số liệu nhập từ tệp",
                "name_en": "Imported from a file",
                "kind": FROM_FILES,
            }
        )
    session.connection().execute(insert(Counter), rows)
    return _known_places(session, office_ids)


def _known_places(session: Session, office_ids: Sequence[int]) -> dict[int, int]:
    rows = session.exec(
        select(Counter.office_id, Counter.id).where(
            col(Counter.office_id).in_(office_ids), Counter.kind == FROM_FILES
        )
    )
    return {office_id: counter_id or 0 for office_id, counter_id in rows}
