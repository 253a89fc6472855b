"""Typing in paper forms and calls: by keyboard alone, few keys a form, and without a script, too."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from survey.store.entries import (
    Typed,
    draw_sample,
    entry_of,
    record_first,
    record_second,
)
from survey.store.serials import Serial
from survey.store.tables import Batch, PaperEntry
from tests.fixtures.bureau import DUNG, HOA, PASSWORD, Bureau
from tests.fixtures.paper import Box, arrived, make_batch, make_box
from tests.fixtures.people import TODAY, make_wave

Violations = Callable[[Page], list[str]]

OVERFLOW = "(e => e.scrollWidth - e.clientWidth)(document.documentElement)"
PRESSES = """() => {
    window.pressed = 0;
    document.addEventListener("keydown", () => { window.pressed += 1 }, true);
}"""
# What quick asks: the stage, then six questions.
ANSWERS = ["2", "4", "?", "5", "Enter", "x", "0"]


@pytest.fixture
def box(province_bureau: Bureau) -> Box:
    """Give an open batch of the own office's papers."""
    return make_box(province_bureau)


def sign_in(page: Page, site: str, path: str, *, name: str = DUNG) -> None:
    """Sign in on the way to a page."""
    page.goto(f"{site}{path}")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("#submit")
    assert page.url == f"{site}{path}"
    page.wait_for_load_state()


def saved(page: Page, serial: str) -> None:
    """Wait until a form is saved and the next can be typed."""
    expect(page.get_by_role("status")).to_contain_text(serial)
    page.wait_for_load_state()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def scores(box: Box, copy: int) -> str:
    """Return what was typed of a form."""
    with box.bureau.store.reading() as session:
        batch = session.get_one(Batch, box.batch_id)
        entry = entry_of(session, batch, Serial(box.run, copy), 1)
        assert entry is not None
        return f"{entry.stage} {entry.scores} {entry.comment} {entry.helped}"


def test_a_form_takes_one_key_for_each_answer_and_four_more(
    screen: Page, province_site: str, box: Box
) -> None:
    sign_in(screen, province_site, f"{box.page}/entry")
    screen.fill("#serial", box.serial(1))
    press(screen, "Enter", *ANSWERS, "Enter", "Enter", "Enter")
    saved(screen, f"Đã lưu phiếu số {box.serial(1)}")
    assert scores(box, 1) == "receive 4?5-xx  False"
    # The next form of the pile: the number that stands there is the right one.
    assert screen.input_value("#serial") == box.serial(2)
    count_keys = screen.evaluate_handle(PRESSES)
    count_keys.dispose()
    press(screen, "Enter", *ANSWERS, "Enter", "Enter")
    pressed = screen.evaluate("window.pressed") + 1
    press(screen, "Enter")
    saved(screen, box.serial(2))
    assert pressed - len(ANSWERS) == 4 <= 8


def test_a_form_out_of_order_takes_eight_keys_beyond_its_answers(
    screen: Page, province_site: str, box: Box
) -> None:
    sign_in(screen, province_site, f"{box.page}/entry")
    screen.fill("#serial", box.serial(1))
    press(screen, "Enter", *ANSWERS, "Enter", "Enter", "Enter")
    saved(screen, box.serial(1))
    # The number is selected, so that typing replaces it: the copy and the check digit.
    short = [*"27", box.serial(27)[-1]]
    others = [*short, "Enter", "Enter", "1", "Enter"]
    press(screen, *short, "Enter", *ANSWERS, "Enter", "1", "Enter")
    saved(screen, box.serial(27))
    assert scores(box, 27) == "receive 4?5-xx  True"
    assert len(others) <= 8


def test_the_last_answer_can_be_taken_back_before_saving(
    screen: Page, province_site: str, box: Box
) -> None:
    sign_in(screen, province_site, f"{box.page}/entry")
    screen.fill("#serial", box.serial(3))
    press(screen, "Enter", "1", "1", "2", "Backspace", "3", *"4444")
    press(screen, "Backspace", "2", "Enter", "Enter", "Enter")
    saved(screen, box.serial(3))
    assert scores(box, 3) == "submit 134442  False"


def test_who_says_no_is_not_led_to_the_questions_that_hang_on_it(
    screen: Page, province_site: str, province_bureau: Bureau
) -> None:
    with province_bureau.store.writing() as session:
        make_wave(session, "2017", questionnaire="sipas-2017", opens_on=TODAY)
        run, batch_id = make_batch(session, wave="2017")
    sign_in(screen, province_site, f"/manage/paper/{batch_id}/entry")
    screen.fill("#serial", str(Serial(run, 1)))
    # Stage, four questions, "no" to the filter: then comes the overall question at once.
    press(screen, "Enter", "1", *"4444", "2", "5")
    assert screen.evaluate("document.activeElement.id") == "comment"
    # Back to the filter: a yes asks the question after it.
    press(screen, "Backspace", "Backspace", "1", "3", "5", "Enter", "Enter", "Enter")
    expect(screen.get_by_role("status")).to_contain_text(str(Serial(run, 1)))
    with province_bureau.store.reading() as session:
        (typed,) = session.exec(select(PaperEntry))
    assert typed.choices == '{"gave_feedback":"yes"}'
    assert typed.scores.replace(".", "") == "444435"


def test_a_number_typed_twice_keeps_what_was_typed(
    screen: Page, province_site: str, box: Box
) -> None:
    assert box.type(5).status_code == 303
    sign_in(screen, province_site, f"{box.page}/entry")
    screen.fill("#serial", box.serial(5))
    press(screen, "Enter", *ANSWERS, "Enter", "Enter", "Enter")
    expect(screen.get_by_role("alert")).to_contain_text("đã được nhập")
    screen.wait_for_load_state()
    assert screen.locator("input[type=radio]:checked").count() == 6
    screen.fill("#serial", box.serial(6))
    screen.focus("#save")
    press(screen, "Enter")
    saved(screen, box.serial(6))


def test_without_a_script_both_screens_are_plain_forms(
    no_script_phone: Page, province_site: str, box: Box
) -> None:
    with box.bureau.store.writing() as session:
        _, calls_id = make_batch(session, channel="T")
    sign_in(no_script_phone, province_site, f"{box.page}/entry")
    no_script_phone.fill("#serial", box.serial(8))
    # Enter in a field sends nothing: the form is not filled in yet.
    press(no_script_phone, "Enter")
    no_script_phone.check("input[name=overall][value='3']")
    no_script_phone.check("input[name=q_access][value='?']")
    no_script_phone.fill("#comment", "Gọi 0912 345 678")
    no_script_phone.click("#save")
    expect(no_script_phone.get_by_role("status")).to_contain_text(box.serial(8))
    assert scores(box, 8) == " 3?---- Gọi […] False"
    no_script_phone.goto(f"{province_site}/manage/telephone/{calls_id}")
    no_script_phone.check("input[name=overall][value='2']")
    no_script_phone.click("#save")
    (answer,) = arrived(box.bureau.store, "T")
    assert answer.scores == "2-----"


def test_a_call_is_read_question_by_question(
    screen: Page, province_site: str, province_bureau: Bureau
) -> None:
    with province_bureau.store.writing() as session:
        _, calls_id = make_batch(session, channel="T")
    sign_in(screen, province_site, f"/manage/telephone/{calls_id}")
    visible = screen.locator("[data-step]:visible")
    expect(visible).to_have_count(1)
    expect(visible).to_contain_text("không được ghi cùng câu trả lời")
    assert screen.locator("[data-step]:visible fieldset").count() == 0
    press(screen, "Enter")
    expect(visible.locator("legend")).to_have_text("Lần đó Ông/Bà đến để:")
    press(screen, "1", "4", "Backspace", "5", "3", "Enter")
    # A click does what a key does.
    visible.get_by_text("Rất hài lòng").click()
    press(screen, "0", "x")
    expect(visible.locator("#comment")).to_be_visible()
    press(screen, "Enter")
    expect(visible).to_contain_text("Không ai gọi lại")
    press(screen, "Enter")
    expect(screen.get_by_role("status")).to_contain_text("Đã lưu cuộc gọi trước.")
    (answer,) = arrived(province_bureau.store, "T")
    assert (answer.stage, answer.scores) == ("submit", "53-5xx")


def pages(box: Box) -> tuple[str, ...]:
    """Return the addresses of all pages, with a batch in each state."""
    store = box.bureau.store
    with store.writing() as session:
        _, checked = make_batch(session)
        _, calls_id = make_batch(session, channel="T")
        batch = session.get_one(Batch, checked)
        fill_and_differ(session, batch)
    return (
        "/manage/paper",
        box.page,
        f"{box.page}/entry?unprinted=1",
        f"/manage/paper/{checked}",
        "/manage/paper-forms",
        "/manage/telephone",
        f"/manage/telephone/{calls_id}",
    )


def fill_and_differ(session: Session, batch: Batch) -> None:
    """Type a form twice, differently, so that the batch shows its report and asks for a decision."""
    serial = Serial(0, 1)
    first = Typed("44444x", "", "receive", "", False)
    second = Typed("44445x", "", "", "", False)
    record_first(session, batch, serial, first, entry_key="1" * 32, reviewer_id=1)
    draw_sample(session, batch, seed=1)
    record_second(session, batch, serial, second, entry_key="2" * 32, reviewer_id=1)


def test_no_accessibility_fault_on_any_page(
    screen: Page, province_site: str, box: Box, axe_violations: Violations
) -> None:
    sign_in(screen, province_site, "/manage/paper", name=HOA)
    faults = []
    for address in in_both_languages(pages(box)):
        screen.goto(f"{province_site}{address}")
        faults += [f"{address} {fault}" for fault in axe_violations(screen)]
    assert faults == []


def test_no_page_scrolls_sideways(phone: Page, province_site: str, box: Box) -> None:
    sign_in(phone, province_site, "/manage/paper", name=HOA)
    wide = {}
    for address in in_both_languages(pages(box)):
        phone.goto(f"{province_site}{address}")
        for width in (320, 360):
            phone.set_viewport_size({"width": width, "height": 800})
            if phone.evaluate(OVERFLOW):
                wide[address, width] = phone.evaluate(OVERFLOW)
    assert wide == {}


def in_both_languages(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """Return all pages in Vietnamese, and those with most on them in English, too."""
    fullest = [f"{address}?lang=en" for address in addresses[3:5]]
    return (*addresses, *fullest)
