"""Whether a list of mergers, splits and closings was carried out before, so that it is not done twice."""

from collections.abc import Sequence

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from survey.store.office_change_faults import Row
from survey.store.tables import (
    Counter,
    CounterSuccession,
    Office,
    OfficeSuccession,
)


def changes_are_done(session: Session, rows: Sequence[Row]) -> bool:
    """Tell whether offices have become exactly what a list of changes says. Three queries."""
    code_of = {office.id: office for office in session.exec(select(Office))}
    went = {
        (code_of[one.office_id].code, code_of[one.successor_id].code, one.valid_from)
        for one in session.exec(select(OfficeSuccession))
    }
    before, after = aliased(Counter), aliased(Counter)
    moved = {
        (counter, code_of[office_id].code)
        for counter, office_id in session.exec(
            select(before.code, after.office_id)
            .select_from(CounterSuccession)
            .join(before, col(before.id) == col(CounterSuccession.counter_id))
            .join(after, col(after.id) == col(CounterSuccession.successor_id))
        )
    }
    closed_on = {office.code: office.closed_on for office in code_of.values()}
    told = {(row.office, row.successor, row.on) for row in rows if row.successor}
    offices = {row.office for row in rows}
    return (
        all(closed_on.get(row.office) == row.on for row in rows)
        and told == {one for one in went if one[0] in offices}
        and {(row.counter, row.successor) for row in rows if row.counter} <= moved
    )
