"""Released states: what the tallies hold beyond them, and moving them on.

Which office or breakdown may advance is decided in `survey.trust.releasing`.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, delete, select
from sqlmodel import Session, col

from survey.store.choice_tallies import advance_choices
from survey.store.tables import (
    Instrument,
    PairTally,
    ReleaseState,
    Tally,
    Wave,
)
from survey.store.tables.answers import CANARY, CORE
from survey.store.tallies import (
    Cell,
    add_cells,
    add_pair_cells,
    rated_in,
    stored_cells,
    stored_pair_cells,
    unpacked,
)
from survey.store.upserts import insert_into
from survey.store.waves import classes_of_totals

# Of a month, beside others; the floor of survey.trust.disclosure.
FEWEST_APART = 5
# The breakdown name under which an office's total is kept.
TOTAL = ""


@dataclass(frozen=True, slots=True)
class Growth:
    """Core answers of a cell that are sealed and not released yet; `rated` of them tell of the index."""

    office_id: int
    breakdown: str
    value: str
    n: int
    rated: int


@dataclass(frozen=True, slots=True)
class Remainder:
    """An office with a few answers that came too late to be released."""

    instrument_id: int
    office_id: int
    n: int


@dataclass(frozen=True, slots=True)
class UnreleasedInstrument:
    """An instrument with unreleased answers. `headline_classes` make its totals."""

    instrument_id: int
    headline_classes: str


def counted_cells(
    instrument_id: int, *, headline_classes: str
) -> tuple[ColumnElement[bool], ...]:
    """Return what the cells meet that are released in time: core answers that count.

    A breakdown by class shows every real class, all else those that make the headline.
    """
    by_class = (col(Tally.breakdown) == "class") & (col(Tally.channel) != CANARY)
    return (
        col(Tally.instrument_id) == instrument_id,
        col(Tally.part) == CORE,
        col(Tally.included).is_(True),
        by_class | col(Tally.channel).in_(set(headline_classes) - {CANARY}),
    )


def counted_pair_cells(
    instrument_id: int, *, headline_classes: str
) -> tuple[ColumnElement[bool], ...]:
    """Return what the cells of question pairs meet that belong to the totals."""
    return (
        col(PairTally.instrument_id) == instrument_id,
        col(PairTally.included).is_(True),
        col(PairTally.channel).in_(set(headline_classes) - {CANARY}),
    )


def unreleased_instruments(session: Session) -> tuple[UnreleasedInstrument, ...]:
    """Return the instruments that have something unreleased."""
    unreleased = select(col(Tally.instrument_id)).where(col(Tally.released).is_(False))
    rows = session.connection().execute(
        select(col(Instrument.id), col(Instrument.audience), col(Wave.headline_classes))
        .join(Wave, col(Wave.id) == col(Instrument.wave_id))
        .where(col(Instrument.id).in_(unreleased))
        .order_by(col(Instrument.id))
    )
    return tuple(
        UnreleasedInstrument(instrument_id, classes_of_totals(audience, declared))
        for instrument_id, audience, declared in rows
        if instrument_id is not None
    )


def unreleased_growth(
    session: Session,
    instrument: UnreleasedInstrument,
    *,
    office_ids: Collection[int] | None = None,
) -> tuple[Growth, ...]:
    """Return what each cell of totals and breakdowns grew by since its last released state."""
    chosen = [] if office_ids is None else [col(Tally.office_id).in_(office_ids)]
    rows = session.connection().execute(
        select(
            col(Tally.office_id),
            col(Tally.breakdown),
            col(Tally.value),
            col(Tally.n),
            col(Tally.sums),
        ).where(*_unreleased(instrument), *chosen)
    )
    grown: defaultdict[tuple[int, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for office_id, breakdown, value, n, sums in rows:
        cell = grown[office_id, breakdown, value]
        cell[0] += n
        cell[1] += rated_in(unpacked(sums))
    return tuple(Growth(*key, n, rated) for key, (n, rated) in sorted(grown.items()))


def advance(
    session: Session,
    instrument: UnreleasedInstrument,
    breakdown: str,
    *,
    office_ids: Collection[int],
    through: date,
) -> None:
    """Merge the offices' unreleased cells of the total or a breakdown into the released ones."""
    unreleased = (
        *_unreleased(instrument),
        col(Tally.breakdown) == breakdown,
        col(Tally.office_id).in_(office_ids),
    )
    cells = stored_cells(session, *unreleased)
    session.connection().execute(delete(Tally).where(*unreleased))
    add_cells(session, [cell.as_released() for cell in cells])
    if breakdown == TOTAL:
        _advance_pairs(session, instrument, office_ids)
        advance_choices(
            session,
            instrument.instrument_id,
            headline_classes=instrument.headline_classes,
            office_ids=office_ids,
        )
    _set_states(
        session,
        instrument,
        breakdown,
        office_ids,
        through,
        mixed=_mixing_months(cells),
    )


def unreleased_remainders(session: Session, today: date) -> tuple[Remainder, ...]:
    """Return the offices for which under 5 answers came after their last state of an ended wave."""
    remainders = []
    for instrument in unreleased_instruments(session):
        if _grace_is_over(session, instrument, today):
            remainders += [
                Remainder(instrument.instrument_id, growth.office_id, growth.n)
                for growth in unreleased_growth(session, instrument)
                if growth.breakdown == TOTAL
            ]
    return tuple(remainders)


def _unreleased(instrument: UnreleasedInstrument) -> tuple[ColumnElement[bool], ...]:
    counted = counted_cells(
        instrument.instrument_id, headline_classes=instrument.headline_classes
    )
    return (*counted, col(Tally.released).is_(False))


def _advance_pairs(
    session: Session, instrument: UnreleasedInstrument, office_ids: Collection[int]
) -> None:
    unreleased = (
        *counted_pair_cells(
            instrument.instrument_id, headline_classes=instrument.headline_classes
        ),
        col(PairTally.office_id).in_(office_ids),
        col(PairTally.released).is_(False),
    )
    cells = stored_pair_cells(session, *unreleased)
    session.connection().execute(delete(PairTally).where(*unreleased))
    add_pair_cells(session, [cell.as_released() for cell in cells])


def _mixing_months(cells: Sequence[Cell]) -> frozenset[int]:
    """Return the offices that a step gives several months, one of them too few to be shown alone."""
    grown: defaultdict[int, Counter[str]] = defaultdict(Counter)
    rated: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for cell in cells:
        grown[cell.key.office_id][cell.key.month] += cell.n
        rated[cell.key.office_id][cell.key.month] += cell.rated
    return frozenset(
        office_id
        for office_id, months in grown.items()
        if len(months) > 1
        and (
            min(months.values()) < FEWEST_APART
            or any(0 < n < FEWEST_APART for n in rated[office_id].values())
        )
    )


def _set_states(
    session: Session,
    instrument: UnreleasedInstrument,
    breakdown: str,
    office_ids: Collection[int],
    through: date,
    *,
    mixed: Collection[int],
) -> None:
    states = [
        {
            "instrument_id": instrument.instrument_id,
            "office_id": office_id,
            "breakdown": breakdown,
            "through": through,
            "months_apart": office_id not in mixed,
        }
        for office_id in office_ids
    ]
    statement = insert_into(session, ReleaseState)
    statement = statement.on_conflict_do_update(
        index_elements=["instrument_id", "office_id", "breakdown"],
        set_={
            "through": statement.excluded["through"],
            "months_apart": and_(
                col(ReleaseState.months_apart), statement.excluded["months_apart"]
            ),
        },
    )
    session.connection().execute(statement, states)


def _grace_is_over(
    session: Session, instrument: UnreleasedInstrument, today: date
) -> bool:
    asked = session.get_one(Instrument, instrument.instrument_id)
    wave = session.get_one(Wave, asked.wave_id)
    return asked.last_day_with_grace_in(wave) < today
