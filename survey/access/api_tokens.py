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
# Whoever is judged by figures does not write them.
WRITING_ROLES = ("reform_office",)
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


class RoleMayNotWrite(Exception):
    """Only the reform office brings figures in."""


@dataclass(frozen=True, slots=True)
class GivenToken:
    """A new token: it is shown once, and only its hash is kept."""

    number: int
    token: str
    expires_at: datetime


def give_token(
    session: Session,
    reviewer: Reviewer,
    *,
    name: str,
    days: int,
    now: datetime,
    may_write: bool = False,
) -> GivenToken:
    """Make a token for an account. Raises RoleHasNoApi or RoleMayNotWrite."""
    if reviewer.role not in ROLES or not reviewer.is_active:
        raise RoleHasNoApi(reviewer.role)
    if may_write and reviewer.role not in WRITING_ROLES:
        raise RoleMayNotWrite(reviewer.role)
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
        may_write=may_write,
    )
    assert kept.id is not None
    return GivenToken(kept.id, token, expires_at)


def visitor_of_request() -> Visitor | None:
    """Return whose token came with this request, None without a good one. Raises TooManyRequests.

    A cookie opens nothing here, so no page of another site can read with it.
    """
    found = _program_of_request()
    return None if found is None else found.visitor


def may_write() -> bool:
    """Tell whether the token of this request was given to bring figures in, too."""
    found = _program_of_request()
    return found is not None and found.may_write


def program() -> Visitor:
    """Return whose token came, on rules that policy opens to tokens only."""
    visitor = visitor_of_request()
    assert visitor is not None
    return visitor


@dataclass(frozen=True, slots=True)
class _Program:
    """Whose token came with a request, and whether it may write."""

    visitor: Visitor
    may_write: bool


def _program_of_request() -> _Program | None:
    if _OF_REQUEST not in g:
        setattr(g, _OF_REQUEST, _look_up(service()))
    found: _Program | None = getattr(g, _OF_REQUEST)
    return found


def _look_up(state: Service) -> _Program | None:
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        return None
    token_hash, now = _hash(given.token), state.clock.now()
    with state.store.reading() as session:
        found = api_tokens.token_by_hash(session, token_hash, now=now)
        program = (
            None
            if found is None
            else _Program(visitor_of(session, found[1]), found[0].may_write)
        )
    if program is None:
        _count_wrong(state)
        return None
    _count_good(state, token_hash, now)
    return program


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
