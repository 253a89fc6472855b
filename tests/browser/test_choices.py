"""Questions without a level in a browser: answered by tap and key, kept, named once; no fault for any reader."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlmodel import select

from survey.store.engine import Store
from survey.store.tables import PaperEntry
from tests.browser.test_citizen import SEND, live
from tests.browser.test_paper import press, saved, sign_in
from tests.browser.test_review import OVERFLOW
from tests.fixtures.bureau import HOA, OWN, PASSWORD, WAVE, Bureau, make_bureau
from tests.fixtures.choices import TEXT
from tests.fixtures.lan import ADDRESS, Lan, make_lan
from tests.fixtures.live import Serve
from tests.fixtures.paper import make_box

Violations = Callable[[Page], list[str]]


@pytest.fixture
def asked(sqlite_store: Store) -> Lan:
    """Give Lan in a wave that asks every kind of question."""
    return make_lan(sqlite_store, text=TEXT, full=True)


def served(bureau: Bureau, serve: Serve) -> str:
    """Serve a bureau as a demo and return its address."""

    def at(base_url: str) -> Flask:
        return make_bureau(bureau.store, environment="demo", base_url=base_url).app

    return serve(at)


def test_a_phone_answers_every_kind_and_names_only_what_is_open(
    phone: Page, asked: Lan, serve: Serve, axe_violations: Violations
) -> None:
    phone.goto(f"{live(asked, serve)}{ADDRESS}")
    assert axe_violations(phone) == []
    assert phone.evaluate(OVERFLOW) <= 0
    phone.click("label[for=learnt-1]")
    phone.fill("#came-0", "2")
    phone.click("label[for=seats-3]")
    phone.click("label[for=means-0]")
    phone.click("label[for=means-2]")
    phone.select_option("#first-0", "staff")
    phone.select_option("#first-1", "hours")
    phone.click(SEND)
    # Questions 4, 5, 6, 8 and 10 are open; those with boxes, a number or lists are not.
    assert "4, 5, 6, 8, 10" in phone.inner_text("#state")
    phone.click("#state button:last-child")
    phone.wait_for_url("**/phieu/**")
    (stored,) = asked.stored()
    assert json.loads(stored.choices) == {
        "learnt": "web",
        "came": 2,
        "means": ["counter", "post"],
        "first": ["staff", "hours"],
    }


def test_what_was_chosen_outlives_a_dead_network(
    phone: Page, asked: Lan, serve: Serve
) -> None:
    phone.goto(f"{live(asked, serve)}{ADDRESS}")
    phone.click("label[for=seats-3]")
    phone.click("label[for=means-1]")
    phone.select_option("#first-2", "signs")
    phone.context.set_offline(True)
    phone.click(SEND)
    phone.click("#state button:last-child")
    phone.wait_for_function("localStorage.length > 0")
    phone.context.set_offline(False)
    phone.wait_for_url("**/phieu/**")
    (stored,) = asked.stored()
    assert json.loads(stored.choices) == {"means": ["online"], "first": ["signs"]}


def test_what_is_wrong_is_put_right_without_a_script(
    no_script_phone: Page, asked: Lan, serve: Serve, axe_violations: Violations
) -> None:
    page = no_script_phone
    page.goto(f"{live(asked, serve)}{ADDRESS}")
    page.click("label[for=seats-3]")
    page.fill("#came-0", "99")
    page.click(SEND)
    assert "Xin ghi một số từ 0 đến 6, hoặc để trống." in page.inner_text("main")
    assert page.input_value("#came-0") == "99"
    page.fill("#came-0", "1")
    page.click(SEND)
    page.wait_for_url("**/phieu/**")
    assert json.loads(asked.stored()[0].choices) == {"came": 1}


def test_papers_are_typed_in_by_keyboard(
    screen: Page, choice_bureau: Bureau, serve: Serve, axe_violations: Violations
) -> None:
    box = make_box(choice_bureau)
    sign_in(screen, served(choice_bureau, serve), f"{box.page}/entry")
    assert axe_violations(screen) == []
    screen.fill("#serial", box.serial(1))
    # The stage, one option, a number, a level, yes or no, two levels.
    press(screen, "Enter", "2", "4", "3", "Enter", "5", "1", "4", "Enter")
    # Boxes are ticked until Enter goes on; a box ticked by mistake is taken back by its key.
    press(screen, "1", "2", "3", "2", "Enter", "4", "Enter")
    # The first place is chosen in its list, the others stay empty.
    press(screen, "ArrowDown", "Enter", "Enter", "Enter", "2")
    press(screen, "Enter", "Enter", "Enter")
    saved(screen, f"Đã lưu phiếu số {box.serial(1)}")
    with choice_bureau.store.reading() as session:
        (entry,) = session.exec(select(PaperEntry))
    assert (entry.stage, entry.scores) == ("receive", "54-")
    assert json.loads(entry.choices) == {
        "learnt": "board",
        "came": 3,
        "on_time": "yes",
        "means": ["counter", "post"],
        "wished": ["tools"],
        "first": ["hours"],
        "more": "no",
    }


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_tables_have_no_fault_and_fit_any_width(
    screen: Page,
    choice_bureau: Bureau,
    serve: Serve,
    axe_violations: Violations,
    language: str,
) -> None:
    site = served(choice_bureau, serve)
    screen.goto(f"{site}/review/")
    screen.fill("#name", HOA)
    screen.fill("#password", PASSWORD)
    screen.click("#submit")
    for address in (f"/review/waves/{WAVE}", f"/review/waves/{WAVE}/offices/{OWN}"):
        screen.goto(f"{site}{address}?lang={language}")
        assert screen.locator("#perception").count() == 1
        assert axe_violations(screen) == []
        for width in (320, 360, 768, 1280):
            screen.set_viewport_size({"width": width, "height": 800})
            assert screen.evaluate(OVERFLOW) <= 0, (address, width)
