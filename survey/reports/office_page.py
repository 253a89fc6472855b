"""One office: its index beside all others, its factors, and each question with its answers."""

from dataclasses import dataclass
from datetime import date
from math import isnan

from analysis.arrays import IntArray
from analysis.tally import MISSING_CHARACTERS, NOT_ANSWERED, NOT_APPLICABLE, UNREADABLE
from analysis.verdicts import Difference
from survey.reports.distribution import Distribution, distribution_of
from survey.reports.figures import (
    Estimate,
    Figure,
    Measured,
    Withheld,
    has_few,
    reasons_in,
)
from survey.reports.office_table import others_of, verdicts
from survey.reports.ranks import RankRange, rank_ranges
from survey.reports.wave_result import WaveHead, WaveResult, office_name
from survey.trust.disclosure import Audience

# With one other office, "all others" would be that office's own figure.
OTHERS_BEFORE_UNIT_HEAD = 2


@dataclass(frozen=True, slots=True)
class BesideOthers:
    """The office's index less that of all others together, with its interval, as shares."""

    verdict: Difference
    others: float
    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question; the counts are None where its figure is withheld, or they would give it away."""

    question: Measured
    distribution: Distribution | None
    not_applicable: int | None
    not_answered: int | None


@dataclass(frozen=True, slots=True)
class Section:
    """A factor with its questions; without a factor, the questions that belong to none."""

    factor: Measured | None
    rows: tuple[QuestionRow, ...]


@dataclass(frozen=True, slots=True)
class OfficePage:
    """Everything the page of one office shows; `weighed` are the parts of its questionnaire."""

    head: WaveHead
    code: str
    name: str
    through: date | None
    index: Figure
    beside_others: BesideOthers | None
    rank: RankRange | None
    distribution: Distribution | None
    weighed: tuple[Measured, ...]
    sections: tuple[Section, ...]

    @property
    def reasons(self) -> tuple[Withheld, ...]:
        """Why figures of this page are withheld."""
        return reasons_in(self._figures)

    @property
    def has_few(self) -> bool:
        """Tell whether a figure is shown that rests on few answers."""
        return has_few(self._figures)

    @property
    def _figures(self) -> list[Figure]:
        questions = [row.question for section in self.sections for row in section.rows]
        rows = (*self.weighed, *self.factors, *questions)
        return [self.index, *(row.figure for row in rows)]

    @property
    def factors(self) -> tuple[Measured, ...]:
        return tuple(
            section.factor for section in self.sections if section.factor is not None
        )


def build_office_page(
    result: WaveResult, position: int, *, audience: Audience
) -> OfficePage:
    """Build the page of the office at a position."""
    office = result.offices[position]
    figures = result.office_figures(audience)[position]
    index = figures[result.index_position]
    return OfficePage(
        head=result.head,
        code=office.code,
        name=office_name(office, result.language),
        through=office.through,
        index=index,
        beside_others=_beside_others(result, position, index, audience),
        rank=rank_ranges(result, audience)[position],
        distribution=distribution_of(
            result.tallies.codes[position],
            result.measures[result.index_position].positions,
            questionnaire=result.questionnaire,
            beside=index,
        ),
        weighed=result.measured(figures, kind="part"),
        sections=_sections(result, position, figures),
    )


def _beside_others(
    result: WaveResult, position: int, index: Figure, audience: Audience
) -> BesideOthers | None:
    others_with_answers = sum(
        office.through is not None
        for at, office in enumerate(result.offices)
        if at != position
    )
    is_safe = (
        audience == "reform_office" or others_with_answers >= OTHERS_BEFORE_UNIT_HEAD
    )
    if not (isinstance(index, Estimate) and is_safe):
        return None
    found = others_of(result)
    if isnan(found.others[position]):
        return None
    return BesideOthers(
        verdict=verdicts(result)[position],
        others=float(found.others[position]),
        difference=float(found.difference[position]),
        low=float(found.low[position]),
        high=float(found.high[position]),
    )


def _sections(
    result: WaveResult, position: int, figures: tuple[Figure, ...]
) -> tuple[Section, ...]:
    rows = {
        question.code: _row(result, position, question)
        for question in result.measured(figures, kind="question")
    }
    factor_of = {
        question.code: question.factor for question in result.questionnaire.questions
    }
    sections = [
        Section(
            factor,
            tuple(row for code, row in rows.items() if factor_of[code] == factor.code),
        )
        for factor in result.measured(figures, kind="factor")
    ]
    without_factor = tuple(row for code, row in rows.items() if not factor_of[code])
    if without_factor:
        sections.append(Section(None, without_factor))
    return tuple(sections)


def _row(result: WaveResult, position: int, question: Measured) -> QuestionRow:
    codes = result.tallies.codes[position]
    at = next(
        number
        for number, asked in enumerate(result.questionnaire.questions)
        if asked.code == question.code
    )
    is_shown = isinstance(question.figure, Estimate)
    return QuestionRow(
        question,
        distribution_of(
            codes, [at], questionnaire=result.questionnaire, beside=question.figure
        ),
        _missing(codes[at], NOT_APPLICABLE) if is_shown else None,
        _missing(codes[at], NOT_ANSWERED + UNREADABLE) if is_shown else None,
    )


def _missing(characters: IntArray, wanted: str) -> int:
    """Return how many answers of a question are one of the characters without a level."""
    missing = characters[-len(MISSING_CHARACTERS) :]
    return int(sum(missing[MISSING_CHARACTERS.index(one)] for one in wanted))
