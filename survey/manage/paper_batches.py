"""The pages of paper batches: opening one, its state, the sample, differences, and closing it."""

from collections.abc import Callable

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from forms.paper import BatchForm, CountsForm
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.manage import blueprint
from survey.manage import paper_choices as choices
from survey.manage.paper_choices import OpenedBatch, opened_batch
from survey.reports import double_entry
from survey.reports.numbers import Numbers
from survey.settings import derive_key
from survey.store import batch_closing, batches, entries
from survey.store.batch_closing import SampleOpen
from survey.store.batches import Gathered, WrongState
from survey.store.entries import NothingEntered, TypedTwice
from survey.store.paper import OtherForm
from survey.store.serials import read_serial
from survey.store.tables.paper import CHECKING, CLOSED, CLOSING, ENTERING


class Refused(Exception):
    """What was asked of a batch cannot be done; the sentence says why."""


@blueprint.get("/paper")
def paper_batches() -> ResponseReturnValue:
    """List the batches, and offer to open one."""
    with service().store.reading() as session:
        return _listing(session, _batch_form(session))


@blueprint.post("/paper")
def open_paper_batch() -> ResponseReturnValue:
    """Open a batch of papers."""
    today = service().clock.today()
    with service().store.writing() as session:
        form = _batch_form(session)
        gathered = _gathered(session, form) if form.validate() else None
        if gathered is None:
            return make_response(_listing(session, form), 422)
        batch = batches.open_batch(session, gathered, today=today)
        batches.count_work(session, batch, reviewer_id=signed_in().reviewer_id)
        batch_id = batch.id
    return redirect(url_for("manage.paper_batch", batch_id=batch_id), 303)


@blueprint.get("/paper/<int:batch_id>")
def paper_batch(batch_id: int) -> ResponseReturnValue:
    """Show a batch and what is to be done next."""
    return _page(batch_id, CountsForm(formdata=None))


@blueprint.post("/paper/<int:batch_id>/counts")
def set_paper_counts(batch_id: int) -> ResponseReturnValue:
    """Put the numbers of papers right."""
    form = CountsForm()
    if not form.validate():
        return make_response(_page(batch_id, form), 422)
    return _change(
        batch_id,
        lambda _session, opened: batches.set_counts(
            opened.batch,
            handed_out=form.handed_out.data or 0,
            returned=form.returned.data or 0,
            spoiled=form.spoiled.data or 0,
        ),
    )


@blueprint.post("/paper/<int:batch_id>/take-back")
def take_back_paper(batch_id: int) -> ResponseReturnValue:
    """Take a form out of the batch, so that it can be typed anew."""
    serial = read_serial(request.form.get("serial", ""))

    def take_back(session: Session, opened: OpenedBatch) -> None:
        if serial is None or not entries.take_back(session, opened.batch, serial):
            raise Refused(_("Lô này không có phiếu mang số đó."))

    return _change(batch_id, take_back)


@blueprint.post("/paper/<int:batch_id>/sample")
def draw_paper_sample(batch_id: int) -> ResponseReturnValue:
    """Draw the forms that are typed twice."""

    def draw(session: Session, opened: OpenedBatch) -> None:
        entries.draw_sample(session, opened.batch)

    return _change(batch_id, draw)


@blueprint.post("/paper/<int:batch_id>/decide")
def decide_paper(batch_id: int) -> ResponseReturnValue:
    """Keep what a form really says where its two entries differ."""
    serial = read_serial(request.form.get("serial", ""))

    def decide(session: Session, opened: OpenedBatch) -> None:
        form = next(
            (
                one
                for one in entries.typed_twice(session, opened.batch)
                if one.serial == serial
            ),
            None,
        )
        if form is None:
            raise Refused(_("Lô này không có phiếu mang số đó."))
        typed = double_entry.settled(
            opened.questionnaire,
            form,
            request.form,
            full=opened.full,
            fields=opened.known_fields,
        )
        if typed is None:
            raise Refused(_("Xin chọn một giá trị cho mỗi chỗ khác nhau của phiếu."))
        entries.decide(
            session,
            opened.batch,
            form.serial,
            typed,
            reviewer_id=signed_in().reviewer_id,
        )

    return _change(batch_id, decide)


@blueprint.post("/paper/<int:batch_id>/close")
def close_paper_batch(batch_id: int) -> ResponseReturnValue:
    """Turn the batch's forms into answers, in steps that can be run again."""
    state = service()
    today = state.clock.today()

    def begin(session: Session, opened: OpenedBatch) -> None:
        if not opened.takes_answers(today):
            raise Refused(
                _(
                    "Đợt này đã hết hạn nhận phiếu. Gia hạn đợt rồi chốt lô; chưa mất gì."
                )
            )
        if opened.batch.state == CLOSING:
            return
        forms = entries.typed_twice(session, opened.batch)
        if _undecided(opened, forms):
            raise SampleOpen
        found = double_entry.compared(
            opened.questionnaire,
            full=opened.full,
            forms=forms,
            fields=opened.known_fields,
        )
        batch_closing.begin_closing(session, opened.batch, found=found)

    done = _change(batch_id, begin)
    if getattr(done, "status_code", 0) != 303:
        return done
    receipt_key = derive_key(state.settings.secret_key, "receipt")
    is_moving = True
    while is_moving:
        with state.store.writing() as session:
            opened = opened_batch(session, batch_id, to_change=True)
            if opened.batch.state != CLOSING:
                break
            is_moving = batch_closing.move_entries(
                session,
                opened.batch,
                today=today,
                language_version=opened.questionnaire.language_version,
                receipt_key=receipt_key,
            )
            if not is_moving:
                batch_closing.finish_closing(session, opened.batch, today=today)
    return done


def _change(
    batch_id: int, change: Callable[[Session, OpenedBatch], None]
) -> ResponseReturnValue:
    """Change a batch and show it; say on its page why it cannot be changed."""
    try:
        with service().store.writing() as session:
            change(session, opened_batch(session, batch_id, to_change=True))
    except (Refused, WrongState, NothingEntered, SampleOpen, OtherForm) as error:
        problem = str(error) if isinstance(error, Refused) else _sentence(error)
        page = _page(batch_id, CountsForm(formdata=None), problem=problem)
        return make_response(page, 409)
    return redirect(url_for("manage.paper_batch", batch_id=batch_id), 303)


def _sentence(error: Exception) -> str:
    sentences: dict[type[Exception], str] = {
        NothingEntered: _("Lô chưa có phiếu nào."),
        SampleOpen: _(
            "Chưa chốt được: còn phiếu phải nhập lần hai hoặc chỗ khác nhau chưa chọn."
        ),
    }
    further_on: str = _("Lô đã sang bước khác, nên việc này không làm được nữa.")
    return sentences.get(type(error), further_on)


def _batch_form(session: Session) -> BatchForm:
    return BatchForm(
        waves=choices.asked_titles(choices.asked_today(session)),
        counters={
            code: choices.place_name(*place)
            for code, place in choices.counters(session).items()
        },
        languages=choices.languages_offered(),
        today=service().clock.today(),
    )


def _gathered(session: Session, form: BatchForm) -> Gathered | None:
    """Return what a valid form says; None, and why, where the wave has no form in the language."""
    chosen = choices.chosen(session, form)
    if chosen is None:
        return None
    found, counter = chosen
    assert counter.id is not None and form.gathered_on.data is not None
    return Gathered(
        counter.id,
        found.instrument_id,
        form.language.data,
        form.gathered_on.data,
        handed_out=form.handed_out.data or 0,
        returned=form.returned.data or 0,
        spoiled=form.spoiled.data or 0,
    )


def _listing(session: Session, form: BatchForm) -> str:
    waiting = batches.entered_by_batch(session)
    return render_template(
        "manage/paper_batches.html",
        form=form,
        listed=batches.batches(session),
        waiting=waiting,
        place_name=choices.place_name,
        asked_title=choices.asked_title,
        state_name=state_name,
        may_change=may(signed_in(), RULES["manage.open_paper_batch"], changes=True),
        numbers=Numbers(chosen_language()),
    )


def state_name(state: str) -> str:
    """Return how a batch's state reads."""
    names: dict[str, str] = {
        ENTERING: _("đang nhập"),
        CHECKING: _("đang nhập lần hai"),
        CLOSING: _("đang chốt"),
        CLOSED: _("đã chốt"),
    }
    return names[state]


def _undecided(
    opened: OpenedBatch, forms: tuple[TypedTwice, ...]
) -> tuple[TypedTwice, ...]:
    return tuple(
        form for form in forms if form.decided is None and _differences(opened, form)
    )


def _differences(
    opened: OpenedBatch, form: TypedTwice
) -> tuple[double_entry.Difference, ...]:
    return double_entry.differences(
        opened.questionnaire, form, full=opened.full, fields=opened.known_fields
    )


def _page(batch_id: int, form: CountsForm, *, problem: str = "") -> str:
    with service().store.reading() as session:
        opened = opened_batch(session, batch_id)
        batch, forms = opened.batch, entries.typed_twice(session, opened.batch)
        if batch.state == CLOSED:
            found: double_entry.Found = {
                check.item: (check.compared, check.differing)
                for check in batches.checks(session, batch_id)
            }
        else:
            found = double_entry.compared(
                opened.questionnaire,
                full=opened.full,
                forms=forms,
                fields=opened.known_fields,
            )
        if not form.is_submitted():
            form.handed_out.data = batch.handed_out
            form.returned.data = batch.returned
            form.spoiled.data = batch.spoiled
        waiting = entries.entered_count(session, batch)
        return render_template(
            "manage/paper_batch.html",
            opened=opened,
            batch=batch,
            form=form,
            problem=problem,
            entered=batch.stored + waiting,
            sample=entries.sample_size(waiting) if waiting else 0,
            to_retype=entries.to_retype(session, batch),
            undecided=[
                (one.serial, _differences(opened, one))
                for one in _undecided(opened, forms)
            ],
            rates=(
                double_entry.rates(
                    opened.questionnaire,
                    found,
                    full=opened.full,
                    fields=opened.known_fields,
                )
                if found.get("", (0, 0))[0]
                else ()
            ),
            by_same=batch.by_same or sum(one.by_same for one in forms),
            work=batches.work(session, batch_id),
            state_name=state_name(batch.state),
            may_change=may(signed_in(), RULES["manage.type_paper"], changes=True),
            today=service().clock.today(),
            numbers=Numbers(chosen_language()),
        )
