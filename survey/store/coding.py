"""Two people give each released comment a theme, neither seeing the other's, and settle what differs."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col

from survey.store.comments import final_theme, touching, with_themes
from survey.store.tables import (
    CodeSettlement,
    Comment,
    CommentBatch,
    CommentCode,
    ReleasedComment,
    Reviewer,
)
from survey.store.tables.comments import FIRST, SECOND
from survey.store.upserts import insert_into


@dataclass(frozen=True, slots=True)
class ToCode:
    """A comment without a theme of this person's; nothing else is said of it."""

    comment_id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A comment that two people sorted differently, in the order in which they did."""

    comment_id: UUID
    text: str
    names: tuple[str, str]
    themes: tuple[str, str]


@dataclass(frozen=True, slots=True)
class CodedPair:
    """Two people, and how often the first gave one theme where the second gave another or the same."""

    names: tuple[str, str]
    counts: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Settled:
    """What two people decided together about a comment."""

    theme: str
    reason: str
    done_by: str
    today: date


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """Comments of an office whose batches are sorted to the end, by theme."""

    office_id: int
    theme: str
    n: int


def next_to_code(session: Session, reviewer_id: int) -> ToCode | None:
    """Return the next comment for a person: a whole batch first, then the next, in no order of time."""
    row = (
        session.connection()
        .execute(
            select(col(Comment.id), col(Comment.text))
            .join(ReleasedComment, col(ReleasedComment.comment_id) == col(Comment.id))
            .where(*_open_for(reviewer_id))
            .order_by(col(ReleasedComment.batch_id), col(Comment.id))
            .limit(1)
        )
        .first()
    )
    return None if row is None else ToCode(*row)


def left_to_code(session: Session, reviewer_id: int) -> int:
    """Return how many comments wait for a person's theme."""
    query = select(func.count()).select_from(ReleasedComment)
    return session.connection().scalar(query.where(*_open_for(reviewer_id))) or 0


def record_code(
    session: Session,
    comment_id: UUID,
    *,
    reviewer_id: int,
    theme: str,
    codebook: str,
) -> bool:
    """Record a person's theme once. False where the comment is none of this person's to sort any more."""
    if session.get(ReleasedComment, comment_id) is None:
        return False
    for position in (FIRST, SECOND):
        # Either key may be taken: by this person already, or by two others at the same moment.
        statement = (
            insert_into(session, CommentCode)
            .values(
                comment_id=comment_id,
                position=position,
                reviewer_id=reviewer_id,
                theme=theme,
                codebook=codebook,
            )
            .on_conflict_do_nothing()
            .returning(col(CommentCode.comment_id))
        )
        if session.connection().execute(statement).first() is not None:
            return True
    return False


def disagreements(session: Session, *, limit: int) -> tuple[Disagreement, ...]:
    """Return comments that two people sorted differently and that nobody has settled."""
    first, second = aliased(CommentCode), aliased(CommentCode)
    one, other = aliased(Reviewer), aliased(Reviewer)
    rows = session.connection().execute(
        select(
            col(Comment.id),
            col(Comment.text),
            *(col(one.name), col(other.name)),
            *(col(first.theme), col(second.theme)),
        )
        .join(first, and_(*_at(first, FIRST, col(Comment.id))))
        .join(second, and_(*_at(second, SECOND, col(Comment.id))))
        .join(one, col(one.id) == col(first.reviewer_id))
        .join(other, col(other.id) == col(second.reviewer_id))
        .where(col(first.theme) != col(second.theme), ~_is_settled(col(Comment.id)))
        .order_by(col(Comment.id))
        .limit(limit)
    )
    return tuple(
        Disagreement(comment_id, text, (name, other_name), (theme, other_theme))
        for comment_id, text, name, other_name, theme, other_theme in rows
    )


def settle(session: Session, comment_id: UUID, settled: Settled) -> bool:
    """Record what was decided together. False where two people do not differ, or it was settled."""
    rows = session.connection().execute(
        select(col(CommentCode.position), col(CommentCode.theme)).where(
            col(CommentCode.comment_id) == comment_id
        )
    )
    codes = {position: theme for position, theme in rows}
    if len(codes) < 2 or codes[FIRST] == codes[SECOND]:
        return False
    statement = (
        insert_into(session, CodeSettlement)
        .values(
            comment_id=comment_id,
            theme=settled.theme,
            reason=settled.reason,
            done_by=settled.done_by,
            happened_on=settled.today,
        )
        .on_conflict_do_nothing()
        .returning(col(CodeSettlement.comment_id))
    )
    return session.connection().execute(statement).first() is not None


def coded_pairs(session: Session) -> tuple[CodedPair, ...]:
    """Return what each two people said of the same comments before they talked, most comments first.

    Who was first differs from comment to comment, so the two are in the order of their accounts.
    """
    first, second = aliased(CommentCode), aliased(CommentCode)
    rows = session.connection().execute(
        select(
            *(col(first.reviewer_id), col(second.reviewer_id)),
            *(col(first.theme), col(second.theme)),
            func.count(),
        )
        .join(second, and_(*_at(second, SECOND, col(first.comment_id))))
        .where(col(first.position) == FIRST)
        .group_by(
            *(col(first.reviewer_id), col(second.reviewer_id)),
            *(col(first.theme), col(second.theme)),
        )
    )
    pairs: defaultdict[tuple[int, int], defaultdict[tuple[str, str], int]]
    pairs = defaultdict(lambda: defaultdict(int))
    for one, other, theme, other_theme, n in rows:
        if one > other:
            one, other, theme, other_theme = other, one, other_theme, theme
        pairs[one, other][theme, other_theme] += n
    names = _names(session)
    found = [
        CodedPair((names[one], names[other]), dict(counts))
        for (one, other), counts in sorted(pairs.items())
    ]
    return tuple(sorted(found, key=lambda pair: -sum(pair.counts.values())))


def theme_counts(
    session: Session,
    *,
    first_month: str,
    last_month: str,
    office_id: int | None = None,
) -> tuple[ThemeCount, ...]:
    """Count themes over the batches of these months in which every comment has its theme.

    Batch by batch, so that a count never moves on by the comment that was sorted last.
    """
    unsorted = with_themes(select(col(ReleasedComment.batch_id))).where(
        *touching(first_month, last_month), final_theme().is_(None)
    )
    theme = final_theme()
    query = (
        with_themes(select(col(CommentBatch.office_id), theme, func.count()))
        .where(
            *touching(first_month, last_month),
            col(CommentBatch.id).not_in(unsorted),
        )
        .group_by(col(CommentBatch.office_id), theme)
        .order_by(col(CommentBatch.office_id), theme)
    )
    if office_id is not None:
        query = query.where(col(CommentBatch.office_id) == office_id)
    return tuple(ThemeCount(*row) for row in session.connection().execute(query))


def _open_for(reviewer_id: int) -> tuple[ColumnElement[bool], ...]:
    """Return what comments meet that a person can still sort: not by both, and not by this one."""
    code = aliased(CommentCode)
    taken = exists().where(
        col(code.comment_id) == col(ReleasedComment.comment_id),
        (col(code.position) == SECOND) | (col(code.reviewer_id) == reviewer_id),
    )
    return (~taken,)


def _at(
    code: type[CommentCode], position: int, comment_id: Mapped[UUID]
) -> tuple[ColumnElement[bool], ...]:
    return (col(code.comment_id) == comment_id, col(code.position) == position)


def _is_settled(comment_id: Mapped[UUID]) -> ColumnElement[bool]:
    return exists().where(col(CodeSettlement.comment_id) == comment_id)


def _names(session: Session) -> dict[int, str]:
    rows = session.connection().execute(select(col(Reviewer.id), col(Reviewer.name)))
    return {reviewer_id: name for reviewer_id, name in rows if reviewer_id is not None}
