"""Checks the files of a whole folder against each other before the first of them is taken in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from analysis.ratings.errors import InputError
from forms.questionnaire import Questionnaire
from survey.cli.errors import CommandError
from survey.cli.setup_manifest import MANIFEST, Step
from survey.csv_tables import (
    Cell,
    Mistakes,
    TableError,
    Translate,
    content_of,
    read_table,
)
from survey.imports import place_lists
from survey.imports.file_words import input_error_text
from survey.imports.looking import MappingIncomplete, check_names
from survey.imports.mapping import MappingError, read_mapping
from survey.imports.procedure_list import read_procedures
from survey.imports.source import open_source
from survey.imports.volume_list import read_volumes
from survey.imports.wording import ImportWording
from survey.reports.index_file import rows_of
from survey.reports.office_changes import changes_of
from survey.store import places, registers, waves
from survey.store.questionnaires import stored_questionnaire

# Opens a step's questionnaire as `sipas wave open` would.
Questionnaires = Callable[[Step], Questionnaire]


@dataclass(slots=True)
class Known:
    """What there is by the time that a step is taken: what is stored, and what earlier steps bring."""

    offices: set[str]
    office_of_counter: dict[str, str]
    questionnaires: dict[str, Questionnaire] = field(default_factory=dict)


def known_before(session: Session, wave_codes: Sequence[str]) -> Known:
    """Return what is stored already, of the waves those that a folder names."""
    known = Known(
        {office.code for office in places.offices(session)},
        registers.office_of_counter(session),
    )
    for code in wave_codes:
        wave = waves.wave_by_code(session, code)
        if wave is not None and wave.id is not None:
            instrument = waves.instrument_of_wave(session, wave.id)
            known.questionnaires[code] = stored_questionnaire(
                instrument.digest, instrument.content
            )
    return known


def check_steps(
    steps: Sequence[Step],
    known: Known,
    questionnaires: Questionnaires,
    *,
    language: str,
    _: Translate,
) -> None:
    """Raise TableError naming every mistake that can be seen without taking anything in.

    Lists are read whole. Of files of answers the heading is: their rows are gone through before
    the first one is written, when their step comes.
    """
    check = _Check(known, questionnaires, language, _)
    mistakes = [line for step in steps for line in check.mistakes_of(step)]
    if mistakes:
        raise TableError("\n".join(mistakes))


class _Check:
    def __init__(
        self,
        known: Known,
        questionnaires: Questionnaires,
        language: str,
        _: Translate,
    ) -> None:
        self._known, self._questionnaires = known, questionnaires
        self._language, self._ = language, _

    def mistakes_of(self, step: Step) -> Iterator[str]:
        """Give what is wrong with a step, a line for each mistake."""
        check = {
            "offices": self._offices,
            "counters": self._counters,
            "merge": self._changes,
            "split": self._changes,
            "close": self._changes,
            "procedures": self._procedures,
            "volumes": self._volumes,
            "indices": self._indices,
            "wave": self._wave,
            "answers": self._answers,
        }.get(step.kind)
        if check is None:
            return
        try:
            check(step)
        except (TableError, CommandError) as error:
            yield from str(error).splitlines()
        except InputError as error:
            yield input_error_text(error, language=self._language)
        except MappingError as error:
            words = ImportWording(self._language)
            yield f"{step.text('mapping')}: {words.mapping_error(error)}"
        except MappingIncomplete as error:
            words = ImportWording(self._language)
            yield f"{step.name}, {step.text('mapping')}: {words.incomplete(error)}"

    def _offices(self, step: Step) -> None:
        table = read_table(
            step.path(),
            columns=place_lists.OFFICE_COLUMNS,
            optional=place_lists.OPTIONAL_OF_OFFICES,
            _=self._,
        )
        rows = place_lists.office_rows(table, self._known.offices, self._)
        self._known.offices |= {row.code for row in rows}

    def _counters(self, step: Step) -> None:
        table = read_table(
            step.path(),
            columns=place_lists.COUNTER_COLUMNS,
            optional=place_lists.OPTIONAL_OF_COUNTERS,
            _=self._,
        )
        known = self._known
        rows = place_lists.counter_rows(
            table, known.offices, known.office_of_counter, self._
        )
        known.office_of_counter |= {row.code: row.office for row in rows}

    def _changes(self, step: Step) -> None:
        file = step.path()
        rows = changes_of(content_of(file, self._), file, self._)
        mistakes = Mistakes(file, self._)
        for row in rows:
            if row.office not in self._known.offices:
                cell = Cell(row.line, "from", row.office)
                mistakes.add(cell, self._("mã của một đơn vị đã có"))
        mistakes.refuse()
        self._known.offices |= {row.successor for row in rows if row.successor}

    def _procedures(self, step: Step) -> None:
        read_procedures(step.path(), self._)

    def _volumes(self, step: Step) -> None:
        read_volumes(step.path(), self._known.offices, language=self._language)

    def _indices(self, step: Step) -> None:
        rows_of(content_of(step.path(), self._), step.path(), self._)

    def _wave(self, step: Step) -> None:
        self._known.questionnaires[step.text("code")] = self._questionnaires(step)

    def _answers(self, step: Step) -> None:
        questionnaire = self._known.questionnaires.get(step.text("wave"))
        if questionnaire is None:
            message = self._(
                "%(file)s, bước %(number)s: không có đợt %(code)s, cũng không có bước nào trước đó mở đợt này"
            )
            values = {"number": step.number, "code": step.text("wave")}
            raise CommandError(message % {"file": MANIFEST, **values})
        try:
            mapping = read_mapping(step.path("mapping").read_text("utf-8"))
        except UnicodeDecodeError as error:
            message = self._("không đọc được %(file)s")
            raise CommandError(message % {"file": step.text("mapping")}) from error
        check_names(mapping, open_source(step.path()).columns, questionnaire)
