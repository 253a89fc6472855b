"""The numbered checks of a citizen's minute: docs/checks.md says which test makes each, and is held to the tests.

Beside that, what no other file checks: the rarer pages, and in English what others check in Vietnamese.
"""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from survey.store.engine import Store
from tests.browser.test_citizen import BOTH, QUESTIONS, SEND, fill, live, receipt_on
from tests.browser.test_citizen_unsent import BLOCKED, STATE, cut_reply
from tests.fixtures.kiosk import CLEAN, ONWARD, TRACES
from tests.fixtures.lan import ADDRESS, CODE, Lan
from tests.fixtures.live import Serve

TESTS = Path(__file__).parents[1]
TABLE = TESTS.parent / "docs" / "checks.md"
NUMBERS = range(1, 31)
# Pages, files and statistics of the desk, in its own languages.
DESK = "on the desk"
# A poster's sheet is no page of a browser.
ON_PAPER = {25}
IN_ENGLISH = {
    "offline": "Not sent yet: no connection.",
    "cut": "Not confirmed yet.",
    "blocked": "Not sent yet. Please keep this page open",
}
HIDDEN = {
    "vi": "Đã che phần giống số điện thoại hoặc số giấy tờ.",
    "en": "Parts that look like a phone or ID number were hidden.",
}
NO_SUCH_CODE = {"vi": "Không có mã này.", "en": "There is no such code."}
REPLACED = {"vi": "Bảng này đã được thay.", "en": "This poster has been replaced."}
CLOSED = {"vi": "đã dừng ngày 31/12/2026", "en": "closed on 31 December 2026"}


@dataclass(frozen=True, slots=True)
class Check:
    """A row of the table: a check's number, its tests as (file, name), and the languages it is made in."""

    number: int
    made_by: tuple[tuple[str, str], ...]
    languages: str


@pytest.fixture
def site(sqlite_lan: Lan, serve: Serve) -> str:
    return live(sqlite_lan, serve)


def checks() -> list[Check]:
    """Return the rows of the table."""
    found = []
    for line in TABLE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0].isdecimal():
            tests = re.findall(r"`([\w/]+\.py)::(\w+)`", cells[2])
            found.append(Check(int(cells[0]), tuple(tests), cells[3]))
    return found


def arguments_of(file: str, name: str) -> set[str]:
    """Return what a test asks for. Raises KeyError where there is no such test."""
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    functions = {
        node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)
    }
    return {argument.arg for argument in functions[name].args.args}


def test_each_check_is_made_by_tests_that_exist_in_the_languages_named() -> None:
    rows = checks()
    assert [row.number for row in rows] == list(NUMBERS)
    for row in rows:
        asked = {name: arguments_of(file, name) for file, name in row.made_by}
        in_browser = any(file.startswith("browser/") for file, _ in row.made_by)
        assert in_browser or row.number in ON_PAPER or row.languages == DESK, row
        if row.languages == "vi, en":
            assert any(
                "language" in names or name.endswith("in_english_too")
                for name, names in asked.items()
            ), row


@BOTH
def test_nothing_is_chosen_before_the_citizen_chooses(
    phone: Page, site: str, language: str
) -> None:
    phone.goto(f"{site}{ADDRESS}?lang={language}")
    assert phone.locator("input[type=radio]").count() > 6 * len(QUESTIONS) - 6
    assert phone.locator("input:checked").count() == 0


@BOTH
def test_no_accessibility_fault_where_something_goes_wrong(
    phone: Page,
    site: str,
    sqlite_lan: Lan,
    axe_violations: Callable[[Page], list[str]],
    language: str,
) -> None:
    form = f"{site}{ADDRESS}?lang={language}"
    phone.goto(f"{form}&chu=to")
    found = axe_violations(phone)
    # A page whose token was damaged.
    phone.evaluate("document.querySelector('[name=form_token]').value = 'a'")
    send_without_script(phone)
    assert phone.locator("main a").count() == 1
    found += axe_violations(phone)
    phone.goto(form)
    working = sqlite_lan.app.extensions["sipas"]
    nowhere = Store("sqlite:////nowhere/at/all.sqlite")
    sqlite_lan.app.extensions["sipas"] = replace(working, store=nowhere)
    send_without_script(phone)
    assert phone.locator("main button").count() == 1
    found += axe_violations(phone)
    phone.goto(form)
    found += axe_violations(phone)
    sqlite_lan.app.extensions["sipas"] = working
    nowhere.close()
    retire_posters(sqlite_lan)
    phone.goto(form)
    found += axe_violations(phone)
    assert found == []
    assert phone.get_attribute("html", "lang") == language


def send_without_script(page: Page) -> None:
    with page.expect_navigation():
        page.evaluate("document.getElementById('answers').submit()")


def retire_posters(lan: Lan) -> None:
    with lan.store.writing() as session:
        session.connection().exec_driver_sql(
            "UPDATE poster SET retired_on = '2026-11-01'"
        )


@pytest.mark.parametrize("trouble", IN_ENGLISH)
def test_the_states_of_an_answer_are_said_in_english_too(
    phone: Page, site: str, sqlite_lan: Lan, trouble: str
) -> None:
    if trouble == "blocked":
        phone.add_init_script(BLOCKED)
    fill(phone, f"{site}{ADDRESS}?lang=en")
    if trouble == "cut":
        phone.route("**/K/*", cut_reply)
    else:
        phone.context.set_offline(True)
    phone.click(SEND)
    expect(phone.locator(f"{STATE} p")).to_contain_text(IN_ENGLISH[trouble])
    assert "We have your answers" not in phone.inner_text("body")
    phone.unroute("**/K/*")
    phone.context.set_offline(False)
    if trouble == "cut":
        phone.click(f"{STATE} button:text-is('Send again')")
    phone.wait_for_url("**/phieu/**")
    assert receipt_on(phone)
    assert [answer.scores for answer in sqlite_lan.stored()] == ["444444"]


def test_open_questions_are_named_in_english_too(
    phone: Page, site: str, sqlite_lan: Lan
) -> None:
    phone.goto(f"{site}{ADDRESS}?lang=en")
    phone.check("#overall-3")
    phone.click(SEND)
    expect(phone.locator(f"{STATE} p")).to_have_text(
        "Questions 2, 3, 4, 5, 6 are unanswered. Answer them or send as it is."
    )
    phone.click(f"{STATE} button:text-is('Send as it is')")
    phone.wait_for_url("**/phieu/**")
    assert [answer.scores for answer in sqlite_lan.stored()] == ["4-----"]


@BOTH
def test_a_code_leads_to_its_form_or_says_why_it_does_not(
    phone: Page, site: str, sqlite_lan: Lan, language: str
) -> None:
    def told(address: str) -> tuple[int, str]:
        """Return status and heading of a page without a form."""
        answer = phone.goto(f"{site}{address}?lang={language}")
        assert answer is not None and phone.locator("#answers").count() == 0
        return answer.status, phone.inner_text("h1")

    phone.goto(f"{site}/k/{CODE[:3].lower()}%20-{CODE[3:].lower()}?lang={language}")
    assert phone.url.startswith(f"{site}{ADDRESS}?")
    assert phone.locator("#answers").count() == 1
    status, heading = told(f"{ADDRESS[:-1]}X")
    assert (status, heading.startswith(NO_SUCH_CODE[language])) == (404, True)
    sqlite_lan.travel(date(2027, 1, 1))
    status, heading = told(ADDRESS)
    assert (status, CLOSED[language] in heading) == (410, True), heading
    retire_posters(sqlite_lan)
    status, heading = told(ADDRESS)
    assert (status, heading.startswith(REPLACED[language])) == (410, True)


@BOTH
def test_a_phone_number_in_the_comment_is_covered_and_its_writer_told(
    phone: Page, site: str, language: str
) -> None:
    fill(phone, f"{site}{ADDRESS}?lang={language}")
    box = phone.locator("#comment")
    hint = phone.locator(f"#{box.get_attribute('aria-describedby')}")
    assert "0000" in hint.inner_text()
    box.fill("Gọi tôi số 0912 345 678")
    phone.click(SEND)
    phone.wait_for_url("**/phieu/**")
    assert HIDDEN[language] in phone.inner_text("main")
    assert "345 678" not in phone.content()


def test_who_walks_away_from_a_kiosk_is_asked_and_wiped_in_english_too(
    tablet: Page,
) -> None:
    tablet.click("header button:text-is('English')")
    tablet.click("main .main")
    tablet.click(ONWARD)
    tablet.check("#overall-4")
    tablet.clock.fast_forward(46_000)
    expect(tablet.locator("[role=alertdialog] h1")).to_have_text(
        "Still there? This screen clears in 15 seconds."
    )
    tablet.clock.fast_forward(15_000)
    expect(tablet.locator("main .main")).to_have_text("Bắt đầu")
    assert tablet.evaluate(TRACES) == CLEAN
