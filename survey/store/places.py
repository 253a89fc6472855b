"""Queries about offices and counters, and where a printed code leads."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import bindparam
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from survey.store.fields import OfferedField, offered
from survey.store.tables import (
    Counter,
    CounterField,
    Office,
    Placement,
    Poster,
    ServiceField,
)
from survey.store.tables.answers import CANARY
from survey.store.tables.places import (
    AT_COUNTER,
    CANARY_COUNTER,
    CANARY_OFFICE,
    ONLINE,
)

# The class of what comes in by a code, by the kind of counter behind it.
CLASS_OF_KIND = {AT_COUNTER: "D", ONLINE: "L", CANARY_COUNTER: CANARY}


@dataclass(frozen=True, slots=True)
class PlaceOfCode:
    """What a printed code leads to on a day. `fields` are those that people come to the counter for."""

    code: str
    counter_id: int
    office_id: int
    office_code: str
    counter_name: str
    counter_name_en: str
    office_name: str
    office_name_en: str
    is_retired: bool
    is_closed: bool
    kind: str
    is_canary: bool
    fields: tuple[OfferedField, ...] = ()

    @property
    def channel(self) -> str:
        """The class of an answer that comes in by this code; the canary's is its own by every way in."""
        return CANARY if self.is_canary else CLASS_OF_KIND[self.kind]

    @property
    def is_online(self) -> bool:
        return self.kind == ONLINE


@cache
def _place() -> Select[Poster, Counter, Office, ServiceField | None]:
    # Every form and every answer asks; putting the question together takes as long as the answer.
    return (
        select(Poster, Counter, Office, ServiceField)
        .join(Placement, col(Placement.poster_id) == col(Poster.id))
        .join(Counter, col(Counter.id) == col(Placement.counter_id))
        .join(Office, col(Office.id) == col(Counter.office_id))
        .outerjoin(CounterField, col(CounterField.counter_id) == col(Counter.id))
        .outerjoin(ServiceField, col(ServiceField.id) == col(CounterField.field_id))
        .where(
            col(Poster.code) == bindparam("code"),
            col(Placement.valid_from) <= bindparam("today"),
        )
        .order_by(col(Placement.valid_from).desc(), col(CounterField.position))
    )


def place_of_code(session: Session, code: str, today: date) -> PlaceOfCode | None:
    """Return the place that a code leads to, or None for a code never printed. One query."""
    rows = session.exec(_place(), params={"code": code, "today": today}).all()
    if not rows:
        return None
    # Of several placements the latest comes first, with a row for each field of its counter.
    poster, counter, office, _ = rows[0]
    fields = {
        offered(field): None
        for _, at, _, field in rows
        if field is not None and at is counter
    }
    assert counter.id is not None and office.id is not None
    return PlaceOfCode(
        code=code,
        counter_id=counter.id,
        office_id=office.id,
        office_code=office.code,
        counter_name=counter.name,
        counter_name_en=counter.name_en,
        office_name=office.name,
        office_name_en=office.name_en,
        is_retired=has_come(poster.retired_on, today),
        is_closed=has_come(counter.closed_on, today)
        or has_come(office.closed_on, today),
        kind=counter.kind,
        is_canary=office.code == CANARY_OFFICE,
        fields=tuple(fields),
    )


def offices(session: Session) -> tuple[Office, ...]:
    """Return all offices in the order of their codes; the canary's is none."""
    return tuple(
        session.exec(
            select(Office)
            .where(Office.code != CANARY_OFFICE)
            .order_by(col(Office.code))
        )
    )


def class_at(session: Session, counter_id: int, channel: str) -> str:
    """Return the class of an answer that came in by a class at a counter: made up at the canary's."""
    office_code = session.exec(
        select(Office.code)
        .join(Counter, col(Counter.office_id) == col(Office.id))
        .where(Counter.id == counter_id)
    ).one()
    return CANARY if office_code == CANARY_OFFICE else channel


def counters_by_id(
    session: Session, counter_ids: Collection[int]
) -> dict[int, Counter]:
    """Return counters, those that were closed included."""
    rows = session.exec(select(Counter).where(col(Counter.id).in_(counter_ids)))
    return {counter.id or 0: counter for counter in rows}


def office_by_code(session: Session, code: str) -> Office | None:
    """Return the office of a code, None where there is none; the canary's is none."""
    if code == CANARY_OFFICE:
        return None
    return session.exec(select(Office).where(Office.code == code)).first()


def office_by_id(session: Session, office_id: int) -> Office | None:
    return session.get(Office, office_id)


def open_counters(
    session: Session, today: date, *, office_code: str = "", kind: str = AT_COUNTER
) -> tuple[tuple[Office, Counter], ...]:
    """Return open offices' open counters of a kind, in the order of their codes.

    The canary's are left out unless its office is asked for.
    """
    query = (
        select(Office, Counter)
        .join(Counter, col(Counter.office_id) == col(Office.id))
        .where(Counter.kind == kind)
        .order_by(col(Office.code), col(Counter.code))
    )
    if office_code:
        query = query.where(Office.code == office_code)
    else:
        query = query.where(Office.code != CANARY_OFFICE)
    return tuple(
        (office, counter)
        for office, counter in session.exec(query)
        if is_open(counter, today) and is_open(office, today)
    )


def is_open(place: Office | Counter, today: date) -> bool:
    """Tell whether an office or a counter has opened and not yet closed."""
    has_opened = place.opened_on is None or place.opened_on <= today
    return has_opened and not has_come(place.closed_on, today)


def has_come(day: date | None, today: date) -> bool:
    """Tell whether something ended, or ends, on or before a day."""
    return day is not None and day <= today
