"""Released figures, read from the tallies: the work grows with their cells, never with responses."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session, col

from analysis.arrays import IntArray
from analysis.tally import MISSING_CHARACTERS, SUMS, Tallies
from forms.questionnaire import Questionnaire
from survey.store.questionnaires import stored_questionnaire
from survey.store.releases import TOTAL, counted_cells, counted_pair_cells
from survey.store.tables import Office, PairTally, ReleaseState, Tally, Wave
from survey.store.tables.places import CANARY_OFFICE
from survey.store.tallies import Cell, stored_cells, stored_pair_cells
from survey.store.waves import OpenInstrument


@dataclass(frozen=True, slots=True)
class RatedOffice:
    """An office, and the day up to which its answers are released; None before the first release.

    `months_apart` tells that its months can be shown one by one beside all its states so far.
    `was_there` is false where it closed before the wave began or opened after it, without an answer.
    `block` groups offices of a kind.
    """

    office_id: int
    code: str
    name: str
    name_en: str
    level: str
    through: date | None
    months_apart: bool = False
    was_there: bool = True
    block: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ReleasedTotals:
    """Every office in the order of codes, and its tallies in the same order.

    `by_month` counts responses by office and month, `rated_by_month` those of them that tell of the index;
    a month that the office's released state covers to its end grows no more.
    """

    offices: tuple[RatedOffice, ...]
    tallies: Tallies
    by_month: Mapping[tuple[int, str], int]
    rated_by_month: Mapping[tuple[int, str], int]


@dataclass(frozen=True, slots=True)
class BreakdownCell:
    """One value of a breakdown in an office, and the day up to which it is released."""

    office_id: int
    value: str
    through: date


@dataclass(frozen=True, slots=True, eq=False)
class ReleasedBreakdown:
    """Cells in the order of offices and values, and their tallies in the same order."""

    cells: tuple[BreakdownCell, ...]
    tallies: Tallies


def released_totals(session: Session, instrument: OpenInstrument) -> ReleasedTotals:
    """Return the released counts and sums of every office, those without answers included."""
    offices = _offices(session, instrument)
    position = {office.office_id: i for i, office in enumerate(offices)}
    cells = stored_cells(session, *_released(instrument, TOTAL))
    return ReleasedTotals(
        offices,
        _tallies(
            instrument,
            cells,
            [position[cell.key.office_id] for cell in cells],
            n_cells=len(offices),
        ),
        *_by_month(cells),
    )


def released_breakdown(
    session: Session,
    instrument: OpenInstrument,
    breakdown: str,
    *,
    office_id: int | None = None,
) -> ReleasedBreakdown:
    """Return the released cells by stage, class, language or counter, of one office or of all.

    A counter's value is its id. Sums over offices hold for `through` of each office only.
    """
    conditions = [*_released(instrument, breakdown)]
    if office_id is not None:
        conditions.append(col(Tally.office_id) == office_id)
    cells = stored_cells(session, *conditions)
    through = _states(session, instrument, breakdown)
    keys = sorted({(cell.key.office_id, cell.key.value) for cell in cells})
    position = {key: i for i, key in enumerate(keys)}
    return ReleasedBreakdown(
        tuple(BreakdownCell(office, value, through[office]) for office, value in keys),
        _tallies(
            instrument,
            cells,
            [position[cell.key.office_id, cell.key.value] for cell in cells],
            n_cells=len(keys),
        ),
    )


@dataclass(frozen=True, slots=True, eq=False)
class ReleasedMonths:
    """Pairs of office and month, and their tallies in the same order."""

    keys: tuple[tuple[int, str], ...]
    tallies: Tallies


def released_months(session: Session, instrument: OpenInstrument) -> ReleasedMonths:
    """Return the released totals of every office by month. One query."""
    cells = stored_cells(session, *_released(instrument, TOTAL))
    keys = sorted({(cell.key.office_id, cell.key.month) for cell in cells})
    position = {key: at for at, key in enumerate(keys)}
    return ReleasedMonths(
        tuple(keys),
        _tallies(
            instrument,
            cells,
            [position[cell.key.office_id, cell.key.month] for cell in cells],
            n_cells=len(keys),
        ),
    )


def released_products(
    session: Session,
    instrument: OpenInstrument,
    *,
    offices: Sequence[RatedOffice] = (),
) -> IntArray:
    """Return released products over question pairs, (offices, 3 questions, 3 questions).

    Offices are some or all of those of `released_totals`, in the order given; without any they are
    read here. One query, or two.
    """
    offices = offices or _offices(session, instrument)
    position = {office.office_id: i for i, office in enumerate(offices)}
    width = 3 * len(_questionnaire(instrument).questions)
    products = np.zeros((len(offices), width, width), np.int64)
    for cell in stored_pair_cells(
        session,
        *counted_pair_cells(
            instrument.instrument_id, headline_classes=instrument.headline_classes
        ),
        col(PairTally.released).is_(True),
        col(PairTally.office_id).in_(position),
    ):
        products[position[cell.key.office_id]] += cell.products
    return products


def released_counts(
    session: Session, instrument: OpenInstrument, breakdowns: Sequence[str]
) -> dict[str, dict[str, int]]:
    """Return how many responses are released by each value of breakdowns, all offices together.

    One query, for bare counts where nobody asks for answers or offices.
    """
    wanted = [and_(*_released(instrument, breakdown)) for breakdown in breakdowns]
    rows = session.connection().execute(
        select(col(Tally.breakdown), col(Tally.value), func.sum(col(Tally.n)))
        .where(or_(*wanted))
        .group_by(col(Tally.breakdown), col(Tally.value))
    )
    found: dict[str, dict[str, int]] = {breakdown: {} for breakdown in breakdowns}
    for breakdown, value, n in rows:
        found[breakdown][value] = int(n)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class EarlierWave:
    """A wave before: its tallies in the order of offices, and its responses by class."""

    instrument: OpenInstrument
    tallies: Tallies
    channels: Mapping[str, int]


def released_earlier(
    session: Session,
    instruments: Sequence[OpenInstrument],
    *,
    offices: Sequence[RatedOffice],
) -> tuple[EarlierWave, ...]:
    """Return the released totals of several waves, in the order given. One query."""
    if not instruments:
        return ()
    position = {office.office_id: at for at, office in enumerate(offices)}
    wanted = [
        and_(*_released(instrument, breakdown))
        for instrument in instruments
        for breakdown in (TOTAL, "class")
    ]
    cells = stored_cells(session, or_(*wanted))
    return tuple(
        _earlier_wave(
            instrument,
            [one for one in cells if one.key.instrument_id == instrument.instrument_id],
            position,
        )
        for instrument in instruments
    )


def _by_month(
    cells: Sequence[Cell],
) -> tuple[Counter[tuple[int, str]], Counter[tuple[int, str]]]:
    counts: Counter[tuple[int, str]] = Counter()
    rated: Counter[tuple[int, str]] = Counter()
    for cell in cells:
        counts[cell.key.office_id, cell.key.month] += cell.n
        rated[cell.key.office_id, cell.key.month] += cell.rated
    return counts, rated


def _earlier_wave(
    instrument: OpenInstrument, cells: Sequence[Cell], position: Mapping[int, int]
) -> EarlierWave:
    totals = [cell for cell in cells if cell.key.breakdown == TOTAL]
    channels: Counter[str] = Counter()
    for cell in cells:
        if cell.key.breakdown != TOTAL:
            channels[cell.key.value] += cell.n
    return EarlierWave(
        instrument,
        _tallies(
            instrument,
            totals,
            [position[cell.key.office_id] for cell in totals],
            n_cells=len(position),
        ),
        channels,
    )


def _released(
    instrument: OpenInstrument, breakdown: str
) -> tuple[ColumnElement[bool], ...]:
    return (
        *counted_cells(
            instrument.instrument_id, headline_classes=instrument.headline_classes
        ),
        col(Tally.breakdown) == breakdown,
        col(Tally.released).is_(True),
    )


def rated_offices(
    session: Session, instrument: OpenInstrument
) -> tuple[RatedOffice, ...]:
    """Return every office with its released state, in the order of codes. Two queries."""
    return _offices(session, instrument)


def _offices(session: Session, instrument: OpenInstrument) -> tuple[RatedOffice, ...]:
    state = (
        col(ReleaseState.office_id) == col(Office.id),
        col(ReleaseState.instrument_id) == instrument.instrument_id,
        col(ReleaseState.breakdown) == TOTAL,
    )
    opens_on = (
        select(col(Wave.opens_on))
        .where(col(Wave.id) == instrument.wave_id)
        .scalar_subquery()
    )
    rows = session.connection().execute(
        select(
            Office.__table__,  # type: ignore[attr-defined]
            col(ReleaseState.through),
            col(ReleaseState.months_apart),
            opens_on.label("wave_opens_on"),
        )
        .outerjoin(ReleaseState, and_(*state))
        .where(col(Office.code) != CANARY_OFFICE)
        .order_by(col(Office.code))
    )
    return tuple(
        RatedOffice(
            office_id=office.id,
            code=office.code,
            name=office.name,
            name_en=office.name_en,
            level=office.level,
            through=office.through,
            months_apart=bool(office.months_apart),
            was_there=office.through is not None
            or (office.opened_on or date.min) <= instrument.last_day
            and (office.closed_on or date.max) > office.wave_opens_on,
            block=office.block,
        )
        for office in rows
    )


def _states(
    session: Session, instrument: OpenInstrument, breakdown: str
) -> dict[int, date]:
    rows = session.connection().execute(
        select(col(ReleaseState.office_id), col(ReleaseState.through)).where(
            col(ReleaseState.instrument_id) == instrument.instrument_id,
            col(ReleaseState.breakdown) == breakdown,
        )
    )
    return {office_id: through for office_id, through in rows}


def _tallies(
    instrument: OpenInstrument,
    cells: Sequence[Cell],
    positions: Sequence[int],
    *,
    n_cells: int,
) -> Tallies:
    """Return the stored cells added up at their positions."""
    questionnaire = _questionnaire(instrument)
    questions = len(questionnaire.questions)
    characters = questionnaire.scale.levels + len(MISSING_CHARACTERS)
    measures = len(questionnaire.measures(full=instrument.full))
    n = np.zeros(n_cells, np.int64)
    codes = np.zeros((n_cells, questions * characters), np.int64)
    sums = np.zeros((n_cells, measures * len(SUMS)), np.int64)
    for cell, position in zip(cells, positions, strict=True):
        n[position] += cell.n
        codes[position] += cell.codes
        sums[position] += cell.sums
    return Tallies(
        n,
        codes.reshape(n_cells, questions, characters),
        sums.reshape(n_cells, measures, len(SUMS)),
    )


def _questionnaire(instrument: OpenInstrument) -> Questionnaire:
    return stored_questionnaire(instrument.digest, instrument.content)
