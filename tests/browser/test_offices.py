"""The pages of offices over time: no fault in either language, at no width, with a list of mistakes or a preview."""

from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import Page

from tests.browser.test_accounts import faults_of, sideways, sign_in
from tests.fixtures.bureau import HOA, OTHER, OWN

Violations = Callable[[Page], list[str]]
OFFICES = "/manage/offices"
LATER = date.today() + timedelta(days=900)


def test_offices_and_a_merger_can_be_read_by_all(
    screen: Page, province_site: str, axe_violations: Violations
) -> None:
    sign_in(screen, province_site, HOA)
    found = faults_of(screen, axe_violations, province_site, (OFFICES,))
    for rows, text in (
        (f"{OWN},nobody,{LATER}\n,,\n", ".problem li"),
        (f"{OWN},{OTHER},{LATER}\n", ".finding"),
    ):
        screen.goto(f"{province_site}{OFFICES}?lang=en")
        screen.fill("#rows", f"from,to,on\n{rows}")
        screen.click("#submit")
        assert screen.locator(text).count() > 0
        found += [*axe_violations(screen), *sideways(screen, text)]
    assert found == []
