"""Offices over time: the list by blocks, and mergers, splits and closings seen before they are done."""

import hashlib
from collections.abc import Sequence

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from forms.offices import OfficeChangesForm
from forms.whole_numbers import whole_number
from survey.access import trail
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.csv_tables import TableError
from survey.language import SOURCE_LANGUAGE
from survey.manage import blueprint
from survey.reports.numbers import Numbers
from survey.reports.office_change_wording import OfficeChangeWording
from survey.reports.office_changes import changes_of, plan_of
from survey.reports.office_list import by_block, office_list
from survey.store import office_changes
from survey.store.office_changes import Plan
from survey.store.office_changes_carried import carry_out

# What a page can show of a long list.
MOST_PROBLEMS = 50


@blueprint.get("/offices")
def offices_list() -> str:
    """Show every office with its days, what it came from and went into, and the form."""
    return _list_page(OfficeChangesForm(formdata=None), ())


@blueprint.post("/offices")
def preview_office_changes() -> ResponseReturnValue:
    """Show what the rows would change, or name what is wrong with them. Nothing is written."""
    form = OfficeChangesForm()
    if not form.validate():
        return make_response(_list_page(form, ()), 422)
    try:
        with service().store.reading() as session:
            return _preview_page(_plan(session, form), form)
    except TableError as error:
        return make_response(_list_page(form, str(error).splitlines()), 422)


@blueprint.post("/offices/changes")
def change_offices() -> ResponseReturnValue:
    """Do what was previewed; show it anew where something else would be done by now."""
    form = OfficeChangesForm()
    if not form.validate():
        return make_response(_list_page(form, ()), 422)
    try:
        with service().store.writing() as session:
            office_changes.begin(session)
            plan = _plan(session, form)
            if request.form.get("seen") != _fingerprint(plan):
                return make_response(_preview_page(plan, form, is_other=True), 409)
            carry_out(
                session,
                plan,
                today=service().clock.today(),
                done_by=signed_in().name,
            )
            trail.note(
                session,
                "offices_changed",
                closed=len(plan.closed),
                opened=len(plan.opened),
                counters=len(plan.counters),
            )
    except TableError as error:
        return make_response(_list_page(form, str(error).splitlines()), 422)
    return redirect(url_for("manage.offices_list", done=len(plan.closed)), 303)


def _plan(session: Session, form: OfficeChangesForm) -> Plan:
    """Return what the rows of the form would do. Raises TableError."""
    source = _("danh sách")
    changes = changes_of((form.rows.data or "").strip().encode(), source, _)
    today = service().clock.today()
    return plan_of(session, changes, source, today=today, _=_)


def _fingerprint(plan: Plan) -> str:
    """Return what tells two plans apart by what people see of them, in any language."""
    say = OfficeChangeWording(SOURCE_LANGUAGE)
    lines = [
        *map(say.closing, plan.closed),
        *map(say.opening, plan.opened),
        *map(say.moving, plan.counters),
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _list_page(form: OfficeChangesForm, problems: Sequence[str]) -> str:
    language = chosen_language()
    with service().store.reading() as session:
        blocks = by_block(office_list(session, language), language)
    return render_template(
        "manage/offices.html",
        blocks=blocks,
        form=form,
        problems=problems[:MOST_PROBLEMS],
        further=max(0, len(problems) - MOST_PROBLEMS),
        done=whole_number(request.args.get("done", ""), digits=5) or 0,
        may_change=may(signed_in(), RULES["manage.change_offices"], changes=True),
        say=OfficeChangeWording(language),
        numbers=Numbers(language),
    )


def _preview_page(
    plan: Plan, form: OfficeChangesForm, *, is_other: bool = False
) -> str:
    say = OfficeChangeWording(chosen_language())
    return render_template(
        "manage/offices_preview.html",
        summary=say.summary(plan),
        closing=[say.closing(one) for one in plan.closed],
        opening=[say.opening(one) for one in plan.opened],
        moving=[say.moving(one) for one in plan.counters],
        left=[say.left(one) for one in plan.state.left],
        form=form,
        seen=_fingerprint(plan),
        is_other=is_other,
    )
