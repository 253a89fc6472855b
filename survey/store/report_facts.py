"""Bare counts that a report on a wave states beside its results."""

from sqlalchemy import func, select
from sqlmodel import Session, col

from survey.store.releases import TOTAL
from survey.store.tables import Tally
from survey.store.tables.answers import CANARY, CORE
from survey.store.waves import OpenInstrument


def excluded_answers(session: Session, instrument: OpenInstrument) -> int:
    """Return how many answers reviewers took out of a wave's results. One query."""
    n = session.connection().scalar(
        select(func.sum(col(Tally.n))).where(
            col(Tally.instrument_id) == instrument.instrument_id,
            col(Tally.breakdown) == TOTAL,
            col(Tally.part) == CORE,
            col(Tally.channel) != CANARY,
            col(Tally.included).is_(False),
        )
    )
    return int(n or 0)
