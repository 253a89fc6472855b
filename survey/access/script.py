"""The script of the citizen's pages, with its sentences in one language.

The sentences stand in the script and not in the pages: they are said by it alone, and a page
must not hold a sentence that is not true yet.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import current_app, url_for
from flask_babel import force_locale

from forms import messages
from survey.access.locale import locale_of

FILE = Path(__file__).parents[1] / "static" / "citizen.js"
ENDPOINT = "citizen.script"
# What stands in the file where the sentences go.
PLACE = '"SENTENCES"'
SENTENCES = {
    "sending": messages.SENDING,
    "kept": messages.UNSENT_KEPT,
    "open": messages.UNSENT_OPEN,
    "unconfirmed": messages.UNCONFIRMED,
    "busy": messages.SERVER_DOWN,
    "resend": messages.RESEND,
    "discard": messages.DISCARD,
    "ask": messages.DISCARD_ASK,
    "discarded": messages.DISCARDED,
    "earlier": messages.EARLIER,
    "received": messages.RECEIVED_EARLIER,
    "receipt": messages.THANKS_RECEIPT,
    "skipped": messages.SOFT_SKIP,
    "answer": messages.ANSWER_ON,
    "now": messages.SEND_NOW,
    "listen": messages.LISTEN,
}


@dataclass(frozen=True, slots=True)
class Script:
    """A script without its comments, and what tells one version from the next."""

    text: str
    version: str


@cache
def citizen_script(language: str) -> Script:
    """Return the script in a language."""
    with force_locale(locale_of(language)):
        sentences = {name: str(sentence) for name, sentence in SENTENCES.items()}
    lines = (line.strip() for line in FILE.read_text("utf-8").splitlines())
    text = "\n".join(line for line in lines if line and not line.startswith("//"))
    text = text.replace(PLACE, json.dumps(sentences, ensure_ascii=False))
    return Script(text, hashlib.sha256(text.encode()).hexdigest()[:12])


def script_address(language: str) -> str:
    """Return where the script is, an empty text where the citizen's pages are not served."""
    if ENDPOINT not in current_app.view_functions:
        return ""
    version = citizen_script(language).version
    return url_for(ENDPOINT, lang=language, v=version)
