"""What the page of a file shows while it is looked at: columns, words and names to match, and bad rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import abort, render_template
from flask_babel import gettext as _
from sqlmodel import Session

from analysis.ratings.errors import InputError
from analysis.ratings.levels import is_no_answer, plain
from forms.answer_files import DATE, OFFICE, QUESTION
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.imports import guessing, upload
from survey.imports.choice_cells import choice_keys
from survey.imports.looked import kept_findings, kept_mapping
from survey.imports.looking import Aim, MappingIncomplete, aim, check_mapping
from survey.imports.mapping import ColumnMapping
from survey.imports.profile import ColumnProfile, FileProfile, profile
from survey.imports.source import open_source
from survey.imports.wording import ImportWording
from survey.reports.numbers import Numbers
from survey.store import answer_imports
from survey.store.tables import AnswerImport

# What can be chosen at one time; after saving come those that are left.
MOST_WORDS, MOST_NAMES, MOST_BAD_SHOWN = 60, 60, 200
SHORTENED = 40


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column of the file, its first values, and what it is taken for."""

    label: str
    examples: str
    role: str


@dataclass(frozen=True, slots=True)
class ShownWord:
    """A word, how often it occurs, and the level it stands for: none of them, or 0 for no answer."""

    word: str
    n: int
    level: int | None


def looking_page(session: Session, found: AnswerImport, problem: str = "") -> str:
    """Return the page of a file that is looked at; `problem` is what could not be done just now."""
    state = service()
    words = ImportWording(chosen_language())
    wave = answer_imports.wave_of(session, found.instrument_id)
    asked = answer_imports.audience_of(session, found.instrument_id)
    target = aim(session, wave, today=state.clock.today(), asked=asked)
    mapping, findings = kept_mapping(found), kept_findings(found)
    try:
        source = open_source(
            upload.path_of_upload(state.settings.directory, found.stored_as)
        )
        columns = profile(source)
    except InputError:
        return _gone_page(found)
    if not problem and findings is None:
        problem = _problem(mapping, columns, target, words)
    return render_template(
        "manage/answer_file.html",
        found=found,
        wave=wave,
        problem=problem,
        findings=findings,
        say=words,
        bad=findings.bad[:MOST_BAD_SHOWN] if findings else (),
        notes=tuple(words.notes(findings)) if findings else (),
        not_mapped=words.not_mapped(mapping, target),
        columns=[_shown(column, mapping) for column in columns.columns],
        roles=tuple(_roles(target)),
        words=tuple(_words(columns, mapping, target))[:MOST_WORDS],
        levels=tuple(enumerate(target.questionnaire.scale.labels, start=1)),
        names=tuple(guessing.unknown_offices(columns, mapping, target.offices))[
            :MOST_NAMES
        ],
        offices=target.office_list,
        mapping=mapping,
        may_declare=answer_imports.may_declare_headline(session, found.instrument_id),
        numbers=Numbers(chosen_language()),
        may_change=may_change(),
    )


def required_import(
    session: Session, import_id: int, *, to_change: bool = False
) -> AnswerImport:
    """Return an import; 404 for a number that is none."""
    found = answer_imports.import_by_id(session, import_id, to_change=to_change)
    if found is None:
        abort(404)
    return found


def may_change() -> bool:
    """Tell whether the visitor may bring files in, and not only look."""
    return may(signed_in(), RULES["manage.look_at_answer_file"], changes=True)


def _gone_page(found: AnswerImport) -> str:
    return render_template(
        "manage/answer_file_gone.html", found=found, may_change=may_change()
    )


def _problem(
    mapping: ColumnMapping, found: FileProfile, target: Aim, words: ImportWording
) -> str:
    try:
        check_mapping(mapping, found.columns, target)
    except MappingIncomplete as error:
        return words.incomplete(error)
    return ""


def _shown(column: ColumnProfile, mapping: ColumnMapping) -> ShownColumn:
    roles = {name: f"{QUESTION}{code}" for code, name in mapping.questions.items()}
    roles |= {mapping.office: OFFICE, mapping.date: DATE}
    examples = ", ".join(value[:SHORTENED] for value in column.examples)
    return ShownColumn(column.label, examples, roles.get(column.name, ""))


def _roles(target: Aim) -> Iterator[tuple[str, str]]:
    """Give what a column can be taken for, the value before the name."""
    yield "", _("không dùng")
    yield OFFICE, _("đơn vị")
    yield DATE, _("ngày")
    for number, question in enumerate(target.questionnaire.questions, start=1):
        yield f"{QUESTION}{question.code}", f"{number}. {question.text}"
    for other in target.questionnaire.choice_questions:
        yield f"{QUESTION}{other.code}", other.text
        labels = {option.code: option.label for option in other.options}
        for key in choice_keys(target.questionnaire):
            code, _dot, option = key.partition(".")
            if code == other.code and option:
                yield f"{QUESTION}{key}", f"{other.text} → {labels[option]}"


def _words(
    found: FileProfile, mapping: ColumnMapping, target: Aim
) -> Iterator[ShownWord]:
    """Give the words of the questions' columns, those first that stand for nothing yet."""
    unknown = guessing.unknown_words(found, mapping, target.questionnaire)
    for word, n in sorted(unknown.items(), key=lambda one: (-one[1], one[0])):
        yield ShownWord(word, n, None)
    counts: dict[str, int] = {}
    for column in found.columns:
        if column.name in mapping.questions.values():
            for value, n in column.counts.items():
                counts[plain(value)] = counts.get(plain(value), 0) + n
    for word, level in mapping.levels.items():
        if word in counts and word not in unknown and not is_no_answer(word):
            yield ShownWord(word, counts[word], level)
