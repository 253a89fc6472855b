"""The pages of posters in a browser: readable for all, at any width, and a sheet comes down from them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.fixtures.bureau import HOA, OWN, PASSWORD

Violations = Callable[[Page], list[str]]

PAGE, CHECK, LINKS = "/manage/posters", "/manage/posters/check", "/manage/links"
PAGES = (PAGE, CHECK, LINKS)
# Where the codes are given that a page lists.
GIVEN_ON = {PAGE: PAGE, CHECK: PAGE, LINKS: LINKS}
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


def test_another_size_is_downloaded_with_the_form(
    screen: Page, province_site: str
) -> None:
    open_posters(screen, province_site)
    screen.click("text=Tạo mã cho các quầy này")
    screen.click("summary >> nth=0")
    screen.select_option("#variant", "returned")
    screen.select_option("#size", "card")
    screen.select_option("#place", f"{OWN}/{OWN}-1")
    with screen.expect_download() as downloading:
        screen.click("text=Tải bảng (PDF)")
    assert downloading.value.suggested_filename == (
        f"posters-returned-card-{OWN}-{OWN}-1.pdf"
    )


def test_a_batch_is_begun_and_the_old_code_named(
    screen: Page, province_site: str
) -> None:
    open_posters(screen, province_site)
    screen.click("text=Tạo mã cho các quầy này")
    screen.click("summary >> nth=1")
    screen.click("text=Tạo mã mới")
    # The browser holds back a batch for no counter.
    assert screen.locator("text=dùng đến hết").count() == 0
    screen.select_option("#batch-place", f"{OWN}/{OWN}-1")
    screen.click("text=Tạo mã mới")
    assert screen.locator("text=dùng đến hết").count() == 1


def test_a_round_is_ticked_with_the_keyboard(phone: Page, province_site: str) -> None:
    open_posters(phone, province_site)
    phone.click("text=Tạo mã cho các quầy này")
    phone.goto(f"{province_site}{CHECK}")
    phone.focus("input[type=checkbox] >> nth=0")
    phone.keyboard.press("Space")
    phone.click("text=Ghi các bảng đã đánh dấu")
    assert phone.locator("text=đã kiểm tra").count() == 1
    assert phone.locator("input[type=checkbox]").count() == 5


@pytest.mark.parametrize("address", PAGES)
def test_no_accessibility_fault_with_and_without_rows(
    screen: Page, province_site: str, axe_violations: Violations, address: str
) -> None:
    open_posters(screen, province_site)
    screen.goto(f"{province_site}{address}?lang=en")
    faults = axe_violations(screen)
    screen.goto(f"{province_site}{GIVEN_ON[address]}?lang=en")
    screen.click("main form button")
    assert "lang=en" in screen.url
    for language in ("vi", "en"):
        screen.goto(f"{province_site}{address}?lang={language}")
        open_details(screen)
        faults += axe_violations(screen)
    assert faults == []


def open_details(page: Page) -> None:
    for summary in page.locator("main summary").all():
        summary.click()


@pytest.mark.parametrize("address", PAGES)
def test_no_page_scrolls_sideways(
    phone: Page, province_site: str, address: str
) -> None:
    open_posters(phone, province_site)
    phone.goto(f"{province_site}{GIVEN_ON[address]}")
    phone.click("main form button")
    for width, language in ((320, "vi"), (360, "en"), (768, "vi")):
        phone.set_viewport_size({"width": width, "height": 800})
        phone.goto(f"{province_site}{address}?lang={language}")
        open_details(phone)
        assert phone.evaluate(OVERFLOW) == 0
