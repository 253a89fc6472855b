"""A part of a wave's answers: one level of offices, one way in, one purpose of the visit, one field, one month.

Each part stands beside its sisters and the total, so they are hidden together as a row of cells is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlmodel import Session

from analysis.indices import domain_index
from analysis.intervals import interval_of_index
from analysis.tally import Tallies
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
from survey.reports.wave_result import WaveHead, WaveResult
from survey.store import results
from survey.trust.disclosure import Audience, may_be_shown

LEVEL, CHANNEL, STAGE, FIELD, MONTH = "level", "class", "stage", "field", "month"
KINDS = (LEVEL, CHANNEL, STAGE, FIELD, MONTH)
# The kinds whose values are those of a breakdown of the tallies.
BREAKDOWNS = (CHANNEL, STAGE, FIELD)
# Answers outside every part on offer; never shown, but what is left of the total must be safe too.
REST = "~rest"


@dataclass(frozen=True, slots=True)
class Part:
    """One value to select, with its index."""

    value: str
    figure: Figure


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


def build_selection(
    session: Session,
    result: WaveResult,
    kind: str,
    value: str,
    *,
    audience: Audience,
    today: date,
) -> Selection | None:
    """Return a part of a wave; None where no answer is released for the value. At most two queries.

    Indices of parts are pooled, whatever the rule of the wave. A mean of levels has no parts: what its
    interval needs is kept of whole offices only.
    """
    if result.questionnaire.scoring == "level":
        return None
    cells = _cells(session, result, kind, today)
    named = _named(cells)
    if value == REST or value not in named:
        return None
    figures = _figures(result, cells, audience)
    at, last = named.index(value), result.index_position
    chosen = np.array([each == value for each in cells.values])
    return Selection(
        head=result.head,
        kind=kind,
        value=value,
        parts=_parts(result, named, figures),
        index=figures[at][last],
        factors=result.measured(figures[at], kind="factor"),
        distribution=distribution_of(
            cells.tallies.codes[chosen].sum(axis=0),
            result.measures[last].positions,
            questionnaire=result.questionnaire,
            beside=figures[at][last],
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
    """Return the parts of a kind by themselves, with their pooled indices. At most two queries."""
    cells = _cells(session, result, kind, today)
    if not cells.values:
        return ()
    return _parts(result, _named(cells), _figures(result, cells, audience))


def _parts(
    result: WaveResult, named: Sequence[str], figures: Sequence[tuple[Figure, ...]]
) -> tuple[Part, ...]:
    last = result.index_position
    return tuple(
        Part(name, figures[at][last]) for at, name in enumerate(named) if name != REST
    )


def _named(cells: _Cells) -> list[str]:
    """Return the values that cells have, in order, what belongs to none of them last."""
    rest = [REST] if REST in cells.values else []
    return [*sorted(set(cells.values) - {REST}), *rest]


def _figures(
    result: WaveResult, cells: _Cells, audience: Audience
) -> tuple[tuple[Figure, ...], ...]:
    """Return the figures of each named value, one a measure, safe beside each other and the total."""
    named = _named(cells)
    sums = cells.tallies.score_sums(
        offices=[str(at) for at in range(len(cells.values))],
        measures=[measure.code for measure in result.measures],
    )
    groups = [named.index(each) for each in cells.values]
    index = domain_index(sums, groups, names=named)
    return figures_by_domain(
        index,
        interval_of_index(index),
        audience=audience,
        totals=("all",) * len(named),
    )


def values_on_offer(
    result: WaveResult, released: Mapping[str, Sequence[str]], *, today: date
) -> Mapping[str, tuple[str, ...]]:
    """Return what can be selected, by kind; a kind with a single value selects nothing.

    `released` are values by breakdown.
    """
    if result.questionnaire.scoring == "level":
        return {}
    offered = {
        LEVEL: sorted({office.level for office in result.offices}),
        **{kind: sorted(released[kind]) for kind in BREAKDOWNS},
        MONTH: sorted({month for _, month in _finished(result, today)}),
    }
    return {kind: tuple(found) for kind, found in offered.items() if len(found) > 1}


def _cells(session: Session, result: WaveResult, kind: str, today: date) -> _Cells:
    if kind == LEVEL:
        return _Cells(tuple(office.level for office in result.offices), result.tallies)
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
        and offices[office_id].months_apart
        and (is_over or last_day(month) <= (offices[office_id].through or date.min))
    }
