"""Reads each row of a file by a mapping: an answer that can be counted, or what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from analysis.ratings.legacy import legacy_encoding
from forms.questionnaire import Questionnaire, pack_choices
from forms.questionnaire.choice_packing import Chosen
from forms.questionnaire.packing import NOT_ASKED, has_scored_answer
from survey.imports.choice_cells import NotOnOffer, choice_keys, read_cells
from survey.imports.dates import read_date
from survey.imports.levels import packed_level
from survey.imports.mapping import ColumnMapping
from survey.imports.places import Offices
from survey.imports.source import Column, Row
from survey.store.answer_imports import row_digest

LONGEST_SHOWN = 60
MOST_DAYS_KEPT = 10_000


class Reason(StrEnum):
    """Why a row cannot be taken."""

    FIELDS = "as many values as there are columns"
    OFFICE = "an office that is known"
    DATE = "a date or a month"
    OUTSIDE = "a day of the wave"
    LEVEL = "a level of the scale, or nothing"
    CHOICE = "an option of the question, or nothing"
    ENCODING = "text in Unicode"
    EMPTY = "at least one answer"


@dataclass(frozen=True, slots=True)
class BadCell:
    """What is wrong in a row: its line, the column (empty for the whole row), what stands there."""

    line: int
    column: str
    value: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class GoodRow:
    """A row that can be counted; the day is None where the file has no dates."""

    office_id: int
    scores: str
    day: date | None
    digest: bytes
    choices: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """The first and the last day of which answers are taken."""

    first: date
    last: date


class RowReader:
    """Reads rows of one file for one questionnaire. Each different value is looked at once.

    Raises KeyError where the mapping names a column or a question that is not there.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        mapping: ColumnMapping,
        questionnaire: Questionnaire,
        offices: Offices,
        period: Period,
    ) -> None:
        at = {column.name: place for place, column in enumerate(columns)}
        self._names = [column.name for column in columns]
        self._mapping, self._offices, self._period = mapping, offices, period
        self._levels = questionnaire.scale.levels
        self._places = [
            (
                at[mapping.questions[question.code]]
                if question.code in mapping.questions
                else None
            )
            for question in questionnaire.questions
        ]
        self._questions = questionnaire.questions
        known = {question.code for question in questionnaire.questions}
        keys = choice_keys(questionnaire)
        for code in mapping.questions:
            if code not in known and code not in keys:
                raise KeyError(code)
        self._questionnaire = questionnaire
        self._choice_places = {
            key: at[mapping.questions[key]] for key in keys if key in mapping.questions
        }
        self._choices: dict[tuple[str, ...], dict[str, Chosen] | NotOnOffer] = {}
        self._office = at[mapping.office] if mapping.office else None
        self._date = at[mapping.date] if mapping.date else None
        self._only = offices.of_code(mapping.office_code)
        self._characters: dict[tuple[int, str], str | Reason] = {}
        self._office_ids: dict[str, int | Reason] = {}
        self._days: dict[str, date | Reason] = {}

    def read(self, row: Row) -> GoodRow | tuple[BadCell, ...]:
        """Return the answer of a row, or everything that is wrong with it."""
        values = row.values
        if len(values) != len(self._names):
            return (BadCell(row.line, "", str(len(values)), Reason.FIELDS),)
        bad: list[BadCell] = []

        def note(place: int | None, reason: Reason) -> None:
            name = "" if place is None else self._names[place]
            value = "" if place is None else values[place][:LONGEST_SHOWN]
            bad.append(BadCell(row.line, name, value, reason))

        office_id = self._office_of(values)
        if isinstance(office_id, Reason):
            note(self._office, office_id)
        day = self._day_of(values)
        if isinstance(day, Reason):
            note(self._date, day)
        characters = []
        for number, place in enumerate(self._places):
            found = (
                NOT_ASKED if place is None else self._character(number, values[place])
            )
            if isinstance(found, Reason):
                note(place, found)
            else:
                characters.append(found)
        choices = self._choices_of(values)
        if isinstance(choices, NotOnOffer):
            place = self._choice_places[choices.key]
            note(place, _encoding_or(values[place], Reason.CHOICE))
        scores = "".join(characters)
        if not bad and not has_scored_answer(scores):
            note(None, Reason.EMPTY)
        if bad or isinstance(office_id, Reason) or isinstance(day, Reason):
            return tuple(bad)
        assert not isinstance(choices, NotOnOffer)
        packed = pack_choices(self._questionnaire, choices)
        return GoodRow(office_id, scores, day, row_digest(values), packed)

    def _choices_of(self, values: Sequence[str]) -> dict[str, Chosen] | NotOnOffer:
        """Return the answers without a level, by code, or the first that is not on offer."""
        if not self._choice_places:
            return {}
        cells = {key: values[place] for key, place in self._choice_places.items()}
        known = tuple(cells.values())
        if known not in self._choices:
            if len(self._choices) >= MOST_DAYS_KEPT:
                self._choices.clear()
            self._choices[known] = self._read_choices(cells)
        return self._choices[known]

    def _read_choices(self, cells: dict[str, str]) -> dict[str, Chosen] | NotOnOffer:
        found: dict[str, Chosen] = {}
        for question in self._questionnaire.choice_questions:
            try:
                answer = read_cells(question, cells)
            except NotOnOffer as error:
                return error
            if answer is not None:
                found[question.code] = answer
        return found

    def _office_of(self, values: Sequence[str]) -> int | Reason:
        if self._office is None:
            return self._only.office_id if self._only else Reason.OFFICE
        value = values[self._office]
        if value not in self._office_ids:
            found = self._offices.named(value, self._mapping.offices)
            self._office_ids[value] = (
                found.office_id if found else _encoding_or(value, Reason.OFFICE)
            )
        return self._office_ids[value]

    def _day_of(self, values: Sequence[str]) -> date | Reason | None:
        if self._date is None:
            return None
        value = values[self._date]
        if value not in self._days:
            # Moments differ in every row; only some of them are worth keeping.
            if len(self._days) >= MOST_DAYS_KEPT:
                self._days.clear()
            self._days[value] = self._checked_day(value)
        return self._days[value]

    def _checked_day(self, value: str) -> date | Reason:
        day = read_date(value, day_first=self._mapping.day_first)
        if day is None:
            return Reason.DATE
        period = self._period
        # A month is as good as any of its days.
        first = period.first.replace(day=1) if day.day == 1 else period.first
        return day if first <= day <= period.last else Reason.OUTSIDE

    def _character(self, number: int, value: str) -> str | Reason:
        key = number, value
        if key not in self._characters:
            self._characters[key] = packed_level(
                value, self._questions[number], self._mapping, levels=self._levels
            ) or _encoding_or(value, Reason.LEVEL)
        return self._characters[key]


def _encoding_or(value: str, reason: Reason) -> Reason:
    return Reason.ENCODING if legacy_encoding(value) else reason
