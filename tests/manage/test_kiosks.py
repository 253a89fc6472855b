"""The page of kiosks: the reform office sees all, counter staff the own office's, and a code is shown once."""

import re

import pytest
from flask.testing import FlaskClient
from sqlmodel import col, select

from survey.clock import VIETNAM
from survey.store import kiosks, posters
from survey.store.tables import AuditEntry, Kiosk
from tests.fixtures.bureau import (
    DUNG,
    HOA,
    LAN,
    MINH,
    NOON,
    OTHER,
    OWN,
    THU,
    Bureau,
    csrf_in,
)
from tests.fixtures.people import TODAY

PAGE, REVOKE = "/manage/kiosks", "/manage/kiosks/revoke"
CODE = re.compile(r"<strong>(\w{4} \w{4})</strong>")


@pytest.fixture
def printed(province_bureau: Bureau) -> Bureau:
    """Give the province with a code at each of its six counters."""
    with province_bureau.store.writing() as session:
        posters.give_posters(session, TODAY)
    return province_bureau


def post(client: FlaskClient, address: str, **fields: str) -> int:
    token = csrf_in(client.get(PAGE).text)
    sent = {"csrf_token": token, **fields}
    return client.post(address, data=sent).status_code


def stored(bureau: Bureau) -> list[Kiosk]:
    with bureau.store.reading() as session:
        return [placed.kiosk for placed in kiosks.kiosks(session)]


def noted(bureau: Bureau) -> list[tuple[str, str, str]]:
    """Return who did what to which counter, as the trail has it."""
    with bureau.store.reading() as session:
        entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.number)))
        return [
            (entry.actor, entry.action, entry.object)
            for entry in entries
            if entry.action.startswith("kiosk")
        ]


def test_a_new_kiosks_code_is_shown_once_and_enrols(printed: Bureau) -> None:
    hoa = printed.signed_in(HOA)
    assert post(hoa, PAGE, counter=f"{OTHER}-1") == 303
    shown = hoa.get(PAGE).text
    found = CODE.search(shown)
    assert found is not None
    assert "https://danhgia.example.vn/kiosk/" in shown
    assert CODE.search(hoa.get(PAGE).text) is None
    assert noted(printed) == [(HOA, "kiosk_added", f"{OTHER}-1")]
    tablet = printed.browser()
    assert tablet.post("/kiosk/dang-ky", data={"code": found[1]}).status_code == 204
    page = hoa.get(PAGE).text
    assert "Máy số 1: Quầy số 1, Xã Sơn Tây" in page and "đang dùng" in page


def test_the_page_tells_the_last_contact_forms_and_what_waits(printed: Bureau) -> None:
    hoa = printed.signed_in(HOA)
    post(hoa, PAGE, counter=f"{OWN}-1")
    assert "–" in hoa.get(PAGE).text
    with printed.store.writing() as session:
        kiosks.note_contact(
            session,
            1,
            forms_left=180,
            answers_waiting=3,
            wanted=0,
            most_a_day=1_000,
            today=NOON.astimezone(VIETNAM).date(),
        )
    page = hoa.get(PAGE).text
    for cell in (">25/11/2026<", ">180<", ">3<"):
        assert cell in page


@pytest.mark.parametrize("name", [LAN, MINH])
def test_who_belongs_to_an_office_minds_its_kiosks_only(
    printed: Bureau, name: str
) -> None:
    hoa = printed.signed_in(HOA)
    for code in (OTHER, OWN):
        post(hoa, PAGE, counter=f"{code}-1")
    client = printed.signed_in(name)
    page = client.get(PAGE).text
    assert "Xã Bắc Hà" in page and "Xã Sơn Tây" not in page
    assert post(client, PAGE, counter=f"{OTHER}-1") == 400
    assert post(client, REVOKE, kiosk="1") == 400
    assert [kiosk.revoked_on for kiosk in stored(printed)] == [None, None]
    assert post(client, REVOKE, kiosk="2") == 303
    assert [kiosk.revoked_on for kiosk in stored(printed)] == [None, TODAY]
    assert noted(printed)[-1] == (name, "kiosk_revoked", f"{OWN}-1")
    assert "đã thu hồi" in client.get(PAGE).text


def test_an_auditor_reads_and_changes_nothing(printed: Bureau) -> None:
    post(printed.signed_in(HOA), PAGE, counter=f"{OWN}-1")
    page = printed.signed_in(THU).get(PAGE).text
    assert "Máy số 1" in page
    assert "Thu hồi" not in page and "Lấy mã đăng ký" not in page


def test_an_operator_finds_no_such_page(printed: Bureau) -> None:
    assert printed.signed_in(DUNG).get(PAGE).status_code == 404


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        (PAGE, {}),
        (PAGE, {"counter": "X"}),
        (REVOKE, {}),
        (REVOKE, {"kiosk": "9"}),
        (REVOKE, {"kiosk": "' OR 1=1--"}),
    ],
)
def test_what_is_not_there_is_neither_added_nor_revoked(
    printed: Bureau, address: str, fields: dict[str, str]
) -> None:
    assert post(printed.signed_in(HOA), address, **fields) == 400
    assert stored(printed) == []


def test_without_printed_codes_the_page_says_what_comes_first(
    province_bureau: Bureau,
) -> None:
    page = province_bureau.signed_in(HOA).get(PAGE).text
    assert "chưa quầy nào có bảng mã QR" in page and "<select" not in page
