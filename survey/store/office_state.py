"""What stands at offices that are about to change: counters, printed codes, and what people left open there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from survey.store.actions import OPEN_STATES, actions
from survey.store.closing import last_sealed_day
from survey.store.places import has_come
from survey.store.tables import (
    Arrival,
    Batch,
    Counter,
    DayCount,
    Kiosk,
    Office,
    OfficeSuccession,
    Placement,
    Poster,
    Reviewer,
    Wave,
    WaveTarget,
)
from survey.store.tables.imports import IMPORTED
from survey.store.tables.places import AT_COUNTER, CANARY_OFFICE, FROM_FILES, ONLINE


@dataclass(frozen=True, slots=True)
class Left:
    """What is left at an office that closes: nothing of it is changed, people have to look at it.

    Names of accounts, codes of waves with a target, numbers of actions that are not finished, and
    how many devices stand at its counters.
    """

    office: str
    accounts: tuple[str, ...]
    waves: tuple[str, ...]
    actions: tuple[int, ...]
    kiosks: int


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """A poster that is in use on the day, and what is printed on it."""

    poster_id: int
    code: str


@dataclass(frozen=True, slots=True)
class OfficeState:
    """All offices by code and id, and what stands at those that change."""

    offices: Mapping[str, Office]
    offices_by_id: Mapping[int, Office]
    offices_with_counters: frozenset[str]
    # In lower case: no two codes differ by capitals alone.
    counter_codes: frozenset[str]
    open_counters: tuple[Counter, ...]
    # The days on which offices take over another's work, by code.
    takes_over_on: Mapping[str, date]
    # The first day that is not counted, and the offices of which no day ever was: what became of
    # those in the past is written down as it was.
    first_day: date
    untouched: frozenset[str]
    left: tuple[Left, ...]
    _counters: Mapping[str, Sequence[Counter]]
    _codes: Mapping[int, Sequence[PrintedCode]]

    def counters_of(self, office_code: str) -> tuple[Counter, ...]:
        """Return an office's counters that close with it, in the order of their codes."""
        return tuple(self._counters.get(office_code, ()))

    def codes_at(self, counter: Counter) -> tuple[PrintedCode, ...]:
        """Return the printed codes that lead to a counter on the day that it closes."""
        return tuple(self._codes.get(counter.id or 0, ()))


def office_state(
    session: Session, days: Mapping[str, date], *, today: date
) -> OfficeState:
    """Return what stands at offices on the day of their change, by code. Fifteen queries."""
    offices = session.exec(select(Office).where(Office.code != CANARY_OFFICE)).all()
    by_code = {office.code: office for office in offices}
    by_id = {office.id: office for office in offices if office.id is not None}
    counters = session.exec(select(Counter).order_by(col(Counter.code))).all()
    closing: dict[str, list[Counter]] = {code: [] for code in days if code in by_code}
    for counter in counters:
        office = by_id.get(counter.office_id)
        if (
            office is not None
            and office.code in closing
            and counter.kind in (AT_COUNTER, ONLINE)
            and not has_come(counter.closed_on, days[office.code])
        ):
            closing[office.code].append(counter)
    return OfficeState(
        offices=by_code,
        offices_by_id=by_id,
        offices_with_counters=frozenset(
            by_id[counter.office_id].code
            for counter in counters
            if counter.office_id in by_id
        ),
        counter_codes=frozenset(counter.code.casefold() for counter in counters),
        open_counters=tuple(
            counter for counter in counters if not has_come(counter.closed_on, today)
        ),
        takes_over_on=_takes_over_on(session, by_id),
        first_day=_first_day(session, today),
        untouched=_untouched(session, counters, by_id),
        left=_left(session, closing, by_code, days),
        _counters=closing,
        _codes=_codes(session, closing, days),
    )


def _first_day(session: Session, today: date) -> date:
    """Return the first day of which nothing is counted yet."""
    sealed = last_sealed_day(session)
    return today if sealed is None else date.fromordinal(sealed.toordinal() + 1)


def _untouched(
    session: Session, counters: Sequence[Counter], offices: Mapping[int, Office]
) -> frozenset[str]:
    """Return the offices at whose counters nobody has ever been able to answer. Five queries."""
    ways = (
        select(Placement.counter_id).distinct(),
        select(Kiosk.counter_id).distinct(),
        select(Arrival.counter_id).distinct(),
        select(Batch.counter_id).where(Batch.channel != IMPORTED).distinct(),
        select(DayCount.counter_id).where(DayCount.channel != IMPORTED).distinct(),
    )
    touched = {counter_id for way in ways for counter_id in session.exec(way)}
    known = {
        counter.office_id
        for counter in counters
        if counter.id in touched and counter.kind != FROM_FILES
    }
    return frozenset(office.code for id, office in offices.items() if id not in known)


def _takes_over_on(session: Session, by_id: Mapping[int, Office]) -> dict[str, date]:
    """Return the last day on which each office takes something over."""
    found: dict[str, date] = {}
    for row in session.exec(select(OfficeSuccession)):
        code = by_id[row.successor_id].code
        found[code] = max(row.valid_from, found.get(code, row.valid_from))
    return found


def _codes(
    session: Session,
    closing: Mapping[str, Sequence[Counter]],
    days: Mapping[str, date],
) -> dict[int, list[PrintedCode]]:
    """Return the codes in use at each closing counter on the day that it closes, by its id."""
    day_of = {
        counter.id: days[code] for code, found in closing.items() for counter in found
    }
    posters: dict[PrintedCode, list[tuple[date, int]]] = defaultdict(list)
    retired_on: dict[int, date | None] = {}
    for poster_id, code, retired, valid_from, counter_id in session.exec(
        select(
            Placement.poster_id,
            Poster.code,
            Poster.retired_on,
            Placement.valid_from,
            Placement.counter_id,
        )  # type: ignore[call-overload]
        .join(Placement, col(Placement.poster_id) == col(Poster.id))
        .order_by(
            col(Poster.printed_on), col(Poster.id), col(Placement.valid_from).desc()
        )
    ):
        retired_on[poster_id] = retired
        posters[PrintedCode(poster_id, code)].append((valid_from, counter_id))
    found: dict[int, list[PrintedCode]] = defaultdict(list)
    for printed, placements in posters.items():
        for valid_from, counter_id in placements:
            day = day_of.get(counter_id)
            if day is None or valid_from > day:
                continue
            latest = next(where for begun, where in placements if begun <= day)
            if latest == counter_id and not has_come(
                retired_on[printed.poster_id], day
            ):
                found[counter_id].append(printed)
                break
    return found


def _left(
    session: Session,
    closing: Mapping[str, Sequence[Counter]],
    by_code: Mapping[str, Office],
    days: Mapping[str, date],
) -> tuple[Left, ...]:
    accounts: dict[int, list[str]] = defaultdict(list)
    for reviewer in session.exec(
        select(Reviewer)
        .where(col(Reviewer.is_active).is_(True), col(Reviewer.office_id).is_not(None))
        .order_by(col(Reviewer.name))
    ):
        accounts[reviewer.office_id or 0].append(reviewer.name)
    targets: dict[int, list[Wave]] = defaultdict(list)
    for office_id, wave in session.exec(
        select(WaveTarget.office_id, Wave)
        .join(Wave, col(Wave.id) == col(WaveTarget.wave_id))
        .order_by(col(Wave.code))
    ):
        targets[office_id].append(wave)
    unfinished: dict[int, list[int]] = defaultdict(list)
    for followed in actions(session):
        if followed.state in OPEN_STATES:
            unfinished[followed.action.office_id].append(followed.action.number)
    kiosks = session.exec(
        select(Kiosk.counter_id).where(col(Kiosk.revoked_on).is_(None))
    ).all()
    found = []
    for code, counters in closing.items():
        office_id = by_code[code].id or 0
        ids = {counter.id for counter in counters}
        found.append(
            Left(
                office=code,
                accounts=tuple(accounts[office_id]),
                waves=tuple(
                    wave.code
                    for wave in targets[office_id]
                    if wave.last_day >= days[code]
                ),
                actions=tuple(sorted(unfinished[office_id])),
                kiosks=sum(counter_id in ids for counter_id in kiosks),
            )
        )
    return tuple(
        left
        for left in found
        if left.accounts or left.waves or left.actions or left.kiosks
    )
