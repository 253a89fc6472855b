"""A visitor made of HTTP: opens a form as a browser does, reads what it offers and sends answers back."""

import re
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from html.parser import HTMLParser
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import (
    HTTPRedirectHandler,
    HTTPSHandler,
    ProxyHandler,
    Request,
    build_opener,
)

TIMEOUT_SECONDS = 20
LARGEST_PAGE = 1 << 20
RECEIPT = re.compile(r'<p class="receipt">.*?<b>([0-9A-Z ]+)</b>', re.DOTALL)


class Unreachable(Exception):
    """The service does not answer at its address."""


@dataclass(frozen=True, slots=True)
class Page:
    """What came back: the status, where it leads, the text, and a cookie where one came along."""

    status: int
    location: str
    text: str
    cookie: str = ""

    @property
    def receipt(self) -> str:
        """The receipt that the page shows, an empty text where it shows none."""
        found = RECEIPT.search(self.text)
        return found[1] if found else ""


class FoundForm(HTMLParser):
    """The token of a form and, by name, the values of its radio buttons in the order of the page.

    `names` holds every field with all values on offer, of boxes and lists too.
    """

    def __init__(self) -> None:
        super().__init__()
        self.token = ""
        self.offered: dict[str, list[str]] = {}
        self.names: dict[str, list[str]] = {}
        self._list = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field and what it offers, or the token."""
        values = {name: value or "" for name, value in attrs}
        if tag == "select":
            self._list = values.get("name", "")
        if tag == "option":
            self.names.setdefault(self._list, []).append(values.get("value", ""))
        if tag != "input":
            return
        self.names.setdefault(values.get("name", ""), []).append(
            values.get("value", "")
        )
        if values.get("name") == "form_token":
            self.token = values.get("value", "")
        elif values.get("type") == "radio":
            self.offered.setdefault(values["name"], []).append(values["value"])


@dataclass(frozen=True, slots=True)
class OpenedForm:
    """A form to fill in, and the status it came with; without a token there is none."""

    status: int
    form: FoundForm


class _StayHere(HTTPRedirectHandler):
    """Gives redirects back, so that each step can be looked at."""

    def redirect_request(self, *arguments: object) -> None:
        """Follow nothing."""


class Visitor:
    """Asks the service at an address, as a browser on a page of `origin` does.

    `ca_file` is trusted beside nothing else, for a certificate of one's own.
    """

    def __init__(
        self, base_url: str, *, origin: str, ca_file: Path | None = None
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._origin = origin
        context = ssl.create_default_context(cafile=ca_file)
        # A proxy in the environment is for the world outside, not for our own service.
        self._opener = build_opener(
            _StayHere, HTTPSHandler(context=context), ProxyHandler({})
        )

    def get(self, address: str) -> Page:
        """Open a page. Raises Unreachable."""
        return self._ask(Request(self._absolute(address)))

    def send(
        self,
        address: str,
        fields: Mapping[str, str | Sequence[str]],
        *,
        by_script: bool,
        cookie: str = "",
    ) -> Page:
        """Send a form as a browser does by itself, or as the page's script does. Raises Unreachable."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": self._origin,
            "Sec-Fetch-Site": "same-origin",
            "Sec-Fetch-Mode": "cors" if by_script else "navigate",
            "Sec-Fetch-Dest": "empty" if by_script else "document",
            "Accept": "*/*" if by_script else "text/html",
        }
        if cookie:
            headers["Cookie"] = cookie
        body = urlencode(fields, doseq=True).encode()
        request = Request(
            self._absolute(address), data=body, headers=headers, method="POST"
        )
        return self._ask(request)

    def _absolute(self, address: str) -> str:
        return urljoin(f"{self._base_url}/", address)

    def _ask(self, request: Request) -> Page:
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return _page(answer.status, answer.headers, answer.read(LARGEST_PAGE))
        except HTTPError as error:
            with error:
                return _page(error.code, error.headers, error.read(LARGEST_PAGE))
        except (OSError, HTTPException) as error:
            raise Unreachable(str(error)) from error


def found_form(page: Page) -> FoundForm:
    """Return the form of a page; without a token where there is none."""
    form = FoundForm()
    form.feed(page.text)
    form.close()
    return form


def _page(status: int, headers: Message, body: bytes) -> Page:
    return Page(
        status,
        headers.get("Location", ""),
        body.decode("utf-8", "replace"),
        headers.get("Set-Cookie", "").partition(";")[0],
    )
