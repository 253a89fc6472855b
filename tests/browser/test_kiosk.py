"""A tablet at the counter: one question a screen, nothing left for the next person, nothing lost without a network."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from survey.store.engine import Store
from tests.browser.test_citizen import OVERFLOW
from tests.fixtures.kiosk import (
    CLEAN,
    KIOSK,
    LINE,
    MORNING,
    ONWARD,
    QUESTIONS,
    TRACES,
    answer,
    enrol,
    revoke,
    scores,
    serve_kiosk,
)
from tests.fixtures.lan import Lan, make_lan
from tests.fixtures.live import Serve

Violations = Callable[[Page], list[str]]
SMALL = """[...document.querySelectorAll("button, input[type=text], fieldset label, .tick label, summary")]
    .filter(e => e.getBoundingClientRect().height < 64).map(e => e.outerHTML)"""
# Answers all that is asked in one go, every filter with no, and gives what was asked.
SAY_NO = """() => {
    const seen = [];
    while (document.querySelector(".ways")) {
        seen.push(document.querySelector("fieldset input").name);
        const choice = document.querySelector("fieldset [value=no], fieldset [value='3']");
        if (choice) choice.click();
        document.querySelector(".ways .main").click();
    }
    return seen;
}"""
IDLE = "Còn ở đó không? Màn hình sẽ xóa sau 15 giây."


def test_an_answer_goes_from_the_first_screen_to_the_receipt_and_leaves_nothing(
    tablet: Page, sqlite_lan: Lan
) -> None:
    faults: list[str] = []
    tablet.on("pageerror", lambda error: faults.append(str(error)))
    tablet.on("console", lambda message: faults.append(message.text))
    expect(tablet.locator(LINE)).to_have_text("Phiếu trắng: 200 · Chờ gửi: 0")
    answer(tablet)
    expect(tablet.locator("[role=status]")).to_contain_text("Đã nhận đánh giá.")
    code = tablet.locator("[role=status] b").inner_text()
    assert re.fullmatch(r"\w{4} \w{4} \w\w", code)
    (stored,) = sqlite_lan.stored()
    assert (stored.scores, stored.channel, stored.helped) == ("444444", "C", False)
    expect(tablet.locator(LINE)).to_have_text("Phiếu trắng: 199 · Chờ gửi: 0")
    assert tablet.evaluate(TRACES) == CLEAN
    # The least time between two people, whatever they press.
    tablet.clock.fast_forward(7_000)
    assert tablet.locator("main .main").count() == 0
    tablet.clock.fast_forward(1_500)
    expect(tablet.locator("main .main")).to_have_text("Bắt đầu")
    assert code not in tablet.content()
    assert faults == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_screen_is_accessible_and_every_target_64_px_high(
    tablet: Page, axe_violations: Violations, sqlite_lan: Lan, language: str
) -> None:
    faults: list[str] = []

    def look() -> None:
        faults.extend(axe_violations(tablet))
        faults.extend(tablet.evaluate(SMALL))
        for width in (320, 360, 800):
            tablet.set_viewport_size({"width": width, "height": 1280})
            if tablet.evaluate(OVERFLOW):
                faults.append(f"{width} px: {tablet.locator('main').inner_html()}")

    def choose_language() -> None:
        if language == "en":
            tablet.click("header button:text-is('English')")
        assert tablet.get_attribute("html", "lang") == language

    choose_language()
    tablet.click("summary")
    tablet.click(LINE)
    expect(tablet.locator("#staff h2")).to_be_visible()
    look()
    tablet.click("header button:nth-of-type(2)")
    tablet.click("main .main")
    look()
    for _ in range(len(QUESTIONS)):
        tablet.click(ONWARD)
    look()
    # Nothing was answered: the first question says so.
    tablet.click(ONWARD)
    expect(tablet.locator("[role=alert]")).to_be_visible()
    look()
    tablet.clock.fast_forward(46_000)
    expect(tablet.locator("[role=alertdialog]")).to_be_visible()
    look()
    tablet.click("[role=alertdialog] .main")
    answer_rest(tablet)
    expect(tablet.locator("[role=status] b")).to_be_visible()
    look()
    revoke(sqlite_lan)
    tablet.clock.fast_forward(600_000)
    expect(tablet.locator("#code")).to_be_visible()
    choose_language_of_enrolment(tablet)
    look()
    assert faults == []


def answer_rest(page: Page) -> None:
    """Answer the question that is shown and send."""
    page.check("fieldset [type=radio] >> nth=4")
    while page.locator(ONWARD).count():
        page.click(ONWARD)


def choose_language_of_enrolment(page: Page) -> None:
    page.fill("#code", "2222 2222")
    page.click("form button")
    expect(page.locator(".wrong")).to_have_text(
        "Mã không đúng, đã dùng hoặc đã quá hạn."
    )


def test_who_walks_away_is_asked_once_and_then_wiped(tablet: Page) -> None:
    answer(tablet, to=3)
    tablet.clock.fast_forward(44_000)
    expect(tablet.locator(".progress")).to_have_text("Câu 4/6")
    tablet.clock.fast_forward(2_000)
    expect(tablet.locator("[role=alertdialog] h1")).to_have_text(IDLE)
    assert tablet.locator("fieldset").count() == 0
    # A stranger's touch elsewhere does not bring the answers back.
    tablet.mouse.click(400, 1_000)
    assert tablet.locator("fieldset").count() == 0
    tablet.click("text=Trả lời tiếp")
    expect(tablet.locator(".progress")).to_have_text("Câu 4/6")
    tablet.click("text=Quay lại")
    assert tablet.is_checked("#q_procedure-4")
    tablet.clock.fast_forward(46_000)
    expect(tablet.locator("[role=alertdialog]")).to_be_visible()
    # Nor does it give them more time.
    tablet.mouse.click(400, 1_000)
    tablet.clock.fast_forward(15_000)
    expect(tablet.locator("main .main")).to_have_text("Bắt đầu")
    assert tablet.evaluate(TRACES) == CLEAN
    tablet.click("main .main")
    tablet.click(ONWARD)
    assert tablet.locator("fieldset :checked").count() == 0


def test_no_way_leads_back_to_the_last_persons_answers(tablet: Page) -> None:
    page = tablet.url
    tablet.goto("about:blank")
    tablet.goto(page)
    answer(tablet, to=3)
    entries = tablet.evaluate("history.length")
    # A browser that remembers whole pages remembers this one without them.
    tablet.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert tablet.inner_text("main") == ""
    tablet.go_back()
    tablet.go_forward()
    expect(tablet.locator("main .main")).to_have_text("Bắt đầu")
    assert tablet.evaluate(TRACES) == CLEAN
    assert tablet.evaluate("history.length") == entries
    answer(tablet)
    expect(tablet.locator("[role=status] b")).to_be_visible()
    tablet.go_back()
    tablet.go_forward()
    expect(tablet.locator("main .main")).to_have_text("Bắt đầu")
    tablet.click("main .main")
    tablet.click("text=Quay lại")
    expect(tablet.locator("main .main")).to_have_text("Bắt đầu")
    answer(tablet, to=1)
    tablet.click("text=Dừng và xóa")
    expect(tablet.locator("main .main")).to_have_text("Bắt đầu")
    assert tablet.evaluate(TRACES) == CLEAN


def test_language_and_letters_go_back_for_the_next_person(
    tablet: Page, sqlite_lan: Lan
) -> None:
    tablet.click("text=English")
    tablet.click("text=Larger text")
    expect(tablet.locator("h1")).to_have_text("How was the service today?")
    answer(tablet, level=5)
    expect(tablet.locator("[role=status]")).to_contain_text("We have your answers.")
    (stored,) = sqlite_lan.stored()
    assert (stored.language, stored.scores) == ("en", "555555")
    tablet.clock.fast_forward(8_100)
    expect(tablet.locator("h1")).to_have_text("Ông/Bà đánh giá lần phục vụ hôm nay")
    assert tablet.get_attribute("html", "class") == ""
    tablet.click("text=English")
    tablet.clock.fast_forward(46_000)
    expect(tablet.locator("main .main")).to_have_text("Bắt đầu")


def test_keyboard_alone_answers_and_each_screen_begins_at_its_heading(
    tablet: Page, sqlite_lan: Lan
) -> None:
    focused = "document.activeElement.textContent"
    tablet.focus("main .main")
    tablet.keyboard.press("Enter")
    for _ in range(1 + len(QUESTIONS)):
        expect(tablet.locator("h1")).to_be_focused()
        assert tablet.evaluate(focused) == tablet.locator("legend").inner_text()
        tablet.keyboard.press("Tab")
        # The first press goes to the second answer, and nothing moves on by itself.
        tablet.keyboard.press("ArrowDown")
        tablet.focus(ONWARD)
        tablet.keyboard.press("Enter")
    expect(tablet.locator("[role=status] b")).to_be_visible()
    assert (scores(sqlite_lan), sqlite_lan.stored()[0].stage) == (["222222"], "receive")


def test_a_double_tap_neither_skips_a_question_nor_counts_twice(
    tablet: Page, sqlite_lan: Lan
) -> None:
    tablet.dblclick("main .main")
    tablet.dblclick(ONWARD)
    expect(tablet.locator(".progress")).to_have_text("Câu 1/6")
    for question in QUESTIONS:
        tablet.check(f"#{question}-4")
        tablet.dblclick(ONWARD)
    expect(tablet.locator("[role=status] b")).to_be_visible()
    assert scores(sqlite_lan) == ["444444"]


def test_what_hangs_on_a_no_is_not_asked(
    screen: Page, sqlite_store: Store, serve: Serve
) -> None:
    lan = make_lan(sqlite_store, questionnaire="sipas-2017", full=True)
    screen.clock.install(time=MORNING)
    enrol(screen, serve_kiosk(lan, serve), lan)
    screen.click("main .main")
    screen.wait_for_selector(ONWARD)
    seen = screen.evaluate(SAY_NO)
    expect(screen.locator("[role=status] b")).to_be_visible()
    (stored,) = lan.stored()
    assert len(seen) < 1 + len(stored.scores)
    assert stored.scores.count("3") == len(seen) - 1 - stored.choices.count("no")


def test_without_script_the_page_sends_people_to_the_printed_code(
    no_script_phone: Page, kiosk_site: str
) -> None:
    no_script_phone.goto(f"{kiosk_site}{KIOSK}")
    expect(no_script_phone.locator("main")).to_contain_text("Xin quét mã QR ở quầy")


def test_a_new_version_waits_until_nobody_is_in_front_of_it(
    tablet: Page, sqlite_lan: Lan
) -> None:
    tablet.reload()
    expect(tablet.locator("main .main")).to_have_text("Bắt đầu")
    tablet.click("main .main")
    sqlite_lan.configure(province="Tỉnh Khác")
    tablet.evaluate("""async () => {
        const controlled = new Promise(done =>
            navigator.serviceWorker.addEventListener("controllerchange", done));
        await (await navigator.serviceWorker.ready).update();
        await controlled;
    }""")
    expect(tablet.locator("header p").last).to_have_text("Tỉnh Hoa Sơn")
    assert tablet.locator(ONWARD).count() == 1
    tablet.click("text=Dừng và xóa")
    expect(tablet.locator("header p").last).to_have_text("Tỉnh Khác")
