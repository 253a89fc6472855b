"""The kiosk's script and style, and the worker that keeps them, and the page, for a start without a network."""

import hashlib
import json
from functools import cache
from pathlib import Path

from flask import Response, url_for
from flask_babel import force_locale

from forms import messages
from survey.access.locale import locale_of
from survey.access.script import PLACE
from survey.language import language_names

STATIC = Path(__file__).parents[2] / "static"
# In this order: each uses what stands before it.
PARTS = (
    "kiosk-store.js",
    "kiosk-sending.js",
    "kiosk-page.js",
    "kiosk-staff.js",
    "kiosk-screens.js",
)
STYLE, WORKER = "kiosk.css", "kiosk-worker.js"
SENTENCES = {
    "title": messages.TITLE,
    "start": messages.KIOSK_START,
    "how": messages.PROMISE_HOW,
    "skipRule": messages.SKIP_RULE,
    "summary": messages.PROMISE_SUMMARY,
    "kept": messages.PROMISE_KEPT,
    "beside": messages.PROMISE_BESIDE,
    "frame": messages.KIOSK_FRAME,
    "larger": messages.LARGER_LETTERS,
    "usual": messages.USUAL_LETTERS,
    "progress": messages.KIOSK_PROGRESS,
    "back": messages.KIOSK_BACK,
    "skip": messages.KIOSK_SKIP,
    "next": messages.KIOSK_NEXT,
    "stop": messages.KIOSK_STOP,
    "helped": messages.HELPED,
    "send": messages.SUBMIT,
    "nothing": messages.ERR_NONE,
    "idle": messages.KIOSK_IDLE,
    "stay": messages.ANSWER_ON,
    "sending": messages.SENDING,
    "thanks": messages.THANKS,
    "receipt": messages.THANKS_RECEIPT,
    "tellsNothing": messages.RECEIPT_TELLS_NOTHING,
    "isKept": messages.KIOSK_KEPT,
    "returns": messages.KIOSK_RETURNS,
    "noForms": messages.KIOSK_NO_FORMS,
    "noStorage": messages.KIOSK_NO_STORAGE,
    "enrol": messages.KIOSK_ENROL,
    "enrolHelp": messages.KIOSK_ENROL_HELP,
    "code": messages.KIOSK_CODE,
    "enrolSubmit": messages.KIOSK_ENROL_SUBMIT,
    "notEnrolled": messages.KIOSK_NOT_ENROLLED,
    "wrongCode": messages.ERR_KIOSK_CODE,
    "tooMany": messages.TOO_MANY,
    "noNetwork": messages.ERR_KIOSK_NETWORK,
    "line": messages.KIOSK_LINE,
    "staff": messages.KIOSK_STAFF,
    "left": messages.KIOSK_LEFT,
    "waiting": messages.KIOSK_WAITING,
    "refused": messages.KIOSK_REFUSED,
    "drop": messages.KIOSK_DROP,
    "sent": messages.KIOSK_SENT,
    "neverSent": messages.KIOSK_NEVER_SENT,
    "ready": messages.KIOSK_READY,
    "notReady": messages.KIOSK_NOT_READY,
    "resend": messages.RESEND,
}


def send_script() -> Response:
    """Send the script, all parts in one."""
    return Response(kiosk_script(), mimetype="text/javascript")


def worker(page: str) -> str:
    """Return the worker that keeps a page with its script and style.

    Another version of any of them makes another worker, which browsers take for a new one.
    """
    addresses = [url_for(".kiosk"), script_address(), style_address()]
    text = (STATIC / WORKER).read_text("utf-8")
    text = text.replace("VERSION", version_of(page))
    return text.replace('"ADDRESSES"', json.dumps(addresses))


@cache
def kiosk_script() -> str:
    """Return the script with the sentences of every language in it."""
    sentences = {
        code: _sentences(code) | {"name": name}
        for code, name in language_names().items()
    }
    text = "".join((STATIC / part).read_text("utf-8") for part in PARTS)
    return text.replace(PLACE, json.dumps(sentences, ensure_ascii=False))


def script_address() -> str:
    return url_for(".kiosk_script", v=version_of(kiosk_script()))


def style_address() -> str:
    style = (STATIC / STYLE).read_text("utf-8")
    return url_for("static", filename=STYLE, v=version_of(style))


def version_of(text: str) -> str:
    """Return what tells one version of a text from the next."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _sentences(language: str) -> dict[str, str]:
    locale = locale_of(language)
    with force_locale(locale):
        sentences = {name: str(sentence) for name, sentence in SENTENCES.items()}
    return sentences | {"direction": locale.text_direction}
