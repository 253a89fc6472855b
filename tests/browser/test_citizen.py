"""The citizen's minute on a small phone: to see, to tap, to send, to come back to."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from survey.store.engine import Store
from tests.fixtures.lan import ADDRESS, Lan, make_lan
from tests.fixtures.live import Serve

Violations = Callable[[Page], list[str]]
BOTH = pytest.mark.parametrize("language", ["vi", "en"])
SEND = "main form > button:last-of-type"
QUESTIONS = (
    "overall",
    "q_access",
    "q_procedure",
    "q_officer",
    "q_result",
    "q_feedback",
)
# The screen of a small phone less the bar of an app that shows the page inside itself.
FIRST_SCREEN = 520
# What a reader with trouble reading may set (WCAG 1.4.12).
WIDE_SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }"""
LARGE_LETTERS = "html { font-size: 225% !important }"
# A phone zooms out from what is too wide, and innerWidth grows with it: only clientWidth tells.
OVERFLOW = "(e => e.scrollWidth - e.clientWidth)(document.documentElement)"
CLIPPED = """[...document.querySelectorAll('main *')].filter(
    e => getComputedStyle(e).overflow !== 'visible' && e.scrollHeight > e.clientHeight + 1
).map(e => e.outerHTML)"""


def live(lan: Lan, serve: Serve) -> str:
    """Serve Lan's service and return its address."""

    def at(base_url: str) -> Any:
        lan.configure(base_url=base_url)
        return lan.app

    return serve(at)


@pytest.fixture
def site(sqlite_lan: Lan, serve: Serve) -> str:
    return live(sqlite_lan, serve)


@pytest.fixture
def full_site(sqlite_store: Store, serve: Serve) -> str:
    """Give the address of a demo that asks every question of sipas-2017."""
    lan = make_lan(sqlite_store, questionnaire="sipas-2017", full=True)
    lan.configure(environment="demo")
    return live(lan, serve)


def receipt_on(page: Page) -> str:
    return page.locator(".receipt b").inner_text()


def fill(page: Page, address: str) -> None:
    """Open a form of the short questionnaire and answer every question."""
    page.goto(address)
    for question in QUESTIONS:
        page.check(f"#{question}-3")


def heights(page: Page, selector: str) -> list[float]:
    found: list[float] = page.eval_on_selector_all(
        selector, "all => all.map(e => e.getBoundingClientRect().height)"
    )
    return found


@BOTH
def test_no_accessibility_fault_on_the_way_of_an_answer(
    phone: Page,
    site: str,
    sqlite_lan: Lan,
    axe_violations: Violations,
    language: str,
) -> None:
    faults: list[str] = []
    form = f"{site}{ADDRESS}?lang={language}"
    for address in (
        f"{site}/?lang={language}",
        f"{site}/K/BCDFGB?lang={language}",
        form,
    ):
        phone.goto(address)
        faults += axe_violations(phone)
    phone.click(SEND)
    assert phone.locator("[role=alert]").is_visible()
    faults += axe_violations(phone)
    for question in QUESTIONS:
        phone.check(f"#{question}-3")
    phone.click(SEND)
    assert receipt_on(phone)
    faults += axe_violations(phone)
    sqlite_lan.travel(date(2027, 1, 1))
    for address in (form, f"{site}/nothing/here?lang={language}"):
        phone.goto(address)
        faults += axe_violations(phone)
    assert faults == []


@BOTH
def test_no_accessibility_fault_on_a_full_form(
    phone: Page, full_site: str, axe_violations: Violations, language: str
) -> None:
    phone.goto(f"{full_site}{ADDRESS}?lang={language}")
    assert axe_violations(phone) == []


@BOTH
def test_without_scripts_an_answer_goes_all_the_way(
    no_script_phone: Page, site: str, sqlite_lan: Lan, language: str
) -> None:
    page = no_script_phone
    page.goto(f"{site}/?lang={language}")
    page.fill("#ma", "7k3 m9w")
    page.click("main button")
    for question in ("overall", "q_access", "q_procedure", "q_officer"):
        page.check(f"#{question}-3")
    page.click("label[for=q_result-5]")
    page.click(SEND)
    assert receipt_on(page)
    (stored,) = sqlite_lan.stored()
    assert (stored.scores, stored.language) == ("4444x-", language)


def test_one_request_is_enough_and_no_other_host_is_asked(
    phone: Page, no_script_phone: Page, site: str
) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto(f"{site}{ADDRESS}")
    phone.wait_for_load_state("networkidle")
    page, script = asked
    assert page == f"{site}{ADDRESS}"
    assert script.startswith(f"{site}/citizen.js?lang=vi&v=")
    asked.clear()
    no_script_phone.on("request", lambda request: asked.append(request.url))
    fill(no_script_phone, page)
    assert asked == [page]


def test_nothing_is_refused_by_our_own_policy(phone: Page, site: str) -> None:
    messages: list[str] = []
    phone.on("console", lambda message: messages.append(message.text))
    fill(phone, f"{site}{ADDRESS}")
    phone.click(SEND)
    assert receipt_on(phone)
    assert messages == []
    assert phone.evaluate("getComputedStyle(document.body).margin") == "0px"


def test_without_scripts_back_and_send_again_shows_the_same_receipt(
    no_script_phone: Page, site: str, sqlite_lan: Lan
) -> None:
    phone = no_script_phone
    phone.goto(f"{site}{ADDRESS}")
    phone.check("#overall-3")
    phone.click(SEND)
    first = receipt_on(phone)
    phone.reload()
    assert receipt_on(phone) == first
    phone.go_back()
    phone.check("#overall-0")
    phone.click(SEND)
    assert receipt_on(phone) == first
    assert "Không tính hai lần" in phone.inner_text("h1")
    assert [answer.scores for answer in sqlite_lan.stored()] == ["4-----"]


@BOTH
def test_a_double_tap_on_send_counts_once(
    phone: Page, site: str, sqlite_lan: Lan, language: str
) -> None:
    fill(phone, f"{site}{ADDRESS}?lang={language}")
    phone.dblclick(SEND)
    assert receipt_on(phone)
    assert len(sqlite_lan.stored()) == 1


@pytest.mark.parametrize(("language", "error"), [("vi", "Lỗi: "), ("en", "Error: ")])
def test_an_error_takes_the_focus_and_leads_to_the_question(
    phone: Page, site: str, language: str, error: str
) -> None:
    phone.goto(f"{site}{ADDRESS}?lang={language}")
    phone.check("#stage-1")
    phone.click(SEND)
    assert phone.title().startswith(error)
    assert phone.evaluate("document.activeElement.getAttribute('role')") == "alert"
    phone.click("[role=alert] a")
    assert phone.evaluate("document.activeElement.id") == "overall-0"
    assert phone.is_checked("#stage-1")


@BOTH
def test_a_question_and_its_answers_fit_one_screen(
    phone: Page, full_site: str, language: str
) -> None:
    phone.goto(f"{full_site}{ADDRESS}?lang={language}")
    first = phone.locator("fieldset label").first.bounding_box()
    assert first is not None and first["y"] + first["height"] < FIRST_SCREEN
    assert max(heights(phone, "fieldset")) <= 440
    assert min(heights(phone, "fieldset label")) >= 48


@BOTH
def test_each_point_of_a_row_chooses_its_own_answer(
    phone: Page, site: str, language: str
) -> None:
    phone.goto(f"{site}{ADDRESS}?lang={language}")
    for row in phone.locator("fieldset label").all()[::4]:
        button = str(row.get_attribute("for"))
        row.scroll_into_view_if_needed()
        box = row.bounding_box()
        assert box is not None
        for x, y in ((2, 3), (24, 24), (box["width"] - 2, box["height"] - 3)):
            phone.mouse.click(box["x"] + x, box["y"] + y)
            assert phone.is_checked(f"#{button}")


@BOTH
def test_rows_do_not_overlap(phone: Page, site: str, language: str) -> None:
    phone.goto(f"{site}{ADDRESS}?lang={language}")
    boxes = [row.bounding_box() for row in phone.locator("fieldset label").all()]
    edges = [(box["y"], box["y"] + box["height"]) for box in boxes if box]
    # Neighbours share the line between them.
    assert all(below[0] >= above[1] - 1 for above, below in zip(edges, edges[1:]))


@BOTH
@pytest.mark.parametrize("style", ["", WIDE_SPACING, LARGE_LETTERS])
def test_a_narrow_screen_needs_no_sideways_scroll(
    phone: Page, full_site: str, style: str, language: str
) -> None:
    phone.set_viewport_size({"width": 320, "height": 640})
    phone.goto(f"{full_site}{ADDRESS}?lang={language}")
    # Added through the style sheet's own interface: a style element would be refused.
    phone.evaluate(
        "css => document.styleSheets[0].insertRule(`@media all { ${css} }`)", style
    )
    letters = phone.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert letters == (36 if style == LARGE_LETTERS else 18)
    assert phone.evaluate(OVERFLOW) <= 0
    assert phone.evaluate(CLIPPED) == []


@BOTH
def test_large_letters_make_the_page_longer_but_not_endless(
    phone: Page, site: str, language: str
) -> None:
    phone.goto(f"{site}{ADDRESS}?lang={language}")
    height = "document.documentElement.scrollHeight"
    normal = phone.evaluate(height)
    phone.evaluate("document.documentElement.style.fontSize = '225%'")
    assert phone.evaluate(height) <= 2.5 * normal
    assert phone.locator(SEND).is_enabled()


@BOTH
def test_lines_leave_room_for_stacked_marks(
    phone: Page, site: str, language: str
) -> None:
    phone.goto(f"{site}{ADDRESS}?lang={language}")
    ratio = """all => all.map(e => {
        const style = getComputedStyle(e);
        return parseFloat(style.lineHeight) / parseFloat(style.fontSize);
    })"""
    assert min(phone.eval_on_selector_all("h1, h2", ratio)) >= 1.4
    assert min(phone.eval_on_selector_all("p, legend, label, button", ratio)) >= 1.5


@BOTH
def test_the_chosen_row_is_marked_without_colours_too(
    phone: Page, site: str, language: str
) -> None:
    phone.emulate_media(forced_colors="active")
    phone.goto(f"{site}{ADDRESS}?lang={language}")
    row = phone.locator("label[for=overall-3]").locator("..")
    before = row.screenshot()
    phone.check("#overall-3")
    phone.locator("h1").click()
    assert row.screenshot() != before
    assert (
        phone.evaluate(
            "getComputedStyle(document.getElementById('overall-3')).appearance"
        )
        == "auto"
    )


@BOTH
def test_the_keyboard_reaches_everything_in_reading_order(
    screen: Page, site: str, language: str
) -> None:
    screen.goto(f"{site}{ADDRESS}?lang={language}")
    visited = []
    outline = "parseFloat(getComputedStyle(e).outlineWidth)"
    for _ in range(16):
        screen.keyboard.press("Tab")
        visited.append(
            screen.evaluate(
                f"""() => {{ let e = document.activeElement; const name = e.name || e.id || e.tagName;
                if (e.type === 'radio' || e.type === 'checkbox') e = e.nextElementSibling;
                return [name, {outline}]; }}"""
            )
        )
    names = [name for name, _ in visited]
    questions = ["overall", "q_access", "q_procedure", "q_officer", "q_result"]
    assert names[:10] == ["A", "A", "A", "A", "stage", *questions]
    rest = ["q_feedback", "comment", "helped", "SUMMARY", "send"]
    assert names[10:15] == rest
    assert min(width for _, width in visited[:15]) >= 2
    screen.focus("#overall-0")
    screen.keyboard.press("ArrowDown")
    assert screen.is_checked("#overall-1")
