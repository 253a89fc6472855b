"""Queries about the tokens of programs."""

from datetime import date, datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from survey.store.tables import ApiToken, Reviewer


def add_token(
    session: Session,
    reviewer_id: int,
    *,
    name: str,
    token_hash: str,
    today: date,
    expires_at: datetime,
    may_write: bool = False,
) -> ApiToken:
    """Keep the hash of a new token of an account."""
    token = ApiToken(
        reviewer_id=reviewer_id,
        name=name,
        token_hash=token_hash,
        created_on=today,
        expires_at=expires_at,
        may_write=may_write,
    )
    session.add(token)
    session.flush()
    return token


def tokens(session: Session) -> tuple[tuple[ApiToken, Reviewer], ...]:
    """Return every token with its account, the oldest first."""
    return tuple(
        session.exec(
            select(ApiToken, Reviewer)
            .join(Reviewer, col(Reviewer.id) == col(ApiToken.reviewer_id))
            .order_by(col(ApiToken.id))
        )
    )


def token_by_hash(
    session: Session, token_hash: str, *, now: datetime
) -> tuple[ApiToken, Reviewer] | None:
    """Return a token that can be used, with its account; None for any other."""
    return session.exec(
        select(ApiToken, Reviewer)
        .join(Reviewer, col(Reviewer.id) == col(ApiToken.reviewer_id))
        .where(
            ApiToken.token_hash == token_hash,
            col(ApiToken.expires_at) > now,
            col(ApiToken.revoked_on).is_(None),
            col(Reviewer.is_active),
        )
    ).first()


def note_use(session: Session, token_hash: str, *, today: date) -> None:
    """Keep the day on which a token was last used."""
    token = session.exec(
        select(ApiToken).where(ApiToken.token_hash == token_hash)
    ).first()
    if token is not None and token.used_on != today:
        token.used_on = today


def revoke(session: Session, token_id: int, *, today: date) -> ApiToken | None:
    """Make a token useless; None where there is none of this number or it is revoked already."""
    token = session.get(ApiToken, token_id)
    if token is None or token.revoked_on is not None:
        return None
    token.revoked_on = today
    return token


def end_tokens_of(session: Session, reviewer_id: int) -> None:
    """Make an account's tokens useless for ever, whatever becomes of the account."""
    session.connection().execute(
        delete(ApiToken).where(col(ApiToken.reviewer_id) == reviewer_id)
    )
