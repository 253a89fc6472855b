"""Queries about questionnaires that are still being written."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from survey.store.tables import QuestionnaireDraft


class DraftChanged(Exception):
    """Somebody else saved the draft meanwhile; `draft` is what they made of it."""

    def __init__(self, draft: QuestionnaireDraft) -> None:
        super().__init__(draft.id)
        self.draft = draft


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes a draft, and when."""

    by: str
    at: datetime


def add_draft(
    session: Session, content: str, change: Change, *, made_from: str = ""
) -> QuestionnaireDraft:
    """Add a draft."""
    added = QuestionnaireDraft(
        content=content,
        made_from=made_from,
        changed_by=change.by,
        changed_at=change.at,
    )
    session.add(added)
    session.flush()
    return added


def drafts(session: Session) -> tuple[QuestionnaireDraft, ...]:
    """Return all drafts, the one that was saved last first."""
    newest_first = col(QuestionnaireDraft.changed_at).desc()
    return tuple(
        session.exec(
            select(QuestionnaireDraft).order_by(
                newest_first, col(QuestionnaireDraft.id).desc()
            )
        )
    )


def draft(session: Session, draft_id: int) -> QuestionnaireDraft | None:
    """Return one draft."""
    return session.get(QuestionnaireDraft, draft_id)


def save_draft(
    session: Session,
    found: QuestionnaireDraft,
    content: str,
    change: Change,
    *,
    revision: int,
) -> None:
    """Replace what a draft holds. Raises DraftChanged unless `revision` is the one that stands.

    What changes nothing is not saved, so that it is nobody's change.
    """
    if content == found.content and revision == found.revision:
        return
    # In one statement: another process may save between the look and the change.
    saved = session.exec(
        update(QuestionnaireDraft)
        .where(
            col(QuestionnaireDraft.id) == found.id,
            col(QuestionnaireDraft.revision) == revision,
        )
        .values(
            content=content,
            content_before=found.content,
            revision=revision + 1,
            changed_by=change.by,
            changed_at=change.at,
        )
    )
    session.refresh(found)
    if saved.rowcount != 1:
        raise DraftChanged(found)


def remove_draft(session: Session, found: QuestionnaireDraft) -> None:
    """Remove a draft."""
    session.delete(found)
    session.flush()
