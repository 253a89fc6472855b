"""One-time links: the address under which a reviewer chooses a password, printed or mailed."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlmodel import Session

from survey.settings import Settings
from survey.store import links

# A new colleague may be away for a week; who asked for a new password is waiting.
LASTS = {"invitation": timedelta(days=7), "reset": timedelta(hours=24)}
TOKEN_BYTES = 32
# The page of `survey.review.one_time_link`; the command line knows no Flask.
PATH = "/review/link/"


def give(
    session: Session,
    settings: Settings,
    reviewer_id: int,
    *,
    kind: str,
    now: datetime,
) -> str:
    """Return the address of a new link; the account's earlier ones work no more."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    links.give_link(
        session,
        reviewer_id,
        token_hash=hash_of(token),
        kind=kind,
        expires_at=now + LASTS[kind],
    )
    return f"{settings.base_url}{PATH}{token}"


def hash_of(token: str) -> str:
    """Return what the database keeps of a link."""
    return hashlib.sha256(token.encode()).hexdigest()
