"""The page of an independent check: a list is drawn from and forgotten, callers are outsiders, nothing names anyone."""

import csv
import io
from hashlib import sha256
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from survey.imports.upload import FOLDER
from survey.store import audit, rechecks
from survey.store.audit import Search
from survey.store.rechecks import KeptDraw
from survey.store.tables import Arrival
from survey.store.waves import OpenInstrument, wave_by_code
from tests.fixtures.bureau import (
    DUNG,
    HOA,
    LAN,
    MINH,
    OTHER,
    OWN,
    THU,
    WAVE,
    Bureau,
    csrf_in,
)
from tests.fixtures.paper import entry_key_in

PAGE = f"/manage/waves/{WAVE}/recheck"
WISH = {"rule": "share", "amount": "10", "least": "5", "seed": "7", "last_day": ""}
# 80 and 40 people; names and numbers that an office left in its file are none of our business.
LIST = "Mã đơn vị;Mã hồ sơ;Lĩnh vực;Họ tên;Điện thoại\n" + "".join(
    f"{office};{office}-{number:03};{'Đất đai' if number % 4 else 'Hộ tịch'};Trần Thị Mận;0912345678\n"
    for office, n in ((OWN, 80), (OTHER, 40))
    for number in range(n)
)

BAD_LISTS = [
    ("Mã đơn vị;Tên\nX;Y\n", "thiếu cột id"),
    (LIST + f"{OWN};{OWN}-000;;;\n", "cần mã chưa có ở dòng 2"),
    (LIST + "XX-99;1;;;\n", "dòng 122, cột office: có “XX-99”"),
    ("Mã đơn vị;Mã hồ sơ\n", "không có dòng nào"),
    ("\x00\x01", "danh sách.csv"),
]
MISTAKES = [
    ({"amount": "0"}, "Xin nhập phần trăm lớn hơn 0, nhiều nhất 100."),
    ({"rule": "fixed", "amount": "2,5"}, "Xin nhập số người từ 1"),
    ({"rule": "margin", "amount": "50"}, "Xin nhập sai số lớn hơn 0"),
    ({"last_day": "2020-01-01"}, "Xin chọn một ngày từ hôm nay trở đi."),
    ({"rule": "x"}, "Xin chọn một mục trong danh sách."),
    ({"seed": "-1"}, "Xin nhập số nguyên từ 0"),
]


def post(
    bureau: Bureau, address: str, sent: dict[str, object], name: str = HOA
) -> TestResponse:
    browser = bureau.signed_in(name)
    token = csrf_in(browser.get(PAGE).text)
    return browser.post(address, data={**sent, "csrf_token": token})


def draw(bureau: Bureau, text: str = LIST, **changed: str) -> TestResponse:
    file = (io.BytesIO(text.encode()), "danh sách.csv")
    return post(bureau, PAGE, {**WISH, **changed, "file": file})


def callers(bureau: Bureau, text: str = LIST) -> TestResponse:
    file = (io.BytesIO(text.encode()), "danh sách.csv")
    return post(bureau, f"{PAGE}/list", {"file": file})


def kept(session: Session) -> tuple[OpenInstrument, KeptDraw]:
    wave = wave_by_code(session, WAVE)
    assert wave is not None and wave.id is not None
    check = rechecks.recheck_instrument(session, wave.id)
    assert check is not None
    found = rechecks.newest_draw(session, check.instrument_id)
    assert found is not None
    return check, found


def begin_calls(bureau: Bureau, counter: str = f"{OWN}-1") -> TestResponse:
    browser = bureau.signed_in(DUNG)
    page = browser.get("/manage/telephone").text
    assert "Phúc tra độc lập: Đợt khảo sát thử" in page
    sent = {"wave": f"{WAVE}/recheck", "counter": counter, "language": "vi"}
    token = csrf_in(page)
    return browser.post("/manage/telephone", data={**sent, "csrf_token": token})


@pytest.fixture
def drawn(province_bureau: Bureau) -> Bureau:
    assert draw(province_bureau).status_code == 303
    return province_bureau


def test_a_list_is_drawn_from_and_nothing_of_it_stays(
    drawn: Bureau,
) -> None:
    with drawn.store.reading() as session:
        _check, found = kept(session)
        assert found.head.file_hash == sha256(LIST.encode()).hexdigest()
        assert sum(found.population.values()) == 120
        assert sorted(found.drawn.values()) == [5, 8]
        (noted,) = audit.entries(session, Search(action="change"), limit=1)
    assert noted.object == f"recheck {WAVE}"
    page = drawn.signed_in().get(PAGE).text
    assert "Cỡ mẫu: 10,0% danh sách của mỗi đơn vị, ít nhất 5 người." in page
    assert "Đã chọn 13 người, chưa hỏi được ai." in page
    everything = b"".join(
        file.read_bytes() for file in drawn_files(drawn) if file.is_file()
    )
    for told in ("Trần Thị Mận", "0912345678", f"{OWN}-001"):
        assert told.encode() not in everything


def drawn_files(bureau: Bureau) -> list[Path]:
    """Return where a trace could be: the database with its log, and the folder of uploads."""
    directory = bureau.app.extensions["sipas"].settings.directory
    database = Path(str(bureau.store.engine.url.database))
    return [*(directory / FOLDER).glob("*"), *database.parent.glob("survey*")]


def test_the_same_file_gives_the_callers_their_list_and_another_does_not(
    drawn: Bureau,
) -> None:
    first, second = callers(drawn), callers(drawn)
    assert first.headers["Content-Disposition"] == (
        f'attachment; filename="phuc-tra-{WAVE}.csv"'
    )
    assert first.text == second.text
    rows = list(csv.DictReader(io.StringIO(first.text.removeprefix("\ufeff"))))
    assert len(rows) == 13 and set(rows[0]) == {"number", "office", "stratum", "id"}
    assert "Mận" not in first.text and "0912345678" not in first.text
    refused = callers(drawn, LIST.replace("Hộ tịch", "Chứng thực"))
    assert refused.status_code == 422
    assert "Đây không phải tệp đã dùng để chọn mẫu." in refused.text


def test_a_bad_list_is_refused_by_row_and_nothing_is_drawn(
    province_bureau: Bureau,
) -> None:
    for text, expected in BAD_LISTS:
        refused = draw(province_bureau, text)
        assert refused.status_code == 422
        shown = BeautifulSoup(refused.text, "lxml").select_one("div.problem")
        assert shown is not None and expected in shown.text
    with province_bureau.store.reading() as session:
        wave = wave_by_code(session, WAVE)
        assert wave is not None
        assert rechecks.recheck_instrument(session, wave.id or 0) is None


def test_a_mistake_is_named_and_nothing_is_drawn(province_bureau: Bureau) -> None:
    for changed, expected in MISTAKES:
        refused = draw(province_bureau, **changed)
        assert refused.status_code == 422 and expected in refused.text, expected


def test_a_margin_that_no_calls_reach_is_told(province_bureau: Bureau) -> None:
    answer = draw(province_bureau, rule="margin", amount="5", least="0")
    assert answer.status_code == 303
    page = province_bureau.signed_in().get(answer.location).text
    assert f"nên chọn hết: {OWN}, {OTHER}." in page


def test_a_call_of_the_check_is_an_answer_of_its_own_class(drawn: Bureau) -> None:
    address = begin_calls(drawn).location
    browser = drawn.signed_in(DUNG)
    screen = browser.get(address).text
    sent = {"csrf_token": csrf_in(screen), "entry_key": entry_key_in(screen)}
    saved = browser.post(address, data={**sent, "overall": "4", "comment": ""})
    assert saved.status_code == 303
    with drawn.store.reading() as session:
        check, _draw = kept(session)
        (heard,) = session.exec(select(Arrival).where(Arrival.channel == "F"))
        assert heard.instrument_id == check.instrument_id
    assert "13 người, 1 người trả lời" in drawn.signed_in().get(PAGE).text


def test_who_was_not_reached_is_counted_by_reason_and_can_be_put_right(
    drawn: Bureau,
) -> None:
    address = begin_calls(drawn).location
    browser = drawn.signed_in(DUNG)
    token = csrf_in(browser.get(address).text)
    for path, outcome in (("refused", ""), ("not-reached", "no_answer")):
        sent = {"csrf_token": token, "outcome": outcome}
        assert browser.post(f"{address}/{path}", data=sent).status_code == 303
    bad = {"csrf_token": token, "outcome": "dead"}
    assert browser.post(f"{address}/not-reached", data=bad).status_code == 422
    told = f"n-no_answer-{OWN}"
    page = BeautifulSoup(drawn.signed_in().get(PAGE).text, "lxml")
    assert page.select_one(f'input[name="n-refused-{OWN}"]')["value"] == "1"  # type: ignore[index]
    assert page.select_one(f'input[name="{told}"]')["value"] == "1"  # type: ignore[index]
    wrong = post(drawn, f"{PAGE}/reached", {told: "ba"})
    assert wrong.status_code == 422 and 'value="ba"' in wrong.text
    assert post(drawn, f"{PAGE}/reached", {told: "3"}).status_code == 303
    with drawn.store.reading() as session:
        check, _draw = kept(session)
        (counts,) = rechecks.outcomes(session, check.instrument_id).values()
    assert counts == {"refused": 1, "no_answer": 3}


def test_once_somebody_was_called_no_other_sample_is_drawn(drawn: Bureau) -> None:
    assert draw(drawn, seed="8").status_code == 303
    begin_calls(drawn)
    refused = draw(drawn, seed="9")
    assert refused.status_code == 409
    assert "mẫu không được chọn lại" in refused.text
    with drawn.store.reading() as session:
        _check, found = kept(session)
    assert (found.head.seed, found.earlier) == (8, 1)


def test_people_can_be_called_for_longer_and_not_until_a_day_that_is_over(
    drawn: Bureau,
) -> None:
    begin_calls(drawn)
    refused = post(drawn, f"{PAGE}/last-day", {"until": "2026-11-24"})
    assert refused.status_code == 422
    assert "Xin chọn một ngày từ hôm nay trở đi." in refused.text
    assert post(drawn, f"{PAGE}/last-day", {"until": "2027-03-01"}).status_code == 303
    with drawn.store.reading() as session:
        check, _draw = kept(session)
        (noted,) = audit.entries(session, Search(action="change"), limit=1)
    assert f"{check.last_day_with_grace}" == "2027-03-08"
    assert noted.details == '{"last_day":"2027-03-01"}'


def test_an_office_outside_the_sample_cannot_be_called(drawn: Bureau) -> None:
    refused = begin_calls(drawn, counter="HT-03-1")
    assert refused.status_code == 422
    assert "Đơn vị này không có trong mẫu phúc tra." in refused.text


@pytest.mark.parametrize("name", [MINH, LAN])
def test_nobody_of_an_office_types_in_what_an_independent_check_heard(
    drawn: Bureau, name: str
) -> None:
    address = begin_calls(drawn).location
    browser = drawn.signed_in(name)
    for page in ("/manage/telephone", address, "/manage/paper", PAGE):
        assert browser.get(page).status_code == 404


def test_the_auditor_reads_and_is_offered_nothing_to_change(drawn: Bureau) -> None:
    page = drawn.signed_in(THU).get(PAGE).text
    assert "Đã chọn 13 người" in page
    assert 'type="file"' not in page and "<input name=" not in page


def test_a_call_of_the_wave_has_no_reasons_to_tick(drawn: Bureau) -> None:
    browser = drawn.signed_in(DUNG)
    token = csrf_in(browser.get("/manage/telephone").text)
    sent = {"wave": WAVE, "counter": f"{OWN}-1", "language": "vi", "csrf_token": token}
    address = browser.post("/manage/telephone", data=sent).location
    screen = browser.get(address).text
    assert "Không hỏi được người này" not in screen
    sent = {"csrf_token": csrf_in(screen), "outcome": "no_answer"}
    assert browser.post(f"{address}/not-reached", data=sent).status_code == 422
