"""The weekly round: who looks after counters notes that posters hang, are not covered and open the right form."""

from itertools import groupby

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.manage import blueprint
from survey.manage.wanted import in_language
from survey.reports.numbers import Numbers
from survey.reports.poster_checks import LONGEST_UNSEEN, build_round
from survey.reports.posters import host_of
from survey.store import posters as printing
from survey.store.codes import spaced


@blueprint.get("/posters/check")
def poster_checks() -> str:
    """List the posters of all offices, or of the own one, with their last check."""
    visitor = signed_in()
    with service().store.reading() as session:
        round_ = build_round(
            session,
            service().clock.today(),
            under=_("dưới 5"),
            office_code=visitor.office_code or "",
        )
    offices = groupby(round_.posters, key=lambda poster: poster.printed.office.code)
    return render_template(
        "manage/poster_checks.html",
        round=round_,
        offices=[(code, tuple(found)) for code, found in offices],
        may_change=may(visitor, RULES["manage.check_posters"], changes=True),
        weeks_unseen=LONGEST_UNSEEN.days // 7,
        host=host_of(service().settings.base_url),
        in_language=in_language,
        numbers=Numbers(chosen_language()),
        spaced=spaced,
    )


@blueprint.post("/posters/check")
def check_posters() -> ResponseReturnValue:
    """Note the posters that were ticked; one of another office looks like one that is not there."""
    visitor, today = signed_in(), service().clock.today()
    ticked = set(request.form.getlist("poster"))
    with service().store.writing() as session:
        own = {
            str(printed.poster.id)
            for printed in printing.current_posters(
                session, today, office_code=visitor.office_code or ""
            )
        }
        if not ticked <= own:
            abort(400)
        printing.note_checks(
            session,
            map(int, ticked),
            week=printing.week_of(today),
            reviewer_id=visitor.reviewer_id,
        )
    return redirect(url_for("manage.poster_checks"), 303)
