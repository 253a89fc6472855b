"""The kiosk's page, which is the same for every tablet, and the code that enrols one."""

from flask import Response, abort, make_response, render_template, request
from flask_babel import force_locale

from forms import messages
from survey.access import kiosks
from survey.access.errors import error_page
from survey.access.foreign_posts import is_from_elsewhere
from survey.access.kiosks import TooManyCodes, WrongCode
from survey.access.locale import locale_of
from survey.access.state import service
from survey.citizen.kiosk import script
from survey.language import SOURCE_LANGUAGE


def show_kiosk() -> Response:
    """Show the page; whether the tablet is enrolled, its script finds out, also without a network."""
    return make_response(_page())


def send_worker() -> Response:
    """Send the worker that keeps this page."""
    return Response(script.worker(_page()), mimetype="text/javascript")


def enrol_kiosk() -> Response:
    """Give the tablet its cookie for a code that is good: 204, or 422, or 429 after too many."""
    if is_from_elsewhere(request, service().settings):
        abort(403)
    typed = request.form.get("code", "")
    try:
        credential = kiosks.enrol(service(), typed, address=request.remote_addr or "")
    except WrongCode:
        return Response(str(messages.ERR_KIOSK_CODE), 422, mimetype="text/plain")
    except TooManyCodes as refusal:
        response = error_page(429)
        response.headers["Retry-After"] = str(refusal.seconds_left)
        return response
    response = Response(status=204)
    kiosks.set_cookie(response, credential)
    return response


def _page() -> str:
    # In one language for all: the worker keeps it, and the script changes languages.
    with force_locale(locale_of(SOURCE_LANGUAGE)):
        return render_template(
            "citizen/kiosk.html",
            language=SOURCE_LANGUAGE,
            say=messages,
            script_address=script.script_address(),
            style_address=script.style_address(),
        )
