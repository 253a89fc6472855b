"""Whatever is sent in a field of a form, no page fails, whoever may send it."""

# flake8: noqa: F811 (the fixture of another module is asked for by its name)
import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from survey.access.policy import ROLES_OF, RULES, Who
from tests.access.test_nasty_values import PAGES, Watched, readers
from tests.access.test_policy import visitors  # noqa: F401
from tests.access.test_policy import (
    CHANGING,
    NOBODY,
    OPEN,
    ROLE_OF,
    Request,
    Visitors,
    make_draft,
)
from tests.fixtures.bureau import OTHER, csrf_in

VALUES: tuple[str | bytes, ...] = (
    "9" * 5000,
    "\0",
    "nan",
    "1e308",
    "-1",
    "9" * 18,
    "٥",
    "²",
    "inf",
    "9999-12-31",
    "0001-01-01",
    "2026-99",
    "\u202e\u200b",
    "x" * 20_000,
    b"\xed\xa0\x80",
    b"\xff\xfe",
    "a\r\nb",
    "",
)
# After these a browser is signed out or is another's.
LEAVES = ("review.sign_out", "review.sign_out_everywhere")
POSTS = [
    each
    for each in (*OPEN, *CHANGING)
    if each.method == "POST"
    and each.office_code != OTHER
    and each.endpoint not in LEAVES
]
# Read of each request, and tried as parts of addresses.
EVERYWHERE = ("csrf_token", "lang", "audience", "chu")
Fields = dict[str, str]


def fields_in(form: Tag) -> Fields:
    """Return what a form sends where nobody touches it, of choices the first."""
    sent: Fields = {}
    for field in form.find_all(["input", "select", "textarea", "button"]):
        name = str(field.get("name") or "")
        if not name or field.get("type") == "file":
            continue
        value = field.text if field.name == "textarea" else field.get("value", "")
        if field.name == "select":
            first = field.find("option", selected=True) or field.find("option")
            value = first.get("value", "") if first else ""
        if name not in sent or field.has_attr("checked"):
            sent[name] = str(value)
    return sent


def forms(visitors: Visitors) -> dict[str, Fields]:
    """Return the forms of all pages by the address that they are sent to, the largest of each."""
    found: dict[str, Fields] = {}
    for page in PAGES:
        for name in readers(page)[:2]:
            answer = visitors.browsers[name].get(page.address)
            if answer.mimetype != "text/html":
                continue
            for form in BeautifulSoup(answer.text, "html.parser").find_all("form"):
                action = str(form.get("action") or page.address).partition("?")[0]
                if str(form.get("method", "")).lower() == "post":
                    found[action] = max(found.get(action, {}), fields_in(form), key=len)
    return found


class Sender:
    """Somebody who sends one kind of form, again and again."""

    def __init__(self, visitors: Visitors, request_: Request) -> None:
        who = RULES[request_.endpoint]
        self.visitors, self.address = visitors, request_.address
        self.endpoint = request_.endpoint
        self.name = NOBODY
        if who is not Who.ANYONE:
            self.name = next(
                name for name, role in ROLE_OF.items() if role in ROLES_OF[who]
            )
        self.token = self._token()

    def send(self, fields: dict[str, str | bytes]) -> int:
        """Send fields with a token that is right; return the status."""
        if "/drafts/" in self.address:
            make_draft(self.visitors.bureau.store)
        answer = self._post(fields)
        if self.name and answer in (303, 400):
            # Perhaps signed out by what was sent before.
            self.token = self._token()
        return answer

    def _post(self, fields: dict[str, str | bytes]) -> int:
        sent = {**fields, "csrf_token": self.token} if self.name else fields
        return self._browser.post(self.address, data=sent, buffered=True).status_code

    @property
    def _browser(self) -> FlaskClient:
        return self.visitors.browsers[self.name]

    def _token(self) -> str:
        if not self.name:
            return ""
        page = self._browser.get("/review/account")
        if page.status_code != 200:
            self.visitors.browsers[self.name] = self.visitors.bureau.signed_in(
                self.name
            )
            page = self._browser.get("/review/account")
        return csrf_in(page.text)


@pytest.fixture
def watched(visitors: Visitors, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    kind = visitors.bureau.app.request_class
    monkeypatch.setattr(kind, "parameter_storage_class", Watched)
    yield


def test_no_field_breaks_a_page(visitors: Visitors, watched: None) -> None:
    known, failed = forms(visitors), []
    for request_ in POSTS:
        sender = Sender(visitors, request_)
        Watched.names.clear()
        sender.send({})
        usual: dict[str, str | bytes] = dict.fromkeys(sorted(Watched.names), "1")
        usual |= known.get(request_.address, {})
        kinds = set(EVERYWHERE)
        for name in usual:
            # Rows of a table are read alike, the draft's text in each language, too.
            kind = re.sub("[0-9A-Z@-]+.*|[0-9]+", "", name)
            if kind in kinds:
                continue
            kinds.add(kind)
            for value in (VALUES[0], *VALUES[1 + len(kinds) % 6 :: 6]):
                if sender.send({**usual, name: value}) >= 500:
                    failed.append(f"{request_.endpoint}: {name}={value[:20]!r}")
    assert failed == []
