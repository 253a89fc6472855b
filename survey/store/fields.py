"""Fields of service: which ones a counter serves, and what they are called.

An answer names a field by its id as text; an empty text stands for no answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from survey.store.tables import Counter, CounterField, Office, ServiceField
from survey.store.tables.places import CANARY_OFFICE

# As many rows as fit one screen of a phone, with their question (UX, section 3).
MOST_FIELDS = 8


@dataclass(frozen=True, slots=True)
class OfferedField:
    """A field that can be chosen; `value` is what an answer says of it."""

    value: str
    name: str
    name_en: str = ""

    def label(self, language: str) -> str:
        """Return its name as readers of a language know it."""
        return self.name_en if language == "en" and self.name_en else self.name


def fields_at_counter(session: Session, counter_id: int) -> tuple[OfferedField, ...]:
    """Return the fields that a counter serves, in its order. One query."""
    rows = session.exec(
        select(ServiceField)
        .join(CounterField, col(CounterField.field_id) == col(ServiceField.id))
        .where(CounterField.counter_id == counter_id)
        .order_by(col(CounterField.position))
    )
    return tuple(map(offered, rows))


def fields_of_office(
    session: Session, office_id: int, today: date
) -> tuple[OfferedField, ...]:
    """Return the fields that any of an office's open counters serves, counter by counter. One query."""
    rows = session.exec(
        select(ServiceField, col(Counter.closed_on))
        .join(CounterField, col(CounterField.field_id) == col(ServiceField.id))
        .join(Counter, col(Counter.id) == col(CounterField.counter_id))
        .where(Counter.office_id == office_id)
        .order_by(col(Counter.code), col(CounterField.position))
    )
    found = {
        field.name: offered(field)
        for field, closed_on in rows
        if closed_on is None or closed_on > today
    }
    return tuple(found.values())


def all_fields(session: Session) -> tuple[OfferedField, ...]:
    """Return every field that any counter serves or served. One query."""
    rows = session.exec(select(ServiceField).order_by(col(ServiceField.id)))
    return tuple(map(offered, rows))


def fields_by_value(session: Session) -> dict[str, OfferedField]:
    """Return the same by what answers say of them. One query."""
    return {field.value: field for field in all_fields(session)}


def counters_by_field(session: Session) -> dict[str, int]:
    """Return how many counters that are not closed serve each field, by its name."""
    rows = session.exec(
        select(ServiceField.name)
        .join(CounterField, col(CounterField.field_id) == col(ServiceField.id))
        .join(Counter, col(Counter.id) == col(CounterField.counter_id))
        .join(Office, col(Office.id) == col(Counter.office_id))
        .where(
            col(Counter.closed_on).is_(None),
            col(Office.closed_on).is_(None),
            Office.code != CANARY_OFFICE,
        )
    )
    found: dict[str, int] = {}
    for name in rows:
        found[name] = found.get(name, 0) + 1
    return found


def field_names_of_counters(session: Session) -> dict[int, tuple[str, ...]]:
    """Return the names of the fields that each counter serves, by its id and in its order."""
    rows = session.exec(
        select(CounterField.counter_id, ServiceField.name)
        .join(ServiceField, col(ServiceField.id) == col(CounterField.field_id))
        .order_by(col(CounterField.counter_id), col(CounterField.position))
    )
    found: dict[int, tuple[str, ...]] = {}
    for counter_id, name in rows:
        found[counter_id] = (*found.get(counter_id, ()), name)
    return found


def set_fields(
    session: Session, served: Mapping[int, Sequence[str]], names_en: Mapping[str, str]
) -> None:
    """Let counters serve these fields and no others; a field without an English name keeps the one it has."""
    known = {field.name: field for field in session.exec(select(ServiceField))}
    for name in dict.fromkeys(name for names in served.values() for name in names):
        if name not in known:
            known[name] = ServiceField(name=name)
            session.add(known[name])
        known[name].name_en = names_en.get(name) or known[name].name_en
    session.flush()
    session.connection().execute(
        delete(CounterField).where(col(CounterField.counter_id).in_(list(served)))
    )
    for counter_id, names in served.items():
        for position, name in enumerate(names, start=1):
            field_id = known[name].id
            assert field_id is not None
            session.add(
                CounterField(
                    counter_id=counter_id, field_id=field_id, position=position
                )
            )
    session.flush()


def serve_the_same(session: Session, successors: Mapping[int, int]) -> None:
    """Let new counters serve the fields of those before them, `successors` by the id of these."""
    rows = session.exec(
        select(
            CounterField.counter_id, CounterField.field_id, CounterField.position
        ).where(col(CounterField.counter_id).in_(successors))
    )
    taken_over = [
        {
            "counter_id": successors[counter_id],
            "field_id": field_id,
            "position": position,
        }
        for counter_id, field_id, position in rows
    ]
    if taken_over:
        session.connection().execute(insert(CounterField), taken_over)


def offered(field: ServiceField) -> OfferedField:
    """Return a field as forms offer it."""
    return OfferedField(str(field.id), field.name, field.name_en)
