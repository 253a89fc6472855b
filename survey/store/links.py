"""Queries about one-time links, under which a reviewer chooses a password."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from survey.store.tables import OneTimeLink, Reviewer


def give_link(
    session: Session,
    reviewer_id: int,
    *,
    token_hash: str,
    kind: str,
    expires_at: datetime,
) -> None:
    """Keep a link instead of those that the account had: only the newest works."""
    forget_links(session, reviewer_id)
    session.add(
        OneTimeLink(
            token_hash=token_hash,
            reviewer_id=reviewer_id,
            kind=kind,
            expires_at=expires_at,
        )
    )


def link(
    session: Session, token_hash: str, *, now: datetime
) -> tuple[OneTimeLink, Reviewer] | None:
    """Return a link that can be used, with its account; None for any other."""
    return session.exec(
        select(OneTimeLink, Reviewer)
        .join(Reviewer, col(Reviewer.id) == col(OneTimeLink.reviewer_id))
        .where(
            OneTimeLink.token_hash == token_hash,
            col(OneTimeLink.expires_at) > now,
            col(Reviewer.is_active),
        )
    ).first()


def use_link(session: Session, token_hash: str) -> bool:
    """Take a link; False for one that was taken before, by whoever was first."""
    taken = session.connection().execute(
        delete(OneTimeLink).where(col(OneTimeLink.token_hash) == token_hash)
    )
    return bool(taken.rowcount)


def forget_links(session: Session, reviewer_id: int) -> None:
    """Make an account's links useless."""
    session.connection().execute(
        delete(OneTimeLink).where(col(OneTimeLink.reviewer_id) == reviewer_id)
    )
