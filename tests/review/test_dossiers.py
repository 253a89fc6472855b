"""The page of published figures names what contradicts what, and changes nothing."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from survey.demo.published import load_settlement_report
from survey.store.dossiers import reports
from tests.fixtures.bureau import HOA, MINH, Bureau
from tests.fixtures.lan import queries

ADDRESS = "/review/dossiers"


def read(bureau: Bureau, name: str = HOA, *, language: str = "vi") -> BeautifulSoup:
    """Return the page with the report of 2023, as someone reads it."""
    with bureau.store.writing() as session:
        load_settlement_report(session)
    answer = bureau.signed_in(name).get(f"{ADDRESS}?lang={language}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def sentences(page: BeautifulSoup, section: int) -> list[str]:
    """Return summary, findings and proposals of one table."""
    found = page.select("section")[section].select("p.finding, ol li")
    return [" ".join(each.get_text().split()) for each in found]


def rows(page: BeautifulSoup, section: int) -> list[list[str]]:
    return [
        [" ".join(cell.get_text().split()) for cell in row.select("th, td")]
        for row in page.select("section")[section].select("tbody tr")
    ]


def test_the_contradiction_of_2023_is_named_and_one_correction_proposed(
    bureau: Bureau,
) -> None:
    assert sentences(read(bureau), 0) == [
        "Bảng có 2 chỗ các con số không khớp nhau.",
        "Các dòng cộng lại được 552.934, nhưng bảng ghi tổng số hồ sơ đã giải quyết là "
        "562.934 (lệch 10.000).",
        "Tỷ lệ đúng hạn của cấp huyện: công bố 75,22%, nhưng tính từ số liệu trong bảng là "
        "81,88%.",
        "Nếu số hồ sơ đã giải quyết của cấp huyện là 122.835 (bảng ghi 112.835, "
        "khác một chữ số) thì cả tỷ lệ và tổng đều khớp; xin đối chiếu với số liệu gốc.",
    ]


def test_printed_and_computed_rates_stand_side_by_side(sqlite_bureau: Bureau) -> None:
    assert rows(read(sqlite_bureau), 0) == [
        ["Cấp tỉnh", "75.537", "75.361", "99,77%", "99,77%"],
        ["Cấp huyện", "112.835", "92.392", "75,22% (2)", "81,88%"],
        ["Cấp xã", "364.562", "344.917", "94,61%", "94,61%"],
        ["Tổng công bố", "562.934 (1)", "512.670", "91,07%", "91,07%"],
        ["Các dòng cộng lại", "552.934", "512.670", "–", "–"],
    ]


def test_late_dossiers_of_the_total_are_said_beside_the_table(
    sqlite_bureau: Bureau,
) -> None:
    beside = [item.get_text() for item in read(sqlite_bureau).select(".notes li")]
    assert beside == [
        "Tổng số hồ sơ trễ hạn: công bố 50.264, tính lại 50.264.",
        "Tỷ lệ trễ hạn chung: công bố 8,9%, tính lại 8,9%.",
    ]


def test_overlapping_levels_are_explained_and_not_called_wrong(
    sqlite_bureau: Bureau,
) -> None:
    page = read(sqlite_bureau)
    assert sentences(page, 1) == [
        "Không thấy con số nào mâu thuẫn; có một điểm cần lưu ý khi đọc.",
        "Các dòng cộng lại được 1.945, nhiều hơn tổng số thủ tục ghi trong bảng là 1.836. "
        "Một thủ tục có thể do nhiều cấp giải quyết và được đếm ở mỗi cấp, "
        "nên hai con số này không nhất thiết mâu thuẫn.",
    ]


def test_the_page_says_that_nothing_was_changed_and_whose_figures_they_are(
    sqlite_bureau: Bureau,
) -> None:
    text = read(sqlite_bureau).get_text()
    assert "Phần mềm không sửa con số nào." in text
    assert "theo bài báo ngày 28/02/2024" in text


def test_reading_changes_nothing(sqlite_bureau: Bureau) -> None:
    read(sqlite_bureau)
    with sqlite_bureau.store.reading() as session:
        printed = {
            (figure.part, figure.measure): figure.printed
            for figure in reports(session)[0].figures
        }
    assert printed["district", "settled"] == "112835"
    assert printed["district", "on_time_rate"] == "75.22"


def test_the_page_speaks_english(sqlite_bureau: Bureau) -> None:
    page = read(sqlite_bureau, language="en")
    assert sentences(page, 0)[-1] == (
        "If the number of dossiers settled at district level were 122,835 "
        "(the table has 112,835, one digit away), both the rate and the total would agree; "
        "please check against the original figures."
    )
    # The title and the source stay in the language they were published in.
    kept = page.select_one("section h2")
    assert kept is not None and kept["lang"] == "vi"


def test_a_unit_head_may_read_published_figures(sqlite_bureau: Bureau) -> None:
    assert len(read(sqlite_bureau, MINH).select("section")) == 2


def test_a_stranger_is_sent_to_sign_in(sqlite_bureau: Bureau) -> None:
    answer = sqlite_bureau.browser().get(ADDRESS)
    assert (answer.status_code, answer.location) == (
        303,
        "/review/sign-in?next=/review/dossiers",
    )


def test_without_a_table_the_page_tells_how_one_comes_in(sqlite_bureau: Bureau) -> None:
    text = sqlite_bureau.signed_in().get(ADDRESS).text
    assert "sipas import dossiers" in text


def test_the_pages_of_a_wave_lead_here(province_bureau: Bureau) -> None:
    page = province_bureau.signed_in().get("/review/", follow_redirects=True).text
    assert f'href="{ADDRESS}"' in page


def test_the_page_asks_the_database_few_questions(sqlite_bureau: Bureau) -> None:
    with sqlite_bureau.store.writing() as session:
        load_settlement_report(session)
    browser = sqlite_bureau.signed_in()
    with queries(sqlite_bureau.store) as sent:
        browser.get(ADDRESS)
    assert len(sent) <= 4


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_is_valid_html(
    sqlite_bureau: Bureau, vnu: Callable[[str], list[str]], language: str
) -> None:
    with sqlite_bureau.store.writing() as session:
        load_settlement_report(session)
    page = sqlite_bureau.signed_in().get(f"{ADDRESS}?lang={language}").text
    assert vnu(page) == []
