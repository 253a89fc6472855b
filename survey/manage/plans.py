"""The pages of sampling plans: draw one, print its lists, count what came back, take its weights home."""

import secrets
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

from forms import sampling_messages
from forms.sampling import PREFIXES, PlanForm
from survey.access import trail
from survey.access.downloads import download
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.csv_tables import has_hidden
from survey.manage import blueprint
from survey.reports import progress, sampling
from survey.reports.numbers import Numbers
from survey.reports.sampling import LARGEST_SEED, EmptyFrame, PlanTable, WrongOffices
from survey.reports.sampling_returns import Fault, read_returned, written_rejected
from survey.reports.sampling_wording import SamplingWording
from survey.reports.wave_result import wave_result
from survey.store import places
from survey.store import sampling as kept
from survey.store import wave_course, wave_targets, waves
from survey.store.sampling import KeptPlan, PlanExists, PlanHead, Returned
from survey.store.tables import Wave
from survey.store.wave_course import Decision
from survey.store.wave_targets import Target


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent for the offices: the texts, what they say, and what is wrong, by office's code."""

    texts: Mapping[str, Mapping[str, str]]
    told: Mapping[int, Returned]
    faults: Mapping[str, tuple[Fault, ...]]


@blueprint.get("/plans")
def plans() -> str:
    """List the plans, and offer to draw another."""
    return _list_page(_form())


@blueprint.post("/plans")
def draw_plan() -> ResponseReturnValue:
    """Draw a sample and keep it; with a mistake in the form nothing is drawn."""
    form = _form()
    if form.validate() and not _has_hidden_letters(form):
        try:
            with service().store.writing() as session:
                head = _head(session, form)
                frame = kept.frame(
                    session, head.first_month, head.last_month, today=head.drawn_on
                )
                drawn = sampling.draw(frame, head)
                kept.keep_plan(session, head, drawn.offices, drawn.cells)
                trail.note(
                    session, "change", object=f"plan {head.code}", seed=head.seed
                )
            return redirect(url_for("manage.plan", plan_code=head.code), 303)
        except PlanExists:
            form.code.errors = [sampling_messages.ERR_EXISTS]
        except EmptyFrame:
            form.first_month.errors = [sampling_messages.ERR_EMPTY]
        except WrongOffices as error:
            bounds = {"least": error.least, "most": error.most}
            form.offices.errors = [sampling_messages.ERR_OFFICES % bounds]
    return make_response(_list_page(form), 422)


@blueprint.get("/plans/<plan_code>")
def plan(plan_code: str) -> str:
    """Show a plan office by office, with fields for what came back."""
    return _plan_page(plan_code, None)


@blueprint.post("/plans/<plan_code>")
def set_plan_returns(plan_code: str) -> ResponseReturnValue:
    """Keep what came back; nothing where one of the fields is wrong."""
    with service().store.writing() as session:
        found = _required(session, plan_code)
        table = sampling.plan_table(found, places.offices(session), chosen_language())
        sent = _sent(table)
        if not sent.faults:
            changed = kept.set_returned(session, plan_code, sent.told)
            if changed:
                trail.note(session, "change", object=f"plan {plan_code}", n=changed)
    if sent.faults:
        return make_response(_plan_page(plan_code, sent), 422)
    return redirect(url_for("manage.plan", plan_code=plan_code), 303)


@blueprint.get("/plans/<plan_code>/lists")
def plan_lists(plan_code: str) -> ResponseReturnValue:
    """Show the dossiers that were drawn, to be printed, or return them as a file."""
    language = chosen_language()
    with service().store.reading() as session:
        found = _required(session, plan_code)
        lists = sampling.drawn_lists(found, places.offices(session), language)
    if request.args.get("format") == "csv":
        file = sampling.lists_file(found, lists)
        return download(file.text, file.name)
    return render_template(
        "manage/plan_lists.html",
        head=found.head,
        lists=lists,
        say=SamplingWording(language),
        numbers=Numbers(language),
    )


@blueprint.get("/plans/<plan_code>/weights")
def plan_weights(plan_code: str) -> ResponseReturnValue:
    """Return the weights as the units file of an analysis."""
    with service().store.reading() as session:
        found = _required(session, plan_code)
        table = sampling.plan_table(found, places.offices(session), chosen_language())
    file = sampling.weights_file(table)
    return download(file.text, file.name)


@blueprint.post("/plans/<plan_code>/targets")
def set_plan_targets(plan_code: str) -> ResponseReturnValue:
    """Make a plan's numbers the targets of the wave that it is for; 404 where it is for none."""
    today = service().clock.today()
    with service().store.writing() as session:
        found = _required(session, plan_code)
        wave = _wave_of(session, found)
        if wave is None or wave.id is None:
            abort(404)
        result = wave_result(session, wave, language=chosen_language(), today=today)
        rated = {office.office_id for office in result.offices}
        changed = wave_targets.set_targets(
            session,
            wave.id,
            {
                office_id: Target(n, population)
                for office_id, (n, population) in sampling.wanted(found).items()
                if office_id in rated
            },
        )
        if changed:
            # Kept in Vietnamese, as people write their reasons.
            reason = f"Theo kế hoạch mẫu {plan_code}"
            decision = Decision(today, done_by=signed_in().name, reason=reason)
            wave_course.note_targets(session, wave, decision)
            trail.note(session, "wave_changed", object=wave.code, what="target")
    return redirect(url_for("manage.wave_targets_page", wave_code=wave.code), 303)


def _wave_of(session: Session, plan: KeptPlan) -> Wave | None:
    known = waves.waves(session, service().clock.today())
    return next((wave for wave in known if wave.id == plan.head.wave_id), None)


def _required(session: Session, plan_code: str) -> KeptPlan:
    found = kept.plan(session, plan_code)
    if found is None:
        abort(404)
    return found


def _form() -> PlanForm:
    with service().store.reading() as session:
        known = reversed(waves.waves(session, service().clock.today()))
        titles = {wave.code: f"{wave.title} ({wave.code})" for wave in known}
    say = SamplingWording(chosen_language())
    return PlanForm(rules=say.rules(), scopes=say.scopes(), waves=titles)


def _has_hidden_letters(form: PlanForm) -> bool:
    if has_hidden(form.title.data or ""):
        form.title.errors = [_("Tên có ký tự ẩn. Xin gõ lại.")]
        return True
    return False


def _head(session: Session, form: PlanForm) -> PlanHead:
    seed, today = form.seed.data, service().clock.today()
    wave = waves.wave_by_code(session, form.wave.data or "")
    effect = 1.0
    if wave is not None and form.rule.data == "design":
        result = wave_result(session, wave, language=chosen_language(), today=today)
        effect = progress.effect_for(session, result, today=today).value
    return PlanHead(
        code=form.code.data or "",
        title=form.title.data or form.code.data or "",
        wave_id=None if wave is None else wave.id,
        first_month=form.first_month.data or "",
        last_month=form.last_month.data or "",
        rule=form.rule.data,
        scope=form.scope.data,
        margin=form.margin.share,
        design_effect=effect,
        fixed=form.fixed.data if form.rule.data == "fixed" else None,
        offices=form.offices.data,
        seed=secrets.randbelow(LARGEST_SEED) if seed is None else seed,
        drawn_on=today,
    )


def _sent(table: PlanTable) -> Sent:
    texts: dict[str, dict[str, str]] = {}
    told: dict[int, Returned] = {}
    faults: dict[str, tuple[Fault, ...]] = {}
    for row in table.rows:
        fields = {
            column: request.form.get(f"{prefix}{row.code}")
            for column, prefix in PREFIXES.items()
        }
        if None in fields.values():
            # What was not sent is left as it is.
            continue
        texts[row.code] = {column: text or "" for column, text in fields.items()}
        told[row.office_id], wrong = read_returned(texts[row.code], _)
        if wrong:
            faults[row.code] = wrong
    return Sent(texts, told, faults)


def _texts(table: PlanTable, sent: Sent | None) -> dict[str, Mapping[str, str]]:
    """Return what stands in the fields of each office: what was sent, or what is kept."""
    found: dict[str, Mapping[str, str]] = {}
    for row in table.rows:
        told = row.returned
        found[row.code] = {
            "sent": "" if told.sent is None else str(told.sent),
            "returned": "" if told.returned is None else str(told.returned),
            "valid": "" if told.valid is None else str(told.valid),
            "rejected": written_rejected(told.rejected),
        }
    return found if sent is None else {**found, **sent.texts}


def _list_page(form: PlanForm) -> str:
    language = chosen_language()
    with service().store.reading() as session:
        heads = kept.plan_heads(session)
    return render_template(
        "manage/plans.html",
        heads=heads,
        form=form,
        may_change=may(signed_in(), RULES["manage.draw_plan"], changes=True),
        say=SamplingWording(language),
        numbers=Numbers(language),
    )


def _plan_page(plan_code: str, sent: Sent | None) -> str:
    language = chosen_language()
    with service().store.reading() as session:
        found = _required(session, plan_code)
        table = sampling.plan_table(found, places.offices(session), language)
        wave = _wave_of(session, found)
    return render_template(
        "manage/plan.html",
        table=table,
        wave=wave,
        texts=_texts(table, sent),
        faults={} if sent is None else sent.faults,
        prefixes=PREFIXES,
        may_change=may(signed_in(), RULES["manage.set_plan_returns"], changes=True),
        say=SamplingWording(language),
        numbers=Numbers(language),
    )
