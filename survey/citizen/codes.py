"""From a printed code to the form's one address, scanned or typed by hand."""

from flask import Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from survey.access.locale import PARAMETER
from survey.access.pages import one_response_page
from survey.citizen.refusals import no_such_code
from survey.store.codes import read_code
from survey.store.waves import COUNTER

TYPED = "ma"


def show_home() -> Response | Redirect:
    """Ask for the code; a typed one leads on to its form."""
    typed = request.args.get(TYPED, "")
    if typed.strip():
        return redirect(address_of(required_code(typed)), 303)
    return one_response_page(
        "citizen/home.html",
        typed="",
        has_results="public.periods" in current_app.view_functions,
    )


def lead_to_form(code: str, audience: str = COUNTER) -> Redirect:
    """Lead every other spelling of the address to the form's one address."""
    return redirect(address_of(required_code(code), audience=audience.lower()), 308)


def required_code(typed: str) -> str:
    """Return the code in its one spelling. Raises NoForm where no poster can carry it."""
    code = read_code(typed)
    if code is None:
        raise no_such_code(typed)
    return code


def address_of(code: str, *, audience: str = COUNTER) -> str:
    """Return the form's address in the language that was asked for, if any was."""
    language = request.args.get(PARAMETER)
    if audience == COUNTER:
        return url_for(".form", code=code, lang=language)
    return url_for(".form_of_audience", code=code, audience=audience, lang=language)
