"""Accounts in a browser: a phone is set up from the picture, links work, and every page is readable for all."""

from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page
from pyotp import TOTP, parse_uri

from tests.fixtures.bureau import HOA, KIEN, PASSWORD, THU, Bureau
from tests.fixtures.two_steps import now

Violations = Callable[[Page], list[str]]

# A phone zooms out from what is too wide, and innerWidth grows with it: only clientWidth tells.
OVERFLOW = "(e => e.scrollWidth - e.clientWidth)(document.documentElement)"
WIDTHS = (320, 360)
OWN = (
    "/review/account",
    "/review/account/password",
    "/review/account/second-factor",
    "/review/account/recovery-codes",
    "/review/link/none",
)
OF_KIEN = (*OWN, "/manage/accounts", "/manage/accounts/new", "/manage/accounts/1")
OF_THU = ("/manage/audit", "/manage/audit?person=none", "/manage/audit/check")


def sign_in(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}/review/sign-in?next=/review/account")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("#submit")


def scanned(page: Page, folder: Path) -> TOTP:
    """Return what a phone takes from the picture on a page."""
    file = folder / "code.png"
    page.locator(".scan svg").screenshot(path=file)
    with Image.open(file) as picture:
        # A secret is random, and its squares may look like bars of another kind of code.
        (found,) = zxingcpp.read_barcodes(picture, zxingcpp.BarcodeFormat.QRCode)
    made = parse_uri(found.text)
    assert isinstance(made, TOTP)
    return made


def faults_of(
    page: Page, violations: Violations, site: str, addresses: tuple[str, ...]
) -> list[str]:
    """Return each page's accessibility faults and the widths at which it scrolls sideways."""
    found = []
    for address in addresses:
        for language in ("vi", "en"):
            page.set_viewport_size({"width": 1280, "height": 800})
            mark = "&" if "?" in address else "?"
            page.goto(f"{site}{address}{mark}lang={language}")
            name = f"{address} {language}"
            found += [f"{name} {fault}" for fault in violations(page)]
            found += sideways(page, name)
    return found


def sideways(page: Page, name: str) -> list[str]:
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate(OVERFLOW):
            found.append(f"{name} {width}")
    return found


def test_the_pages_of_accounts_have_no_fault(
    screen: Page, province_site: str, axe_violations: Violations
) -> None:
    sign_in(screen, province_site, KIEN)
    found = faults_of(screen, axe_violations, province_site, OF_KIEN)
    screen.goto(f"{province_site}/manage/accounts/1")
    screen.click("text=Cấp đường dẫn mới")
    found += [*axe_violations(screen), *sideways(screen, "link")]
    link = screen.locator(".letters").inner_text()
    screen.goto(link)
    found += [*axe_violations(screen), *sideways(screen, "choose")]
    screen.click("#submit")
    assert screen.locator(".error").count() == 2
    found += axe_violations(screen)
    assert found == []


def test_the_auditor_s_pages_have_no_fault(
    screen: Page, province_site: str, axe_violations: Violations
) -> None:
    sign_in(screen, province_site, THU)
    assert faults_of(screen, axe_violations, province_site, OF_THU) == []


def test_a_phone_is_set_up_without_script_and_asked_at_the_next_sign_in(
    no_script_phone: Page,
    province_bureau: Bureau,
    province_site: str,
    tmp_path: Path,
) -> None:
    page = no_script_phone
    sign_in(page, province_site, HOA)
    page.click("main >> text=Cài xác thực hai bước")
    app = scanned(page, tmp_path)
    assert app.name == HOA
    page.fill("#code", app.at(now(province_bureau)))
    page.fill("#password", PASSWORD)
    page.click("#submit")
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10
    page.click("text=Đã cất, đi tiếp")
    page.click("button >> text=Đăng xuất mọi nơi")
    sign_in(page, province_site, HOA)
    assert "/review/sign-in/code" in page.url
    assert page.evaluate(OVERFLOW) == 0
    page.fill("#code", codes[0])
    page.click("#submit")
    assert page.url == f"{province_site}/review/account"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_steps_of_a_sign_in_have_no_fault(
    screen: Page,
    province_bureau: Bureau,
    province_site: str,
    axe_violations: Violations,
    tmp_path: Path,
    language: str,
) -> None:
    sign_in(screen, province_site, HOA)
    screen.goto(f"{province_site}/review/account/second-factor?lang={language}")
    app = scanned(screen, tmp_path)
    screen.fill("#code", app.at(now(province_bureau)))
    screen.fill("#password", PASSWORD)
    screen.click("#submit")
    found = [*axe_violations(screen), *sideways(screen, "codes")]
    screen.click("header .leave button")
    sign_in(screen, province_site, HOA)
    screen.goto(f"{province_site}/review/sign-in/code?lang={language}")
    screen.fill("#code", "000000")
    screen.click("#submit")
    assert screen.locator("[role=alert]").count() == 1
    found += [*axe_violations(screen), *sideways(screen, "code")]
    assert found == []
