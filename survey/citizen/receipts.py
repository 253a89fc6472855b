"""The receipt page. Its address holds the receipt itself, so that nothing is looked up to show it."""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Response, abort, current_app, url_for

from survey.access.pages import one_response_page
from survey.access.state import service
from survey.settings import derive_key
from survey.store.inbox import RECEIPT_ALPHABET, RECEIPT_LENGTH

GROUP = 4
# Of the public pages, where they are served together with the form.
REPLIES_PAGE = "public.office_replies"
_MAC_BYTES = 12
# Codes as they are imported; another one is left out, for its receipt must be shown all the same.
_OFFICE = r"[A-Za-z0-9._-]{1,40}"
_SPELLING = re.compile(
    f"(?P<code>[{RECEIPT_ALPHABET}]{{{RECEIPT_LENGTH}}})(?P<told>[0-3])"
    r"((?P<n>\d{3})(?P<place>[0-9A-Z]{6})(?P<block>\d{5}))?"
    # Between signs that no other part has.
    rf"(~(?P<office>{_OFFICE})~(?P<month>\d{{4}}-\d\d)~)?"
    r"(?P<mac>[A-Za-z0-9_-]{16})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class FurtherQuestions:
    """Questions that a receipt's page offers: how many, behind which code, less which block."""

    n: int
    code: str
    block: int


@dataclass(frozen=True, slots=True)
class RepliesOf:
    """Where suggestions of this month are answered: the office and the month, as `2026-11`."""

    office_code: str
    month: str


@dataclass(frozen=True, slots=True)
class ShownReceipt:
    """What a receipt's page says. `was_masked`: something in the comment sent was covered."""

    code: str
    seen_before: bool
    was_masked: bool = False
    further: FurtherQuestions | None = None
    replies: RepliesOf | None = None


def receipt_address(receipt: ShownReceipt, *, language: str) -> str:
    """Return the address of a receipt's page."""
    token = write_receipt(receipt, secret=service().settings.secret_key)
    return url_for(".receipt", token=token, lang=language)


def show_receipt(token: str) -> Response:
    """Thank, and show the receipt; an address that was not made here does not exist."""
    receipt = read_receipt(token, known_secrets=service().settings.secret_keys)
    if receipt is None:
        abort(404)
    return one_response_page(
        "citizen/receipt.html",
        receipt_code=in_groups(receipt.code),
        seen_before=receipt.seen_before,
        was_masked=receipt.was_masked,
        further=receipt.further,
        results=_address_of_results(),
        replies=_address_of_replies(receipt.replies),
    )


def _address_of_results() -> str:
    """Return where results are published, as people type it; empty where that front is not served."""
    if "public.periods" not in current_app.view_functions:
        return ""
    host = urlsplit(service().settings.base_url).netloc
    return host + url_for("public.periods", lang=None)


def _address_of_replies(of: RepliesOf | None) -> str:
    """Return where the month's suggestions are answered; empty where that front is not served."""
    if of is None or REPLIES_PAGE not in current_app.view_functions:
        return ""
    return url_for(REPLIES_PAGE, office_code=of.office_code, _anchor=of.month)


def write_receipt(receipt: ShownReceipt, *, secret: str) -> str:
    """Return the receipt, signed so that nobody can make up one."""
    content = f"{receipt.code}{receipt.seen_before + 2 * receipt.was_masked}"
    if receipt.further is not None:
        content += (
            f"{receipt.further.n:03}{receipt.further.code}{receipt.further.block:05}"
        )
    if receipt.replies and re.fullmatch(_OFFICE, receipt.replies.office_code, re.ASCII):
        content += f"~{receipt.replies.office_code}~{receipt.replies.month}~"
    return content + _mac(content, secret)


def read_receipt(token: str, *, known_secrets: Sequence[str]) -> ShownReceipt | None:
    """Return a receipt that one of the secrets signed, None for any other text."""
    parts = _SPELLING.fullmatch(token)
    if parts is None:
        return None
    content = token.removesuffix(parts["mac"])
    for secret in known_secrets:
        if hmac.compare_digest(parts["mac"], _mac(content, secret)):
            return ShownReceipt(
                code=parts["code"],
                seen_before=parts["told"] in "13",
                was_masked=parts["told"] in "23",
                further=_further_in(parts),
                replies=_replies_in(parts),
            )
    return None


def _further_in(parts: re.Match[str]) -> FurtherQuestions | None:
    if parts["n"] is None:
        return None
    return FurtherQuestions(int(parts["n"]), parts["place"], int(parts["block"]))


def _replies_in(parts: re.Match[str]) -> RepliesOf | None:
    if parts["office"] is None:
        return None
    return RepliesOf(parts["office"], parts["month"])


def in_groups(code: str) -> str:
    """Return the code as people read it aloud.

    >>> in_groups("K7QM2XPD4V")
    'K7QM 2XPD 4V'
    """
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def _mac(content: str, secret: str) -> str:
    key = derive_key(secret, "receipt page")
    digest = hmac.new(key, content.encode("ascii"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:_MAC_BYTES]).decode("ascii")
