"""The page of posters: the reform office gives codes and downloads what to print."""

import re
from collections.abc import Callable, Iterator

import pypdfium2
import pytest
from sqlalchemy import event

from tests.fixtures.bureau import HOA, MINH, OWN, Bureau, csrf_in

PAGE, FILE = "/manage/posters", "/manage/posters.pdf"


def page_count(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


@pytest.fixture
def printed(province_bureau: Bureau) -> Iterator[Bureau]:
    """Give the province with a code at each of its six counters."""
    hoa = province_bureau.signed_in(HOA)
    token = csrf_in(hoa.get(PAGE).text)
    assert hoa.post(PAGE, data={"csrf_token": token}).status_code == 303
    yield province_bureau


def test_counters_without_a_code_are_counted_and_get_one(
    province_bureau: Bureau,
) -> None:
    hoa = province_bureau.signed_in(HOA)
    before = hoa.get(PAGE).text
    assert "6 quầy chưa có mã." in before
    # The first form of the page signs out.
    token = csrf_in(before)
    given = hoa.post(PAGE, data={"csrf_token": token})
    assert (given.status_code, given.location) == (303, PAGE)
    after = hoa.get(PAGE).text
    assert "chưa có mã" not in after
    assert len(set(re.findall(r"<td>(\w{3} \w{3})</td>", after))) == 6


def test_codes_are_given_only_with_a_token_of_this_page(
    province_bureau: Bureau,
) -> None:
    hoa = province_bureau.signed_in(HOA)
    assert hoa.post(PAGE).status_code == 400
    assert "6 quầy chưa có mã." in hoa.get(PAGE).text


def test_a_printed_code_stays_when_codes_are_given_again(printed: Bureau) -> None:
    hoa = printed.signed_in(HOA)
    before = hoa.get(PAGE).text
    hoa.post(PAGE, data={"csrf_token": csrf_in(before)})
    codes = re.compile(r"<td>(\w{3} \w{3})</td>")
    assert codes.findall(hoa.get(PAGE).text) == codes.findall(before)


@pytest.mark.parametrize(
    ("query", "pages", "name"),
    [
        ("", 6, "posters.pdf"),
        (f"?office={OWN}", 1, f"posters-{OWN}.pdf"),
        (f"?office={OWN}&counter={OWN}-1", 1, f"posters-{OWN}-{OWN}-1.pdf"),
    ],
)
def test_posters_are_downloaded_for_all_for_an_office_or_for_a_counter(
    printed: Bureau, query: str, pages: int, name: str
) -> None:
    answer = printed.signed_in(HOA).get(FILE + query)
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert page_count(answer.data) == pages


def test_the_sheet_is_in_vietnamese_for_a_reader_of_english(printed: Bureau) -> None:
    hoa = printed.signed_in(HOA)
    in_english = hoa.get(f"{FILE}?office={OWN}&lang=en")
    document = pypdfium2.PdfDocument(in_english.data)
    page = document[0]
    words = page.get_textpage()
    try:
        assert "Trang không hỏi tên, OTP" in " ".join(words.get_text_range().split())
    finally:
        words.close()
        page.close()
        document.close()


@pytest.mark.parametrize(
    "query", ["?office=none", "?counter=none", "?office=%0d%0aX: y"]
)
def test_no_poster_is_a_page_not_found(printed: Bureau, query: str) -> None:
    assert printed.signed_in(HOA).get(FILE + query).status_code == 404


def test_without_a_hotline_the_page_says_what_is_missing(printed: Bureau) -> None:
    printed.configure(hotline="")
    hoa = printed.signed_in(HOA)
    page = hoa.get(PAGE).text
    assert "bảng cần số điện thoại cho người không quét được" in page
    assert ".pdf" not in page
    refused = hoa.get(FILE)
    assert (refused.status_code, refused.location) == (303, PAGE)


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_a_unit_head_finds_no_posters(printed: Bureau, address: str) -> None:
    assert printed.signed_in(MINH).get(address).status_code == 404


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_a_visitor_signs_in_first(printed: Bureau, address: str) -> None:
    answer = printed.browser().get(address)
    assert (answer.status_code, answer.location) == (
        303,
        f"/review/sign-in?next={address}",
    )


def test_only_the_reform_office_is_shown_the_way(province_bureau: Bureau) -> None:
    link = f'<a href="{PAGE}">Bảng mã QR</a>'
    hoa, minh = province_bureau.signed_in(HOA), province_bureau.signed_in(MINH)
    assert link in hoa.get("/review/", follow_redirects=True).text
    assert link not in minh.get("/review/", follow_redirects=True).text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_is_valid_html_in_each_language(
    printed: Bureau, vnu: Callable[[str], list[str]], language: str
) -> None:
    page = printed.signed_in(HOA).get(f"{PAGE}?lang={language}").text
    assert f'<html lang="{language}">' in page
    assert vnu(page) == []


def test_the_page_asks_the_database_a_fixed_number_of_questions(
    printed: Bureau,
) -> None:
    hoa = printed.signed_in(HOA)
    statements: list[str] = []
    event.listen(
        printed.store.engine,
        "before_cursor_execute",
        lambda *arguments: statements.append(arguments[2]),
    )
    hoa.get(PAGE)
    assert len([text for text in statements if text.startswith("SELECT")]) <= 6
