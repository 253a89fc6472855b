"""The pages that bring answers in from a file: the file, what its columns stand for, the rows, all or none."""

from pathlib import Path

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session
from werkzeug.datastructures import FileStorage

from analysis.ratings.errors import InputError
from forms.answer_files import AnswerFileForm
from survey.access import trail
from survey.access.downloads import TOML, download
from survey.access.locale import chosen_language
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.imports import bringing, upload
from survey.imports.file_words import input_error_text
from survey.imports.looked import keep_look, look
from survey.imports.mapping import ColumnMapping, MappingError, read_mapping
from survey.imports.source import file_hash
from survey.imports.upload import LARGEST_UPLOAD, TooLarge
from survey.imports.wording import ImportWording
from survey.imports.working import is_stale
from survey.manage import blueprint
from survey.manage.answer_file_page import looking_page, may_change, required_import
from survey.reports.asked_wording import AskedWording
from survey.reports.numbers import Numbers
from survey.store import answer_imports, earlier_imports, waves
from survey.store.answer_imports import FileOfAnswers
from survey.store.instruments import asking_waves
from survey.store.tables import Wave
from survey.store.tables.imports import LOOKING, WRITING
from survey.store.waves import COUNTER

LARGEST_MAPPING = 200_000
REFRESH_SECONDS = 2


@blueprint.get("/imports")
def answer_files() -> ResponseReturnValue:
    """List what was brought in, and offer to look at a file."""
    with service().store.reading() as session:
        return _listing(session, _form(session))


@blueprint.post("/imports")
def look_at_answer_file() -> ResponseReturnValue:
    """Keep a file on the disk, guess what its columns stand for, and go to its page."""
    state = service()
    with state.store.reading() as session:
        form = _form(session)
        if not form.validate():
            return make_response(_listing(session, form), 422)
        code, _slash, audience = form.wave.data.partition("/")
        wave = waves.wave_by_code(session, code)
        assert wave is not None
    problem = ""
    try:
        import_id = _keep(form, wave, audience or COUNTER)
    except InputError as error:
        name = upload.shown_name(form.file.data.filename or "")
        problem = input_error_text(error, language=chosen_language(), file=name)
    except MappingError as error:
        problem = ImportWording(chosen_language()).mapping_error(error)
    except TooLarge:
        problem = _(
            "Trang này nhận tệp đến %(n)s MB. Tệp lớn hơn: dùng lệnh sipas import answers.",
            n=LARGEST_UPLOAD // 1024**2,
        )
    finally:
        # What is large lies in a temporary file meanwhile.
        for sent in request.files.values():
            sent.close()
    if problem:
        with state.store.reading() as session:
            return make_response(_listing(session, form, problem), 422)
    return redirect(url_for("manage.answer_file", import_id=import_id), 303)


@blueprint.get("/imports/<int:import_id>")
def answer_file(import_id: int) -> ResponseReturnValue:
    """Show one import: what its columns stand for and its bad rows, how far it is, or what came of it."""
    with service().store.reading() as session:
        found = required_import(session, import_id)
        if found.state == LOOKING:
            return looking_page(session, found)
        is_writing = found.state == WRITING
        stands_still = is_writing and is_stale(found, service().clock.now())
        page = make_response(
            render_template(
                "manage/answer_file_state.html",
                found=found,
                wave=answer_imports.wave_of(session, found.instrument_id),
                is_writing=is_writing,
                stands_still=stands_still,
                numbers=Numbers(chosen_language()),
                may_change=may_change(),
            )
        )
    if is_writing and not stands_still:
        page.headers["Refresh"] = str(REFRESH_SECONDS)
    return page


@blueprint.get("/imports/<int:import_id>/mapping.toml")
def answer_file_mapping(import_id: int) -> ResponseReturnValue:
    """Give the mapping as a small file, for the next file of the kind."""
    with service().store.reading() as session:
        text = required_import(session, import_id).mapping
    return download(text, f"mapping-{import_id}.toml", TOML)


def _keep(form: AnswerFileForm, wave: Wave, asked: str) -> int:
    """Keep the file and look at it for the first time. Raises InputError, MappingError, TooLarge."""
    state, today = service(), service().clock.today()
    bringing.sweep(state.store, state.clock.now())
    given = _given_mapping(form.mapping.data)
    sent: FileStorage = form.file.data
    name = upload.keep_upload(state.settings.directory, sent.stream)
    path = upload.path_of_upload(state.settings.directory, name)
    try:
        with state.store.reading() as session:
            looked = look(session, path, wave, given, today=today, asked=asked)
    except BaseException:
        upload.forget_upload(state.settings.directory, name)
        raise
    with state.store.writing() as session:
        begun = answer_imports.begin(
            session,
            _file(path, sent, stored_as=name),
            instrument_id=looked.target.instrument_id,
            today=today,
            done_by=signed_in().name,
        )
        keep_look(begun, looked, headline=False)
        trail.note(session, "import", object=begun.file_name, step="file")
        _forget_others(session)
        assert begun.id is not None
        return begun.id


def _given_mapping(sent: FileStorage | None) -> ColumnMapping | None:
    if sent is None or not sent.filename:
        return None
    content = sent.stream.read(LARGEST_MAPPING + 1)
    try:
        return read_mapping(content.decode("utf-8-sig")[:LARGEST_MAPPING])
    except UnicodeDecodeError as error:
        raise MappingError("", "UTF-8") from error


def _file(path: Path, sent: FileStorage, *, stored_as: str) -> FileOfAnswers:
    return FileOfAnswers(
        upload.shown_name(sent.filename or ""),
        file_hash(path),
        path.stat().st_size,
        stored_as,
    )


def _forget_others(session: Session) -> None:
    """Remove files of the disk that no import waits for."""
    wanted = {
        one.answer_import.stored_as for one in earlier_imports.imports(session)
    } - {""}
    upload.forget_others(service().settings.directory, wanted)


def _form(session: Session) -> AnswerFileForm:
    form = AnswerFileForm()
    form.wave.choices = [
        _choice(asking.wave, audience)
        for asking in reversed(asking_waves(session, service().clock.today()))
        for audience in asking.audiences
    ]
    return form


def _choice(wave: Wave, audience: str) -> tuple[str, str]:
    """Return an audience of a wave as one can choose it; the counter's visitors go without saying."""
    title = f"{wave.title} ({wave.code})"
    if audience == COUNTER:
        return wave.code, title
    name = AskedWording(chosen_language()).name(audience)
    return f"{wave.code}/{audience}", f"{title}: {name}"


def _listing(session: Session, form: AnswerFileForm, problem: str = "") -> str:
    return render_template(
        "manage/answer_files.html",
        form=form,
        problem=problem,
        listed=earlier_imports.imports(session),
        numbers=Numbers(chosen_language()),
        may_change=may_change(),
    )
