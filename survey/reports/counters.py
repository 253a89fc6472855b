"""The counters of one office: for those who run it, and never for scoring a person."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from analysis.indices import satisfaction_index
from analysis.intervals import interval_of_index
from survey.language import SOURCE_LANGUAGE
from survey.reports.figures import (
    Figure,
    Withheld,
    figures_by_domain,
    has_few,
    reasons_in,
)
from survey.reports.wave_result import WaveResult
from survey.store import places, results
from survey.store.tables import Counter
from survey.trust.disclosure import Audience


@dataclass(frozen=True, slots=True)
class CounterRow:
    """A counter with its index; `point` is the reception point where it stands, if the office has several."""

    code: str
    name: str
    figure: Figure
    point: str = ""


@dataclass(frozen=True, slots=True)
class CounterTable:
    """An office's counters in the order of their codes, up to a day of their own."""

    rows: tuple[CounterRow, ...]
    through: date

    @property
    def reasons(self) -> tuple[Withheld, ...]:
        """Why figures of this table are withheld."""
        return reasons_in(row.figure for row in self.rows)

    @property
    def has_few(self) -> bool:
        """Tell whether a counter is shown that has too few answers for a comparison."""
        return has_few(row.figure for row in self.rows)


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
    rows = [
        CounterRow(
            known[counter_id].code,
            _name(known[counter_id], result.language),
            figures[at][0],
            known[counter_id].point,
        )
        for at, counter_id in enumerate(ids)
    ]
    return CounterTable(
        tuple(sorted(rows, key=lambda row: row.code)), found.cells[0].through
    )


def _name(counter: Counter, language: str) -> str:
    if language != SOURCE_LANGUAGE and counter.name_en:
        return counter.name_en
    return counter.name
