"""The page from which paper forms are printed, for the own office or any; each run keeps its serials."""

from dataclasses import dataclass

from flask import abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from forms.paper import LARGE, PrintForm
from survey.access.downloads import PDF, download
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.manage import blueprint
from survey.manage import paper_choices as choices
from survey.reports.numbers import Numbers
from survey.reports.paper_form import paper_form_pdf
from survey.reports.paper_runs import printed_form, serials_of
from survey.store import paper, places
from survey.store.serials import Serial
from survey.store.tables import PaperRun
from survey.wording import wordings

# No office: the name is filled in by hand, and the form fits any box.
ANY_OFFICE = ""


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as the page lists it."""

    run: PaperRun
    office: str
    first: Serial
    last: Serial


@blueprint.get("/paper-forms")
def paper_forms() -> ResponseReturnValue:
    """Offer forms to print, and list what was printed."""
    with service().store.reading() as session:
        return _page(session, _form(session))


@blueprint.post("/paper-forms")
def print_paper_forms() -> ResponseReturnValue:
    """Reserve serials for new forms and lead to their file."""
    with service().store.writing() as session:
        form = _form(session)
        run = _run(session, form) if form.validate() else None
        if run is None:
            return make_response(_page(session, form), 422)
        number = run.id
    return redirect(url_for("manage.paper_forms_file", run=number), 303)


@blueprint.get("/paper-forms/<int:run>.pdf")
def paper_forms_file(run: int) -> ResponseReturnValue:
    """Return the forms of a run; the same run gives the same pages again."""
    with service().store.reading() as session:
        found = paper.run_by_number(session, run)
        if found is None or not _is_own(session, found):
            abort(404)
        form = printed_form(session, found)
        serials = serials_of(found)
    pages = paper_form_pdf(service().settings, form, serials)
    return download(pages, f"phieu-{run}.pdf", PDF)


def _is_own(session: Session, run: PaperRun) -> bool:
    own = signed_in().office_code
    if own is None:
        return True
    office = places.office_by_code(session, own)
    return office is not None and office.id == run.office_id


def _form(session: Session) -> PrintForm:
    offices = {
        code: choices.office_name(office)
        for code, office in choices.offices(session).items()
    }
    if signed_in().office_code is None:
        offices = {ANY_OFFICE: _("mọi đơn vị (điền tay)"), **offices}
    return PrintForm(
        waves=choices.asked_titles(choices.printed_today(session)),
        offices=offices,
        languages=choices.languages_offered(),
    )


def _run(session: Session, form: PrintForm) -> PaperRun | None:
    """Add the run that a valid form asks for; None, and why, where the wave has no such language."""
    found = choices.printed_today(session)[form.wave.data]
    if form.language.data not in wordings(found.digest, found.content):
        form.language.errors = [_("Phiếu của đợt này không có ở ngôn ngữ đó.")]
        return None
    office = choices.offices(session).get(form.office.data)
    return paper.add_run(
        session,
        instrument_id=found.instrument_id,
        office_id=None if office is None else office.id,
        language=form.language.data,
        is_large=form.size.data == LARGE,
        copies=form.copies.data or 1,
        today=service().clock.today(),
    )


def _page(session: Session, form: PrintForm) -> str:
    own = signed_in().office_code
    office = None if own is None else places.office_by_code(session, own)
    names = {one.id: choices.office_name(one) for one in places.offices(session)}
    rows = [
        RunRow(
            run, names.get(run.office_id, ""), serials_of(run)[0], serials_of(run)[-1]
        )
        for run in paper.runs(session, office_id=None if office is None else office.id)
    ]
    return render_template(
        "manage/paper_forms.html",
        form=form,
        rows=rows,
        may_change=may(signed_in(), RULES["manage.print_paper_forms"], changes=True),
        numbers=Numbers(chosen_language()),
    )
