"""Bringing the list of offices and counters up to date with a file, without doubling anything."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from survey.store import fields
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

    Without a reception point it stays at the one where it is, and with fields of None it keeps its own.
    """

    office: str
    code: str
    name: str
    name_en: str
    point: str = ""
    fields: tuple[str, ...] | None = None
    fields_en: tuple[str, ...] = ()


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
    """Add the counters that are new and change those that are known; none changes its office."""
    rows = tuple(rows)
    known = {counter.code: counter for counter in session.exec(select(Counter))}
    added = [row for row in rows if row.code not in known]
    renamed = {row.code for row in rows if _is_renamed(row, known.get(row.code))}
    office_ids = {office.code: office.id for office in session.exec(select(Office))}
    for row in rows:
        office_id = office_ids[row.office]
        assert office_id is not None
        counter = known.setdefault(
            row.code, Counter(office_id=office_id, code=row.code, name=row.name)
        )
        counter.name, counter.name_en = row.name, row.name_en
        counter.point = row.point or counter.point
        session.add(counter)
    session.flush()
    served = _set_fields(session, rows, known)
    changed = (renamed | served) - {row.code for row in added}
    return Changes(
        added=len(added),
        changed=len(changed),
        unchanged=len(rows) - len(added) - len(changed),
    )


def _is_renamed(row: CounterRow, counter: Counter | None) -> bool:
    return counter is not None and (
        row.name,
        row.name_en,
        row.point or counter.point,
    ) != (counter.name, counter.name_en, counter.point)


def _set_fields(
    session: Session, rows: Iterable[CounterRow], known: Mapping[str, Counter]
) -> set[str]:
    """Let counters serve the fields that rows name; return the codes of those that served others."""
    served = fields.field_names_of_counters(session)
    english = {field.name: field.name_en for field in fields.all_fields(session)}
    changed: set[str] = set()
    wanted: dict[int, tuple[str, ...]] = {}
    for row in rows:
        counter_id = known[row.code].id
        assert counter_id is not None
        if row.fields is None:
            continue
        names_en = dict(zip(row.fields, row.fields_en, strict=False))
        is_new = row.fields != served.get(counter_id, ())
        if is_new or any(english.get(name) != en for name, en in names_en.items()):
            changed.add(row.code)
            wanted[counter_id] = row.fields
            english |= names_en
    if wanted:
        fields.set_fields(session, wanted, english)
    return changed
