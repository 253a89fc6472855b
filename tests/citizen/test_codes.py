"""From a printed code to the form, and what a reader meets where there is none."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from sqlmodel import Session, select

from survey.store.codes import ALPHABET
from survey.store.engine import Store
from survey.store.tables import Counter, Poster, Wave
from tests.fixtures.lan import ADDRESS, CODE, HOTLINE, Lan, make_lan

BAD_CODE = "Không có mã này. Xin xem lại 6 ký tự in dưới ô vuông."


def heading(page: str) -> str:
    found = BeautifulSoup(page, "html.parser").h1
    assert found is not None
    return found.get_text()


@pytest.mark.parametrize(
    "spelling",
    [
        "/k/7K3M9W",
        "/k/7k3m9w",
        "/7K3M9W",
        "/7k3m9w",
        "/K/7k3m9w",
        "/K/7K3 M9W",
        "/K/7k3-m9w",
        "/K/%207K3M9W",
    ],
)
def test_every_spelling_leads_to_the_one_address(
    reading_lan: Lan, spelling: str
) -> None:
    answer = reading_lan.open(spelling)
    assert (answer.status_code, answer.headers["Location"]) == (308, ADDRESS)


def test_the_language_asked_for_is_kept_on_the_way(reading_lan: Lan) -> None:
    answer = reading_lan.open("/k/7k3m9w?lang=en&utm_source=poster")
    assert answer.headers["Location"] == f"{ADDRESS}?lang=en"


@pytest.mark.parametrize("typed", ["7K3M9W", "7k3 m9w", " 7K3-M9W ", "7 k 3 m 9 w"])
def test_a_code_typed_by_hand_opens_its_form(reading_lan: Lan, typed: str) -> None:
    answer = reading_lan.open("/", query_string={"ma": typed})
    assert (answer.status_code, answer.headers["Location"]) == (303, ADDRESS)


@pytest.mark.parametrize("typed", ["", "  "])
def test_home_asks_for_the_code(reading_lan: Lan, typed: str) -> None:
    answer = reading_lan.open("/", query_string={"ma": typed})
    assert answer.status_code == 200
    assert "Nhập mã in trên bảng" in answer.text


def test_any_single_wrong_character_leads_nowhere(reading_lan: Lan) -> None:
    for place in range(len(CODE)):
        for other in ALPHABET.replace(CODE[place], ""):
            wrong = CODE[:place] + other + CODE[place + 1 :]
            assert reading_lan.open(f"/K/{wrong}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/K/7K3M9X",
        "/k/7K3M9X",
        "/7K3M9X",
        "/K/7K3M9",
        "/K/7K3M9WW",
        "/K/OIL01U",
        "/K/%00%00",
        "/K/" + "7" * 5_000,
        "/K/７K3M9W",
        "/K/Quầy số 1",
        "/?ma=7K3M9X",
        "/?ma=%3Cscript%3E",
    ],
)
def test_a_wrong_code_is_told_and_can_be_typed_again(
    reading_lan: Lan, address: str
) -> None:
    answer = reading_lan.open(address)
    assert answer.status_code == 404
    assert heading(answer.text) == BAD_CODE
    assert BeautifulSoup(answer.text, "html.parser").find("input", id="ma")
    assert "<script>" not in answer.text


def test_what_was_typed_stands_in_the_field_to_be_put_right(reading_lan: Lan) -> None:
    page = reading_lan.open("/", query_string={"ma": '7k3-m9"'}).text
    field = BeautifulSoup(page, "html.parser").find("input", id="ma")
    assert field is not None and field["value"] == '7k3-m9"'


def test_a_code_that_was_never_printed_is_a_wrong_code(reading_lan: Lan) -> None:
    answer = reading_lan.open("/K/BCDFGB")
    assert (answer.status_code, heading(answer.text)) == (404, BAD_CODE)


@pytest.mark.parametrize("address", ["/abc", "/7K3M9WW", "/K", "/K/", "/K/7K3M9W/1"])
def test_other_addresses_do_not_exist(reading_lan: Lan, address: str) -> None:
    answer = reading_lan.open(address)
    assert (answer.status_code, heading(answer.text)) == (404, "Không có trang này.")


def test_a_replaced_poster_says_so(lan: Lan) -> None:
    with lan.store.writing() as session:
        session.exec(select(Poster)).one().retired_on = date(2026, 11, 25)
    answer = lan.open()
    assert answer.status_code == 410
    assert heading(answer.text) == "Bảng này đã được thay. Xin quét bảng mới ở quầy."
    # The way on: the number, and the field for the new poster's code.
    phone = HOTLINE.replace(" ", "\u00a0")
    assert f"Góp ý qua điện thoại: {phone}." in answer.text
    assert 'name="ma"' in answer.text


def test_a_closed_counter_says_so(lan: Lan) -> None:
    with lan.store.writing() as session:
        session.exec(select(Counter)).one().closed_on = date(2026, 11, 25)
    answer = lan.open()
    assert answer.status_code == 410
    assert (
        heading(answer.text)
        == "Quầy này không còn hoạt động. Xin quét bảng ở quầy khác."
    )


def test_a_closed_wave_says_since_when_and_what_else_one_can_do(lan: Lan) -> None:
    lan.travel(date(2027, 1, 1))
    answer = lan.open()
    assert answer.status_code == 410
    assert heading(answer.text) == "Đợt lấy ý kiến ở đây đã dừng ngày 31/12/2026."
    phone = HOTLINE.replace(" ", "\u00a0")
    assert f"Góp ý qua điện thoại: {phone}." in answer.text


def test_without_a_hotline_the_counter_is_named(sqlite_lan: Lan) -> None:
    sqlite_lan.configure(hotline="")
    sqlite_lan.travel(date(2027, 1, 1))
    page = sqlite_lan.open().text
    assert "Có thể góp ý trực tiếp tại quầy." in page
    assert "qua điện thoại" not in page and "Cần giúp" not in page


def test_between_two_waves_the_next_day_is_named(sqlite_lan: Lan) -> None:
    with sqlite_lan.store.writing() as session:
        add_wave(session, opens_on=date(2027, 3, 1))
    sqlite_lan.travel(date(2027, 1, 1))
    assert "Đợt tiếp theo bắt đầu ngày 01/03/2027." in sqlite_lan.open().text


def test_before_the_first_wave_its_day_is_named(lan: Lan) -> None:
    lan.travel(date(2026, 10, 31))
    answer = lan.open("/K/7K3M9W?lang=en")
    assert answer.status_code == 404
    assert heading(answer.text) == "Not open yet. Starts on 1 November 2026."


def test_without_any_wave_there_is_nothing_to_wait_for(sqlite_store: Store) -> None:
    answer = make_lan(sqlite_store, has_wave=False).open()
    assert answer.status_code == 404
    assert heading(answer.text) == "Ở đây chưa có đợt lấy ý kiến nào."


@pytest.mark.parametrize("address", ["/", "/K/BCDFGB", "/K/7K3M9W"])
def test_a_page_names_its_language_and_links_to_the_other(
    reading_lan: Lan, address: str
) -> None:
    for language, other in (("vi", "en"), ("en", "vi")):
        page = reading_lan.open(f"{address}?lang={language}").text
        parsed = BeautifulSoup(page, "html.parser")
        assert parsed.html is not None and parsed.html["lang"] == language
        (link,) = parsed.select("nav a[lang]")
        assert (link["href"], link["lang"]) == (f"?lang={other}", other)


@pytest.mark.parametrize(
    ("preferred", "shown"),
    [
        ("en-US,en;q=0.9", "en"),
        ("vi-VN,vi;q=0.9,en;q=0.5", "vi"),
        ("km", "vi"),
        ("", "vi"),
    ],
)
def test_the_reader_s_own_language_comes_first(
    reading_lan: Lan, preferred: str, shown: str
) -> None:
    page = reading_lan.open("/", headers={"Accept-Language": preferred}).text
    assert f'<html lang="{shown}">' in page


def test_the_forms_two_addresses_take_no_other_method(reading_lan: Lan) -> None:
    assert reading_lan.phone.put(ADDRESS).status_code == 405
    assert reading_lan.phone.delete(ADDRESS).status_code == 405
    assert reading_lan.phone.open(ADDRESS, method="TRACE").status_code == 405
    assert reading_lan.phone.post("/k/7K3M9W").status_code == 405
    assert reading_lan.phone.options(ADDRESS).status_code == 200
    overridden = {"X-HTTP-Method-Override": "DELETE"}
    assert reading_lan.open(headers=overridden).status_code == 200


def test_looking_at_a_page_changes_nothing(sqlite_lan: Lan) -> None:
    sqlite_lan.open()
    sqlite_lan.phone.head(ADDRESS)
    assert (sqlite_lan.stored(), sqlite_lan.receipts()) == ([], [])


def add_wave(session: Session, *, opens_on: date) -> None:
    session.add(
        Wave(
            code="later",
            title="Đợt sau",
            kind="campaign",
            opens_on=opens_on,
            closes_on=date(2027, 12, 31),
        )
    )
