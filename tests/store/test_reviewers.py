"""Reviewers' accounts, sessions and attempts."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from survey.store import reviewers
from survey.store.engine import Store
from survey.store.reviewers import ReviewerExists, UnknownReviewer
from survey.store.tables import Attempt, Reviewer, ReviewSession
from tests.fixtures.people import make_office

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
TOKEN_HASH = "a" * 64


def add_hoa(session: Session, name: str = "Hòa") -> int:
    hoa = reviewers.add_reviewer(
        session, name, password_hash="first", role="reform_office"
    )
    assert hoa.id is not None
    return hoa.id


def sign_in(session: Session, reviewer_id: int, token_hash: str = TOKEN_HASH) -> None:
    reviewers.begin_session(
        session, token_hash=token_hash, reviewer_id=reviewer_id, now=NOW
    )
    session.flush()


@pytest.mark.parametrize(
    "typed", ["Hòa", "hòa", "HÒA", " hòa ", unicodedata.normalize("NFD", "Hòa")]
)
def test_one_person_has_one_name_however_it_is_typed(store: Store, typed: str) -> None:
    with store.writing() as session:
        add_hoa(session)
        found = reviewers.reviewer_by_name(session, typed)
        assert found is not None and found.name == "hòa"
        with pytest.raises(ReviewerExists, match="^hòa$"):
            add_hoa(session, typed)


def test_another_mark_is_another_person(store: Store) -> None:
    with store.writing() as session:
        add_hoa(session)
        assert reviewers.reviewer_by_name(session, "Hóa") is None


@pytest.mark.parametrize(
    "role, has_office",
    [
        ("unit_head", False),
        ("counter_staff", False),
        ("reform_office", True),
        ("auditor", True),
        ("boss", False),
    ],
)
def test_who_belongs_to_an_office_has_one_and_nobody_else(
    store: Store, role: str, has_office: bool
) -> None:
    with pytest.raises(IntegrityError), store.writing() as session:
        office_id = make_office(session).id if has_office else None
        reviewers.add_reviewer(
            session, "quang", password_hash="x", role=role, office_id=office_id
        )


def test_accounts_are_listed_by_name(store: Store) -> None:
    with store.writing() as session:
        for name in ("minh", "hoa"):
            add_hoa(session, name)
        assert [r.name for r in reviewers.reviewers(session)] == ["hoa", "minh"]


def test_a_session_is_found_by_its_hash_only_while_it_lasts(store: Store) -> None:
    with store.writing() as session:
        hoa = add_hoa(session)
        sign_in(session, hoa)
        found = reviewers.session_of(session, TOKEN_HASH)
        assert found is not None
        begun, reviewer = found
        assert (begun.created_at, begun.seen_at, reviewer.id) == (NOW, NOW, hoa)
        assert reviewers.session_of(session, "b" * 64) is None
        reviewers.end_session(session, TOKEN_HASH)
        session.expire_all()
        assert reviewers.session_of(session, TOKEN_HASH) is None


def test_a_used_session_is_noted(store: Store) -> None:
    later = NOW + timedelta(minutes=5)
    with store.writing() as session:
        sign_in(session, add_hoa(session))
        reviewers.touch_session(session, TOKEN_HASH, now=later)
    with store.reading() as session:
        assert session.get_one(ReviewSession, TOKEN_HASH).seen_at == later


def test_a_new_password_signs_out_everywhere(store: Store) -> None:
    with store.writing() as session:
        hoa, minh = add_hoa(session), add_hoa(session, "minh")
        for token_hash, reviewer_id in (("1", hoa), ("2", hoa), ("3", minh)):
            sign_in(session, reviewer_id, token_hash)
        reviewers.set_password(session, "HÒA", password_hash="second")
    with store.reading() as session:
        assert session.get_one(Reviewer, hoa).password_hash == "second"
        left = session.scalars(select(ReviewSession)).all()
    assert [begun.token_hash for begun in left] == ["3"]


def test_the_same_password_under_new_parameters_signs_nobody_out(store: Store) -> None:
    with store.writing() as session:
        hoa = add_hoa(session)
        sign_in(session, hoa)
        reviewers.replace_password_hash(session, hoa, password_hash="second")
    with store.reading() as session:
        found = reviewers.session_of(session, TOKEN_HASH)
    assert found is not None and found[1].password_hash == "second"


def test_a_closed_account_has_no_session_and_keeps_its_name(store: Store) -> None:
    with store.writing() as session:
        hoa = add_hoa(session)
        sign_in(session, hoa)
        reviewers.deactivate(session, "hòa")
    with store.writing() as session:
        assert not session.get_one(Reviewer, hoa).is_active
        assert session.scalars(select(ReviewSession)).all() == []
        sign_in(session, hoa)
        assert reviewers.session_of(session, TOKEN_HASH) is None
        with pytest.raises(ReviewerExists):
            add_hoa(session)


def test_an_unknown_name_is_said(store: Store) -> None:
    with store.writing() as session:
        with pytest.raises(UnknownReviewer, match="^ai đó$"):
            reviewers.set_password(session, "Ai đó", password_hash="x")
        with pytest.raises(UnknownReviewer, match="^ai đó$"):
            reviewers.deactivate(session, "Ai đó")


def test_idle_and_old_sessions_are_forgotten(store: Store) -> None:
    with store.writing() as session:
        hoa = add_hoa(session)
        for name, created, seen in (("idle", 2, 2), ("old", 9, 0), ("good", 2, 0)):
            session.add(
                ReviewSession(
                    token_hash=name,
                    reviewer_id=hoa,
                    created_at=NOW - timedelta(hours=created),
                    seen_at=NOW - timedelta(hours=seen),
                )
            )
        session.flush()
        reviewers.forget_old_sessions(
            session,
            seen_before=NOW - timedelta(hours=1),
            created_before=NOW - timedelta(hours=8),
        )
    with store.reading() as session:
        left = session.scalars(select(ReviewSession)).all()
    assert [begun.token_hash for begun in left] == ["good"]


def test_attempts_are_counted_by_bucket_and_window(store: Store) -> None:
    next_window = NOW + timedelta(minutes=15)
    with store.writing() as session:
        counted = [
            reviewers.count_attempt(session, bucket, window_start=window)
            for bucket, window in (
                ("hoa", NOW),
                ("hoa", NOW),
                ("minh", NOW),
                ("hoa", next_window),
            )
        ]
    assert counted == [1, 2, 1, 1]
    with store.reading() as session:
        assert reviewers.attempts(session, "hoa", window_start=NOW) == 2
        assert reviewers.attempts(session, "lan", window_start=NOW) == 0


def test_attempts_are_forgotten(store: Store) -> None:
    with store.writing() as session:
        for bucket in ("hoa", "minh"):
            reviewers.count_attempt(session, bucket, window_start=NOW)
        reviewers.count_attempt(session, "quang", window_start=NOW + timedelta(hours=1))
        reviewers.forget_attempts(session, "hoa")
        reviewers.forget_old_attempts(session, before=NOW + timedelta(minutes=1))
        left = session.scalars(select(Attempt)).all()
    assert [attempt.bucket for attempt in left] == ["quang"]
