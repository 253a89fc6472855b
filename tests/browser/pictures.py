"""Every page as a picture, to be looked at: python -m tests.browser.pictures OUT.

Serves a full demo, follows every link as each role and as the public, and keeps one picture of each page in both
languages at three widths. Where a page stands out sideways, breaks an accessibility rule or answers with an error, it
says so and ends with 1; it names the pages to which no link leads.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from axe_playwright_python import __file__ as axe_package
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from survey.access.passwords import hash_password
from survey.access.policy import RULES
from survey.demo.province import OFFICE_OF_UNIT_HEAD, UNIT_HEAD
from survey.settings import load_settings
from survey.store.engine import Store
from survey.store.places import office_by_code
from survey.store.reviewers import add_reviewer
from survey.web import create_app
from tests.fixtures.browser import DESK, QUIET
from tests.fixtures.served_demo import Demo, serve_demo, sign_in

WIDTHS = (360, 768, 1280)
LANGUAGES = ("vi", "en")
PUBLIC = "public"
LANGUAGE = re.compile(r"(?<=[?&])lang=\w+&|[?&]lang=\w+$")
# Roles that the demo gives no account; each is given one of its own name.
ADDED = ("administrator", "auditor", "operator", "counter_staff")
# A phone zooms out from what is too wide, and innerWidth grows with it: only clientWidth tells.
OVERFLOW = "(e => e.scrollWidth - e.clientWidth)(document.documentElement)"
LINKS = "[...document.querySelectorAll('a[href]')].map(a => a.href)"
FAULTS = """() => axe.run().then(result => result.violations.map(
    fault => fault.id + ' at ' + fault.nodes[0].html))"""


@dataclass
class Matrix:
    """What was seen: the page kept for each rule and role, and what is wrong with it."""

    out: Path
    demo: Demo
    rules: MapAdapter
    axe: str
    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def rule_of(self, address: str) -> str | None:
        """Return the rule that an address of ours leads to, None elsewhere."""
        parts = urlsplit(address)
        if parts.netloc != urlsplit(self.demo.address).netloc:
            return None
        try:
            endpoint: str = self.rules.match(parts.path, method="GET")[0]
        except HTTPException:
            return None
        return endpoint

    def walk(self, page: Page, who: str, starts: list[str]) -> None:
        """Follow every link from the first pages, one address for each rule and set of questions."""
        waiting, asked = list(starts), set[str]()
        while waiting:
            address = waiting.pop(0)
            rule = self.rule_of(address)
            if rule is None or rule.endswith(("static", "script", "sign_out")):
                continue
            name = _name(rule, urlsplit(address).query)
            if name in asked:
                continue
            asked.add(name)
            answer = page.request.get(address, headers={"Accept": "text/html"})
            if not answer.ok:
                self.faults.append(f"{who} {address}: {answer.status}")
                continue
            self.seen.add(rule)
            if "text/html" in answer.headers["content-type"]:
                waiting += self.keep(page, address, f"{who}-{name}")

    def keep(self, page: Page, address: str, name: str) -> list[str]:
        """Keep the pictures of one page, note its faults, and return where it leads."""
        for language in LANGUAGES:
            page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                if page.evaluate(OVERFLOW) > 0:
                    self.faults.append(f"{name} {language}: wider than {width}")
                page.screenshot(
                    path=self.out / f"{name}-{language}-{width}.png", full_page=True
                )
            page.evaluate(self.axe)
            self.faults += [f"{name} {language}: {f}" for f in page.evaluate(FAULTS)]
        links: list[str] = page.evaluate(LINKS)
        return [LANGUAGE.sub("", link.split("#")[0]) for link in links]


def _name(rule: str, query: str) -> str:
    """Return a page's name: its rule and the questions that its address asks."""
    keys = sorted({part.split("=")[0] for part in query.split("&") if "=" in part})
    return "-".join([rule, *keys])


def main(arguments: list[str]) -> int:
    """Keep the pictures under the folder named and return the exit code."""
    out = Path(arguments[0])
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, serve_demo(Path(folder) / "demo") as demo:
        _add_accounts(demo)
        app = create_app(load_settings(demo.directory))
        axe = (Path(axe_package).parent / "axe.min.js").read_text("utf-8")
        matrix = Matrix(out, demo, app.url_map.bind("localhost"), axe)
        with _chromium() as browser:
            for name in (PUBLIC, demo.reviewer, UNIT_HEAD, *ADDED):
                _walk_as(browser, matrix, name)
        pages = {
            rule.endpoint
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and rule.endpoint in RULES
        }
    print(f"No link leads to: {', '.join(sorted(pages - matrix.seen))}")
    print(*matrix.faults, sep="\n")
    print(f"{len(matrix.seen)} pages, {len(matrix.faults)} faults.")
    return int(bool(matrix.faults))


def _add_accounts(demo: Demo) -> None:
    """Give each role that the demo lacks an account."""
    store = Store(load_settings(demo.directory).database_url)
    hashed = hash_password(demo.password)
    with store.writing() as session:
        office = office_by_code(session, OFFICE_OF_UNIT_HEAD)
        for role in ADDED:
            own = office.id if office and role == "counter_staff" else None
            add_reviewer(session, role, password_hash=hashed, role=role, office_id=own)


def _walk_as(browser: Browser, matrix: Matrix, name: str) -> None:
    """Sign in under a name, unless it is the public that looks, and walk from the first pages."""
    context = browser.new_context(**DESK)
    page = context.new_page()
    address, form = matrix.demo.address, matrix.demo.form
    starts = [f"{address}{path}" for path in ("/", form, "/ket-qua", "/review/")]
    if name != PUBLIC:
        sign_in(page, matrix.demo, name)
        starts = [page.url, f"{address}/review/"]
    matrix.walk(page, name, starts)
    context.close()


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=QUIET
        )
        yield chromium
        chromium.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
