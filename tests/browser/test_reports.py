"""The page of reports in a browser: readable for all, at any width, and its buttons bring files without a script."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.test_review import (
    OVERFLOW,
    WIDTHS,
    in_language,
    rename_offices,
    sign_in,
)
from tests.fixtures.bureau import MINH, PASSWORD, WAVE, Bureau

Violations = Callable[[Page], list[str]]
PAGE = f"/review/waves/{WAVE}/reports"
LONG_NAME = "Trung tâm Phục vụ hành chính công phường Thạch Lĩnh Thượng"


def test_the_page_fits_every_width_and_has_no_fault_in_either_language(
    screen: Page,
    province_bureau: Bureau,
    province_site: str,
    axe_violations: Violations,
) -> None:
    rename_offices(province_bureau, LONG_NAME)
    sign_in(screen, province_site)
    for language in ("vi", "en"):
        for query in ("", "/file?kind=full&format=exe"):
            screen.goto(in_language(f"{province_site}{PAGE}{query}", language))
            assert axe_violations(screen) == []
            for width in WIDTHS:
                screen.set_viewport_size({"width": width, "height": 800})
                assert screen.evaluate(OVERFLOW) == 0, (language, query, width)


def test_a_head_finds_the_sheet_and_takes_it_home_without_a_script(
    no_script_phone: Page, province_site: str
) -> None:
    no_script_phone.goto(f"{province_site}/review/")
    no_script_phone.fill("#name", MINH)
    no_script_phone.fill("#password", PASSWORD)
    no_script_phone.click("#submit")
    no_script_phone.click("nav.pages a:text-is('Báo cáo')")
    with no_script_phone.expect_download() as download:
        no_script_phone.click("form.choose button")
    assert (
        download.value.suggested_filename == "hai-long_BH-01_2026-dot-2_2026-11-24.pdf"
    )
