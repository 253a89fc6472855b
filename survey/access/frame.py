"""What stands around every signed-in page: who is signed in, the language, the way out."""

from typing import Any
from urllib.parse import quote, urlencode

from flask import current_app, request, url_for
from flask_wtf.csrf import generate_csrf

from survey.access.locale import PARAMETER
from survey.access.sessions import current_visitor
from survey.language import language_names

POSTERS = "manage.posters"


def frame_values() -> dict[str, Any]:
    """Return what the frame of a page names; for every template of signed-in pages."""
    return {
        "visitor": current_visitor(),
        "new_csrf_token": generate_csrf,
        "language_links": _language_links(),
        "posters_address": _posters_address(),
    }


def _language_links() -> tuple[tuple[str, str, str], ...]:
    """Return code, own name and address of this page in every language."""
    asked = request.args.to_dict(flat=False)
    return tuple(
        (
            code,
            name,
            f"{quote(request.path)}?{urlencode({**asked, PARAMETER: code}, doseq=True)}",
        )
        for code, name in language_names().items()
    )


def _posters_address() -> str:
    """Return where the posters are, an empty text for those who may not or cannot go there."""
    visitor = current_visitor()
    may_go = visitor is not None and visitor.is_reform_office
    return url_for(POSTERS) if may_go and POSTERS in current_app.view_functions else ""
