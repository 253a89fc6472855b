"""The night's work: days are closed while the service runs, whatever happens."""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session

from survey.clock import VIETNAM, Clock
from survey.store import closing
from survey.store.engine import Store
from survey.trust import night
from survey.trust.night import Night, next_night
from tests.fixtures.people import TODAY, make_counter, make_responses, make_wave

YESTERDAY = TODAY - timedelta(days=1)
PATIENCE_SECONDS = 10.0


def at(clock_time: str) -> datetime:
    return datetime.fromisoformat(f"{TODAY}T{clock_time}").replace(tzinfo=VIETNAM)


@pytest.fixture
def answered(sqlite_store: Store) -> Store:
    """Give a store with five answers of yesterday and five of today."""
    with sqlite_store.writing() as session:
        add_answers(session)
    return sqlite_store


def add_answers(session: Session) -> None:
    counter, wave = make_counter(session), make_wave(session)
    for day in (YESTERDAY, TODAY):
        make_responses(session, counter, wave, scores=[5] * 5, received_on=day)


@pytest.fixture
def start(answered: Store) -> Iterator[Callable[[Clock], Night]]:
    """Give a function that starts the night's work; it is stopped after the test."""
    begun: list[Night] = []

    def begin(clock: Clock) -> Night:
        begun.append(Night(answered, clock))
        begun[-1].start()
        return begun[-1]

    yield begin
    for working in begun:
        working.stop()


def wait_for(is_true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_true() and time.monotonic() < deadline:
        time.sleep(0.02)
    return is_true()


def last_sealed(store: Store) -> object:
    with store.reading() as session:
        return closing.last_sealed_day(session)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("00:05:00", "00:10:00"),
        ("00:10:00", "00:10:00+1"),
        ("23:59:59", "00:10:00+1"),
    ],
)
def test_a_day_is_closed_ten_minutes_after_midnight_in_viet_nam(
    now: str, expected: str
) -> None:
    clock_time, _, days = expected.partition("+")
    assert next_night(at(now)) == at(clock_time) + timedelta(days=int(days or 0))


def test_at_start_days_that_are_over_are_closed_and_today_is_not(
    answered: Store, start: Callable[[Clock], Night]
) -> None:
    start(Clock(started_at=at("09:00:00")))
    assert wait_for(lambda: last_sealed(answered) == YESTERDAY)


def test_at_night_the_day_that_has_ended_is_closed(
    answered: Store, start: Callable[[Clock], Night], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Ten minutes are too long for a test.
    monkeypatch.setattr(night, "SEALS_AT", datetime.min.time())
    start(Clock(started_at=at("23:59:59.5")))
    assert wait_for(lambda: last_sealed(answered) == YESTERDAY)
    assert wait_for(lambda: last_sealed(answered) == TODAY)


def test_a_run_that_lasts_past_midnight_is_followed_by_that_night_s_own(
    answered: Store, start: Callable[[Clock], Night], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(night, "SEALS_AT", datetime.min.time())
    steps = night.sealing.steps

    def slowly(store: Store, today: date) -> Iterator[date | None]:
        yield from steps(store, today)
        time.sleep(0.4)

    monkeypatch.setattr(night.sealing, "steps", slowly)
    start(Clock(started_at=at("23:59:59.8")))
    assert wait_for(lambda: last_sealed(answered) == TODAY)


def test_after_an_error_it_is_logged_and_tried_again(
    answered: Store,
    start: Callable[[Clock], Night],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(night, "RETRY_SECONDS", 0.05)
    steps, failures = night.sealing.steps, iter((OSError("disk full"),))

    def fail_once(*arguments: object) -> object:
        for failure in failures:
            raise failure
        return steps(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(night.sealing, "steps", fail_once)
    with caplog.at_level(logging.ERROR, logger="survey.trust.night"):
        start(Clock(started_at=at("09:00:00")))
        assert wait_for(lambda: last_sealed(answered) == YESTERDAY)
    assert caplog.messages == ["closing the day failed, next try in 0.05 s"]


def test_it_ends_when_told_to(start: Callable[[Clock], Night]) -> None:
    working = start(Clock(started_at=at("09:00:00")))
    working.stop()
    assert not working.is_alive()
