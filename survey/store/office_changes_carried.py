"""Doing what a plan of mergers, splits and closings says, in a few statements: answers wait meanwhile."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import insert, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, SQLModel, col, select

from survey.store.fields import serve_the_same
from survey.store.office_changes import Plan
from survey.store.tables import (
    Counter,
    CounterSuccession,
    Office,
    OfficeSuccession,
    Placement,
)
from survey.store.upserts import insert_into


def carry_out(session: Session, plan: Plan, *, today: date, done_by: str) -> None:
    """Do what a plan of this transaction says. The number of statements does not grow with the rows."""
    ids = _open_offices(session, plan)
    _close(session, Office, [(closed.office, closed.on) for closed in plan.closed])
    _add(
        session,
        OfficeSuccession,
        [
            {
                "office_id": _id(closed.office),
                "successor_id": ids[successor],
                "valid_from": closed.on,
                "kind": closed.kind.value,
                "recorded_on": today,
                "done_by": done_by,
            }
            for closed in plan.closed
            for successor in closed.successors
        ],
    )
    counter_ids = _open_counters(session, plan, ids)
    _close(session, Counter, [(moved.counter, moved.on) for moved in plan.counters])
    _lead_on(session, plan, counter_ids)


def _lead_on(session: Session, plan: Plan, counter_ids: Mapping[str, int]) -> None:
    """Let counters have their successors, and printed codes lead there."""
    going = [moved for moved in plan.counters if moved.successor]
    _add(
        session,
        CounterSuccession,
        [
            {
                "counter_id": _id(moved.counter),
                "successor_id": counter_ids[moved.successor],
                "valid_from": moved.on,
            }
            for moved in going
        ],
    )
    placed = [
        {
            "poster_id": poster_id,
            "valid_from": moved.on,
            "counter_id": counter_ids[moved.successor],
        }
        for moved in going
        for poster_id in moved.poster_ids
    ]
    if placed:
        statement = insert_into(session, Placement)
        # One that would have moved on this very day moves here instead.
        statement = statement.on_conflict_do_update(
            index_elements=["poster_id", "valid_from"],
            set_={"counter_id": statement.excluded["counter_id"]},
        )
        session.connection().execute(statement, placed)


def _close(
    session: Session,
    table: type[Office] | type[Counter],
    closing: Sequence[tuple[Office | Counter, date]],
) -> None:
    """Close offices or counters, one statement for each day."""
    by_day: dict[date, list[Office | Counter]] = defaultdict(list)
    for one, on in closing:
        by_day[on].append(one)
    for on, ones in by_day.items():
        session.connection().execute(
            update(table).where(col(table.id).in_(map(_id, ones))).values(closed_on=on)
        )
        for one in ones:
            set_committed_value(one, "closed_on", on)


def _add(
    session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, object]]
) -> None:
    if rows:
        session.connection().execute(insert(table), rows)


def _open_offices(session: Session, plan: Plan) -> dict[str, int]:
    """Open the successors and return the ids of all offices by code."""
    offices = dict(plan.state.offices)
    for opened in plan.opened:
        if opened.is_new:
            offices[opened.code] = Office(
                code=opened.code,
                name=opened.name,
                name_en=opened.name_en,
                level=opened.level,
                block=opened.block,
            )
            session.add(offices[opened.code])
        offices[opened.code].opened_on = opened.on
    session.flush()
    return {code: _id(office) for code, office in offices.items()}


def _open_counters(
    session: Session, plan: Plan, office_ids: Mapping[str, int]
) -> dict[str, int]:
    """Open the counters' successors and return the ids of all that stand in the plan by code."""
    before = {moved.successor: moved.counter for moved in plan.counters if moved.is_new}
    _add(
        session,
        Counter,
        [
            {
                "office_id": office_ids[moved.successor_office],
                "code": moved.successor,
                "name": moved.name,
                "name_en": moved.name_en,
                "opened_on": moved.on,
                "kind": moved.counter.kind,
                "point": moved.counter.point,
            }
            for moved in plan.counters
            if moved.is_new
        ],
    )
    opened = {
        code: id
        for code, id in session.exec(
            select(Counter.code, Counter.id).where(col(Counter.code).in_(before))
        )
        if id is not None
    }
    serve_the_same(
        session, {_id(counter): opened[code] for code, counter in before.items()}
    )
    known = {counter.code: _id(counter) for counter in plan.state.open_counters}
    return {**known, **opened}


def _id(row: object) -> int:
    found = getattr(row, "id", None)
    assert isinstance(found, int)
    return found
