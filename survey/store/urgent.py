"""Comments with a word that someone should read soon, and what became of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from survey.store.comments import not_of_canary
from survey.store.tables import Comment, UrgentOutcome
from survey.store.upserts import insert_into


@dataclass(frozen=True, slots=True)
class UrgentComment:
    """A comment that a seal has moved; `outcome` is empty until someone has dealt with it."""

    comment_id: UUID
    office_id: int
    month: str
    kind: str
    text: str
    outcome: str | None
    reason: str | None
    done_by: str | None
    happened_on: date | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found or done about an urgent comment."""

    outcome: str
    reason: str
    done_by: str
    today: date


def urgent_comments(
    session: Session, *, is_open: bool, offset: int = 0, limit: int
) -> tuple[UrgentComment, ...]:
    """Return urgent comments that wait, or those that were dealt with, in the order of random ids."""
    rows = session.connection().execute(
        select(
            *(col(Comment.id), col(Comment.office_id), col(Comment.month)),
            *(col(Comment.urgent), col(Comment.text)),
            *(col(UrgentOutcome.outcome), col(UrgentOutcome.reason)),
            *(col(UrgentOutcome.done_by), col(UrgentOutcome.happened_on)),
        )
        .outerjoin(UrgentOutcome, col(UrgentOutcome.comment_id) == col(Comment.id))
        .where(
            not_of_canary(),
            col(Comment.urgent) != "",
            col(UrgentOutcome.comment_id).is_(None) == is_open,
        )
        .order_by(col(Comment.id))
        .offset(offset)
        .limit(limit)
    )
    return tuple(UrgentComment(*row) for row in rows)


def open_urgent(session: Session) -> int:
    """Return how many urgent comments wait."""
    return (
        session.connection().scalar(
            select(func.count())
            .select_from(Comment)
            .outerjoin(UrgentOutcome, col(UrgentOutcome.comment_id) == col(Comment.id))
            .where(
                not_of_canary(),
                col(Comment.urgent) != "",
                col(UrgentOutcome.comment_id).is_(None),
            )
        )
        or 0
    )


def comments_by_office(session: Session) -> Mapping[tuple[int, str], int]:
    """Count the comments that a seal has moved by office and month, urgent or not."""
    rows = session.connection().execute(
        select(col(Comment.office_id), col(Comment.month), func.count()).group_by(
            col(Comment.office_id), col(Comment.month)
        )
    )
    return {(office_id, month): n for office_id, month, n in rows}


def deal_with(session: Session, comment_id: UUID, outcome: Outcome) -> bool:
    """Keep what became of an urgent comment. False where it is none, or was dealt with before."""
    found = session.get(Comment, comment_id)
    if found is None or not found.urgent:
        return False
    statement = (
        insert_into(session, UrgentOutcome)
        .values(
            comment_id=comment_id,
            outcome=outcome.outcome,
            reason=outcome.reason,
            done_by=outcome.done_by,
            happened_on=outcome.today,
        )
        .on_conflict_do_nothing()
        .returning(col(UrgentOutcome.comment_id))
    )
    return session.connection().execute(statement).first() is not None
