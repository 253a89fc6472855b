"""Facts about the installation: whether its answers are real or made up."""

from sqlmodel import Session

from survey.store.tables import Installation

REAL, DEMO = "real", "demo"
_KIND = "kind"


class AlreadyMarked(Exception):
    """The installation is marked already; a mark is never changed."""


def kind(session: Session) -> str:
    """Return `real`, `demo`, or an empty text before `sipas init` or `sipas demo` has finished."""
    return fact(session, _KIND)


def mark(session: Session, chosen: str) -> None:
    """Mark the installation for ever. Raises AlreadyMarked."""
    if kind(session):
        raise AlreadyMarked(kind(session))
    keep_fact(session, _KIND, chosen)


def fact(session: Session, key: str) -> str:
    found = session.get(Installation, key)
    return "" if found is None else found.value


def keep_fact(session: Session, key: str, value: str) -> None:
    session.add(Installation(key=key, value=value))
    session.flush()
