"""The one way in: once for each key, with a receipt, and without a way back to the person."""

import hashlib
import hmac
import sqlite3
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from survey.store import closing, engine, inbox
from survey.store.engine import Store
from survey.store.inbox import RECEIPT_ALPHABET, Submission
from survey.store.tables import (
    AlteredRepeat,
    Arrival,
    Closing,
    CommentArrival,
    Counter,
    Receipt,
    Seal,
)
from tests.fixtures.people import (
    RECEIPT_KEY,
    TODAY,
    make_counter,
    make_submission,
    make_wave,
    submit,
)


@pytest.fixture
def submission(store: Store) -> Submission:
    """Give an answered form of a counter that exists."""
    with store.writing() as session:
        return make_submission(make_counter(session), make_wave(session))


def arrivals(session: Session) -> list[Arrival]:
    return list(session.scalars(select(Arrival)))


def test_an_answer_is_stored_as_it_was_given(
    store: Store, submission: Submission
) -> None:
    given = replace(
        submission,
        scores="54x-.?",
        stage="receive",
        choices='{"f":"yes"}',
        part="opt-in",
        profile="12",
        field="land",
        language="en",
        language_version="3f",
        helped=True,
    )
    with store.writing() as session:
        submit(session, given)
    with store.reading() as session:
        (arrival,) = arrivals(session)
    for field in fields(Submission):
        if field.name not in ("key", "comment"):
            assert getattr(arrival, field.name) == getattr(given, field.name)


def test_the_same_form_sent_again_stores_nothing_and_shows_the_same_receipt(
    store: Store, submission: Submission
) -> None:
    with store.writing() as session:
        first = submit(session, submission)
    with store.writing() as session:
        second = submit(session, submission)
        assert len(arrivals(session)) == 1
    assert not first.seen_before and second.seen_before
    assert first.code == second.code


def test_an_unaltered_repeat_is_not_counted(
    store: Store, submission: Submission
) -> None:
    with store.writing() as session:
        submit(session, submission)
        submit(session, submission)
        assert session.scalars(select(AlteredRepeat)).all() == []


@pytest.mark.parametrize(
    "change",
    [
        {"scores": "111111"},
        {"stage": "ask"},
        {"choices": '{"f":"no"}'},
        {"part": "opt-in"},
        {"profile": "1"},
        {"field": "land"},
        {"language": "en"},
        {"helped": True},
        {"comment": "Thêm ghế"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_altered_repeat_is_counted_and_never_stored(
    sqlite_store: Store, change: dict[str, str]
) -> None:
    with sqlite_store.writing() as session:
        counter = make_counter(session)
        first = make_submission(counter, make_wave(session))
        submit(session, first)
        submit(session, replace(first, **change))
        submit(session, replace(first, **change))
        (count,) = session.scalars(select(AlteredRepeat)).all()
        assert (count.office_id, count.day, count.n) == (counter.office_id, TODAY, 2)
        (arrival,) = arrivals(session)
    assert arrival.scores == first.scores


def test_altered_repeats_add_up_over_requests(
    store: Store, submission: Submission
) -> None:
    with store.writing() as session:
        submit(session, submission)
    for scores in ("111111", "222222"):
        with store.writing() as session:
            submit(session, replace(submission, scores=scores))
    with store.reading() as session:
        assert session.scalars(select(col(AlteredRepeat.n))).all() == [2]


def test_a_receipt_is_50_bits_of_an_hmac() -> None:
    code = inbox.receipt_code(bytes(16), receipt_key=b"k" * 32)
    # head -c16 /dev/zero | openssl dgst -sha256 -hmac kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk
    # begins with e5efd94234c76048; 50 bits of it, five to a character of Crockford's base 32.
    assert code == "WQQXJGHMRX"
    assert len(code) == 10 and set(code) <= set(RECEIPT_ALPHABET)


def test_two_keys_have_two_receipts() -> None:
    codes = {
        inbox.receipt_code(bytes([number]), receipt_key=RECEIPT_KEY)
        for number in range(200)
    }
    assert len(codes) == 200


@pytest.mark.parametrize("kind", ["seal", "closing"])
def test_an_answer_of_a_closed_day_is_dated_on_the_first_open_one(
    store: Store, submission: Submission, kind: str
) -> None:
    closed = Seal(day=TODAY, n=0) if kind == "seal" else Closing(day=TODAY)
    with store.writing() as session:
        session.add(closed)
    with store.writing() as session:
        submit(session, replace(submission, received_on=TODAY - timedelta(days=30)))
        (arrival,) = arrivals(session)
        (receipt,) = session.scalars(select(Receipt)).all()
    assert arrival.received_on == receipt.received_on == TODAY + timedelta(days=1)


def test_a_closing_waits_for_answers_that_are_being_stored(
    migrated_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WRITE_WAIT_SECONDS", 0.2)
    store = Store(migrated_postgres_url)
    with store.writing() as session:
        submission = make_submission(make_counter(session), make_wave(session))
    with store.writing() as citizen:
        submit(citizen, submission)
        with pytest.raises(engine.StoreBusy), store.writing() as sealer:
            closing.begin(sealer, TODAY)
    with store.writing() as sealer:
        assert closing.begin(sealer, TODAY)
        assert closing.move_arrivals(sealer, TODAY, limit=10) == 1
    store.close()


@pytest.mark.parametrize(
    "wrong",
    [
        {"scores": ""},
        {"scores": "5" * 121},
        {"scores": "55555y"},
        {"channel": "Q"},
        {"part": "extra"},
        {"stage": "leave"},
        {"choices": "x" * 2001},
        {"profile": "y"},
        {"field": "x" * 41},
        {"counter_id": 999},
        {"instrument_id": 999},
        {"comment": "ế" * 2_001},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_the_database_refuses_what_no_form_can_send(
    store: Store, submission: Submission, wrong: dict[str, str]
) -> None:
    with pytest.raises(IntegrityError), store.writing() as session:
        submit(session, replace(submission, **wrong))
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Receipt)) == 0


def test_a_comment_is_stored_with_office_month_and_language_alone(
    store: Store, submission: Submission
) -> None:
    with store.writing() as session:
        submit(session, replace(submission, comment="Thêm ghế\nở sảnh", language="en"))
        (arrival,) = arrivals(session)
        (comment,) = session.scalars(select(CommentArrival))
        office_id = session.get_one(Counter, submission.counter_id).office_id
    given = comment.model_dump(exclude={"id"})
    assert given == {
        "office_id": office_id,
        "month": "2026-11",
        "language": "en",
        "text": "Thêm ghế\nở sảnh",
        "urgent": "",
    }
    assert comment.id.version == 4 and comment.id != arrival.id


def test_without_a_comment_there_is_no_row_for_one(
    store: Store, submission: Submission
) -> None:
    with store.writing() as session:
        submit(session, submission)
        assert session.scalars(select(CommentArrival)).all() == []


def test_a_repeat_stores_no_second_comment(
    store: Store, submission: Submission
) -> None:
    with store.writing() as session:
        submit(session, replace(submission, comment="một"))
    with store.writing() as session:
        submit(session, replace(submission, comment="hai"))
        assert [c.text for c in session.scalars(select(CommentArrival))] == ["một"]


def test_the_tag_of_a_form_without_comment_is_what_it_was_before_there_were_comments() -> (
    None
):
    content = "55\n\n\ncore\n\n\nvi\nFalse"
    submission = Submission(
        key=bytes(16),
        counter_id=1,
        instrument_id=1,
        received_on=TODAY,
        channel="D",
        scores="55",
    )
    expected = hmac.new(bytes(16), content.encode(), hashlib.sha256).hexdigest()
    assert inbox.content_tag(submission) == expected


@pytest.mark.parametrize("comments", ["comment_arrival", "comment"])
def test_nothing_joins_a_comment_to_an_answer_or_a_receipt(
    store: Store, comments: str
) -> None:
    """What a comment shares with an answer is its language, and the office that the counter belongs to."""
    inspected = inspect(store.engine)
    own = {column["name"] for column in inspected.get_columns(comments)}
    for table, shared in (
        ("arrival", {"id", "language"}),
        ("response", {"id", "language"}),
        ("receipt", set()),
    ):
        columns = {column["name"] for column in inspected.get_columns(table)}
        assert own & columns == shared
    (reference,) = inspected.get_foreign_keys(comments)
    assert reference["referred_table"] == "office"


def test_nothing_joins_a_receipt_to_its_answer(store: Store) -> None:
    """No column of one table refers to the other, and what they share is the day."""
    columns = {
        name: {column["name"] for column in inspect(store.engine).get_columns(name)}
        for name in ("receipt", "arrival")
    }
    assert columns["receipt"] & columns["arrival"] == {"received_on"}
    assert inspect(store.engine).get_foreign_keys("receipt") == []


def test_neither_table_keeps_the_order_of_arrival(sqlite_url: str) -> None:
    """Without rowid a row stands where its random key puts it; there is no hidden counter."""
    database = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    for table in ("receipt", "arrival", "comment_arrival", "comment"):
        with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
            database.execute(f"SELECT rowid FROM {table}")
    database.close()


def test_ids_are_random(store: Store, submission: Submission) -> None:
    with store.writing() as session:
        for number in range(20):
            submit(session, replace(submission, key=bytes([number])))
        ids = [arrival.id for arrival in arrivals(session)]
    assert {identifier.version for identifier in ids} == {4}


def test_of_the_key_only_its_hash_reaches_the_disk(
    sqlite_url: str, tmp_path: Path
) -> None:
    store = Store(sqlite_url)
    key = b"\xf0key of 16 bytes"
    with store.writing() as session:
        submission = make_submission(make_counter(session), make_wave(session), key=key)
        code = submit(session, submission).code
    written = b"".join(file.read_bytes() for file in tmp_path.glob("survey.sqlite*"))
    store.close()
    assert hashlib.sha256(key).hexdigest().encode() in written
    for secret in (key, key.hex().encode(), code.encode(), RECEIPT_KEY):
        assert secret not in written
