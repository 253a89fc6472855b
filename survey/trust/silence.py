"""Counters from which no answers come any more though they used to, or never came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sqlmodel import Session

from analysis.arrays import FloatArray, IntArray
from analysis.silence import find_silences
from survey.store import closing, installation, places, traffic
from survey.store.engine import Store
from survey.store.tables import Counter, Office

# Half a year: a counter that was silent for so long is one that never answered.
LOOK_BACK = timedelta(weeks=26)
# A new poster has this many opening days before its silence is told.
PATIENCE_DAYS = 10
# With fewer answers a day elsewhere, "elsewhere" says little of whether people came.
ENOUGH_ELSEWHERE = 10


@dataclass(frozen=True, slots=True)
class SilentCounter:
    """A counter that is silent, for so many opening days; `was_heard` is false where it always was."""

    office_code: str
    office_name: str
    office_name_en: str
    counter_code: str
    counter_name: str
    counter_name_en: str
    days: int
    was_heard: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Traffic:
    """Answers and what each day offered, (days, counters), up to the last closed day."""

    first: date
    counters: tuple[tuple[Office, Counter], ...]
    answers: IntArray
    offered: FloatArray


def silent_counters(
    session: Session, today: date, *, office_code: str = ""
) -> tuple[SilentCounter, ...]:
    """Return the open counters that are silent, in the order of their codes.

    From counts of closed days alone, so it says the same all day. At most one counter a month
    is named by chance, over the whole installation (`analysis.silence`).
    """
    seen = _traffic(session, today)
    if seen is None:
        return ()
    found = find_silences(seen.answers, seen.offered)
    mute = _days_without_any(session, seen)
    return tuple(
        _silent(
            office, counter, mute[at] or int(found.days[at]), was_heard=not mute[at]
        )
        for at, (office, counter) in enumerate(seen.counters)
        if (found.is_silent[at] or mute[at]) and office_code in ("", office.code)
    )


def note_silences(store: Store, today: date) -> None:
    """Keep how many counters are silent, for pages that only say that there are some."""
    with store.reading() as session:
        found = silent_counters(session, today)
    with store.writing() as session:
        installation.note_silent_counters(session, len(found))


def _traffic(session: Session, today: date) -> _Traffic | None:
    """Return the traffic of the half year up to the last closed day; None before the first."""
    last = closing.last_sealed_day(session)
    counters = places.open_counters(session, today)
    if last is None or not counters:
        return None
    first = last - LOOK_BACK
    n_days = LOOK_BACK.days + 1
    at = {counter.id: position for position, (_, counter) in enumerate(counters)}
    answers = np.zeros((n_days, len(counters)), np.int64)
    for (counter_id, day), n in traffic.answers_by_day(
        session, first=first, last=last
    ).items():
        # A counter that was closed meanwhile cannot be silent.
        if counter_id in at:
            answers[(day - first).days, at[counter_id]] = n
    collecting = traffic.collecting_days(session, first=first, last=last)
    is_open = np.array(
        [first + timedelta(days=day) in collecting for day in range(n_days)]
    )
    weekday = np.array([(first.weekday() + day) % 7 for day in range(n_days)])
    return _Traffic(first, counters, answers, _offered(answers, is_open, weekday))


def _offered(answers: IntArray, is_open: FloatArray, weekday: IntArray) -> FloatArray:
    """Return what each day offered each counter: the answers elsewhere, or else what its weekday does.

    Elsewhere knows holidays. A few counters alone do not tell a holiday from silence, so for them
    every Monday is a Monday.
    """
    together = answers.sum(axis=1)
    elsewhere = (together[:, None] - answers).astype(np.float64)
    by_weekday = np.array(
        [_mean(together[(weekday == day) & is_open]) for day in range(7)]
    )
    usual = np.broadcast_to(by_weekday[weekday][:, None], answers.shape)
    busy_days = np.maximum((elsewhere > 0).sum(axis=0), 1)
    has_enough = elsewhere.sum(axis=0) / busy_days >= ENOUGH_ELSEWHERE
    return np.where(is_open[:, None], np.where(has_enough, elsewhere, usual), 0.0)


def _mean(values: IntArray) -> float:
    return float(values.mean()) if len(values) else 0.0


def _days_without_any(session: Session, seen: _Traffic) -> Sequence[int]:
    """Return for how many opening days a counter had a poster and never an answer; 0 if too few to tell."""
    ids = [counter.id or 0 for _, counter in seen.counters]
    printed = traffic.first_printed(session, ids)
    return [
        (
            _opening_days(seen, at, since=printed[counter_id])
            if counter_id in printed and not seen.answers[:, at].any()
            else 0
        )
        for at, counter_id in enumerate(ids)
    ]


def _opening_days(seen: _Traffic, at: int, *, since: date) -> int:
    begin = max((since - seen.first).days, 0)
    days = int((seen.offered[begin:, at] > 0).sum())
    return days if days >= PATIENCE_DAYS else 0


def _silent(
    office: Office, counter: Counter, days: int, *, was_heard: bool
) -> SilentCounter:
    return SilentCounter(
        office_code=office.code,
        office_name=office.name,
        office_name_en=office.name_en,
        counter_code=counter.code,
        counter_name=counter.name,
        counter_name_en=counter.name_en,
        days=days,
        was_heard=was_heard,
    )
