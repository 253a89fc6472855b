"""What a reader sees where there is no page: in their language, without a look at the database."""

import logging
import traceback

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from forms import messages
from survey.access.pages import one_response_page

logger = logging.getLogger(__name__)

# What happened and what to do, by status.
SENTENCES = {
    400: (messages.BAD_REQUEST, messages.START_AGAIN),
    403: (messages.FORBIDDEN, messages.START_AGAIN),
    404: (messages.NOT_FOUND, messages.CHECK_ADDRESS),
    405: (messages.WRONG_METHOD, messages.START_AGAIN),
    413: (messages.TOO_LARGE, messages.START_AGAIN),
    429: (messages.TOO_MANY, messages.TRY_LATER),
    500: (messages.SERVER_FAILED, messages.TRY_LATER),
    503: (messages.SERVER_BUSY, messages.TRY_LATER),
}


def show_errors(app: Flask) -> None:
    """Give every front its error pages."""
    app.register_error_handler(HTTPException, _show_refusal)
    app.register_error_handler(Exception, _show_failure)


def error_page(status: int) -> Response:
    """Return the page of a status; one without words of its own is told as 400 or 500."""
    known = status if status in SENTENCES else 500 if status >= 500 else 400
    what, advice = SENTENCES[known]
    return one_response_page(
        "errors/error.html",
        status=status,
        what=what,
        advice=advice,
        has_home="citizen.home" in current_app.view_functions,
        # The address may not be one that a link can open again.
        languages=(),
    )


def log_failure(error: Exception) -> None:
    """Log where an exception came from, without its message: that may quote an answer or a token."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s at %s\n%s", type(error).__name__, request.endpoint, frames)


def _show_refusal(error: HTTPException) -> Response:
    response = error_page(error.code or 500)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _show_failure(error: Exception) -> Response:
    log_failure(error)
    return error_page(500)
