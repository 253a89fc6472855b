"""Sealing a day: comments move apart from the answers they came with."""

from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from survey.store.engine import Store
from survey.store.tables import (
    Arrival,
    Comment,
    CommentArrival,
    CommentBatch,
    Response,
)
from survey.trust import sealing
from survey.trust.disclosure import FLOOR
from tests.fixtures.comments import write_comments
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
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


def test_whatever_comes_each_seal_shows_five_more_or_none(sqlite_store: Store) -> None:
    rng = np.random.default_rng(20261125)
    # Offices by days; from none to a rush.
    written = rng.poisson(rng.choice([0.5, 2, 6], (8, 6)))
    shown = shown_after_each_seal(sqlite_store, written.tolist())
    growth = np.diff(shown, axis=1, prepend=0)
    assert set(growth[growth > 0] < FLOOR) == {False}
    assert (written.sum(axis=1) - np.array(shown)[:, -1] < FLOOR).all()
    # The histories hold both: something that waited and something that went out with it.
    assert (growth == 0).any() and (growth > written).any()


def shown_after_each_seal(store: Store, written: list[list[int]]) -> list[list[int]]:
    """Write so many comments a day at each office, seal each day, and return how many are released by then."""
    with store.writing() as session:
        instrument = make_wave(session)
        counters = [
            make_counter(session, make_office(session, f"o{number}"))
            for number in range(len(written))
        ]
        office_ids = [counter.office_id for counter in counters]
    shown: list[list[int]] = [[] for _ in written]
    for later in range(len(written[0])):
        day = TODAY + timedelta(days=later)
        with store.writing() as session:
            for place, counter in enumerate(counters):
                # One without words, so that every day has something to seal.
                submit(session, make_submission(counter, instrument, received_on=day))
                texts = [f"góp ý {later} {n}" for n in range(written[place][later])]
                write_comments(session, counter, instrument, texts, received_on=day)
        sealing.seal(store, day + timedelta(days=1))
        with store.reading() as session:
            for place, office_id in enumerate(office_ids):
                of_office = select(func.coalesce(func.sum(CommentBatch.n), 0)).where(
                    col(CommentBatch.office_id) == office_id
                )
                shown[place].append(session.scalars(of_office).one())
    return shown
