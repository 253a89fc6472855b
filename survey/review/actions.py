"""The pages of actions: what follows from a finding, how it stands, and whether it shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from forms.actions import LONGEST_SOURCE, ActionForm, PublicityForm, StepForm
from survey.access import trail
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import current_visitor, signed_in
from survey.access.state import service
from survey.language import SOURCE_LANGUAGE
from survey.reports.before_after import (
    FollowUp,
    build_follow_up,
    build_follow_ups,
)
from survey.reports.findings import measure_names
from survey.reports.following_wording import FollowingWording
from survey.reports.ordering import vietnamese_order
from survey.reports.wording import Wording
from survey.review import blueprint
from survey.review.frame import asked, audience, page
from survey.store import actions, places, waves
from survey.store.actions import FollowedAction, NewAction, Step, StepRefused
from survey.store.tables import Office, Wave
from survey.store.waves import COUNTER

INDEX = "index"
# A number that no database holds is that of no action.
NUMBER = "<int(max=1000000):number>"
LATE = "late"


@dataclass(frozen=True, slots=True)
class Finding:
    """What an action comes from: a measure of a wave, or without one the index of whatever comes."""

    wave: Wave | None
    measure: str
    name: str


@blueprint.context_processor
def offered_to_reviewers() -> dict[str, bool]:
    """Tell pages of results whether an action can be written down there, and where the public looks."""
    return {
        "may_record_actions": current_visitor() is not None and _may_record(),
        "public_is_served": "public.office" in current_app.view_functions,
    }


@blueprint.get("/actions")
def actions_list() -> str:
    """List actions, the newest first: all of them, or the own office's."""
    visitor, today = signed_in(), service().clock.today()
    office_code = visitor.office_code or request.args.get("office", "")
    with service().store.reading() as session:
        offices = places.offices(session)
        chosen = next((one for one in offices if one.code == office_code), None)
        # Who belongs to an office sees that one, whatever the address says.
        nothing_chosen = None if visitor.sees_all_results else 0
        everything = actions.actions(
            session, office_id=nothing_chosen if chosen is None else chosen.id
        )
        wanted = request.args.get("state", "")
        found = tuple(one for one in everything if _is_wanted(one, wanted))
        findings = _findings(session, found)
        follow_ups = build_follow_ups(session, found, audience=audience(), today=today)
    return page(
        "review/actions.html",
        rows=[
            (followed, findings[followed.action.id or 0], follow_up)
            for followed, follow_up in zip(found, follow_ups, strict=True)
        ],
        chosen=chosen,
        wanted=wanted,
        offices=_by_name(offices) if visitor.sees_all_results else {},
        may_record=_may_record(),
        today=today,
        name_of=_name_of,
        following=FollowingWording(chosen_language()),
    )


@blueprint.get("/actions/<office_code>/new")
def new_action(office_code: str) -> str:
    """Ask what will be done, from when and with what effect, before any comparison is shown."""
    with service().store.reading() as session:
        office, finding = _office(session, office_code), _finding(session)
    form = _new_form(finding, is_empty=True)
    if form.source is not None:
        # A page of another index says which of its components is weak.
        form.source.data = request.args.get("source", "")[:LONGEST_SOURCE]
    return _new_page(office, finding, form)


@blueprint.post("/actions/<office_code>/new")
def record_action(office_code: str) -> ResponseReturnValue:
    """Write an action down."""
    with service().store.reading() as session:
        office, finding = _office(session, office_code), _finding(session)
    form = _new_form(finding)
    if not form.validate():
        return make_response(_new_page(office, finding, form), 422)
    with service().store.writing() as session:
        added = actions.add_action(session, _written(office, finding, form))
        number = added.number
        trail.note(
            session, "action_changed", object=f"{office_code}/{number}", what="record"
        )
    return _to_action(office_code, number)


@blueprint.get(f"/actions/<office_code>/{NUMBER}")
def action(office_code: str, number: int) -> str:
    """Show one action with its history, and before and after where there is something to compare."""
    return _action_page(office_code, number)


@blueprint.post(f"/actions/<office_code>/{NUMBER}/step")
def take_action_step(office_code: str, number: int) -> ResponseReturnValue:
    """Keep how an action stands now, and why."""
    form = _step_form()
    if not form.validate():
        return make_response(_action_page(office_code, number, step=form), 422)
    step = Step(
        happened_on=service().clock.today(),
        done_by=signed_in().name,
        reason=form.reason.data or "",
        state=form.state.data,
        due_on=form.due_on.data,
    )
    return _stepped(office_code, number, step, step_form=form)


@blueprint.post(f"/actions/<office_code>/{NUMBER}/publicity")
def set_action_publicity(office_code: str, number: int) -> ResponseReturnValue:
    """Let everyone read an action, or no longer."""
    with service().store.reading() as session:
        followed = _followed(session, office_code, number)
    form = PublicityForm(is_public=followed.is_public, prefix="public-")
    if not form.validate():
        return make_response(_action_page(office_code, number, publicity=form), 422)
    step = Step(
        happened_on=service().clock.today(),
        done_by=signed_in().name,
        reason=form.reason.data or "",
        is_public=not followed.is_public,
    )
    return _stepped(office_code, number, step, publicity_form=form)


def _stepped(
    office_code: str,
    number: int,
    step: Step,
    *,
    step_form: StepForm | None = None,
    publicity_form: PublicityForm | None = None,
) -> ResponseReturnValue:
    """Keep a step, or show the page again with why it was not kept."""
    try:
        with service().store.writing() as session:
            followed = _followed(session, office_code, number)
            actions.take_step(session, followed, step)
            what = "publicity" if step.is_public is not None else "state"
            trail.note(
                session, "action_changed", object=f"{office_code}/{number}", what=what
            )
    except StepRefused as error:
        problem = FollowingWording(chosen_language()).refusal(error.why)
        shown = _action_page(
            office_code,
            number,
            step=step_form,
            publicity=publicity_form,
            problem=problem,
        )
        return make_response(shown, 422)
    return _to_action(office_code, number)


def _action_page(
    office_code: str,
    number: int,
    *,
    step: StepForm | None = None,
    publicity: PublicityForm | None = None,
    problem: str = "",
) -> str:
    """Return an action's page; a form that was refused stands open with what was typed."""
    today = service().clock.today()
    with service().store.reading() as session:
        followed = _followed(session, office_code, number)
        finding = _findings(session, (followed,))[followed.action.id or 0]
        follow_up: FollowUp = build_follow_up(
            session, followed, audience=audience(), today=today
        )
    shown_step = step or _step_form(is_empty=True, state=followed.state)
    return page(
        "review/action.html",
        followed=followed,
        finding=finding,
        follow_up=follow_up,
        step_form=shown_step if _may_record() else None,
        step_is_open=step is not None,
        publicity_form=_publicity_form(followed, publicity),
        publicity_is_open=publicity is not None,
        problem=problem,
        today=today,
        name_of=_name_of,
        following=FollowingWording(chosen_language()),
    )


def _publicity_form(
    followed: FollowedAction, refused: PublicityForm | None
) -> PublicityForm | None:
    is_allowed = may(signed_in(), RULES["review.set_action_publicity"], changes=True)
    if not is_allowed or followed.state == "dropped":
        return None
    return refused or PublicityForm(
        is_public=followed.is_public, prefix="public-", formdata=None
    )


def _step_form(*, is_empty: bool = False, state: str = "") -> StepForm:
    states = FollowingWording(chosen_language()).states()
    if not is_empty:
        return StepForm(states, prefix="step-")
    form = StepForm(states, prefix="step-", formdata=None)
    form.state.data = state
    return form


def _new_form(finding: Finding, *, is_empty: bool = False) -> ActionForm:
    options = {"formdata": None} if is_empty else {}
    return ActionForm(
        today=service().clock.today(), has_finding=finding.wave is not None, **options
    )


def _new_page(office: Office, finding: Finding, form: ActionForm) -> str:
    return page(
        "review/action_new.html",
        office=office,
        finding=finding,
        form=form,
        may_record=_may_record(),
        name_of=_name_of,
    )


def _written(office: Office, finding: Finding, form: ActionForm) -> NewAction:
    assert office.id is not None and form.expected.points is not None
    assert form.effective_on.data is not None and form.due_on.data is not None
    return NewAction(
        office_id=office.id,
        what=form.what.data or "",
        owner=form.owner.data or "",
        effective_on=form.effective_on.data,
        due_on=form.due_on.data,
        expected_points=form.expected.points,
        recorded_on=service().clock.today(),
        recorded_by=signed_in().name,
        wave_id=None if finding.wave is None else finding.wave.id,
        measure=finding.measure,
        source="" if form.source is None else form.source.data or "",
    )


def _finding(session: Session) -> Finding:
    """Return what the address says an action comes from; 404 for what is not there.

    Whether an action shows is looked for among the counter's visitors, so that it comes from their results.
    """
    if asked() != COUNTER:
        abort(404)
    code = request.args.get("wave", "")
    if not code:
        return Finding(None, INDEX, Wording(chosen_language()).index_title())
    wave = waves.wave_by_code(session, code) if code.isprintable() else None
    if wave is None:
        abort(404)
    names = measure_names(session, wave, language=chosen_language())
    measure = request.args.get("measure", "") or INDEX
    if measure not in names:
        abort(404)
    return Finding(wave, measure, names[measure])


def _findings(
    session: Session, found: tuple[FollowedAction, ...]
) -> Mapping[int, Finding]:
    """Return what each action comes from, by its id. One query a wave."""
    language = chosen_language()
    index_title = Wording(language).index_title()
    names: dict[int, Mapping[str, str]] = {}
    for followed in found:
        if followed.wave is not None and followed.wave.id not in names:
            assert followed.wave.id is not None
            names[followed.wave.id] = measure_names(
                session, followed.wave, language=language
            )
    return {
        followed.action.id
        or 0: Finding(
            followed.wave,
            followed.action.measure,
            names.get(followed.action.wave_id or 0, {}).get(
                followed.action.measure, index_title
            ),
        )
        for followed in found
    }


def _followed(session: Session, office_code: str, number: int) -> FollowedAction:
    found = actions.action_by_number(session, office_code, number)
    if found is None:
        abort(404)
    return found


def _office(session: Session, office_code: str) -> Office:
    found = places.office_by_code(session, office_code)
    if found is None:
        abort(404)
    return found


def _is_wanted(followed: FollowedAction, wanted: str) -> bool:
    if wanted == LATE:
        return followed.is_late(service().clock.today())
    return not wanted or followed.state == wanted


def _may_record() -> bool:
    return may(signed_in(), RULES["review.record_action"], changes=True)


def _name_of(office: Office) -> str:
    """Return an office's name in the reader's language."""
    if chosen_language() != SOURCE_LANGUAGE and office.name_en:
        return office.name_en
    return office.name


def _by_name(offices: tuple[Office, ...]) -> dict[str, str]:
    names = {office.code: _name_of(office) for office in offices}
    return dict(sorted(names.items(), key=lambda item: vietnamese_order(item[1])))


def _to_action(office_code: str, number: int) -> ResponseReturnValue:
    return redirect(
        url_for("review.action", office_code=office_code, number=number), 303
    )
