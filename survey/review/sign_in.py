"""Signing in and out: the name and password, then a code where the account has a second factor."""

from math import ceil
from typing import Any

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
from flask_wtf import FlaskForm

from forms.access import SignInForm
from forms.accounts import CodeForm
from survey.access import sessions
from survey.access.passwords import HashingBusy
from survey.access.policy import is_safe_target
from survey.access.signing_in import (
    TooManyAttempts,
    WrongCode,
    WrongPassword,
    pass_second_step,
)
from survey.access.signing_in import sign_in as begin_session
from survey.access.state import service
from survey.access.trail import note
from survey.review import blueprint
from survey.store.engine import StoreBusy

BUSY_SECONDS = 5
# Where a session that is half signed in goes on.
NEXT_STEP = {"code": "review.second_step", "enrolment": "review.first_enrolment"}


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Show the form; with the right name and password, begin a session."""
    if request.method == "GET" and sessions.current_visitor() is not None:
        return redirect(target(), 303)
    form = SignInForm()
    if not form.validate_on_submit():
        return _page(form, status=status_of(form), problem=problem_of(form))
    try:
        begun = begin_session(
            service(),
            name=form.name.data or "",
            password=form.password.data or "",
            address=request.remote_addr or "",
        )
    except WrongPassword:
        problem = _("Tên đăng nhập hoặc mật khẩu không đúng.")
        return _page(form, status=422, problem=problem)
    except (TooManyAttempts, HashingBusy, StoreBusy) as refusal:
        return refused(_page, form, refusal)
    if begun.waits_for:
        goes_on = url_for(NEXT_STEP[begun.waits_for], next=target())
        return with_session(redirect(goes_on, 303), begun.token)
    return with_session(redirect(target(), 303), begun.token)


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
def second_step() -> ResponseReturnValue:
    """Take a code of the phone, or one of the recovery codes, from who gave the right password."""
    known = sessions.half_signed_in("code")
    if known is None:
        return redirect(url_for("review.sign_in"), 303)
    form = CodeForm()
    if not form.validate_on_submit():
        return _code_page(form, status=status_of(form), problem=problem_of(form))
    try:
        token = pass_second_step(
            service(),
            known,
            code=form.code.data or "",
            address=request.remote_addr or "",
        )
    except WrongCode:
        return _code_page(form, status=422, problem=wrong_code())
    except (TooManyAttempts, StoreBusy) as refusal:
        return refused(_code_page, form, refusal)
    return with_session(redirect(target(), 303), token)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session; a copied cookie opens nothing afterwards."""
    with service().store.writing() as store_session:
        sessions.end(store_session)
        note(store_session, "sign_out", object=sessions.signed_in().name)
    return signed_out()


def signed_out() -> Response:
    """Return the way to the sign-in page for a browser that is to forget what it showed."""
    session.clear()
    response = make_response(redirect(url_for("review.sign_in"), 303))
    sessions.delete_cookie(response)
    # The next person at this computer must not go back to what was shown.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def with_session(answer: ResponseReturnValue, token: str) -> Response:
    """Return an answer with a new session's cookie."""
    # Forms of the browser as it was before must not work in the new session.
    session.clear()
    response = make_response(answer)
    sessions.set_cookie(response, token)
    return response


def target() -> str:
    """Return where a sign-in leads: the page asked for, if it is one of ours."""
    wanted = request.args.get("next", "")
    return wanted if is_safe_target(wanted) else url_for("review.home")


def status_of(form: FlaskForm) -> int:
    """Return the status of a page whose form was not sent, was too old, or has mistakes."""
    if not form.is_submitted():
        return 200
    return 400 if form.csrf_token.errors else 422


def problem_of(form: FlaskForm) -> str:
    """Say what is wrong with a form as a whole."""
    if form.is_submitted() and form.csrf_token.errors:
        return str(_("Trang này đã mở quá lâu. Xin đăng nhập lại."))
    return ""


def wrong_code() -> str:
    """Say of a code only that it was not taken: which of the reasons helps who guesses."""
    return str(_("Mã không đúng, đã dùng hoặc đã hết hạn. Xin thử mã mới nhất."))


def refused(page: Any, form: FlaskForm, refusal: Exception) -> Response:
    """Return a page that asks to come back: after too many tries, or when the server is less busy."""
    if isinstance(refusal, TooManyAttempts):
        problem = _(
            "Đã thử quá nhiều lần. Xin đợi %(minutes)s phút rồi thử lại.",
            minutes=ceil(refusal.seconds_left / 60),
        )
        status, seconds = 429, refusal.seconds_left
    else:
        problem = _("Máy chủ đang bận. Xin thử lại sau ít giây.")
        status, seconds = 503, BUSY_SECONDS
    response: Response = page(form, status=status, problem=problem)
    response.headers["Retry-After"] = str(seconds)
    return response


def _page(form: FlaskForm, *, status: int, problem: str) -> Response:
    return make_response(
        render_template("review/sign_in.html", form=form, problem=problem), status
    )


def _code_page(form: FlaskForm, *, status: int, problem: str) -> Response:
    return make_response(
        render_template("review/sign_in_code.html", form=form, problem=problem), status
    )
