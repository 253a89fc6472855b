"""What an administrator does with others' accounts, on pages and at the command line alike.

Nobody chooses another's password: an invitation or reset is a link that its receiver uses once.
"""

from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from survey.access import links
from survey.settings import Settings
from survey.store import reviewers, second_factors
from survey.store.audit import Detail
from survey.store.tables import Reviewer

# No hash begins so: nobody signs in before the invitation was used.
NO_PASSWORD = "!"


class Note(Protocol):
    """Notes in the audit trail who does something now: a page's visitor, or the command line."""

    def __call__(
        self, session: Session, action: str, *, object: str = "", **details: Detail
    ) -> None:
        """Add an entry in the session's transaction."""


def invite(
    session: Session,
    settings: Settings,
    name: str,
    *,
    role: str,
    office_id: int | None,
    now: datetime,
    note: Note,
) -> tuple[Reviewer, str]:
    """Add an account and return it with its invitation's address. Raises ReviewerExists."""
    added = reviewers.add_reviewer(
        session, name, password_hash=NO_PASSWORD, role=role, office_id=office_id
    )
    note(session, "account_added", object=added.name, role=role)
    return added, invite_again(session, settings, added, now=now, note=note)


def invite_again(
    session: Session,
    settings: Settings,
    reviewer: Reviewer,
    *,
    now: datetime,
    note: Note,
) -> str:
    """Return the address of a new invitation; the earlier one works no more."""
    address = links.give(session, settings, _id(reviewer), kind="invitation", now=now)
    note(session, "account_invited", object=reviewer.name)
    return address


def reset(
    session: Session,
    settings: Settings,
    reviewer: Reviewer,
    *,
    now: datetime,
    note: Note,
) -> str:
    """Return the address under which a password is chosen anew; the present one works until then."""
    address = links.give(session, settings, _id(reviewer), kind="reset", now=now)
    note(session, "account_reset", object=reviewer.name)
    return address


def change_role(
    session: Session,
    reviewer: Reviewer,
    *,
    role: str,
    office_id: int | None,
    note: Note,
) -> None:
    """Give an account another role and sign it out. Raises LastAdministrator."""
    before = reviewer.role
    reviewers.change_role(session, reviewer.name, role=role, office_id=office_id)
    note(session, "account_changed", object=reviewer.name, before=before, role=role)


def close(session: Session, reviewer: Reviewer, *, note: Note) -> None:
    """Close an account and sign it out. Raises LastAdministrator."""
    reviewers.deactivate(session, reviewer.name)
    note(session, "account_closed", object=reviewer.name)


def reopen(session: Session, reviewer: Reviewer, *, note: Note) -> None:
    """Let a closed account sign in again, with the password it had."""
    reviewers.reactivate(session, reviewer.name)
    note(session, "account_reopened", object=reviewer.name)


def sign_out(session: Session, reviewer: Reviewer, *, note: Note) -> None:
    """Sign an account out in every browser."""
    reviewers.end_sessions_of(session, _id(reviewer))
    note(session, "sign_out_everywhere", object=reviewer.name)


def remove_second_factor(session: Session, reviewer: Reviewer, *, note: Note) -> bool:
    """Take away the second factor of a lost phone, and sign out; tell whether there was one.

    Where the role needs one, the next sign-in asks to set up another.
    """
    is_removed = second_factors.remove_second_factor(session, _id(reviewer))
    reviewers.end_sessions_of(session, _id(reviewer))
    if is_removed:
        note(session, "second_factor_removed", object=reviewer.name)
    return is_removed


def _id(reviewer: Reviewer) -> int:
    assert reviewer.id is not None
    return reviewer.id
