"""Ten questions of docs/usability.md: each finds its answer on the page that one would open first."""

import re

import pytest
from playwright.sync_api import Page

from tests.fixtures.served_demo import Demo, sign_in

UNIT_HEAD = "minh"
POINTS = r"\d+,\d"
INTERVAL = rf"{POINTS}–{POINTS}"


def said(screen: Page) -> str:
    return " ".join(screen.inner_text("main").split())


@pytest.fixture
def overview(screen: Page, demo: Demo) -> Page:
    """Give the page that the reform office sees after signing in."""
    sign_in(screen, demo)
    return screen


@pytest.fixture
def own_office(screen: Page, demo: Demo) -> Page:
    """Give the page that a unit head sees after signing in."""
    sign_in(screen, demo, UNIT_HEAD)
    return screen


def follow(screen: Page, name: str) -> str:
    """Open a page by its name in the navigation, and return what it says."""
    screen.locator("nav").get_by_role("link", name=name, exact=True).click()
    return said(screen)


def test_1_how_satisfied_people_are_and_how_sure_that_is(overview: Page) -> None:
    assert re.search(
        rf"Chỉ số hài lòng {POINTS} điểm trên 100 \(khoảng tin cậy 95%: {INTERVAL}\), "
        r"từ [\d.]+ phiếu của \d+ trong \d+ đơn vị\.",
        said(overview),
    )


def test_2_how_many_of_those_served_answered(overview: Page) -> None:
    overview.get_by_text("Chọn đợt khác").click()
    overview.locator("nav.waves a[href*='/waves/20']").nth(1).click()
    assert re.search(
        rf"Số phiếu trên 100 lượt giải quyết: {POINTS} \([\d.]+ phiếu, [\d.]+ hồ sơ, tháng",
        said(overview),
    )


def test_3_whether_the_target_was_reached_and_by_whom(overview: Page) -> None:
    assert re.search(
        r"Gộp mọi đơn vị: (rõ ràng đã đạt|rõ ràng chưa đạt|chưa thể kết luận)",
        said(overview),
    )
    overview.get_by_text(re.compile(r"^Rõ ràng chưa đạt: \d+ đơn vị")).click()
    assert overview.locator("details[open] p").inner_text()


def test_4_which_offices_are_clearly_lower(overview: Page) -> None:
    follow(overview, "Các đơn vị")
    lower = overview.locator("section").filter(
        has=overview.get_by_role("heading", name=re.compile("Thấp hơn rõ"))
    )
    assert lower.locator("tbody th").count() > 0


def test_5_whether_anything_changed_since_the_last_wave(overview: Page) -> None:
    assert re.search(
        r"So với Khảo sát tháng \d+/\d+: "
        rf"(tăng rõ|giảm rõ|chưa thấy thay đổi rõ), [+−]{POINTS} điểm",
        said(overview),
    )


def test_6_whether_two_offices_really_differ(overview: Page) -> None:
    follow(overview, "So sánh hai đơn vị")
    overview.locator("main [type=submit]").first.click()
    assert re.search(
        r"(Cao hơn rõ|Thấp hơn rõ|Chưa thấy khác biệt rõ)\.", said(overview)
    )


def test_7_where_my_office_stands(own_office: Page) -> None:
    assert re.search(
        r"Hạng \d+ \(có thể từ \d+ đến \d+ trong \d+\)|Chưa thể xếp hạng",
        said(own_office),
    )


def test_8_what_to_improve_first(own_office: Page) -> None:
    section = own_office.locator("section[aria-labelledby=first]")
    assert re.match(
        r"Nên xem trước|Chưa đủ phiếu để nói|Không tách được|Chưa thấy điểm nào",
        section.locator(".finding").inner_text(),
    )


def test_9_whether_what_was_done_worked(overview: Page) -> None:
    follow(overview, "Theo dõi")
    overview.locator("main tbody a").first.click()
    text = said(overview)
    assert "Trước và sau" in text
    assert re.search(rf"{POINTS} \({INTERVAL}\)|[Cc]hưa có đợt", text)


def test_10_what_needs_attention_today(overview: Page) -> None:
    waits = overview.locator("section[aria-labelledby=attention] li").all_inner_texts()
    assert any("quầy vắng phiếu" in each for each in waits)
    assert any("góp ý khẩn" in each for each in waits)
