"""A wave of the past in the units of today: offices that were merged into one are counted as that one.

An office that was split stays as it was: nobody knows which of its answers belong to which successor.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from analysis.arrays import IntArray
from analysis.tally import Tallies
from survey.reports.figures import SECRET, Figure
from survey.store.results import RatedOffice
from survey.store.tables import OfficeSuccession
from survey.store.tables.succession import MERGE
from survey.trust.disclosure import may_be_shown, shown_unions

OF_ITS_DAY, TODAY = UNITS = ("then", "today")


@dataclass(frozen=True, slots=True)
class Unit:
    """An office of today and the offices of the wave that it is made of, by their positions.

    `pieces` says the same in the parts that earlier views may have shown by themselves.
    """

    office: RatedOffice
    pieces: tuple[tuple[int, ...], ...]
    is_merged: bool

    @property
    def parts(self) -> tuple[int, ...]:
        """The positions of all its offices."""
        return tuple(sorted(at for piece in self.pieces for at in piece))


@dataclass(frozen=True, slots=True)
class UnitsOfToday:
    """Offices of a wave as they are grouped today; `split` are those that stayed as they were."""

    units: tuple[Unit, ...]
    split: tuple[RatedOffice, ...]

    @property
    def merged(self) -> tuple[Unit, ...]:
        """The units that are made of other offices of the wave."""
        return tuple(unit for unit in self.units if unit.is_merged)


def units_of_today(
    offices: Sequence[RatedOffice],
    successions: Iterable[OfficeSuccession],
    *,
    today: date,
) -> UnitsOfToday:
    """Group the offices of a wave by the office that each has become, in the order of codes."""
    position = {office.office_id: at for at, office in enumerate(offices)}
    into: dict[int, tuple[int, date]] = {}
    split: set[int] = set()
    for row in successions:
        if row.valid_from > today or row.office_id not in position:
            continue
        if row.kind == MERGE:
            into[row.office_id] = row.successor_id, row.valid_from
        else:
            split.add(row.office_id)
    joined: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for office_id, (successor_id, on) in into.items():
        joined[successor_id].append((on, office_id))
    units = []
    for office in offices:
        if office.office_id not in into:
            pieces = tuple(
                tuple(position[each] for each in piece)
                for piece in _pieces(office.office_id, joined)
            )
            units.append(_unit(office, pieces, offices))
    return UnitsOfToday(
        tuple(units),
        tuple(
            office
            for office in offices
            if office.office_id in split and office.was_there
        ),
    )


def _unit(
    office: RatedOffice,
    pieces: tuple[tuple[int, ...], ...],
    offices: Sequence[RatedOffice],
) -> Unit:
    parts = [offices[at] for piece in pieces for at in piece]
    through = [part.through for part in parts if part.through is not None]
    return Unit(
        replace(
            office,
            # Up to this day, all of its parts are counted.
            through=min(through, default=None),
            months_apart=False,
            was_there=any(part.was_there for part in parts),
        ),
        pieces,
        any(part.was_there for part in parts if part.office_id != office.office_id),
    )


def _pieces(
    office_id: int, joined: Mapping[int, Sequence[tuple[date, int]]]
) -> list[list[int]]:
    """Return the offices of a unit in the parts that became visible together.

    What came in on one day is one part; an office that had taken others over before it came is one, too.
    """
    own = [office_id]
    pieces = [own]
    days = sorted({on for on, _ in joined.get(office_id, ())})
    for on in days:
        arrived = sorted(each for day, each in joined[office_id] if day == on)
        # On the first day, the office itself was not yet seen together with anything.
        together = own if on == days[0] else []
        for each in arrived:
            if each in joined:
                pieces.extend(_pieces(each, joined))
            else:
                together.append(each)
        if together and together is not own:
            pieces.append(together)
    return pieces


def merged_tallies(tallies: Tallies, units: Sequence[Unit]) -> Tallies:
    """Return the tallies of units."""
    return Tallies(
        merged_rows(tallies.n, units),
        merged_rows(tallies.codes, units),
        merged_rows(tallies.sums, units),
    )


def merged_rows(rows: IntArray, units: Sequence[Unit]) -> IntArray:
    """Return rows of offices, shape (offices, …), added up to rows of units."""
    return np.array([rows[list(unit.parts)].sum(axis=0) for unit in units], np.int64)


def shown_beside(
    figures: Sequence[Figure],
    n: Sequence[int],
    *,
    levels: Sequence[str],
    units: Sequence[Unit],
) -> tuple[bool, ...]:
    """Tell which units may be shown beside the figures of the offices that they are made of.

    `figures`, `n` and `levels` are those of the offices, for one measure.
    """
    hidden = [
        count if figure in SECRET else 0
        for figure, count in zip(figures, n, strict=True)
    ]
    allowed = shown_unions([_told(unit, hidden, levels) for unit in units])
    return tuple(
        is_allowed and may_be_shown(sum(n[at] for at in unit.parts))
        for unit, is_allowed in zip(units, allowed, strict=True)
    )


def _told(
    unit: Unit, hidden: Sequence[int], levels: Sequence[str]
) -> list[tuple[str, int]]:
    """Return the people in hidden offices of each piece, by the total that they are a part of."""
    told: dict[tuple[int, str], int] = defaultdict(int)
    for number, piece in enumerate(unit.pieces):
        for at in piece:
            told[number, levels[at]] += hidden[at]
    return [(level, people) for (_, level), people in told.items()]
