"""A citizen's browser in bad moments, and browsers of all kinds (TRUST R13, R14)."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Route,
    sync_playwright,
)

from tests.browser.test_citizen import QUESTIONS, SEND
from tests.faults.drill import Report, settle
from tests.faults.killed import way_of
from tests.faults.ledger import ACKNOWLEDGED, UNKNOWN, Filled, Sent
from tests.faults.network import NotAllowed
from tests.faults.phones import RECEIPT_LENGTH, key_hash_of
from tests.faults.stage import Bench, Stage
from tests.fixtures.browser import PHONE, QUIET
from tests.fixtures.certificate import make_certificate
from tests.fixtures.lan import ADDRESS

PATIENCE_MS = 60_000
STATE = "[role=status]"
ANSWERS_ON_PHONE = "Object.keys(localStorage).filter(key => key.startsWith('sipas.'))"
NO_STORAGE = """Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("no", "SecurityError"); }
})"""
NO_ROOM = (
    "Storage.prototype.setItem = () => { throw new DOMException('QuotaExceeded') }"
)
# What says of itself that it is another browser; the last keeps no cookie and runs no script.
KINDS: Mapping[str, dict[str, Any]] = {
    "Zalo": {"user_agent": "Mozilla/5.0 (Linux; Android 7.0; wv) Zalo android/12101"},
    "Facebook": {"user_agent": "Mozilla/5.0 (Linux; Android 9; wv) [FBAN/EMA;FBLC/vi]"},
    "old Safari": {"user_agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 12_0) Safari"},
    "no scripts": {"java_script_enabled": False},
}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a browser. Raises NotAllowed."""
    program = shutil.which("chromium")
    if program is None:
        raise NotAllowed("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def phone(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    """Give a phone of its own."""
    context = browser.new_context(**PHONE | options)
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


def open_and_fill(stage: Stage, page: Page, level: int = 4) -> Filled:
    """Open the form, give every question one level and return it as the ledger writes it down."""
    page.goto(f"https://localhost:{stage.port}{ADDRESS}")
    for question in QUESTIONS:
        page.check(f"#{question}-{level - 1}")
    token = page.locator("[name=form_token]").get_attribute("value") or ""
    key_hash = key_hash_of(token, stage.secrets)
    form = Filled(key_hash, token, str(level) * len(QUESTIONS))
    # Until a receipt is shown nobody knows.
    stage.ledger.note(Sent(UNKNOWN, form, "", "open", 0))
    return form


def note_receipt(stage: Stage, page: Page, form: Filled) -> None:
    """Wait for the receipt and note it."""
    page.wait_for_url("**/phieu/**")
    receipt = page.url.partition("/phieu/")[2][:RECEIPT_LENGTH]
    stage.ledger.note(Sent(ACKNOWLEDGED, form, receipt, "303", 0))


def bad_moments(bench: Bench, engine: str) -> Report:
    """No network, a killed service, no storage, a closed tab: one row each, and nothing stays on the phone."""
    moments = (
        _offline,
        _killed_before_it_is_stored,
        _killed_once_it_is_stored,
        _no_storage,
        _no_room,
        _tab_closed,
        _two_tabs,
        _kept_by_another_version,
    )
    how = way_of(engine, certificate=make_certificate(bench.folder))
    with bench.stage(engine, how) as stage, chromium() as browser:
        for moment in moments:
            with phone(browser) as context:
                moment(stage, context)
        report = settle(stage, note=f"{len(moments)} bad moments")
    assert report.found.acked == len(moments), f"{report.found.acked} receipts shown"
    return report


def _offline(stage: Stage, context: BrowserContext) -> None:
    page = context.new_page()
    form = open_and_fill(stage, page)
    context.set_offline(True)
    page.click(SEND)
    page.locator(f"{STATE} p").wait_for()
    context.set_offline(False)
    _settled(stage, page, form)


def _killed_before_it_is_stored(stage: Stage, context: BrowserContext) -> None:
    _killed_while_sending(stage, context, is_stored=False)


def _killed_once_it_is_stored(stage: Stage, context: BrowserContext) -> None:
    _killed_while_sending(stage, context, is_stored=True)


def _killed_while_sending(
    stage: Stage, context: BrowserContext, *, is_stored: bool
) -> None:
    """The service is killed under a post, before it arrives or before its reply does."""
    page = context.new_page()
    form = open_and_fill(stage, page)

    def strike(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        if is_stored:
            route.fetch(max_redirects=0)
        stage.kill()
        route.abort()

    page.route("**/K/*", strike)
    page.click(SEND)
    page.locator(f"{STATE} button").first.wait_for()
    assert "/phieu/" not in page.url, "a receipt without a reply"
    page.unroute("**/K/*")
    stage.start()
    _settled(stage, page, form)


def _no_storage(stage: Stage, context: BrowserContext) -> None:
    _kept_in_the_page_alone(stage, context, NO_STORAGE)


def _no_room(stage: Stage, context: BrowserContext) -> None:
    _kept_in_the_page_alone(stage, context, NO_ROOM)


def _kept_in_the_page_alone(stage: Stage, context: BrowserContext, how: str) -> None:
    page = context.new_page()
    page.add_init_script(how)
    form = open_and_fill(stage, page)
    stage.kill()
    page.click(SEND)
    page.locator(f"{STATE} button").first.wait_for()
    assert page.is_checked("#overall-3"), "the form was emptied"
    stage.start()
    note_receipt(stage, page, form)


def _tab_closed(stage: Stage, context: BrowserContext) -> None:
    page = context.new_page()
    form = open_and_fill(stage, page)
    context.set_offline(True)
    page.click(SEND)
    page.locator(f"{STATE} p").wait_for()
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"https://localhost:{stage.port}/")
    page.click(f"{STATE} a")
    note_receipt(stage, page, form)
    assert page.evaluate(ANSWERS_ON_PHONE) == [], "an answer is left on the phone"


def _two_tabs(stage: Stage, context: BrowserContext) -> None:
    """The page of one form in a second tab, which answers otherwise and sends later: the first counts."""
    first, second = context.new_page(), context.new_page()
    form = open_and_fill(stage, first)
    copied = first.content()

    def show_copy(route: Route) -> None:
        if route.request.method == "GET":
            route.fulfill(body=copied, content_type="text/html; charset=utf-8")
        else:
            route.continue_()

    second.route("**/K/*", show_copy)
    # Else the first tab tells it, and it sends nothing.
    second.add_init_script(NO_STORAGE)
    second.goto(first.url)
    for question in QUESTIONS:
        second.check(f"#{question}-0")
    first.click(SEND)
    _settled(stage, first, form)
    second.click(SEND)
    note_receipt(stage, second, form)


def _kept_by_another_version(stage: Stage, context: BrowserContext) -> None:
    """What an earlier script kept, under another name and with more in it, is sent by the one of today."""
    page = context.new_page()
    form = open_and_fill(stage, page)
    address = page.url
    page.goto("about:blank")
    page.goto(f"https://localhost:{stage.port}/")
    answers = dict.fromkeys(QUESTIONS, form.scores[0])
    kept = {
        "to": address,
        "body": urlencode({"form_token": form.token, **answers}),
        "tries": 7,
        "since": "2026-11-20",
    }
    page.evaluate("kept => localStorage.setItem('sipas.0', JSON.stringify(kept))", kept)
    page.reload()
    page.click(f"{STATE} a")
    _settled(stage, page, form)


def _settled(stage: Stage, page: Page, form: Filled) -> None:
    note_receipt(stage, page, form)
    assert page.evaluate(ANSWERS_ON_PHONE) == [], "an answer is left on the phone"


def all_kinds(bench: Bench, engine: str) -> Report:
    """In-app browsers, an old one, none with scripts or cookies: each answer is stored."""
    how = way_of(engine, certificate=make_certificate(bench.folder))
    with bench.stage(engine, how) as stage, chromium() as browser:
        for options in KINDS.values():
            with phone(browser, **options) as context:
                page = context.new_page()
                form = open_and_fill(stage, page)
                page.click(SEND)
                note_receipt(stage, page, form)
                assert context.cookies() == [], "a cookie was set"
        report = settle(stage, note=f"as {', '.join(KINDS)}")
    assert report.found.acked == len(KINDS), f"{report.found.acked} receipts shown"
    return report
