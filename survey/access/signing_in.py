"""Signing in: limits first, then the password, then the second factor where there is one, then a new session."""

from dataclasses import dataclass

from sqlmodel import Session

from survey.access import limits, passwords, second_factor, sessions
from survey.access.sessions import Known
from survey.access.state import Service
from survey.access.trail import note_of
from survey.store import audit, reviewers, second_factors
from survey.store.tables import Reviewer

# However many names a flood makes up, the trail lists so many of its failures in a window.
MOST_FAILURES_NOTED = 200


class WrongPassword(Exception):
    """There is no such account, it is closed, or the password is another: nobody is told which."""


class WrongCode(Exception):
    """The code is not of this moment, was taken before, or is no recovery code that is left."""


class TooManyAttempts(Exception):
    """The name or the network has to wait."""

    def __init__(self, seconds_left: int) -> None:
        super().__init__(seconds_left)
        self.seconds_left = seconds_left


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that began: its cookie's token, and what it waits for before it opens pages."""

    token: str
    waits_for: str


def sign_in(state: Service, *, name: str, password: str, address: str) -> Begun:
    """Begin a session, or with a second factor the way to one.

    Raises WrongPassword, TooManyAttempts, passwords.HashingBusy and StoreBusy.
    """
    attempt = limits.attempt_of(state, name=name, address=address)
    count = _counted(state, attempt)
    password_hash = check_password(state, attempt, count, name=name, password=password)
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
        waits_for = _next_step(state, session, reviewer)
        token = sessions.begin(session, reviewer, waits_for=waits_for)
        if not waits_for:
            _note_sign_in(session, reviewer, by="password", tries=count.of_account)
        return Begun(token, waits_for)


def confirm_password(state: Service, *, name: str, password: str, address: str) -> None:
    """Ask who is signed in for the password again, with the limits of a sign-in.

    Raises WrongPassword, TooManyAttempts, passwords.HashingBusy and StoreBusy.
    """
    attempt = limits.attempt_of(state, name=name, address=address)
    count = _counted(state, attempt)
    check_password(state, attempt, count, name=name, password=password)
    with state.store.writing() as session:
        limits.forgive_account(session, attempt)


def pass_second_step(state: Service, known: Known, *, code: str, address: str) -> str:
    """Take a code and begin the whole session; return its cookie's token.

    Raises WrongCode, TooManyAttempts and StoreBusy.
    """
    visitor = known.visitor
    attempt = limits.attempt_of(
        state, name=visitor.name, address=address, step=limits.SECOND_STEP
    )
    count = _counted(state, attempt)
    with state.store.writing() as session:
        # Closed, or signed out everywhere, since the page was opened.
        found = reviewers.session_of(session, known.token_hash)
        by = "" if found is None else _taken(state, session, visitor.reviewer_id, code)
        if found is not None and by:
            limits.forgive_account(session, attempt)
            token = sessions.begin(session, found[1])
            _note_sign_in(session, found[1], by=by, tries=count.of_account)
            return token
    _note_failure(state, attempt, count, name=visitor.name)
    raise WrongCode


def check_password(
    state: Service,
    attempt: limits.Attempt,
    count: limits.Count,
    *,
    name: str,
    password: str,
) -> str:
    """Return the hash that a password fits. Raises WrongPassword, passwords.HashingBusy and StoreBusy."""
    with state.store.reading() as session:
        known = _active(reviewers.reviewer_by_name(session, name))
        password_hash = None if known is None else known.password_hash
    if not passwords.is_password(password, password_hash=password_hash):
        # What is noted depends on counts alone, so that a known name takes no longer than another.
        _note_failure(state, attempt, count, name="" if known is None else known.name)
        raise WrongPassword
    assert password_hash is not None
    return password_hash


def _counted(state: Service, attempt: limits.Attempt) -> limits.Count:
    """Count a try. Raises TooManyAttempts where it is one too many."""
    with state.store.reading() as session:
        is_used_up = limits.is_used_up(session, attempt)
    if not is_used_up:
        with state.store.writing() as session:
            count = limits.count(session, attempt)
        if count.is_within:
            return count
    raise TooManyAttempts(attempt.seconds_left)


def _note_failure(
    state: Service, attempt: limits.Attempt, count: limits.Count, *, name: str
) -> None:
    """Note an account's first failure in a window and the last before it has to wait.

    A name that is none is left out: people type passwords into the field above.
    """
    if not count.is_first_or_last:
        return
    with state.store.writing() as session:
        n = audit.count(session, action="sign_in_failed", since=attempt.window_start)
        if n < MOST_FAILURES_NOTED:
            audit.note(
                session,
                at=state.clock.now(),
                actor=audit.NOBODY,
                action="sign_in_failed",
                object=name,
                details={
                    "step": attempt.step,
                    "tries": count.of_account,
                    "tries_of_network": count.of_network,
                },
            )


def _next_step(state: Service, session: Session, reviewer: Reviewer) -> str:
    assert reviewer.id is not None
    if second_factors.second_factor(session, reviewer.id) is not None:
        return "code"
    return "enrolment" if reviewer.role in state.settings.totp_roles else ""


def _taken(state: Service, session: Session, reviewer_id: int, typed: str) -> str:
    """Take a code and return what kind it was, an empty text for a wrong one."""
    code = second_factor.typed_code(typed)
    if second_factor.is_recovery_code(code):
        code_hash = second_factor.recovery_hash(code, reviewer_id=reviewer_id)
        is_taken = second_factors.use_recovery_code(
            session, reviewer_id, code_hash=code_hash
        )
        return "recovery_code" if is_taken else ""
    factor = second_factors.second_factor(session, reviewer_id)
    secret = (
        None
        if factor is None
        else second_factor.decrypted(
            state.settings, factor.secret, reviewer_id=reviewer_id
        )
    )
    if secret is None:
        return ""
    step = second_factor.step_of(code, secret=secret, now=state.clock.now())
    if step is None or not second_factors.use_step(session, reviewer_id, step=step):
        return ""
    return "code"


def _note_sign_in(session: Session, reviewer: Reviewer, *, by: str, tries: int) -> None:
    visitor = sessions.visitor_of(session, reviewer)
    note_of(
        session, "sign_in", object=reviewer.name, visitor=visitor, by=by, tries=tries
    )


def _active(reviewer: Reviewer | None) -> Reviewer | None:
    return reviewer if reviewer is not None and reviewer.is_active else None


def _unchanged(session: Session, name: str, password_hash: str) -> Reviewer:
    """Return the account unless it was closed or given another password meanwhile."""
    reviewer = _active(reviewers.reviewer_by_name(session, name))
    if reviewer is None or reviewer.password_hash != password_hash:
        raise WrongPassword
    return reviewer
