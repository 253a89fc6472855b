"""Facts about the installation: whether its answers are real or made up, since when, backed up when."""

from datetime import date, datetime

from sqlmodel import Session

from survey.store.tables import Installation
from survey.store.upserts import insert_into

REAL, DEMO = "real", "demo"
_KIND, _FIRST_DAY, _LAST_BACKUP = "kind", "first_day", "last_backup"
SILENT_COUNTERS = "silent_counters"


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


def begin(session: Session, day: date) -> None:
    """Keep the day on which the installation was made."""
    keep_fact(session, _FIRST_DAY, day.isoformat())


def first_day(session: Session) -> date:
    """Return the day on which the installation was made; long ago where nobody kept it."""
    return date.fromisoformat(fact(session, _FIRST_DAY) or "2000-01-01")


def note_backup(session: Session, moment: datetime) -> None:
    """Keep when the newest verified backup was begun."""
    session.merge(
        Installation(key=_LAST_BACKUP, value=moment.isoformat(timespec="seconds"))
    )
    session.flush()


def note_silent_counters(session: Session, n: int) -> None:
    """Keep how many counters were found silent when the last day was closed."""
    # Several processes close the same day; whichever comes last says the same.
    statement = insert_into(session, Installation)
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=["key"], set_={"value": statement.excluded["value"]}
        ),
        {"key": SILENT_COUNTERS, "value": str(n)},
    )


def last_backup(session: Session) -> datetime | None:
    """Return when the newest verified backup was begun, None before the first."""
    found = fact(session, _LAST_BACKUP)
    return datetime.fromisoformat(found) if found else None
