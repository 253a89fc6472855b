"""Queries about offices, counters and posters."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from survey.store.codes import new_code
from survey.store.tables import Counter, Office, Placement, Poster


@dataclass(frozen=True, slots=True)
class PlaceOfCode:
    """What a printed code leads to on a day."""

    code: str
    counter_id: int
    office_id: int
    counter_name: str
    counter_name_en: str
    office_name: str
    office_name_en: str
    is_retired: bool
    is_closed: bool


def place_of_code(session: Session, code: str, today: date) -> PlaceOfCode | None:
    """Return the place that a code leads to, or None for a code never printed. One query."""
    row = session.exec(
        select(Poster, Counter, Office)
        .join(Placement, col(Placement.poster_id) == col(Poster.id))
        .join(Counter, col(Counter.id) == col(Placement.counter_id))
        .join(Office, col(Office.id) == col(Counter.office_id))
        .where(col(Poster.code) == code, col(Placement.valid_from) <= today)
        .order_by(col(Placement.valid_from).desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    poster, counter, office = row
    assert counter.id is not None and office.id is not None
    return PlaceOfCode(
        code=code,
        counter_id=counter.id,
        office_id=office.id,
        counter_name=counter.name,
        counter_name_en=counter.name_en,
        office_name=office.name,
        office_name_en=office.name_en,
        is_retired=_has_come(poster.retired_on, today),
        is_closed=_has_come(counter.closed_on, today)
        or _has_come(office.closed_on, today),
    )


def offices(session: Session) -> tuple[Office, ...]:
    """Return all offices in the order of their codes."""
    return tuple(session.exec(select(Office).order_by(col(Office.code))))


def office_by_code(session: Session, code: str) -> Office | None:
    return session.exec(select(Office).where(Office.code == code)).first()


def office_by_id(session: Session, office_id: int) -> Office | None:
    return session.get(Office, office_id)


@dataclass(frozen=True, slots=True)
class PrintedCounter:
    """A counter with its office and the code that its next poster carries."""

    office: Office
    counter: Counter
    code: str
    printed_on: date


def open_counters(
    session: Session, today: date, *, office_code: str = ""
) -> tuple[tuple[Office, Counter], ...]:
    """Return open offices' open counters, in the order of their codes."""
    query = (
        select(Office, Counter)
        .join(Counter, col(Counter.office_id) == col(Office.id))
        .order_by(col(Office.code), col(Counter.code))
    )
    if office_code:
        query = query.where(Office.code == office_code)
    return tuple(
        (office, counter)
        for office, counter in session.exec(query)
        if not _has_come(counter.closed_on, today)
        and not _has_come(office.closed_on, today)
    )


def current_posters(
    session: Session, today: date, *, office_code: str = ""
) -> tuple[PrintedCounter, ...]:
    """Return each open counter with its newest poster in use; a counter without one is left out."""
    newest: dict[int, Poster] = {}
    for poster, placement in session.exec(
        select(Poster, Placement)
        .join(Placement, col(Placement.poster_id) == col(Poster.id))
        .where(col(Placement.valid_from) <= today)
        .order_by(col(Poster.printed_on), col(Poster.id))
    ):
        if not _has_come(poster.retired_on, today):
            newest[placement.counter_id] = poster
    return tuple(
        PrintedCounter(
            office, counter, newest[counter.id].code, newest[counter.id].printed_on
        )
        for office, counter in open_counters(session, today, office_code=office_code)
        if counter.id in newest
    )


def give_posters(session: Session, today: date, *, office_code: str = "") -> int:
    """Give each open counter that has no poster in use a new code; return how many were given."""
    has_one = {
        printed.counter.id
        for printed in current_posters(session, today, office_code=office_code)
    }
    missing = [
        counter
        for _, counter in open_counters(session, today, office_code=office_code)
        if counter.id not in has_one
    ]
    taken = set(session.exec(select(Poster.code)))
    for counter in missing:
        code = new_code()
        while code in taken:
            code = new_code()
        taken.add(code)
        _add_poster(session, counter, code, today)
    return len(missing)


def _add_poster(session: Session, counter: Counter, code: str, today: date) -> None:
    poster = Poster(code=code, printed_on=today)
    session.add(poster)
    session.flush()
    assert poster.id is not None and counter.id is not None
    session.add(Placement(poster_id=poster.id, valid_from=today, counter_id=counter.id))


def _has_come(day: date | None, today: date) -> bool:
    return day is not None and day <= today
