"""Sealing a day: arrivals become responses, once, however often it is interrupted."""

import random
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from survey.store import closing, waves
from survey.store.engine import Store
from survey.store.folding import add_to_tallies, count_day
from survey.store.tables import (
    Arrival,
    Closing,
    Fold,
    Response,
    Seal,
    Wave,
    metadata,
)
from survey.trust import releasing, sealing
from tests.fixtures.people import (
    TODAY,
    keep_questionnaire,
    make_counter,
    make_office,
    make_responses,
    make_submission,
    make_wave,
    submit,
)

TOMORROW = TODAY + timedelta(days=1)
THIRD_DAY = TODAY + timedelta(days=2)
# What a seal makes besides responses, whose ids are random.
MADE_BY_SEAL = (
    "seal",
    "tally",
    "pair_tally",
    "choice_tally",
    "day_count",
    "release_state",
)


def count(session: Session, table: type) -> int:
    return session.scalars(select(func.count()).select_from(table)).one()


def made_by_seal(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row that sealing made, in one order."""
    return {
        name: sorted(
            tuple(row)
            for row in session.connection().execute(select(metadata.tables[name]))
        )
        for name in MADE_BY_SEAL
    }


def fill_two_days(session: Session) -> None:
    """Give three offices answers of two days, enough for some to be released and some not."""
    rng = random.Random(1)
    counters = [make_counter(session, make_office(session, code)) for code in "abc"]
    instrument = make_wave(session)
    for day in range(2):
        for counter in counters:
            make_responses(
                session,
                counter,
                instrument,
                scores=[
                    "".join(rng.choice("12345x-") for _ in range(5)) + "5"
                    for _ in range(rng.randint(0, 9))
                ],
                received_on=TODAY + timedelta(days=day),
                stage=rng.choice(("", "submit", "receive")),
                language=rng.choice(("vi", "en")),
            )


@contextmanager
def filled(template: Path, file: Path) -> Iterator[Store]:
    """Give a store of two days that nobody has sealed, the same each time."""
    store = Store(f"sqlite:///{shutil.copy(template, file)}")
    with store.writing() as session:
        fill_two_days(session)
    yield store
    store.close()


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a few answers take many steps."""
    monkeypatch.setattr(sealing, "ARRIVALS_AT_A_TIME", 10)
    monkeypatch.setattr(sealing, "OFFICES_AT_A_TIME", 1)
    monkeypatch.setattr(releasing, "OFFICES_AT_A_TIME", 1)


def test_a_sealed_day_has_moved_from_arrivals_to_responses(store: Store) -> None:
    with store.writing() as session:
        make_responses(session, make_counter(session), make_wave(session))
        given = set(session.scalars(select(col(Arrival.id))))
    assert sealing.seal(store, TOMORROW) == (TODAY,)
    with store.reading() as session:
        assert count(session, Arrival) == 0
        assert set(session.scalars(select(col(Response.id)))) == given
        assert session.get_one(Seal, TODAY).n == 3


def test_a_response_is_what_arrived(store: Store) -> None:
    with store.writing() as session:
        submission = make_submission(
            make_counter(session), make_wave(session), stage="ask", choices="{}"
        )
        submit(session, submission)
        arrived = session.scalars(select(Arrival)).one().model_dump()
    sealing.seal(store, TOMORROW)
    with store.reading() as session:
        assert session.scalars(select(Response)).one().model_dump() == arrived


def test_more_answers_than_a_step_moves_are_all_moved(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "ARRIVALS_AT_A_TIME", 2)
    with store.writing() as session:
        make_responses(
            session, make_counter(session), make_wave(session), scores=[5] * 7
        )
    sealing.seal(store, TOMORROW)
    with store.reading() as session:
        assert session.get_one(Seal, TODAY).n == count(session, Response) == 7


def test_responses_stand_in_the_order_of_their_random_ids(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "ARRIVALS_AT_A_TIME", 3)
    with sqlite_store.writing() as session:
        make_responses(
            session, make_counter(session), make_wave(session), scores=[5] * 10
        )
    sealing.seal(sqlite_store, TOMORROW)
    with sqlite_store.reading() as session:
        connection = session.connection()
        stored = connection.exec_driver_sql("SELECT id FROM response ORDER BY rowid")
        ids = [row[0] for row in stored]
    assert ids == sorted(ids)


@pytest.mark.parametrize("through", [TODAY, TOMORROW])
def test_a_day_that_is_not_over_is_refused(store: Store, through: date) -> None:
    with pytest.raises(sealing.DayNotOver, match=f"^{through}$"):
        sealing.seal(store, TODAY, through=through)


def test_todays_answers_stay_arrivals(store: Store) -> None:
    with store.writing() as session:
        make_responses(session, make_counter(session), make_wave(session))
    assert sealing.seal(store, TODAY) == ()
    with store.reading() as session:
        assert (count(session, Arrival), count(session, Response)) == (3, 0)


def test_days_are_sealed_in_order_and_without_a_gap(store: Store) -> None:
    with store.writing() as session:
        counter, instrument = make_counter(session), make_wave(session)
        for days in (0, 3):
            make_responses(
                session,
                counter,
                instrument,
                received_on=TODAY + timedelta(days=days),
            )
    expected = tuple(TODAY + timedelta(days=days) for days in range(5))
    seen: list[date] = []
    sealed = sealing.seal(store, TODAY + timedelta(days=5), progress=seen.append)
    assert sealed == tuple(seen) == expected
    with store.reading() as session:
        query = select(col(Seal.n)).order_by(col(Seal.day))
        assert session.scalars(query).all() == [3, 0, 0, 3, 0]


def test_through_stops_earlier(store: Store) -> None:
    with store.writing() as session:
        fill_two_days(session)
    assert sealing.seal(store, TODAY + timedelta(days=9), through=TODAY) == (TODAY,)


def test_a_store_without_answers_has_no_day_to_seal(store: Store) -> None:
    assert sealing.seal(store, TODAY) == ()


def test_sealing_twice_changes_nothing(store: Store) -> None:
    with store.writing() as session:
        fill_two_days(session)
    sealing.seal(store, THIRD_DAY)
    with store.reading() as session:
        first = made_by_seal(session)
    assert sealing.seal(store, THIRD_DAY) == ()
    with store.reading() as session:
        assert made_by_seal(session) == first


def test_a_run_that_ends_after_any_step_is_made_good(
    sqlite_template: Path, tmp_path: Path, small_steps: None
) -> None:
    """For every step there is: end the run after it, run again, and compare."""
    with filled(sqlite_template, tmp_path / "whole.sqlite") as store:
        steps = sum(1 for _ in sealing.steps(store, THIRD_DAY))
        with store.reading() as session:
            expected = made_by_seal(session)
    assert steps > 15
    for number in range(1, steps):
        with filled(sqlite_template, tmp_path / f"{number}.sqlite") as store:
            run = sealing.steps(store, THIRD_DAY)
            for _ in islice(run, number):
                pass
            run.close()
            sealing.seal(store, THIRD_DAY)
            with store.reading() as session:
                assert made_by_seal(session) == expected
                assert count(session, Closing) == count(session, Fold) == 0


def test_many_ended_runs_add_up_to_a_whole_one(
    store: Store, sqlite_template: Path, tmp_path: Path, small_steps: None
) -> None:
    """Each run is ended one step later than the one before, until one comes to its end."""
    with store.writing() as session:
        fill_two_days(session)
    for number in range(1, 100):
        if len(list(islice(sealing.steps(store, THIRD_DAY), number))) < number:
            break
    with filled(sqlite_template, tmp_path / "whole.sqlite") as whole:
        sealing.seal(whole, THIRD_DAY)
        with whole.reading() as expected, store.reading() as session:
            assert made_by_seal(session) == made_by_seal(expected)


def test_four_processes_at_once_seal_a_day_once(
    store: Store,
    store_url: str,
    sqlite_template: Path,
    tmp_path: Path,
    small_steps: None,
) -> None:
    with store.writing() as session:
        fill_two_days(session)
    processes = [Store(store_url) for _ in range(4)]
    start = threading.Barrier(len(processes))

    def seal(process: Store) -> None:
        start.wait()
        for _ in sealing.steps(process, THIRD_DAY):
            pass

    with ThreadPoolExecutor(len(processes)) as threads:
        list(threads.map(seal, processes))
    for process in processes:
        process.close()
    with filled(sqlite_template, tmp_path / "whole.sqlite") as whole:
        sealing.seal(whole, THIRD_DAY)
        with whole.reading() as expected, store.reading() as session:
            assert made_by_seal(session) == made_by_seal(expected)


def test_a_count_that_comes_after_the_seal_adds_nothing(store: Store) -> None:
    """A process may have counted a day that another one seals before it adds anything."""
    with store.writing() as session:
        counter, instrument = make_counter(session), make_wave(session)
        make_responses(session, counter, instrument)
    sealing.seal(store, TOMORROW)
    with store.reading() as session:
        before = made_by_seal(session)
        late = count_day(session, instrument, TODAY)
    with store.writing() as session:
        add_to_tallies(session, instrument.instrument_id, TODAY, late)
    with store.reading() as session:
        assert made_by_seal(session) == before


def test_a_day_is_not_sealed_before_it_is_counted(store: Store) -> None:
    with store.writing() as session:
        make_responses(session, make_counter(session), make_wave(session))
    for wrong_step in ("arrivals wait", "not counted"):
        with store.writing() as session:
            closing.begin(session, TODAY)
            if wrong_step == "not counted":
                closing.move_arrivals(session, TODAY, limit=9)
            with pytest.raises(closing.DayNotFolded, match="^2026-11-25$"):
                closing.finish(session, TODAY)


def test_phones_post_between_the_steps(store: Store, small_steps: None) -> None:
    with store.writing() as session:
        counter, instrument = make_counter(session), make_wave(session)
        make_responses(session, counter, instrument, scores=[5] * 9)
    posted = 0
    for _ in sealing.steps(store, TOMORROW):
        with store.writing() as session:
            # A phone whose clock, or whose page, is still in the day that is being closed.
            submit(session, make_submission(counter, instrument, received_on=TODAY))
        posted += 1
    with store.reading() as session:
        sealed = session.get_one(Seal, TODAY).n
        assert sealed == count(session, Response)
        assert sealed + count(session, Arrival) == 9 + posted
        assert set(session.scalars(select(col(Arrival.received_on)))) == {TOMORROW}


def test_a_seal_makes_the_next_quarter_of_a_continuous_wave(store: Store) -> None:
    with store.writing() as session:
        version = keep_questionnaire(session)
        waves.add_continuous(
            session,
            "thuong-xuyen",
            title="Thường xuyên",
            opens_on=TODAY,
            questionnaire=version,
            full=False,
        )
    sealing.seal(store, date(2026, 12, 20))
    with store.reading() as session:
        codes = session.scalars(select(col(Wave.code)).order_by(col(Wave.code))).all()
    assert codes == ["thuong-xuyen-2026Q4", "thuong-xuyen-2027Q1"]


def test_nothing_of_a_moved_arrival_is_left_in_the_files(
    sqlite_store: Store, tmp_path: Path
) -> None:
    with sqlite_store.writing() as session:
        make_responses(session, make_counter(session), make_wave(session))
        first, *_ = session.scalars(select(col(Arrival.id)))
    sealing.seal(sqlite_store, TOMORROW)
    written = b"".join(file.read_bytes() for file in tmp_path.glob("survey.sqlite*"))
    # Once in the table and once in its index; a left-over would be a third.
    assert written.count(first.hex.encode()) == 2
