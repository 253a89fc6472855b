"""The telephone screen: promises first, then each question, and one call is one answer."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import inspect
from sqlmodel import select
from werkzeug.test import TestResponse

from survey.store.instruments import RESIDENTS, add_instrument
from survey.store.tables import Batch, QuestionnaireVersion
from survey.trust.disclosure import FLOOR
from tests.fixtures.bureau import DUNG, HOA, OWN, WAVE, Bureau, csrf_in
from tests.fixtures.paper import arrived, entry_key_in
from tests.fixtures.people import TODAY


@pytest.fixture
def dung(province_bureau: Bureau) -> FlaskClient:
    return province_bureau.signed_in(DUNG)


def begin(client: FlaskClient, **fields: str) -> str:
    """Choose a place and return the address of the screen."""
    sent = {
        "csrf_token": csrf_in(client.get("/manage/telephone").text),
        "wave": WAVE,
        "counter": f"{OWN}-1",
        "language": "vi",
        **fields,
    }
    address = client.post("/manage/telephone", data=sent).location
    assert address is not None
    return address


def answer(
    client: FlaskClient, address: str, *, key: str = "", **answers: str
) -> TestResponse:
    screen = client.get(address).text
    sent = {
        "csrf_token": csrf_in(screen),
        "entry_key": key or entry_key_in(screen),
        "comment": "",
        **answers,
    }
    return client.post(address, data=sent)


def test_the_promises_are_read_before_the_first_question(dung: FlaskClient) -> None:
    screen = dung.get(begin(dung)).text
    greeting = screen.index("Tôi gọi thay mặt cơ quan cải cách hành chính")
    promise = screen.index("Tên và số điện thoại của Ông/Bà không được ghi")
    consent = screen.index("Ông/Bà có đồng ý trả lời không?")
    question = screen.index("Lần đó Ông/Bà đến để:")
    assert greeting < promise < consent < question
    assert "tại Quầy số 1, Xã Bắc Hà." in screen
    assert f"từ {FLOOR} phiếu trở lên" in screen
    # What is written by hand only can be unreadable.
    assert 'value="?"' not in screen and 'name="helped"' not in screen


def test_a_call_is_one_answer_of_its_class_however_often_it_is_sent(
    province_bureau: Bureau, dung: FlaskClient
) -> None:
    address = begin(dung)
    key = "c" * 32
    sent = {"overall": "4", "q_result": "x", "stage": "ask"}
    for _ in range(2):
        saved = answer(dung, address, key=key, comment="Gọi 0912 345 678", **sent)
        assert (saved.status_code, saved.location) == (303, f"{address}?saved=1")
    (stored,) = arrived(province_bureau.store, "T")
    assert (stored.scores, stored.stage, stored.language) == ("4---x-", "ask", "vi")
    assert "1 người trả lời, 0 người từ chối" in dung.get(address).text
    with province_bureau.store.reading() as session:
        (batch,) = session.exec(select(Batch))
        assert (batch.channel, batch.stored, stored.batch_id) == ("T", 1, batch.id)


def test_calls_of_a_day_stay_together_and_those_of_others_apart(
    province_bureau: Bureau, dung: FlaskClient
) -> None:
    assert begin(dung) == begin(dung)
    assert begin(dung, language="en") != begin(dung)
    assert begin(province_bureau.signed_in(HOA)) != begin(dung)


def test_who_refuses_is_counted_and_nothing_else(
    province_bureau: Bureau, dung: FlaskClient
) -> None:
    address = begin(dung)
    token = csrf_in(dung.get(address).text)
    assert dung.post(f"{address}/refused", data={"csrf_token": token}).location
    assert "0 người trả lời, 1 người từ chối" in dung.get(address).text
    assert arrived(province_bureau.store, "T") == []


def test_no_table_has_room_for_a_name_or_a_number_of_who_was_called(
    province_bureau: Bureau,
) -> None:
    columns = {
        column["name"]
        for table in ("batch", "batch_operator", "batch_check")
        for column in inspect(province_bureau.store.engine).get_columns(table)
    }
    assert columns == (
        {"id", "class", "counter_id", "instrument_id", "language", "opened_on"}
        | {"gathered_on", "handed_out", "returned", "spoiled", "refused", "state"}
        # The file that a batch of imported answers came from, never one of calls.
        | {"seed", "by_same", "stored", "closed_on", "import_id"}
        | {"batch_id", "reviewer_id", "entered", "retyped"}
        | {"item", "compared", "differing"}
    )


def test_the_words_are_in_the_language_of_the_call(dung: FlaskClient) -> None:
    screen = dung.get(begin(dung, language="en")).text
    assert "I am calling on behalf of the administrative reform office" in screen
    assert "Overall, how satisfied are you with this visit?" in screen
    # The screen around them stays in the operator's.
    assert "Đọc nguyên văn các câu in đậm." in screen


def test_a_call_without_an_answer_that_counts_is_not_stored(
    province_bureau: Bureau, dung: FlaskClient
) -> None:
    address = begin(dung)
    for answers in ({}, {"overall": "?"}, {"overall": "9"}, {"q_result": "x"}):
        assert answer(dung, address, **answers).status_code == 422, answers
    assert arrived(province_bureau.store, "T") == []


def test_after_the_grace_no_call_is_taken(
    province_bureau: Bureau, dung: FlaskClient
) -> None:
    address = begin(dung)
    province_bureau.wait(days=60)
    late = province_bureau.signed_in(DUNG)
    refused = answer(late, address, overall="4")
    assert refused.status_code == 409
    assert "hết hạn nhận phiếu" in refused.text
    assert arrived(province_bureau.store, "T") == []


def test_residents_are_asked_about_the_office_and_not_about_a_visit(
    province_bureau: Bureau, dung: FlaskClient
) -> None:
    asked = f"{WAVE}/{RESIDENTS}"
    with province_bureau.store.writing() as session:
        (version,) = session.exec(select(QuestionnaireVersion))
        add_instrument(
            session,
            WAVE,
            audience=RESIDENTS,
            questionnaire=version,
            today=TODAY,
        )
    address = begin(dung, wave=asked)
    screen = dung.get(address).text
    assert "để hỏi ý kiến về Xã Bắc Hà." in screen and "Quầy số 1." not in screen
    assert "Đợt khảo sát thử: Người dân trên địa bàn</p>" in screen
    assert 'name="stage"' not in screen and 'name="service_field"' not in screen
    # A stage that is sent all the same is not stored.
    assert answer(dung, address, overall="4", stage="ask").status_code == 303
    (stored,) = arrived(province_bureau.store, "T")
    assert (stored.scores[0], stored.stage, stored.field) == ("4", "", "")

    assert f"{WAVE}: Người dân trên địa bàn</td>" in dung.get("/manage/telephone").text

    opened = dung.get("/manage/paper").text
    sent = {"csrf_token": csrf_in(opened), "wave": asked, "counter": f"{OWN}-1"}
    sent |= {"language": "vi", "gathered_on": TODAY.isoformat()}
    batch = dung.post("/manage/paper", data=sent).location
    assert f"{WAVE}: Người dân trên địa bàn</td>" in dung.get("/manage/paper").text
    sheet = dung.get(f"{batch}/entry").text
    assert 'name="overall"' in sheet
    assert not re.search('name="(stage|service_field|helped)"', sheet)
