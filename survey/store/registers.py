"""Bringing the list of offices and counters up to date with a file, without doubling anything."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from survey.store.tables import Counter, Office


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office as a file names it; without a block it stays in the one it is in."""

    code: str
    name: str
    name_en: str
    level: str
    block: str = ""


@dataclass(frozen=True, slots=True)
class CounterRow:
    """A counter as a file names it; `office` is the code of its office.

    Without a reception point it stays at the one where it is.
    """

    office: str
    code: str
    name: str
    name_en: str
    point: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What bringing up to date did."""

    added: int
    changed: int
    unchanged: int


def office_of_counter(session: Session) -> dict[str, str]:
    """Return the code of its office for each counter's code."""
    rows = session.exec(
        select(Counter.code, Office.code).join(
            Office, col(Office.id) == col(Counter.office_id)
        )
    )
    return {counter: office for counter, office in rows}


def put_offices(session: Session, rows: Iterable[OfficeRow]) -> Changes:
    """Add the offices that are new and rename those that are known by their codes."""
    known = {office.code: office for office in session.exec(select(Office))}
    tally = {"added": 0, "changed": 0, "unchanged": 0}
    for row in rows:
        office = known.get(row.code)
        if office is None:
            session.add(
                Office(
                    code=row.code,
                    name=row.name,
                    name_en=row.name_en,
                    level=row.level,
                    block=row.block,
                )
            )
            tally["added"] += 1
            continue
        told = (row.name, row.name_en, row.level, row.block or office.block)
        if told == (office.name, office.name_en, office.level, office.block):
            tally["unchanged"] += 1
        else:
            office.name, office.name_en, office.level, office.block = told
            tally["changed"] += 1
    session.flush()
    return Changes(**tally)


def put_counters(session: Session, rows: Iterable[CounterRow]) -> Changes:
    """Add the counters that are new and rename those that are known; none changes its office."""
    office_ids = {office.code: office.id for office in session.exec(select(Office))}
    known = {counter.code: counter for counter in session.exec(select(Counter))}
    tally = {"added": 0, "changed": 0, "unchanged": 0}
    for row in rows:
        office_id = office_ids[row.office]
        assert office_id is not None
        counter = known.get(row.code)
        if counter is None:
            session.add(
                Counter(
                    office_id=office_id,
                    code=row.code,
                    name=row.name,
                    name_en=row.name_en,
                    point=row.point,
                )
            )
            tally["added"] += 1
            continue
        told = (row.name, row.name_en, row.point or counter.point)
        if told == (counter.name, counter.name_en, counter.point):
            tally["unchanged"] += 1
        else:
            counter.name, counter.name_en, counter.point = told
            tally["changed"] += 1
    session.flush()
    return Changes(**tally)
