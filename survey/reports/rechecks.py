"""The independent check of a wave: how far people were reached, and what was heard beside what offices collected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from analysis.arrays import BoolArray
from analysis.before_after import Shift
from analysis.changes import Changes
from analysis.indices import satisfaction_index
from analysis.intervals import interval_of_index
from analysis.rechecks import ContactRates, collection_gaps, contact_rates
from analysis.scores import ScoreSums
from analysis.tally import Tallies
from analysis.verdicts import Difference
from survey.reports.figures import (
    Estimate,
    Figure,
    Withheld,
    figures_of_measure,
    has_few,
    reasons_in,
)
from survey.reports.wave_result import WaveHead, WaveResult, office_name
from survey.store import rechecks, results
from survey.store.rechecks import DrawHead, KeptDraw
from survey.store.results import RatedOffice
from survey.store.tables import Office
from survey.store.tables.rechecks import OUTCOMES
from survey.store.waves import OpenInstrument
from survey.trust.disclosure import Audience

REFUSED = "refused"
# Known not to belong to the people asked about.
INELIGIBLE = ("not_the_person", "no_visit")


@dataclass(frozen=True, slots=True)
class Reached:
    """How many were drawn, how many answered, and why the others did not."""

    drawn: int
    answered: int
    outcomes: Mapping[str, int]

    @property
    def left(self) -> int:
        """Return those of whom nothing was told yet; none where more was told than drawn."""
        return max(0, self.drawn - self.answered - sum(self.outcomes.values()))

    @property
    def rates(self) -> ContactRates:
        return contact_rates(
            drawn=self.drawn,
            answered=self.answered,
            refused=self.outcomes.get(REFUSED, 0),
            ineligible=sum(self.outcomes.get(one, 0) for one in INELIGIBLE),
        )


@dataclass(frozen=True, slots=True)
class ReachedOffice:
    """An office on the list."""

    office_id: int
    code: str
    name: str
    population: int
    reached: Reached


@dataclass(frozen=True, slots=True)
class RecheckStatus:
    """The state of a check, office by office."""

    head: DrawHead
    offices: tuple[ReachedOffice, ...]
    earlier: int
    has_begun: bool
    last_day: date
    last_day_with_grace: date

    @property
    def population(self) -> int:
        return sum(office.population for office in self.offices)

    @property
    def total(self) -> Reached:
        each = [office.reached for office in self.offices]
        return Reached(
            sum(one.drawn for one in each),
            sum(one.answered for one in each),
            {
                outcome: sum(one.outcomes.get(outcome, 0) for one in each)
                for outcome in OUTCOMES
            },
        )


@dataclass(frozen=True, slots=True)
class GapRow:
    """An office: what it collected, what was heard, and the gap; None where one of the two is withheld."""

    code: str
    name: str
    own: Figure
    heard: Figure
    gap: Shift | None
    verdict: Difference


@dataclass(frozen=True, slots=True)
class RecheckResult:
    """The gaps of a wave. `overall` is None where no office can be compared.

    `weight_compared` is the share of all dossiers on the list that the offices compared have.
    `is_pooled`: the index is the pooled share; if not, both sides are compared by that share.
    """

    head: WaveHead
    rows: tuple[GapRow, ...]
    own: float
    heard: float
    own_n: int
    heard_n: int
    overall: Shift | None
    compared: int
    listed: int
    weight_compared: float
    is_pooled: bool
    through: date | None

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(each for row in self.rows for each in (row.own, row.heard))

    @property
    def reasons(self) -> tuple[Withheld, ...]:
        """Why figures are withheld."""
        return reasons_in(self.figures)

    @property
    def has_few(self) -> bool:
        """Tell whether a figure is shown that rests on few answers."""
        return has_few(self.figures)

    @property
    def clear(self) -> tuple[GapRow, ...]:
        """Return the offices whose two indices differ clearly."""
        either = (Difference.HIGHER, Difference.LOWER)
        return tuple(row for row in self.rows if row.verdict in either)


def build_status(
    session: Session,
    check: OpenInstrument,
    offices: Sequence[Office],
    *,
    language: str,
) -> RecheckStatus | None:
    """Return how far a check has come; None before its draw. Five queries."""
    draw = rechecks.newest_draw(session, check.instrument_id)
    if draw is None:
        return None
    answered = rechecks.answered(session, check.instrument_id)
    outcomes = rechecks.outcomes(session, check.instrument_id)
    drawn = draw.drawn
    rows = [
        ReachedOffice(
            office.id,
            office.code,
            office.name if language == "vi" else office.name_en or office.name,
            draw.population[office.id],
            Reached(
                drawn[office.id],
                answered.get(office.id, 0),
                outcomes.get(office.id, {}),
            ),
        )
        for office in offices
        if office.id is not None and office.id in drawn
    ]
    return RecheckStatus(
        draw.head,
        tuple(rows),
        draw.earlier,
        rechecks.has_begun(session, check.instrument_id),
        check.last_day,
        check.last_day_with_grace,
    )


def build_recheck(
    session: Session,
    result: WaveResult,
    check: OpenInstrument,
    draw: KeptDraw,
    *,
    audience: Audience,
) -> RecheckResult:
    """Compare a wave's released states with those of its independent check. Two queries.

    An office is compared where both its figures are shown, and only such offices make the overall
    gap, so that it tells of no hidden one.
    """
    released = results.released_totals(session, check)
    own_sums = _index_sums(result, result.tallies)
    heard_sums = _index_sums(result, released.tallies)
    own = _figures(own_sums, result, audience)
    heard = _figures(heard_sums, result, audience)
    shown = [
        isinstance(first, Estimate) and isinstance(second, Estimate)
        for first, second in zip(own, heard, strict=True)
    ]
    population = draw.population
    gaps = collection_gaps(
        own_sums,
        heard_sums,
        weights=[float(population.get(one.office_id, 0)) for one in result.offices],
        shown=shown,
    )
    rows = tuple(
        _row(result, gaps.by_office, at, own[at], heard[at])
        for at, office in enumerate(result.offices)
        if office.office_id in population
    )
    is_told = gaps.overall.verdict is not Difference.TOO_FEW
    return RecheckResult(
        head=result.head,
        rows=rows,
        own=gaps.own,
        heard=gaps.independent,
        own_n=_n_of(own, gaps.compared),
        heard_n=_n_of(heard, gaps.compared),
        overall=gaps.overall if is_told else None,
        compared=int(gaps.compared.sum()),
        listed=len(rows),
        weight_compared=gaps.weight_compared,
        is_pooled=result.questionnaire.is_pooled,
        through=_through(released.offices),
    )


def _row(
    result: WaveResult, gaps: Changes, at: int, own: Figure, heard: Figure
) -> GapRow:
    office = result.offices[at]
    name = office_name(office, result.language)
    if not (isinstance(own, Estimate) and isinstance(heard, Estimate)):
        return GapRow(office.code, name, own, heard, None, Difference.TOO_FEW)
    verdict = gaps.verdicts[at]
    gap = Shift(
        float(gaps.change[at]),
        float(gaps.low[at]),
        float(gaps.high[at]),
        float(gaps.pvalue_adjusted[at]),
        verdict,
    )
    return GapRow(office.code, name, own, heard, gap, verdict)


def _index_sums(result: WaveResult, tallies: Tallies) -> ScoreSums:
    sums = tallies.score_sums(
        offices=[office.code for office in result.offices],
        measures=[measure.code for measure in result.measures],
    )
    return sums.of_measure(result.index_position)


def _figures(
    sums: ScoreSums, result: WaveResult, audience: Audience
) -> tuple[Figure, ...]:
    index = satisfaction_index(sums)
    return figures_of_measure(
        index, interval_of_index(index), 0, audience=audience, totals=result.levels
    )


def _n_of(figures: Sequence[Figure], compared: BoolArray) -> int:
    return sum(
        figure.n
        for figure, is_compared in zip(figures, compared.tolist())
        if is_compared and isinstance(figure, Estimate)
    )


def _through(offices: Sequence[RatedOffice]) -> date | None:
    return max((one.through for one in offices if one.through), default=None)
