"""Pages that arrive in one response: their style sheet stands inside, let in by its hash."""

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, make_response, render_template
from flask_babel import force_locale
from markupsafe import Markup

from forms import messages
from survey.access.headers import content_security_policy
from survey.access.letters import letters_are_large
from survey.access.locale import chosen_language, locale_of
from survey.access.script import script_address

STYLE_SHEET = Path(__file__).parents[1] / "static" / "citizen.css"


@dataclass(frozen=True, slots=True)
class InlineStyle:
    """A style sheet without comments and idle blanks, and the hash that a policy names."""

    text: Markup
    sha256: str


@cache
def inline_style() -> InlineStyle:
    """Return the style sheet of the citizen's pages."""
    text = re.sub(r"/\*.*?\*/", "", STYLE_SHEET.read_text("utf-8"), flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{},;]|(?<=\w):) ?", r"\1", text).replace(";}", "}").strip()
    digest = hashlib.sha256(text.encode()).digest()
    # Our own file, so nothing in it is foreign.
    return InlineStyle(Markup(text), base64.b64encode(digest).decode())  # nosec


def one_response_page(
    template: str,
    *,
    status: int = 200,
    language: str | None = None,
    cache_control: str = "no-store",
    **values: Any,
) -> Response:
    """Return a page in the reader's language, or in the one language it can be had in."""
    shown_in = language or chosen_language()
    style = inline_style()
    with force_locale(locale_of(shown_in)):
        html = render_template(
            template,
            style=style.text,
            script_address=script_address(shown_in),
            is_large=letters_are_large(),
            say=messages,
            language=shown_in,
            direction=locale_of(shown_in).text_direction,
            **values,
        )
    response = make_response(html, status)
    response.headers["Content-Security-Policy"] = content_security_policy(
        style_hash=style.sha256
    )
    response.headers["Cache-Control"] = cache_control
    return response
