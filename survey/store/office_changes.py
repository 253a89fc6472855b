"""Mergers, splits and closings of offices: what a list of them would do, and doing all of it at once.

Closed offices keep their answers. Their counters get successors, to which printed codes lead from the day on.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from sqlmodel import Session, col, select

from survey.store.closing import keep_others_out
from survey.store.office_change_faults import Fault, faults_of
from survey.store.office_state import OfficeState, office_state
from survey.store.tables import (
    Counter,
    Office,
    OfficeSuccession,
)
from survey.store.tables.places import AT_COUNTER, ONLINE
from survey.store.tables.succession import MERGE, SPLIT

LONGEST_CODE = 40


class ChangesRefused(Exception):
    """Nothing was changed; `faults` say why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)


class Kind(Enum):
    """What becomes of an office."""

    MERGE = MERGE
    SPLIT = SPLIT
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class OfficeChange:
    """One row: an office's work goes to a successor on a day; without a successor it ends.

    `name` and `name_en` are those of a successor that is not known yet. `counter` names the one
    that goes there; without it all that no other row names.
    """

    line: int
    office: str
    successor: str
    on: date
    name: str = ""
    name_en: str = ""
    counter: str = ""


@dataclass(frozen=True, slots=True)
class ClosedOffice:
    """An office that closes, with the codes of its successors."""

    office: Office
    kind: Kind
    on: date
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenedOffice:
    """An office that opens on the day; `is_new` where nobody had entered it."""

    code: str
    name: str
    name_en: str
    level: str
    block: str
    on: date
    is_new: bool


@dataclass(frozen=True, slots=True)
class MovedCounter:
    """A counter that closes, the one that stands for it, and the printed codes that lead there.

    `successor` is the code of that counter, empty where the office only closes. `is_new` is false
    where several counters lead to one successor and an earlier one of them opens it.
    """

    counter: Counter
    office: str
    successor_office: str
    successor: str
    name: str
    name_en: str
    on: date
    is_new: bool
    poster_ids: tuple[int, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a list of changes does, and what it leaves for people to settle."""

    closed: tuple[ClosedOffice, ...]
    opened: tuple[OpenedOffice, ...]
    counters: tuple[MovedCounter, ...]
    state: OfficeState

    @property
    def codes(self) -> int:
        """How many printed codes lead on."""
        return sum(len(moved.codes) for moved in self.counters if moved.successor)


def begin(session: Session) -> None:
    """Let nobody else change offices or seal a day between a plan and its doing."""
    keep_others_out(session)


def plan_changes(
    session: Session, changes: Sequence[OfficeChange], *, today: date
) -> Plan:
    """Return what changes would do; nothing is written. Raises ChangesRefused naming every fault.

    The number of queries does not grow with the rows.
    """
    state = office_state(session, {row.office: row.on for row in changes}, today=today)
    faults = faults_of(changes, state)
    if faults:
        raise ChangesRefused(faults)
    rows: dict[str, list[OfficeChange]] = defaultdict(list)
    for row in changes:
        rows[row.office].append(row)
    closed = tuple(
        _closed(state.offices[office], of_office) for office, of_office in rows.items()
    )
    opened = tuple(_opened(closed, changes, state))
    return Plan(closed, opened, tuple(_moved(rows, opened, state)), state)


def successions(session: Session) -> tuple[OfficeSuccession, ...]:
    """Return every merger and split, the oldest first. One query."""
    return tuple(
        session.exec(
            select(OfficeSuccession).order_by(
                col(OfficeSuccession.valid_from),
                col(OfficeSuccession.office_id),
                col(OfficeSuccession.successor_id),
            )
        )
    )


def _closed(office: Office, rows: Sequence[OfficeChange]) -> ClosedOffice:
    successors = tuple(dict.fromkeys(row.successor for row in rows if row.successor))
    kind = Kind.CLOSE
    if successors:
        kind = Kind.MERGE if len(successors) == 1 else Kind.SPLIT
    return ClosedOffice(office, kind, rows[0].on, successors)


def _opened(
    closed: Iterable[ClosedOffice],
    changes: Sequence[OfficeChange],
    state: OfficeState,
) -> Iterable[OpenedOffice]:
    """Give the successors that nobody had entered or that have no counter yet, the first day of each."""
    first: dict[str, ClosedOffice] = {}
    for one in closed:
        for successor in one.successors:
            if successor not in first or one.on < first[successor].on:
                first[successor] = one
    named = {row.successor: row for row in reversed(changes) if row.name}
    for code, before in first.items():
        known = state.offices.get(code)
        if known is None:
            yield OpenedOffice(
                code,
                named[code].name,
                named[code].name_en,
                # What takes over an office's work is of its kind.
                before.office.level,
                before.office.block,
                before.on,
                is_new=True,
            )
        elif known.opened_on is None and code not in state.offices_with_counters:
            yield OpenedOffice(
                code,
                known.name,
                known.name_en,
                known.level,
                known.block,
                before.on,
                is_new=False,
            )


def _moved(
    rows: Mapping[str, Sequence[OfficeChange]],
    opened: Iterable[OpenedOffice],
    state: OfficeState,
) -> Iterable[MovedCounter]:
    """Give every counter that closes, in the order of the rows."""
    names = _Names(state)
    online: dict[str, str] = {
        state.offices_by_id[counter.office_id].code: counter.code
        for counter in state.open_counters
        if counter.kind == ONLINE and counter.office_id in state.offices_by_id
    }
    going = [
        (office, counter, _row_of(counter, of_office))
        for office, of_office in rows.items()
        for counter in state.counters_of(office)
    ]
    names.count((row.successor, counter) for _, counter, row in going if row.successor)
    for office, counter, row in going:
        successor, is_new = "", False
        if counter.kind == ONLINE and row.successor in online:
            # An office has one place for online filers, however many were merged into it.
            successor = online[row.successor]
        elif row.successor:
            successor, is_new = names.new_code(row.successor, counter), True
            if counter.kind == ONLINE:
                online[row.successor] = successor
        name, name_en = names.name(row.successor, counter, state.offices[office])
        printed = state.codes_at(counter)
        yield MovedCounter(
            counter=counter,
            office=office,
            successor_office=row.successor,
            successor=successor,
            name=name,
            name_en=name_en,
            on=row.on,
            is_new=is_new,
            poster_ids=tuple(each.poster_id for each in printed),
            codes=tuple(each.code for each in printed),
        )


def _row_of(counter: Counter, rows: Sequence[OfficeChange]) -> OfficeChange:
    """Return the row that says where a counter goes: its own, or that for all others."""
    own = (row for row in rows if row.counter == counter.code)
    return next(own, None) or next(row for row in rows if not row.counter)


class _Names:
    """Finds codes and names for successors, so that no two counters of an office are called alike."""

    def __init__(self, state: OfficeState) -> None:
        self._taken = set(state.counter_codes)
        self._uses: dict[tuple[str, str], int] = defaultdict(int)
        for counter in state.open_counters:
            office = state.offices_by_id.get(counter.office_id)
            if office is not None:
                self._uses[office.code, counter.name] += 1

    def count(self, counters: Iterable[tuple[str, Counter]]) -> None:
        """Note the names that counters would bring to their successors."""
        for office, counter in counters:
            self._uses[office, counter.name] += 1

    def name(self, successor: str, counter: Counter, before: Office) -> tuple[str, str]:
        """Return the name in both languages, with the office that was before where others share it."""
        if counter.kind != AT_COUNTER or self._uses[successor, counter.name] < 2:
            return counter.name, counter.name_en
        english = counter.name_en and (
            f"{counter.name_en} (formerly {before.name_en or before.name})"
        )
        return f"{counter.name} ({before.name} cũ)", english

    def new_code(self, office: str, counter: Counter) -> str:
        """Return a code that no counter has, after both codes where that is short enough."""
        wanted = f"{office}-{counter.code}"
        if len(wanted) > LONGEST_CODE or wanted.casefold() in self._taken:
            wanted = next(
                code
                for n in range(1, len(self._taken) + 2)
                if (code := f"{office[: LONGEST_CODE - 6]}-{n}").casefold()
                not in self._taken
            )
        self._taken.add(wanted.casefold())
        return wanted


def _id(row: object) -> int:
    found = getattr(row, "id", None)
    assert isinstance(found, int)
    return found
