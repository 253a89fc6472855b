"""A part of a wave's answers: one level or block of offices, one way in, one purpose, one field, one month.

Each part stands beside its sisters and the total, so they are hidden together as a row of cells is;
blocks have a rule of their own (`survey.reports.office_unions`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlmodel import Session

from analysis.arrays import IntArray
from analysis.indices import domain_index
from analysis.intervals import interval_of_index
from analysis.tally import Tallies
from survey.reports.blocks import in_order
from survey.reports.coverage import last_day
from survey.reports.distribution import Distribution, distribution_of
from survey.reports.figures import (
    Figure,
    Measured,
    Withheld,
    figures_by_domain,
    has_few,
    reasons_in,
)
from survey.reports.office_unions import unions_by_block, unions_by_level
from survey.reports.wave_result import WaveHead, WaveResult
from survey.store import results
from survey.trust.disclosure import Audience, is_none_or_enough, may_be_shown

LEVEL, CHANNEL, STAGE, FIELD, MONTH = "level", "class", "stage", "field", "month"
BLOCK = "block"
KINDS = (LEVEL, BLOCK, CHANNEL, STAGE, FIELD, MONTH)
# The kinds that part offices, not their answers: what the rule of an index needs is kept of these.
BY_OFFICE = {LEVEL: unions_by_level, BLOCK: unions_by_block}
# The kinds whose values are those of a breakdown of the tallies.
BREAKDOWNS = (CHANNEL, STAGE, FIELD)
# Answers outside every part on offer; never shown, but what is left of the total must be safe too.
REST = "~rest"


@dataclass(frozen=True, slots=True)
class Part:
    """One value to select, with its index; of offices, how many there are and how many it adds up."""

    value: str
    figure: Figure
    offices: int = 0
    counted: int = 0


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen part in detail, and its sisters with their indices."""

    head: WaveHead
    kind: str
    value: str
    parts: tuple[Part, ...]
    index: Figure
    factors: tuple[Measured, ...]
    distribution: Distribution | None

    @property
    def part(self) -> Part:
        """The chosen part among its sisters."""
        return next(part for part in self.parts if part.value == self.value)

    @property
    def reasons(self) -> tuple[Withheld, ...]:
        """Why figures of the page are withheld."""
        return reasons_in(self._figures)

    @property
    def has_few(self) -> bool:
        """Tell whether a figure is shown that rests on few answers."""
        return has_few(self._figures)

    @property
    def _figures(self) -> list[Figure]:
        return [
            self.index,
            *(part.figure for part in self.parts),
            *(factor.figure for factor in self.factors),
        ]


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """Tallies of cells and the value that each belongs to."""

    values: tuple[str, ...]
    tallies: Tallies


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """The parts of a kind in order, what belongs to none last, with their figures, one a measure.

    `codes` counts the characters of the answers of each, shape (parts, questions, characters).
    """

    parts: tuple[Part, ...]
    figures: tuple[tuple[Figure, ...], ...]
    codes: IntArray


def build_selection(
    session: Session,
    result: WaveResult,
    kind: str,
    value: str,
    *,
    audience: Audience,
    today: date,
) -> Selection | None:
    """Return a part of a wave; None where no answer is released for the value. At most two queries."""
    if not _has_parts(result, kind):
        return None
    found = _found(session, result, kind, audience=audience, today=today)
    named = [part.value for part in found.parts]
    if value == REST or value not in named:
        return None
    at, last = named.index(value), result.index_position
    return Selection(
        head=result.head,
        kind=kind,
        value=value,
        parts=_shown(found),
        index=found.figures[at][last],
        factors=result.measured(found.figures[at], kind="factor"),
        distribution=distribution_of(
            found.codes[at],
            result.measures[last].positions,
            questionnaire=result.questionnaire,
            beside=found.figures[at][last],
        ),
    )


def parts_of(
    session: Session,
    result: WaveResult,
    kind: str,
    *,
    audience: Audience,
    today: date,
) -> tuple[Part, ...]:
    """Return the parts of a kind by themselves, with their indices. At most two queries."""
    return _shown(_found(session, result, kind, audience=audience, today=today))


def blocks_of(result: WaveResult, *, audience: Audience) -> tuple[Part, ...]:
    """Return the blocks of a wave's offices with their indices, in the order of lists."""
    return _of_offices(result, BLOCK, audience).parts


def values_on_offer(
    result: WaveResult, released: Mapping[str, Sequence[str]], *, today: date
) -> Mapping[str, tuple[str, ...]]:
    """Return what can be selected, by kind; a kind with a single value selects nothing.

    `released` are values by breakdown.
    """
    offered = {
        LEVEL: sorted({office.level for office in result.offices}),
        BLOCK: in_order(office.block for office in result.offices if office.was_there),
        **{kind: sorted(released[kind]) for kind in BREAKDOWNS},
        MONTH: sorted({month for _, month in _finished(result, today)}),
    }
    return {
        kind: tuple(found)
        for kind, found in offered.items()
        if len(found) > 1 and _has_parts(result, kind)
    }


def _has_parts(result: WaveResult, kind: str) -> bool:
    """Tell whether a wave can be parted so: what a mean of levels needs is kept of whole offices only."""
    return kind in BY_OFFICE or result.questionnaire.scoring != "level"


def _shown(found: _Found) -> tuple[Part, ...]:
    return tuple(part for part in found.parts if part.value != REST)


def _found(
    session: Session,
    result: WaveResult,
    kind: str,
    *,
    audience: Audience,
    today: date,
) -> _Found:
    """Return the parts of a kind, safe beside each other and the total."""
    if kind in BY_OFFICE:
        return _of_offices(result, kind, audience)
    cells = _cells(session, result, kind, today)
    rest = [REST] if REST in cells.values else []
    named = [*sorted(set(cells.values) - {REST}), *rest]
    sums = cells.tallies.score_sums(
        offices=[str(at) for at in range(len(cells.values))],
        measures=[measure.code for measure in result.measures],
    )
    groups = [named.index(each) for each in cells.values]
    index = domain_index(sums, groups, names=named)
    figures = figures_by_domain(
        index,
        interval_of_index(index),
        audience=audience,
        totals=("all",) * len(named),
    )
    codes = np.zeros((len(named), *cells.tallies.codes.shape[1:]), np.int64)
    np.add.at(codes, groups, cells.tallies.codes)
    last = result.index_position
    return _Found(
        tuple(Part(name, figures[at][last]) for at, name in enumerate(named)),
        figures,
        codes,
    )


def _of_offices(result: WaveResult, kind: str, audience: Audience) -> _Found:
    unions = BY_OFFICE[kind](result, audience)
    last = result.index_position
    return _Found(
        tuple(
            Part(
                name,
                unions.figures[at][last],
                offices=unions.offices[at],
                counted=unions.counted[at],
            )
            for at, name in enumerate(unions.names)
        ),
        unions.figures,
        unions.codes,
    )


def _cells(session: Session, result: WaveResult, kind: str, today: date) -> _Cells:
    if kind == MONTH:
        return _months(session, result, today)
    found = results.released_breakdown(session, result.instrument, kind)
    return _Cells(tuple(cell.value for cell in found.cells), found.tallies)


def _months(session: Session, result: WaveResult, today: date) -> _Cells:
    found = results.released_months(session, result.instrument)
    finished = _finished(result, today)
    return _Cells(
        tuple(
            month if (office, month) in finished else REST
            for office, month in found.keys
        ),
        found.tallies,
    )


def _finished(result: WaveResult, today: date) -> set[tuple[int, str]]:
    """Return the months of offices that can be shown: they grow no more, and no state told of a part.

    A step of an office that gave a month one to four answers beside another's would be told by the
    difference of the month to the state before; such an office shows no month.
    """
    is_over = today > result.instrument.last_day_with_grace
    offices = {office.office_id: office for office in result.offices}
    return {
        (office_id, month)
        for (office_id, month), n in result.by_month.items()
        if may_be_shown(n)
        and is_none_or_enough(result.rated_by_month[office_id, month])
        and offices[office_id].months_apart
        and (is_over or last_day(month) <= (offices[office_id].through or date.min))
    }
