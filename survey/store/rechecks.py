"""Independent checks in the database: their instrument, what was drawn, and how far people were reached."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from survey.store import waves
from survey.store.tables import (
    Batch,
    Counter,
    Instrument,
    RecheckDraw,
    RecheckOutcome,
    RecheckStratum,
    Wave,
)
from survey.store.upserts import insert_into
from survey.store.waves import COUNTER, INDEPENDENT, OpenInstrument


class RecheckBegun(Exception):
    """People were called already, so that the sample is not drawn anew."""


@dataclass(frozen=True, slots=True)
class DrawHead:
    """How a sample was drawn, in full: the same head and list give the same sample."""

    rule: str
    share: float | None
    fixed: int | None
    margin: float | None
    least: int
    seed: int
    file_hash: str
    drawn_on: date


@dataclass(frozen=True, slots=True)
class Stratum:
    """People of an office's list in one stratum, and how many of them were drawn."""

    office_id: int
    stratum: str
    population: int
    drawn: int


@dataclass(frozen=True, slots=True)
class KeptDraw:
    """A draw with what it drew, in the order of offices and strata; `earlier` were replaced by it."""

    head: DrawHead
    strata: tuple[Stratum, ...]
    earlier: int

    @property
    def population(self) -> dict[int, int]:
        """Return the people on the list by office."""
        return self._by_office("population")

    @property
    def drawn(self) -> dict[int, int]:
        """Return those drawn by office."""
        return self._by_office("drawn")

    def _by_office(self, count: str) -> dict[int, int]:
        found: defaultdict[int, int] = defaultdict(int)
        for stratum in self.strata:
            found[stratum.office_id] += getattr(stratum, count)
        return dict(found)


def recheck_instrument(session: Session, wave_id: int) -> OpenInstrument | None:
    """Return the instrument of a wave's independent check; None where it has none. One query."""
    found = waves.instruments_of_wave(session, wave_id)
    return next((one for one in found if one.audience == INDEPENDENT), None)


def waves_with_recheck(session: Session, today: date) -> tuple[OpenInstrument, ...]:
    """Return the independent checks that take answers today, the newest first."""
    rows = session.exec(
        select(Instrument.id)
        .where(Instrument.audience == INDEPENDENT)
        .order_by(col(Instrument.id).desc())
    )
    found = [waves.instrument(session, number) for number in rows if number]
    return tuple(
        one for one in found if one is not None and today <= one.last_day_with_grace
    )


def open_recheck(
    session: Session, wave: Wave, *, closes_on: date, grace_days: int
) -> OpenInstrument:
    """Give a wave its independent check, or its check another last day.

    It asks what the counter's visitors were asked: other questions would make another index.
    """
    assert wave.id is not None
    row = session.exec(
        select(Instrument).where(
            Instrument.wave_id == wave.id, Instrument.audience == INDEPENDENT
        )
    ).first()
    if row is None:
        asked = waves.instrument_of_wave(session, wave.id, COUNTER)
        row = Instrument(
            wave_id=wave.id, audience=INDEPENDENT, questionnaire_digest=asked.digest
        )
        session.add(row)
    row.closes_on, row.grace_days = closes_on, grace_days
    session.flush()
    return waves.instrument_of_wave(session, wave.id, INDEPENDENT)


def extend(session: Session, check: OpenInstrument, closes_on: date) -> None:
    """Give a check another last day; its grace stays."""
    session.get_one(Instrument, check.instrument_id).closes_on = closes_on
    session.flush()


def keep_draw(
    session: Session, instrument_id: int, head: DrawHead, strata: Iterable[Stratum]
) -> None:
    """Keep what was drawn, instead of an earlier draw where there is one. Raises RecheckBegun."""
    if has_begun(session, instrument_id):
        raise RecheckBegun
    row = RecheckDraw(
        instrument_id=instrument_id,
        **{name: getattr(head, name) for name in DrawHead.__slots__},
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    session.add_all(
        RecheckStratum(
            draw_id=row.id,
            **{name: getattr(each, name) for name in Stratum.__slots__},
        )
        for each in strata
    )
    session.flush()


def has_begun(session: Session, instrument_id: int) -> bool:
    """Tell whether somebody was called, or a batch of papers begun."""
    batch = session.exec(select(Batch.id).where(Batch.instrument_id == instrument_id))
    return batch.first() is not None or bool(outcomes(session, instrument_id))


def newest_draw(session: Session, instrument_id: int) -> KeptDraw | None:
    """Return what was drawn last. Two queries."""
    rows = session.exec(
        select(RecheckDraw)
        .where(RecheckDraw.instrument_id == instrument_id)
        .order_by(col(RecheckDraw.id).desc())
    ).all()
    if not rows:
        return None
    strata = session.exec(
        select(RecheckStratum).where(RecheckStratum.draw_id == rows[0].id)
    )
    found = (
        Stratum(**{name: getattr(each, name) for name in Stratum.__slots__})
        for each in strata
    )
    return KeptDraw(
        DrawHead(**{name: getattr(rows[0], name) for name in DrawHead.__slots__}),
        tuple(sorted(found, key=lambda one: (one.office_id, one.stratum))),
        earlier=len(rows) - 1,
    )


def drawn_check(
    session: Session, wave_id: int
) -> tuple[OpenInstrument, KeptDraw] | None:
    """Return a wave's independent check with its draw; None before one. Three queries."""
    check = recheck_instrument(session, wave_id)
    draw = None if check is None else newest_draw(session, check.instrument_id)
    return None if check is None or draw is None else (check, draw)


def outcomes(session: Session, instrument_id: int) -> dict[int, dict[str, int]]:
    """Return how many did not answer, by office and reason. One query."""
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for row in session.exec(
        select(RecheckOutcome).where(
            RecheckOutcome.instrument_id == instrument_id, RecheckOutcome.n > 0
        )
    ):
        found[row.office_id][row.outcome] = row.n
    return dict(found)


def add_outcome(
    session: Session, instrument_id: int, office_id: int, outcome: str
) -> None:
    """Count one more who did not answer, and why."""
    statement = insert_into(session, RecheckOutcome).values(
        instrument_id=instrument_id, office_id=office_id, outcome=outcome, n=1
    )
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=["instrument_id", "office_id", "outcome"],
            set_={"n": RecheckOutcome.n + 1},
        )
    )


def set_outcomes(
    session: Session, instrument_id: int, told: Mapping[int, Mapping[str, int]]
) -> int:
    """Put the numbers of the offices named right; return how many numbers changed."""
    before = outcomes(session, instrument_id)
    changed = 0
    for office_id, counts in told.items():
        for outcome, n in counts.items():
            if before.get(office_id, {}).get(outcome, 0) == n:
                continue
            session.merge(
                RecheckOutcome(
                    instrument_id=instrument_id,
                    office_id=office_id,
                    outcome=outcome,
                    n=n,
                )
            )
            changed += 1
    session.flush()
    return changed


def answered(session: Session, instrument_id: int) -> dict[int, int]:
    """Return how many answered, by office; papers count once their batch is closed. One query."""
    rows = session.connection().execute(
        select(col(Counter.office_id), func.sum(col(Batch.stored)))
        .join(Counter, col(Counter.id) == col(Batch.counter_id))
        .where(col(Batch.instrument_id) == instrument_id, col(Batch.stored) > 0)
        .group_by(col(Counter.office_id))
    )
    return {office_id: int(n) for office_id, n in rows}
