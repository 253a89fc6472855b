"""The counters of one office by reception point: for those who run it, and never for scoring a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from analysis.indices import domain_index, satisfaction_index
from analysis.intervals import interval_of_index
from analysis.scores import ScoreSums
from survey.language import SOURCE_LANGUAGE
from survey.reports.figures import (
    SECRET,
    Figure,
    Withheld,
    figures_by_domain,
    has_few,
    reasons_in,
)
from survey.reports.office_unions import union_figure
from survey.reports.ordering import vietnamese_order
from survey.reports.wave_result import WaveResult
from survey.store import places, results
from survey.store.tables import Counter
from survey.trust.disclosure import Audience


@dataclass(frozen=True, slots=True)
class CounterRow:
    """A counter with its index."""

    code: str
    name: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class ReceptionPoint:
    """A reception point with its counters in the order of their codes; nameless where none was named.

    Its index adds up the counters that are shown, so that it tells of no other.
    """

    name: str
    figure: Figure
    rows: tuple[CounterRow, ...]


@dataclass(frozen=True, slots=True)
class CounterTable:
    """An office's reception points by name, the nameless one last, up to a day of their own."""

    points: tuple[ReceptionPoint, ...]
    through: date

    @property
    def rows(self) -> tuple[CounterRow, ...]:
        """Every counter, point by point."""
        return tuple(row for point in self.points for row in point.rows)

    @property
    def has_points(self) -> bool:
        """Tell whether the office has several points, which have figures of their own."""
        return len(self.points) > 1

    @property
    def reasons(self) -> tuple[Withheld, ...]:
        """Why figures of this table are withheld."""
        return reasons_in(self._figures)

    @property
    def has_few(self) -> bool:
        """Tell whether a counter or point is shown that has too few answers for a comparison."""
        return has_few(self._figures)

    @property
    def _figures(self) -> list[Figure]:
        points = [point.figure for point in self.points] if self.has_points else []
        return [*points, *(row.figure for row in self.rows)]


def build_counters(
    session: Session, result: WaveResult, position: int, *, audience: Audience
) -> CounterTable | None:
    """Return the counters of the office at a position; None where fewer than two were rated.

    At most three queries. The index is pooled, whatever the rule of the wave: a counter's answers
    are too few for a mean of criteria. A mean of levels is kept of whole offices only.
    """
    if result.questionnaire.scoring == "level":
        return None
    office_id = result.offices[position].office_id
    found = results.released_breakdown(
        session, result.instrument, "counter", office_id=office_id
    )
    if len(found.cells) < 2:
        return None
    ids = [int(cell.value) for cell in found.cells]
    known = places.counters_by_id(session, ids)
    sums = found.tallies.score_sums(
        offices=[str(counter_id) for counter_id in ids],
        measures=[measure.code for measure in result.measures],
    ).of_measure(result.index_position)
    index = satisfaction_index(sums)
    figures = figures_by_domain(
        index,
        interval_of_index(index),
        audience=audience,
        totals=("office",) * len(ids),
    )
    counters = [known[counter_id] for counter_id in ids]
    return CounterTable(
        _points(
            sums,
            counters,
            [figure for (figure,) in figures],
            audience=audience,
            language=result.language,
        ),
        found.cells[0].through,
    )


def _points(
    sums: ScoreSums,
    counters: Sequence[Counter],
    figures: Sequence[Figure],
    *,
    audience: Audience,
    language: str,
) -> tuple[ReceptionPoint, ...]:
    """Return counters and their figures by reception point."""
    names = sorted(
        {counter.point for counter in counters},
        key=lambda name: (not name, vietnamese_order(name)),
    )
    index = domain_index(
        sums,
        [
            -1 if figure in SECRET else names.index(counter.point)
            for counter, figure in zip(counters, figures, strict=True)
        ],
        names=names,
    )
    of_points = figures_by_domain(index, interval_of_index(index), audience=audience)
    found = []
    for name, (of_point,) in zip(names, of_points, strict=True):
        rows = [
            CounterRow(counter.code, _name(counter, language), figure)
            for counter, figure in zip(counters, figures, strict=True)
            if counter.point == name
        ]
        found.append(
            ReceptionPoint(
                name,
                union_figure(of_point, [row.figure for row in rows]),
                tuple(sorted(rows, key=lambda row: row.code)),
            )
        )
    return tuple(found)


def _name(counter: Counter, language: str) -> str:
    if language != SOURCE_LANGUAGE and counter.name_en:
        return counter.name_en
    return counter.name
