"""What a reader sees where there is no page: in their language, without a look at the database."""

import logging
import traceback

from flask import Flask, Response, current_app, request, url_for
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from forms import messages
from survey.access.pages import one_response_page
from survey.access.problems import is_for_programs, problem
from survey.store.engine import StoreBusy, UnsafeEngine

logger = logging.getLogger(__name__)

# The machine or the database failed, not we: it comes back, and the same request may then succeed.
STORE_AWAY = (
    StoreBusy,
    UnsafeEngine,
    OperationalError,
    InternalError,
    InterfaceError,
    PoolTimeout,
    OSError,
)
RETRY_AFTER_SECONDS = 60
# Where those who read a front's pages begin, by how its addresses begin; all others are citizens.
FRONTS = (
    ("/review", "review.home", messages.FIRST_PAGE),
    ("/manage", "review.home", messages.FIRST_PAGE),
    ("/ket-qua", "public.periods", messages.SEE_RESULTS),
)
CITIZENS_FRONT = ("/", "citizen.home", messages.ENTER_CODE)

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
    return ask_to_wait(_error_page(status))


def ask_to_wait(response: Response) -> Response:
    """Tell programs when to try again what failed here."""
    if response.status_code == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _error_page(status: int) -> Response:
    known = status if status in SENTENCES else 500 if status >= 500 else 400
    what, advice = SENTENCES[known]
    if is_for_programs():
        return problem(status, str(what), detail=str(advice))
    return one_response_page(
        "errors/error.html",
        status=status,
        what=what,
        advice=advice,
        way_out=_way_out(),
        # The address may not be one that a link can open again.
        languages=(),
    )


def _way_out() -> tuple[str, object] | None:
    """Return address and name of the first page of the front at hand, None where it is not served here."""
    front = next(
        (one for one in FRONTS if request.path.startswith(one[0])), CITIZENS_FRONT
    )
    _path, endpoint, name = front
    if endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint), name


def status_of_failure(error: Exception) -> int:
    """Return 503 for what goes by without us, 500 for a fault of ours."""
    return 503 if isinstance(error, STORE_AWAY) else 500


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
    return error_page(status_of_failure(error))
