"""How many answers came to each counter on each closed day, and on which days any could come."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from survey.store.tables import DayCount, Placement, Poster, Wave, WaveEvent

# What people send from the place itself; the rest is typed in, sent by post or made up.
FROM_THE_PLACE = ("A", "B", "C", "D")


def answers_by_day(
    session: Session, *, first: date, last: date
) -> dict[tuple[int, date], int]:
    """Return the core answers from the place itself by counter and closed day."""
    rows = session.connection().execute(
        select(col(DayCount.counter_id), col(DayCount.day), func.sum(DayCount.n))
        .where(
            col(DayCount.day) >= first,
            col(DayCount.day) <= last,
            col(DayCount.channel).in_(FROM_THE_PLACE),
        )
        .group_by(col(DayCount.counter_id), col(DayCount.day))
    )
    return {(counter_id, day): int(n) for counter_id, day, n in rows}


def collecting_days(session: Session, *, first: date, last: date) -> frozenset[date]:
    """Return the days on which some wave issued forms: begun, not ended, not paused."""
    days: set[date] = set()
    for wave in session.scalars(select(Wave)).all():
        assert wave.id is not None
        begin, end = max(first, wave.opens_on), min(last, wave.last_day)
        days |= _days(begin, end) - _paused_days(session, wave.id, end=end)
    return frozenset(days)


def first_printed(session: Session, counter_ids: Collection[int]) -> dict[int, date]:
    """Return the day on which each counter's first poster led there."""
    rows = session.connection().execute(
        select(col(Placement.counter_id), func.min(Placement.valid_from))
        .join(Poster, col(Poster.id) == col(Placement.poster_id))
        .where(col(Placement.counter_id).in_(counter_ids))
        .group_by(col(Placement.counter_id))
    )
    return {counter_id: _day(first) for counter_id, first in rows}


def _paused_days(session: Session, wave_id: int, *, end: date) -> set[date]:
    """Return the days of a wave's pauses, as they were decided one after the other."""
    events = session.scalars(
        select(WaveEvent)
        .where(
            col(WaveEvent.wave_id) == wave_id,
            col(WaveEvent.action).in_(("pause", "resume")),
        )
        .order_by(col(WaveEvent.id))
    ).all()
    paused: set[date] = set()
    for event in events:
        if event.action == "pause":
            paused |= _days(event.happened_on, min(event.day or end, end))
        else:
            # From the day on which it was decided forms are issued again.
            paused -= _days(event.happened_on, end)
    return paused


def _days(first: date, last: date) -> set[date]:
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def _day(value: object) -> date:
    # SQLite gives the text of a date where a function hides the column's type.
    return value if isinstance(value, date) else date.fromisoformat(str(value))
