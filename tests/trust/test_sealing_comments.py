"""Sealing a day: comments move apart from the answers they came with."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from survey.store.engine import Store
from survey.store.tables import (
    Arrival,
    Comment,
    CommentArrival,
    ReleasedComment,
    Response,
)
from survey.trust import sealing
from survey.trust.disclosure import FLOOR
from tests.fixtures.comments import write_comments
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_submission,
    make_wave,
    submit,
)

TOMORROW = TODAY + timedelta(days=1)


def count(session: Session, table: type) -> int:
    return session.scalars(select(func.count()).select_from(table)).one()


def comment_arrivals() -> Select[tuple[CommentArrival]]:
    return select(CommentArrival)


def test_comments_become_readable_in_the_order_of_their_random_ids(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "ARRIVALS_AT_A_TIME", 3)
    with store.writing() as session:
        counter, instrument = make_counter(session), make_wave(session)
        for number in range(8):
            comment = f"góp ý {number}"
            submit(session, make_submission(counter, instrument, comment=comment))
        arrived = {c.id: c.model_dump() for c in session.scalars(comment_arrivals())}
    sealing.seal(store, TOMORROW)
    with store.reading() as session:
        assert session.scalars(comment_arrivals()).all() == []
        moved = {c.id: c.model_dump() for c in session.scalars(select(Comment))}
        stored = list(session.scalars(select(col(Comment.id))))
    assert moved == arrived
    # Each step of three is in order; without a rowid SQLite has no other order at all.
    assert [ids == sorted(ids) for ids in (stored[:3], stored[3:6], stored[6:])] == [
        True
    ] * 3


def test_a_comment_is_never_moved_together_with_an_answer(sqlite_store: Store) -> None:
    """On PostgreSQL the rows of one transaction would show that they came together."""
    with sqlite_store.writing() as session:
        submission = make_submission(
            make_counter(session), make_wave(session), comment="một"
        )
        submit(session, submission)
    states = []
    for _ in sealing.steps(sqlite_store, TOMORROW):
        with sqlite_store.reading() as session:
            states.append((count(session, Response), count(session, Comment)))
    assert [s for s, t in zip(states, [None, *states], strict=False) if s != t] == [
        (0, 0),
        (1, 0),
        (1, 1),
    ]


def test_a_comment_of_the_last_minutes_waits_for_no_day(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        counter, instrument = make_counter(session), make_wave(session)
        for day in (TODAY, TOMORROW):
            submission = make_submission(
                counter, instrument, comment="một", received_on=day
            )
            submit(session, submission)
    sealing.seal(sqlite_store, TOMORROW)
    with sqlite_store.reading() as session:
        assert (count(session, Arrival), count(session, CommentArrival)) == (1, 0)
        assert {c.month for c in session.scalars(select(Comment))} == {"2026-11"}


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 7), min_size=2, max_size=6))
def test_whatever_comes_each_seal_shows_five_more_or_none(
    sqlite_template: Path, written: list[int]
) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "survey.sqlite"
        store = Store(f"sqlite:///{shutil.copy(sqlite_template, file)}")
        shown = [0, *shown_after_each_seal(store, written)]
        store.close()
    growth = [after - before for before, after in pairwise(shown)]
    assert all(n == 0 or n >= FLOOR for n in growth)
    assert sum(written) - shown[-1] < FLOOR


def shown_after_each_seal(store: Store, written: list[int]) -> Iterator[int]:
    """Write so many comments a day, seal it, and give how many are released by then."""
    with store.writing() as session:
        counter, instrument = make_counter(session), make_wave(session)
    for later, n in enumerate(written):
        day = TODAY + timedelta(days=later)
        with store.writing() as session:
            # An answer without words, so that the day has something to seal.
            submit(session, make_submission(counter, instrument, received_on=day))
            texts = [f"góp ý {later} {number}" for number in range(n)]
            write_comments(session, counter, instrument, texts, received_on=day)
        sealing.seal(store, day + timedelta(days=1))
        with store.reading() as session:
            yield count(session, ReleasedComment)
