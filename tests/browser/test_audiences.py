"""Pages of a wave that asks several audiences, in a browser: readable for all, and at any width."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page
from sqlmodel import select

from forms.questionnaire import shipped_text
from survey.store import places, posters
from survey.store.instruments import RESIDENTS, add_instrument
from survey.store.tables import Counter
from survey.trust.sealing import seal
from tests.browser.test_review import OVERFLOW
from tests.fixtures.bureau import HOA, OTHER, OWN, PASSWORD, WAVE, Bureau
from tests.fixtures.people import TODAY, keep_questionnaire, make_responses, make_wave

BASE = f"/review/waves/{WAVE}"
ASKED = f"audience={RESIDENTS}"
SCROLLS_INSIDE = """[...document.querySelectorAll(".wide")].some(
  each => each.scrollWidth > each.clientWidth)"""
PAGES = (
    f"{BASE}?{ASKED}",
    f"{BASE}/offices/{OWN}?{ASKED}",
    f"{BASE}/compare?{ASKED}&first={OWN}&second={OTHER}",
    f"{BASE}/combined?residents-measure=policy&residents-weight=60&counter-weight=40",
    f"/manage/waves/{WAVE}/audiences",
    f"{BASE}-sau",
)

# Below a trend that another questionnaire broke.
CAPTION = {"vi": "Các câu hỏi giữ nguyên", "en": "Questions that stayed the same"}


@pytest.fixture
def asking(province_bureau: Bureau) -> None:
    """Let the wave ask residents, too, and a later one ask visitors with one question reworded."""
    store = province_bureau.store
    with store.writing() as session:
        version = keep_questionnaire(session, shipped_text("sipas-2023"))
        asked = add_instrument(
            session,
            WAVE,
            audience=RESIDENTS,
            questionnaire=version,
            today=TODAY,
            full=True,
        )
        # The last question belongs to a factor: the index is another one.
        reworded = "Ông/Bà thấy hài lòng ở".join(
            shipped_text("quick").rsplit("Ông/Bà hài lòng ở", 1)
        )
        later = make_wave(
            session,
            f"{WAVE}-sau",
            text=reworded.replace('version = "1"', 'version = "2"'),
            opens_on=TODAY,
        )
        posters.give_posters(session, TODAY)
        for code in (OWN, OTHER):
            office = places.office_by_code(session, code)
            assert office is not None
            counter = session.exec(
                select(Counter).where(Counter.office_id == office.id)
            ).one()
            make_responses(
                session, counter, asked, scores=[5] * 24 + [4] * 10 + [2] * 6
            )
            make_responses(session, counter, later, scores=[5] * 24 + [3] * 16)
    seal(store, TODAY + timedelta(days=1))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_of_audiences_have_no_fault_and_fit_every_width(
    screen: Page,
    asking: None,
    province_site: str,
    axe_violations: Callable[[Page], list[str]],
    language: str,
) -> None:
    screen.goto(f"{province_site}/review/")
    screen.fill("#name", HOA)
    screen.fill("#password", PASSWORD)
    screen.click("#submit")
    for address in PAGES:
        joined = (
            f"{province_site}{address}{'&' if '?' in address else '?'}lang={language}"
        )
        screen.set_viewport_size({"width": 1280, "height": 800})
        screen.goto(joined)
        assert axe_violations(screen) == [], address
        if address == PAGES[-1]:
            assert screen.locator("caption", has_text=CAPTION[language]).count() == 1
        for width in (320, 768):
            screen.set_viewport_size({"width": width, "height": 800})
            assert screen.evaluate(OVERFLOW) <= 0, (address, width)
            # On a phone tables stack; a frame that scrolls would hide half of one.
            assert width > 320 or not screen.evaluate(SCROLLS_INSIDE), address


def test_a_phone_answers_for_the_audience(
    phone: Page,
    asking: None,
    province_bureau: Bureau,
    province_site: str,
    axe_violations: Callable[[Page], list[str]],
) -> None:
    with province_bureau.store.reading() as session:
        code = posters.current_posters(session, TODAY)[0].code
    phone.goto(f"{province_site}/K/{code}/{RESIDENTS}")
    assert axe_violations(phone) == [] and phone.evaluate(OVERFLOW) <= 0
    phone.check("#economy_info-4", force=True)
    phone.click("#send")
    # The first press tells what was left open, the second sends it all the same.
    phone.click("#send")
    phone.wait_for_url("**/phieu/**")
