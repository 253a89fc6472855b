"""The independent check in a browser: from the list to the callers' screen and the result, for all and at any width."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.test_review import OVERFLOW, WIDTHS, in_language, sign_in
from tests.fixtures.bureau import OWN, WAVE, Bureau
from tests.fixtures.rechecks import check_independently

MANAGED, RESULT = f"/manage/waves/{WAVE}/recheck", f"/review/waves/{WAVE}/recheck"
Violations = Callable[[Page], list[str]]


def faults_of(page: Page, address: str, axe_violations: Violations) -> list[str]:
    """Return what breaks a rule of accessibility or stands out sideways, in both languages."""
    faults = []
    for language in ("vi", "en"):
        page.goto(in_language(address, language))
        faults += [f"{language} {address} {one}" for one in axe_violations(page)]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate(OVERFLOW):
                faults.append(f"{language} {address} is too wide at {width}")
    return faults


def test_from_the_list_to_the_screen_of_calls(
    screen: Page, province_site: str, axe_violations: Violations, tmp_path: Path
) -> None:
    people = tmp_path / "danh-sach.csv"
    lines = [f"{OWN},{number}" for number in range(60)]
    people.write_text("\n".join(["mã đơn vị,mã hồ sơ", *lines]), "utf-8")
    sign_in(screen, province_site)
    faults = faults_of(screen, f"{province_site}{MANAGED}", axe_violations)
    screen.goto(f"{province_site}{MANAGED}")
    screen.set_input_files("#file", people)
    screen.click("#submit")
    assert "Đã chọn 20 người, chưa hỏi được ai." in screen.inner_text("main")
    screen.set_input_files("form[action$='/list'] input[type=file]", people)
    with screen.expect_download() as download:
        screen.click("form[action$='/list'] input[type=submit]")
    kept = download.value.path().read_text("utf-8-sig")
    assert len(kept.splitlines()) == 21
    faults += faults_of(screen, f"{province_site}{MANAGED}", axe_violations)
    screen.goto(f"{province_site}/manage/telephone")
    screen.select_option("#wave", f"{WAVE}/recheck")
    screen.select_option("#counter", f"{OWN}-1")
    screen.click("main button")
    faults += faults_of(screen, screen.url, axe_violations)
    screen.click("summary")
    screen.click("button[value=no_answer]")
    assert "One person who could not be asked was counted." in screen.inner_text("main")
    assert faults == []


def test_the_result_can_be_read_by_all(
    screen: Page,
    province_bureau: Bureau,
    province_site: str,
    axe_violations: Violations,
) -> None:
    sign_in(screen, province_site)
    assert not faults_of(screen, f"{province_site}{RESULT}", axe_violations)
    check_independently(province_bureau.store)
    faults = faults_of(screen, f"{province_site}{RESULT}", axe_violations)
    faults += faults_of(screen, f"{province_site}{MANAGED}", axe_violations)
    assert faults == []
