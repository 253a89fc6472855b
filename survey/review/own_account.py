"""Everyone's own account: password, second factor, sign-out everywhere; and one-time links to a password."""

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from forms.accounts import ChangePasswordForm, NewPasswordForm
from survey.access import own_account as account
from survey.access import sessions
from survey.access.own_account import LinkIsGone
from survey.access.passwords import HashingBusy, WeakPassword
from survey.access.roles import ROLE_NAMES
from survey.access.sessions import Known
from survey.access.signing_in import (
    TooManyAttempts,
    WrongPassword,
    confirm_password,
)
from survey.access.state import service
from survey.review import blueprint
from survey.review.sign_in import (
    problem_of,
    refused,
    signed_out,
    status_of,
    with_session,
)
from survey.store import second_factors
from survey.store.engine import StoreBusy


@blueprint.get("/account")
def own_account() -> str:
    """Show the own account and what can be done with it."""
    visitor = sessions.signed_in()
    with service().store.reading() as session:
        factor = second_factors.second_factor(session, visitor.reviewer_id)
        codes_left = second_factors.recovery_codes_left(session, visitor.reviewer_id)
    return render_template(
        "review/own_account.html",
        role=ROLE_NAMES[visitor.role],
        has_second_factor=factor is not None,
        codes_left=codes_left,
        is_saved=request.args.get("saved") == "password",
    )


@blueprint.route("/account/password", methods=["GET", "POST"])
def own_password() -> ResponseReturnValue:
    """Change the own password; every other session of this account ends."""
    known = signed_in_here()
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return _password_page(form, status=status_of(form), problem=problem_of(form))
    try:
        confirmed(known, form.password.data or "")
        token = account.change_password(
            service(), known, password=form.new_password.data or ""
        )
    except WrongPassword:
        return _password_page(form, status=422, problem=wrong_password())
    except WeakPassword as weakness:
        return _password_page(form, status=422, problem=_(str(weakness)))
    except (TooManyAttempts, HashingBusy, StoreBusy) as refusal:
        return refused(_password_page, form, refusal)
    saved = url_for("review.own_account", saved="password")
    return with_session(redirect(saved, 303), token)


@blueprint.post("/account/sign-out-everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of this account, this one too."""
    account.sign_out_everywhere(service(), signed_in_here())
    return signed_out()


@blueprint.route("/link/<token>", methods=["GET", "POST"])
def one_time_link(token: str) -> ResponseReturnValue:
    """Let the receiver of a link choose a password; opening the page uses nothing up."""
    try:
        name = account.link_owner(service(), token)
    except LinkIsGone:
        return _gone()
    form = NewPasswordForm()

    def page(form: FlaskForm, *, status: int, problem: str) -> Response:
        return make_response(
            render_template("review/link.html", form=form, problem=problem, name=name),
            status,
        )

    if not form.validate_on_submit():
        return page(form, status=status_of(form), problem=problem_of(form))
    try:
        account.use_link(service(), token, password=form.new_password.data or "")
    except LinkIsGone:
        return _gone()
    except WeakPassword as weakness:
        return page(form, status=422, problem=_(str(weakness)))
    except (HashingBusy, StoreBusy) as refusal:
        return refused(page, form, refusal)
    # Whoever was signed in here before is another person, or has an older password.
    return signed_out()


def signed_in_here() -> Known:
    """Return the session of who is signed in, on pages that policy opens to them only."""
    known = sessions.known()
    assert known is not None
    return known


def confirmed(known: Known, password: str) -> None:
    """Ask for the present password, with the limits of a sign-in.

    Raises WrongPassword, TooManyAttempts, HashingBusy and StoreBusy.
    """
    confirm_password(
        service(),
        name=known.visitor.name,
        password=password,
        address=request.remote_addr or "",
    )


def wrong_password() -> str:
    """Say that the present password is another."""
    return str(_("Mật khẩu hiện nay không đúng."))


def _password_page(form: FlaskForm, *, status: int, problem: str) -> Response:
    page = render_template("review/own_password.html", form=form, problem=problem)
    return make_response(page, status)


def _gone() -> Response:
    return make_response(render_template("review/link_gone.html"), 404)
