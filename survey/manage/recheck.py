"""The page of a wave's independent check: draw whom to call, take their list, count who was not reached."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import (
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session
from werkzeug.datastructures import FileStorage

from analysis.ratings.errors import InputError
from forms.rechecks import FIXED, MARGIN, PREFIX, SHARE, DrawForm, LastDayForm, ListForm
from forms.whole_numbers import whole_number
from survey.access import trail
from survey.access.downloads import download
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.csv_tables import CODE, TableError
from survey.imports import recheck_drawing, upload
from survey.imports.file_words import input_error_text
from survey.imports.recheck_drawing import DrawOrder
from survey.imports.recheck_list import PeopleList, read_people
from survey.imports.upload import LARGEST_UPLOAD, TooLarge
from survey.manage import blueprint
from survey.reports import rechecks as reported
from survey.reports.numbers import Numbers
from survey.reports.recheck_draw import DrawnPerson, OtherList, callers_file
from survey.reports.recheck_wording import RecheckWording
from survey.store import places, rechecks, waves
from survey.store.rechecks import RecheckBegun
from survey.store.tables import Wave
from survey.store.tables.rechecks import LARGEST_DRAW, OUTCOMES

MOST_PROBLEMS = 50


class Refused(Exception):
    """What was sent cannot be done; the sentences say why."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Sent:
    """Numbers that were sent, by the name of their field, and those of them that are wrong."""

    texts: Mapping[str, str]
    told: Mapping[int, Mapping[str, int]]
    wrong: frozenset[str]


@blueprint.get("/waves/<wave_code>/recheck")
def recheck(wave_code: str) -> str:
    """Show what was drawn and who was reached, or offer to draw."""
    return _page(wave_code, _draw_form())


@blueprint.post("/waves/<wave_code>/recheck")
def draw_recheck(wave_code: str) -> ResponseReturnValue:
    """Draw from a list and keep how; with a mistake nothing is drawn."""
    form = _draw_form()
    if not form.validate():
        return make_response(_page(wave_code, form), 422)
    try:
        listed = _listed(form.file.data)
        with service().store.writing() as session:
            done = recheck_drawing.draw_people(
                session,
                _required(session, wave_code),
                listed,
                _order(form),
                today=service().clock.today(),
                language=chosen_language(),
            )
            seed, n = done.draw.head.seed, sum(done.draw.drawn.values())
            trail.note(session, "change", object=f"recheck {wave_code}", seed=seed, n=n)
    except Refused as error:
        return make_response(_page(wave_code, form, problems=error.problems), 422)
    except RecheckBegun:
        problem = _("Đã có người được gọi, nên mẫu không được chọn lại.")
        return make_response(_page(wave_code, form, problems=(problem,)), 409)
    unreached = ",".join(done.unreached) or None
    target = url_for("manage.recheck", wave_code=wave_code, unreached=unreached)
    return redirect(target, 303)


@blueprint.post("/waves/<wave_code>/recheck/list")
def recheck_list(wave_code: str) -> ResponseReturnValue:
    """Return whom the draw chose of the same file; the file is read and forgotten."""
    form = ListForm()
    problems: tuple[str, ...] = ()
    if form.validate():
        try:
            people = _people(wave_code, _listed(form.file.data))
        except Refused as error:
            problems = error.problems
        else:
            file = callers_file(wave_code, people)
            return download(file.text, file.name)
    return make_response(
        _page(wave_code, _draw_form(), list_form=form, problems=problems), 422
    )


@blueprint.post("/waves/<wave_code>/recheck/reached")
def set_recheck_outcomes(wave_code: str) -> ResponseReturnValue:
    """Put right how many were not reached, and why; nothing where a number is wrong."""
    with service().store.writing() as session:
        wave = _required(session, wave_code)
        check = rechecks.recheck_instrument(session, wave.id or 0)
        # Without a draw there is no field, and nothing is kept of what was sent.
        sent = Sent({}, {}, frozenset())
        if check is not None:
            sent = _sent(session, check.instrument_id)
        if check is not None and not sent.wrong:
            n = rechecks.set_outcomes(session, check.instrument_id, sent.told)
            if n:
                trail.note(session, "change", object=f"recheck {wave_code}", n=n)
    if sent.wrong:
        return make_response(_page(wave_code, _draw_form(), sent=sent), 422)
    return redirect(url_for("manage.recheck", wave_code=wave_code), 303)


@blueprint.post("/waves/<wave_code>/recheck/last-day")
def extend_recheck(wave_code: str) -> ResponseReturnValue:
    """Let people be called until another day."""
    form = LastDayForm(today=service().clock.today())
    if not form.validate():
        return make_response(_page(wave_code, _draw_form(), last_day_form=form), 422)
    until = form.until.data
    assert until is not None
    with service().store.writing() as session:
        wave = _required(session, wave_code)
        check = rechecks.recheck_instrument(session, wave.id or 0)
        if check is not None:
            rechecks.extend(session, check, until)
            last_day, about = until.isoformat(), f"recheck {wave_code}"
            trail.note(session, "change", object=about, last_day=last_day)
    return redirect(url_for("manage.recheck", wave_code=wave_code), 303)


def _sent(session: Session, instrument_id: int) -> Sent:
    draw = rechecks.newest_draw(session, instrument_id)
    texts, wrong = {}, set()
    told: dict[int, dict[str, int]] = {}
    for office in places.offices(session):
        if draw is None or office.id not in draw.drawn:
            continue
        for outcome in OUTCOMES:
            name = f"{PREFIX}{outcome}-{office.code}"
            text = request.form.get(name)
            if text is None:
                # What was not sent is left as it is.
                continue
            texts[name] = text
            number = whole_number(text.strip() or "0", digits=7)
            if number is None or number > LARGEST_DRAW:
                wrong.add(name)
            else:
                told.setdefault(office.id, {})[outcome] = number
    return Sent(texts, told, frozenset(wrong))


def _people(wave_code: str, listed: PeopleList) -> tuple[DrawnPerson, ...]:
    with service().store.reading() as session:
        wave = _required(session, wave_code)
        drawn = rechecks.drawn_check(session, wave.id or 0)
        if drawn is None:
            raise Refused(_("Đợt này chưa chọn mẫu phúc tra."))
        try:
            return recheck_drawing.people_of_draw(session, drawn[1], listed)
        except OtherList as error:
            raise Refused(_("Đây không phải tệp đã dùng để chọn mẫu.")) from error


def _listed(sent: FileStorage) -> PeopleList:
    """Return what a file lists; it lies on the disk only while it is read. Raises Refused."""
    state, name = service(), upload.shown_name(sent.filename or "")
    directory = state.settings.directory
    with state.store.reading() as session:
        offices = recheck_drawing.office_ids(session)
    kept = ""
    try:
        kept = upload.keep_upload(directory, sent.stream)
        path = upload.path_of_upload(directory, kept)
        return read_people(path, offices, _, name=name)
    except InputError as error:
        text = input_error_text(error, language=chosen_language(), file=name)
        raise Refused(text) from error
    except TableError as error:
        raise Refused(*str(error).splitlines()) from error
    except TooLarge as error:
        text = _(
            "Trang này nhận tệp đến %(n)s MB. Tệp lớn hơn: dùng lệnh sipas recheck draw.",
            n=LARGEST_UPLOAD // 1024**2,
        )
        raise Refused(text) from error
    finally:
        sent.close()
        if kept:
            upload.forget_upload(directory, kept)


def _order(form: DrawForm) -> DrawOrder:
    rule, number = form.rule.data, form.number
    return DrawOrder(
        rule=rule,
        share=number / 100 if rule == SHARE else None,
        fixed=int(number) if rule == FIXED else None,
        margin=number / 100 if rule == MARGIN else None,
        least=form.least.data or 0,
        seed=form.seed.data,
        last_day=form.last_day.data,
    )


def _required(session: Session, wave_code: str) -> Wave:
    known = waves.waves(session, service().clock.today())
    found = next((wave for wave in known if wave.code == wave_code), None)
    if found is None:
        abort(404)
    return found


def _draw_form() -> DrawForm:
    return DrawForm(today=service().clock.today())


def _page(
    wave_code: str,
    form: DrawForm,
    *,
    list_form: ListForm | None = None,
    last_day_form: LastDayForm | None = None,
    sent: Sent | None = None,
    problems: tuple[str, ...] = (),
) -> str:
    language, today = chosen_language(), service().clock.today()
    with service().store.reading() as session:
        wave = _required(session, wave_code)
        check = rechecks.recheck_instrument(session, wave.id or 0)
        status = check and reported.build_status(
            session, check, places.offices(session), language=language
        )
    return render_template(
        "manage/recheck.html",
        wave=wave,
        status=status,
        form=form,
        list_form=list_form or ListForm(formdata=None),
        last_day_form=last_day_form or LastDayForm(formdata=None, today=today),
        usual_last_day=recheck_drawing.usual_last_day(wave, today),
        sent=sent,
        field_name=_field_name,
        problems=problems[:MOST_PROBLEMS],
        further=max(0, len(problems) - MOST_PROBLEMS),
        unreached=_unreached(),
        may_change=may(signed_in(), RULES["manage.draw_recheck"], changes=True),
        say=RecheckWording(language),
        numbers=Numbers(language),
    )


def _field_name(outcome: str, office_code: str) -> str:
    return f"{PREFIX}{outcome}-{office_code}"


def _unreached() -> str:
    """Return the offices that the redirect after a draw names."""
    codes = request.args.get("unreached", "").split(",")
    return ", ".join(code for code in codes if CODE.fullmatch(code))
