"""How far a new installation is set up."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from survey.store.places import offices, open_counters
from survey.store.posters import posters_in_use
from survey.store.tables import Reviewer
from survey.store.waves import open_instrument, waves


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """What there is today: open counters with and without a code, waves, and accounts that read results."""

    offices: int
    counters: int
    without_code: int
    waves: int
    is_open: bool
    readers: int


def first_steps(session: Session, today: date) -> FirstSteps:
    """Return how far the installation is. Some queries, none grows with answers."""
    counters = open_counters(session, today)
    printed = posters_in_use(session, today)
    readers = session.exec(
        select(func.count())
        .select_from(Reviewer)
        .where(
            col(Reviewer.is_active).is_(True),
            col(Reviewer.role).in_(("reform_office", "unit_head")),
        )
    ).one()
    return FirstSteps(
        offices=len(offices(session)),
        counters=len(counters),
        without_code=sum(counter.id not in printed for _, counter in counters),
        waves=len(waves(session, today)),
        is_open=open_instrument(session, today) is not None,
        readers=readers,
    )
