"""The page of kiosks in a browser: readable for all, at any width, with a new code on it and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from survey.store import posters
from tests.fixtures.bureau import HOA, PASSWORD, Bureau
from tests.fixtures.people import TODAY

Violations = Callable[[Page], list[str]]

PAGE = "/manage/kiosks"
# A phone zooms out from what is too wide, and innerWidth grows with it: only clientWidth tells.
OVERFLOW = "(e => e.scrollWidth - e.clientWidth)(document.documentElement)"


@pytest.fixture
def kiosks(screen: Page, province_bureau: Bureau, province_site: str) -> Page:
    """Give the page with counters to choose from, read by Hoa."""
    with province_bureau.store.writing() as session:
        posters.give_posters(session, TODAY)
    screen.goto(f"{province_site}{PAGE}")
    screen.fill("#name", HOA)
    screen.fill("#password", PASSWORD)
    screen.click("#submit")
    assert screen.url == f"{province_site}{PAGE}"
    return screen


def test_a_code_is_given_a_kiosk_revoked_and_the_page_stays_readable(
    kiosks: Page, axe_violations: Violations
) -> None:
    faults = axe_violations(kiosks)
    for language in ("vi", "en"):
        kiosks.goto(f"{kiosks.url.partition('?')[0]}?lang={language}")
        kiosks.click("main .choose button")
        assert kiosks.locator(".today strong").count() == 1
        kiosks.click("main summary >> nth=0")
        faults += axe_violations(kiosks)
        for width in (320, 360, 768, 1280):
            kiosks.set_viewport_size({"width": width, "height": 800})
            if kiosks.evaluate(OVERFLOW):
                faults.append(f"{language} {width}")
    kiosks.click("details[open] button")
    assert "revoked" in kiosks.inner_text("main table")
    assert kiosks.locator("main summary").count() == 1
    assert faults == []
