"""The page of reports: who gets which, in which language, what is noted, and what a wrong address says."""

import re

import pytest
from bs4 import BeautifulSoup

from survey.reports.handed_up.files import FORMATS
from survey.review import reports
from survey.store import audit, places
from survey.store.audit import Search
from tests.fixtures.bureau import HOA, MINH, OTHER, OWN, THU, WAVE, Bureau
from tests.fixtures.report_files import pages_in_pdf, values_in_csv, values_in_xlsx

PAGE = f"/review/waves/{WAVE}/reports"
FILE = f"{PAGE}/file"
SCORECARD = f"/review/waves/{WAVE}/offices/{OWN}/scorecard"


def noted(bureau: Bureau) -> tuple[str, str, str]:
    """Return who did what to what, by the newest entry of the trail."""
    with bureau.store.reading() as session:
        (entry,) = audit.entries(session, Search(), limit=1)
    return entry.actor, entry.action, entry.object


def options(page: str, name: str) -> list[str]:
    found = BeautifulSoup(page, "html.parser").select(f"#{name} option")
    return [str(option["value"]) for option in found]


def test_a_press_of_the_button_brings_the_file_in_the_language_chosen(
    province_bureau: Bureau,
) -> None:
    client = province_bureau.signed_in(HOA)
    page = client.get(PAGE).text
    assert options(page, "kind") == ["full", "summary"]
    assert options(page, "format") == list(FORMATS)
    assert options(page, "language") == ["vi", "en"]
    answer = client.get(f"{FILE}?kind=summary&format=pdf&lang=en")
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="hai-long_tom-tat_2026-dot-2_2026-11-24_en.pdf"'
    )
    assert "SUMMARY REPORT" in pages_in_pdf(answer.data)[0]
    assert noted(province_bureau) == (
        HOA,
        "export",
        "hai-long_tom-tat_2026-dot-2_2026-11-24_en.pdf",
    )


def test_an_office_chosen_from_the_list_leads_to_its_own_address(
    province_bureau: Bureau,
) -> None:
    client = province_bureau.signed_in(THU)
    assert OTHER in options(client.get(PAGE).text, "office")
    answer = client.get(f"{FILE}?kind=scorecard&format=csv&office={OTHER}&lang=vi")
    assert answer.status_code == 303
    sheet = client.get(answer.location)
    assert "1 factors" in values_in_csv(sheet.data)


def test_a_head_gets_the_own_office_s_sheet_and_nothing_else(
    province_bureau: Bureau,
) -> None:
    client = province_bureau.signed_in(MINH)
    page = client.get(PAGE).text
    assert "Báo cáo của cả đợt" not in page and "Xã Sơn Tây" not in page
    (form,) = BeautifulSoup(page, "html.parser").select("form.choose")
    assert form["action"] == SCORECARD
    assert client.get(f"{SCORECARD}?format=xlsx").status_code == 200
    foreign = SCORECARD.replace(OWN, OTHER)
    assert client.get(foreign).status_code == 404
    assert client.get(f"{FILE}?kind=full&format=csv").status_code == 404


def test_the_sheet_is_the_same_whoever_asks_for_it(province_bureau: Bureau) -> None:
    sheets = {
        province_bureau.signed_in(name).get(f"{SCORECARD}?format=pdf").data
        for name in (HOA, MINH, THU)
    }
    assert len(sheets) == 1


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?kind=full",
        "?kind=full&format=exe",
        "?kind=all&format=pdf",
        "?kind=scorecard&format=pdf",
        "?kind=&format=pdf%00",
    ],
)
def test_what_is_not_on_the_list_gets_the_page_again_with_what_to_do(
    province_bureau: Bureau, query: str
) -> None:
    answer = province_bureau.signed_in(HOA).get(f"{FILE}{query}")
    assert answer.status_code == 422
    error = BeautifulSoup(answer.text, "html.parser").select_one("[role=alert]")
    assert error is not None
    assert error.get_text() == (
        "Chọn loại báo cáo, đơn vị và định dạng trong danh sách, rồi bấm Tải về."
    )


def test_an_unknown_wave_or_office_is_not_there(province_bureau: Bureau) -> None:
    client = province_bureau.signed_in(HOA)
    for address in (
        PAGE.replace(WAVE, "2020"),
        f"{FILE}?kind=full&format=csv".replace(WAVE, "2020"),
        SCORECARD.replace(OWN, "XX"),
    ):
        assert client.get(address).status_code == 404


def test_a_name_that_the_font_lacks_is_told_and_the_others_still_work(
    province_bureau: Bureau,
) -> None:
    with province_bureau.store.writing() as session:
        office = places.office_by_code(session, OWN)
        assert office is not None
        office.name = "部門"
    client = province_bureau.signed_in(HOA)
    answer = client.get(f"{SCORECARD}?format=pdf")
    assert answer.status_code == 422
    assert "Hãy tải bản DOCX hoặc XLSX; các con số như nhau." in answer.text
    assert client.get(f"{SCORECARD}?format=docx").status_code == 200


def test_while_another_is_being_made_one_is_asked_to_press_again(
    province_bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "LONGEST_WAIT_SECONDS", 0.01)
    client = province_bureau.signed_in(HOA)
    with reports.MAKING:
        answer = client.get(f"{FILE}?kind=summary&format=csv")
    assert answer.status_code == 429
    assert "Đang làm một báo cáo khác." in answer.text
    assert client.get(f"{FILE}?kind=summary&format=csv").status_code == 200


def test_the_file_shows_the_numbers_of_the_pages(province_bureau: Bureau) -> None:
    client = province_bureau.signed_in(HOA)
    page = client.get(f"/review/waves/{WAVE}").text
    big = BeautifulSoup(page, "html.parser").select_one("p.big")
    assert big is not None
    shown = re.findall(r"\d+,\d", big.get_text())
    xlsx = client.get(f"{FILE}?kind=full&format=xlsx").data
    found = values_in_xlsx(xlsx)
    (factors,) = (rows for name, rows in found.items() if name.endswith(" factors"))
    (index,) = (row for row in factors if row[0] == "Chỉ số chung")
    assert [number.replace(".", ",") for number in index[2:]] == shown
