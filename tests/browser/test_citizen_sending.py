"""Sending with a script: what is said before and after, and that it counts once."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from survey.store.engine import Store
from tests.browser.test_citizen import SEND, fill, live, receipt_on
from tests.browser.test_citizen_unsent import (
    STATE,
    STORED,
    scores,
    state,
    wait_for_receipt,
)
from tests.fixtures.lan import ADDRESS, Lan, make_lan
from tests.fixtures.live import Serve


@pytest.fixture
def site(sqlite_lan: Lan, serve: Serve) -> str:
    return live(sqlite_lan, serve)


def test_what_the_server_refuses_is_shown_on_its_own_page(
    phone: Page, site: str, sqlite_lan: Lan
) -> None:
    fill(phone, f"{site}{ADDRESS}")
    phone.fill("#comment", "a" * 2_001)
    phone.click(SEND)
    phone.wait_for_selector("#comment-wrong")
    assert phone.title().startswith("Lỗi: ")
    assert phone.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert phone.is_checked("#q_access-3")
    assert phone.evaluate(STORED) == "[]"
    phone.fill("#comment", "a" * 2_000)
    phone.click(SEND)
    assert wait_for_receipt(phone)
    assert scores(sqlite_lan) == ["444444"]


def test_open_questions_are_named_once_before_sending_and_never_again(
    phone: Page, site: str, sqlite_lan: Lan
) -> None:
    posts: list[str] = []
    phone.on(
        "request",
        lambda request: posts.append(request.url) if request.method == "POST" else None,
    )
    phone.goto(f"{site}{ADDRESS}")
    for question in ("overall", "q_access", "q_officer", "q_feedback"):
        phone.check(f"#{question}-3")
    phone.click(SEND)
    assert state(phone) == "Chưa trả lời câu 3, 5. Có thể trả lời hoặc gửi luôn."
    assert posts == []
    phone.click(f"{STATE} button:text-is('Trả lời tiếp')")
    assert phone.evaluate("document.activeElement.name") == "q_procedure"
    assert phone.inner_text(STATE) == ""
    phone.click(SEND)
    assert wait_for_receipt(phone)
    assert len(posts) == 1
    assert scores(sqlite_lan) == ["44-4-4"]


def test_send_now_sends_once(phone: Page, site: str, sqlite_lan: Lan) -> None:
    posts: list[str] = []
    phone.on(
        "request",
        lambda request: posts.append(request.url) if request.method == "POST" else None,
    )
    phone.goto(f"{site}{ADDRESS}")
    phone.check("#overall-3")
    phone.click(SEND)
    phone.dblclick(f"{STATE} button:text-is('Gửi luôn')")
    assert wait_for_receipt(phone)
    assert len(posts) == 1
    assert scores(sqlite_lan) == ["4-----"]


def test_two_tabs_of_one_form_count_once_and_show_one_receipt(
    phone: Page, site: str, sqlite_lan: Lan
) -> None:
    fill(phone, f"{site}{ADDRESS}")
    second = phone.context.new_page()
    page_of_first = phone.content()
    second.route(
        f"**{ADDRESS}",
        lambda route: (
            route.fulfill(body=page_of_first, content_type="text/html; charset=utf-8")
            if route.request.method == "GET"
            else route.continue_()
        ),
    )
    fill(second, f"{site}{ADDRESS}")
    second.check("#overall-0")
    phone.click(SEND)
    receipt = wait_for_receipt(phone)
    assert wait_for_receipt(second) == receipt
    assert scores(sqlite_lan) == ["444444"]


def test_after_sending_back_leads_to_no_form(
    phone: Page, site: str, sqlite_lan: Lan
) -> None:
    phone.goto(site)
    fill(phone, f"{site}{ADDRESS}")
    phone.click(SEND)
    receipt = wait_for_receipt(phone)
    phone.reload()
    assert receipt_on(phone) == receipt
    phone.go_back()
    assert phone.url == f"{site}/"
    assert phone.locator("#answers").count() == 0
    expect(phone.locator(STATE)).to_contain_text("đã được nhận")
    assert scores(sqlite_lan) == ["444444"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_accessibility_fault_in_any_state(
    phone: Page,
    site: str,
    axe_violations: Callable[[Page], list[str]],
    language: str,
) -> None:
    phone.goto(f"{site}{ADDRESS}?lang={language}")
    phone.check("#overall-3")
    phone.click(SEND)
    found = axe_violations(phone)
    phone.context.set_offline(True)
    phone.click(f"{STATE} button >> nth=1")
    expect(phone.locator(f"{STATE} button")).to_have_count(2)
    found += axe_violations(phone)
    phone.click(f"{STATE} button >> nth=1")
    found += axe_violations(phone)
    assert found == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_who_likes_to_answer_more_finds_the_rest_on_the_receipt(
    phone: Page,
    sqlite_store: Store,
    serve: Serve,
    axe_violations: Callable[[Page], list[str]],
    language: str,
) -> None:
    lan = make_lan(sqlite_store, questionnaire="sipas-2017", block=2)
    phone.goto(f"{live(lan, serve)}{ADDRESS}?lang={language}")
    for fieldset in phone.locator("[data-q]").all():
        fieldset.locator("input").first.check()
    found = axe_violations(phone)
    phone.click(SEND)
    first = wait_for_receipt(phone)
    found += axe_violations(phone)
    phone.click("main a")
    expect(phone.locator("[data-q]").nth(15)).to_be_attached()
    found += axe_violations(phone)
    phone.locator("[data-q] input").first.check()
    phone.click(SEND)
    phone.click(f"{STATE} button >> nth=1")
    assert wait_for_receipt(phone) != first
    assert phone.locator("main a").count() == 0
    assert sorted(answer.part for answer in lan.stored()) == ["core", "opt-in"]
    assert found == []
