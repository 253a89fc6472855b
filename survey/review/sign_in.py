"""Signing in and out."""

from math import ceil

from flask import (
    Response,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forms.access import SignInForm
from survey.access import sessions
from survey.access.passwords import HashingBusy
from survey.access.policy import is_safe_target
from survey.access.signing_in import TooManyAttempts, WrongPassword
from survey.access.signing_in import sign_in as begin_session
from survey.access.state import service
from survey.review import blueprint
from survey.store.engine import StoreBusy

BUSY_SECONDS = 5


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Show the form; with the right name and password, begin a session."""
    if request.method == "GET" and sessions.current_visitor() is not None:
        return redirect(_target(), 303)
    form = SignInForm()
    if not form.validate_on_submit():
        return _page(form, status=_status_of(form), problem=_problem_of(form))
    try:
        token = begin_session(
            service(),
            name=form.name.data or "",
            password=form.password.data or "",
            address=request.remote_addr or "",
        )
    except WrongPassword:
        problem = _("Tên đăng nhập hoặc mật khẩu không đúng.")
        return _page(form, status=422, problem=problem)
    except TooManyAttempts as refusal:
        return _wait(form, refusal.seconds_left)
    except (HashingBusy, StoreBusy):
        problem = _("Máy chủ đang bận. Xin thử lại sau ít giây.")
        page = _page(form, status=503, problem=problem)
        page.headers["Retry-After"] = str(BUSY_SECONDS)
        return page
    # Forms of the signed-out browser must not work in the new session.
    session.clear()
    response = make_response(redirect(_target(), 303))
    sessions.set_cookie(response, token)
    return response


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session; a copied cookie opens nothing afterwards."""
    with service().store.writing() as store_session:
        sessions.end(store_session)
    session.clear()
    response = make_response(redirect(url_for("review.sign_in"), 303))
    sessions.delete_cookie(response)
    # The next person at this computer must not go back to what was shown.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _target() -> str:
    """Return where a sign-in leads: the page asked for, if it is one of ours."""
    wanted = request.args.get("next", "")
    return wanted if is_safe_target(wanted) else url_for("review.home")


def _status_of(form: SignInForm) -> int:
    if not form.is_submitted():
        return 200
    return 400 if form.csrf_token.errors else 422


def _problem_of(form: SignInForm) -> str:
    if form.is_submitted() and form.csrf_token.errors:
        return str(_("Trang này đã mở quá lâu. Xin đăng nhập lại."))
    return ""


def _wait(form: SignInForm, seconds_left: int) -> Response:
    problem = _(
        "Đã thử quá nhiều lần. Xin đợi %(minutes)s phút rồi thử lại.",
        minutes=ceil(seconds_left / 60),
    )
    page = _page(form, status=429, problem=problem)
    page.headers["Retry-After"] = str(seconds_left)
    return page


def _page(form: SignInForm, *, status: int, problem: str) -> Response:
    return make_response(
        render_template("review/sign_in.html", form=form, problem=problem), status
    )
