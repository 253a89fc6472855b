"""Signing in: limits first, then the password, then a new session."""

from sqlmodel import Session

from survey.access import limits, passwords, sessions
from survey.access.state import Service
from survey.store import reviewers
from survey.store.tables import Reviewer


class WrongPassword(Exception):
    """There is no such account, it is closed, or the password is another: nobody is told which."""


class TooManyAttempts(Exception):
    """The name or the network has to wait."""

    def __init__(self, seconds_left: int) -> None:
        super().__init__(seconds_left)
        self.seconds_left = seconds_left


def sign_in(state: Service, *, name: str, password: str, address: str) -> str:
    """Begin a session and return its cookie's token.

    Raises WrongPassword, TooManyAttempts, passwords.HashingBusy and StoreBusy.
    """
    attempt = limits.attempt_of(state, name=name, address=address)
    _check_limits(state, attempt)
    with state.store.reading() as session:
        known = _active(reviewers.reviewer_by_name(session, name))
        password_hash = None if known is None else known.password_hash
    if not passwords.is_password(password, password_hash=password_hash):
        raise WrongPassword
    assert password_hash is not None
    # Outside the transaction: hashing takes longer than a phone should wait for the write lock.
    new_hash = (
        passwords.hash_password(password)
        if passwords.needs_new_hash(password_hash)
        else None
    )
    with state.store.writing() as session:
        reviewer = _unchanged(session, name, password_hash)
        limits.forgive_account(session, attempt)
        if new_hash is not None and reviewer.id is not None:
            reviewers.replace_password_hash(
                session, reviewer.id, password_hash=new_hash
            )
        return sessions.begin(session, reviewer)


def _check_limits(state: Service, attempt: limits.Attempt) -> None:
    with state.store.reading() as session:
        is_used_up = limits.is_used_up(session, attempt)
    if not is_used_up:
        with state.store.writing() as session:
            is_used_up = not limits.count(session, attempt)
    if is_used_up:
        raise TooManyAttempts(attempt.seconds_left)


def _active(reviewer: Reviewer | None) -> Reviewer | None:
    return reviewer if reviewer is not None and reviewer.is_active else None


def _unchanged(session: Session, name: str, password_hash: str) -> Reviewer:
    """Return the account unless it was closed or given another password meanwhile."""
    reviewer = _active(reviewers.reviewer_by_name(session, name))
    if reviewer is None or reviewer.password_hash != password_hash:
        raise WrongPassword
    return reviewer
