"""Questionnaires that are still being written."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel


class QuestionnaireDraft(SQLModel, table=True):
    """A questionnaire's file as far as it is written; it may be incomplete.

    `revision` counts the savings, so that two people at once are noticed. `content_before` is what
    the last saving replaced, `made_from` the digest of the version it was copied from, if any.
    """

    __tablename__ = "questionnaire_draft"
    __table_args__ = (
        CheckConstraint("revision >= 1", name="revision"),
        # A page left open must not save into a later draft under the number of a removed one.
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    content: str
    content_before: str = ""
    made_from: str = ""
    revision: int = 1
    changed_by: str
    changed_at: datetime
