"""Comments that wait, their release in batches, and reading what was released.

A reader sees whole batches of one office and the months they span, never when a comment came.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, and_, case, func, insert, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from forms.folding import fold
from survey.store import closing
from survey.store.tables import (
    CodeSettlement,
    Comment,
    CommentBatch,
    CommentCode,
    Office,
    ReleasedComment,
    UrgentOutcome,
)
from survey.store.tables.comments import FIRST, ORDINARY, SECOND
from survey.store.tables.places import CANARY_OFFICE

_ESCAPE = "\\"
_First, _Second = aliased(CommentCode), aliased(CommentCode)


@dataclass(frozen=True, slots=True)
class CommentSearch:
    """Which released comments are wanted: of batches that touch these months (as `2026-11`).

    `words` are looked for without marks and capitals, all of them in any order.
    """

    first_month: str
    last_month: str
    office_id: int | None = None
    words: str = ""
    theme: str = ""


@dataclass(frozen=True, slots=True)
class ReleasedText:
    """A released comment with what may stand beside it: its office and the months of its batch."""

    comment_id: UUID
    office_id: int
    first_month: str
    last_month: str
    text: str
    theme: str | None


def offices_with_waiting(session: Session, *, at_least: int) -> tuple[int, ...]:
    """Return the offices that have so many unreleased comments or more."""
    rows = session.connection().execute(
        select(col(Comment.office_id))
        .where(*_waiting())
        .group_by(col(Comment.office_id))
        .having(func.count() >= at_least)
        .order_by(col(Comment.office_id))
    )
    return tuple(office_id for (office_id,) in rows)


def release_batch(
    session: Session, office_id: int, *, at_least: int, batch_id: UUID | None = None
) -> int:
    """Release all of an office's waiting comments as one batch; return how many, 0 if too few wait.

    Only a demo says under which id, so that the same seed gives the same rows.
    """
    closing.keep_others_out(session)
    waiting = (
        session.connection()
        .execute(
            select(col(Comment.id), col(Comment.month), col(Comment.text)).where(
                *_waiting(), col(Comment.office_id) == office_id
            )
            # Random ids: neither the batch nor its place in it tells who came first.
            .order_by(col(Comment.id))
        )
        .all()
    )
    if len(waiting) < at_least:
        return 0
    months = [month for _, month, _ in waiting]
    batch = CommentBatch(
        id=batch_id or uuid4(),
        office_id=office_id,
        first_month=min(months),
        last_month=max(months),
        n=len(waiting),
    )
    session.add(batch)
    session.flush()
    session.connection().execute(
        insert(ReleasedComment),
        [
            {"comment_id": comment_id, "batch_id": batch.id, "folded": fold(text)}
            for comment_id, _, text in waiting
        ],
    )
    return len(waiting)


def released_comments(
    session: Session, search: CommentSearch, *, offset: int = 0, limit: int
) -> tuple[ReleasedText, ...]:
    """Return comments in the order of random ids, batch by batch."""
    rows = session.connection().execute(
        with_themes(
            select(
                col(Comment.id),
                col(CommentBatch.office_id),
                col(CommentBatch.first_month),
                col(CommentBatch.last_month),
                col(Comment.text),
                final_theme(),
            )
        )
        .where(*_found_by(search))
        .order_by(col(CommentBatch.id), col(Comment.id))
        .offset(offset)
        .limit(limit)
    )
    return tuple(ReleasedText(*row) for row in rows)


def count_released(session: Session, search: CommentSearch) -> int:
    """Return how many released comments a search finds."""
    return (
        session.connection().scalar(
            with_themes(select(func.count())).where(*_found_by(search))
        )
        or 0
    )


def offices_with_batches(
    session: Session, *, first_month: str, last_month: str
) -> frozenset[int]:
    """Return the offices that have released comments of these months."""
    rows = session.connection().execute(
        select(col(CommentBatch.office_id))
        .where(*touching(first_month, last_month))
        .distinct()
    )
    return frozenset(office_id for (office_id,) in rows)


def final_theme() -> ColumnElement[str | None]:
    """Return the theme on which two people agree, at once or afterwards; none while they have not."""
    agreed = case((col(_First.theme) == col(_Second.theme), col(_First.theme)))
    return func.coalesce(col(CodeSettlement.theme), agreed)


def with_themes(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Return a query over released comments with their batch and what both people said of them."""
    return (
        query.select_from(ReleasedComment)
        .join(Comment, col(Comment.id) == col(ReleasedComment.comment_id))
        .join(CommentBatch, col(CommentBatch.id) == col(ReleasedComment.batch_id))
        .outerjoin(_First, _code_at(_First, FIRST))
        .outerjoin(_Second, _code_at(_Second, SECOND))
        .outerjoin(
            CodeSettlement,
            col(CodeSettlement.comment_id) == col(ReleasedComment.comment_id),
        )
    )


def not_of_canary() -> ColumnElement[bool]:
    """Return what comments meet that somebody wrote, and not the canary."""
    canary = select(col(Office.id)).where(col(Office.code) == CANARY_OFFICE)
    return col(Comment.office_id).not_in(canary)


def touching(first_month: str, last_month: str) -> tuple[ColumnElement[bool], ...]:
    """Return what batches meet that hold comments of these months, wholly or in part.

    A batch is never split: of a part, five or more would no longer be sure.
    """
    return (
        col(CommentBatch.first_month) <= last_month,
        col(CommentBatch.last_month) >= first_month,
    )


def _code_at(code: type[CommentCode], position: int) -> ColumnElement[bool]:
    return and_(
        col(code.comment_id) == col(ReleasedComment.comment_id),
        col(code.position) == position,
    )


def _waiting() -> tuple[ColumnElement[bool], ...]:
    """Return what unreleased comments meet that may be released: nothing urgent, or found ordinary."""
    released = select(col(ReleasedComment.comment_id))
    ordinary = select(col(UrgentOutcome.comment_id)).where(
        col(UrgentOutcome.outcome) == ORDINARY
    )
    return (
        not_of_canary(),
        col(Comment.id).not_in(released),
        or_(col(Comment.urgent) == "", col(Comment.id).in_(ordinary)),
    )


def _found_by(search: CommentSearch) -> list[ColumnElement[bool]]:
    conditions = [*touching(search.first_month, search.last_month)]
    if search.office_id is not None:
        conditions.append(col(CommentBatch.office_id) == search.office_id)
    if search.theme:
        conditions.append(final_theme() == search.theme)
    conditions += [
        col(ReleasedComment.folded).like(f"%{_literal(word)}%", escape=_ESCAPE)
        for word in fold(search.words).split()
    ]
    return conditions


def _literal(word: str) -> str:
    """Return a word for LIKE, in which percent and underline mean themselves."""
    for special in (_ESCAPE, "%", "_"):
        word = word.replace(special, _ESCAPE + special)
    return word
