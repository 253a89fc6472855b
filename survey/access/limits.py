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
# A whole administration may sit behind one address.
ATTEMPTS_OF_NETWORK = 60


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to sign in: whose account, from which network, in which window."""

    account: str
    network: str
    window_start: datetime
    seconds_left: int


def attempt_of(state: Service, *, name: str, address: str) -> Attempt:
    """Return what is counted of a try; neither the name nor the address can be read from it."""
    now = int(state.clock.now().timestamp())
    start = now - now % WINDOW_SECONDS
    key = derive_key(state.settings.secret_key, "sign-in attempts")

    def bucket(kind: str, value: str) -> str:
        return hmac.new(key, f"{kind} {value}".encode(), hashlib.sha256).hexdigest()

    return Attempt(
        account=bucket("account", reviewers.reviewer_name(name)),
        network=bucket("network", network_of(address)),
        window_start=datetime.fromtimestamp(start, UTC),
        seconds_left=start + WINDOW_SECONDS - now,
    )


def is_used_up(session: Session, attempt: Attempt) -> bool:
    """Tell whether no more tries are taken in this window. It only reads: floods cost no write."""
    start = attempt.window_start
    return (
        reviewers.attempts(session, attempt.account, window_start=start)
        >= ATTEMPTS_OF_ACCOUNT
        or reviewers.attempts(session, attempt.network, window_start=start)
        >= ATTEMPTS_OF_NETWORK
    )


def count(session: Session, attempt: Attempt) -> bool:
    """Count a try before its password is looked at; tell whether it is still within the limits."""
    start = attempt.window_start
    reviewers.forget_old_attempts(session, before=start)
    of_account = reviewers.count_attempt(session, attempt.account, window_start=start)
    of_network = reviewers.count_attempt(session, attempt.network, window_start=start)
    return of_account <= ATTEMPTS_OF_ACCOUNT and of_network <= ATTEMPTS_OF_NETWORK


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
