"""The page of files of answers in a browser: readable for all, at any width, and whole without scripts."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from survey.store.procedures import ProcedureRow, put_list
from tests.fixtures.answer_files import answer_row, many_rows, write_answers
from tests.fixtures.bureau import HOA, PASSWORD, WAVE, Bureau

Violations = Callable[[Page], list[str]]
WIDTHS = (320, 360, 768)
# A phone zooms out from what is too wide, and innerWidth grows with it: only clientWidth tells.
OVERFLOW = "(e => e.scrollWidth - e.clientWidth)(document.documentElement)"
AT = "20/11/2026 8:36:15"


@pytest.fixture
def file(province_bureau: Bureau, tmp_path: Path) -> Path:
    """Give a file with words and names that nobody knows, and a row of another year."""
    province_bureau.configure(directory=tmp_path)
    rows = [
        *((AT, *row[1:]) for row in many_rows(40)),
        answer_row("Ổn", 4, 4, 4, "Chưa có kết quả", 4, office="Xã Bắc Hà cũ", at=AT),
        answer_row(at="20/11/2025"),
    ]
    kept = ProcedureRow("1", "commune", "Khai sinh", "Hộ tịch", "full", False, "")
    with province_bureau.store.writing() as session:
        for year, name in ((2025, "Khai sinh"), (2026, "Đăng ký khai sinh")):
            put_list(session, year, [replace(kept, name=name)], replace=False)
    return write_answers(tmp_path / "phiếu trực tuyến 2026.csv", rows)


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/manage/imports")
    page.fill("#name", HOA)
    page.fill("#password", PASSWORD)
    page.click("#submit")


def upload(page: Page, file: Path) -> None:
    page.select_option("#wave", WAVE)
    page.set_input_files("#file", file)
    page.click("#submit")


def check(page: Page, violations: Violations) -> None:
    assert violations(page) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(OVERFLOW) <= 0, (page.url, width)


def test_every_state_is_readable_for_all_and_at_any_width(
    screen: Page, province_site: str, file: Path, axe_violations: Violations
) -> None:
    sign_in(screen, province_site)
    check(screen, axe_violations)
    screen.goto(f"{province_site}/manage/procedures")
    screen.eval_on_selector_all("details", "all => all.forEach(e => e.open = true)")
    check(screen, axe_violations)
    screen.goto(f"{province_site}/manage/imports")
    upload(screen, file)
    for language in ("vi", "en"):
        screen.goto(f"{screen.url.partition('?')[0]}?lang={language}")
        check(screen, axe_violations)
    # What is left is said by hand: a word, a name, and a column less.
    screen.select_option("select[name='word:ổn']", "4")
    screen.fill("input[name='place:Xã Bắc Hà cũ']", "BH-01")
    screen.select_option("select[name='role:0']", "")
    screen.click("text=Save and check every row again")
    assert "All 42 rows can be used" in screen.inner_text("main")
    check(screen, axe_violations)
    screen.click("text=Import 42 answers")
    assert "Imported 42 answers" in screen.inner_text("main")
    check(screen, axe_violations)
