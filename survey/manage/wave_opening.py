"""The page that opens a wave: a campaign, or one that goes on by quarters."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from forms.wave_opening import ERR_TAKEN, QUARTERS, OpenWaveForm
from survey.access import trail
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.manage import blueprint
from survey.manage.questionnaires import title_of
from survey.store import waves
from survey.store.questionnaire_versions import Version, version_by_key, versions
from survey.store.tables import QuestionnaireVersion
from survey.store.waves import WaveExists

# Short, and meant for people at a counter.
FIRST_OFFERED = "quick"


@blueprint.get("/new-wave")
def new_wave() -> str:
    """Show the form, filled in for a month from today and for the questionnaire that was asked for."""
    with service().store.reading() as session:
        form = _form(session, formdata=None)
        form.code.data = _free_code(session, form.code.data or "")
        wanted = request.args.get("questionnaire", "")
        if version_by_key(session, wanted) is not None:
            form.questionnaire.data = wanted
    return _page(form)


@blueprint.post("/new-wave")
def open_wave() -> ResponseReturnValue:
    """Open the wave, or show the form again with what is wrong."""
    with service().store.reading() as session:
        form = _form(session)
        has_others = bool(waves.waves(session, service().clock.today()))
    if not form.validate():
        return make_response(_page(form), 422)
    code = form.code.data or ""
    try:
        with service().store.writing() as session:
            wave_code = _open(session, form, code)
            trail.note(session, "wave_changed", object=wave_code, what="open")
    except WaveExists:
        form.code.errors = [ERR_TAKEN]
        return make_response(_page(form), 422)
    # Who opens the first one has more to set up.
    address = (
        url_for("manage.wave", wave_code=wave_code)
        if has_others
        else url_for("manage.start")
    )
    return redirect(address, 303)


def _open(session: Session, form: OpenWaveForm, code: str) -> str:
    """Open the wave that a checked form describes; return its code. Raises WaveExists."""
    version = version_by_key(session, form.questionnaire.data)
    assert version is not None
    kept = kept_version(session, version)
    title = form.title.data or version.questionnaire.title
    today = service().clock.today()
    if form.kind.data == QUARTERS:
        return waves.add_continuous(
            session,
            code,
            title=title,
            opens_on=form.first.data or today,
            questionnaire=kept,
            full=form.full.data,
        ).code
    assert form.first.data is not None and form.last.data is not None
    return waves.add_campaign(
        session,
        code,
        title=title,
        opens_on=form.first.data,
        closes_on=form.last.data,
        questionnaire=kept,
        full=form.full.data,
    ).code


def kept_version(session: Session, version: Version) -> QuestionnaireVersion:
    """Return a version as the store keeps it, adding it where it is new."""
    questionnaire = version.questionnaire
    return waves.keep_questionnaire(
        session,
        digest=questionnaire.digest,
        code=questionnaire.code,
        version=questionnaire.version,
        content=version.content,
    )


def _form(session: Session, **sent: None) -> OpenWaveForm:
    offered = sorted(
        versions(session), key=lambda one: one.questionnaire.code != FIRST_OFFERED
    )
    choices = [(one.key, version_name(one)) for one in offered]
    return OpenWaveForm(choices, service().clock.today(), **sent)


def version_name(version: Version) -> str:
    """Return a questionnaire's title with code and version, and whether it is a draft."""
    questionnaire = version.questionnaire
    name = f"{title_of(version)} ({questionnaire.code} {questionnaire.version})"
    return (
        name
        if questionnaire.status != "draft"
        else str(_("%(name)s – bản nháp", name=name))
    )


def _free_code(session: Session, wanted: str) -> str:
    """Return the first of 2026-1, 2026-2, … that no wave has."""
    year = wanted.partition("-")[0]
    number = 1
    while waves.wave_by_code(session, f"{year}-{number}") is not None:
        number += 1
    return f"{year}-{number}"


def _page(form: OpenWaveForm) -> str:
    return render_template(
        "manage/new_wave.html",
        form=form,
        may_change=may(signed_in(), RULES["manage.open_wave"], changes=True),
    )
