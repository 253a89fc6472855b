# flake8: noqa: F811 (the fixture of another module is asked for by its name)
"""Every page that the policy names breaks no accessibility rule and fits the narrowest phone.

Chromium is answered by the application itself, without a server between, as whoever may see the page. Pages take
turns in their language: rooms' own tests see theirs in both, and tests.browser.pictures sees all.
"""

from collections.abc import Callable
from itertools import cycle
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from playwright.sync_api import Page, Route

from survey.language import language_names
from tests.access.test_every_page import PAGES, asked_in, who_may
from tests.access.test_policy import Visitors, visitors  # noqa: F401
from tests.browser.test_accounts import OVERFLOW

HOST = "https://danhgia.example.vn"
NARROWEST = 320


def answered_by(client: FlaskClient) -> Callable[[Route], None]:
    """Return what answers a browser's requests as a client of the application is answered."""

    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        reply = client.get(f"{parts.path}?{parts.query}")
        headers = {name: value for name, value in reply.headers if name != "Set-Cookie"}
        route.fulfill(status=reply.status_code, headers=headers, body=reply.data)
        reply.close()

    return answer


def test_no_page_breaks_a_rule_or_is_too_wide(
    screen: Page, visitors: Visitors, axe_violations: Callable[[Page], list[str]]
) -> None:
    faults, seen = [], 0
    screen.set_viewport_size({"width": NARROWEST, "height": 800})
    for request, language in zip(PAGES, cycle(language_names())):
        asked = asked_in(visitors, request, language)
        if asked.status_code >= 300 or asked.mimetype != "text/html":
            continue
        screen.unroute_all()
        screen.route("**/*", answered_by(visitors.browsers[who_may(request)]))
        screen.goto(f"{HOST}{request.address}?lang={language}")
        name = f"{request.address} {language}"
        faults += [f"{name} {fault}"[:300] for fault in axe_violations(screen)]
        if screen.evaluate(OVERFLOW) > 0:
            faults.append(f"{name} is too wide")
        seen += 1
    assert faults == []
    assert seen > 60
