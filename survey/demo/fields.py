"""The fields of service that the demo's wards ask for, and which of them a visit was about."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session, col, select

from survey.demo.province import DemoCounter, demo_offices
from survey.store import fields
from survey.store.tables import Counter

# Value and share of each field of a counter, by the counter's id.
Shares = Mapping[int, tuple[tuple[str, float], ...]]


@dataclass(frozen=True, slots=True)
class FieldsOfVisits:
    """Draws what visits were about; with numbers of its own, so that nothing else depends on it."""

    rng: np.random.Generator
    shares: Shares

    def draw(self, counter_id: int) -> str:
        """Return the value of a field, an empty text for a visit that names none."""
        of_counter = self.shares.get(counter_id, ())
        drawn = self.rng.random() if of_counter else 1.0
        for value, share in of_counter:
            drawn -= share
            if drawn < 0:
                return value
        return ""


def add_fields(session: Session) -> Shares:
    """Let the demo's counters serve their fields, and return how often each is chosen."""
    demo = {
        counter.code: counter
        for office in demo_offices()
        for counter in office.counters
        if counter.fields
    }
    rows = session.exec(select(Counter).where(col(Counter.code).in_(list(demo))))
    ids = {counter.id or 0: demo[counter.code] for counter in rows}
    fields.set_fields(
        session,
        {at: [name for name, _, _ in counter.fields] for at, counter in ids.items()},
        {name: name_en for one in demo.values() for name, name_en, _ in one.fields},
    )
    values = {field.name: field.value for field in fields.all_fields(session)}
    return {at: _shares(counter, values) for at, counter in ids.items()}


def _shares(
    counter: DemoCounter, values: Mapping[str, str]
) -> tuple[tuple[str, float], ...]:
    return tuple((values[name], share / 100) for name, _, share in counter.fields)
