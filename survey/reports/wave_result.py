"""One wave's released tallies and what the statistics make of them; every page of the wave starts here."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlmodel import Session

from analysis.arrays import IntArray
from analysis.intervals import DisplayedInterval, interval_of_index
from analysis.tally import Tallies
from forms.questionnaire import Measure, Questionnaire
from survey.language import SOURCE_LANGUAGE
from survey.reports.figures import (
    Figure,
    Measured,
    figures_by_domain,
    figures_of_measure,
)
from survey.reports.index_rules import (
    Indices,
    indices_by_rule,
    lowest_share,
    pooled_indices,
)
from survey.reports.rule_wording import RuleWording
from survey.reports.units import (
    UnitsOfToday,
    merged_rows,
    merged_tallies,
    shown_beside,
    units_of_today,
)
from survey.store import office_changes, results, waves
from survey.store.results import RatedOffice, ReleasedTotals
from survey.store.tables import Wave
from survey.store.waves import COUNTER, NotAsked, OpenInstrument
from survey.trust.disclosure import Audience
from survey.wording import wordings

# Two years of quarters: what fits a phone, and what people remember.
MOST_WAVES = 8


@dataclass(frozen=True, slots=True)
class WaveHead:
    """What a page's heading says of a wave."""

    code: str
    title: str
    opens_on: date
    last_day: date
    takes_answers: bool


@dataclass(frozen=True, slots=True, eq=False)
class WaveResult:
    """Released tallies by office with their indices; the index is the last measure.

    `earlier` are the instruments of the waves before it in its series, the oldest first. `products`
    over question pairs are there unless the index is pooled, (offices, 3 questions, 3 questions).
    `language` is the reader's; the questionnaire stays in Vietnamese where it was not translated.
    """

    language: str
    head: WaveHead
    instrument: OpenInstrument
    earlier: tuple[OpenInstrument, ...]
    questionnaire: Questionnaire
    measures: tuple[Measure, ...]
    offices: tuple[RatedOffice, ...]
    tallies: Tallies
    products: IntArray | None
    by_month: Mapping[tuple[int, str], int]
    rated_by_month: Mapping[tuple[int, str], int]
    indices: Indices
    interval: DisplayedInterval
    total_interval: DisplayedInterval
    # Where offices are those of today: the same wave in those of its day, and how they go together.
    then: "WaveResult | None" = None
    units: UnitsOfToday | None = None
    # Every table of a page asks for the same figures of the same audience.
    _known: dict[Audience, tuple[tuple[Figure, ...], ...]] = field(
        default_factory=dict, init=False, repr=False
    )

    @property
    def index_position(self) -> int:
        return len(self.measures) - 1

    @property
    def levels(self) -> tuple[str, ...]:
        """The level of each office."""
        return tuple(office.level for office in self.offices)

    def office_figures(self, audience: Audience) -> tuple[tuple[Figure, ...], ...]:
        """Return the figures of each office, one a measure, safe beside the total of its level.

        Then they are safe beside the total of all levels as well.
        """
        if audience not in self._known:
            by_measure = [
                self._figures_of(measure, audience)
                for measure in range(len(self.measures))
            ]
            self._known[audience] = tuple(zip(*by_measure, strict=True))
        return self._known[audience]

    def index_figures(self, audience: Audience) -> tuple[Figure, ...]:
        """Return each office's index as `office_figures` gives it, without the other measures."""
        return self._figures_of(self.index_position, audience)

    def _figures_of(self, measure: int, audience: Audience) -> tuple[Figure, ...]:
        shown: tuple[bool, ...] = ()
        if self.then is not None and self.units is not None:
            then = self.then.indices.by_office
            shown = shown_beside(
                self.then._figures_of(measure, audience),
                [int(count) for count in then.n[:, measure]],
                levels=self.then.levels,
                units=self.units.units,
            )
        return figures_of_measure(
            self.indices.by_office,
            self.interval,
            measure,
            audience=audience,
            totals=self.levels,
            shown=shown,
            lowest=lowest_share(self.questionnaire),
        )

    def total_figures(self, audience: Audience) -> tuple[Figure, ...]:
        """Return the figures of all offices together, one a measure."""
        (figures,) = figures_by_domain(
            self.indices.together,
            self.total_interval,
            audience=audience,
            lowest=lowest_share(self.questionnaire),
        )
        return figures

    def measured(
        self, figures: tuple[Figure, ...], *, kind: str
    ) -> tuple[Measured, ...]:
        """Return the measures of a kind with their names and figures."""
        return tuple(
            Measured(measure.code, self.name_of(measure), figure)
            for measure, figure in zip(self.measures, figures, strict=True)
            # A factor of which this wave asks nothing has no result.
            if measure.kind == kind and measure.positions
        )

    def name_of(self, measure: Measure) -> str:
        """Return the wording of a question or the name of a factor or part."""
        if measure.kind == "question":
            return self.questionnaire.questions[measure.positions[0]].text
        if measure.kind == "part":
            return part_names(self.questionnaire, self.language)[measure.code]
        names = {factor.code: factor.name for factor in self.questionnaire.factors}
        return names.get(measure.code, measure.code)

    def position_of(self, office_code: str) -> int | None:
        """Return the office's place on every axis of offices."""
        for position, office in enumerate(self.offices):
            if office.code == office_code:
                return position
        return None


def wave_result(
    session: Session,
    wave: Wave,
    *,
    language: str,
    today: date,
    asked: str = COUNTER,
) -> WaveResult:
    """Read and analyse what one audience of a wave was asked. Raises NotAsked.

    At most four queries, however many responses there are.
    """
    assert wave.id is not None
    through = waves.instruments_through(session, wave, most=MOST_WAVES, audience=asked)
    if not through or through[-1].wave_id != wave.id:
        raise NotAsked(asked)
    *earlier, instrument = through
    released = results.released_totals(session, instrument)
    in_languages = wordings(instrument.digest, instrument.content)
    questionnaire = in_languages.get(language, in_languages[SOURCE_LANGUAGE])
    measures = questionnaire.measures(full=instrument.full)
    products = None
    if not questionnaire.is_pooled:
        products = results.released_products(
            session, instrument, offices=released.offices
        )
    indices = _indices(released, products, questionnaire, measures)
    return WaveResult(
        language=language,
        head=_head(wave, instrument, today),
        instrument=instrument,
        earlier=tuple(earlier),
        questionnaire=questionnaire,
        measures=measures,
        offices=released.offices,
        tallies=released.tallies,
        products=products,
        by_month=released.by_month,
        rated_by_month=released.rated_by_month,
        indices=indices,
        interval=interval_of_index(
            indices.by_office, lowest=lowest_share(questionnaire)
        ),
        total_interval=interval_of_index(
            indices.together, lowest=lowest_share(questionnaire)
        ),
    )


def in_units_of_today(session: Session, result: WaveResult, today: date) -> WaveResult:
    """Return a wave's result with merged offices counted as the one that they became.

    One query. Only for readers of all results: `shown_beside` minds that they know the
    figures of the offices by themselves, too.
    """
    units = units_of_today(
        result.offices, office_changes.successions(session), today=today
    )
    released = ReleasedTotals(
        tuple(unit.office for unit in units.units),
        merged_tallies(result.tallies, units.units),
        _by_month_of(result.by_month, result, units),
        _by_month_of(result.rated_by_month, result, units),
    )
    products = result.products
    if products is not None:
        products = merged_rows(products, units.units)
    indices = _indices(released, products, result.questionnaire, result.measures)
    return replace(
        result,
        offices=released.offices,
        tallies=released.tallies,
        products=products,
        by_month=released.by_month,
        rated_by_month=released.rated_by_month,
        # All offices together are the same people, so that theirs stays the same figure.
        indices=replace(indices, together=result.indices.together),
        interval=interval_of_index(
            indices.by_office, lowest=lowest_share(result.questionnaire)
        ),
        then=result,
        units=units,
    )


def _by_month_of(
    by_month: Mapping[tuple[int, str], int], result: WaveResult, units: UnitsOfToday
) -> Counter[tuple[int, str]]:
    """Return the responses of units by month."""
    unit_of = {
        result.offices[at].office_id: unit.office.office_id
        for unit in units.units
        for at in unit.parts
    }
    counts: Counter[tuple[int, str]] = Counter()
    for (office_id, month), n in by_month.items():
        counts[unit_of[office_id], month] += n
    return counts


def _indices(
    released: ReleasedTotals,
    products: IntArray | None,
    questionnaire: Questionnaire,
    measures: tuple[Measure, ...],
) -> Indices:
    """Return the indices of released tallies; `products` are there unless the index is pooled."""
    sums = released.tallies.score_sums(
        offices=[office.code for office in released.offices],
        measures=[measure.code for measure in measures],
    )
    if products is None:
        return pooled_indices(sums)
    return indices_by_rule(
        sums, products, questionnaire=questionnaire, measures=measures
    )


def part_names(questionnaire: Questionnaire, language: str) -> dict[str, str]:
    """Return the names of a questionnaire's parts with their weights, by code."""
    wording = RuleWording(language)
    return {part.code: wording.part(part) for part in questionnaire.parts}


def office_name(office: RatedOffice, language: str) -> str:
    """Return an office's name as its readers know it."""
    if language != SOURCE_LANGUAGE and office.name_en:
        return office.name_en
    return office.name


def _head(wave: Wave, instrument: OpenInstrument, today: date) -> WaveHead:
    return WaveHead(
        code=wave.code,
        title=wave.title,
        opens_on=wave.opens_on,
        last_day=instrument.last_day,
        takes_answers=wave.opens_on <= today <= instrument.last_day_with_grace,
    )
