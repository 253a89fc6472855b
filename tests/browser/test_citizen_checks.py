"""What is left of the form's acceptance checks: names, layout, marks, slow links, traces, other directions."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from forms.questionnaire import shipped_questionnaire, shipped_text
from survey.store.engine import Store
from survey.wording import wordings
from tests.browser.test_citizen import (
    CLIPPED,
    LARGE_LETTERS,
    OVERFLOW,
    QUESTIONS,
    SEND,
    fill,
    live,
    receipt_on,
)
from tests.fixtures.lan import ADDRESS, Lan, make_lan
from tests.fixtures.languages import AddLanguage
from tests.fixtures.live import Serve

LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])
QUICK = shipped_questionnaire("quick")
GRIDS = """[...document.querySelectorAll('body *')].filter(
    e => /table|grid/.test(getComputedStyle(e).display) && e.tagName !== 'LEGEND'
).map(e => e.outerHTML)"""
# Language, latency each way in milliseconds, bytes each second, and the longest wait for a question.
LINKS = [
    ("vi", 400, 400_000 / 8, 3.0),
    ("en", 400, 400_000 / 8, 3.0),
    ("vi", 800, 50_000 / 8, 5.0),
]
LINES = """text => {
    const heading = document.querySelector('h1');
    heading.textContent = text;
    const range = document.createRange();
    range.selectNodeContents(heading);
    return [...range.getClientRects()].map(box => [box.top, box.bottom]);
}"""
STACKED = "PHẪU THUẬT – Ệ Ữ Ẩm gỵ ẪỆỮ " * 4


@pytest.fixture
def site(sqlite_lan: Lan, serve: Serve) -> str:
    return live(sqlite_lan, serve)


@LANGUAGES
def test_a_reader_hears_the_questions_and_answers_of_the_file(
    phone: Page, site: str, language: str
) -> None:
    phone.goto(f"{site}{ADDRESS}?lang={language}")
    wording = wordings(QUICK.digest, shipped_text("quick"))[language]
    for question in wording.questions:
        group = phone.get_by_role("group", name=question.text, exact=True)
        assert group.count() == 1
        for label in wording.scale.labels:
            assert group.get_by_role("radio", name=label, exact=True).count() == 1


@LANGUAGES
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_is_laid_out_in_a_grid_at_any_width(
    phone: Page, site: str, language: str, width: int
) -> None:
    phone.set_viewport_size({"width": width, "height": 640})
    phone.goto(f"{site}{ADDRESS}?lang={language}")
    assert phone.evaluate(GRIDS) == []
    assert phone.evaluate(OVERFLOW) <= 0
    assert phone.evaluate(CLIPPED) == []


def test_lines_of_stacked_marks_do_not_touch(phone: Page, site: str) -> None:
    phone.goto(f"{site}{ADDRESS}")
    lines = phone.evaluate(LINES, STACKED)
    assert len(lines) > 3
    assert all(below[0] >= above[1] - 1 for above, below in zip(lines, lines[1:]))


def test_a_chosen_answer_is_seen_without_colour(phone: Page, site: str) -> None:
    phone.goto(f"{site}{ADDRESS}")
    phone.evaluate("document.documentElement.style.filter = 'grayscale(1)'")
    row = phone.locator("label[for=overall-3]").locator("..")
    before = row.screenshot()
    phone.check("#overall-3")
    phone.locator("h1").click()
    assert row.screenshot() != before
    weight = (
        "getComputedStyle(document.querySelector('label[for=overall-3]')).fontWeight"
    )
    assert phone.evaluate(weight) == "600"


@pytest.mark.parametrize(("language", "latency", "bytes_each_second", "limit"), LINKS)
def test_a_slow_link_shows_a_question_that_can_be_answered_soon(
    phone: Page,
    site: str,
    language: str,
    latency: int,
    bytes_each_second: float,
    limit: float,
) -> None:
    phone.goto("about:blank")
    session = phone.context.new_cdp_session(phone)
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": latency,
            "downloadThroughput": bytes_each_second,
            "uploadThroughput": bytes_each_second,
        },
    )
    phone.goto(f"{site}{ADDRESS}?lang={language}", wait_until="commit")
    phone.check("#overall-3")
    assert phone.evaluate("performance.now()") / 1000 < limit
    for question in QUESTIONS:
        phone.check(f"#{question}-3")
    sent = phone.evaluate("Date.now()")
    phone.click(SEND)
    assert receipt_on(phone)
    assert (phone.evaluate("Date.now()") - sent) / 1000 < 2 * limit


@LANGUAGES
def test_nothing_on_the_phone_or_in_a_header_outlives_the_answer_but_the_receipt(
    phone: Page, site: str, language: str
) -> None:
    headers: list[dict[str, str]] = []
    phone.on("response", lambda response: headers.append(response.headers))
    fill(phone, f"{site}{ADDRESS}?lang={language}")
    phone.click(SEND)
    phone.wait_for_url("**/phieu/**")
    receipt = receipt_on(phone)
    assert phone.context.cookies() == []
    assert phone.evaluate("Object.keys(sessionStorage)") == []
    assert phone.evaluate("Object.keys(localStorage)") == ["sipas-receipt"]
    assert receipt.replace(" ", "") in phone.evaluate("localStorage['sipas-receipt']")
    assert phone.evaluate("indexedDB.databases()") == []
    names = {name for found in headers for name in found}
    assert not names & {"set-cookie", "etag", "last-modified", "x-request-id"}


def left_of(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return float(box["x"])


@pytest.mark.parametrize("style", ["", LARGE_LETTERS])
def test_a_language_that_runs_from_right_to_left_works_the_whole_way(
    phone: Page,
    sqlite_store: Store,
    serve: Serve,
    add_language: AddLanguage,
    axe_violations: Callable[[Page], list[str]],
    style: str,
) -> None:
    add_language("ar", name="العربية")
    lan = make_lan(sqlite_store)
    site = live(lan, serve)
    phone.set_viewport_size({"width": 320, "height": 640})
    phone.goto(f"{site}{ADDRESS}?lang=ar")
    add_style(phone, style)
    assert phone.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert phone.evaluate(OVERFLOW) <= 0
    assert phone.evaluate("document.documentElement.scrollWidth") == 320
    # The button stands where a line begins, and a tap on the row chooses it.
    assert left_of(phone, "#overall-0") > 250
    phone.click("label[for=overall-0]", position={"x": 4, "y": 4})
    assert phone.is_checked("#overall-0")
    assert axe_violations(phone) == []
    phone.click(SEND)
    phone.click("[role=status] button >> nth=1")
    assert receipt_on(phone)
    assert axe_violations(phone) == []
    assert [answer.language for answer in lan.stored()] == ["ar"]


def add_style(page: Page, style: str) -> None:
    page.evaluate(
        "css => document.styleSheets[0].insertRule(`@media all { ${css} }`)", style
    )
