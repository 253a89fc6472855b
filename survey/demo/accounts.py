"""The demo's reviewers: two who can sign in, and one who sorted comments and left."""

from sqlmodel import Session

from survey.access.passwords import hash_password
from survey.demo.province import OFFICE_OF_UNIT_HEAD, REFORM_OFFICE, UNIT_HEAD
from survey.store import places, reviewers

SECOND_CODER = "van"


def add_accounts(session: Session, *, password: str) -> None:
    """Give Hoa all offices to read and Minh one; Vân's account is closed."""
    hashed = hash_password(password)
    office = places.office_by_code(session, OFFICE_OF_UNIT_HEAD)
    assert office is not None
    reviewers.add_reviewer(
        session, REFORM_OFFICE, password_hash=hashed, role="reform_office"
    )
    reviewers.add_reviewer(
        session, UNIT_HEAD, password_hash=hashed, role="unit_head", office_id=office.id
    )
    reviewers.add_reviewer(
        session, SECOND_CODER, password_hash=hashed, role="reform_office"
    )
    session.flush()
    reviewers.deactivate(session, SECOND_CODER)
