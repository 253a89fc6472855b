"""The page of posters in a browser: readable for all, at any width, and a sheet comes down from it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.fixtures.bureau import HOA, OWN, PASSWORD

Violations = Callable[[Page], list[str]]

PAGE = "/manage/posters"
# A phone zooms out from what is too wide, and innerWidth grows with it: only clientWidth tells.
OVERFLOW = "(e => e.scrollWidth - e.clientWidth)(document.documentElement)"


def open_posters(page: Page, province_site: str) -> None:
    """Sign in on the way to the posters."""
    page.goto(f"{province_site}{PAGE}")
    page.fill("#name", HOA)
    page.fill("#password", PASSWORD)
    page.click("#submit")
    assert page.url == f"{province_site}{PAGE}"


def test_codes_are_given_and_a_sheet_is_downloaded(
    screen: Page, province_site: str
) -> None:
    open_posters(screen, province_site)
    screen.click("text=Tạo mã cho các quầy này")
    assert screen.locator("text=chưa có mã").count() == 0
    with screen.expect_download() as downloading:
        screen.click("text=Tải bảng của đơn vị này (PDF) >> nth=0")
    file = downloading.value
    assert file.suggested_filename.startswith("posters-")
    assert Path(file.path()).read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_accessibility_fault_with_and_without_codes(
    screen: Page, province_site: str, axe_violations: Violations, language: str
) -> None:
    open_posters(screen, province_site)
    screen.goto(f"{province_site}{PAGE}?lang={language}")
    faults = axe_violations(screen)
    screen.click("main button")
    assert f"lang={language}" in screen.url
    faults += axe_violations(screen)
    assert faults == []


@pytest.mark.parametrize("width", [320, 768])
def test_the_page_does_not_scroll_sideways(
    phone: Page, province_site: str, width: int
) -> None:
    phone.set_viewport_size({"width": width, "height": 800})
    open_posters(phone, province_site)
    phone.click("main button")
    for language in ("vi", "en"):
        phone.goto(f"{province_site}{PAGE}?lang={language}")
        assert phone.evaluate(OVERFLOW) == 0
    assert phone.locator(f"a[href*='{OWN}']").count() > 0
