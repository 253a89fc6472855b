"""How many answers are stored, canaries left out. Nothing here tells what was answered."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, literal, select, union_all
from sqlmodel import Session, col

from survey.store import closing
from survey.store.tables import (
    AnswerImport,
    Arrival,
    DayCount,
    ImportedAnswer,
    Instrument,
    Response,
)
from survey.store.tables.answers import CANARY, CORE
from survey.store.tables.imports import ACCEPTED, IMPORTED
from survey.store.waves import COUNTER


def stored_by_wave(session: Session) -> dict[int, int]:
    """Return all stored core answers by wave, whoever was asked, arrivals included."""
    counts: dict[int, int] = {}
    for wave_id, _, n in _stored(session):
        counts[wave_id] = counts.get(wave_id, 0) + n
    return counts


def stored_by_class(session: Session) -> dict[str, int]:
    """Return all stored core answers by class, arrivals included."""
    counts: dict[str, int] = {}
    for _, channel, n in _stored(session):
        counts[channel] = counts.get(channel, 0) + n
    return dict(sorted(counts.items()))


def received_on(
    session: Session, day: date, *, audience: str = COUNTER
) -> dict[int, int]:
    """Return an audience's core answers of a day by wave: a bare n, for the reform office alone."""
    in_each = [
        select(col(Instrument.wave_id), func.count().label("n"))
        .join(table, col(table.instrument_id) == col(Instrument.id))
        .where(
            col(Instrument.audience) == audience,
            col(table.received_on) == day,
            col(table.part) == CORE,
            col(table.channel) != CANARY,
        )
        .group_by(col(Instrument.wave_id))
        for table in (Arrival, Response)
    ]
    counts: Counter[int] = Counter()
    for wave_id, n in session.connection().execute(union_all(*in_each)):
        counts[wave_id] += n
    return dict(counts)


def _stored(session: Session) -> Iterator[tuple[int, str, int]]:
    """Give wave, class and n: sealed days from their counts, later ones from their rows.

    So that looking at it does not grow with the responses.
    """
    sealed = closing.last_sealed_day(session)
    queries = [
        select(col(Instrument.wave_id), col(table.channel), func.count())
        .join(table, col(table.instrument_id) == col(Instrument.id))
        .where(col(table.part) == CORE, col(table.channel) != CANARY)
        .group_by(col(Instrument.wave_id), col(table.channel))
        for table in (Arrival, Response)
    ]
    if sealed is not None:
        queries[1] = queries[1].where(col(Response.received_on) > sealed)
        queries.append(
            select(col(Instrument.wave_id), col(DayCount.channel), func.sum(DayCount.n))
            .join(DayCount, col(DayCount.instrument_id) == col(Instrument.id))
            .where(col(DayCount.day) <= sealed, col(DayCount.channel) != CANARY)
            .group_by(col(Instrument.wave_id), col(DayCount.channel))
        )
    # Accepted rows of files are answers, though they wait for their seal elsewhere.
    queries.append(
        select(col(Instrument.wave_id), literal(IMPORTED), func.count())
        .join(AnswerImport, col(AnswerImport.instrument_id) == col(Instrument.id))
        .join(ImportedAnswer, col(ImportedAnswer.import_id) == col(AnswerImport.id))
        .where(col(AnswerImport.state) == ACCEPTED)
        .group_by(col(Instrument.wave_id))
    )
    for query in queries:
        for wave_id, channel, n in session.connection().execute(query):
            yield wave_id, channel, int(n)
