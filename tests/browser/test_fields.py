"""Fields of service in a browser: on a phone, at a kiosk, and on the pages of officials."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from playwright.sync_api import Page, expect

from survey.store import fields
from survey.store.engine import Store
from survey.trust.sealing import seal
from tests.browser.test_citizen import OVERFLOW, SEND, live
from tests.browser.test_review import in_language, sign_in
from tests.citizen.test_fields import MANY
from tests.citizen.test_fields import serve as let_serve
from tests.fixtures.bureau import OWN, WAVE, make_bureau, make_people
from tests.fixtures.kiosk import ONWARD, QUESTIONS, enrol, serve_kiosk
from tests.fixtures.lan import ADDRESS, Lan
from tests.fixtures.live import Serve
from tests.fixtures.people import TODAY, make_office
from tests.reports.test_fields import make_fields

Violations = Callable[[Page], list[str]]
FIELD = "[name=service_field]"
# The narrowest phone, and tables where they stand side by side.
WIDTHS = (320, 768)


def test_a_phone_shows_all_fields_and_sends_the_chosen_one(
    phone: Page, sqlite_lan: Lan, serve: Serve, axe_violations: Violations
) -> None:
    let_serve(sqlite_lan.store, *MANY)
    site = live(sqlite_lan, serve)
    phone.set_viewport_size({"width": 320, "height": 640})
    for language in ("en", "vi"):
        phone.goto(f"{site}{ADDRESS}?lang={language}")
        assert phone.locator(FIELD).count() == fields.MOST_FIELDS
        assert not phone.evaluate(OVERFLOW) and axe_violations(phone) == []
    phone.check("#overall-3")
    phone.get_by_label("Người có công").check()
    phone.click(SEND)
    # What is open is named once: the field is none of the questions.
    expect(phone.locator("#state")).to_contain_text("Chưa trả lời câu 2, 3, 4, 5, 6.")
    phone.click("#state button >> nth=1")
    expect(phone.locator(".receipt b")).to_be_visible()
    assert [answer.field for answer in sqlite_lan.stored()] == ["6"]


def test_a_kiosk_asks_for_the_field_last_and_takes_it_for_no_answer(
    screen: Page, sqlite_lan: Lan, serve: Serve, axe_violations: Violations
) -> None:
    let_serve(sqlite_lan.store, "Đất đai", "Hộ tịch")
    enrol(screen, serve_kiosk(sqlite_lan, serve), sqlite_lan)
    screen.click("main .main")
    for number in range(1 + len(QUESTIONS)):
        said = f"Câu {number}/{len(QUESTIONS)}" if number else ""
        assert screen.locator(".progress").inner_text() == said
        screen.click(ONWARD)
    assert screen.locator(".progress").inner_text() == ""
    assert axe_violations(screen) == []
    screen.check(f"{FIELD}[value='2']")
    screen.click(ONWARD)
    # A field alone says nothing of how one was served.
    expect(screen.locator("[role=alert]")).to_be_visible()
    screen.check("#overall-4")
    for _ in range(len(QUESTIONS)):
        screen.click(ONWARD)
    assert screen.locator(FIELD).nth(1).is_checked()
    screen.click(ONWARD)
    expect(screen.locator("[role=status] b")).to_be_visible()
    (stored,) = sqlite_lan.stored()
    assert (stored.field, stored.scores, stored.channel) == ("2", "4-----", "C")


def test_a_kiosk_does_not_miss_a_field_that_was_given_up_during_the_day(
    screen: Page, sqlite_lan: Lan, serve: Serve
) -> None:
    faults: list[str] = []
    screen.on("pageerror", lambda error: faults.append(str(error)))
    let_serve(sqlite_lan.store, "Đất đai", "Hộ tịch")
    enrol(screen, serve_kiosk(sqlite_lan, serve), sqlite_lan)
    let_serve(sqlite_lan.store)
    screen.evaluate("window.kiosk.sending.contact()")
    screen.click("main .main")
    screen.click(ONWARD)
    for question in QUESTIONS:
        screen.check(f"#{question}-4")
        screen.click(ONWARD)
    expect(screen.locator("[role=status] b")).to_be_visible()
    assert [answer.scores for answer in sqlite_lan.stored()] == ["444444"]
    assert faults == []


def test_no_fault_and_no_sideways_scrolling_on_the_pages_of_officials(
    screen: Page,
    sqlite_store: Store,
    serve: Serve,
    axe_violations: Violations,
    cheap_hashes: None,
    tmp_path: Path,
) -> None:
    site = serve(lambda base_url: desk(sqlite_store, base_url, tmp_path))
    sign_in(screen, site)
    file = tmp_path / "tthc-2027.csv"
    file.write_text("mã,tên,lĩnh vực,cấp\n1.0,Thủ tục mới,Hộ tịch,xã\n", "utf-8")
    screen.goto(f"{site}/manage/procedures")
    screen.set_input_files("#file", file)
    screen.fill("#year", "2027")
    screen.click("#submit")
    expect(screen.locator("h1")).to_have_text("Xem trước danh mục năm 2027")
    preview = screen.url.removeprefix(site)
    faults = []
    for address in (
        f"/review/waves/{WAVE}/fields",
        "/manage/procedures",
        preview,
    ):
        for language in ("vi", "en"):
            screen.goto(in_language(f"{site}{address}", language))
            screen.eval_on_selector_all(
                "details", "all => all.forEach(e => e.open = true)"
            )
            faults += [f"{address} {fault}" for fault in axe_violations(screen)]
            for width in WIDTHS:
                screen.set_viewport_size({"width": width, "height": 800})
                if screen.evaluate(OVERFLOW):
                    faults.append(f"{address} {language} is too wide at {width}")
    assert faults == []
    screen.goto(f"{site}{preview}")
    screen.click("main form button")
    expect(screen.locator("[role=status]")).to_have_text(
        "Đã ghi danh mục năm 2027: 1 thủ tục."
    )


def desk(store: Store, base_url: str, directory: Path) -> Flask:
    """Return a bureau that looks at answers about fields."""
    with store.writing() as session:
        make_fields(session)
        make_office(session, OWN, name="Xã Bắc Hà")
        make_people(session)
    seal(store, TODAY)
    return make_bureau(
        store, environment="demo", base_url=base_url, directory=directory
    ).app
