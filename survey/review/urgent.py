"""The page of comments with a word of bribes or threats, for the reform office and the auditor alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlmodel import Session

from forms import comment_messages
from forms.coding import OutcomeForm, uuid_in
from survey.access import trail
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.review import blueprint
from survey.review.comments import Written, asked_page, office_label, written
from survey.review.frame import page
from survey.store import places
from survey.store import urgent as store
from survey.store.tables.comments import HANDLED, ORDINARY
from survey.store.urgent import Outcome, UrgentComment
from survey.trust.comments import place_of_urgent

OPEN_ON_A_PAGE, DONE_ON_A_PAGE = 20, 50
OUTCOMES = (
    (HANDLED, comment_messages.OUTCOME_HANDLED),
    (ORDINARY, comment_messages.OUTCOME_ORDINARY),
)
KINDS = {
    "bribe": lazy_gettext("Có từ về tiền, quà, hối lộ"),
    "threat": lazy_gettext("Có từ về đe dọa, bạo lực, tự hại"),
}


@dataclass(frozen=True, slots=True)
class ShownUrgent:
    """An urgent comment; office and month are empty where too few others stand around it."""

    comment: UrgentComment
    written: Written
    kind: str
    office: str
    month: str
    form: OutcomeForm | None


@blueprint.get("/urgent")
def urgent() -> str:
    """Show what waits, and what was done about the rest."""
    return _page()


@blueprint.post("/urgent")
def deal_with_urgent() -> ResponseReturnValue:
    """Keep what became of an urgent comment."""
    comment_id = uuid_in(request.form.get("comment"))
    form = OutcomeForm(OUTCOMES, prefix=_prefix(comment_id))
    if comment_id is None or not form.validate():
        return make_response(_page(form, comment_id), 422)
    outcome = Outcome(
        outcome=form.outcome.data,
        reason=form.reason.data or "",
        done_by=signed_in().name,
        today=service().clock.today(),
    )
    with service().store.writing() as session:
        is_kept = store.deal_with(session, comment_id, outcome)
        if is_kept:
            trail.note(
                session,
                "decision",
                object=str(comment_id),
                what="urgent",
                kind=outcome.outcome,
            )
    if not is_kept:
        return make_response(_page(form, comment_id), 422)
    return redirect(url_for("review.urgent"), 303)


def _prefix(comment_id: UUID | None) -> str:
    # Several forms stand on one page, and their fields must not share names.
    return "" if comment_id is None else f"{comment_id.hex}-"


def _page(form: OutcomeForm | None = None, comment_id: UUID | None = None) -> str:
    """Return the page; with a form that was refused, beside the comment it was sent for."""
    number = asked_page()
    with service().store.reading() as session:
        waiting = store.urgent_comments(session, is_open=True, limit=OPEN_ON_A_PAGE)
        # One more than is shown tells whether there is a next page.
        done = store.urgent_comments(
            session,
            is_open=False,
            offset=(number - 1) * DONE_ON_A_PAGE,
            limit=DONE_ON_A_PAGE + 1,
        )
        counts = store.comments_by_office(session)
        n_open = store.open_urgent(session)
        names = _names(session)
    is_there = comment_id in {each.comment_id for each in waiting}
    may_decide = may(signed_in(), RULES["review.deal_with_urgent"], changes=True)

    def form_of(each: UrgentComment) -> OutcomeForm | None:
        if not may_decide:
            return None
        if form is not None and each.comment_id == comment_id:
            return form
        prefix = _prefix(each.comment_id)
        return OutcomeForm(OUTCOMES, formdata=None, prefix=prefix)

    return page(
        "review/urgent.html",
        waiting=[_shown(each, counts, names, form_of(each)) for each in waiting],
        done=[_shown(each, counts, names, None) for each in done[:DONE_ON_A_PAGE]],
        number=number,
        has_more=len(done) > DONE_ON_A_PAGE,
        n_open=n_open,
        outcomes=dict(OUTCOMES),
        has_errors=form is not None,
        problem=(
            ""
            if form is None or is_there
            else _("Chưa lưu gì: góp ý này không có hoặc đã được xử lý.")
        ),
    )


def _names(session: Session) -> dict[int, str]:
    return {
        office.id: office_label(office, chosen_language())
        for office in places.offices(session)
        if office.id is not None
    }


def _shown(
    each: UrgentComment,
    counts: Mapping[tuple[int, str], int],
    names: Mapping[int, str],
    form: OutcomeForm | None,
) -> ShownUrgent:
    place = place_of_urgent(each, counts)
    return ShownUrgent(
        comment=each,
        written=written(each.text),
        kind=str(KINDS[each.kind]),
        office="" if place.office_id is None else names[place.office_id],
        month=place.month or "",
        form=form,
    )
