"""The pages of the province's own DDCI: its rounds, how collecting goes, and what closed rounds gave."""

from datetime import date, timedelta

from flask import Response, abort, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from survey.access import trail
from survey.access.downloads import CSV, download
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.reports.ddci_closing import RoundStillOpen, closable_from, close_round
from survey.reports.ddci_report import report_content, words_of
from survey.reports.ddci_round_wording import DdciRoundWording
from survey.reports.ddci_rounds import closed_round, programme_of, weeks_shown
from survey.review import blueprint
from survey.review.frame import page
from survey.store import ddci
from survey.store.ddci import RoundClosed, RoundMovedOn
from survey.store.tables import DdciResult, DdciRound

CONTENT_TYPES = {
    "csv": CSV,
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@blueprint.get("/ddci")
def ddci_list() -> str:
    """List the rounds, the newest first."""
    today = service().clock.today()
    say = DdciRoundWording(chosen_language())
    with service().store.reading() as session:
        rows = [
            (one, say.state(one, ddci.result(session, one.id or 0), today))
            for one in ddci.rounds(session)
        ]
    return page("review/ddci_list.html", rows=rows, say=say)


@blueprint.get("/ddci/<round_code>")
def ddci_round(round_code: str) -> str:
    """Show how collecting goes, or what a closed round gave."""
    return _page(round_code)


@blueprint.get("/ddci/<round_code>/<kind>")
def ddci_file(round_code: str, kind: str) -> Response:
    """Give a closed round's result as a file; 404 before it is closed."""
    with service().store.reading() as session:
        chosen = _round(session, round_code)
        kept = ddci.result(session, chosen.id or 0)
    if kept is None or kind not in CONTENT_TYPES:
        abort(404)
    content = report_content(chosen, kept, kind=kind, language=chosen_language())
    return download(content, f"{chosen.code}.{kind}", CONTENT_TYPES[kind])


@blueprint.post("/ddci/<round_code>/close")
def close_ddci_round(round_code: str) -> ResponseReturnValue:
    """Close a round; who was quicker has done what was wanted."""
    state = service()
    with state.store.reading() as session:
        chosen = _round(session, round_code)
    try:
        close_round(
            state.store,
            chosen,
            today=state.clock.today(),
            done_by=signed_in().name,
            note=trail.note,
        )
    except RoundStillOpen:
        return make_response(_page(round_code, refused=_still_open()), 422)
    except RoundMovedOn:
        return make_response(_page(round_code, refused=_moved_on()), 422)
    except RoundClosed:
        pass
    return redirect(url_for("review.ddci_round", round_code=round_code), 303)


def _page(round_code: str, *, refused: str = "") -> str:
    with service().store.reading() as session:
        chosen = _round(session, round_code)
        kept = ddci.result(session, chosen.id or 0)
        if kept is not None:
            return _closed_page(chosen, kept)
        return _open_page(session, chosen, refused)


def _open_page(session: Session, chosen: DdciRound, refused: str) -> str:
    assert chosen.id is not None
    today = service().clock.today()
    say = DdciRoundWording(chosen_language())
    hard = [one for one in programme_of(chosen).indicators if not one.is_soft]
    units = ddci.units(session, chosen.id)
    may_close = may(signed_in(), RULES["review.close_ddci_round"], changes=True)
    return page(
        "review/ddci_open.html",
        say=say,
        round=chosen,
        state=say.state(chosen, None, today),
        refused=refused,
        given=sorted(ddci.links_given(session, chosen.id).items()),
        weeks=weeks_shown(
            ddci.used_by_week(session, chosen.id), this_monday=_monday(today)
        ),
        figures=say.figures(
            len(ddci.figures(session, chosen.id)), len(hard) * len(units)
        ),
        may_type=may_close,
        may_close=may_close and today >= closable_from(chosen),
    )


def _closed_page(chosen: DdciRound, kept: DdciResult) -> str:
    say = DdciRoundWording(chosen_language())
    closed = closed_round(kept.content)
    return page(
        "review/ddci_closed.html",
        say=say,
        round=chosen,
        state=say.state(chosen, kept, service().clock.today()),
        closed=closed,
        words=words_of(chosen, kept, chosen_language()),
    )


def _round(session: Session, code: str) -> DdciRound:
    found = ddci.round_by_code(session, code)
    if found is None:
        abort(404)
    return found


def _monday(today: date) -> date:
    return today - timedelta(days=today.weekday())


def _still_open() -> str:
    return str(_("Chưa chốt: đợt còn nhận đánh giá."))


def _moved_on() -> str:
    return str(_("Chưa chốt: số liệu vừa thay đổi. Xin bấm Chốt lại."))
