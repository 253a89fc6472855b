"""How many answers each office is to reach in a wave."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import Session, col, select

from survey.store.tables import WaveTarget


@dataclass(frozen=True, slots=True)
class Target:
    """Answers wanted, and the people served out of whom they come; None where unknown."""

    n: int
    population: int | None = None


def targets(session: Session, wave_id: int) -> dict[int, Target]:
    """Return the targets of a wave by office."""
    rows = session.exec(select(WaveTarget).where(WaveTarget.wave_id == wave_id))
    return {row.office_id: Target(row.target, row.population) for row in rows}


def set_targets(
    session: Session, wave_id: int, wanted: Mapping[int, Target | None]
) -> int:
    """Set or take away the targets of the offices named; return how many changed."""
    before = targets(session, wave_id)
    changed = {
        office_id: target
        for office_id, target in wanted.items()
        if before.get(office_id) != target
    }
    session.connection().execute(
        delete(WaveTarget).where(
            col(WaveTarget.wave_id) == wave_id,
            col(WaveTarget.office_id).in_(changed),
        )
    )
    session.add_all(
        WaveTarget(
            wave_id=wave_id,
            office_id=office_id,
            target=target.n,
            population=target.population,
        )
        for office_id, target in changed.items()
        if target is not None
    )
    session.flush()
    return len(changed)
