"""Officials' pages in a browser: readable for all, at any width, on paper, and loading nothing from elsewhere."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from survey.store import places
from tests.fixtures.bureau import HOA, OTHER, OWN, PASSWORD, WAVE, Bureau

Violations = Callable[[Page], list[str]]

BASE = f"/review/waves/{WAVE}"
PAGES = (
    BASE,
    f"{BASE}/offices",
    f"{BASE}/compare",
    f"{BASE}/analysis",
    f"{BASE}/compare?first={OWN}&second={OTHER}",
    f"{BASE}/compare?first={OWN}&second={OWN}",
    f"{BASE}/offices/{OWN}",
    f"{BASE}/offices/PL-04",
    f"{BASE}/offices/DX-05",
    f"{BASE}/exports",
    f"{BASE}?only=level:department",
    "/review/help",
    f"{BASE}/offices/nothing",
)
WIDTHS = (320, 360, 768, 1280)
# A phone zooms out from what is too wide, and innerWidth grows with it: only clientWidth tells.
OVERFLOW = "(e => e.scrollWidth - e.clientWidth)(document.documentElement)"
# The longest names there are: SVG text does not wrap, so it must be cut where it would stand out.
LONG_NAME = "Trung tâm Phục vụ hành chính công phường Thạch Lĩnh Thượng"
OUTSIDE = """[...document.querySelectorAll('svg text')].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && (box.right > document.documentElement.clientWidth + 1 || box.left < -1)
}).map(e => e.textContent)"""
COLOURS = """[...new Set([...document.querySelectorAll('*')].flatMap(e => {
    const style = getComputedStyle(e);
    return [style.color, style.backgroundColor, style.fill, style.stroke, style.borderLeftColor]
}))].filter(colour => colour.startsWith('rgb'))"""


def sign_in(page: Page, province_site: str) -> None:
    page.goto(f"{province_site}/review/")
    page.fill("#name", HOA)
    page.fill("#password", PASSWORD)
    page.click("#submit")
    assert page.url == f"{province_site}{BASE}"


def in_language(address: str, language: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang={language}"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_accessibility_fault_on_any_page(
    screen: Page, province_site: str, axe_violations: Violations, language: str
) -> None:
    screen.goto(in_language(f"{province_site}/review/sign-in", language))
    faults = axe_violations(screen)
    screen.click("#submit")
    assert screen.locator(".error").count() == 2
    faults += axe_violations(screen)
    sign_in(screen, province_site)
    for address in PAGES:
        screen.goto(in_language(f"{province_site}{address}", language))
        faults += [f"{address} {fault}" for fault in axe_violations(screen)]
    assert faults == []


def test_the_pages_can_be_read_in_the_dark(
    screen: Page, province_site: str, axe_violations: Violations
) -> None:
    screen.emulate_media(color_scheme="dark")
    sign_in(screen, province_site)
    faults = []
    for address in (
        BASE,
        f"{BASE}/offices",
        f"{BASE}/analysis",
        f"{BASE}/offices/{OWN}",
    ):
        screen.goto(f"{province_site}{address}")
        faults += [f"{address} {fault}" for fault in axe_violations(screen)]
    paper = screen.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(rgb_of(paper)) < 64
    assert faults == []


def test_no_page_scrolls_sideways(phone: Page, province_site: str) -> None:
    sign_in(phone, province_site)
    standing_out = {}
    for address in PAGES:
        for language in ("vi", "en"):
            phone.goto(in_language(f"{province_site}{address}", language))
            for width in WIDTHS:
                phone.set_viewport_size({"width": width, "height": 800})
                found = phone.evaluate(OVERFLOW), phone.evaluate(OUTSIDE)
                if found != (0, []):
                    standing_out[address, language, width] = found
    assert standing_out == {}


def test_the_longest_names_fit_on_a_phone(
    phone: Page, province_bureau: Bureau, province_site: str
) -> None:
    rename_offices(province_bureau, LONG_NAME)
    phone.set_viewport_size({"width": 360, "height": 640})
    sign_in(phone, province_site)
    for address in PAGES[:6]:
        phone.goto(f"{province_site}{address}")
        assert (phone.evaluate(OVERFLOW), phone.evaluate(OUTSIDE)) == (0, []), address


def test_the_pages_work_without_script_and_ask_no_other_host(
    no_script_phone: Page, province_site: str
) -> None:
    asked: list[str] = []
    no_script_phone.on("request", lambda request: asked.append(request.url))
    sign_in(no_script_phone, province_site)
    no_script_phone.click("text=So sánh hai đơn vị")
    no_script_phone.select_option("#first", OWN)
    no_script_phone.select_option("#second", OTHER)
    no_script_phone.click("form.choose button")
    assert no_script_phone.locator(".verdict").inner_text().startswith("▲ Cao hơn rõ.")
    no_script_phone.click("text=Đăng xuất")
    assert no_script_phone.url == f"{province_site}/review/sign-in"
    no_script_phone.goto(f"{province_site}{BASE}")
    assert no_script_phone.url.startswith(f"{province_site}/review/sign-in?")
    assert [
        url for url in asked if not url.startswith((f"{province_site}/", "data:"))
    ] == []


def test_nothing_on_the_pages_breaks_their_policy(
    screen: Page, province_site: str
) -> None:
    said: list[str] = []
    screen.on("console", lambda message: said.append(message.text))
    screen.on("pageerror", lambda error: said.append(str(error)))
    sign_in(screen, province_site)
    for address in PAGES[:4]:
        screen.goto(f"{province_site}{address}")
    assert said == []


def test_a_table_names_its_group_where_colour_cannot_be_seen(
    screen: Page, province_site: str
) -> None:
    sign_in(screen, province_site)
    screen.goto(f"{province_site}{BASE}/offices")
    headings = screen.locator("h2.group").all_inner_texts()
    assert [heading.split(" (")[0] for heading in headings] == [
        "▲ Cao hơn rõ",
        "● Chưa thấy khác biệt rõ",
        "▼ Thấp hơn rõ",
        "Chưa đủ phiếu để xếp",
    ]
    shapes = screen.eval_on_selector_all(
        "svg.mark", "all => all.map(e => e.firstElementChild.outerHTML)"
    )
    # Higher, none, lower and too few are four shapes, whatever their colours.
    assert len(set(shapes)) == 3
    assert screen.locator("svg.mark.too_few circle").count() == 1


def test_no_page_has_the_colours_of_traffic_lights(
    screen: Page, province_site: str
) -> None:
    sign_in(screen, province_site)
    for address in PAGES[:6]:
        screen.goto(f"{province_site}{address}")
        found = [
            colour for colour in screen.evaluate(COLOURS) if is_green(rgb_of(colour))
        ]
        assert found == [], address


def test_paper_has_no_buttons_and_every_finding(
    screen: Page, province_site: str
) -> None:
    sign_in(screen, province_site)
    screen.goto(f"{province_site}{BASE}/offices")
    screen.emulate_media(media="print")
    for hidden in (".pages", ".leave", ".languages", ".download", ".skip", ".jumps"):
        assert not screen.locator(hidden).first.is_visible(), hidden
    assert screen.locator(".demo").is_visible()
    assert (
        screen.locator("thead").first.evaluate("e => getComputedStyle(e).display")
        == "table-header-group"
    )


def rename_offices(province_bureau: Bureau, name: str) -> None:
    with province_bureau.store.writing() as session:
        for number, office in enumerate(places.offices(session)):
            office.name = f"{name} {number}"


def rgb_of(colour: str) -> tuple[int, ...]:
    """Return red, green and blue of what a browser computed."""
    return tuple(int(float(part)) for part in re.findall(r"[\d.]+", colour)[:3])


def is_green(rgb: tuple[int, ...]) -> bool:
    red, green, blue = rgb
    return green > red + 40 and green > blue + 40


def test_green_would_be_noticed() -> None:
    assert is_green(rgb_of("rgb(0, 128, 0)"))
    assert not is_green(rgb_of("rgb(31, 95, 168)"))
