"""The page of posters in a browser: readable for all, at any width, and a sheet comes down from it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.fixtures.bureau import HOA, OWN, PASSWORD, Bureau, make_bureau
from tests.fixtures.live import Serve

Violations = Callable[[Page], list[str]]

PAGE = "/manage/posters"
# A phone zooms out from what is too wide, and innerWidth grows with it: only clientWidth tells.
OVERFLOW = "(e => e.scrollWidth - e.clientWidth)(document.documentElement)"


@pytest.fixture
def site(province_bureau: Bureau, serve: Serve) -> str:
    """Serve the small province as a demo and return its address."""

    def at(base_url: str) -> Any:
        return make_bureau(
            province_bureau.store, environment="demo", base_url=base_url
        ).app

    return serve(at)


def open_posters(page: Page, site: str) -> None:
    """Sign in on the way to the posters."""
    page.goto(f"{site}{PAGE}")
    page.fill("#name", HOA)
    page.fill("#password", PASSWORD)
    page.click("#submit")
    assert page.url == f"{site}{PAGE}"


def test_codes_are_given_and_a_sheet_is_downloaded(screen: Page, site: str) -> None:
    open_posters(screen, site)
    screen.click("text=Tạo mã cho các quầy này")
    assert screen.locator("text=chưa có mã").count() == 0
    with screen.expect_download() as downloading:
        screen.click("text=Tải bảng của đơn vị này (PDF) >> nth=0")
    file = downloading.value
    assert file.suggested_filename.startswith("posters-")
    assert Path(file.path()).read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_accessibility_fault_with_and_without_codes(
    screen: Page, site: str, axe_violations: Violations, language: str
) -> None:
    open_posters(screen, site)
    screen.goto(f"{site}{PAGE}?lang={language}")
    faults = axe_violations(screen)
    screen.click("main button")
    assert f"lang={language}" in screen.url
    faults += axe_violations(screen)
    assert faults == []


@pytest.mark.parametrize("width", [320, 768])
def test_the_page_does_not_scroll_sideways(phone: Page, site: str, width: int) -> None:
    phone.set_viewport_size({"width": width, "height": 800})
    open_posters(phone, site)
    phone.click("main button")
    for language in ("vi", "en"):
        phone.goto(f"{site}{PAGE}?lang={language}")
        assert phone.evaluate(OVERFLOW) == 0
    assert phone.locator(f"a[href*='{OWN}']").count() > 0
