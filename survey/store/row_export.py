"""Released rows for analysts, and what files of them have shown before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from survey.store import closing
from survey.store.releases import TOTAL
from survey.store.tables import (
    Counter,
    Office,
    ReleaseState,
    Response,
    RowFileState,
)
from survey.store.tables.answers import CANARY, CORE
from survey.store.waves import OpenInstrument

# Read from the database at once: enough to be quick, few enough to need no memory.
ROWS_AT_A_TIME = 5_000


@dataclass(frozen=True, slots=True)
class ShownState:
    """The days up to which a row file showed an office's rows, their class and their stage.

    After a final one, when the wave and its grace are over, nothing is released any more.
    """

    through: date
    class_through: date | None
    stage_through: date | None
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class RowGroup:
    """What rows have in common that a file may show of them, and their day, which none shows."""

    day: date
    channel: str
    stage: str


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A released response. Its id serves to shuffle and is never shown."""

    office_code: str
    id: UUID
    group: RowGroup
    scores: str


def note_shown(session: Session, instrument: OpenInstrument) -> None:
    """Keep the released states as shown by a row file, for the offices where they have moved on."""
    # Nor do two who make files at once both add the same number.
    closing.keep_others_out(session)
    earlier = shown_states(session, instrument)
    codes = _office_ids(session)
    for code, state in _released_states(session, instrument).items():
        shown = earlier.get(code, ())
        if shown and shown[-1] == state:
            continue
        session.add(
            RowFileState(
                instrument_id=instrument.instrument_id,
                office_id=codes[code],
                number=len(shown) + 1,
                through=state.through,
                class_through=state.class_through,
                stage_through=state.stage_through,
                is_final=state.is_final,
            )
        )
    session.flush()


def shown_states(
    session: Session, instrument: OpenInstrument
) -> dict[str, tuple[ShownState, ...]]:
    """Return what row files have shown of each office, by its code, in order of time."""
    rows = session.connection().execute(
        select(
            col(Office.code),
            col(RowFileState.through),
            col(RowFileState.class_through),
            col(RowFileState.stage_through),
            col(RowFileState.is_final),
        )
        .join(Office, col(Office.id) == col(RowFileState.office_id))
        .where(col(RowFileState.instrument_id) == instrument.instrument_id)
        .order_by(col(Office.code), col(RowFileState.number))
    )
    return {
        code: tuple(ShownState(*row[1:]) for row in of_office)
        for code, of_office in groupby(rows, key=attrgetter("code"))
    }


def row_counts(
    session: Session, instrument: OpenInstrument
) -> dict[str, dict[RowGroup, int]]:
    """Return how many counted rows each office has by day, class and stage, released or not."""
    rows = session.connection().execute(
        select(
            col(Office.code),
            col(Response.received_on),
            col(Response.channel),
            col(Response.stage),
            func.count(),
        )
        .join(Counter, col(Counter.id) == col(Response.counter_id))
        .join(Office, col(Office.id) == col(Counter.office_id))
        .where(*_counted(instrument))
        .group_by(
            col(Office.code),
            col(Response.received_on),
            col(Response.channel),
            col(Response.stage),
        )
    )
    counts: dict[str, dict[RowGroup, int]] = {}
    for code, day, channel, stage, n in rows:
        counts.setdefault(code, {})[RowGroup(day, channel, stage)] = int(n)
    return counts


def stored_rows(session: Session, instrument: OpenInstrument) -> Iterator[StoredRow]:
    """Give every counted row, office by office in the order of codes, released or not.

    Holds a few thousand of them in memory, however many there are.
    """
    query = (
        select(
            col(Office.code),
            col(Response.id),
            col(Response.received_on),
            col(Response.channel),
            col(Response.stage),
            col(Response.scores),
        )
        .join(Counter, col(Counter.id) == col(Response.counter_id))
        .join(Office, col(Office.id) == col(Counter.office_id))
        .where(*_counted(instrument))
        .order_by(col(Office.code))
        .execution_options(yield_per=ROWS_AT_A_TIME)
    )
    groups: dict[RowGroup, RowGroup] = {}
    for code, response_id, day, channel, stage, scores in session.connection().execute(
        query
    ):
        group = RowGroup(day, channel, stage)
        yield StoredRow(code, response_id, groups.setdefault(group, group), scores)


def _counted(instrument: OpenInstrument) -> Sequence[ColumnElement[bool]]:
    """Return what a row meets that belongs to the totals of its office."""
    return (
        col(Response.instrument_id) == instrument.instrument_id,
        col(Response.part) == CORE,
        col(Response.channel).in_(set(instrument.headline_classes) - {CANARY}),
    )


def _released_states(
    session: Session, instrument: OpenInstrument
) -> dict[str, ShownState]:
    rows = session.connection().execute(
        select(col(Office.code), col(ReleaseState.breakdown), col(ReleaseState.through))
        .join(Office, col(Office.id) == col(ReleaseState.office_id))
        .where(col(ReleaseState.instrument_id) == instrument.instrument_id)
    )
    through = {(code, breakdown): day for code, breakdown, day in rows}
    is_final = _is_over(session, instrument)
    return {
        code: ShownState(
            day,
            through.get((code, "class")),
            through.get((code, "stage")),
            is_final=is_final,
        )
        for (code, breakdown), day in through.items()
        if breakdown == TOTAL
    }


def _is_over(session: Session, instrument: OpenInstrument) -> bool:
    """Tell whether the last day that could bring an answer is released: a later one is sealed."""
    last = closing.last_sealed_day(session)
    return last is not None and last > instrument.last_day_with_grace


def _office_ids(session: Session) -> dict[str, int]:
    rows = session.connection().execute(select(col(Office.code), col(Office.id)))
    return {code: office_id for code, office_id in rows if office_id is not None}
