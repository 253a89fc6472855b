"""Queries about kiosks: adding, enrolling, revoking, and what each was given and said of itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from survey.store.places import PlaceOfCode, place_of_code
from survey.store.tables import Counter, Kiosk, Office, Placement, Poster
from survey.store.tables.places import CANARY_OFFICE

AWAITED, EXPIRED, ENROLLED, REVOKED = "awaited", "expired", "enrolled", "revoked"


@dataclass(frozen=True, slots=True)
class PlacedKiosk:
    """A kiosk with its counter and office."""

    kiosk: Kiosk
    counter: Counter
    office: Office

    def state(self, now: datetime) -> str:
        """Return whether it is enrolled, was revoked, or waits for its code and how long yet."""
        if self.kiosk.revoked_on is not None:
            return REVOKED
        if self.kiosk.code_expires_at is None:
            return ENROLLED
        return AWAITED if now < self.kiosk.code_expires_at else EXPIRED


def add_kiosk(
    session: Session,
    counter_id: int,
    *,
    code_hash: str,
    code_expires_at: datetime,
    today: date,
) -> Kiosk:
    """Add a kiosk that its code may enrol once."""
    kiosk = Kiosk(
        counter_id=counter_id,
        added_on=today,
        code_hash=code_hash,
        code_expires_at=code_expires_at,
    )
    session.add(kiosk)
    session.flush()
    return kiosk


def enrol(
    session: Session,
    code_hash: str,
    *,
    credential_hash: str,
    now: datetime,
    today: date,
) -> int | None:
    """Trade a code for a credential and return the kiosk's number, None for a code that is not good.

    One statement, so that two devices with the same code cannot both get in.
    """
    statement = (
        update(Kiosk)
        .where(col(Kiosk.code_hash) == code_hash, col(Kiosk.code_expires_at) > now)
        .values(
            code_hash=None,
            code_expires_at=None,
            credential_hash=credential_hash,
            enrolled_on=today,
        )
        .returning(col(Kiosk.id))
    )
    return session.connection().execute(statement).scalar()


def kiosk_of(session: Session, credential_hash: str) -> Kiosk | None:
    """Return the kiosk that a credential belongs to; a revoked one has none. One query."""
    return session.exec(
        select(Kiosk).where(Kiosk.credential_hash == credential_hash)
    ).first()


def revoke(session: Session, kiosk_id: int, *, today: date) -> Kiosk | None:
    """Take away a kiosk's code and credential; None for a number that no kiosk has."""
    kiosk = session.get(Kiosk, kiosk_id)
    if kiosk is not None and kiosk.revoked_on is None:
        kiosk.revoked_on = today
        kiosk.code_hash = kiosk.code_expires_at = kiosk.credential_hash = None
    return kiosk


def latest_at(session: Session, counter_id: int) -> Kiosk | None:
    """Return the kiosk that was added last at a counter, revoked or not."""
    return session.exec(
        select(Kiosk)
        .where(Kiosk.counter_id == counter_id)
        .order_by(col(Kiosk.id).desc())
        .limit(1)
    ).first()


def renew_code(
    session: Session, kiosk_id: int, *, code_hash: str, code_expires_at: datetime
) -> None:
    """Let a kiosk be enrolled once more, as if it were new; what it had opens nothing any more."""
    kiosk = session.get_one(Kiosk, kiosk_id)
    kiosk.code_hash, kiosk.code_expires_at = code_hash, code_expires_at
    kiosk.credential_hash = kiosk.revoked_on = None
    kiosk.issued = 0


def note_contact(
    session: Session,
    kiosk_id: int,
    *,
    forms_left: int,
    answers_waiting: int,
    wanted: int,
    most_a_day: int,
    today: date,
) -> int:
    """Keep what a kiosk says of itself, of when only the day; return how many forms it is granted."""
    kiosk = session.get_one(Kiosk, kiosk_id, with_for_update=True)
    issued = issued_today(kiosk, today)
    granted = max(0, min(wanted, most_a_day - issued))
    kiosk.seen_on = kiosk.issued_on = today
    kiosk.forms_left = forms_left + granted
    kiosk.answers_waiting = answers_waiting
    kiosk.issued = issued + granted
    return granted


def issued_today(kiosk: Kiosk, today: date) -> int:
    """Return how many forms a kiosk was given on a day."""
    return kiosk.issued if kiosk.issued_on == today else 0


def kiosks(session: Session, *, office_code: str = "") -> tuple[PlacedKiosk, ...]:
    """Return kiosks in the order in which they were added; the canary's is in no list."""
    query = (
        select(Kiosk, Counter, Office)
        .join(Counter, col(Counter.id) == col(Kiosk.counter_id))
        .join(Office, col(Office.id) == col(Counter.office_id))
        .where(Office.code != CANARY_OFFICE)
        .order_by(col(Kiosk.id))
    )
    if office_code:
        query = query.where(Office.code == office_code)
    return tuple(PlacedKiosk(*row) for row in session.exec(query))


def counters_with_code(
    session: Session, counters: Sequence[tuple[Office, Counter]], today: date
) -> tuple[tuple[Office, Counter], ...]:
    """Return those counters to which a printed code leads, so that a kiosk can stand there."""
    ids = set(
        session.exec(
            select(Placement.counter_id).where(col(Placement.valid_from) <= today)
        )
    )
    return tuple(place for place in counters if place[1].id in ids)


def place_of_kiosk(session: Session, kiosk: Kiosk, today: date) -> PlaceOfCode | None:
    """Return the kiosk's counter as a printed code leads there; None where none does. Two queries.

    Its forms are bound to that code, so that they go the way of every other form.
    """
    code = session.exec(
        select(Poster.code)
        .join(Placement, col(Placement.poster_id) == col(Poster.id))
        .where(
            Placement.counter_id == kiosk.counter_id,
            col(Placement.valid_from) <= today,
        )
        .order_by(
            col(Poster.retired_on).is_not(None),
            col(Poster.printed_on).desc(),
            col(Poster.id).desc(),
        )
        .limit(1)
    ).first()
    place = None if code is None else place_of_code(session, code, today)
    # A code that has moved on leads to another counter.
    is_here = place is not None and place.counter_id == kiosk.counter_id
    return place if is_here else None
