"""A tablet at the counter: one question a screen, nothing left for the next person, nothing lost without a network."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from survey.store import kiosks
from survey.store.engine import Store
from tests.browser.test_citizen import OVERFLOW, QUESTIONS, live
from tests.fixtures.browser import DESK
from tests.fixtures.lan import Lan, make_lan
from tests.fixtures.live import Serve
from tests.fixtures.people import TODAY
from tests.fixtures.tablet import add_at_counter

Violations = Callable[[Page], list[str]]
KIOSK = "/kiosk/"
TABLET = DESK | {"viewport": {"width": 800, "height": 1280}, "has_touch": True}
LINE = "#staff .line"
ONWARD = ".ways .main"
SHORT = "button, input[type=text], label, summary"
KEPT_HERE = "Cảm ơn Ông/Bà. Câu trả lời đang giữ trên máy này và sẽ tự gửi khi có mạng."
IDLE = "Còn ở đó không? Màn hình sẽ xóa sau 15 giây."
# All that a page, its storage and its history could tell of an answer.
TRACES = """async () => {
    const database = await new Promise(done => {
        const asked = indexedDB.open("sipas-kiosk");
        asked.onsuccess = () => done(asked.result);
    });
    const answers = await new Promise(done => {
        database.transaction("answers").objectStore("answers").getAll().onsuccess = event => done(event.target.result);
    });
    database.close();
    return JSON.stringify([answers, Object.entries(localStorage), Object.entries(sessionStorage), history.state,
        [...document.querySelectorAll("input")].map(input => input.checked)]);
}"""


@pytest.fixture
def site(sqlite_lan: Lan, serve: Serve) -> str:
    """Give the address of Lan's service, whose clock is the tablet's."""
    sqlite_lan.configure(environment="demo")
    return live(sqlite_lan, serve)


@pytest.fixture
def tablet(screen: Page, site: str, sqlite_lan: Lan) -> Page:
    """Give a tablet on which the kiosk has just been enrolled."""
    screen.set_viewport_size(TABLET["viewport"])
    screen.clock.install(time=f"{TODAY}T09:00:00+07:00")
    enrol(screen, site, sqlite_lan)
    return screen


def enrol(page: Page, site: str, lan: Lan) -> None:
    page.goto(f"{site}{KIOSK}")
    page.fill("#code", add_at_counter(lan).spaced_code)
    page.click("form button")
    expect(page.locator("main .main")).to_have_text("Bắt đầu")


def answer(page: Page, *, level: int = 4, to: int = len(QUESTIONS)) -> None:
    """Start, skip the stage, and answer up to a question; the last one's button sends."""
    page.click("main .main")
    page.click(ONWARD)
    for question in QUESTIONS[:to]:
        page.check(f"#{question}-{level}")
        page.click(ONWARD)


def scores(lan: Lan) -> list[str]:
    return [found.scores for found in lan.stored()]


def test_an_answer_goes_from_the_first_screen_to_the_receipt(
    tablet: Page, sqlite_lan: Lan
) -> None:
    faults: list[str] = []
    tablet.on("pageerror", lambda error: faults.append(str(error)))
    expect(tablet.locator(LINE)).to_have_text("Phiếu trắng: 200 · Chờ gửi: 0")
    answer(tablet)
    expect(tablet.locator("[role=status]")).to_contain_text("Đã nhận đánh giá.")
    code = tablet.locator("[role=status] b").inner_text()
    assert re.fullmatch(r"\w{4} \w{4} \w\w", code)
    (stored,) = sqlite_lan.stored()
    assert (stored.scores, stored.channel, stored.helped) == ("444444", "C", False)
    expect(tablet.locator(LINE)).to_have_text("Phiếu trắng: 199 · Chờ gửi: 0")
    assert faults == []
