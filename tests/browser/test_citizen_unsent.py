"""Dead networks, cut replies, blocked storage: the page says exactly what is known, and the answer counts once."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, Route, expect

from survey.store import engine
from survey.store.engine import Store
from tests.browser.test_citizen import SEND, fill, live, receipt_on
from tests.fixtures.lan import ADDRESS, Lan
from tests.fixtures.live import Serve

STATE = "[role=status]"
KEPT = (
    "Chưa gửi được vì mất mạng. Câu trả lời đang giữ trên điện thoại này "
    "và sẽ tự gửi khi có mạng, lúc trang này mở."
)
OPEN = "Chưa gửi được. Xin giữ trang này mở rồi bấm “Gửi lại”."
UNCONFIRMED = "Chưa xác nhận được là đã nhận. Bấm “Gửi lại” cũng chỉ tính một lần."
BUSY = "Máy chủ đang bận. Câu trả lời chưa mất. Xin thử lại sau ít phút."
STORED = "JSON.stringify(Object.entries(localStorage))"
NOTE_WHAT_IS_SAID = """() => {
    const state = document.getElementById("state");
    new MutationObserver(() => {
        sessionStorage.said = (sessionStorage.said || "") + state.textContent;
    }).observe(state, {childList: true});
}"""
BLOCKED = """Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("The operation is insecure.", "SecurityError"); }
})"""


@pytest.fixture
def site(sqlite_lan: Lan, serve: Serve) -> str:
    return live(sqlite_lan, serve)


@pytest.fixture
def faults(phone: Page) -> list[str]:
    """Give the list of what the page's script complains of."""
    found: list[str] = []
    phone.on("pageerror", lambda error: found.append(str(error)))
    return found


def state(page: Page) -> str:
    return page.locator(f"{STATE} p").inner_text()


def scores(lan: Lan) -> list[str]:
    return [answer.scores for answer in lan.stored()]


def wait_for_receipt(page: Page) -> str:
    page.wait_for_url("**/phieu/**")
    return receipt_on(page)


def cut_reply(route: Route) -> None:
    """Let the server take the answer, and lose what it says."""
    if route.request.method == "POST":
        route.fetch(max_redirects=0)
        route.abort()
    else:
        route.continue_()


def test_offline_an_answer_is_kept_and_goes_by_itself_when_the_network_is_back(
    phone: Page, site: str, sqlite_lan: Lan, faults: list[str]
) -> None:
    fill(phone, f"{site}{ADDRESS}")
    phone.context.set_offline(True)
    phone.click(SEND)
    expect(phone.locator(STATE)).to_contain_text("Chưa gửi được")
    assert state(phone) == KEPT
    assert "Đã nhận" not in phone.inner_text("body")
    assert "q_access=4" in phone.evaluate(STORED)
    assert scores(sqlite_lan) == []
    phone.context.set_offline(False)
    assert wait_for_receipt(phone)
    assert "Đã nhận đánh giá" in phone.inner_text("h1")
    assert scores(sqlite_lan) == ["444444"]
    left = phone.evaluate(STORED)
    assert "q_access" not in left and "form_token" not in left
    assert faults == []


def test_an_answer_kept_outlives_its_page_and_is_sent_from_the_next_one(
    phone: Page, site: str, sqlite_lan: Lan
) -> None:
    fill(phone, f"{site}{ADDRESS}")
    phone.context.set_offline(True)
    phone.click(SEND)
    expect(phone.locator(f"{STATE} p")).to_have_text(KEPT)
    phone.close()
    page = phone.context.new_page()
    phone.context.set_offline(False)
    page.goto(f"{site}{ADDRESS}")
    expect(page.locator(f"{STATE} p")).to_contain_text(
        "Phiếu gửi từ máy này đã được nhận."
    )
    assert scores(sqlite_lan) == ["444444"]
    page.click(f"{STATE} a")
    assert receipt_on(page)


def test_an_answer_kept_is_sent_even_where_its_form_is_closed_by_now(
    phone: Page, site: str, sqlite_lan: Lan
) -> None:
    fill(phone, f"{site}{ADDRESS}")
    phone.context.set_offline(True)
    phone.click(SEND)
    expect(phone.locator(f"{STATE} p")).to_have_text(KEPT)
    # Before its own page can send it.
    phone.goto("about:blank")
    phone.context.set_offline(False)
    phone.goto(f"{site}/K/BCDFGB")
    expect(phone.locator(STATE)).to_contain_text("đã được nhận")
    assert scores(sqlite_lan) == ["444444"]


def test_where_the_reply_is_cut_nothing_is_claimed_and_sending_again_counts_once(
    phone: Page, site: str, sqlite_lan: Lan, faults: list[str]
) -> None:
    fill(phone, f"{site}{ADDRESS}")
    phone.route("**/K/*", cut_reply)
    phone.click(SEND)
    expect(phone.locator(f"{STATE} p")).to_have_text(UNCONFIRMED)
    assert "Đã nhận" not in phone.inner_text("body")
    assert scores(sqlite_lan) == ["444444"]
    phone.unroute("**/K/*")
    phone.click(f"{STATE} button:text-is('Gửi lại')")
    assert wait_for_receipt(phone)
    assert "Không tính hai lần" in phone.inner_text("h1")
    assert (len(scores(sqlite_lan)), len(sqlite_lan.receipts())) == (1, 1)
    assert faults == []


def test_once_unconfirmed_an_answer_is_never_called_unsent(
    phone: Page, site: str, sqlite_lan: Lan
) -> None:
    fill(phone, f"{site}{ADDRESS}")
    phone.route("**/K/*", cut_reply)
    phone.click(SEND)
    expect(phone.locator(f"{STATE} p")).to_have_text(UNCONFIRMED)
    phone.context.set_offline(True)
    phone.click(f"{STATE} button:text-is('Gửi lại')")
    expect(phone.locator(f"{STATE} p")).to_have_text(UNCONFIRMED)


def test_an_answer_sent_while_an_earlier_one_is_on_its_way_goes_right_after_it(
    phone: Page, site: str, sqlite_lan: Lan
) -> None:
    fill(phone, f"{site}{ADDRESS}")
    phone.context.set_offline(True)
    phone.click(SEND)
    expect(phone.locator(f"{STATE} p")).to_have_text(KEPT)
    phone.goto("about:blank")
    phone.context.set_offline(False)
    # The earlier answer goes as soon as the page is there, and waits at the server.
    with sqlite_lan.store.writing():
        fill(phone, f"{site}{ADDRESS}")
        phone.check("#overall-0")
        phone.evaluate(NOTE_WHAT_IS_SAID)
        phone.click(SEND)
        expect(phone.locator(f"{STATE} p")).to_have_text("Đang gửi…")
        phone.click(SEND)
    assert wait_for_receipt(phone)
    assert sorted(scores(sqlite_lan)) == ["144444", "444444"]
    assert "Chưa" not in phone.evaluate("sessionStorage.said")


def test_an_answer_taken_away_while_it_was_on_its_way_does_not_come_back(
    phone: Page, site: str, sqlite_lan: Lan
) -> None:
    fill(phone, f"{site}{ADDRESS}")
    phone.context.set_offline(True)
    phone.click(SEND)
    expect(phone.locator(f"{STATE} p")).to_have_text(KEPT)
    held: list[Route] = []
    phone.route("**/K/*", lambda route: held.append(route))
    phone.context.set_offline(False)
    while not held:
        phone.wait_for_timeout(50)
    phone.click(f"{STATE} button:text-is('Xoá khỏi máy này')")
    phone.click(f"{STATE} button:text-is('Xoá khỏi máy này')")
    held[0].abort()
    phone.wait_for_timeout(300)
    assert phone.evaluate(STORED) == "[]"
    assert scores(sqlite_lan) == []


def test_a_busy_server_is_named_and_asked_again(
    phone: Page, site: str, sqlite_lan: Lan, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(phone, f"{site}{ADDRESS}")
    monkeypatch.setattr(engine, "WRITE_WAIT_SECONDS", 0.01)
    with sqlite_lan.store.writing():
        phone.click(SEND)
        expect(phone.locator(f"{STATE} p")).to_have_text(BUSY)
    phone.click(f"{STATE} button:text-is('Gửi lại')")
    assert wait_for_receipt(phone)
    assert scores(sqlite_lan) == ["444444"]


def test_a_failure_that_does_not_say_that_nothing_is_stored_is_not_taken_for_that(
    phone: Page, site: str, sqlite_lan: Lan
) -> None:
    fill(phone, f"{site}{ADDRESS}")
    phone.route(
        "**/K/*", lambda route: route.fulfill(status=503, body="a proxy's own page")
    )
    phone.click(SEND)
    expect(phone.locator(f"{STATE} p")).to_have_text(UNCONFIRMED)
    phone.unroute("**/K/*")
    phone.click(f"{STATE} button:text-is('Gửi lại')")
    assert wait_for_receipt(phone)
    assert scores(sqlite_lan) == ["444444"]


def test_a_phone_that_wrongly_calls_itself_offline_is_not_told_that_nothing_arrived(
    phone: Page, site: str, sqlite_lan: Lan
) -> None:
    phone.add_init_script(
        "Object.defineProperty(navigator, 'onLine', {get: () => false})"
    )
    fill(phone, f"{site}{ADDRESS}")
    phone.route("**/K/*", lambda route: route.fulfill(status=500, body="no"))
    phone.click(SEND)
    expect(phone.locator(f"{STATE} p")).to_have_text(UNCONFIRMED)


def test_without_scripts_a_form_that_cannot_be_looked_up_is_sent_again_with_one_button(
    no_script_phone: Page, site: str, sqlite_lan: Lan
) -> None:
    page = no_script_phone
    fill(page, f"{site}{ADDRESS}")
    page.fill("#comment", "Thêm ghế\nở cửa")
    working = sqlite_lan.app.extensions["sipas"]
    nowhere = Store("sqlite:////nowhere/at/all.sqlite")
    sqlite_lan.app.extensions["sipas"] = replace(working, store=nowhere)
    page.click(SEND)
    assert page.inner_text("h1") == BUSY
    sqlite_lan.app.extensions["sipas"] = working
    nowhere.close()
    page.click("main button")
    assert receipt_on(page)
    assert scores(sqlite_lan) == ["444444"]


@pytest.mark.parametrize("offline", [True, False])
def test_where_nothing_can_be_kept_the_page_asks_to_stay_open(
    phone: Page, site: str, sqlite_lan: Lan, faults: list[str], offline: bool
) -> None:
    phone.add_init_script(BLOCKED)
    fill(phone, f"{site}{ADDRESS}")
    phone.context.set_offline(offline)
    phone.click(SEND)
    if offline:
        expect(phone.locator(f"{STATE} p")).to_have_text(OPEN)
        assert phone.locator(f"{STATE} button").all_inner_texts() == ["Gửi lại"]
        phone.context.set_offline(False)
    assert wait_for_receipt(phone)
    assert scores(sqlite_lan) == ["444444"]
    assert faults == []


@pytest.mark.parametrize(
    "broken",
    [
        "delete window.fetch",
        "window.fetch = () => { throw new TypeError('no') }",
        "window.encodeURIComponent = () => { throw new URIError('no') }",
        "Element.prototype.querySelectorAll = () => { throw new Error('no') }",
    ],
)
def test_whatever_fails_in_the_script_the_form_sends_itself(
    phone: Page, site: str, sqlite_lan: Lan, broken: str
) -> None:
    phone.add_init_script(broken)
    fill(phone, f"{site}{ADDRESS}")
    phone.click(SEND)
    assert wait_for_receipt(phone)
    assert scores(sqlite_lan) == ["444444"]


def test_without_room_an_answer_stays_in_the_page(
    phone: Page, site: str, sqlite_lan: Lan
) -> None:
    phone.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('QuotaExceededError') }"
    )
    fill(phone, f"{site}{ADDRESS}")
    phone.context.set_offline(True)
    phone.click(SEND)
    expect(phone.locator(f"{STATE} p")).to_have_text(OPEN)
    phone.context.set_offline(False)
    assert wait_for_receipt(phone)
    assert scores(sqlite_lan) == ["444444"]


def test_a_citizen_can_take_the_answer_off_the_phone(
    phone: Page, site: str, sqlite_lan: Lan
) -> None:
    fill(phone, f"{site}{ADDRESS}")
    phone.context.set_offline(True)
    phone.click(SEND)
    phone.click(f"{STATE} button:text-is('Xoá khỏi máy này')")
    assert state(phone) == "Xoá thì phiếu này không được gửi nữa."
    assert "q_access=4" in phone.evaluate(STORED)
    phone.click(f"{STATE} button:text-is('Xoá khỏi máy này')")
    assert state(phone) == "Đã xóa khỏi máy này."
    assert phone.evaluate(STORED) == "[]"
    assert phone.locator("input:checked").count() == 0
    phone.context.set_offline(False)
    phone.goto(f"{site}{ADDRESS}")
    phone.wait_for_load_state("networkidle")
    assert scores(sqlite_lan) == []


def test_the_receipt_is_kept_for_a_day_and_nothing_else_is(
    phone: Page, site: str, sqlite_lan: Lan
) -> None:
    fill(phone, f"{site}{ADDRESS}")
    phone.fill("#comment", "Thêm ghế")
    token = phone.input_value("[name=form_token]")
    phone.click(SEND)
    receipt = wait_for_receipt(phone)
    left = phone.evaluate(STORED)
    assert receipt.replace(" ", "") in left
    assert "ghế" not in left and token[-12:] not in left and token[30:50] not in left
    phone.goto(f"{site}{ADDRESS}")
    expect(phone.locator(STATE)).to_contain_text("đã được nhận")
    phone.evaluate("""() => {
        const kept = JSON.parse(localStorage["sipas-receipt"]);
        localStorage["sipas-receipt"] = JSON.stringify({...kept, at: kept.at - 864e5});
    }""")
    phone.reload()
    assert phone.evaluate(STORED) == "[]"
    assert phone.inner_text(STATE) == ""


def test_an_answer_that_can_never_be_sent_says_why_and_can_be_taken_away(
    phone: Page, site: str, sqlite_lan: Lan
) -> None:
    fill(phone, f"{site}{ADDRESS}")
    sqlite_lan.configure(secret_key="n" * 32)
    phone.context.set_offline(True)
    phone.click(SEND)
    expect(phone.locator(f"{STATE} p")).to_have_text(KEPT)
    phone.goto("about:blank")
    phone.context.set_offline(False)
    phone.wait_for_function("navigator.onLine")
    sent: list[str] = []
    phone.on(
        "request",
        lambda request: sent.append(request.url) if request.method == "POST" else None,
    )
    phone.goto(site)
    expect(phone.locator(f"{STATE} p")).to_have_text(
        "Phiếu trước: Phiếu này không gửi được nữa vì trang tải về bị lỗi.",
        timeout=20_000,
    )
    phone.evaluate("dispatchEvent(new Event('online'))")
    phone.evaluate("dispatchEvent(new Event('pageshow'))")
    phone.wait_for_timeout(300)
    assert len(sent) == 1
    phone.click(f"{STATE} button:text-is('Xoá khỏi máy này')")
    phone.click(f"{STATE} button:text-is('Xoá khỏi máy này')")
    assert phone.evaluate(STORED) == "[]"
    assert scores(sqlite_lan) == []
