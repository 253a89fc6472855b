"""Public results, actions and publication in a browser: readable for all, at any width, without scripts."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from survey.reports.public_results import publish_wave
from survey.store import actions, places
from survey.store.actions import Step
from survey.store.waves import wave_by_code
from tests.fixtures.actions import make_action
from tests.fixtures.bureau import HOA, OWN, PASSWORD, Bureau, make_bureau
from tests.fixtures.finished import FIRST, FIRST_DAY, SECOND
from tests.fixtures.live import Serve
from tests.fixtures.people import TODAY

Violations = Callable[[Page], list[str]]

PUBLIC = ("/ket-qua", f"/ket-qua/{OWN}", f"/ket-qua/{OWN}/hoi-dap", "/ket-qua/cach-doc")
SIGNED_IN = (
    "/review/actions",
    f"/review/actions/{OWN}/1",
    f"/review/actions/{OWN}/new",
    f"/review/actions/{OWN}/new?wave={FIRST}&measure=officer",
    "/review/publication",
    f"/review/publication/{FIRST}",
    f"/review/publication/{SECOND}",
)
WIDTHS = (320, 360, 768)
# A phone zooms out from what is too wide, and innerWidth grows with it: only clientWidth tells.
OVERFLOW = "(e => e.scrollWidth - e.clientWidth)(document.documentElement)"


@pytest.fixture
def following_site(finished_bureau: Bureau, serve: Serve) -> str:
    """Serve the province with one wave published and an action that everyone may read."""
    with finished_bureau.store.writing() as session:
        wave = wave_by_code(session, FIRST)
        office = places.office_by_code(session, OWN)
        assert wave is not None and office is not None and office.id is not None
        publish_wave(session, wave, today=TODAY, done_by=HOA)
        make_action(
            session,
            office.id,
            effective_on=FIRST_DAY.replace(day=25),
            recorded_on=FIRST_DAY,
        )
        (followed,) = actions.actions(session)
        step = Step(TODAY, HOA, "Đã lắp", state="done", is_public=True)
        actions.take_step(session, followed, step)

    def at(base_url: str) -> Flask:
        return make_bureau(
            finished_bureau.store, environment="demo", base_url=base_url
        ).app

    return serve(at)


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/review/actions")
    page.fill("#name", HOA)
    page.fill("#password", PASSWORD)
    page.click("#submit")
    assert page.url == f"{site}/review/actions"


def in_language(address: str, language: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang={language}"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_is_readable_for_all_and_at_any_width(
    screen: Page, following_site: str, axe_violations: Violations, language: str
) -> None:
    sign_in(screen, following_site)
    faults = []
    for address in (*PUBLIC, *SIGNED_IN):
        screen.set_viewport_size({"width": 1280, "height": 800})
        screen.goto(in_language(f"{following_site}{address}", language))
        screen.eval_on_selector_all("details", "all => all.forEach(e => e.open = true)")
        faults += [f"{address} {fault}" for fault in axe_violations(screen)]
        for width in WIDTHS:
            screen.set_viewport_size({"width": width, "height": 800})
            if screen.evaluate(OVERFLOW):
                faults.append(f"{address} is wider than {width}")
    assert faults == []


def test_from_a_finding_to_the_public_page_without_scripts(
    no_script_phone: Page, following_site: str
) -> None:
    page = no_script_phone
    sign_in(page, following_site)
    page.goto(f"{following_site}/review/waves/{SECOND}/offices/{OWN}")
    page.click("text=Ghi việc cải thiện >> nth=0")
    page.fill("#what", "Mở thêm quầy sáng thứ Hai")
    page.fill("#owner", "Giám đốc Trung tâm")
    page.fill("#effective_on", "2026-12-01")
    page.fill("#due_on", "2026-12-10")
    page.fill("#expected", "3")
    page.click("input[type=submit]")
    assert page.url.endswith(f"/review/actions/{OWN}/2")
    assert "Chưa có đợt sau" in page.inner_text("#main")
    page.click("summary >> text=Đưa lên trang công khai")
    page.fill("#public-reason", "Người dân cần biết")
    page.click("details[open] input[type=submit]")
    page.goto(f"{following_site}/review/publication/{SECOND}")
    page.click("text=Công bố kết quả đợt này")
    page.click("text=Xem trang công khai")
    page.click("text=Xã Bắc Hà")
    shown = page.inner_text("#main")
    assert "92,5" in shown and "Mở thêm quầy sáng thứ Hai" in shown
