"""The pages of published indices: beside the own results, never mixed with them."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

from survey.demo.published_indices import load_published_indices
from survey.store import audit, indices
from survey.store.audit import Search
from survey.store.engine import Store
from survey.store.indices import IndexRow
from tests.fixtures.bureau import HOA, KIEN, MINH, OTHER, THU, Bureau, csrf_in
from tests.fixtures.lan import queries
from tests.reports.test_index_register import BAC_NINH, parts

LIST, SIPAS = "/review/indices", "/review/indices/sipas"
UPLOAD = "/manage/indices"
OPENS_ACTION = "lập việc cần làm"
HEADER = "index,period,unit,value,source\n"


@pytest.fixture
def filled(province_bureau: Bureau) -> Bureau:
    """Give the small province with the shipped values."""
    with province_bureau.store.writing() as session:
        load_published_indices(session)
    return province_bureau


def read(bureau: Bureau, address: str, name: str = HOA) -> BeautifulSoup:
    answer = bureau.signed_in(name).get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def text_of(found: Tag | None) -> str:
    assert found is not None
    return " ".join(found.get_text().split())


def rows(page: BeautifulSoup, caption: str) -> list[list[str]]:
    """Return the cells of the table with that caption."""
    (table,) = (
        table
        for table in page.select("table")
        if text_of(table.select_one("caption")) == caption
    )
    return [
        [text_of(cell) for cell in row.select("th, td")]
        for row in table.select("tbody tr")
    ]


def test_every_index_stands_in_one_plain_table(filled: Bureau) -> None:
    found = rows(read(filled, LIST), "Giá trị mới nhất trong sổ")
    assert [row[1:] for row in found] == [
        ["Bình Thuận", "2023", "81,87", "61/63", "–"],
        ["Cả nước", "2024", "83,94", "–", "+1,28 điểm"],
        ["chưa có giá trị nào"],
        ["chưa có giá trị nào"],
        ["chưa có giá trị nào"],
        ["Sơn La", "2025", "83,63 chưa kiểm chứng", "29/34", "–"],
    ]


def test_an_index_is_shown_by_unit_and_period(filled: Bureau) -> None:
    page = read(filled, f"{SIPAS}?unit=Long+An&period=all")
    assert rows(page, "Chỉ số chung") == [
        ["Long An", "2023", "78,66", "57/63", "–", "−4,00", "19"],
        ["Long An", "2024", "82,71", "41/63", "+4,05 điểm, tăng 16 bậc", "−1,23", "19"],
    ]
    source = page.select_one("#source-19")
    assert text_of(source).startswith("vietnam.vn, bài về Long An (theo báo chí")
    everyone = rows(page, "Chỉ số chung theo đơn vị và kỳ")
    assert len(everyone) == 33 and everyone[0][0] == "Cả nước"


def test_the_break_is_drawn_and_its_reason_written(filled: Bureau) -> None:
    page = read(filled, SIPAS)
    assert len(page.select("svg line.break")) == 1
    assert "không chỉ người đã đến Bộ phận một cửa" in page.get_text()
    (row,) = (row for row in rows(page, "Chỉ số chung") if row[1] == "2022")
    assert row[4] == "không so sánh được"


def test_own_results_stand_beside_and_are_named_apart(filled: Bureau) -> None:
    page = read(filled, SIPAS)
    (row,) = rows(page, "Chỉ số hài lòng tại Bộ phận một cửa (cách tính kiểu SIPAS)")
    # Four of Đông Xuân wait until there are five.
    assert row[1] == "133"
    assert "không cộng và không tính trung bình" in page.get_text()


def test_a_unit_head_sees_the_register_beside_the_own_office_alone(
    filled: Bureau,
) -> None:
    page = read(filled, SIPAS, MINH)
    (row,) = rows(page, "Chỉ số hài lòng tại Bộ phận một cửa (cách tính kiểu SIPAS)")
    assert row[1] == "40"
    assert "Nhập thêm giá trị" not in read(filled, LIST, MINH).get_text()


def test_a_weak_component_opens_an_action(province_bureau: Bureau) -> None:
    rows = [replace(row, unit="Xã Bắc Hà") for row in parts(*BAC_NINH, total="92.83")]
    with province_bureau.store.writing() as session:
        indices.take_in(session, rows)
    address = "/review/indices/766"
    for name, opens in ((HOA, True), (MINH, True), (THU, False)):
        link = read(province_bureau, address, name).find("a", string=OPENS_ACTION)
        assert (link is not None) == opens
    link = read(province_bureau, address).find("a", string=OPENS_ACTION)
    assert isinstance(link, Tag)
    form = read(province_bureau, str(link["href"])).select_one("#source")
    assert form is not None
    assert str(form["value"]).endswith("Xã Bắc Hà, Nhóm 2, 2025: 8,53")


def test_a_unit_that_is_an_office_stands_beside_its_own_result(
    province_bureau: Bureau,
) -> None:
    with province_bureau.store.writing() as session:
        indices.take_in(session, [IndexRow("ddci", "2025", OTHER, value="71.5")])
    page = read(province_bureau, "/review/indices/ddci")
    assert text_of(page.select_one("#own")).endswith("– Xã Sơn Tây")
    (row,) = rows(page, "Chỉ số hài lòng tại Bộ phận một cửa (cách tính kiểu SIPAS)")
    assert row[1] == "36"
    # A unit head reads the same page beside the own office.
    (row,) = rows(
        read(province_bureau, "/review/indices/ddci", MINH),
        "Chỉ số hài lòng tại Bộ phận một cửa (cách tính kiểu SIPAS)",
    )
    assert row[1] == "40"


def test_an_index_that_is_none_is_not_there(filled: Bureau) -> None:
    assert filled.signed_in().get("/review/indices/sipaz").status_code == 404


@pytest.mark.parametrize("query", ["unit=Nơi+khác", "period=1999", "unit=&period="])
def test_what_is_not_in_the_register_falls_back_to_what_is(
    filled: Bureau, query: str
) -> None:
    assert text_of(read(filled, f"{SIPAS}?{query}").select_one("#unit-heading")) == (
        "Cả nước"
    )


def test_a_correction_is_shown_with_its_reason(filled: Bureau) -> None:
    content = HEADER + "sipas,2024,Quảng Ngãi,80.1,báo\n"
    send(filled, content, reason="Bộ công bố thêm giá trị")
    listed = read(filled, SIPAS).select("section[aria-labelledby=corrections] li")
    assert [text_of(each) for each in listed] == [
        "Quảng Ngãi, 2024: nay là 80,1. Lý do: Bộ công bố thêm giá trị"
    ]


def test_what_is_downloaded_can_be_brought_in_and_changes_nothing(
    filled: Bureau,
) -> None:
    file = filled.signed_in().get(f"{LIST}?format=csv")
    assert file.headers["Content-Disposition"] == 'attachment; filename="chi-so.csv"'
    answer = send(filled, file.text)
    assert answer.location == f"{UPLOAD}?added=0&corrected=0&unchanged=57"


def test_an_index_is_read_with_few_queries(filled: Bureau) -> None:
    browser = filled.signed_in()
    with queries(filled.store) as sent:
        browser.get(SIPAS)
    assert len(sent) <= 14


# Bringing in


def send(
    bureau: Bureau, content: str, *, name: str = HOA, reason: str = ""
) -> TestResponse:
    browser = bureau.signed_in(name)
    sent = {
        "csrf_token": csrf_in(browser.get(UPLOAD).text),
        "reason": reason,
        "file": (BytesIO(content.encode()), "chỉ số.csv"),
    }
    return browser.post(UPLOAD, data=sent)


def kept(store: Store) -> list[tuple[str, str]]:
    with store.reading() as session:
        return [(row.unit, row.value) for row in indices.current_rows(session)]


@pytest.mark.parametrize("name", [HOA, KIEN])
def test_reform_office_and_administrator_bring_values_in(
    sqlite_bureau: Bureau, name: str
) -> None:
    answer = send(sqlite_bureau, HEADER + "sipas,2024,Cả nước,83.94,báo\n", name=name)
    assert (answer.status_code, answer.location) == (
        303,
        f"{UPLOAD}?added=1&corrected=0&unchanged=0",
    )
    assert kept(sqlite_bureau.store) == [("Cả nước", "83.94")]
    told = sqlite_bureau.signed_in(name).get(answer.location).text
    assert "Thêm mới 1, sửa 0, giữ nguyên 0." in told


def test_bringing_in_is_noted_with_who_and_why(sqlite_bureau: Bureau) -> None:
    send(sqlite_bureau, HEADER + "sipas,2024,Cả nước,83.94,báo\n")
    send(sqlite_bureau, HEADER + "sipas,2024,Cả nước,83.95,báo\n", reason="đính chính")
    with sqlite_bureau.store.reading() as session:
        (entry,) = audit.entries(session, Search(action="import"), limit=1)
    assert (entry.actor, entry.object) == (HOA, "indices")
    assert "đính chính" in entry.details


def test_a_bad_row_stops_the_whole_file_and_is_named(sqlite_bureau: Bureau) -> None:
    content = HEADER + "sipas,2024,Cả nước,83.94,báo\nsipas,2024,Gia Lai,tám,báo\n"
    answer = send(sqlite_bureau, content, reason="giữ lại chữ này")
    assert answer.status_code == 422
    assert "chỉ số.csv, dòng 3, cột value: có “tám”, cần một số" in answer.text
    assert 'value="giữ lại chữ này"' in answer.text
    assert kept(sqlite_bureau.store) == []


def test_a_correction_asks_for_its_reason(sqlite_bureau: Bureau) -> None:
    send(sqlite_bureau, HEADER + "sipas,2024,Cả nước,83.94,báo\n")
    answer = send(sqlite_bureau, HEADER + "sipas,2024,Cả nước,83.95,báo\n")
    assert answer.status_code == 422
    assert "xin ghi lý do sửa" in answer.text and "Cả nước, 2024" in answer.text
    assert kept(sqlite_bureau.store) == [("Cả nước", "83.94")]


def test_without_a_file_the_page_asks_for_one(sqlite_bureau: Bureau) -> None:
    browser = sqlite_bureau.signed_in()
    token = csrf_in(browser.get(UPLOAD).text)
    answer = browser.post(UPLOAD, data={"csrf_token": token, "reason": ""})
    assert answer.status_code == 422 and "Xin chọn một tệp." in answer.text


def test_an_auditor_reads_and_brings_nothing_in(sqlite_bureau: Bureau) -> None:
    page = sqlite_bureau.signed_in(THU).get(UPLOAD).text
    assert 'name="file"' not in page


def test_a_made_up_result_is_not_told(sqlite_bureau: Bureau) -> None:
    page = sqlite_bureau.signed_in().get(f"{UPLOAD}?added=x&corrected=1&unchanged=2")
    assert page.status_code == 200 and "Thêm mới" not in page.text


@pytest.mark.parametrize("address", [LIST, SIPAS, "/review/indices/766", UPLOAD])
def test_the_pages_are_valid_html(
    filled: Bureau, vnu: Callable[[str], list[str]], address: str
) -> None:
    assert vnu(filled.signed_in().get(address).text) == []
