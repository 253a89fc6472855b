"""Queries about reviewers, their sessions and the limits on signing in."""

import unicodedata
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from survey.store import api_tokens, links
from survey.store.tables import Attempt, Reviewer, ReviewSession
from survey.store.upserts import insert_into

ADMINISTRATOR = "administrator"


class ReviewerExists(Exception):
    """A reviewer of that name is there already."""


class UnknownReviewer(Exception):
    """No reviewer has that name."""


class LastAdministrator(Exception):
    """Without this account nobody could keep accounts on the pages."""


def reviewer_name(typed: str) -> str:
    """Return a name in its one spelling: NFC, no space around it, any case is the same person.

    One person types "ệ" as one character and another as three; phones begin with a capital.
    """
    return unicodedata.normalize("NFC", typed.strip().casefold())


def add_reviewer(
    session: Session,
    name: str,
    *,
    password_hash: str,
    role: str,
    office_id: int | None = None,
) -> Reviewer:
    """Add an account. Raises ReviewerExists; deactivated accounts keep their names."""
    spelling = reviewer_name(name)
    if reviewer_by_name(session, spelling) is not None:
        raise ReviewerExists(spelling)
    reviewer = Reviewer(
        name=spelling, password_hash=password_hash, role=role, office_id=office_id
    )
    session.add(reviewer)
    session.flush()
    return reviewer


def reviewers(session: Session) -> tuple[Reviewer, ...]:
    """Return all accounts in the order of their names."""
    return tuple(session.exec(select(Reviewer).order_by(col(Reviewer.name))))


def reviewer_by_name(session: Session, name: str) -> Reviewer | None:
    """Return an account, active or not, by a name in any spelling."""
    return session.exec(
        select(Reviewer).where(Reviewer.name == reviewer_name(name))
    ).first()


def reviewer_by_id(session: Session, reviewer_id: int) -> Reviewer | None:
    return session.get(Reviewer, reviewer_id)


def set_password(session: Session, name: str, *, password_hash: str) -> Reviewer:
    """Give an account a new password, sign it out everywhere and end its links. Raises UnknownReviewer."""
    reviewer = _known(session, name)
    reviewer.password_hash = password_hash
    _end_what_is_open(session, reviewer)
    return reviewer


def replace_password_hash(
    session: Session, reviewer_id: int, *, password_hash: str
) -> None:
    """Keep the same password under newer parameters; nobody is signed out."""
    session.get_one(Reviewer, reviewer_id).password_hash = password_hash


def deactivate(session: Session, name: str) -> Reviewer:
    """Close an account, sign it out everywhere and end its links.

    Raises UnknownReviewer and LastAdministrator.
    """
    reviewer = _known(session, name)
    _keep_an_administrator(session, reviewer)
    reviewer.is_active = False
    _end_what_is_open(session, reviewer)
    return reviewer


def reactivate(session: Session, name: str) -> Reviewer:
    """Open a closed account again. Raises UnknownReviewer."""
    reviewer = _known(session, name)
    reviewer.is_active = True
    return reviewer


def change_role(
    session: Session, name: str, *, role: str, office_id: int | None
) -> Reviewer:
    """Give an account another role and sign it out, so that no open page keeps the old one.

    Raises UnknownReviewer and LastAdministrator.
    """
    reviewer = _known(session, name)
    if role != ADMINISTRATOR:
        _keep_an_administrator(session, reviewer)
    reviewer.role, reviewer.office_id = role, office_id
    end_sessions_of(session, _id(reviewer))
    api_tokens.end_tokens_of(session, _id(reviewer))
    return reviewer


def begin_session(
    session: Session,
    *,
    token_hash: str,
    reviewer_id: int,
    now: datetime,
    waits_for: str = "",
) -> ReviewSession:
    """Keep a new session under the hash of its cookie."""
    begun = ReviewSession(
        token_hash=token_hash,
        reviewer_id=reviewer_id,
        created_at=now,
        seen_at=now,
        waits_for=waits_for,
    )
    session.add(begun)
    return begun


def session_of(
    session: Session, token_hash: str
) -> tuple[ReviewSession, Reviewer] | None:
    """Return a session with its active reviewer, None for an unknown cookie. One query."""
    return session.exec(
        select(ReviewSession, Reviewer)
        .join(Reviewer, col(Reviewer.id) == col(ReviewSession.reviewer_id))
        .where(ReviewSession.token_hash == token_hash, col(Reviewer.is_active))
    ).first()


def touch_session(session: Session, token_hash: str, *, now: datetime) -> None:
    """Note that a session was used; one that has ended meanwhile stays ended."""
    session.connection().execute(
        update(ReviewSession)
        .where(col(ReviewSession.token_hash) == token_hash)
        .values(seen_at=now)
    )


def end_session(session: Session, token_hash: str) -> None:
    session.connection().execute(
        delete(ReviewSession).where(col(ReviewSession.token_hash) == token_hash)
    )


def end_sessions_of(session: Session, reviewer_id: int) -> None:
    """Sign a reviewer out in every browser."""
    session.connection().execute(
        delete(ReviewSession).where(col(ReviewSession.reviewer_id) == reviewer_id)
    )


def forget_old_sessions(
    session: Session, *, seen_before: datetime, created_before: datetime
) -> None:
    """Delete sessions that were idle too long or began too long ago."""
    session.connection().execute(
        delete(ReviewSession).where(
            (col(ReviewSession.seen_at) < seen_before)
            | (col(ReviewSession.created_at) < created_before)
        )
    )


def count_attempt(session: Session, bucket: str, *, window_start: datetime) -> int:
    """Count one more attempt of a bucket in a window and return how many there are now."""
    statement = (
        insert_into(session, Attempt)
        .values(bucket=bucket, window_start=window_start, n=1)
        .on_conflict_do_update(
            index_elements=["bucket", "window_start"], set_={"n": Attempt.n + 1}
        )
        .returning(col(Attempt.n))
    )
    return int(session.connection().execute(statement).scalar_one())


def attempts(session: Session, bucket: str, *, window_start: datetime) -> int:
    """Return how often a bucket was counted in a window."""
    found = session.get(Attempt, (bucket, window_start))
    return 0 if found is None else found.n


def forget_attempts(session: Session, bucket: str) -> None:
    """Begin again for a bucket, after a good sign-in."""
    session.connection().execute(delete(Attempt).where(col(Attempt.bucket) == bucket))


def forget_old_attempts(session: Session, *, before: datetime) -> None:
    session.connection().execute(
        delete(Attempt).where(col(Attempt.window_start) < before)
    )


def _end_what_is_open(session: Session, reviewer: Reviewer) -> None:
    end_sessions_of(session, _id(reviewer))
    links.forget_links(session, _id(reviewer))
    api_tokens.end_tokens_of(session, _id(reviewer))


def _keep_an_administrator(session: Session, reviewer: Reviewer) -> None:
    """Raise LastAdministrator if an account is the only one that keeps accounts.

    The rows are locked: of two who close each other at the same moment, one is left.
    """
    administrators = session.exec(
        select(Reviewer)
        .where(Reviewer.role == ADMINISTRATOR, col(Reviewer.is_active))
        .order_by(col(Reviewer.id))
        .with_for_update()
    ).all()
    if [each.id for each in administrators] == [reviewer.id]:
        raise LastAdministrator(reviewer.name)


def _known(session: Session, name: str) -> Reviewer:
    reviewer = reviewer_by_name(session, name)
    if reviewer is None:
        raise UnknownReviewer(reviewer_name(name))
    return reviewer


def _id(reviewer: Reviewer) -> int:
    assert reviewer.id is not None
    return reviewer.id
