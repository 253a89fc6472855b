"""Programs that read the API: a bearer token of an account stands for a sign-in, and is counted."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import g, request
from sqlmodel import Session

from survey.access import limits
from survey.access.sessions import Visitor, visitor_of
from survey.access.state import Service, service
from survey.settings import derive_key
from survey.store import api_tokens, reviewers
from survey.store.tables import ApiToken, Reviewer

# So that a token that leaked into a file is found and known for what it is.
PREFIX = "sipas_"
TOKEN_BYTES = 32
ROLES = ("reform_office", "unit_head")
DEFAULT_DAYS, LONGEST_DAYS = 365, 730
# Every second for ten minutes: enough to read all offices of a wave, and no load.
MOST_REQUESTS = 600
_OF_REQUEST = "sipas_program"


class TooManyRequests(Exception):
    """The token, or a network that tries tokens, has to wait."""

    def __init__(self, seconds_left: int) -> None:
        super().__init__(seconds_left)
        self.seconds_left = seconds_left


class RoleHasNoApi(Exception):
    """Only who reads results has something to read here."""


@dataclass(frozen=True, slots=True)
class GivenToken:
    """A new token: it is shown once, and only its hash is kept."""

    number: int
    token: str
    expires_at: datetime


def give_token(
    session: Session, reviewer: Reviewer, *, name: str, days: int, now: datetime
) -> GivenToken:
    """Make a token for an account. Raises RoleHasNoApi."""
    if reviewer.role not in ROLES or not reviewer.is_active:
        raise RoleHasNoApi(reviewer.role)
    token = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    expires_at = now + timedelta(days=days)
    assert reviewer.id is not None
    kept: ApiToken = api_tokens.add_token(
        session,
        reviewer.id,
        name=name,
        token_hash=_hash(token),
        today=now.date(),
        expires_at=expires_at,
    )
    assert kept.id is not None
    return GivenToken(kept.id, token, expires_at)


def visitor_of_request() -> Visitor | None:
    """Return whose token came with this request, None without a good one. Raises TooManyRequests.

    A cookie opens nothing here, so no page of another site can read with it.
    """
    if _OF_REQUEST not in g:
        setattr(g, _OF_REQUEST, _look_up(service()))
    found: Visitor | None = getattr(g, _OF_REQUEST)
    return found


def program() -> Visitor:
    """Return whose token came, on rules that policy opens to tokens only."""
    visitor = visitor_of_request()
    assert visitor is not None
    return visitor


def _look_up(state: Service) -> Visitor | None:
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        return None
    token_hash, now = _hash(given.token), state.clock.now()
    with state.store.reading() as session:
        found = api_tokens.token_by_hash(session, token_hash, now=now)
        visitor = None if found is None else visitor_of(session, found[1])
    if visitor is None:
        _count_wrong(state)
        return None
    _count_good(state, token_hash, now)
    return visitor


def _count_wrong(state: Service) -> None:
    """Count a token that is none against its network, as a failed sign-in is. Raises TooManyRequests."""
    address = request.remote_addr or ""
    attempt = limits.attempt_of(
        state, name=f"token {limits.network_of(address)}", address=address
    )
    with state.store.reading() as session:
        is_used_up = limits.is_used_up(session, attempt)
    if not is_used_up:
        with state.store.writing() as session:
            if limits.count(session, attempt).is_within:
                return
    raise TooManyRequests(attempt.seconds_left)


def _count_good(state: Service, token_hash: str, now: datetime) -> None:
    """Count a request of a token in its window, under a keyed hash. Raises TooManyRequests."""
    start = limits.window_start(now)
    key = derive_key(state.settings.secret_key, "api requests")
    bucket = hmac.new(key, token_hash.encode(), hashlib.sha256).hexdigest()
    with state.store.reading() as session:
        n = reviewers.attempts(session, bucket, window_start=start)
    if n < MOST_REQUESTS:
        with state.store.writing() as session:
            reviewers.forget_old_attempts(session, before=start)
            n = reviewers.count_attempt(session, bucket, window_start=start)
            api_tokens.note_use(session, token_hash, today=state.clock.today())
        if n <= MOST_REQUESTS:
            return
    left = limits.WINDOW_SECONDS - int((now - start).total_seconds())
    raise TooManyRequests(left)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
