"""What is wrong with a list of changes to offices, found before any of it is done."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Protocol

from survey.store.office_state import OfficeState


class Why(Enum):
    """What is wrong with a cell."""

    UNKNOWN_OFFICE = "no office has this code"
    UNKNOWN_SUCCESSOR = (
        "no office has this code, and the row gives no name for a new one"
    )
    OTHER_SPELLING = "the code of another office in other capitals"
    BOTH = "an office cannot close and take over in the same list"
    CLOSED = "the office is closed, or will be"
    SUCCESSOR_CLOSED = "the successor is closed, or will be"
    NOT_OPEN_YET = "the office opens later"
    TAKES_OVER_LATER = "the office takes over another's work on that day or later"
    TOO_EARLY = "answers of that day are counted already"
    OTHER_DAY = "another row closes the office on another day"
    OTHER_NAME = "another row gives the new office another name"
    TWICE = "another row says the same"
    UNKNOWN_COUNTER = "not an open counter of the office"
    TWO_DEFAULTS = "two successors and no counters named that go to each"
    LEFT_OVER = "counters of which no row says where they go"
    CLOSES_AND_GOES = "one row closes the office, another names a successor"


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell of a row and what is wrong with it; `told` is what the sentence needs beside that."""

    line: int
    column: str
    value: str
    why: Why
    told: str = ""


class Row(Protocol):
    """One row of a list of changes."""

    @property
    def line(self) -> int: ...

    @property
    def office(self) -> str: ...

    @property
    def successor(self) -> str: ...

    @property
    def on(self) -> date: ...

    @property
    def name(self) -> str: ...

    @property
    def counter(self) -> str: ...


def faults_of(rows: Sequence[Row], state: OfficeState) -> tuple[Fault, ...]:
    """Return every fault of a list, in the order of its rows."""
    found = [
        *_of_offices(rows, state),
        *_of_successors(rows, state),
        *_of_lists(rows, state),
    ]
    return tuple(sorted(found, key=lambda fault: fault.line))


def _of_offices(rows: Iterable[Row], state: OfficeState) -> Iterator[Fault]:
    day_of: dict[str, date] = {}
    for row in rows:
        office = state.offices.get(row.office)
        on = row.on.isoformat()
        if office is None:
            yield Fault(row.line, "from", row.office, Why.UNKNOWN_OFFICE)
            continue
        if office.closed_on is not None:
            told = office.closed_on.isoformat()
            yield Fault(row.line, "from", row.office, Why.CLOSED, told)
        elif office.opened_on is not None and office.opened_on >= row.on:
            told = office.opened_on.isoformat()
            yield Fault(row.line, "on", on, Why.NOT_OPEN_YET, told)
        elif state.takes_over_on.get(row.office, date.min) >= row.on:
            told = state.takes_over_on[row.office].isoformat()
            yield Fault(row.line, "on", on, Why.TAKES_OVER_LATER, told)
        if row.on < state.first_day and row.office not in state.untouched:
            told = state.first_day.isoformat()
            yield Fault(row.line, "on", on, Why.TOO_EARLY, told)
        first = day_of.setdefault(row.office, row.on)
        if first != row.on:
            yield Fault(row.line, "on", on, Why.OTHER_DAY, first.isoformat())


def _of_successors(rows: Sequence[Row], state: OfficeState) -> Iterator[Fault]:
    closing = {row.office for row in rows}
    spelling = {code.casefold(): code for code in state.offices}
    name_of: dict[str, str] = {}
    for row in rows:
        if not row.successor:
            continue
        if row.successor in closing:
            # Also what keeps changes from going round in a circle: a closed office takes nothing over.
            yield Fault(row.line, "to", row.successor, Why.BOTH)
            continue
        office = state.offices.get(row.successor)
        if office is None:
            same = spelling.setdefault(row.successor.casefold(), row.successor)
            if same != row.successor:
                yield Fault(row.line, "to", row.successor, Why.OTHER_SPELLING, same)
            if row.name and name_of.setdefault(row.successor, row.name) != row.name:
                told = name_of[row.successor]
                yield Fault(row.line, "name", row.name, Why.OTHER_NAME, told)
        elif office.closed_on is not None:
            told = office.closed_on.isoformat()
            yield Fault(row.line, "to", row.successor, Why.SUCCESSOR_CLOSED, told)
        elif office.opened_on is not None and office.opened_on > row.on:
            told = office.opened_on.isoformat()
            yield Fault(row.line, "on", row.on.isoformat(), Why.NOT_OPEN_YET, told)
    named = {row.successor for row in rows if row.name}
    for row in rows:
        if row.successor and row.successor not in {*state.offices, *named, *closing}:
            yield Fault(row.line, "to", row.successor, Why.UNKNOWN_SUCCESSOR)


def _of_lists(rows: Iterable[Row], state: OfficeState) -> Iterator[Fault]:
    """Find what is wrong with the rows of an office together."""
    of_office: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        of_office[row.office].append(row)
    for office, found in of_office.items():
        known = {counter.code for counter in state.counters_of(office)}
        seen: set[str] = set()
        for row in found:
            if row.counter and row.counter not in known:
                yield Fault(row.line, "counter", row.counter, Why.UNKNOWN_COUNTER)
            elif bool(row.successor) != bool(found[0].successor):
                yield Fault(row.line, "to", row.successor, Why.CLOSES_AND_GOES)
            elif row.counter in seen:
                same = any(
                    other.successor == row.successor and other.counter == row.counter
                    for other in found
                    if other is not row
                )
                why = Why.TWICE if same or row.counter else Why.TWO_DEFAULTS
                yield Fault(row.line, "to", row.successor, why)
            seen.add(row.counter)
        if "" not in seen and known - seen:
            told = ", ".join(sorted(known - seen))
            yield Fault(found[0].line, "from", office, Why.LEFT_OVER, told)
