"""How often a name or a network may try to sign in: counted in the database, under a keyed hash."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session

from survey.access.state import Service
from survey.settings import derive_key
from survey.store import reviewers

# A stranger who knows a name can keep its owner out for this long at most.
WINDOW_SECONDS = 15 * 60
# Ten guesses a quarter of an hour are 350,000 a year, against at least twelve characters.
ATTEMPTS_OF_ACCOUNT = 10
# Five codes of a million, three of them right at a time: one in 70,000 a window, for who has the password.
ATTEMPTS_OF_SECOND_STEP = 5
# A whole administration may sit behind one address.
ATTEMPTS_OF_NETWORK = 60
PASSWORD, SECOND_STEP = "password", "second step"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to sign in: whose account, from which network, in which window, at which step."""

    account: str
    network: str
    window_start: datetime
    seconds_left: int
    step: str

    @property
    def most(self) -> int:
        """How many tries of this step an account has in a window."""
        if self.step == SECOND_STEP:
            return ATTEMPTS_OF_SECOND_STEP
        return ATTEMPTS_OF_ACCOUNT


@dataclass(frozen=True, slots=True)
class Count:
    """How many tries there were by now in this window, this one among them."""

    of_account: int
    of_network: int
    most: int

    @property
    def is_within(self) -> bool:
        """Tell whether this try is still within the limits."""
        return self.of_account <= self.most and self.of_network <= ATTEMPTS_OF_NETWORK

    @property
    def is_first_or_last(self) -> bool:
        """Tell whether it is the first of an account, or the last that it or the network has."""
        return (
            self.of_account in (1, self.most) or self.of_network == ATTEMPTS_OF_NETWORK
        )


def window_start(now: datetime) -> datetime:
    """Return the beginning of the quarter of an hour in which tries are counted together."""
    seconds = int(now.timestamp())
    return datetime.fromtimestamp(seconds - seconds % WINDOW_SECONDS, UTC)


def attempt_of(
    state: Service, *, name: str, address: str, step: str = PASSWORD
) -> Attempt:
    """Return what is counted of a try; neither the name nor the address can be read from it."""
    now = state.clock.now()
    start = window_start(now)
    key = derive_key(state.settings.secret_key, "sign-in attempts")

    def bucket(kind: str, value: str) -> str:
        return hmac.new(key, f"{kind} {value}".encode(), hashlib.sha256).hexdigest()

    return Attempt(
        account=bucket(step, reviewers.reviewer_name(name)),
        network=bucket("network", network_of(address)),
        window_start=start,
        seconds_left=WINDOW_SECONDS - int((now - start).total_seconds()),
        step=step,
    )


def is_used_up(session: Session, attempt: Attempt) -> bool:
    """Tell whether no more tries are taken in this window. It only reads: floods cost no write."""
    start = attempt.window_start
    return (
        reviewers.attempts(session, attempt.account, window_start=start) >= attempt.most
        or reviewers.attempts(session, attempt.network, window_start=start)
        >= ATTEMPTS_OF_NETWORK
    )


def count(session: Session, attempt: Attempt) -> Count:
    """Count a try before what was typed is looked at."""
    start = attempt.window_start
    reviewers.forget_old_attempts(session, before=start)
    of_account = reviewers.count_attempt(session, attempt.account, window_start=start)
    of_network = reviewers.count_attempt(session, attempt.network, window_start=start)
    return Count(of_account, of_network, attempt.most)


def forgive_account(session: Session, attempt: Attempt) -> None:
    """Begin again for an account after a good sign-in; the network's count stays.

    Otherwise one valid account would let its network guess all others without end.
    """
    reviewers.forget_attempts(session, attempt.account)


def network_of(address: str) -> str:
    """Return the network that one subscriber can choose addresses from: /24 or /64."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    length = 24 if found.version == 4 else 64
    return str(ipaddress.ip_network((found, length), strict=False))
