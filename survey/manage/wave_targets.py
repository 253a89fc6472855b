"""The page of a wave's targets: two formulas beside each other, and a number for each office."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from forms import messages
from forms.waves import TARGET_PREFIX, SentTargets, sent_targets
from survey.access import trail
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.manage import blueprint
from survey.manage.waves import required_wave
from survey.reports import progress
from survey.reports.numbers import Numbers
from survey.reports.progress import FORMULAS, Formula, Population, Proposal
from survey.reports.target_wording import TargetWording
from survey.reports.wave_result import WaveResult, office_name, wave_result
from survey.store import wave_course, wave_targets
from survey.store.tables.waves import LARGEST_TARGET
from survey.store.wave_course import Decision
from survey.store.wave_targets import Target

# In percentage points; the usual one first.
MARGINS = (5, 3, 7, 10)


@dataclass(frozen=True, slots=True)
class TargetRow:
    """An office: the people it served, what both formulas propose, and what stands in its field."""

    code: str
    name: str
    population: Population | None
    proposal: Proposal | None
    text: str
    is_wrong: bool


@blueprint.get("/waves/<wave_code>/targets")
def wave_targets_page(wave_code: str) -> str:
    """Show the targets, filled in from a formula where one was asked for."""
    return _page(wave_code, None)


@blueprint.post("/waves/<wave_code>/targets")
def set_wave_targets(wave_code: str) -> ResponseReturnValue:
    """Set the targets as they were typed; nothing where one of them is wrong."""
    state, today = service(), service().clock.today()
    with state.store.writing() as session:
        found = required_wave(session, wave_code)
        assert found.id is not None
        result = wave_result(session, found, language=chosen_language(), today=today)
        sent = _sent(result)
        if not sent.wrong:
            changed = wave_targets.set_targets(
                session, found.id, _wanted(session, result, sent)
            )
            if changed:
                wave_course.note_targets(session, found, _decision(today, changed))
                trail.note(session, "wave_changed", object=wave_code, what="target")
    if sent.wrong:
        return make_response(_page(wave_code, sent), 422)
    return redirect(url_for("manage.wave", wave_code=wave_code), 303)


def _decision(today: date, changed: int) -> Decision:
    # Kept in Vietnamese, as people write their reasons.
    return Decision(today, done_by=signed_in().name, reason=f"Cho {changed} đơn vị")


def _sent(result: WaveResult) -> SentTargets:
    return sent_targets(
        request.form,
        [office.code for office in result.offices],
        largest=LARGEST_TARGET,
    )


def _wanted(
    session: Session, result: WaveResult, sent: SentTargets
) -> dict[int, Target | None]:
    """Return the targets by office; people served are kept beside a number, where they are known."""
    served = _served(session, result)
    wanted: dict[int, Target | None] = {}
    for office in result.offices:
        if office.code in sent.numbers:
            n, known = sent.numbers[office.code], served.get(office.code)
            wanted[office.office_id] = (
                None if n is None else Target(n, None if known is None else known.n)
            )
    return wanted


def _served(session: Session, result: WaveResult) -> Mapping[str, Population]:
    """Return the people each office served: as published, or as they came with the target."""
    stored = wave_targets.targets(session, result.instrument.wave_id)
    given = {
        office.code: Population(target.population, "")
        for office in result.offices
        if (target := stored.get(office.office_id)) and target.population
    }
    return {**given, **progress.populations(session, result.offices)}


def _page(wave_code: str, sent: SentTargets | None) -> str:
    today, language, margin = service().clock.today(), chosen_language(), _margin()
    with service().store.reading() as session:
        found = required_wave(session, wave_code)
        result = wave_result(session, found, language=language, today=today)
        effect = progress.effect_for(session, result, today=today)
        served = _served(session, result)
        stored = wave_targets.targets(session, result.instrument.wave_id)
    proposals = {
        code: progress.propose(known.n, margin=margin / 100, effect=effect.value)
        for code, known in served.items()
    }
    words = TargetWording(language)
    return render_template(
        "manage/wave_targets.html",
        head=result.head,
        rows=[
            TargetRow(
                code=office.code,
                name=office_name(office, language),
                population=served.get(office.code),
                proposal=proposals.get(office.code),
                text=_text(office.code, stored.get(office.office_id), proposals, sent),
                is_wrong=sent is not None and office.code in sent.wrong,
            )
            for office in result.offices
        ],
        margin=margin,
        margins=MARGINS,
        fill=_fill(),
        yamane=words.yamane(margin / 100),
        by_design=words.by_design(margin / 100, effect),
        wrong=messages.ERR_TARGET % {"n": Numbers(language).count(LARGEST_TARGET)},
        prefix=TARGET_PREFIX,
        may_change=may(signed_in(), RULES["manage.set_wave_targets"], changes=True),
        numbers=Numbers(language),
    )


def _text(
    code: str,
    stored: Target | None,
    proposals: Mapping[str, Proposal],
    sent: SentTargets | None,
) -> str:
    """Return what stands in an office's field: what was sent, what a formula proposes, or what is set."""
    if sent is not None:
        return request.form.get(f"{TARGET_PREFIX}{code}", "")
    if _fill() and code in proposals:
        return str(proposals[code].of(_fill()))
    return "" if stored is None else str(stored.n)


def _fill() -> Formula | None:
    """Return the formula that the fields were asked to be filled from."""
    asked = request.args.get("fill", "")
    return next((formula for formula in FORMULAS if formula == asked), None)


def _margin() -> int:
    asked = request.args.get("margin", "")
    return next((margin for margin in MARGINS if str(margin) == asked), MARGINS[0])
