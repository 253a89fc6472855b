"""The pages of accounts, for the administrator: who is there, and links with which they choose passwords."""

from dataclasses import dataclass
from typing import Any

from flask import (
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from sqlmodel import Session

from forms import messages
from forms.accounts import InvitationForm, RoleForm
from survey.access import administration, links, trail
from survey.access.administration import NO_PASSWORD
from survey.access.locale import chosen_language
from survey.access.roles import ROLE_NAMES
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.clock import VIETNAM
from survey.language import SOURCE_LANGUAGE
from survey.manage import blueprint
from survey.reports.numbers import Numbers
from survey.reports.plain_qr import drawing
from survey.store import places, reviewers, second_factors
from survey.store.reviewers import LastAdministrator, ReviewerExists
from survey.store.tables import Office, Reviewer
from survey.store.tables.people import OWN_OFFICE_ROLES


@dataclass(frozen=True, slots=True)
class Account:
    """An account as the pages show it."""

    id: int
    name: str
    role: str
    office: str
    state: str
    is_active: bool
    has_password: bool
    has_second_factor: bool


@blueprint.get("/accounts")
def accounts() -> str:
    """List all accounts, those in use first."""
    with service().store.reading() as session:
        listed = [_account(session, each) for each in reviewers.reviewers(session)]
    return render_template(
        "manage/accounts.html",
        accounts=sorted(listed, key=lambda account: not account.is_active),
    )


@blueprint.route("/accounts/new", methods=["GET", "POST"])
def invite() -> ResponseReturnValue:
    """Add an account and show the link with which its owner chooses a password."""
    with service().store.reading() as session:
        form = InvitationForm(**_choices(session))
    if not form.validate_on_submit():
        return _invitation_page(form, status=422 if form.is_submitted() else 200)
    try:
        with service().store.writing() as session:
            added, address = administration.invite(
                session,
                service().settings,
                form.name.data or "",
                role=form.role.data,
                office_id=_office_id(session, form),
                now=service().clock.now(),
                note=trail.note,
            )
    except ReviewerExists:
        form.name.errors = [messages.ERR_NAME_TAKEN]
        return _invitation_page(form, status=422)
    return _link_page(added.name, address, kind="invitation")


@blueprint.get("/accounts/<int:reviewer_id>")
def account(reviewer_id: int) -> ResponseReturnValue:
    """Show one account and what can be done about it."""
    return _page(reviewer_id)


@blueprint.post("/accounts/<int:reviewer_id>/role")
def change_role(reviewer_id: int) -> ResponseReturnValue:
    """Give an account another role or office."""
    with service().store.reading() as session:
        _other(session, reviewer_id)
        form = RoleForm(**_choices(session))
    if not form.validate_on_submit():
        return _page(reviewer_id, form=form, status=422)
    try:
        with service().store.writing() as session:
            administration.change_role(
                session,
                _other(session, reviewer_id),
                role=form.role.data,
                office_id=_office_id(session, form),
                note=trail.note,
            )
    except LastAdministrator:
        return _page(reviewer_id, form=form, status=422, problem=_last())
    return _back(reviewer_id)


@blueprint.post("/accounts/<int:reviewer_id>/link")
def give_link(reviewer_id: int) -> ResponseReturnValue:
    """Show a new link to a password: a reset, or once more the invitation that was never used."""
    with service().store.writing() as session:
        reviewer = _other(session, reviewer_id)
        if not reviewer.is_active:
            problem = _("Tài khoản đang bị khóa: hãy mở lại trước.")
            return _page(reviewer_id, status=422, problem=problem)
        is_new = reviewer.password_hash == NO_PASSWORD
        give = administration.invite_again if is_new else administration.reset
        address = give(
            session,
            service().settings,
            reviewer,
            now=service().clock.now(),
            note=trail.note,
        )
    return _link_page(reviewer.name, address, kind="invitation" if is_new else "reset")


@blueprint.post("/accounts/<int:reviewer_id>/close")
def close_account(reviewer_id: int) -> ResponseReturnValue:
    """Close an account; it is signed out at once."""
    try:
        with service().store.writing() as session:
            other = _other(session, reviewer_id)
            administration.close(session, other, note=trail.note)
    except LastAdministrator:
        return _page(reviewer_id, status=422, problem=_last())
    return _back(reviewer_id)


@blueprint.post("/accounts/<int:reviewer_id>/reopen")
def reopen_account(reviewer_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    with service().store.writing() as session:
        administration.reopen(session, _other(session, reviewer_id), note=trail.note)
    return _back(reviewer_id)


@blueprint.post("/accounts/<int:reviewer_id>/sign-out")
def sign_out_account(reviewer_id: int) -> ResponseReturnValue:
    """Sign an account out in every browser."""
    with service().store.writing() as session:
        administration.sign_out(session, _other(session, reviewer_id), note=trail.note)
    return _back(reviewer_id)


@blueprint.post("/accounts/<int:reviewer_id>/second-factor")
def remove_second_factor(reviewer_id: int) -> ResponseReturnValue:
    """Take away the second factor of a lost phone."""
    with service().store.writing() as session:
        other = _other(session, reviewer_id)
        administration.remove_second_factor(session, other, note=trail.note)
    return _back(reviewer_id)


def _other(session: Session, reviewer_id: int) -> Reviewer:
    """Return someone else's account; 404 where there is none, and for the own one.

    Who found a browser signed in must not get around the present password by this way.
    """
    reviewer = reviewers.reviewer_by_id(session, reviewer_id)
    if reviewer is None or reviewer_id == signed_in().reviewer_id:
        abort(404)
    return reviewer


def _page(
    reviewer_id: int,
    *,
    form: RoleForm | None = None,
    status: int = 200,
    problem: str = "",
) -> Response:
    with service().store.reading() as session:
        reviewer = reviewers.reviewer_by_id(session, reviewer_id)
        if reviewer is None:
            abort(404)
        shown = _account(session, reviewer)
        office = places.office_by_id(session, reviewer.office_id or 0)
        present = {"role": reviewer.role, "office": office.code if office else ""}
        role_form = form or RoleForm(**_choices(session), data=present)
    page = render_template(
        "manage/account.html",
        account=shown,
        form=role_form,
        problem=problem,
        is_own=reviewer_id == signed_in().reviewer_id,
    )
    return make_response(page, status)


def _invitation_page(form: InvitationForm, *, status: int) -> Response:
    return make_response(
        render_template("manage/account_invitation.html", form=form), status
    )


def _link_page(name: str, address: str, *, kind: str) -> Response:
    # No redirect: what is shown once must not be kept anywhere for a page after this one.
    ends_at = (service().clock.now() + links.LASTS[kind]).astimezone(VIETNAM)
    return make_response(
        render_template(
            "manage/account_link.html",
            name=name,
            address=address,
            # Our own drawing of our own text.
            picture=Markup(drawing(address)),  # nosec
            day=Numbers(chosen_language()).day(ends_at.date()),
            time=f"{ends_at:%H:%M}",
        )
    )


def _account(session: Session, reviewer: Reviewer) -> Account:
    assert reviewer.id is not None
    office = places.office_by_id(session, reviewer.office_id or 0)
    has_password = reviewer.password_hash != NO_PASSWORD
    return Account(
        id=reviewer.id,
        name=reviewer.name,
        role=str(ROLE_NAMES[reviewer.role]),
        office=_office_name(office) if office else "",
        state=_state(reviewer.is_active, has_password),
        is_active=reviewer.is_active,
        has_password=has_password,
        has_second_factor=second_factors.second_factor(session, reviewer.id)
        is not None,
    )


def _state(is_active: bool, has_password: bool) -> str:
    if not is_active:
        return str(_("đã khóa"))
    return str(_("đang dùng") if has_password else _("đã mời, chưa chọn mật khẩu"))


def _choices(session: Session) -> dict[str, Any]:
    """Return what a form of roles offers."""
    return {
        "roles": {code: str(name) for code, name in ROLE_NAMES.items()},
        "offices": {each.code: _office_name(each) for each in places.offices(session)},
        "office_roles": OWN_OFFICE_ROLES,
    }


def _office_id(session: Session, form: RoleForm) -> int | None:
    office = places.office_by_code(session, form.office.data or "")
    return None if office is None else office.id


def _office_name(office: Office) -> str:
    if chosen_language() == SOURCE_LANGUAGE:
        return office.name
    return office.name_en or office.name


def _last() -> str:
    return str(_("Đây là quản trị viên duy nhất: hãy thêm người khác trước."))


def _back(reviewer_id: int) -> ResponseReturnValue:
    return redirect(url_for("manage.account", reviewer_id=reviewer_id), 303)
