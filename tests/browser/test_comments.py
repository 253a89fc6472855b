"""Comments in a browser: readable for all at any width, whatever people wrote."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.test_review import OVERFLOW, in_language, sign_in
from tests.fixtures.bureau import WAVE, Bureau
from tests.fixtures.comments import OTHER_COMMENTS, OWN_COMMENTS, fill_desk

Violations = Callable[[Page], list[str]]

PAGES = (
    f"/review/waves/{WAVE}/comments",
    "/review/coding",
    "/review/coding/differing",
    "/review/urgent",
    "/review/replies",
)
WIDTHS = (320, 768)
# The height of a comment's text beside the box it is drawn in: marks must not paint over neighbours.
ESCAPES = """[...document.querySelectorAll('.comment')].filter(e =>
    getComputedStyle(e).overflow !== 'hidden'
    || getComputedStyle(e).unicodeBidi !== 'isolate').length"""


@pytest.fixture
def opened(screen: Page, province_bureau: Bureau, province_site: str) -> str:
    """Give the site with hostile comments on it, and Hoa signed in."""
    fill_desk(province_bureau.store)
    sign_in(screen, province_site)
    return province_site


def test_no_accessibility_fault_and_no_sideways_scrolling(
    screen: Page, opened: str, axe_violations: Violations
) -> None:
    faults: list[str] = []
    for language in ("vi", "en"):
        for address in PAGES:
            screen.goto(in_language(opened + address, language))
            # What is folded away is a part of the page.
            screen.evaluate(
                "document.querySelectorAll('details').forEach(e => e.open = true)"
            )
            faults += axe_violations(screen)
            for width in WIDTHS:
                screen.set_viewport_size({"width": width, "height": 900})
                assert screen.evaluate(OVERFLOW) <= 0, (address, width)
    assert faults == []


def test_hostile_comments_run_nothing_and_stay_in_their_box(
    screen: Page, opened: str
) -> None:
    dialogs: list[str] = []
    screen.on(
        "dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss())
    )
    screen.goto(opened + PAGES[0])
    assert screen.locator(".comment").count() > 10
    assert screen.locator(".comment :not(br)").count() == 0
    assert screen.evaluate(ESCAPES) == 0
    assert dialogs == []


def test_a_comment_is_sorted_by_keyboard_alone(screen: Page, opened: str) -> None:
    screen.goto(f"{opened}/review/coding")
    before = screen.locator(".comment").inner_text()
    screen.locator("input[name=theme]").first.focus()
    screen.keyboard.press("ArrowDown")
    screen.keyboard.press("Tab")
    with screen.expect_navigation():
        screen.keyboard.press("Enter")
    assert screen.locator(".comment").inner_text() != before
    left = len(OWN_COMMENTS) + len(OTHER_COMMENTS) - 1
    assert f"Còn {left} góp ý chưa phân loại." in screen.locator("main").inner_text()
