"""Sees to it that no download and no change by a signed-in person goes unnoted, whoever wrote the page."""

import logging

from flask import Flask, Response, request

from survey.access import trail
from survey.access.errors import error_page
from survey.access.policy import CHANGES_NOTHING, LOOKED_AT, RULES, Who
from survey.access.sessions import visitor_so_far
from survey.access.state import service
from survey.store.engine import StoreBusy

logger = logging.getLogger(__name__)

# What operators type in is kept with their batch: a moment here would be that of a citizen's call.
UNNOTED = (Who.ANYONE, Who.OPERATOR)


def watch(app: Flask) -> None:
    """Note every file that is taken away, before it leaves, and each change that left no note itself."""

    @app.after_request
    def see(response: Response) -> Response:
        if visitor_so_far() is None or trail.is_noted():
            return response
        if _is_file(response):
            return _noted_or_refused(response)
        if _is_change(response):
            _note_change()
        return response


def _is_file(response: Response) -> bool:
    disposition = response.headers.get("Content-Disposition", "")
    return response.status_code == 200 and disposition.startswith("attachment")


def _is_change(response: Response) -> bool:
    return (
        request.method not in CHANGES_NOTHING
        and response.status_code < 400
        and request.endpoint not in LOOKED_AT
        and RULES.get(request.endpoint or "", Who.ANYONE) not in UNNOTED
    )


def _noted_or_refused(response: Response) -> Response:
    """Return the file, or a page that asks to come back where it could not be noted."""
    try:
        with service().store.writing() as session:
            trail.note(session, "export", object=request.full_path.rstrip("?"))
    except StoreBusy:
        response.close()
        return error_page(503)
    return response


def _note_change() -> None:
    try:
        with service().store.writing() as session:
            trail.note(session, "change", object=request.path)
    except StoreBusy:
        # What was done is done; the log keeps what the trail lacks.
        logger.error("a change at %s was not noted", request.endpoint)
