"""The telephone screen: one question after another, read out as it stands; nothing is kept of who answers."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from forms.paper import CallsForm, TypedForm, call_form
from forms.response import Answers
from survey.access.errors import STORE_AWAY, log_failure, status_of_failure
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.manage import blueprint
from survey.manage import paper_choices as choices
from survey.manage.paper_choices import OpenedBatch, opened_batch
from survey.manage.paper_entry import new_entry_key
from survey.reports.call_words import call_words
from survey.reports.numbers import Numbers
from survey.reports.paper_layout import paper_layout
from survey.reports.recheck_wording import RecheckWording
from survey.reports.rechecks import REFUSED
from survey.settings import derive_key
from survey.store import batches, rechecks
from survey.store.batches import Gathered
from survey.store.calls import Call, store_call
from survey.store.entries import Typed
from survey.store.tables.paper import TELEPHONE
from survey.store.tables.rechecks import OUTCOMES


@blueprint.get("/telephone")
def telephone() -> ResponseReturnValue:
    """Offer places to ask about, and list the days of calls."""
    with service().store.reading() as session:
        return _listing(session, _form(session))


@blueprint.post("/telephone")
def begin_calls() -> ResponseReturnValue:
    """Lead to the screen of calls about a place; those of one operator and day are a batch."""
    today = service().clock.today()
    with service().store.writing() as session:
        form = _form(session)
        gathered = _gathered(session, form) if form.validate() else None
        if gathered is None:
            return make_response(_listing(session, form), 422)
        batch_id = batches.calls_of_day(
            session, gathered, reviewer_id=signed_in().reviewer_id, today=today
        ).id
    return redirect(url_for("manage.call", calls_id=batch_id), 303)


@blueprint.get("/telephone/<int:calls_id>")
def call(calls_id: int) -> ResponseReturnValue:
    """Show the form of a new call; it has a key of its own."""
    with service().store.reading() as session:
        opened = opened_batch(session, calls_id, channel=TELEPHONE)
        form = _call_form(opened)
        form.entry_key.data = new_entry_key()
        return _screen(opened, form, is_saved="saved" in request.args)


@blueprint.post("/telephone/<int:calls_id>")
def save_call(calls_id: int) -> ResponseReturnValue:
    """Store what was answered, once."""
    with service().store.reading() as session:
        opened = opened_batch(session, calls_id, channel=TELEPHONE)
    form = _call_form(opened)
    if not form.validate():
        problem = " ".join(str(error) for error in form.form_errors)
        return make_response(_screen(opened, form, problem=problem), 422)
    if not opened.takes_answers(service().clock.today()):
        problem = _("Đợt này đã hết hạn nhận phiếu.")
        return make_response(_screen(opened, form, problem=problem), 409)
    try:
        with service().store.writing() as session:
            _store(
                session, calls_id, form.answers(), entry_key=form.entry_key.data or ""
            )
    except STORE_AWAY as error:
        log_failure(error)
        problem = _(
            "Chưa xác nhận được là đã lưu. Bấm Lưu lần nữa: cuộc gọi chỉ được tính một lần."
        )
        return make_response(
            _screen(opened, form, problem=problem), status_of_failure(error)
        )
    return redirect(url_for("manage.call", calls_id=calls_id, saved=1), 303)


@blueprint.post("/telephone/<int:calls_id>/refused")
def call_refused(calls_id: int) -> ResponseReturnValue:
    """Count someone who did not want to be asked, and nothing else."""
    with service().store.writing() as session:
        opened = opened_batch(session, calls_id, channel=TELEPHONE, to_change=True)
        opened.batch.refused += 1
        if opened.is_recheck:
            _count_outcome(session, opened, REFUSED)
    return redirect(url_for("manage.call", calls_id=calls_id), 303)


@blueprint.post("/telephone/<int:calls_id>/not-reached")
def call_not_reached(calls_id: int) -> ResponseReturnValue:
    """Count someone of an independent check who could not be asked, and why."""
    outcome = request.form.get("outcome", "")
    with service().store.writing() as session:
        opened = opened_batch(session, calls_id, channel=TELEPHONE, to_change=True)
        if not opened.is_recheck or outcome not in OUTCOMES or outcome == REFUSED:
            form = _call_form(opened)
            form.entry_key.data = new_entry_key()
            problem = _("Chưa đếm: xin chọn một lý do trong danh sách.")
            return make_response(_screen(opened, form, problem=problem), 422)
        _count_outcome(session, opened, outcome)
    return redirect(url_for("manage.call", calls_id=calls_id, counted=1), 303)


def _count_outcome(session: Session, opened: OpenedBatch, outcome: str) -> None:
    assert opened.office.id is not None
    rechecks.add_outcome(session, opened.batch.instrument_id, opened.office.id, outcome)


def _call_form(opened: OpenedBatch) -> TypedForm:
    form = call_form(
        opened.questionnaire, full=opened.full, of_a_visit=opened.of_a_visit
    )
    return form(fields=opened.fields)


def _store(
    session: Session, calls_id: int, answers: Answers, *, entry_key: str
) -> None:
    state = service()
    opened = opened_batch(session, calls_id, channel=TELEPHONE, to_change=True)
    typed = Typed(
        scores=answers.scores,
        choices=answers.choices,
        stage=answers.stage,
        comment=answers.comment,
        helped=False,
        field=answers.field or opened.own_field,
    )
    store_call(
        session,
        opened.batch,
        Call(typed, entry_key, signed_in().reviewer_id),
        today=state.clock.today(),
        language_version=opened.questionnaire.language_version,
        receipt_key=derive_key(state.settings.secret_key, "receipt"),
    )


def _form(session: Session) -> CallsForm:
    return CallsForm(
        waves=choices.asked_titles(choices.asked_today(session)),
        counters={
            code: choices.place_name(*place)
            for code, place in choices.counters(session).items()
        },
        languages=choices.languages_offered(),
    )


def _gathered(session: Session, form: CallsForm) -> Gathered | None:
    chosen = choices.chosen(session, form)
    if chosen is None:
        return None
    found, counter = chosen
    assert counter.id is not None
    today = service().clock.today()
    return Gathered(counter.id, found.instrument_id, form.language.data, today)


def _listing(session: Session, form: CallsForm) -> str:
    return render_template(
        "manage/telephone.html",
        form=form,
        listed=batches.batches(session, channel=TELEPHONE),
        place_name=choices.place_name,
        asked_title=choices.asked_title,
        may_change=may(signed_in(), RULES["manage.begin_calls"], changes=True),
        numbers=Numbers(chosen_language()),
    )


def _screen(
    opened: OpenedBatch, form: TypedForm, *, problem: str = "", is_saved: bool = False
) -> str:
    return render_template(
        "manage/call.html",
        opened=opened,
        form=form,
        layout=paper_layout(
            opened.questionnaire,
            full=opened.full,
            fields=opened.fields,
            of_a_visit=opened.of_a_visit,
        ),
        say=call_words(
            opened.questionnaire.language,
            office=opened.office,
            counter=opened.counter,
            of_a_visit=opened.of_a_visit,
        ),
        problem=problem,
        is_saved=is_saved,
        is_counted="counted" in request.args,
        outcomes=RecheckWording(chosen_language()).outcomes(),
    )
