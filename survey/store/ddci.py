"""Rounds of a DDCI: what is rated and how it is weighed, hard figures, and what a closed round gave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, func, insert
from sqlmodel import Session, col, select

from survey.store.ddci_links import keep_others_out, move_arrivals
from survey.store.tables import (
    DdciAnswer,
    DdciArrival,
    DdciFigure,
    DdciLink,
    DdciRange,
    DdciReceipt,
    DdciResult,
    DdciRound,
    DdciUnit,
    DdciWeek,
    metadata,
)

# Where several rounds stand, the newest is named first.
_NEWEST_FIRST = (col(DdciRound.year).desc(), col(DdciRound.first_day).desc())


class RoundClosed(Exception):
    """The round has its result; nothing of it changes any more."""


class RoundMovedOn(Exception):
    """Answers or figures changed while the result was being computed; to be tried again."""


@dataclass(frozen=True, slots=True)
class NewRound:
    """What a round begins with; units as (name, block), ranges as (indicator, low, high, years)."""

    code: str
    title: str
    year: int
    first_day: date
    last_day: date
    programme: str
    seed: int
    units: Sequence[tuple[str, str]]
    ranges: Sequence[tuple[str, float, float, str]] = ()


@dataclass(frozen=True, slots=True)
class AnswersOfRound:
    """All that a result is computed from: (unit id, packed scores), and figures by unit id and indicator.

    `answers` are in the order of their random ids.
    """

    answers: tuple[tuple[UUID, int, str], ...]
    figures: Mapping[tuple[int, str], float]


def add_round(session: Session, new: NewRound, *, today: date) -> DdciRound:
    """Add a round with its units and ranges; ValueError for a code that is taken."""
    if round_by_code(session, new.code) is not None:
        raise ValueError(f"round {new.code} is there already")
    kept = DdciRound(
        code=new.code,
        title=new.title,
        year=new.year,
        first_day=new.first_day,
        last_day=new.last_day,
        programme=new.programme,
        seed=new.seed,
        created_on=today,
    )
    session.add(kept)
    session.flush()
    assert kept.id is not None
    for position, (name, block) in enumerate(new.units):
        session.add(
            DdciUnit(round_id=kept.id, position=position, name=name, block=block)
        )
    for indicator, low, high, years in new.ranges:
        session.add(
            DdciRange(
                round_id=kept.id, indicator=indicator, low=low, high=high, years=years
            )
        )
    session.flush()
    return kept


def rounds(session: Session) -> tuple[DdciRound, ...]:
    """Return all rounds, the newest first."""
    return tuple(session.exec(select(DdciRound).order_by(*_NEWEST_FIRST)))


def round_by_code(session: Session, code: str) -> DdciRound | None:
    return session.exec(select(DdciRound).where(DdciRound.code == code)).first()


def units(session: Session, round_id: int) -> tuple[DdciUnit, ...]:
    """Return a round's units in the order of their file."""
    found = select(DdciUnit).where(DdciUnit.round_id == round_id)
    return tuple(session.exec(found.order_by(col(DdciUnit.position))))


def ranges(session: Session, round_id: int) -> tuple[DdciRange, ...]:
    found = select(DdciRange).where(DdciRange.round_id == round_id)
    return tuple(session.exec(found.order_by(col(DdciRange.indicator))))


def extend(session: Session, chosen: DdciRound, *, to: date) -> None:
    """Let links be used through another day. Raises RoundClosed."""
    _refuse_closed(session, chosen)
    chosen.last_day = to
    session.add(chosen)
    session.flush()


def set_figures(
    session: Session, chosen: DdciRound, figures: Mapping[tuple[int, str], float]
) -> int:
    """Put a round's figures in the place of those before; return how many. Raises RoundClosed."""
    assert chosen.id is not None
    keep_others_out(session)
    _refuse_closed(session, chosen)
    own = select(DdciUnit.id).where(DdciUnit.round_id == chosen.id)
    session.connection().execute(
        delete(DdciFigure).where(col(DdciFigure.unit_id).in_(own))
    )
    rows = [
        {"unit_id": unit_id, "indicator": indicator, "value": value}
        for (unit_id, indicator), value in figures.items()
    ]
    if rows:
        session.connection().execute(insert(metadata.tables["ddci_figure"]), rows)
    return len(rows)


def figures(session: Session, round_id: int) -> dict[tuple[int, str], float]:
    """Return a round's figures by unit id and indicator."""
    found = session.exec(
        select(DdciFigure)
        .join(DdciUnit, col(DdciUnit.id) == col(DdciFigure.unit_id))
        .where(DdciUnit.round_id == round_id)
    )
    return {(one.unit_id, one.indicator): one.value for one in found}


def links_given(session: Session, round_id: int) -> dict[str, int]:
    """Return how many links each kind of respondents was given."""
    found = session.exec(
        select(DdciLink.kind, func.count())
        .where(DdciLink.round_id == round_id)
        .group_by(DdciLink.kind)
    )
    return {kind: int(n) for kind, n in found}


def used_by_week(session: Session, round_id: int) -> dict[date, dict[str, int]]:
    """Return how many links were used by Monday and kind, unrounded: pages show floors of it only."""
    found: dict[date, dict[str, int]] = {}
    rows = select(DdciWeek).where(DdciWeek.round_id == round_id)
    for one in session.exec(rows.order_by(col(DdciWeek.monday))):
        found.setdefault(one.monday, {})[one.kind] = one.n
    return found


def answers_of(session: Session, round_id: int) -> AnswersOfRound:
    """Return what a round's result is computed from. Nothing but its closing may ask."""
    found: list[tuple[UUID, int, str]] = []
    for table in (DdciArrival, DdciAnswer):
        rows = select(table.id, table.unit_id, table.scores)
        found += session.exec(rows.where(table.round_id == round_id)).all()
    return AnswersOfRound(tuple(sorted(found)), figures(session, round_id))


def result(session: Session, round_id: int) -> DdciResult | None:
    return session.get(DdciResult, round_id)


def closed_rounds(session: Session) -> frozenset[int]:
    return frozenset(session.exec(select(DdciResult.round_id)))


def close(
    session: Session,
    chosen: DdciRound,
    *,
    computed_from: AnswersOfRound,
    content: str,
    today: date,
    done_by: str,
) -> None:
    """Keep a round's result for good, and take away which links were used.

    From then on nobody, with the list of links in hand either, can tell who has answered. Raises
    RoundClosed, and RoundMovedOn where the round is not what the result was computed from.
    """
    assert chosen.id is not None
    keep_others_out(session)
    _refuse_closed(session, chosen)
    if answers_of(session, chosen.id) != computed_from:
        raise RoundMovedOn(chosen.code)
    move_arrivals(session, chosen.id)
    session.add(
        DdciResult(
            round_id=chosen.id, closed_on=today, done_by=done_by, content=content
        )
    )
    session.flush()
    session.connection().execute(
        delete(DdciReceipt).where(col(DdciReceipt.round_id) == chosen.id)
    )


def _refuse_closed(session: Session, chosen: DdciRound) -> None:
    assert chosen.id is not None
    if result(session, chosen.id) is not None:
        raise RoundClosed(chosen.code)
