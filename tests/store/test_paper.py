"""Papers: typed in once, a sample twice, and submitted when their batch is closed, without their serials."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from survey.store import batch_closing, batches, entries, paper, reviewers
from survey.store.batch_closing import SampleOpen
from survey.store.batches import Gathered, WrongState
from survey.store.engine import Store
from survey.store.entries import NothingEntered, Typed
from survey.store.inbox import submit
from survey.store.paper import OtherForm, SerialUsed
from survey.store.serials import Serial
from survey.store.tables import (
    Arrival,
    Batch,
    BatchCheck,
    CommentArrival,
    Counter,
    PaperEntry,
    PaperSerial,
    Receipt,
)
from survey.store.waves import OpenInstrument
from tests.fixtures.people import (
    RECEIPT_KEY,
    TODAY,
    make_counter,
    make_office,
    make_submission,
    make_wave,
)

COPIES = 60
LATER = TODAY + timedelta(days=3)


@dataclass(slots=True)
class Desk:
    """A desk with a pile of papers, at which Dung and Thao type."""

    store: Store
    batch_id: int
    run: int
    instrument: OpenInstrument
    dung: int
    thao: int

    def batch(self, session: Session) -> Batch:
        found = batches.batch_by_id(session, self.batch_id, to_change=True)
        assert found is not None
        return found

    def seen(self, session: Session) -> Batch:
        return session.get_one(Batch, self.batch_id)

    def type(
        self, copy: int, scores: str = "44444x", *, key: str = "", who: int = 0
    ) -> bool:
        with self.store.writing() as session:
            return entries.record_first(
                session,
                self.batch(session),
                Serial(self.run, copy),
                Typed(scores, "", "receive", "", False),
                entry_key=key or f"{copy:032}",
                reviewer_id=who or self.dung,
            )

    def retype(self, serial: Serial, scores: str = "44444x", *, who: int = 0) -> None:
        with self.store.writing() as session:
            entries.record_second(
                session,
                self.batch(session),
                serial,
                Typed(scores, "", "receive", "", False),
                entry_key=f"{serial.copy:031}a",
                reviewer_id=who or self.thao,
            )

    def draw(self, seed: int = 7) -> tuple[Serial, ...]:
        with self.store.writing() as session:
            entries.draw_sample(session, self.batch(session), seed=seed)
        with self.store.reading() as session:
            return entries.to_retype(session, self.seen(session))

    def close(self) -> None:
        with self.store.writing() as session:
            batch_closing.begin_closing(
                session, self.batch(session), found={"": (10, 1), "overall": (10, 0)}
            )
        while self.move():
            pass
        with self.store.writing() as session:
            batch_closing.finish_closing(session, self.batch(session), today=LATER)

    def move(self) -> bool:
        with self.store.writing() as session:
            return batch_closing.move_entries(
                session,
                self.batch(session),
                today=LATER,
                language_version="",
                receipt_key=RECEIPT_KEY,
            )


@pytest.fixture
def desk(store: Store) -> Desk:
    """Give a desk with an open batch and a run of forms, on each engine in turn."""
    return make_desk(store)


@pytest.fixture
def sqlite_desk(sqlite_store: Store) -> Desk:
    """Give the same where the engine does not matter."""
    return make_desk(sqlite_store)


def make_desk(store: Store) -> Desk:
    with store.writing() as session:
        counter, instrument = make_counter(session), make_wave(session)
        run = add_run(session, instrument)
        assert counter.id is not None
        gathered = Gathered(counter.id, instrument.instrument_id, "vi", TODAY)
        batch = batches.open_batch(session, gathered, today=TODAY)
        people = [add_operator(session, name) for name in ("dung", "thao")]
        assert batch.id is not None
        return Desk(store, batch.id, run, instrument, *people)


def add_run(
    session: Session, instrument: OpenInstrument, *, office_id: int | None = None
) -> int:
    run = paper.add_run(
        session,
        instrument_id=instrument.instrument_id,
        office_id=office_id,
        language="vi",
        is_large=False,
        copies=COPIES,
        today=TODAY,
    )
    assert run.id is not None
    return run.id


def add_operator(session: Session, name: str) -> int:
    added = reviewers.add_reviewer(
        session, name, password_hash="$argon2id$", role="operator"
    )
    session.flush()
    assert added.id is not None
    return added.id


def rows(store: Store, table: type) -> list[object]:
    with store.reading() as session:
        return list(session.exec(select(table)))


def test_a_form_typed_twice_as_a_first_entry_is_refused_and_the_first_stays(
    desk: Desk,
) -> None:
    assert desk.type(1, "44444x")
    with pytest.raises(SerialUsed, match="1-0001-0"):
        desk.type(1, "11111x", key="b" * 32)
    (entry,) = rows(desk.store, PaperEntry)
    assert isinstance(entry, PaperEntry) and entry.scores == "44444x"


def test_the_same_page_sent_twice_is_one_entry(desk: Desk) -> None:
    assert desk.type(1)
    assert not desk.type(1)
    with desk.store.reading() as session:
        (one,) = batches.work(session, desk.batch_id)
        assert (one.name, one.entered) == ("dung", 1)


def test_a_form_of_another_office_or_other_questions_is_refused(
    sqlite_desk: Desk,
) -> None:
    desk = sqlite_desk
    with desk.store.writing() as session:
        other = make_office(session, "x02")
        foreign = add_run(session, desk.instrument, office_id=other.id)
        asking_more = add_run(session, make_wave(session, "full", full=True))
        next_wave = add_run(session, make_wave(session, "next"))
    for run, copy in ((foreign, 1), (asking_more, 1), (desk.run, COPIES + 1), (99, 1)):
        desk.run = run
        with pytest.raises(OtherForm):
            desk.type(copy)
    # A form that was left over from another wave, and asks the same, is welcome.
    desk.run = next_wave
    assert desk.type(1)


def test_forms_without_a_number_get_one_that_nobody_used(sqlite_desk: Desk) -> None:
    desk = sqlite_desk
    given = []
    for _ in range(3):
        with desk.store.reading() as session:
            serial = paper.next_unprinted(session)
        desk.run = serial.run
        desk.type(serial.copy)
        given.append(str(serial))
    assert given == ["0-0001-8", "0-0002-6", "0-0003-4"]


def test_a_form_taken_back_can_be_typed_anew(desk: Desk) -> None:
    desk.type(1, "11111x")
    with desk.store.writing() as session:
        assert entries.take_back(session, desk.batch(session), Serial(desk.run, 1))
        assert not entries.take_back(session, desk.batch(session), Serial(desk.run, 9))
    assert desk.type(1, "44444x", key="c" * 32)
    desk.draw()
    with pytest.raises(WrongState), desk.store.writing() as session:
        entries.take_back(session, desk.batch(session), Serial(desk.run, 1))


def test_the_sample_is_a_tenth_at_least_ten_and_its_seed_draws_it_again(
    sqlite_desk: Desk,
) -> None:
    desk = sqlite_desk
    for copy in range(1, 31):
        desk.type(copy)
    sample = desk.draw(seed=11)
    assert len(sample) == 10
    everything = [Serial(desk.run, copy) for copy in range(30, 0, -1)]
    assert entries.drawn(everything, 11) == sample
    assert entries.drawn(everything, 12) != sample
    with pytest.raises(WrongState):
        desk.type(31)


def test_a_batch_without_a_form_has_no_sample(sqlite_desk: Desk) -> None:
    with pytest.raises(NothingEntered):
        sqlite_desk.draw()


def test_whoever_typed_a_form_first_retypes_it_only_when_alone(
    sqlite_desk: Desk,
) -> None:
    desk = sqlite_desk
    desk.type(1)
    (serial,) = desk.draw()
    with desk.store.writing() as session:
        batch = desk.batch(session)
        may = entries.may_retype
        assert not may(session, batch, serial, reviewer_id=desk.dung)
        assert may(session, batch, serial, reviewer_id=desk.thao)
        reviewers.deactivate(session, "thao")
        assert may(session, batch, serial, reviewer_id=desk.dung)
    desk.retype(serial, who=desk.dung)
    desk.close()
    with desk.store.reading() as session:
        assert desk.seen(session).by_same == 1


def test_only_forms_of_the_sample_are_typed_a_second_time(sqlite_desk: Desk) -> None:
    desk = sqlite_desk
    for copy in range(1, 13):
        desk.type(copy)
    sample = desk.draw()
    outside = {Serial(desk.run, copy) for copy in range(1, 13)} - set(sample)
    with pytest.raises(OtherForm):
        desk.retype(outside.pop())
    desk.retype(sample[0])
    # The same page again is no second entry; another page is refused.
    desk.retype(sample[0])
    with pytest.raises(SerialUsed), desk.store.writing() as session:
        entries.record_second(
            session,
            desk.batch(session),
            sample[0],
            Typed("11111x", "", "", "", False),
            entry_key="d" * 32,
            reviewer_id=desk.thao,
        )
    with pytest.raises(SampleOpen):
        desk.close()


def test_a_closed_batch_is_answers_of_its_class_and_day_and_nothing_else_stays(
    desk: Desk,
) -> None:
    desk.type(1, "11111x")
    desk.type(2, "2?2--x")
    for serial in desk.draw():
        desk.retype(serial, "33333x" if serial.copy == 1 else "2?2--x")
    with desk.store.writing() as session:
        decided = Typed("13111x", "", "submit", "Thêm ghế", True)
        entries.decide(
            session,
            desk.batch(session),
            Serial(desk.run, 1),
            decided,
            reviewer_id=desk.dung,
        )
    desk.close()
    answers = rows(desk.store, Arrival)
    assert sorted(
        (a.scores, a.stage, a.channel, a.received_on, a.helped, a.batch_id)
        for a in answers
        if isinstance(a, Arrival)
    ) == [
        ("13111x", "submit", "E", LATER, True, desk.batch_id),
        ("2?2--x", "receive", "E", LATER, False, desk.batch_id),
    ]
    (comment,) = rows(desk.store, CommentArrival)
    assert isinstance(comment, CommentArrival) and comment.text == "Thêm ghế"
    assert rows(desk.store, PaperEntry) == []
    assert len(rows(desk.store, Receipt)) == 2
    assert len(rows(desk.store, BatchCheck)) == 2
    with desk.store.reading() as session:
        batch = desk.seen(session)
        assert (batch.state, batch.stored, batch.closed_on) == ("closed", 2, LATER)


def test_after_closing_nothing_joins_a_serial_to_its_batch(desk: Desk) -> None:
    desk.type(1)
    for serial in desk.draw():
        desk.retype(serial)
    desk.close()
    (used,) = rows(desk.store, PaperSerial)
    assert isinstance(used, PaperSerial)
    assert (used.run, used.copy_number, used.batch_id) == (desk.run, 1, None)
    # And yet the form cannot be counted a second time, in whatever batch.
    with desk.store.writing() as session:
        old = desk.batch(session)
        gathered = Gathered(old.counter_id, old.instrument_id, "vi", TODAY)
        again = batches.open_batch(session, gathered, today=LATER)
        assert again.id is not None
        desk.batch_id = again.id
    with pytest.raises(SerialUsed):
        desk.type(1, key="e" * 32)


def test_closing_that_was_cut_off_goes_on_and_stores_each_form_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_closing, "MOVED_AT_ONCE", 2)
    for copy in range(1, 6):
        desk.type(copy)
    for serial in desk.draw():
        desk.retype(serial)
    with desk.store.writing() as session:
        batch_closing.begin_closing(session, desk.batch(session), found={})
    assert desk.move()
    assert len(rows(desk.store, Arrival)) == 2
    # Power comes back: what was moved is not moved again.
    with pytest.raises(WrongState), desk.store.writing() as session:
        batch_closing.finish_closing(session, desk.batch(session), today=LATER)
    while desk.move():
        pass
    assert len(rows(desk.store, Arrival)) == 5


def test_answers_that_staff_type_need_their_batch(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        counter, instrument = make_counter(session), make_wave(session)
        for channel in "ET":
            typed = make_submission(counter, instrument, channel=channel)
            with pytest.raises(ValueError, match=f"class {channel} needs its batch"):
                submit(session, typed, receipt_key=RECEIPT_KEY)


def test_calls_of_one_operator_and_day_about_a_place_are_one_batch(
    sqlite_desk: Desk,
) -> None:
    desk = sqlite_desk
    with desk.store.writing() as session:
        counter = session.exec(select(Counter)).one()
        assert counter.id is not None
        gathered = Gathered(counter.id, desk.instrument.instrument_id, "vi", TODAY)

        def calls(reviewer_id: int, day: object = TODAY) -> int | None:
            assert day in (TODAY, LATER)
            today = TODAY if day == TODAY else LATER
            return batches.calls_of_day(
                session, gathered, reviewer_id=reviewer_id, today=today
            ).id

        first = calls(desk.dung)
        assert calls(desk.dung) == first
        assert len({first, calls(desk.thao), calls(desk.dung, LATER)}) == 3
