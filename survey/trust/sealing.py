"""Closing days: arrivals become responses and comments, responses are counted, figures are released.

Each step is one short transaction that can be run again, so that phones can post meanwhile and
a crash at any point costs nothing: the next run goes on where this one stopped.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from survey.store import closing, waves
from survey.store.engine import Store
from survey.store.folding import add_to_tallies, count_day
from survey.trust.comments import release_comments
from survey.trust.releasing import OFFICES_AT_A_TIME, release
from survey.trust.silence import note_silences

# Enough to be quick, few enough that a phone waits less than a tenth of a second.
ARRIVALS_AT_A_TIME = 500

# Called with each day that is being sealed.
Progress = Callable[[date], None]


class DayNotOver(Exception):
    """Only days that are over can be sealed."""


def seal(
    store: Store,
    today: date,
    *,
    through: date | None = None,
    progress: Progress | None = None,
) -> tuple[date, ...]:
    """Seal every day before `today`, or those up to `through`; return them. Raises DayNotOver."""
    sealed: list[date] = []
    for day in steps(store, today, through=through):
        if day is None or day in sealed[-1:]:
            continue
        sealed.append(day)
        if progress is not None:
            progress(day)
    if sealed:
        store.checkpoint()
    return tuple(sealed)


def steps(
    store: Store, today: date, *, through: date | None = None
) -> Iterator[date | None]:
    """Take the steps of sealing one after the other; give the day of each, if it has one."""
    last_day = _last_day(today, through)
    with store.writing() as session:
        waves.roll_over(session, today)
    yield None
    has_closed = False
    while (day := _next_day(store)) is not None and day <= last_day:
        # The day before is released first, by whichever process comes to it: once the next day
        # is being closed, nothing is.
        for _ in release(store):
            yield None
        for _ in _day_steps(store, day):
            yield day
        has_closed = True
    for _ in release(store):
        yield None
    if has_closed:
        note_silences(store, today)
        yield None


def _last_day(today: date, through: date | None) -> date:
    last_day = today - timedelta(days=1) if through is None else through
    if last_day >= today:
        raise DayNotOver(last_day.isoformat())
    return last_day


def _next_day(store: Store) -> date | None:
    with store.reading() as session:
        return closing.next_day_to_seal(session)


def _day_steps(store: Store, day: date) -> Iterator[None]:
    """Seal one day. Another process may do the same at once; each step is done by one of them."""
    with store.writing() as session:
        if not closing.begin(session, day):
            return
    yield
    moved = ARRIVALS_AT_A_TIME
    while moved == ARRIVALS_AT_A_TIME:
        with store.writing() as session:
            moved = closing.move_arrivals(session, day, limit=ARRIVALS_AT_A_TIME)
        yield
    moved = ARRIVALS_AT_A_TIME
    while moved == ARRIVALS_AT_A_TIME:
        with store.writing() as session:
            moved = closing.move_imported(session, day, limit=ARRIVALS_AT_A_TIME)
        yield
    yield from _move_comments(store)
    yield from _fold(store, day)
    with store.writing() as session:
        closing.finish(session, day)
    yield


def _move_comments(store: Store) -> Iterator[None]:
    moved = ARRIVALS_AT_A_TIME
    while moved == ARRIVALS_AT_A_TIME:
        with store.writing() as session:
            moved = closing.move_comments(session, limit=ARRIVALS_AT_A_TIME)
        yield
    for _ in release_comments(store):
        yield


def _fold(store: Store, day: date) -> Iterator[None]:
    with store.reading() as session:
        missing = closing.cells_to_fold(session, day)
    for instrument_id in sorted(missing):
        with store.reading() as session:
            instrument = waves.instrument(session, instrument_id)
            assert instrument is not None
            folds = count_day(session, instrument, day)
        for start in range(0, len(folds), OFFICES_AT_A_TIME):
            some = folds[start : start + OFFICES_AT_A_TIME]
            with store.writing() as session:
                add_to_tallies(session, instrument_id, day, some)
            yield
