"""The pages of a wave show questions of perception and expectation, with floors, in both languages."""

import pytest
from bs4 import BeautifulSoup

from tests.fixtures.bureau import HOA, MINH, OTHER, OWN, WAVE, Bureau

OVERVIEW = f"/review/waves/{WAVE}"
OFFICE = f"{OVERVIEW}/offices/{OWN}"


def table(page: str, question: str) -> dict[str, list[str]]:
    """Return the rows of a question's table by their heading."""
    found = BeautifulSoup(page, "html.parser")
    (title,) = [one for one in found.select("h3") if one.get_text() == question]
    return {
        row.select("th")[0].get_text(): [cell.get_text() for cell in row.select("td")]
        for row in found.select(f"table[aria-labelledby={title['id']}] tbody tr")
    }


def test_an_office_s_page_shows_what_was_chosen(choice_bureau: Bureau) -> None:
    page = choice_bureau.signed_in(HOA).get(OFFICE).text
    assert "Nhận định của người dân" in page
    assert "Nhu cầu, mong đợi của người dân" in page
    learnt = table(page, "Ông/Bà biết thủ tục này chủ yếu qua đâu?")
    assert learnt["Cổng dịch vụ công"] == ["12", "30,0%", "18,1–45,4"]
    assert learnt["Người quen"] == ["dưới 5"]
    first = table(page, "Ông/Bà thấy việc nào cần làm trước?")
    assert first["Mở cửa thêm sáng thứ Bảy"] == [
        *("28", "70,0%", "54,6–81,9"),
        *("40", "1,3 (1,2–1,4)"),
    ]
    assert "n = 40 phiếu trả lời câu này." in page
    assert "khoảng 95% theo Wilson" in page
    # The question that nobody answered has its name and no figures.
    assert table(page, "Cơ quan có trả kết quả đúng hẹn không?") == {}


def test_the_overview_shows_all_offices_together_in_english(
    choice_bureau: Bureau,
) -> None:
    page = choice_bureau.signed_in(HOA).get(f"{OVERVIEW}?lang=en").text
    assert page.index("What people perceived") < page.index("What people need")
    learnt = table(page, "Ông/Bà biết thủ tục này chủ yếu qua đâu?")
    assert learnt["Công chức hướng dẫn"][:2] == ["38", "54.3%"]
    assert "Offices where under 5 answered this question are not in the table." in page


def test_the_head_of_a_unit_reads_the_own_one(choice_bureau: Bureau) -> None:
    minh = choice_bureau.signed_in(MINH)
    assert "Nhận định của người dân" in minh.get(OFFICE).text
    other = f"{OVERVIEW}/offices/{OTHER}"
    assert minh.get(other).status_code == 404
    assert minh.get(f"{other}?format=csv&choices=1").status_code == 404


@pytest.mark.parametrize("address", [OVERVIEW, OFFICE])
def test_the_tables_can_be_had_as_a_file(choice_bureau: Bureau, address: str) -> None:
    hoa = choice_bureau.signed_in(HOA)
    (link,) = [
        str(one["href"])
        for one in BeautifulSoup(hoa.get(address).text, "html.parser").select("a")
        if "choices=1" in str(one.get("href"))
    ]
    file = hoa.get(link)
    assert file.mimetype == "text/csv"
    assert "choices.csv" in file.headers["Content-Disposition"]
    assert ",officer,Công chức hướng dẫn," in file.text


def test_a_wave_without_such_questions_has_no_such_section(
    province_bureau: Bureau,
) -> None:
    page = province_bureau.signed_in(HOA).get(OVERVIEW).text
    assert "Nhận định của người dân" not in page and "choices=1" not in page
