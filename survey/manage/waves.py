"""The pages of waves: what each does today, how far it has come, and what was decided about it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from forms.waves import CloseForm, ExtendForm, PauseForm, ReasonForm, ResumeForm
from survey.access import trail
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.manage import blueprint
from survey.reports.course import CourseWording
from survey.reports.numbers import Numbers
from survey.reports.progress import WaveProgress, build_progress
from survey.reports.wave_result import wave_result
from survey.store import wave_course, waves
from survey.store.tables import Wave
from survey.store.wave_course import CourseRefused, Decision

# What is decided on a wave's page, by the name in its address.
FORMS: dict[str, type[ReasonForm]] = {
    "pause": PauseForm,
    "resume": ResumeForm,
    "extend": ExtendForm,
    "close": CloseForm,
}


@dataclass(frozen=True, slots=True)
class WaveRow:
    """A wave as the list shows it."""

    code: str
    title: str
    kind: str
    opens_on: date
    last_day: date
    state: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of a wave's history."""

    day: date
    what: str
    reason: str
    who: str


@blueprint.get("/waves")
def waves_list() -> str:
    """List all waves, the newest first."""
    today = service().clock.today()
    with service().store.reading() as session:
        rows = [_row(wave, today) for wave in waves.waves(session, today)]
    return render_template(
        "manage/waves.html",
        waves=sorted(rows, key=lambda row: row.opens_on, reverse=True),
        may_open=may(signed_in(), RULES["manage.open_wave"], changes=True),
        numbers=Numbers(chosen_language()),
    )


@blueprint.get("/waves/<wave_code>")
def wave(wave_code: str) -> str:
    """Show one wave with its progress, its history and what can be decided."""
    return _page(wave_code, _empty_forms())


@blueprint.post("/waves/<wave_code>/pause")
def pause_wave(wave_code: str) -> ResponseReturnValue:
    """Issue no forms for a while."""
    form = PauseForm(prefix="pause-")
    return _decide(
        wave_code,
        "pause",
        form,
        lambda session, decision: wave_course.pause(
            session, wave_code, decision, until=form.day.data
        ),
    )


@blueprint.post("/waves/<wave_code>/resume")
def resume_wave(wave_code: str) -> ResponseReturnValue:
    """End a pause."""
    return _decide(
        wave_code,
        "resume",
        ResumeForm(prefix="resume-"),
        lambda session, decision: wave_course.resume(session, wave_code, decision),
    )


@blueprint.post("/waves/<wave_code>/extend")
def extend_wave(wave_code: str) -> ResponseReturnValue:
    """Move a campaign's last day on."""
    form = ExtendForm(prefix="extend-")

    def change(session: Session, decision: Decision) -> None:
        assert form.day.data is not None
        wave_course.extend(session, wave_code, decision, to=form.day.data)

    return _decide(wave_code, "extend", form, change)


@blueprint.post("/waves/<wave_code>/close")
def close_wave(wave_code: str) -> ResponseReturnValue:
    """End a wave after today."""
    return _decide(
        wave_code,
        "close",
        CloseForm(prefix="close-"),
        lambda session, decision: wave_course.close(session, wave_code, decision),
    )


def _decide(
    wave_code: str,
    action: str,
    form: ReasonForm,
    change: Callable[[Session, Decision], object],
) -> ResponseReturnValue:
    """Change the course of a wave for a reason, or show the page again with what is wrong."""
    if not form.validate():
        return _refused(wave_code, action, form)
    state = service()
    decision = Decision(
        today=state.clock.today(),
        done_by=signed_in().name,
        reason=form.reason.data or "",
    )
    try:
        with state.store.writing() as session:
            change(session, decision)
            trail.note(session, "wave_changed", object=wave_code, what=action)
    except CourseRefused as error:
        if error.why is wave_course.Refusal.UNKNOWN:
            abort(404)
        sentence = CourseWording(chosen_language()).refusal(error.why)
        return _refused(wave_code, action, form, problem=sentence)
    return redirect(url_for("manage.wave", wave_code=wave_code), 303)


def _refused(
    wave_code: str, action: str, form: ReasonForm, *, problem: str = ""
) -> ResponseReturnValue:
    forms = {**_empty_forms(), action: form}
    return make_response(_page(wave_code, forms, asked=action, problem=problem), 422)


def _empty_forms() -> dict[str, ReasonForm]:
    return {
        name: form(formdata=None, prefix=f"{name}-") for name, form in FORMS.items()
    }


def _page(
    wave_code: str,
    forms: dict[str, ReasonForm],
    *,
    asked: str = "",
    problem: str = "",
) -> str:
    """Return a wave's page; `asked` is the decision that was refused because of a `problem`."""
    today, language = service().clock.today(), chosen_language()
    with service().store.reading() as session:
        found = required_wave(session, wave_code)
        result = wave_result(session, found, language=language, today=today)
        progress = build_progress(session, result, today=today)
        history = _history(session, found)
    return render_template(
        "manage/wave.html",
        wave=_row(found, today),
        questionnaire=result.questionnaire,
        full=found.full,
        block=found.block,
        last_day_with_grace=found.last_day_with_grace,
        progress=progress,
        received_today=_received_today(found, progress, today),
        history=history,
        forms={name: forms[name] for name in _possible(found, today)},
        asked=asked,
        problem=problem,
        numbers=Numbers(language),
    )


def required_wave(session: Session, wave_code: str) -> Wave:
    """Return the wave of a code; 404 for a code that is none."""
    found = waves.wave_by_code(session, wave_code)
    if found is None:
        abort(404)
    return found


def _possible(found: Wave, today: date) -> list[str]:
    """Return what this visitor can decide about a wave today."""
    if not may(signed_in(), RULES["manage.pause_wave"], changes=True):
        return []
    has_begun, has_ended = found.opens_on <= today, found.last_day < today
    is_paused = found.is_paused(today)
    return [
        name
        for name, is_possible in (
            ("pause", has_begun and not has_ended and not is_paused),
            ("resume", is_paused and not has_ended),
            ("extend", found.kind == "campaign" and today <= found.last_day_with_grace),
            ("close", not has_ended),
        )
        if is_possible
    ]


def _received_today(found: Wave, progress: WaveProgress, today: date) -> int | None:
    """Return the bare count of today, for those who read all results and while answers are taken."""
    takes_answers = found.opens_on <= today <= found.last_day_with_grace
    if not takes_answers or not signed_in().sees_all_results:
        return None
    return progress.received_today


def _history(session: Session, found: Wave) -> list[EventRow]:
    assert found.id is not None
    words = CourseWording(chosen_language())
    return [
        EventRow(event.happened_on, words.event(event), event.reason, event.done_by)
        for event in wave_course.events(session, found.id)
    ]


def _row(found: Wave, today: date) -> WaveRow:
    words = CourseWording(chosen_language())
    return WaveRow(
        code=found.code,
        title=found.title,
        kind=words.kind(found),
        opens_on=found.opens_on,
        last_day=found.last_day,
        state=words.state(found, today),
    )
