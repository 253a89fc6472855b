"""Published indices and sampling plans in a browser: readable for all, at any width, in both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from survey.demo.published_indices import load_published_indices
from survey.store.places import office_by_code
from tests.browser.test_review import OVERFLOW, in_language, sign_in
from tests.fixtures.bureau import OWN, Bureau
from tests.store.rows import draw_plan

# The narrowest phone, and the tables just before they stand side by side.
WIDTHS = (320, 768)
PAGES = (
    "/review/indices",
    "/review/indices/sipas?period=all",
    "/review/indices/766",
    "/manage/indices",
    "/manage/plans",
    "/manage/plans/2026-1",
    "/manage/plans/2026-1/lists",
)


@pytest.fixture
def filled_site(province_bureau: Bureau, province_site: str) -> str:
    """Serve the small province with published indices and a plan."""
    with province_bureau.store.writing() as session:
        load_published_indices(session)
        office = office_by_code(session, OWN)
        assert office is not None and office.id is not None
        draw_plan(session, office.id)
    return province_site


def test_no_fault_and_no_sideways_scrolling_on_any_page(
    phone: Page, filled_site: str, axe_violations: Callable[[Page], list[str]]
) -> None:
    sign_in(phone, filled_site)
    faults = []
    for address in PAGES:
        for language in ("vi", "en"):
            phone.goto(in_language(f"{filled_site}{address}", language))
            faults += [f"{address} {fault}" for fault in axe_violations(phone)]
            for width in WIDTHS:
                phone.set_viewport_size({"width": width, "height": 800})
                if phone.evaluate(OVERFLOW):
                    faults.append(f"{address} {language} is too wide at {width}")
    assert faults == []
