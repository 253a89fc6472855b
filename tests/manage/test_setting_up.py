"""The first pages of an administrator: what comes next, lists from files, and opening a wave."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey.imports import upload
from survey.reports.workbook import Sheet, workbook
from survey.store import audit, places, reviewers, waves
from survey.store.audit import Search
from survey.store.engine import Store
from tests.fixtures.bureau import (
    HOA,
    KIEN,
    OWN,
    PASSWORD,
    WAVE,
    Bureau,
    cheap_hasher,
    csrf_in,
    make_bureau,
)
from tests.fixtures.people import TODAY

OFFICES = "code,name,level\nN-1,Xã Mới,xã\nN-2,Sở Mới,tỉnh\n"
COUNTERS = "office,code,name\nN-1,N-1-1,Quầy 1\nN-2,N-2-1,Quầy 1\n"

Send = Callable[..., TestResponse]


@pytest.fixture
def bureau(sqlite_bureau: Bureau) -> Bureau:
    return sqlite_bureau


@pytest.fixture
def client(bureau: Bureau) -> FlaskClient:
    return bureau.signed_in(KIEN)


@pytest.fixture
def send(client: FlaskClient) -> Send:
    """Give a function that sends the form of a page as a browser does."""

    def post(address: str, **fields: object) -> TestResponse:
        token = csrf_in(client.get(address).text)
        return client.post(
            address,
            data={"csrf_token": token, **fields},
            content_type="multipart/form-data",
        )

    return post


def file(text: str | bytes, name: str = "tệp.csv") -> tuple[BytesIO, str]:
    content = text.encode() if isinstance(text, str) else text
    return BytesIO(content), name


def codes(store: Store) -> tuple[set[str], set[str]]:
    with store.reading() as session:
        return (
            {office.code for office in places.offices(session)},
            {counter.code for _, counter in places.open_counters(session, TODAY)},
        )


def last_noted(store: Store) -> list[tuple[str, str, str]]:
    with store.reading() as session:
        return [
            (one.actor, one.action, one.object)
            for one in audit.entries(session, Search(), limit=2)
        ]


def test_both_lists_come_in_together_and_a_second_time_nothing_changes(
    bureau: Bureau, client: FlaskClient, send: Send
) -> None:
    sent = {"offices": OFFICES, "counters": COUNTERS}
    taken = send("/manage/places", **{name: file(text) for name, text in sent.items()})
    assert taken.status_code == 303
    told = client.get(taken.location).text
    assert "Đơn vị: thêm mới 2, đổi tên 0, giữ nguyên 0." in told
    offices, counters = codes(bureau.store)
    assert {"N-1", "N-2"} <= offices and {"N-1-1", "N-2-1"} <= counters
    assert last_noted(bureau.store) == [
        (KIEN, "import", "counters"),
        (KIEN, "import", "offices"),
    ]
    again = send("/manage/places", **{name: file(text) for name, text in sent.items()})
    assert "giữ nguyên 2" in client.get(again.location).text
    assert codes(bureau.store) == (offices, counters)


def test_one_wrong_row_of_either_list_and_nothing_is_written(
    bureau: Bureau, send: Send
) -> None:
    before = codes(bureau.store)
    refused = send(
        "/manage/places",
        offices=file(OFFICES),
        counters=file(COUNTERS + "N-3,N-3-1,Quầy 1\nN-2,N 2,\n", "quầy.csv"),
    )
    assert refused.status_code == 422
    for sentence in (
        "quầy.csv, dòng 4, cột office: có “N-3”, cần mã của một đơn vị đã có",
        "quầy.csv, dòng 5, cột code: có “N 2”",
        "quầy.csv, dòng 5, cột name: để trống, cần một tên",
    ):
        assert sentence in refused.text
    assert codes(bureau.store) == before


def test_a_workbook_with_vietnamese_headings_is_taken(
    bureau: Bureau, send: Send
) -> None:
    header = ("STT", "Mã đơn vị", "Tên đơn vị", "Cấp")
    sheet = Sheet("Trang 1", header, (("1", "N-7", "Xã Bảy", "Cấp xã"),))
    taken = send("/manage/places", offices=file(workbook([sheet]), "ds.xlsx"))
    assert taken.status_code == 303
    assert "N-7" in codes(bureau.store)[0]


@pytest.mark.parametrize(
    "field, content, sentence",
    [
        ("offices", "code,name\nA,B\n", "thiếu cột level"),
        ("offices", "code,name,level,màu\nA,B,xã,đỏ\n", "không biết cột “màu”"),
        ("counters", b"PK\x03\x04" + bytes(99), "<li>tệp.csv"),
    ],
    ids=["missing", "unknown", "broken"],
)
def test_what_is_no_list_is_said_to_be_none(
    send: Send, field: str, content: str | bytes, sentence: str
) -> None:
    refused = send("/manage/places", **{field: file(content)})
    assert refused.status_code == 422 and sentence in refused.text


def test_a_page_without_any_file_asks_for_one(send: Send) -> None:
    refused = send("/manage/places")
    assert refused.status_code == 422
    assert "Xin chọn ít nhất một tệp." in refused.text


def test_what_is_too_large_for_a_page_is_left_to_the_command(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "LARGEST_UPLOAD", 20)
    refused = send("/manage/places", offices=file(OFFICES))
    assert refused.status_code == 422
    assert "Trang này nhận tệp đến 5 MB." in refused.text


def opened(**changed: str) -> dict[str, str]:
    return {
        "code": "2027-1",
        "title": "Đợt thử",
        "kind": "campaign",
        "first": "2027-01-04",
        "last": "2027-01-31",
        **changed,
    }


def questionnaire_key(client: FlaskClient) -> str:
    page = client.get("/manage/new-wave").text
    return page.split('<select id="questionnaire"')[1].split('value="')[1].split('"')[0]


def test_a_wave_is_opened_and_leaves_a_mark(
    bureau: Bureau, client: FlaskClient, send: Send
) -> None:
    key = questionnaire_key(client)
    answer = send("/manage/new-wave", questionnaire=key, **opened())
    assert answer.location == "/manage/waves/2027-1"
    with bureau.store.reading() as session:
        wave = waves.wave_by_code(session, "2027-1")
    assert wave is not None
    assert (wave.title, str(wave.opens_on), str(wave.closes_on)) == (
        "Đợt thử",
        "2027-01-04",
        "2027-01-31",
    )
    assert last_noted(bureau.store)[0] == (KIEN, "wave_changed", "2027-1")
    again = send("/manage/new-wave", questionnaire=key, **opened())
    assert again.status_code == 422 and "Đã có đợt mang mã này." in again.text


def test_a_continuous_wave_needs_no_last_day(
    bureau: Bureau, client: FlaskClient, send: Send
) -> None:
    key = questionnaire_key(client)
    sent = opened(kind="quarter", code="tx", last="")
    assert send("/manage/new-wave", questionnaire=key, **sent).status_code == 303
    with bureau.store.reading() as session:
        assert waves.wave_by_code(session, "tx-2027Q1") is not None


@pytest.mark.parametrize(
    "changed, sentence",
    [
        ({"code": "đợt 1"}, "Mã đợt chỉ gồm chữ cái không dấu"),
        ({"code": "a" * 41}, "Mã đợt chỉ gồm chữ cái không dấu"),
        ({"last": "2027-01-01"}, "Ngày cuối phải từ ngày đầu trở đi."),
        ({"last": ""}, 'id="last-error"'),
        ({"first": "hôm nay"}, 'id="first-error"'),
        ({"kind": "daily"}, "Xin chọn một mục trong danh sách."),
        ({"questionnaire": "none"}, "Xin chọn một mục trong danh sách."),
        ({"code": WAVE}, "Đã có đợt mang mã này."),
    ],
    ids=str,
)
def test_what_no_wave_can_be_is_said_beside_its_field(
    client: FlaskClient, send: Send, changed: dict[str, str], sentence: str
) -> None:
    sent = {"questionnaire": questionnaire_key(client), **opened(), **changed}
    refused = send("/manage/new-wave", **sent)
    assert refused.status_code == 422 and sentence in refused.text


@pytest.mark.parametrize(
    "name, role", [(KIEN, "administrator"), (HOA, "reform_office")]
)
def test_an_empty_service_says_what_comes_next(
    sqlite_store: Store, cheap_hashes: None, name: str, role: str
) -> None:
    with sqlite_store.writing() as session:
        hashed = cheap_hasher().hash(PASSWORD)
        reviewers.add_reviewer(session, name, password_hash=hashed, role=role)
    client = make_bureau(sqlite_store).signed_in(name)
    assert client.get("/review/").location == "/manage/start"
    page = client.get("/manage/start").text
    assert "Việc tiếp theo:" in page and "0 đơn vị, 0 quầy đang mở" in page
    assert page.count("chưa xong") == 3 + (role == "administrator")
    # A page that has nothing to work with yet leads back to what comes first.
    for empty in ("posters", "posters/check", "kiosks", "paper-forms", "imports"):
        page = client.get(f"/manage/{empty}").text
        assert '<a href="/manage/start">Xem các bước chuẩn bị</a>' in page, empty


def test_a_province_that_is_set_up_is_said_to_be(
    bureau: Bureau, client: FlaskClient
) -> None:
    page = client.get("/manage/start").text
    assert OWN not in page
    assert "hôm nay có phiếu để trả lời" in page
