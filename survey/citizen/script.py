"""The script of the citizen's pages. Its address changes with its content, so it may be kept for good."""

from flask import Response

from survey.access.locale import chosen_language
from survey.access.script import citizen_script

CACHE_CONTROL = "public, max-age=31536000, immutable"


def send_script() -> Response:
    """Send the script; the pages work without it."""
    script = citizen_script(chosen_language())
    response = Response(script.text, mimetype="text/javascript")
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response
