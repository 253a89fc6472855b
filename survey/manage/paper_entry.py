"""The screen on which a paper form is typed in: laid out as the paper, by keyboard, saved exactly once."""

import re
import secrets
from dataclasses import dataclass

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from forms.paper import PaperForm, paper_form
from forms.response import Answers
from survey.access.errors import STORE_AWAY, log_failure, status_of_failure
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.manage import blueprint
from survey.manage.paper_choices import OpenedBatch, opened_batch
from survey.reports.paper_layout import paper_layout
from survey.store import entries, paper
from survey.store.batches import WrongState
from survey.store.entries import Typed
from survey.store.paper import OtherForm, SerialUsed
from survey.store.serials import UNPRINTED_RUN, Serial, read_serial

KEY_BYTES = 16
RUN = re.compile("[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the screen says around the form. `serial` is offered; `first_turn` may have any."""

    serial: Serial | None
    saved: Serial | None = None
    problem: str = ""
    is_first_turn: bool = True
    left: int = 0


@blueprint.get("/paper/<int:batch_id>/entry")
def type_paper(batch_id: int) -> ResponseReturnValue:
    """Show an empty form with the serial that comes next."""
    with service().store.reading() as session:
        opened = opened_batch(session, batch_id)
        saved = read_serial(request.args.get("saved", ""))
        shown = Shown(_offered(session, opened, saved), saved)
        return _screen(session, opened, _empty_form(opened), shown)


@blueprint.post("/paper/<int:batch_id>/entry")
def save_paper(batch_id: int) -> ResponseReturnValue:
    """Keep a form's answers once; whatever is wrong, what was typed stays on the screen."""
    with service().store.reading() as session:
        opened = opened_batch(session, batch_id)
    form = _form(opened)
    serial = _serial(form)
    if not form.validate() or serial is None:
        return _again(batch_id, form, serial, 422, _serial_problem(serial))
    try:
        with service().store.writing() as session:
            entries.record_first(
                session,
                opened_batch(session, batch_id, to_change=True).batch,
                serial,
                typed_of(form.answers(), opened),
                entry_key=form.entry_key.data or "",
                reviewer_id=signed_in().reviewer_id,
            )
    except (SerialUsed, OtherForm, WrongState) as error:
        return _again(batch_id, form, serial, 409, _refusal(error, serial))
    except STORE_AWAY as error:
        log_failure(error)
        return _again(batch_id, form, serial, status_of_failure(error), _uncertain())
    return redirect(
        url_for("manage.type_paper", batch_id=batch_id, saved=str(serial)), 303
    )


@blueprint.get("/paper/<int:batch_id>/retype")
def retype_paper(batch_id: int) -> ResponseReturnValue:
    """Show an empty form for the next of the sample; what was typed first is not shown."""
    with service().store.reading() as session:
        opened = opened_batch(session, batch_id)
        waiting = entries.to_retype(session, opened.batch)
        own = _may_retype(session, opened, waiting)
        if not own:
            return redirect(url_for("manage.paper_batch", batch_id=batch_id), 303)
        saved = read_serial(request.args.get("saved", ""))
        shown = Shown(own[0], saved, is_first_turn=False, left=len(waiting))
        return _screen(session, opened, _empty_form(opened), shown)


@blueprint.post("/paper/<int:batch_id>/retype")
def save_retyped_paper(batch_id: int) -> ResponseReturnValue:
    """Keep a second entry beside the first."""
    with service().store.reading() as session:
        opened = opened_batch(session, batch_id)
    form = _form(opened)
    serial = _serial(form)
    if not form.validate() or serial is None:
        problem = _serial_problem(serial)
        return _again(batch_id, form, serial, 422, problem, is_first_turn=False)
    reviewer_id = signed_in().reviewer_id
    try:
        with service().store.writing() as session:
            batch = opened_batch(session, batch_id, to_change=True).batch
            if not entries.may_retype(session, batch, serial, reviewer_id=reviewer_id):
                raise OtherForm(str(serial))
            entries.record_second(
                session,
                batch,
                serial,
                typed_of(form.answers(), opened),
                entry_key=form.entry_key.data or "",
                reviewer_id=reviewer_id,
            )
    except (SerialUsed, OtherForm, WrongState) as error:
        problem = _refusal(error, serial, is_first_turn=False)
        return _again(batch_id, form, serial, 409, problem, is_first_turn=False)
    except STORE_AWAY as error:
        log_failure(error)
        status = status_of_failure(error)
        return _again(batch_id, form, serial, status, _uncertain(), is_first_turn=False)
    return redirect(
        url_for("manage.retype_paper", batch_id=batch_id, saved=str(serial)), 303
    )


def typed_of(answers: Answers, opened: OpenedBatch) -> Typed:
    """Return a valid form's answers as the store takes them; its comment is masked.

    Where nothing says otherwise, the only field of a counter is that of who came to it.
    """
    return Typed(
        answers.scores,
        answers.choices,
        answers.stage,
        answers.comment,
        answers.helped,
        answers.field or opened.own_field,
    )


def new_entry_key() -> str:
    return secrets.token_hex(KEY_BYTES)


def _form(opened: OpenedBatch) -> PaperForm:
    form = paper_form(
        opened.questionnaire, full=opened.full, of_a_visit=opened.of_a_visit
    )
    return form(fields=opened.fields)


def _empty_form(opened: OpenedBatch) -> PaperForm:
    form = _form(opened)
    form.entry_key.data = new_entry_key()
    return form


def _serial(form: PaperForm) -> Serial | None:
    # A run that the page did not send is refused with the form; here it only must not fail.
    run = RUN.fullmatch(form.run.data or "")
    return read_serial(form.serial.data or "", run=int(run[0]) if run else None)


def _offered(
    session: Session, opened: OpenedBatch, saved: Serial | None
) -> Serial | None:
    """Return the form that comes next: of the pile, or the next that carries no number."""
    is_unprinted = saved is not None and saved.run == UNPRINTED_RUN
    if is_unprinted or "unprinted" in request.args:
        return paper.next_unprinted(session)
    if saved is not None:
        return saved.next
    typed = entries.serials(session, opened.batch)
    return typed[-1].next if typed else None


def _may_retype(
    session: Session, opened: OpenedBatch, waiting: tuple[Serial, ...]
) -> tuple[Serial, ...]:
    reviewer_id = signed_in().reviewer_id
    return tuple(
        serial
        for serial in waiting
        if entries.may_retype(session, opened.batch, serial, reviewer_id=reviewer_id)
    )


def _again(
    batch_id: int,
    form: PaperForm,
    serial: Serial | None,
    status: int,
    problem: str,
    *,
    is_first_turn: bool = True,
) -> Response:
    with service().store.reading() as session:
        opened = opened_batch(session, batch_id)
        waiting = entries.to_retype(session, opened.batch)
        shown = Shown(
            serial,
            problem=problem or " ".join(str(error) for error in form.form_errors),
            is_first_turn=is_first_turn,
            left=len(waiting),
        )
        return make_response(_screen(session, opened, form, shown), status)


def _screen(
    session: Session, opened: OpenedBatch, form: PaperForm, shown: Shown
) -> str:
    if form.serial.data is None or not form.is_submitted():
        form.serial.data = "" if shown.serial is None else str(shown.serial)
    form.run.data = "" if shown.serial is None else str(shown.serial.run)
    return render_template(
        "manage/paper_entry.html",
        opened=opened,
        form=form,
        layout=paper_layout(
            opened.questionnaire,
            full=opened.full,
            fields=opened.fields,
            of_a_visit=opened.of_a_visit,
        ),
        shown=shown,
        is_unprinted=shown.serial is not None and shown.serial.run == UNPRINTED_RUN,
        entered=entries.entered_count(session, opened.batch),
    )


def _serial_problem(serial: Serial | None) -> str:
    if serial is not None:
        return ""
    return str(_("Số phiếu không đúng. Xin gõ lại số in ở góc phiếu, cả chữ số cuối."))


def _refusal(error: Exception, serial: Serial, *, is_first_turn: bool = True) -> str:
    if isinstance(error, SerialUsed):
        sentence = _(
            "Phiếu số %(serial)s đã được nhập. Xin xem lại số; câu trả lời vừa gõ còn nguyên."
        )
    elif isinstance(error, WrongState):
        sentence = _("Lô đã sang bước khác, nên phiếu số %(serial)s chưa được lưu.")
    elif is_first_turn:
        sentence = _(
            "Phiếu số %(serial)s không thuộc lô này: không có bản in đó, "
            "hoặc in cho đơn vị hay mẫu phiếu khác."
        )
    else:
        sentence = _(
            "Phiếu số %(serial)s không phải nhập lần hai, hoặc phải do người khác nhập."
        )
    return str(sentence % {"serial": serial})


def _uncertain() -> str:
    return str(
        _("Chưa xác nhận được là đã lưu. Bấm Lưu lần nữa: phiếu chỉ được tính một lần.")
    )
