"""How a tablet becomes a kiosk: a code to type once, then a random cookie, of which the database keeps the hash."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, request
from sqlmodel import Session

from survey.access import limits
from survey.access.state import Service, service
from survey.clock import VIETNAM
from survey.settings import Settings, derive_key
from survey.store import kiosks
from survey.store.codes import ALPHABET
from survey.store.tables import Kiosk

CODE_LIFETIME = timedelta(hours=24)
# 38 bits, guessed at ten times in a quarter of an hour from one network.
CODE_LENGTH = 8
CREDENTIAL_BYTES = 32
# The longest that browsers keep a cookie; each contact sets it anew.
COOKIE_LIFETIME = timedelta(days=400)
# `__Host-` cannot be set by a neighbouring host, and needs https.
SECURE_COOKIE, PLAIN_COOKIE = "__Host-kiosk", "kiosk"


class NoPrintedCode(Exception):
    """No printed code leads to the counter, so that its forms have no address."""


class WrongCode(Exception):
    """The code is not one of ours, is used up, or came too late: nobody is told which."""


class TooManyCodes(Exception):
    """The network has to wait."""

    def __init__(self, seconds_left: int) -> None:
        super().__init__(seconds_left)
        self.seconds_left = seconds_left


@dataclass(frozen=True, slots=True)
class AddedKiosk:
    """A kiosk's number and the code that enrols it, which is shown once."""

    kiosk_id: int
    code: str

    @property
    def spaced_code(self) -> str:
        """The code in two groups, as it is read aloud."""
        half = CODE_LENGTH // 2
        return f"{self.code[:half]} {self.code[half:]}"


def add_kiosk(
    session: Session, counter_id: int, *, settings: Settings, now: datetime
) -> AddedKiosk:
    """Add a kiosk at a counter; its code is good once, for a day. Raises NoPrintedCode."""
    today = now.astimezone(VIETNAM).date()
    code = _new_code()
    kiosk = kiosks.add_kiosk(
        session,
        counter_id,
        code_hash=_code_hash(code, secret=settings.secret_key),
        code_expires_at=now + CODE_LIFETIME,
        today=today,
    )
    if kiosks.place_of_kiosk(session, kiosk, today) is None:
        raise NoPrintedCode
    assert kiosk.id is not None
    return AddedKiosk(kiosk.id, code)


def code_at(
    session: Session, counter_id: int, *, settings: Settings, now: datetime
) -> AddedKiosk:
    """Return a new code for the kiosk that a counter has had, adding one where it has had none.

    For the canary, which is enrolled at each run and needs no kiosk more each time.
    """
    kiosk = kiosks.latest_at(session, counter_id)
    if kiosk is None or kiosk.id is None:
        return add_kiosk(session, counter_id, settings=settings, now=now)
    code = _new_code()
    kiosks.renew_code(
        session,
        kiosk.id,
        code_hash=_code_hash(code, secret=settings.secret_key),
        code_expires_at=now + CODE_LIFETIME,
    )
    return AddedKiosk(kiosk.id, code)


def kiosk_address(settings: Settings) -> str:
    """Return where a tablet opens the kiosk's page."""
    return f"{settings.base_url}/kiosk/"


def enrol(state: Service, typed: str, *, address: str) -> str:
    """Trade a typed code for a credential and return it. Raises WrongCode, TooManyCodes and StoreBusy."""
    network = limits.network_of(address)
    attempt = limits.attempt_of(state, name=f"kiosk {network}", address=address)
    with state.store.reading() as session:
        is_used_up = limits.is_used_up(session, attempt)
    if not is_used_up:
        # Counted and committed before the code is looked at, so that a refusal cannot undo it.
        with state.store.writing() as session:
            is_used_up = not limits.count(session, attempt)
    if is_used_up:
        raise TooManyCodes(attempt.seconds_left)
    code = "".join(typed.split()).replace("-", "").upper()
    credential = secrets.token_urlsafe(CREDENTIAL_BYTES)
    with state.store.writing() as session:
        # A code that was given out before the secret was changed still enrols.
        for secret in state.settings.secret_keys:
            kiosk_id = kiosks.enrol(
                session,
                _code_hash(code, secret=secret),
                credential_hash=_hash(credential),
                now=state.clock.now(),
                today=state.clock.today(),
            )
            if kiosk_id is not None:
                limits.forgive_account(session, attempt)
                return credential
    raise WrongCode


def current_kiosk(session: Session) -> Kiosk | None:
    """Return the kiosk whose cookie came with this request; a revoked one is none."""
    credential = request.cookies.get(cookie_name(), "")
    return kiosks.kiosk_of(session, _hash(credential)) if credential else None


def stands_at(session: Session, counter_id: int) -> bool:
    """Tell whether this request comes from a kiosk that is enrolled at a counter."""
    kiosk = current_kiosk(session)
    return kiosk is not None and kiosk.counter_id == counter_id


def set_cookie(response: Response, credential: str) -> None:
    """Give the tablet its credential, or the same one for longer."""
    response.set_cookie(
        cookie_name(),
        credential,
        max_age=COOKIE_LIFETIME,
        secure=service().settings.is_https,
        httponly=True,
        samesite="Strict",
        path="/",
    )


def keep_cookie(response: Response) -> None:
    """Let the cookie that came with this request live on."""
    set_cookie(response, request.cookies[cookie_name()])


def cookie_name() -> str:
    """Return the cookie's name under this installation's address."""
    return SECURE_COOKIE if service().settings.is_https else PLAIN_COOKIE


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def _code_hash(code: str, *, secret: str) -> str:
    """Return a keyed hash: from the database alone a code of this length could be guessed."""
    key = derive_key(secret, "kiosk code")
    return hmac.new(key, code.encode(), hashlib.sha256).hexdigest()


def _hash(credential: str) -> str:
    return hashlib.sha256(credential.encode()).hexdigest()
