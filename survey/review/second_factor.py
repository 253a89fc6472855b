"""Setting up the second factor: a code to scan, a first code back, recovery codes shown once."""

from dataclasses import dataclass
from functools import partial

from flask import (
    Response,
    g,
    make_response,
    redirect,
    render_template,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from markupsafe import Markup

from forms.accounts import EnrolmentForm, FirstEnrolmentForm, PresentPasswordForm
from survey.access import second_factor, sessions
from survey.access.own_account import SetUp, renew_recovery_codes, set_second_factor
from survey.access.passwords import HashingBusy
from survey.access.sessions import Known
from survey.access.signing_in import TooManyAttempts, WrongCode, WrongPassword
from survey.access.state import service
from survey.reports.plain_qr import drawing
from survey.review import blueprint
from survey.review.own_account import confirmed, signed_in_here, wrong_password
from survey.review.sign_in import (
    problem_of,
    refused,
    status_of,
    target,
    wrong_code,
)
from survey.store.engine import StoreBusy

ISSUER = "SIPAS"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a phone takes up: a picture to scan, or the same in letters to type."""

    picture: Markup
    letters: str


@blueprint.route("/sign-in/second-factor", methods=["GET", "POST"])
def first_enrolment() -> ResponseReturnValue:
    """Let who gave the right password set up the second factor that the role needs."""
    known = sessions.half_signed_in("enrolment")
    if known is None:
        return redirect(url_for("review.sign_in"), 303)
    form = FirstEnrolmentForm()
    page = partial(_offer_page, known=known, is_first=True)
    if not form.validate_on_submit():
        return page(form, status=status_of(form), problem=problem_of(form))
    return _set_up(known, form, page)


@blueprint.route("/account/second-factor", methods=["GET", "POST"])
def own_second_factor() -> ResponseReturnValue:
    """Let who is signed in set up a second factor, or another phone's instead."""
    known = signed_in_here()
    form = EnrolmentForm()
    page = partial(_offer_page, known=known, is_first=False)
    if not form.validate_on_submit():
        return page(form, status=status_of(form), problem=problem_of(form))
    try:
        confirmed(known, form.password.data or "")
    except WrongPassword:
        return page(form, status=422, problem=wrong_password())
    except (TooManyAttempts, HashingBusy, StoreBusy) as refusal:
        return refused(page, form, refusal)
    return _set_up(known, form, page)


@blueprint.route("/account/recovery-codes", methods=["GET", "POST"])
def own_recovery_codes() -> ResponseReturnValue:
    """Make new recovery codes, for who knows the password."""
    known = signed_in_here()
    form = PresentPasswordForm()
    if not form.validate_on_submit():
        return _renewal_page(form, status=status_of(form), problem=problem_of(form))
    try:
        confirmed(known, form.password.data or "")
        codes = renew_recovery_codes(service(), known)
    except WrongPassword:
        return _renewal_page(form, status=422, problem=wrong_password())
    except (TooManyAttempts, HashingBusy, StoreBusy) as refusal:
        return refused(_renewal_page, form, refusal)
    return make_response(_codes_page(codes, goes_on=url_for("review.own_account")))


def _set_up(
    known: Known, form: FirstEnrolmentForm, page: "partial[Response]"
) -> ResponseReturnValue:
    try:
        made: SetUp = set_second_factor(service(), known, code=form.code.data or "")
    except WrongCode:
        return page(form, status=422, problem=wrong_code())
    except StoreBusy as refusal:
        return refused(page, form, refusal)
    goes_on = target() if known.waits_for else url_for("review.own_account")
    # Forms of the session before must not work in the new one, and those of this page must: Flask-WTF
    # keeps a token for the request beside the one in the session.
    session.clear()
    g.pop("csrf_token", None)
    # No redirect: what is shown once must not be kept anywhere for a page after this one.
    response = make_response(_codes_page(made.recovery_codes, goes_on=goes_on))
    sessions.set_cookie(response, made.token)
    return response


def _offer_page(
    form: FlaskForm, *, known: Known, is_first: bool, status: int, problem: str
) -> Response:
    page = render_template(
        "review/second_factor.html",
        form=form,
        problem=problem,
        offer=_offer(known),
        is_first=is_first,
    )
    return make_response(page, status)


def _renewal_page(form: FlaskForm, *, status: int, problem: str) -> Response:
    page = render_template("review/recovery_codes.html", form=form, problem=problem)
    return make_response(page, status)


def _codes_page(codes: tuple[str, ...], *, goes_on: str) -> str:
    return render_template(
        "review/recovery_codes_once.html",
        codes=[second_factor.in_groups(code) for code in codes],
        goes_on=goes_on,
    )


def _offer(known: Known) -> Offer:
    secret = second_factor.enrolment_secret(
        service().settings, session_hash=known.token_hash
    )
    address = second_factor.address_for_phone(
        secret, name=known.visitor.name, issuer=_issuer()
    )
    # Our own drawing of our own text.
    return Offer(Markup(drawing(address)), second_factor.in_groups(secret))  # nosec


def _issuer() -> str:
    """Return what an app lists the code under: a person may have an account in two provinces."""
    province = service().settings.province
    return f"{ISSUER} {province}" if province else ISSUER
