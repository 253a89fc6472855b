"""The pages of waves and silent counters in a browser: readable for all, at any width, without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from survey.store import dossiers
from survey.store.dossiers import PrintedFigure, PrintedReport
from tests.fixtures.bureau import HOA, OWN, PASSWORD, WAVE, Bureau
from tests.trust.test_silence import make_place

Violations = Callable[[Page], list[str]]

WAVE_PAGE = f"/manage/waves/{WAVE}"
PAGES = (
    "/manage/waves",
    WAVE_PAGE,
    f"{WAVE_PAGE}/targets?margin=5&fill=design",
    "/manage/silent",
)
WIDTHS = (320, 360, 768)
# A phone zooms out from what is too wide, and innerWidth grows with it: only clientWidth tells.
OVERFLOW = "(e => e.scrollWidth - e.clientWidth)(document.documentElement)"


@pytest.fixture
def waves_site(province_bureau: Bureau, province_site: str) -> str:
    """Serve the province with a table that names its offices, and counters of which one is silent."""
    figures = tuple(
        PrintedFigure(name, "settled", str(1000 * number))
        for number, name in enumerate(("Xã Bắc Hà", "Xã Sơn Tây"), start=1)
    )
    with province_bureau.store.writing() as session:
        make_place(session, 8, code="2026-thu")
        dossiers.keep_report(
            session,
            PrintedReport(
                "2025", "settlement", "Hồ sơ một cửa", "test", "2025", figures
            ),
        )
    return province_site


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/manage/waves")
    page.fill("#name", HOA)
    page.fill("#password", PASSWORD)
    page.click("#submit")
    assert page.url == f"{site}/manage/waves"


def in_language(address: str, language: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang={language}"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_is_readable_for_all_and_at_any_width(
    screen: Page, waves_site: str, axe_violations: Violations, language: str
) -> None:
    sign_in(screen, waves_site)
    faults = []
    for address in PAGES:
        screen.set_viewport_size({"width": 1280, "height": 800})
        screen.goto(in_language(f"{waves_site}{address}", language))
        screen.eval_on_selector_all("details", "all => all.forEach(e => e.open = true)")
        faults += [f"{address} {fault}" for fault in axe_violations(screen)]
        for width in WIDTHS:
            screen.set_viewport_size({"width": width, "height": 800})
            if screen.evaluate(OVERFLOW):
                faults.append(f"{address} is wider than {width}")
    assert faults == []
    # An Nhơn, which nobody ever rated, and the one that was added.
    assert screen.locator("tbody tr").count() == 2


def test_a_wave_is_paused_without_scripts(
    no_script_phone: Page, waves_site: str
) -> None:
    page = no_script_phone
    sign_in(page, waves_site)
    page.click(f"a[href$='{WAVE}']")
    page.click("summary >> text=Tạm dừng đợt này")
    page.click("details[open] button, details[open] input[type=submit]")
    # A browser that knows the field is required asks by itself.
    assert page.url.endswith(WAVE_PAGE)
    page.fill("#pause-reason", "Sửa trụ sở")
    page.fill("#pause-day", "2026-12-05")
    page.click("details[open] input[type=submit]")
    assert "Hôm nay: tạm dừng đến hết ngày 05/12/2026." in page.inner_text("main")
    assert "Sửa trụ sở" in page.inner_text("main")


def test_targets_are_filled_in_by_a_formula_and_saved(
    screen: Page, waves_site: str
) -> None:
    sign_in(screen, waves_site)
    screen.goto(f"{waves_site}{WAVE_PAGE}/targets")
    screen.select_option("#fill", "yamane")
    screen.click("form.choose button")
    # By hand: 1000 / (1 + 1000 * 0.0025) = 285.7.
    assert screen.input_value(f"[id='target-{OWN}']") == "286"
    screen.click("text=Lưu chỉ tiêu")
    assert screen.url == f"{waves_site}{WAVE_PAGE}"
    assert "0 trên 2 đơn vị có chỉ tiêu đã đạt." in screen.inner_text("main")
