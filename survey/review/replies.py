"""The page of replies to suggestions: units propose, the reform office publishes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlmodel import Session

from forms import comment_messages
from forms.replies import DecisionForm, ReplyForm
from forms.whole_numbers import whole_number
from survey.access import trail
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.reports.numbers import Numbers
from survey.reports.ordering import vietnamese_order
from survey.review import blueprint
from survey.review.comments import asked_page, office_label
from survey.review.frame import page
from survey.store import places
from survey.store import replies as store
from survey.store.replies import NewReply, ReplyInHand, ReplyRefused, Step
from survey.store.tables.replies import PROPOSED, PUBLISHED, RETURNED, WITHDRAWN

REPLIES_ON_A_PAGE = 50
# Suggestions of the last two years can be answered.
MONTHS_BACK = 24
# Of the public pages, where they are served together with these.
PUBLIC_PAGE = "public.office_replies"
STATE_NAMES = {
    PROPOSED: lazy_gettext("Chờ duyệt"),
    PUBLISHED: lazy_gettext("Đã công bố"),
    RETURNED: lazy_gettext("Đã trả lại đơn vị"),
    WITHDRAWN: lazy_gettext("Đã gỡ"),
}
# What is decided about a reply in each state, and what the button says.
DECISIONS = {
    PROPOSED: (
        (PUBLISHED, comment_messages.PUBLISH),
        (RETURNED, comment_messages.RETURN),
    ),
    PUBLISHED: ((WITHDRAWN, comment_messages.WITHDRAW),),
}
WITHOUT_REASON = PUBLISHED
# Larger than any number that a database gives a row.
MOST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be decided about a reply; a form where it needs a reason."""

    state: str
    name: str
    form: DecisionForm | None
    is_asked: bool


@dataclass(frozen=True, slots=True)
class ShownReply:
    """A reply as the page shows it."""

    reply: ReplyInHand
    office: str
    state: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A decision that was refused: about which reply, with which form or what stands against it."""

    reply_id: int | None
    state: str
    form: DecisionForm | None = None
    problem: str = ""


@blueprint.get("/replies")
def replies() -> str:
    """Show the replies of all offices, or of the own one, and a form for a new one."""
    return _page()


@blueprint.post("/replies")
def write_reply() -> ResponseReturnValue:
    """Keep a reply: published at once by the reform office, proposed by a unit."""
    with service().store.reading() as session:
        form = _form(_names(session))
    if not form.validate():
        return make_response(_page(form), 422)
    state = PUBLISHED if _decides() else PROPOSED
    new = NewReply(form.month.data, form.question.data or "", form.answer.data or "")
    with service().store.writing() as session:
        store.add_reply(session, form.office.data, new, _step(), state=state)
        trail.note(session, "change", object=form.office.data, what="reply", kind=state)
    return redirect(url_for("review.replies"), 303)


@blueprint.post("/replies/decide")
def decide_reply() -> ResponseReturnValue:
    """Publish, send back or withdraw a reply."""
    state = request.form.get("state", "")
    form = DecisionForm(prefix=_prefix(request.form.get("reply", ""), state))
    reply_id = _number(request.form.get("reply", ""))
    needs_reason = state != WITHOUT_REASON
    if needs_reason and not form.validate():
        return make_response(_page(refused=Refused(reply_id, state, form)), 422)
    step = _step(form.reason.data or "" if needs_reason else "")
    try:
        with service().store.writing() as session:
            before = store.decide(session, reply_id or 0, state, step)
            trail.note(
                session, "decision", object=before.office_code, what="reply", kind=state
            )
    except ReplyRefused:
        problem = _("Chưa lưu gì: trả lời này không có hoặc vừa có quyết định khác.")
        refused = Refused(reply_id, state, problem=problem)
        return make_response(_page(refused=refused), 422)
    return redirect(url_for("review.replies"), 303)


def _page(form: ReplyForm | None = None, *, refused: Refused | None = None) -> str:
    number = asked_page()
    with service().store.reading() as session:
        names = _names(session)
        # One more than is shown tells whether there is a next page.
        found = store.replies(
            session,
            office_code=signed_in().office_code,
            offset=(number - 1) * REPLIES_ON_A_PAGE,
            limit=REPLIES_ON_A_PAGE + 1,
        )
    may_write = may(signed_in(), RULES["review.write_reply"], changes=True)
    return page(
        "review/replies.html",
        replies=[_shown(each, names, refused) for each in found[:REPLIES_ON_A_PAGE]],
        number=number,
        has_more=len(found) > REPLIES_ON_A_PAGE,
        form=(form or _form(names, is_new=True)) if may_write else None,
        has_errors=form is not None or refused is not None,
        problem="" if refused is None else refused.problem,
        public_addresses=_public_addresses(names),
        names=names,
        decides=_decides(),
        save=comment_messages.PUBLISH_NOW if _decides() else comment_messages.PROPOSE,
    )


def _form(names: Mapping[str, str], *, is_new: bool = False) -> ReplyForm:
    numbers = Numbers(chosen_language())
    months = [
        (month, numbers.month(month)) for month in _months(service().clock.today())
    ]
    further = {"formdata": None} if is_new else {}
    return ReplyForm(offices=names, months=months, **further)


def _months(today: date) -> list[str]:
    """Return this month and those before it, the newest first."""
    last = today.year * 12 + today.month - 1
    return [
        f"{month // 12}-{month % 12 + 1:02}"
        for month in range(last, last - MONTHS_BACK, -1)
    ]


def _names(session: Session) -> dict[str, str]:
    """Return the offices that this person writes for, code to name."""
    names = {
        office.code: office_label(office, chosen_language())
        for office in places.offices(session)
        if signed_in().may_see(office.code)
    }
    return dict(sorted(names.items(), key=lambda item: vietnamese_order(item[1])))


def _shown(
    reply: ReplyInHand, names: Mapping[str, str], refused: Refused | None
) -> ShownReply:
    possible = DECISIONS.get(reply.state, ()) if _decides() else ()
    return ShownReply(
        reply=reply,
        office=names.get(reply.office_code, reply.office_code),
        state=str(STATE_NAMES[reply.state]),
        choices=tuple(
            _choice(reply.reply_id, state, str(name), refused)
            for state, name in possible
        ),
    )


def _choice(reply_id: int, state: str, name: str, refused: Refused | None) -> Choice:
    if state == WITHOUT_REASON:
        return Choice(state, name, None, is_asked=False)
    asked = refused if refused and refused.reply_id == reply_id else None
    if asked is not None and asked.state == state and asked.form is not None:
        return Choice(state, name, asked.form, is_asked=True)
    prefix = _prefix(str(reply_id), state)
    return Choice(
        state, name, DecisionForm(formdata=None, prefix=prefix), is_asked=False
    )


def _prefix(reply: str, state: str) -> str:
    # Several forms stand on one page, and their fields must not share names.
    return f"{state}-{reply}-" if reply.isascii() and reply.isalnum() else ""


def _number(text: str) -> int | None:
    number = whole_number(text, digits=10)
    return number if number is not None and number <= MOST else None


def _step(reason: str = "") -> Step:
    return Step(signed_in().name, service().clock.today(), reason)


def _decides() -> bool:
    return may(signed_in(), RULES["review.decide_reply"], changes=True)


def _public_addresses(names: Mapping[str, str]) -> dict[str, str]:
    if PUBLIC_PAGE not in current_app.view_functions:
        return {}
    return {code: url_for(PUBLIC_PAGE, office_code=code) for code in names}
