"""The page of posters: the reform office gives codes and downloads what to print."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlmodel import select
from werkzeug.test import TestResponse

from survey.manage import posters
from survey.store import fields, places
from survey.store.tables import AuditEntry, Counter
from tests.fixtures.bureau import HOA, LAN, MINH, OTHER, OWN, Bureau, csrf_in
from tests.fixtures.people import TODAY

PAGE, FILE = "/manage/posters", "/manage/posters.pdf"
BATCH = "/manage/posters/batch"


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
    assert len(set(re.findall(r'<td data-name="Mã">(\w{3} \w{3})', after))) == 6


def test_a_counter_is_listed_with_its_reception_point(province_bureau: Bureau) -> None:
    with province_bureau.store.writing() as session:
        (_, counter), *_ = places.open_counters(session, TODAY)
        counter.point = "Điểm Chợ Mới"
    page = province_bureau.signed_in(HOA).get(PAGE).text
    assert f'{counter.name} <span class="hint">(Điểm Chợ Mới)</span>' in page


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
    codes = re.compile(r'<td data-name="Mã">(\w{3} \w{3})')
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


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"hotline": ""}, "bảng cần số điện thoại cho người không quét được"),
        ({"without_phone": ()}, "bảng cần một cách đánh giá không dùng điện thoại"),
    ],
)
def test_what_a_poster_lacks_is_said_on_the_page(
    printed: Bureau, lacking: dict[str, Any], said: str
) -> None:
    printed.configure(**lacking)
    hoa = printed.signed_in(HOA)
    page = hoa.get(PAGE).text
    assert said in page
    assert ".pdf" not in page
    refused = hoa.get(FILE)
    assert (refused.status_code, refused.location) == (303, PAGE)


@pytest.mark.parametrize("name", [MINH, LAN])
def test_who_belongs_to_an_office_finds_its_posters_alone(
    printed: Bureau, name: str
) -> None:
    client = printed.signed_in(name)
    page = client.get(PAGE).text
    assert f"{OWN}-1" in page and OTHER not in page
    assert "Tạo mã" not in page and "Thay bảng" not in page
    assert page_count(client.get(FILE).data) == 1
    for place in (f"office={OTHER}", f"place={OTHER}/{OTHER}-1", f"counter={OTHER}-1"):
        assert client.get(f"{FILE}?{place}").status_code == 404


@pytest.mark.parametrize("address", [PAGE, BATCH])
def test_who_belongs_to_an_office_gives_no_codes(printed: Bureau, address: str) -> None:
    client = printed.signed_in(MINH)
    token = csrf_in(client.get(PAGE).text)
    sent = {"csrf_token": token, "place": OWN, "grace_days": "30"}
    assert client.post(address, data=sent).status_code == 404


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_a_visitor_signs_in_first(printed: Bureau, address: str) -> None:
    answer = printed.browser().get(address)
    assert (answer.status_code, answer.location) == (
        303,
        f"/review/sign-in?next={address}",
    )


@pytest.mark.parametrize("name", [HOA, MINH, LAN])
def test_who_looks_after_counters_is_shown_the_way(
    province_bureau: Bureau, name: str
) -> None:
    client = province_bureau.signed_in(name)
    home = client.get("/review/", follow_redirects=True).text
    group = re.search(r'<a href="([^"]*)"[^>]*>Thu thập</a>', home)
    assert group is not None
    assert f'<a href="{PAGE}"' in client.get(group[1]).text


def batch(client: FlaskClient, place: str, days: str = "30") -> TestResponse:
    """Ask for a new batch as the page does."""
    token = csrf_in(client.get(PAGE).text)
    sent = {"csrf_token": token, "place": place, "grace_days": days}
    return client.post(BATCH, data=sent)


def codes_of(page: str) -> list[str]:
    return re.findall(r'<td data-name="Mã">(\w{3} \w{3})', page)


def test_a_new_batch_replaces_one_counter_s_code_and_says_how_long_the_old_works(
    printed: Bureau,
) -> None:
    hoa = printed.signed_in(HOA)
    before = codes_of(hoa.get(PAGE).text)
    assert batch(hoa, f"{OWN}/{OWN}-1").status_code == 303
    page = hoa.get(PAGE).text
    after = codes_of(page)
    changed = [old for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 1
    # Thirty days from 25 November on: the last one is 24 December.
    assert f"{changed[0]} dùng đến hết 24/12/2026" in page
    assert f"{OWN}-1/2, 25/11/2026" in page


def test_a_new_batch_everywhere_replaces_every_code(printed: Bureau) -> None:
    hoa = printed.signed_in(HOA)
    before = codes_of(hoa.get(PAGE).text)
    assert batch(hoa, "*", days="0").status_code == 303
    page = hoa.get(PAGE).text
    assert not set(before) & set(codes_of(page))
    assert "dùng đến hết" not in page


@pytest.mark.parametrize(
    ("place", "days"),
    [
        ("", "30"),
        ("XX-99", "30"),
        *(("*", days) for days in ("-1", "999", "9" * 5000, "x", "")),
    ],
)
def test_a_batch_that_makes_no_sense_changes_nothing(
    printed: Bureau, place: str, days: str
) -> None:
    hoa = printed.signed_in(HOA)
    before = codes_of(hoa.get(PAGE).text)
    assert batch(hoa, place, days).status_code == 400
    assert codes_of(hoa.get(PAGE).text) == before


@pytest.mark.parametrize(
    ("query", "pages", "name"),
    [
        ("?size=card", 2, "posters-card.pdf"),
        ("?variant=returned&size=a3", 6, "posters-returned-a3.pdf"),
        (f"?place={OWN}/{OWN}-1&nfc=1", 1, f"posters-{OWN}-{OWN}-1.pdf"),
        ("?variant=staff&size=a5", 1, "posters-staff.pdf"),
    ],
)
def test_every_size_and_kind_is_downloaded(
    printed: Bureau, query: str, pages: int, name: str
) -> None:
    answer = printed.signed_in(HOA).get(FILE + query)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert page_count(answer.data) == pages


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?size=a9", 404),
        ("?variant=none", 404),
        ("?language=km", 404),
        ("?wifi=%E1%9E%81", 400),
        # No office has a link yet.
        ("?variant=online", 303),
    ],
)
def test_what_cannot_be_printed_is_refused(
    printed: Bureau, query: str, status: int
) -> None:
    assert printed.signed_in(HOA).get(FILE + query).status_code == status


def test_more_than_the_service_has_room_for_is_left_to_the_command(
    printed: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posters, "MOST_AT_ONCE", 5)
    hoa = printed.signed_in(HOA)
    page = hoa.get(PAGE).text
    assert "hoặc nhờ quản trị viên chạy sipas posters" in page
    assert "Tải bảng của mọi quầy" not in page
    assert hoa.get(FILE).status_code == 303
    assert hoa.get(f"{FILE}?office={OWN}").status_code == 200


def test_the_trail_of_exports_holds_no_password_of_the_wifi(printed: Bureau) -> None:
    printed.signed_in(HOA).get(f"{FILE}?office={OWN}&wifi=UBND&wifi_password=khach2026")
    with printed.store.reading() as session:
        entries = session.exec(select(AuditEntry)).all()
    exported = [entry.object for entry in entries if entry.action == "export"]
    assert exported == [f"posters-{OWN}.pdf"]


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


def test_a_counter_s_fields_stand_with_it(province_bureau: Bureau) -> None:
    with province_bureau.store.writing() as session:
        counter = session.exec(select(Counter).where(Counter.code == f"{OWN}-1")).one()
        assert counter.id is not None
        fields.set_fields(session, {counter.id: ["Đất đai", "Hộ tịch"]}, {})
    page = province_bureau.signed_in(HOA).get("/manage/posters").text
    assert page.count("Lĩnh vực: Đất đai; Hộ tịch") == 1
