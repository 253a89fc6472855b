"""The page of an independent check's result: read aloud, by the floors of all pages, for the reform office alone."""

import csv
import io

import pytest
from bs4 import BeautifulSoup

from tests.fixtures.bureau import MINH, OTHER, OWN, THU, WAVE, Bureau
from tests.fixtures.rechecks import check_independently

PAGE = f"/review/waves/{WAVE}/recheck"


@pytest.fixture
def checked(province_bureau: Bureau) -> Bureau:
    """Give the bureau on the day after people of three offices were called."""
    check_independently(province_bureau.store)
    province_bureau.wait(days=1)
    return province_bureau


def test_the_page_says_how_far_the_two_lie_apart(checked: Bureau) -> None:
    page = BeautifulSoup(checked.signed_in().get(PAGE).text, "lxml")
    finding = page.select_one("p.finding")
    assert finding is not None and finding.text.startswith(
        "Chỉ số tự thu thập cao hơn rõ so với phúc tra độc lập: cao hơn "
    )
    rows = {row.select_one("th").text: row.text for row in page.select("tbody tr")}  # type: ignore[union-attr]
    assert len(rows) == 3
    assert "tự thu thập cao hơn rõ" in rows["Xã Bắc Hà"]
    # Three calls are never released; the eight next to them may be told.
    assert "dưới 5" in rows["Xã Hòa Thắng"] and "–" in rows["Xã Hòa Thắng"]
    assert "So sánh được 2 trong 3 đơn vị" in page.text
    assert "Ít phiếu (5–29)" in page.text


def test_the_waves_own_pages_are_untouched_by_what_was_heard(checked: Bureau) -> None:
    browser = checked.signed_in()
    before = browser.get(f"/review/waves/{WAVE}/offices?format=csv").text
    own = next(line for line in before.splitlines() if line.startswith(OWN))
    assert ",40," in own


def test_the_file_holds_what_the_page_shows(checked: Bureau) -> None:
    answer = checked.signed_in().get(f"{PAGE}?format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    by_code = {row["Mã đơn vị"]: row for row in rows}
    assert set(by_code) == {OWN, "HT-03", OTHER, ""}
    assert by_code[OWN]["independent_n"] == "30"
    assert by_code["HT-03"]["independent_index"] == "[c]"
    assert by_code["HT-03"]["gap"] == "[z]"


def test_before_a_draw_the_page_says_that_there_is_none(
    province_bureau: Bureau,
) -> None:
    page = province_bureau.signed_in().get(PAGE)
    assert page.status_code == 200
    assert "Đợt này chưa chọn mẫu phúc tra." in page.text


def test_heads_of_offices_do_not_see_it_and_the_auditor_does(checked: Bureau) -> None:
    assert checked.signed_in(MINH).get(PAGE).status_code == 404
    assert checked.signed_in(THU).get(PAGE).status_code == 200
