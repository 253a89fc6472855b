"""The questionnaire editor in a browser: previewed as one types, by keyboard, without script, at any width."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from forms.questionnaire import shipped_questionnaire
from tests.browser.test_review import OVERFLOW, in_language, sign_in

LIST = "/manage/questionnaires"
KEY = shipped_questionnaire("quick").digest[:12]
# The narrowest phone, and just before two columns.
WIDTHS = (320, 1000)


def copied(page: Page, site: str) -> str:
    """Sign in, copy `quick` with the page's button and return the draft's address."""
    sign_in(page, site)
    page.goto(f"{site}{LIST}/{KEY}")
    page.get_by_role("button", name="Sao chép thành bản nháp mới").click()
    page.wait_for_url("**/drafts/*")
    return page.url


def opened(page: Page, name: str) -> None:
    page.locator(f"[id='{name}'] summary").first.click()


def test_what_is_typed_is_shown_beside_and_back_leads_back(
    screen: Page, province_site: str
) -> None:
    address = copied(screen, province_site)
    shown = screen.frame_locator("iframe[name=preview]")
    expect(shown.get_by_text("Bản xem trước – không gửi được.")).to_be_visible()
    opened(screen, "question.2")
    screen.fill("[id='question.2.text']", "Chỗ ngồi chờ có tốt không?")
    expect(shown.get_by_text("Chỗ ngồi chờ có tốt không?")).to_be_visible()
    screen.select_option("[id='show.language']", "en")
    expect(shown.get_by_text("Overall, how satisfied")).to_be_visible()
    # Nothing of it was saved, which a reload would show; Back does not go through the previews.
    entries = screen.evaluate("history.length")
    screen.fill("[id='question.2.text']", "Ghế ngồi có tốt không?")
    screen.select_option("[id='show.language']", "vi")
    expect(shown.get_by_text("Ghế ngồi có tốt không?")).to_be_visible()
    assert screen.evaluate("history.length") == entries
    # A made-up answer can be looked at and goes nowhere.
    shown.get_by_label("Hài lòng", exact=True).first.check()
    assert screen.url == address


def test_it_works_by_keyboard_and_without_script(
    no_script_phone: Page, province_site: str
) -> None:
    address = copied(no_script_phone, province_site)
    opened(no_script_phone, "question.2")
    no_script_phone.fill("[id='question.2.text']", "Chỗ ngồi chờ có tốt không?")
    no_script_phone.get_by_role("button", name="Xem trước").click()
    shown = no_script_phone.frame_locator("iframe[name=preview]")
    expect(shown.get_by_text("Chỗ ngồi chờ có tốt không?")).to_be_visible()
    up = no_script_phone.get_by_role("button", name="Đưa lên: Câu hỏi 2")
    up.focus()
    no_script_phone.keyboard.press("Enter")
    no_script_phone.wait_for_url(f"{address}?open=question.1#question.1")
    expect(no_script_phone.locator("[id='question.1.text']")).to_have_value(
        "Chỗ ngồi chờ có tốt không?"
    )


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_fault_and_no_sideways_scrolling_on_any_page(
    phone: Page,
    province_site: str,
    axe_violations: Callable[[Page], list[str]],
    language: str,
) -> None:
    draft = copied(phone, province_site)
    number = draft.rpartition("/")[2]
    empty = f"{LIST}/drafts/{int(number) + 1}"
    phone.goto(f"{province_site}{LIST}")
    phone.get_by_role("button", name="Bắt đầu từ mẫu trống").click()
    phone.wait_for_url(f"**{empty}")
    faults = []
    for address in (
        LIST,
        f"{LIST}/{KEY}",
        f"{LIST}/{KEY}/preview",
        f"{LIST}/drafts/{number}?open=question.2",
        f"{LIST}/drafts/{number}/keep",
        empty,
        f"{LIST}/compare?before={KEY}&after=draft-{number}",
    ):
        phone.goto(in_language(f"{province_site}{address}", language))
        faults += [f"{address} {fault}" for fault in axe_violations(phone)]
        for width in WIDTHS:
            phone.set_viewport_size({"width": width, "height": 800})
            if phone.evaluate(OVERFLOW):
                faults.append(f"{address} is too wide at {width}")
    assert faults == []
