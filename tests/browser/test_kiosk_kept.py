"""A kiosk's answers through dead networks, cut replies, power cuts and killed servers: each counts once."""

import os
import shutil
import signal
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from survey.settings import write_settings
from survey.store import installation
from survey.store.engine import Store
from survey.store.tables import Counter, Poster, Wave
from tests.faults.stage import children
from tests.fixtures.browser import QUIET
from tests.fixtures.kiosk import (
    CLEAN,
    KIOSK,
    LINE,
    MORNING,
    ONWARD,
    TABLET,
    TRACES,
    answer,
    enrol,
    revoke,
    scores,
)
from tests.fixtures.lan import Lan, make_lan, make_poster
from tests.fixtures.people import TODAY
from tests.fixtures.service import Service, Start, free_port
from tests.fixtures.tablet import add_at_counter

KEPT_HERE = "Cảm ơn Ông/Bà. Câu trả lời đang giữ trên máy này và sẽ tự gửi khi có mạng."


def send_again(page: Page) -> None:
    """Do what staff can do."""
    page.click(LINE)
    page.click("text=Gửi lại")


def test_a_reply_that_is_cut_is_asked_for_again_under_the_same_key(
    tablet: Page, sqlite_lan: Lan
) -> None:
    def cut(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    tablet.context.route("**/K/*", cut)
    with tablet.expect_event("requestfailed"):
        answer(tablet)
    tablet.clock.fast_forward(4_100)
    expect(tablet.locator("[role=status] h1")).to_have_text(KEPT_HERE)
    assert scores(sqlite_lan) == ["444444"]
    expect(tablet.locator(LINE)).to_contain_text("Chờ gửi: 1")
    tablet.clock.fast_forward(4_100)
    tablet.context.unroute_all(behavior="ignoreErrors")
    send_again(tablet)
    expect(tablet.locator(LINE)).to_contain_text("Chờ gửi: 0")
    assert (scores(sqlite_lan), len(sqlite_lan.receipts())) == (["444444"], 1)


def test_two_windows_of_one_tablet_never_use_the_same_form(
    tablet: Page, sqlite_lan: Lan
) -> None:
    second = tablet.context.new_page()
    second.clock.install(time=MORNING)
    second.goto(tablet.url)
    for page in (tablet, second):
        page.bring_to_front()
        page.click("main .main")
        page.click(ONWARD)
    for page, level in ((tablet, 1), (second, 2)):
        page.bring_to_front()
        page.check(f"#overall-{level}")
        while page.locator(ONWARD).count():
            page.click(ONWARD)
        expect(page.locator("[role=status] b")).to_be_visible()
    assert sorted(scores(sqlite_lan)) == ["1-----", "2-----"]


def test_a_revoked_kiosk_takes_nothing_tells_staff_and_keeps_what_waits(
    tablet: Page, sqlite_lan: Lan
) -> None:
    tablet.context.set_offline(True)
    answer(tablet)
    revoke(sqlite_lan)
    tablet.clock.fast_forward(8_100)
    tablet.context.set_offline(False)
    expect(tablet.locator("h1")).to_contain_text("Máy này không còn được đăng ký")
    expect(tablet.locator(LINE)).to_contain_text("Chờ gửi: 1")
    assert scores(sqlite_lan) == []
    tablet.reload()
    tablet.fill("#code", add_at_counter(sqlite_lan).spaced_code)
    tablet.click("form button")
    expect(tablet.locator("main .main")).to_have_text("Bắt đầu")
    expect(tablet.locator(LINE)).to_contain_text("Chờ gửi: 0")
    assert scores(sqlite_lan) == ["444444"]


def end_wave(lan: Lan, *, closes_on: date) -> None:
    with lan.store.writing() as session:
        wave = session.get_one(Wave, 1)
        wave.closes_on, wave.grace_days = closes_on, 0


def test_what_can_no_longer_be_sent_is_told_tried_again_and_can_be_removed(
    tablet: Page, sqlite_lan: Lan
) -> None:
    staff = tablet.locator("#staff")
    reason = "Phiếu này không gửi được nữa vì đợt lấy ý kiến đã dừng."
    tablet.context.set_offline(True)
    answer(tablet)
    end_wave(sqlite_lan, closes_on=date(2026, 11, 1))
    tablet.clock.fast_forward(8_100)
    tablet.context.set_offline(False)
    expect(tablet.locator("h1")).to_have_text(
        "Đợt lấy ý kiến ở đây đã dừng ngày 01/11/2026."
    )
    tablet.click(LINE)
    expect(staff).to_contain_text("Phiếu không gửi được nữa: 1")
    expect(staff).to_contain_text(reason)
    end_wave(sqlite_lan, closes_on=date(2026, 12, 31))
    tablet.click("text=Gửi lại")
    expect(staff).not_to_contain_text(reason)
    expect(tablet.locator("main .main")).to_have_text("Bắt đầu")
    assert scores(sqlite_lan) == ["444444"]
    end_wave(sqlite_lan, closes_on=date(2026, 11, 1))
    answer(tablet, level=1)
    expect(tablet.locator("[role=status] h1")).to_have_text(reason)
    tablet.clock.fast_forward(8_100)
    tablet.click(LINE)
    tablet.click("text=Xóa các phiếu không gửi được nữa")
    expect(staff).not_to_contain_text(reason)
    assert scores(sqlite_lan) == ["444444"]
    assert tablet.evaluate(TRACES) == CLEAN


def test_an_enrolment_whose_answer_is_cut_is_found_out_by_pressing_again(
    screen: Page, kiosk_site: str, sqlite_lan: Lan
) -> None:
    screen.clock.install(time=MORNING)
    screen.goto(f"{kiosk_site}{KIOSK}")
    screen.fill("#code", add_at_counter(sqlite_lan).code)
    screen.route("**/kiosk/phieu", lambda route: route.abort())
    screen.click("form button")
    expect(screen.locator("#code")).to_be_visible()
    screen.unroute("**/kiosk/phieu")
    screen.click("form button")
    expect(screen.locator("main .main")).to_have_text("Bắt đầu")


def test_a_tablet_without_forms_says_so_and_goes_on_when_it_gets_some(
    tablet: Page, sqlite_lan: Lan
) -> None:
    tablet.context.set_offline(True)
    # Nothing may be begun a week after it was fetched.
    tablet.clock.fast_forward(8 * 24 * 3_600_000)
    tablet.click("main .main")
    expect(tablet.locator("h1")).to_have_text(
        "Máy này tạm hết phiếu. Xin quét mã QR ở quầy."
    )
    sqlite_lan.travel(TODAY + timedelta(days=8))
    tablet.context.set_offline(False)
    expect(tablet.locator("main .main")).to_have_text("Bắt đầu")
    expect(tablet.locator(LINE)).to_contain_text("Phiếu trắng: 200")


def test_forms_fetched_before_the_poster_was_replaced_still_count(
    tablet: Page, sqlite_lan: Lan
) -> None:
    with sqlite_lan.store.writing() as session:
        session.get_one(Poster, 1).retired_on = TODAY
        make_poster(session, session.get_one(Counter, 1), "BCDFGB")
    with tablet.expect_response("**/kiosk/phieu"):
        tablet.clock.fast_forward(600_000)
    tablet.wait_for_function(
        "kiosk.store.fact('told').then(told => told.address.endsWith('BCDFGB'))"
    )
    answer(tablet)
    expect(tablet.locator("[role=status] b")).to_be_visible()
    assert scores(sqlite_lan) == ["444444"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the disk of a tablet."""
    return tmp_path / "tablet"


def switch_on(browser: Browser, folder: Path) -> BrowserContext:
    """Switch a tablet on: what it kept on its disk is still there."""
    options: dict[str, Any] = TABLET | {"executable_path": shutil.which("chromium")}
    context = browser.browser_type.launch_persistent_context(
        folder, args=QUIET, **options
    )
    context.set_default_timeout(15_000)
    context.clock.install(time=MORNING)
    return context


def cut_power(folder: Path) -> None:
    """Kill the browser that works on a folder, without a word to it."""
    killed = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        is_main = not any(word.startswith(b"--type=") for word in words)
        if f"--user-data-dir={folder}".encode() in words and is_main:
            os.kill(int(entry.name), signal.SIGKILL)
            killed += 1
    assert killed


@pytest.fixture
def directory(tmp_path: Path, sqlite_template: Path) -> Path:
    """Give the directory of a demo that can be served as a process of its own."""
    made = tmp_path / "demo"
    write_settings(
        made,
        {
            "ENVIRONMENT": "demo",
            "SECRET_KEY": "demo-" + "s" * 32,
            "BASE_URL": "http://localhost:8000",
            "TEST_CLOCK": f"{TODAY}T09:00",
        },
    )
    shutil.copy(sqlite_template, made / "survey.sqlite")
    return made


@pytest.fixture
def kept_lan(directory: Path) -> Iterator[Lan]:
    """Give Lan's counter in that directory."""
    store = Store(f"sqlite:///{directory / 'survey.sqlite'}")
    with store.writing() as session:
        installation.mark(session, installation.DEMO)
    lan = make_lan(store)
    lan.configure(secret_key="demo-" + "s" * 32)
    yield lan
    store.close()


def wake(tablet: BrowserContext, site: str) -> Page:
    """Open the kiosk's page, from wherever it comes."""
    page = tablet.pages[0]
    page.goto(f"{site}{KIOSK}")
    return page


def kill(service: Service) -> None:
    """Kill the server and its workers at once."""
    processes = [service.process.pid, *children(service.process.pid)]
    for process in processes:
        os.kill(process, signal.SIGKILL)
    service.process.wait()


def test_answers_outlive_a_killed_server_and_a_power_cut_and_count_once_each(
    browser: Browser,
    folder: Path,
    directory: Path,
    kept_lan: Lan,
    start_service: Start,
) -> None:
    port = free_port()
    site = f"http://localhost:{port}"
    service: Service = start_service(directory, port=port)
    tablet = switch_on(browser, folder)
    enrol(tablet.pages[0], site, kept_lan)
    tablet.pages[0].wait_for_function("navigator.serviceWorker.controller !== null")
    # A browser writes its cookies down within half a minute, or when it is closed.
    tablet.close()
    kill(service)
    page = wake(switch_on(browser, folder), site)
    expect(page.locator(LINE)).to_have_text("Phiếu trắng: 200 · Chờ gửi: 0")
    for level in (1, 2):
        answer(page, level=level)
        page.clock.fast_forward(4_100)
        expect(page.locator("[role=status] h1")).to_have_text(KEPT_HERE)
        page.clock.fast_forward(4_100)
    expect(page.locator(LINE)).to_have_text("Phiếu trắng: 198 · Chờ gửi: 2")
    with page.context.expect_event("close"):
        cut_power(folder)
    page = wake(switch_on(browser, folder), site)
    expect(page.locator(LINE)).to_have_text("Phiếu trắng: 198 · Chờ gửi: 2")
    answer(page, level=3)
    page.clock.fast_forward(8_200)
    expect(page.locator(LINE)).to_have_text("Phiếu trắng: 197 · Chờ gửi: 3")
    assert scores(kept_lan) == []
    start_service(directory, port=port)
    send_again(page)
    expect(page.locator(LINE)).to_contain_text("Chờ gửi: 0")
    assert sorted(scores(kept_lan)) == ["111111", "222222", "333333"]
    assert {found.channel for found in kept_lan.stored()} == {"C"}
    assert page.evaluate(TRACES) == CLEAN
    page.context.close()
