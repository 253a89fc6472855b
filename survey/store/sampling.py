"""Sampling plans in the database: the frame they draw from, what was drawn, and what came back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, or_, select

from survey.store.tables import (
    DossierVolume,
    Office,
    SamplingCell,
    SamplingOffice,
    SamplingPlan,
    SamplingReturn,
)


class PlanExists(Exception):
    """A plan stands under that code; what was drawn is never drawn anew."""


@dataclass(frozen=True, slots=True)
class FrameCell:
    """Settled dossiers of an office in one field and month; an empty field stands for all."""

    office_id: int
    office_code: str
    level: str
    field: str
    month: str
    population: int


@dataclass(frozen=True, slots=True)
class PlanHead:
    """How a plan was drawn, in full: the same head and frame give the same sample."""

    code: str
    title: str
    wave_id: int | None
    first_month: str
    last_month: str
    rule: str
    scope: str
    margin: float
    design_effect: float
    fixed: int | None
    offices: int | None
    seed: int
    drawn_on: date


@dataclass(frozen=True, slots=True)
class PlannedOffice:
    """One office of the frame; `stratum` is where it stood in the first stage."""

    office_id: int
    stratum: str
    population: int
    probability: float
    is_drawn: bool


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """How many of a cell's dossiers are to be asked."""

    office_id: int
    field: str
    month: str
    population: int
    planned: int


@dataclass(frozen=True, slots=True)
class Returned:
    """Forms of one office: sent, come back, valid, and rejected by reason. None where not told."""

    sent: int | None = None
    returned: int | None = None
    valid: int | None = None
    rejected: tuple[tuple[str, int], ...] = ()

    @property
    def n_rejected(self) -> int:
        return sum(n for _, n in self.rejected)


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A plan with everything that was drawn for it and what came back."""

    head: PlanHead
    offices: tuple[PlannedOffice, ...]
    cells: tuple[PlannedCell, ...]
    returned: Mapping[int, Returned]


def frame(
    session: Session, first_month: str, last_month: str, *, today: date
) -> tuple[FrameCell, ...]:
    """Return what was settled of what offices open today received, by field and month. One query.

    In the order of codes. People are asked where they handed in, whoever is competent.
    """
    keys = (
        col(DossierVolume.office_id),
        col(Office.code),
        col(Office.level),
        col(DossierVolume.field),
        col(DossierVolume.month),
    )
    rows: Iterable[Any] = session.connection().execute(
        sa_select(*keys, func.sum(col(DossierVolume.settled)))
        .join(Office, col(Office.id) == col(DossierVolume.office_id))
        .where(
            col(DossierVolume.month).between(first_month, last_month),
            or_(col(Office.closed_on).is_(None), col(Office.closed_on) > today),
            col(DossierVolume.settled) > 0,
        )
        .group_by(*keys)
        .order_by(col(Office.code), col(DossierVolume.field), col(DossierVolume.month))
    )
    return tuple(
        FrameCell(
            office_id=office_id,
            office_code=code,
            level=level,
            field=field,
            month=month,
            population=int(settled),
        )
        for office_id, code, level, field, month, settled in rows
    )


def keep_plan(
    session: Session,
    head: PlanHead,
    offices: Iterable[PlannedOffice],
    cells: Iterable[PlannedCell],
) -> None:
    """Keep a plan as it was drawn. Raises PlanExists."""
    if _row(session, head.code) is not None:
        raise PlanExists(head.code)
    row = SamplingPlan(**{name: getattr(head, name) for name in PlanHead.__slots__})
    session.add(row)
    session.flush()
    assert row.id is not None
    session.add_all(
        SamplingOffice(
            plan_id=row.id,
            **{name: getattr(each, name) for name in PlannedOffice.__slots__},
        )
        for each in offices
    )
    session.add_all(
        SamplingCell(
            plan_id=row.id,
            **{name: getattr(each, name) for name in PlannedCell.__slots__},
        )
        for each in cells
    )
    session.flush()


def plan_heads(session: Session) -> tuple[PlanHead, ...]:
    """Return every plan, the newest first. One query."""
    rows = session.exec(select(SamplingPlan).order_by(col(SamplingPlan.id).desc()))
    return tuple(_head(row) for row in rows)


def plan(session: Session, code: str) -> KeptPlan | None:
    """Return a plan, None for a code that is none. Four queries."""
    row = _row(session, code)
    if row is None:
        return None
    offices = session.exec(
        select(SamplingOffice).where(SamplingOffice.plan_id == row.id)
    )
    cells = session.exec(select(SamplingCell).where(SamplingCell.plan_id == row.id))
    return KeptPlan(
        _head(row),
        tuple(
            PlannedOffice(
                **{name: getattr(each, name) for name in PlannedOffice.__slots__}
            )
            for each in offices
        ),
        tuple(
            PlannedCell(**{name: getattr(each, name) for name in PlannedCell.__slots__})
            for each in cells
        ),
        _returned(session, row.id),
    )


def set_returned(session: Session, code: str, told: Mapping[int, Returned]) -> int:
    """Set what came back from the offices named; return how many changed."""
    row = _row(session, code)
    assert row is not None and row.id is not None
    before = _returned(session, row.id)
    changed = {
        office_id: returned
        for office_id, returned in told.items()
        if before.get(office_id, Returned()) != returned
    }
    session.connection().execute(
        delete(SamplingReturn).where(
            col(SamplingReturn.plan_id) == row.id,
            col(SamplingReturn.office_id).in_(changed),
        )
    )
    session.add_all(
        SamplingReturn(
            plan_id=row.id, office_id=office_id, state=state, reason=reason, n=n
        )
        for office_id, returned in changed.items()
        for state, reason, n in _states(returned)
    )
    session.flush()
    return len(changed)


def _states(returned: Returned) -> Iterable[tuple[str, str, int]]:
    for state in ("sent", "returned", "valid"):
        n = getattr(returned, state)
        if n is not None:
            yield state, "", n
    for reason, n in returned.rejected:
        yield "rejected", reason, n


def _returned(session: Session, plan_id: int | None) -> dict[int, Returned]:
    rows = session.exec(
        select(SamplingReturn)
        .where(SamplingReturn.plan_id == plan_id)
        .order_by(SamplingReturn.reason)
    )
    found: dict[int, dict[str, int]] = {}
    rejected: dict[int, list[tuple[str, int]]] = {}
    for row in rows:
        counts = found.setdefault(row.office_id, {})
        if row.reason:
            rejected.setdefault(row.office_id, []).append((row.reason, row.n))
        else:
            counts[row.state] = row.n
    return {
        office_id: Returned(**counts, rejected=tuple(rejected.get(office_id, ())))
        for office_id, counts in found.items()
    }


def _row(session: Session, code: str) -> SamplingPlan | None:
    return session.exec(select(SamplingPlan).where(SamplingPlan.code == code)).first()


def _head(row: SamplingPlan) -> PlanHead:
    return PlanHead(**{name: getattr(row, name) for name in PlanHead.__slots__})
