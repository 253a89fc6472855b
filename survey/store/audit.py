"""The audit trail: what people with an account did, in a chain that nobody can bend unnoticed.

Each entry holds the hash of the entry before it, so that a changed, added or missing one breaks
the chain. Who cuts off its end is found by whoever wrote down an earlier head.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, text
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from survey.store.tables import AuditEntry

# Every action that may be noted. Pages name each in the reader's language (survey.access.trail).
ACTIONS = (
    "sign_in",
    "sign_in_failed",
    "sign_out",
    "sign_out_everywhere",
    "password_changed",
    "second_factor_set",
    "second_factor_removed",
    "recovery_codes_made",
    "account_added",
    "account_invited",
    "account_reset",
    "account_changed",
    "account_closed",
    "account_reopened",
    "link_used",
    "refused",
    "export",
    "change",
    "decision",
    "import",
    "wave_changed",
    "questionnaire_changed",
    "action_changed",
    "publication_changed",
    "offices_changed",
    "posters_given",
    "kiosk_added",
    "kiosk_revoked",
    "token_added",
    "token_revoked",
    "ddci_changed",
    "backup",
    "restore",
)
# What the first entry holds instead of a hash.
BEGINNING = "0" * 64
# An address with its filters fits; what a stranger makes up does not fill the table.
LONGEST_OBJECT = 200
# Any number that no other advisory lock of the database uses.
_LOCK = 7_264_001
_ROWS_AT_ONCE = 500

Detail = str | int | bool


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something. Without an account's id it is the command line, or nobody signed in."""

    name: str
    reviewer_id: int | None = None


COMMAND_LINE = Actor("sipas")
NOBODY = Actor("")


@dataclass(frozen=True, slots=True)
class Search:
    """What an auditor looks for. `person` finds what was done by an account and to it."""

    person: str = ""
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """What a walk along the trail found. `broken_at` is the first entry that does not fit."""

    n: int
    head: str
    broken_at: int | None
    holds_head: bool

    @property
    def is_whole(self) -> bool:
        """Tell whether every entry fits, and the head that was asked for is among them."""
        return self.broken_at is None and self.holds_head


def note(
    session: Session,
    *,
    at: datetime,
    actor: Actor,
    action: str,
    object: str = "",
    details: Mapping[str, Detail] | None = None,
) -> None:
    """Add an entry in the transaction of what it tells of; the last thing that one does.

    Details are words and numbers of the work, never a citizen's data, an answer or a secret.
    Until the transaction ends nobody else adds one. Raises ValueError for an unknown action.
    """
    if action not in ACTIONS:
        raise ValueError(
            f"action must be one of survey.store.audit.ACTIONS, got {action!r}"
        )
    session.flush()
    _wait_for_turn(session)
    last = session.exec(
        select(AuditEntry.number, AuditEntry.hash).order_by(
            col(AuditEntry.number).desc()
        )
    ).first()
    number, previous = (1, BEGINNING) if last is None else (last[0] + 1, last[1])
    entry = AuditEntry(
        number=number,
        at=at.astimezone(UTC).replace(microsecond=0),
        reviewer_id=actor.reviewer_id,
        actor=actor.name,
        action=action,
        object=_printable(object),
        details=_canonical(details or {}),
        previous=previous,
        hash="",
    )
    entry.hash = _hash(entry)
    session.add(entry)
    session.flush()


def entries(
    session: Session, search: Search, *, before: int | None = None, limit: int
) -> tuple[AuditEntry, ...]:
    """Return what was found, the newest first; `before` is the number to go on from."""
    found = _found(search).order_by(col(AuditEntry.number).desc()).limit(limit)
    if before is not None:
        found = found.where(col(AuditEntry.number) < before)
    return tuple(session.exec(found))


def count(
    session: Session, *, action: str, since: datetime, actor: Actor = NOBODY
) -> int:
    """Return how often an actor's action was noted since a moment."""
    return session.exec(
        select(func.count())
        .select_from(AuditEntry)
        .where(
            AuditEntry.action == action,
            AuditEntry.actor == actor.name,
            col(AuditEntry.at) >= since,
        )
    ).one()


def all_entries(session: Session, search: Search) -> Iterator[AuditEntry]:
    """Give everything that was found, the oldest first, a few rows at a time."""
    found = _found(search).order_by(col(AuditEntry.number))
    yield from session.exec(found.execution_options(yield_per=_ROWS_AT_ONCE))


def verify(session: Session, *, head: str = "") -> Chain:
    """Walk the whole chain; `head` is one written down earlier, which must still be in it."""
    n, previous, broken_at, heads = 0, BEGINNING, None, {"", BEGINNING}
    for entry in all_entries(session, Search()):
        n += 1
        if broken_at is None and not _fits(entry, number=n, previous=previous):
            broken_at = entry.number
        previous = entry.hash
        if previous == head:
            heads.add(head)
    return Chain(n, previous, broken_at, head in heads)


def details_of(entry: AuditEntry) -> dict[str, Detail]:
    """Return an entry's details."""
    details: dict[str, Detail] = json.loads(entry.details)
    return details


def _found(search: Search) -> SelectOfScalar[AuditEntry]:
    statement = select(AuditEntry)
    if search.person:
        statement = statement.where(
            or_(
                col(AuditEntry.actor) == search.person,
                col(AuditEntry.object) == search.person,
            )
        )
    if search.action:
        statement = statement.where(col(AuditEntry.action) == search.action)
    if search.since is not None:
        statement = statement.where(col(AuditEntry.at) >= search.since)
    if search.until is not None:
        statement = statement.where(col(AuditEntry.at) < search.until)
    return statement


def _wait_for_turn(session: Session) -> None:
    """Let one transaction at a time read the last entry and add the next."""
    connection = session.connection()
    # SQLite's writers come one at a time already.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _fits(entry: AuditEntry, *, number: int, previous: str) -> bool:
    return (
        entry.number == number
        and entry.previous == previous
        and entry.hash == _hash(entry)
    )


def _hash(entry: AuditEntry) -> str:
    """Return SHA-256 over everything an entry says, as JSON with sorted keys and no spaces."""
    said = {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(),
        "reviewer_id": entry.reviewer_id,
        "actor": entry.actor,
        "action": entry.action,
        "object": entry.object,
        "details": entry.details,
        "previous": entry.previous,
    }
    return hashlib.sha256(_canonical(said).encode()).hexdigest()


def _printable(text: str) -> str:
    """Return a text without what paints terminals or turns lines around, and not endless."""
    return "".join(
        character if character.isprintable() else "\ufffd"
        for character in text[:LONGEST_OBJECT]
    )


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
