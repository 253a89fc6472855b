"""What is done with a file of answers on its page: matching columns, bringing it in, giving it up."""

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from analysis.ratings.errors import InputError
from forms.answer_files import SentMapping, sent_mapping
from survey.access import trail
from survey.access.administration import Note
from survey.access.locale import chosen_language
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.imports import bringing, upload
from survey.imports.checking import good_rows
from survey.imports.file_words import input_error_text
from survey.imports.looked import Looked, keep_look, kept_findings, kept_mapping, look
from survey.imports.looking import MappingIncomplete, aim
from survey.imports.mapping import ColumnMapping
from survey.imports.source import open_source
from survey.imports.working import Work, is_stale
from survey.manage import blueprint
from survey.manage.answer_file_page import looking_page, required_import
from survey.store import answer_imports, audit
from survey.store.audit import Actor, Detail
from survey.store.tables import AnswerImport, Wave
from survey.store.tables.imports import LOOKING, WRITING

# A small file is in before its page is asked for.
AT_ONCE_SECONDS = 2.0


@blueprint.post("/imports/<int:import_id>/columns")
def match_answer_columns(import_id: int) -> ResponseReturnValue:
    """Take what columns and words stand for, and look at every row by it."""
    state = service()
    with state.store.reading() as session:
        found = required_import(session, import_id)
        if found.state != LOOKING:
            return _to_page(import_id)
        wave = answer_imports.wave_of(session, found.instrument_id)
        path = upload.path_of_upload(state.settings.directory, found.stored_as)
        try:
            source = open_source(path)
            sent = sent_mapping(request.form, [one.name for one in source.columns])
            mapping = _mapping(sent, kept_mapping(found))
            today = state.clock.today()
            asked = answer_imports.audience_of(session, found.instrument_id)
            looked = look(session, path, wave, mapping, today=today, asked=asked)
        except InputError as error:
            problem = input_error_text(
                error, language=chosen_language(), file=found.file_name
            )
            return make_response(looking_page(session, found, problem), 422)
    _keep(import_id, looked, sent)
    if sent.doubled:
        with state.store.reading() as session:
            problem = _("Hai cột cùng được chọn cho “%(what)s”.", what=sent.doubled)
            found = required_import(session, import_id)
            return make_response(looking_page(session, found, problem), 422)
    return _to_page(import_id)


@blueprint.post("/imports/<int:import_id>/bring-in")
def bring_answers_in(import_id: int) -> ResponseReturnValue:
    """Begin to write the rows; the page says how far it is."""
    state = service()
    with state.store.reading() as session:
        found = required_import(session, import_id)
        if not _is_open(found):
            return _to_page(import_id)
        if refusal := _refusal(session, found):
            return make_response(looking_page(session, found, refusal), 422)
        wave = answer_imports.wave_of(session, found.instrument_id)
    bringing.give_back(state.store, import_id)
    try:
        work = _work(found, wave)
    except (InputError, MappingIncomplete) as error:
        return _told_failure(import_id, error)
    work.start()
    work.join(AT_ONCE_SECONDS)
    if work.failed_by is not None:
        return _told_failure(import_id, work.failed_by)
    return _to_page(import_id)


@blueprint.post("/imports/<int:import_id>/give-up")
def give_up_answer_file(import_id: int) -> ResponseReturnValue:
    """Give an import up: its file and its rows are gone."""
    state = service()
    with state.store.writing() as session:
        found = required_import(session, import_id, to_change=True)
        if not _is_open(found):
            return _to_page(import_id)
        name = found.stored_as
        answer_imports.cancel(session, found)
        trail.note(session, "import", object=found.file_name, step="given up")
    upload.forget_upload(state.settings.directory, name)
    for _gone in bringing.leftovers_thrown_away(state.store, import_id):
        pass
    return redirect(url_for("manage.answer_files"), 303)


def _work(found: AnswerImport, wave: Wave) -> Work:
    """Return the work of bringing a file in. Raises InputError where it is gone, MappingIncomplete."""
    state, name, findings = service(), found.stored_as, kept_findings(found)
    assert found.id is not None and findings is not None
    directory, today = state.settings.directory, state.clock.today()
    source = open_source(upload.path_of_upload(directory, name))
    with state.store.reading() as session:
        asked = answer_imports.audience_of(session, found.instrument_id)
        target = aim(session, wave, today=today, asked=asked)
    return Work(
        state.store,
        found.id,
        good_rows(source, target.reader(source, kept_mapping(found))),
        findings,
        now=state.clock.now,
        today=today,
        note=_noted_by_visitor(),
        at_end=lambda: upload.forget_upload(directory, name),
    )


def _is_open(found: AnswerImport) -> bool:
    """Tell whether an import is looked at, or its writing stopped in the middle."""
    if found.state == WRITING:
        return is_stale(found, service().clock.now())
    return found.state == LOOKING


def _mapping(sent: SentMapping, before: ColumnMapping) -> ColumnMapping:
    """Return what was sent, with the words and names that the page did not ask for as they were."""
    levels = {**before.levels}
    for word, level in sent.levels.items():
        levels.pop(word, None)
        if level is not None:
            levels[word] = level
    return ColumnMapping(
        questions=sent.questions,
        office=sent.office,
        office_code=sent.office_code,
        date=sent.date,
        day_first=sent.day_first,
        best_first=sent.best_first,
        offices={**before.offices, **sent.offices},
        levels=levels,
    )


def _keep(import_id: int, looked: Looked, sent: SentMapping) -> None:
    with service().store.writing() as session:
        found = required_import(session, import_id, to_change=True)
        if found.state == LOOKING:
            keep_look(found, looked, headline=sent.headline)
            trail.note(session, "import", object=found.file_name, step="columns")


def _refusal(session: Session, found: AnswerImport) -> str:
    """Return why a file cannot be brought in now, empty where it can."""
    findings, refusal = kept_findings(found), ""
    if findings is None or not findings.can_be_brought_in:
        refusal = _("Chưa nhập được: xin sửa những chỗ nêu dưới đây rồi xem lại.")
    elif findings.seen and request.form.get("again") != "yes":
        refusal = _(
            "Có dòng giống dòng đã nhập: nếu đúng là phiếu khác, xin đánh dấu ô xác nhận."
        )
    elif found.headline and not answer_imports.may_declare_headline(
        session, found.instrument_id
    ):
        refusal = _too_late()
    return refusal


def _too_late() -> str:
    sentence: str = _(
        "Đợt này đã có số liệu công bố nội bộ, không khai báo vào chỉ số chính được nữa."
    )
    return sentence


def _told_failure(import_id: int, error: Exception) -> ResponseReturnValue:
    if isinstance(error, answer_imports.BroughtInBefore):
        problem = _("Đúng các dòng này vừa được nhập; chưa ghi gì thêm.")
    elif isinstance(error, answer_imports.AlreadyReleased):
        problem = _too_late()
    else:
        problem = _("Chưa nhập được, chưa ghi gì. Xin thử lại sau ít phút.")
    with service().store.reading() as session:
        found = required_import(session, import_id)
        if found.state != LOOKING:
            return _to_page(import_id)
        return make_response(looking_page(session, found, problem), 422)


def _noted_by_visitor() -> Note:
    """Return what notes in the trail, outside of this request, that its visitor does something."""
    visitor, clock = signed_in(), service().clock
    actor = Actor(visitor.name, visitor.reviewer_id)

    def note(
        session: Session, action: str, *, object: str = "", **details: Detail
    ) -> None:
        audit.note(
            session,
            at=clock.now(),
            actor=actor,
            action=action,
            object=object,
            details=details,
        )

    return note


def _to_page(import_id: int) -> ResponseReturnValue:
    return redirect(url_for("manage.answer_file", import_id=import_id), 303)
