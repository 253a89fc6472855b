"""Queries about files of answers that were brought in before."""

from collections import Counter as Counts
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from survey.store.tables import AnswerImport, ImportedRow, Instrument, Wave
from survey.store.tables.imports import ACCEPTED, CANCELLED, LOOKING, WRITING

# Well under what SQLite takes as parameters of one statement.
_ASKED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ListedImport:
    """An import with its wave."""

    answer_import: AnswerImport
    wave: Wave


@dataclass(frozen=True, slots=True)
class SeenBefore:
    """An accepted import that holds rows of a file, and how many of them."""

    answer_import: AnswerImport
    n: int


def imports(session: Session) -> tuple[ListedImport, ...]:
    """Return all imports that were not given up, the newest first."""
    rows = session.exec(
        select(AnswerImport, Wave)
        .join(Instrument, col(Instrument.id) == col(AnswerImport.instrument_id))
        .join(Wave, col(Wave.id) == col(Instrument.wave_id))
        .where(AnswerImport.state != CANCELLED)
        .order_by(col(AnswerImport.id).desc())
    )
    return tuple(ListedImport(*row) for row in rows)


def standing_still(session: Session, *, since: datetime) -> tuple[int, ...]:
    """Return the imports that are being written, of which no row was written since a moment."""
    found = session.exec(
        select(AnswerImport.id).where(
            AnswerImport.state == WRITING, col(AnswerImport.beat_at) < since
        )
    )
    return tuple(import_id for import_id in found if import_id is not None)


def being_written(session: Session, file_hash: str) -> tuple[int, ...]:
    """Return the imports of a file that are neither accepted nor given up, or were left so by a kill."""
    found = session.exec(
        select(AnswerImport.id).where(
            AnswerImport.file_hash == file_hash,
            col(AnswerImport.state).in_((LOOKING, WRITING)),
            AnswerImport.stored_as == "",
        )
    )
    return tuple(import_id for import_id in found if import_id is not None)


def newest_mapping(session: Session, digest: str) -> str:
    """Return the mapping that the last accepted file for the same questionnaire was read by."""
    found = session.exec(
        select(AnswerImport.mapping)
        .join(Instrument, col(Instrument.id) == col(AnswerImport.instrument_id))
        .where(
            AnswerImport.state == ACCEPTED,
            Instrument.questionnaire_digest == digest,
        )
        .order_by(col(AnswerImport.id).desc())
    ).first()
    return found or ""


def same_file(session: Session, file_hash: str) -> AnswerImport | None:
    """Return the import by which the very same file was accepted."""
    return session.exec(
        select(AnswerImport).where(
            AnswerImport.file_hash == file_hash, AnswerImport.state == ACCEPTED
        )
    ).first()


def same_content(session: Session, content_hash: str) -> AnswerImport | None:
    """Return the import by which a file with the same rows, in whatever order, was accepted."""
    return session.exec(
        select(AnswerImport).where(
            AnswerImport.content_hash == content_hash, AnswerImport.state == ACCEPTED
        )
    ).first()


def seen_before(session: Session, digests: Collection[bytes]) -> tuple[SeenBefore, ...]:
    """Return the accepted imports that hold some of the rows, the first one first."""
    counts: Counts[int] = Counts()
    asked = list(digests)
    for start in range(0, len(asked), _ASKED_AT_ONCE):
        rows = session.connection().execute(
            select(col(ImportedRow.import_id), func.count())
            .join(AnswerImport, col(AnswerImport.id) == col(ImportedRow.import_id))
            .where(
                col(ImportedRow.digest).in_(asked[start : start + _ASKED_AT_ONCE]),
                col(AnswerImport.state) == ACCEPTED,
            )
            .group_by(col(ImportedRow.import_id))
        )
        for import_id, n in rows:
            counts[import_id] += n
    return tuple(
        SeenBefore(session.get_one(AnswerImport, import_id), counts[import_id])
        for import_id in sorted(counts)
    )
