"""Notes in the audit trail of what is done at the command line."""

from datetime import datetime

from sqlmodel import Session

from survey.access.administration import Note
from survey.store import audit
from survey.store.audit import Detail


def noted_by_command_line(now: datetime) -> Note:
    """Return what notes in the trail that the command line does something."""

    def note(
        session: Session, action: str, *, object: str = "", **details: Detail
    ) -> None:
        audit.note(
            session,
            at=now,
            actor=audit.COMMAND_LINE,
            action=action,
            object=object,
            details=details,
        )

    return note
