"""Silent counters of an installation, from the counts of closed days alone."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from sqlmodel import Session

from survey.store import posters, wave_course
from survey.store.engine import Store
from survey.store.tables import Counter, DayCount, Seal
from survey.store.wave_course import Decision
from survey.trust.silence import PATIENCE_DAYS, SilentCounter, silent_counters
from tests.fixtures.people import TODAY, make_counter, make_office, make_wave

# Twelve weeks that end on a Tuesday, the day before today.
FIRST = date(2026, 9, 1)
YESTERDAY = TODAY - timedelta(days=1)
DAY = timedelta(days=1)


def opening_days(first: date, last: date) -> list[date]:
    """Return the working days of a stretch."""
    days = [first + n * DAY for n in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5]


def receive(
    session: Session, counter: Counter, n: Mapping[date, int], *, channel: str = "D"
) -> None:
    """Note so many answers on closed days."""
    assert counter.id is not None
    session.add_all(
        DayCount(
            day=day,
            instrument_id=1,
            counter_id=counter.id,
            channel=channel,
            included=True,
            n=count,
            **dict.fromkeys(("n_valid", "y", "m", "yy", "ym", "mm"), 0),
        )
        for day, count in n.items()
        if count
    )


def make_counters(session: Session, count: int) -> list[Counter]:
    """Add an office for each counter, with a poster that hangs since the first day."""
    counters = [
        make_counter(session, make_office(session, f"o{number}"))
        for number in range(1, count + 1)
    ]
    posters.give_posters(session, FIRST)
    return counters


def make_place(
    session: Session, count: int, *, rate: int = 4, code: str = "2026-dot-2"
) -> list[Counter]:
    """Add counters of which all but the first are rated every working day up to yesterday."""
    make_wave(session, code, opens_on=FIRST, closes_on=date(2026, 12, 31))
    counters = make_counters(session, count)
    for counter in counters[1:]:
        receive(session, counter, dict.fromkeys(opening_days(FIRST, YESTERDAY), rate))
    if session.get(Seal, YESTERDAY) is None:
        session.add(Seal(day=YESTERDAY, n=1))
    return counters


def silent(session: Session) -> list[tuple[str, int, bool]]:
    return [
        (found.counter_code, found.days, found.was_heard)
        for found in silent_counters(session, TODAY)
    ]


@pytest.mark.parametrize(
    ("stopped", "found"),
    [
        # Friday was its last day: Monday and Tuesday are silent, the weekend is none.
        (date(2026, 11, 21), [("o1-1", 2, True)]),
        (date(2026, 11, 24), [("o1-1", 1, True)]),
        (TODAY, []),
    ],
)
def test_a_busy_counter_that_stops_is_told_after_one_working_day(
    store: Store, stopped: date, found: list[tuple[str, int, bool]]
) -> None:
    with store.writing() as session:
        first, *_ = make_place(session, 8)
        heard = opening_days(FIRST, stopped - DAY)
        receive(session, first, dict.fromkeys(heard, 20))
        assert silent(session) == found


def test_a_silent_counter_is_named_with_its_office(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        first, *_ = make_place(session, 8)
        receive(
            session,
            first,
            dict.fromkeys(opening_days(FIRST, date(2026, 11, 20)), 20),
        )
        assert silent_counters(session, TODAY) == (
            SilentCounter("o1", "Sở Nội vụ", "", "o1-1", "Quầy số 1", "", 2, True),
        )
        assert silent_counters(session, TODAY, office_code="o2") == ()
        assert len(silent_counters(session, TODAY, office_code="o1")) == 1


def test_a_quiet_counter_is_not_told_so_soon(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        first, *_ = make_place(session, 8)
        receive(
            session, first, dict.fromkeys(opening_days(FIRST, date(2026, 11, 20)), 1)
        )
        assert silent(session) == []


def test_holidays_silence_nobody(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        make_wave(session, opens_on=FIRST, closes_on=date(2026, 12, 31))
        for counter in make_counters(session, 8):
            # Two weeks in which nobody comes anywhere.
            days = opening_days(FIRST, date(2026, 11, 10))
            receive(session, counter, dict.fromkeys(days, 20))
        session.add(Seal(day=YESTERDAY, n=1))
        assert silent(session) == []


def test_a_counter_that_was_never_rated_is_told_after_two_weeks(
    sqlite_store: Store,
) -> None:
    with sqlite_store.writing() as session:
        make_place(session, 8)
        days = len(opening_days(FIRST, YESTERDAY))
        assert silent(session) == [("o1-1", days, False)]


@pytest.mark.parametrize(("days", "is_told"), [(PATIENCE_DAYS - 1, False), (10, True)])
def test_a_new_poster_has_time(sqlite_store: Store, days: int, is_told: bool) -> None:
    hung = opening_days(FIRST, YESTERDAY)[-days]
    with sqlite_store.writing() as session:
        counters = make_place(session, 8)
        make_counter(session, make_office(session, "new"))
        receive(
            session,
            counters[0],
            dict.fromkeys(opening_days(FIRST, YESTERDAY), 4),
        )
        posters.give_posters(session, hung)
        assert silent(session) == ([("new-1", days, False)] if is_told else [])


def test_a_counter_without_a_poster_owes_no_answer(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        counters = make_place(session, 8)
        receive(session, counters[0], dict.fromkeys(opening_days(FIRST, YESTERDAY), 4))
        make_counter(session, make_office(session, "unhung"))
        assert silent(session) == []


@pytest.mark.parametrize("channel", ["E", "Z"])
def test_what_did_not_come_from_the_place_breaks_no_silence(
    sqlite_store: Store, channel: str
) -> None:
    with sqlite_store.writing() as session:
        first, *_ = make_place(session, 8)
        receive(
            session,
            first,
            dict.fromkeys(opening_days(FIRST, YESTERDAY), 9),
            channel=channel,
        )
        assert [code for code, _, _ in silent(session)] == ["o1-1"]


def alone(session: Session, *, last: date, sealed: date = YESTERDAY) -> None:
    """Add one counter, all there is, that is rated on working days up to a day."""
    make_wave(session, opens_on=FIRST, closes_on=date(2026, 12, 31))
    (counter,) = make_counters(session, 1)
    receive(session, counter, dict.fromkeys(opening_days(FIRST, last), 6))
    session.add(Seal(day=sealed, n=1))


@pytest.mark.parametrize(
    ("sealed", "found"),
    [
        (date(2026, 11, 22), []),
        (date(2026, 11, 24), [("o1-1", 2, True)]),
    ],
)
def test_a_counter_alone_is_held_against_its_own_weekdays(
    sqlite_store: Store, sealed: date, found: list[tuple[str, int, bool]]
) -> None:
    with sqlite_store.writing() as session:
        alone(session, last=date(2026, 11, 20), sealed=sealed)
        assert silent(session) == found


@pytest.mark.parametrize("resumed", [False, True])
def test_days_of_a_pause_are_no_silence(sqlite_store: Store, resumed: bool) -> None:
    with sqlite_store.writing() as session:
        alone(session, last=date(2026, 11, 18))
        paused = Decision(date(2026, 11, 19), done_by="hoa", reason="Sửa trụ sở")
        wave_course.pause(session, "2026-dot-2", paused)
        if resumed:
            again = Decision(date(2026, 11, 23), done_by="hoa", reason="Xong")
            wave_course.resume(session, "2026-dot-2", again)
        # Monday and Tuesday count again, Thursday and Friday before do not.
        assert silent(session) == ([("o1-1", 2, True)] if resumed else [])


def test_nothing_is_said_before_the_first_seal(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        make_counters(session, 1)
        assert silent(session) == []
