"""Replies to suggestions by office and month: proposed by a unit or the reform office, published by the latter.

The public page `/ket-qua/<office>/hoi-dap` shows `published_replies` with `templates/macros/replies.html`.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from survey.store.places import office_by_code
from survey.store.tables import Office, Reply, ReplyEvent
from survey.store.tables.replies import PROPOSED, PUBLISHED, RETURNED, WITHDRAWN
from survey.store.upserts import insert_into

# What may follow a state.
FOLLOWS = {PROPOSED: (PUBLISHED, RETURNED), PUBLISHED: (WITHDRAWN,)}


class Refusal(Enum):
    """Why nothing was decided about a reply."""

    UNKNOWN = "there is no such reply"
    DECIDED = "something else was decided about it meanwhile"


class ReplyRefused(Exception):
    """Nothing was decided; `why` says what stands against it."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class PublishedReply:
    """A suggestion and its answer as anyone may read them. `month` is as `2026-11`."""

    month: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class NewReply:
    """A reply as it was written."""

    month: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Step:
    """Who takes a step of a reply, when and why."""

    done_by: str
    today: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReplyInHand:
    """A reply with its office and its last step."""

    reply_id: int
    office_code: str
    month: str
    question: str
    answer: str
    written_by: str
    state: str
    reason: str
    done_by: str
    happened_on: date


def published_replies(session: Session, office_code: str) -> tuple[PublishedReply, ...]:
    """Return an office's published replies, the newest month first; none for an unknown office."""
    rows = session.connection().execute(
        _with_last_steps(
            select(col(Reply.month), col(Reply.question), col(Reply.answer))
        )
        .where(col(Office.code) == office_code, col(ReplyEvent.state) == PUBLISHED)
        .order_by(col(Reply.month).desc(), col(Reply.id))
    )
    return tuple(PublishedReply(*row) for row in rows)


def replies(
    session: Session, *, office_code: str | None = None, limit: int, offset: int = 0
) -> tuple[ReplyInHand, ...]:
    """Return replies, those that wait for a decision first, then the newest month."""
    query = _in_hand().order_by(
        col(ReplyEvent.state) != PROPOSED,
        col(Reply.month).desc(),
        col(Reply.id).desc(),
    )
    if office_code is not None:
        query = query.where(col(Office.code) == office_code)
    rows = session.connection().execute(query.offset(offset).limit(limit))
    return tuple(ReplyInHand(*row[:-1]) for row in rows)


def add_reply(
    session: Session, office_code: str, new: NewReply, step: Step, *, state: str
) -> Reply:
    """Keep a reply that is proposed, or published at once. Raises KeyError for an unknown office."""
    office = office_by_code(session, office_code)
    if office is None:
        raise KeyError(office_code)
    assert office.id is not None
    reply = Reply(
        office_id=office.id,
        month=new.month,
        question=new.question,
        answer=new.answer,
        written_by=step.done_by,
    )
    session.add(reply)
    session.flush()
    assert reply.id is not None
    _add_step(session, reply.id, 1, state, step)
    return reply


def decide(session: Session, reply_id: int, state: str, step: Step) -> ReplyInHand:
    """Publish, send back or withdraw a reply; return it as it was before. Raises ReplyRefused."""
    row = (
        session.connection()
        .execute(_in_hand().where(col(Reply.id) == reply_id))
        .first()
    )
    if row is None:
        raise ReplyRefused(Refusal.UNKNOWN)
    *values, last_step = row
    before = ReplyInHand(*values)
    is_possible = state in FOLLOWS.get(before.state, ())
    if not is_possible or not _add_step(session, reply_id, last_step + 1, state, step):
        raise ReplyRefused(Refusal.DECIDED)
    return before


def _add_step(
    session: Session, reply_id: int, number: int, state: str, step: Step
) -> bool:
    """Add a step under its number. False where someone else was quicker."""
    statement = (
        insert_into(session, ReplyEvent)
        .values(
            reply_id=reply_id,
            step=number,
            state=state,
            reason=step.reason,
            done_by=step.done_by,
            happened_on=step.today,
        )
        .on_conflict_do_nothing()
        .returning(col(ReplyEvent.step))
    )
    return session.connection().execute(statement).first() is not None


def _in_hand() -> Select[*tuple[Any, ...]]:
    """Return the query for replies in hand; the number of the last step stands at the end."""
    return _with_last_steps(
        select(
            *(col(Reply.id), col(Office.code), col(Reply.month)),
            *(col(Reply.question), col(Reply.answer), col(Reply.written_by)),
            *(col(ReplyEvent.state), col(ReplyEvent.reason)),
            *(col(ReplyEvent.done_by), col(ReplyEvent.happened_on)),
            col(ReplyEvent.step),
        )
    )


def _with_last_steps(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Return a query over replies with their office and their last step."""
    last = (
        select(col(ReplyEvent.reply_id), func.max(col(ReplyEvent.step)).label("step"))
        .group_by(col(ReplyEvent.reply_id))
        .subquery()
    )
    return (
        query.select_from(Reply)
        .join(Office, col(Office.id) == col(Reply.office_id))
        .join(last, last.c.reply_id == col(Reply.id))
        .join(
            ReplyEvent,
            (col(ReplyEvent.reply_id) == last.c.reply_id)
            & (col(ReplyEvent.step) == last.c.step),
        )
    )
