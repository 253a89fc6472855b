"""Offices over time on pages: the list, and a change that is seen before it is done."""

import re
from datetime import timedelta

from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from survey.store import audit, places
from survey.store.audit import Search
from survey.store.tables import Counter
from tests.fixtures.bureau import HOA, OTHER, OWN, THU, Bureau, csrf_in
from tests.fixtures.people import TODAY

OFFICES, CHANGES = "/manage/offices", "/manage/offices/changes"
TOMORROW = TODAY + timedelta(days=1)
ROWS = f"from,to,on,name\r\n{OWN},PN01,{TOMORROW},Phường Mới\r\n"


def post(
    bureau: Bureau, address: str, sent: dict[str, str], name: str = HOA
) -> TestResponse:
    browser = bureau.signed_in(name)
    token = csrf_in(browser.get(OFFICES).text)
    return browser.post(address, data={**sent, "csrf_token": token})


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found is not None, page
    return found[1]


def closed_on(bureau: Bureau, code: str = OWN) -> str:
    with bureau.store.reading() as session:
        office = places.office_by_code(session, code)
    assert office is not None
    return str(office.closed_on)


def test_a_preview_writes_nothing_and_its_button_does_it_all(
    sqlite_bureau: Bureau,
) -> None:
    preview = post(sqlite_bureau, OFFICES, {"rows": ROWS})
    shown = BeautifulSoup(preview.text, "html.parser")
    assert preview.status_code == 200
    assert "nhập vào PN01 từ" in preview.text and "PN01 Phường Mới" in preview.text
    assert closed_on(sqlite_bureau) == "None"
    rows = shown.select_one("textarea[name=rows]")
    assert rows is not None
    sent = {"rows": rows.text, "seen": seen_in(preview.text)}
    done = post(sqlite_bureau, CHANGES, sent)
    assert (done.status_code, done.location) == (303, f"{OFFICES}?done=1")
    assert closed_on(sqlite_bureau) == str(TOMORROW)
    with sqlite_bureau.store.reading() as session:
        (entry,) = audit.entries(session, Search(), limit=1)
    assert (entry.actor, entry.action) == (HOA, "offices_changed")
    listed = sqlite_bureau.signed_in().get(done.location).text
    assert "Đã ghi thay đổi của 1 đơn vị." in listed
    assert "Phường Mới (PN01) – từ" in listed


def test_what_was_not_previewed_is_not_done(sqlite_bureau: Bureau) -> None:
    preview = post(sqlite_bureau, OFFICES, {"rows": ROWS})
    with sqlite_bureau.store.writing() as session:
        office = places.office_by_code(session, OWN)
        assert office is not None and office.id is not None
        session.add(Counter(office_id=office.id, code="~new", name="Quầy mới"))
    sent = {"rows": ROWS, "seen": seen_in(preview.text)}
    answer = post(sqlite_bureau, CHANGES, sent)
    assert answer.status_code == 409
    assert "vừa thay đổi nên chưa ghi gì" in answer.text
    assert closed_on(sqlite_bureau) == "None"
    # What is shown now can be done.
    sent["seen"] = seen_in(answer.text)
    assert post(sqlite_bureau, CHANGES, sent).status_code == 303


def test_mistakes_are_named_and_what_was_typed_stays(sqlite_bureau: Bureau) -> None:
    rows = f"from,to,on\n{OWN},<b>,{TOMORROW}\nQ9,{OTHER},2020-13-01"
    for address in (OFFICES, CHANGES):
        answer = post(sqlite_bureau, address, {"rows": rows})
        assert answer.status_code == 422
        assert "danh sách, dòng 3, cột on: có “2020-13-01”, cần một ngày" in answer.text
        assert "&lt;b&gt;" in answer.text and "<b>" not in answer.text
        typed = BeautifulSoup(answer.text, "html.parser").select_one("#rows")
        assert typed is not None and typed.text.strip().splitlines()[2].startswith("Q9")
    assert "ít nhất một dòng" in post(sqlite_bureau, OFFICES, {"rows": ""}).text


def test_the_auditor_reads_the_list_and_finds_no_form(sqlite_bureau: Bureau) -> None:
    page = BeautifulSoup(sqlite_bureau.signed_in(THU).get(OFFICES).text, "html.parser")
    assert page.select_one("main table") is not None
    assert page.select_one("#rows") is None


def test_offices_stand_under_their_blocks(sqlite_bureau: Bureau) -> None:
    with sqlite_bureau.store.writing() as session:
        for code, block in ((OWN, "land"), (OTHER, "Khối Đảng")):
            office = places.office_by_code(session, code)
            assert office is not None
            office.block = block
    for language, land in (
        ("vi", "Văn phòng đăng ký đất đai"),
        ("en", "Land registration offices"),
    ):
        page = sqlite_bureau.signed_in().get(f"{OFFICES}?lang={language}").text
        captions = BeautifulSoup(page, "html.parser").select("caption")
        assert [caption.text for caption in captions] == [land, "Khối Đảng"]
