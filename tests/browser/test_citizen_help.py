"""Help for those who read with trouble: larger letters, and questions that can be heard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.test_citizen import CLIPPED, OVERFLOW, SEND, heights, live
from tests.fixtures.lan import ADDRESS, Lan
from tests.fixtures.live import Serve

# A phone with these voices, which notes what it is asked to say.
VOICES = """
window.said = [];
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, "speechSynthesis", {value: {
    getVoices: () => %s,
    cancel: () => said.push("cancel"),
    speak: (speech) => said.push([speech.text, speech.lang]),
}});
"""
VIETNAMESE = (
    '[{lang: "en-US", localService: true}, {lang: "vi_VN", localService: true}]'
)
FAR_AWAY = '[{lang: "vi-VN", localService: false}]'


@pytest.fixture
def site(sqlite_lan: Lan, serve: Serve) -> str:
    return live(sqlite_lan, serve)


def test_larger_letters_need_no_script_and_no_sideways_scroll(
    no_script_phone: Page, site: str
) -> None:
    page = no_script_phone
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site}{ADDRESS}")
    page.click("text=Chữ to")
    box = page.locator("legend").first.bounding_box()
    assert box is not None
    assert page.url.endswith("chu=to")
    page.click("label[for=overall-3]")
    page.click(SEND)
    assert page.url.endswith("chu=to")
    assert page.locator(".receipt b").is_visible()


@pytest.mark.parametrize("width", [320, 360])
def test_larger_letters_are_half_as_large_again(
    phone: Page, site: str, width: int
) -> None:
    phone.set_viewport_size({"width": width, "height": 640})
    phone.goto(f"{site}{ADDRESS}?chu=to")
    letters = "parseFloat(getComputedStyle(document.body).fontSize)"
    assert phone.evaluate(letters) == 24
    assert phone.evaluate(OVERFLOW) <= 0
    assert phone.evaluate(CLIPPED) == []


def test_a_question_is_read_aloud_where_the_phone_has_a_voice(
    phone: Page, site: str, axe_violations: Callable[[Page], list[str]]
) -> None:
    phone.add_init_script(VOICES % VIETNAMESE)
    phone.goto(f"{site}{ADDRESS}")
    buttons = phone.locator("fieldset > button")
    assert buttons.all_inner_texts() == ["Nghe"] * 7
    buttons.nth(1).click()
    cancelled, (text, language) = phone.evaluate("said")
    assert (cancelled, language) == ("cancel", "vi_VN")
    assert text.startswith("Nói chung, Ông/Bà hài lòng ở mức nào")
    assert text.endswith("Không hài lòng. Bình thường. Hài lòng. Rất hài lòng")
    assert phone.locator("input:checked").count() == 0
    assert axe_violations(phone) == []
    assert max(heights(phone, "fieldset")) <= 440
    assert phone.evaluate(OVERFLOW) <= 0
    for legend, button in zip(
        phone.locator("legend").all(), buttons.all(), strict=True
    ):
        words, tap = legend.bounding_box(), button.bounding_box()
        assert words is not None and tap is not None
        assert tap["height"] >= 32 and tap["x"] + tap["width"] <= 360


@pytest.mark.parametrize("voices", ["[]", FAR_AWAY])
def test_without_a_voice_of_its_own_the_phone_offers_none(
    phone: Page, site: str, voices: str
) -> None:
    phone.add_init_script(VOICES % voices)
    phone.goto(f"{site}{ADDRESS}")
    assert phone.locator("fieldset > button").count() == 0
    phone.goto(f"{site}{ADDRESS}?lang=en")
    assert phone.locator("fieldset > button").count() == 0


def test_voices_that_come_late_are_offered_once(phone: Page, site: str) -> None:
    phone.add_init_script(VOICES % f"(window.late ? {VIETNAMESE} : [])")
    phone.goto(f"{site}{ADDRESS}")
    assert phone.locator("fieldset > button").count() == 0
    phone.evaluate(
        "window.late = true; for (const _ of [1, 2]) speechSynthesis.onvoiceschanged()"
    )
    assert phone.locator("fieldset > button").count() == 7
