"""What a file is looked at for: one wave's questionnaire, its days, and the offices of the province."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from forms.questionnaire import Questionnaire
from survey.imports.choice_cells import choice_keys
from survey.imports.guessing import guess
from survey.imports.mapping import ColumnMapping
from survey.imports.places import KnownOffice, Offices
from survey.imports.profile import ColumnProfile, FileProfile
from survey.imports.rows import Period, RowReader
from survey.imports.source import Column, Source
from survey.store import places, waves
from survey.store.questionnaires import stored_questionnaire
from survey.store.tables import Wave
from survey.store.waves import COUNTER


class MappingIncomplete(Exception):
    """The mapping cannot be used with this file; `missing` names what is not there, `kind` its kind."""

    def __init__(self, kind: str, missing: str) -> None:
        super().__init__(f"{kind}: {missing}")
        self.kind = kind
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Aim:
    """Where the answers of a file are to go."""

    wave: Wave
    asked: str
    instrument_id: int
    questionnaire: Questionnaire
    offices: Offices
    office_list: tuple[KnownOffice, ...]
    period: Period

    def reader(self, source: Source, mapping: ColumnMapping) -> RowReader:
        """Return what reads the file's rows. Raises MappingIncomplete."""
        check_mapping(mapping, source.columns, self)
        return RowReader(
            source.columns, mapping, self.questionnaire, self.offices, self.period
        )


def aim(session: Session, wave: Wave, *, today: date, asked: str = COUNTER) -> Aim:
    """Return where an audience's imported answers go; a row of a later day than today is wrong.

    Raises NotAsked.
    """
    assert wave.id is not None
    instrument = waves.instrument_of_wave(session, wave.id, asked)
    known = tuple(
        KnownOffice(office.id, office.code, (office.name, office.name_en))
        for office in places.offices(session)
        if office.id is not None
    )
    return Aim(
        wave=wave,
        asked=asked,
        instrument_id=instrument.instrument_id,
        questionnaire=stored_questionnaire(instrument.digest, instrument.content),
        offices=Offices(known),
        office_list=known,
        period=Period(wave.opens_on, min(wave.last_day_with_grace, today)),
    )


def proposed(
    found: FileProfile, target: Aim, earlier: ColumnMapping | None
) -> ColumnMapping:
    """Return the mapping of the last such file where its columns are all there, else a guess."""
    guessed = guess(found, target.questionnaire, target.offices)
    if earlier is None or not earlier.columns <= {one.name for one in found.columns}:
        return guessed
    return replace(earlier, levels={**guessed.levels, **earlier.levels})


def check_mapping(
    mapping: ColumnMapping, columns: Sequence[Column | ColumnProfile], target: Aim
) -> None:
    """Raise MappingIncomplete unless the mapping fits the file, the questionnaire and the offices."""
    check_names(mapping, columns, target.questionnaire)
    for code in (mapping.office_code, *mapping.offices.values()):
        if code and target.offices.of_code(code) is None:
            raise MappingIncomplete("office_code", code)


def check_names(
    mapping: ColumnMapping,
    columns: Sequence[Column | ColumnProfile],
    questionnaire: Questionnaire,
) -> None:
    """Raise MappingIncomplete unless the mapping fits the file and the questionnaire."""
    names = {column.name for column in columns}
    for column in sorted(mapping.columns):
        if column not in names:
            raise MappingIncomplete("column", column)
    used = [*mapping.questions.values(), mapping.office, mapping.date]
    for column in used:
        if column and used.count(column) > 1:
            raise MappingIncomplete("twice", column)
    codes = {question.code for question in questionnaire.questions}
    others = choice_keys(questionnaire)
    for code in mapping.questions:
        if code not in codes and code not in others:
            raise MappingIncomplete("question", code)
    if not codes & mapping.questions.keys():
        raise MappingIncomplete("questions", "")
    if not mapping.office and not mapping.office_code:
        raise MappingIncomplete("office", "")
    for word, level in mapping.levels.items():
        if not 0 <= level <= questionnaire.scale.levels:
            raise MappingIncomplete("level", f"{word} = {level}")
