"""Runs `sipas` with one promise broken on purpose, to see the check fail: python -m tests.faults.mutated NAME ..."""

import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from survey.cli.main import main
from survey.store import engine, inbox


def acknowledge_before_the_disk() -> None:
    """SQLite's faster setting: a commit returns before the log is on the disk."""
    engine.SQLITE_PRAGMAS["synchronous"] = ("NORMAL", 1)


def trust_any_postgres() -> None:
    """Serve on a PostgreSQL that does not wait for its log."""
    engine.POSTGRES_SETTINGS.clear()


def drop_the_key() -> None:
    """Store every post, whether or not its key was used: a conflict of the receipt is ignored."""
    add_receipt = inbox._add_receipt

    def add(session: Session, **values: Any) -> bool:
        add_receipt(session, **values)
        return True

    inbox._add_receipt = add


def acknowledge_what_failed() -> None:
    """Take a failed commit for a commit."""
    commit = Session.commit

    def careless(session: Session) -> None:
        try:
            commit(session)
        except SQLAlchemyError:
            session.rollback()

    Session.commit = careless  # type: ignore[assignment, method-assign]


MUTATIONS: dict[str, Callable[[], None]] = {
    "synchronous-normal": acknowledge_before_the_disk,
    "any-postgres": trust_any_postgres,
    "no-key": drop_the_key,
    "careless": acknowledge_what_failed,
}

if __name__ == "__main__":
    MUTATIONS[sys.argv[1]]()
    raise SystemExit(main(sys.argv[2:]))
