"""Signed-in browsers: a random cookie, of which the database keeps only the hash."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, g, request
from sqlmodel import Session

from survey.access.state import service
from survey.store import places, reviewers
from survey.store.engine import StoreBusy
from survey.store.tables import Reviewer, ReviewSession

IDLE_LIMIT = timedelta(minutes=30)
LONGEST_SESSION = timedelta(hours=12)
# Not every page has to wait for the write lock.
TOUCH_EVERY = timedelta(minutes=1)
TOKEN_BYTES = 32
# From the password to the code of the second factor, or to one that is set up.
HALF_WAY_LIMIT = timedelta(minutes=10)
_OF_REQUEST = "sipas_visitor"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks for a page. `office_code` is the one office that this person's role belongs to."""

    reviewer_id: int
    name: str
    role: str
    office_code: str | None

    @property
    def sees_all_results(self) -> bool:
        """Tell whether this person reads every office's results: the reform office, the auditor."""
        return self.role in ("reform_office", "auditor")

    def may_see(self, office_code: str) -> bool:
        """Tell whether an office is this person's business."""
        return self.office_code in (None, office_code)


@dataclass(frozen=True, slots=True)
class Known:
    """Whose cookie came with a request, and what this browser still waits for before it opens pages."""

    visitor: Visitor
    waits_for: str
    token_hash: str


def known() -> Known | None:
    """Return whose cookie came with this request, half signed in or whole; looked up once a request."""
    if _OF_REQUEST not in g:
        setattr(g, _OF_REQUEST, _look_up())
    found: Known | None = getattr(g, _OF_REQUEST)
    return found


def current_visitor() -> Visitor | None:
    """Return who is signed in with this request's cookie: password and, where there is one, code."""
    found = known()
    return None if found is None or found.waits_for else found.visitor


def half_signed_in(waits_for: str) -> Known | None:
    """Return who gave the right password here and has one step to go."""
    found = known()
    return None if found is None or found.waits_for != waits_for else found


def visitor_so_far() -> Visitor | None:
    """Return who is signed in if this request has asked that already; citizens are never looked up."""
    return current_visitor() if _OF_REQUEST in g else None


def signed_in() -> Visitor:
    """Return who is signed in, on pages that policy opens to reviewers only."""
    visitor = current_visitor()
    assert visitor is not None
    return visitor


def begin(session: Session, reviewer: Reviewer, *, waits_for: str = "") -> str:
    """Begin a new session and end the one this browser came with; return the new cookie's token."""
    now = service().clock.now()
    _end_current(session)
    reviewers.forget_old_sessions(
        session, seen_before=now - IDLE_LIMIT, created_before=now - LONGEST_SESSION
    )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    assert reviewer.id is not None
    reviewers.begin_session(
        session,
        token_hash=_hash(token),
        reviewer_id=reviewer.id,
        now=now,
        waits_for=waits_for,
    )
    return token


def end(session: Session) -> None:
    """End the session that this browser came with, so that a copied cookie opens nothing."""
    _end_current(session)


def set_cookie(response: Response, token: str) -> None:
    """Give the browser its cookie; it is gone when the browser closes."""
    settings = service().settings
    response.set_cookie(
        cookie_name(),
        token,
        secure=settings.is_https,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def delete_cookie(response: Response) -> None:
    response.delete_cookie(
        cookie_name(),
        secure=service().settings.is_https,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def cookie_name() -> str:
    """Return the cookie's name: `__Host-` cannot be set by a neighbouring host, and needs https."""
    return "__Host-review" if service().settings.is_https else "review"


def visitor_of(session: Session, reviewer: Reviewer) -> Visitor:
    """Return an account as the one who asks for pages."""
    office = (
        None
        if reviewer.office_id is None
        else places.office_by_id(session, reviewer.office_id)
    )
    assert reviewer.id is not None
    return Visitor(
        reviewer_id=reviewer.id,
        name=reviewer.name,
        role=reviewer.role,
        office_code=None if office is None else office.code,
    )


def _look_up() -> Known | None:
    token = request.cookies.get(cookie_name(), "")
    if not token:
        return None
    now = service().clock.now()
    with service().store.reading() as session:
        found = reviewers.session_of(session, _hash(token))
        if found is None or _has_ended(found[0], now):
            return None
        begun, reviewer = found
        visitor = visitor_of(session, reviewer)
        waits_for = begun.waits_for
        is_due = now - begun.seen_at >= TOUCH_EVERY
    if is_due:
        _touch(_hash(token), now)
    return Known(visitor, waits_for, _hash(token))


def _has_ended(begun: ReviewSession, now: datetime) -> bool:
    # A clock set back must not lengthen a session.
    return bool(
        now - begun.seen_at >= IDLE_LIMIT
        or now - begun.created_at >= LONGEST_SESSION
        or (begun.waits_for and now - begun.created_at >= HALF_WAY_LIMIT)
        or now < begun.created_at - TOUCH_EVERY
    )


def _touch(token_hash: str, now: datetime) -> None:
    try:
        with service().store.writing() as session:
            reviewers.touch_session(session, token_hash, now=now)
    except StoreBusy:
        # The page is worth more than the minute; the next page notes it.
        pass


def _end_current(session: Session) -> None:
    token = request.cookies.get(cookie_name(), "")
    if token:
        reviewers.end_session(session, _hash(token))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
