"""A DDCI in a browser: firms rate units on a small phone without a script, officials read the result."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Page

from forms.ddci import example_programme
from survey.store import ddci, ddci_links
from survey.store.engine import Store
from survey.web import create_app
from tests.browser.test_review import OVERFLOW, WIDTHS, in_language
from tests.fixtures.bureau import HOA, PASSWORD, Bureau
from tests.fixtures.ddci import close_round, let_answer, make_round
from tests.fixtures.lan import SETTINGS, set_day
from tests.fixtures.live import Serve
from tests.fixtures.people import TODAY

Violations = Callable[[Page], list[str]]

LONG_UNIT = "Trung tâm Phục vụ hành chính công phường Thạch Lĩnh Thượng"
UNITS = ("Sở Nội vụ", "Sở Tài chính", LONG_UNIT, "Xã An Bình")


@pytest.fixture
def form_address(sqlite_store: Store, serve: Serve) -> str:
    """Serve a round of the shipped programme, and return the address of an unused link."""
    key = ddci_links.new_key()
    with sqlite_store.writing() as session:
        chosen = make_round(
            session, units=UNITS, programme=example_programme(), ranges=()
        )
        ddci_links.give_links(session, chosen, [key], kind="household")

    def at(base_url: str) -> Flask:
        settings = replace(SETTINGS, environment="demo", base_url=base_url)
        app = create_app(settings, store=sqlite_store)
        set_day(app, TODAY)
        return app

    return f"{serve(at)}/D/{ddci_links.spelled(key)}"


def wide(page: Page) -> dict[int, int]:
    """Return by how much the page is too wide, by width of the screen."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if excess := page.evaluate(OVERFLOW):
            found[width] = excess
    page.set_viewport_size({"width": 360, "height": 640})
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_of_the_form_is_readable_for_all_at_any_width(
    phone: Page, form_address: str, axe_violations: Violations, language: str
) -> None:
    faults: list[str] = []

    def look(at: str) -> None:
        faults.extend(f"{at}: {fault}" for fault in axe_violations(phone))
        faults.extend(f"{at}: {width} px" for width in wide(phone))

    phone.goto(in_language(form_address, language))
    look("units")
    phone.click("main button")
    look("no unit")
    phone.check("text=Sở Nội vụ")
    phone.check(f"text={LONG_UNIT}")
    phone.click("main button")
    look("first unit")
    assert phone.locator("h1").inner_text() == "Sở Nội vụ"
    phone.click("main button >> nth=0")
    look("no answer")
    phone.check("#q-1-10")
    phone.click("main button >> nth=0")
    look("second unit")
    phone.check("#q-2-x")
    phone.check("#q-3-1")
    phone.click("main button >> nth=0")
    look("thanks")
    assert phone.url.partition("?")[0] == form_address
    phone.goto(in_language(form_address[:-1], language))
    look("no link")
    phone.goto(in_language(form_address.rpartition("/")[0] + "/", language))
    look("typing a key")
    assert faults == []


def test_a_firm_rates_without_script_or_cookie_and_goes_back_without_loss(
    no_script_phone: Page, form_address: str, sqlite_store: Store
) -> None:
    phone = no_script_phone
    phone.goto(form_address)
    phone.check("text=Sở Nội vụ")
    phone.check("text=Xã An Bình")
    phone.click("main button")
    phone.check("#q-1-9")
    phone.click("text=Tiếp tục")
    phone.check("#q-1-4")
    phone.click("text=Quay lại")
    assert phone.locator("h1").inner_text() == "Sở Nội vụ"
    assert phone.is_checked("#q-1-9")
    phone.click("text=Tiếp tục")
    assert phone.is_checked("#q-1-4")
    phone.dblclick("text=Gửi đánh giá")
    phone.wait_for_selector("text=đã được nhận")
    assert phone.context.cookies() == []
    with sqlite_store.reading() as session:
        chosen = ddci.round_by_code(session, "ddci-2026")
        assert chosen is not None and chosen.id is not None
        kept = ddci.answers_of(session, chosen.id).answers
    assert sorted(scores for *_, scores in kept) == ["4------", "9------"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_officials_read_rounds_at_any_width(
    screen: Page,
    sqlite_bureau: Bureau,
    serve: Serve,
    axe_violations: Violations,
    language: str,
) -> None:
    with sqlite_bureau.store.writing() as session:
        closed = make_round(session)
        let_answer(session, closed)
        close_round(session, closed)
        let_answer(session, make_round(session, "ddci-2027"))
        names = (*UNITS, "Sở Y tế")
        make_round(
            session, "ddci-2028", units=names, programme=example_programme(), ranges=()
        )

    def at(base_url: str) -> Flask:
        # The bureau's people are in the store already.
        settings = replace(SETTINGS, environment="demo", base_url=base_url)
        return create_app(settings, store=sqlite_bureau.store)

    site = serve(at)
    screen.goto(f"{site}/review/ddci")
    screen.fill("#name", HOA)
    screen.fill("#password", PASSWORD)
    screen.click("#submit")
    faults = []
    for address in ("", "/ddci-2026", "/ddci-2027", "/ddci-2028", "/ddci-2028/figures"):
        screen.goto(in_language(f"{site}/review/ddci{address}", language))
        assert screen.locator("h1").count() == 1
        faults += [f"{address} {fault}" for fault in axe_violations(screen)]
        faults += [f"{address} {width} px" for width in wide(screen)]
    assert faults == []
