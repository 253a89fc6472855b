"""The pages of a DDCI: nothing of the answers before a round is closed, the same frozen figures after."""

import csv
import json
import re
from datetime import date

import pytest

from survey.store import audit, ddci
from survey.store.audit import Search
from survey.store.engine import Store
from tests.fixtures.bureau import HOA, MINH, THU, Bureau, csrf_in
from tests.fixtures.ddci import let_answer, make_round
from tests.fixtures.lan import set_day
from tests.fixtures.people import TODAY

ROUND = "/review/ddci/ddci-2026"
CLOSABLE = date(2026, 12, 12)


@pytest.fixture
def rated(sqlite_bureau: Bureau) -> Bureau:
    """Give a bureau with a round in which 91 firms have answered, four of them about one unit."""
    set_day(sqlite_bureau.app, TODAY)
    with sqlite_bureau.store.writing() as session:
        let_answer(session, make_round(session))
    return sqlite_bureau


def close(bureau: Bureau, *, name: str = HOA) -> int:
    client = bureau.signed_in(name)
    token = csrf_in(client.get("/review/ddci").text)
    return client.post(f"{ROUND}/close", data={"csrf_token": token}).status_code


def result_of(store: Store) -> str:
    with store.reading() as session:
        chosen = ddci.round_by_code(session, "ddci-2026")
        assert chosen is not None and chosen.id is not None
        kept = ddci.result(session, chosen.id)
    return "" if kept is None else kept.content


def test_before_closing_only_links_of_whole_weeks_are_counted(rated: Bureau) -> None:
    client = rated.signed_in()
    page = client.get(ROUND).text
    assert "kể cả cơ quan cải cách hành chính" in page and "Chốt đợt này" not in page
    # This week is not over.
    assert "Chưa có tuần nào đủ để hiện." in page
    set_day(rated.app, date(2026, 11, 30))
    client = rated.signed_in()
    page = client.get(ROUND).text
    assert "Tuần từ 23/11/2026" in page and "<span>91</span>" in page
    assert "Số liệu cứng: đã có 0 trong 8 ô;" in page
    assert "Sở Nội vụ" not in page
    for kind in ("csv", "xlsx", "json"):
        assert client.get(f"{ROUND}/{kind}").status_code == 404
    assert close(rated) == 422 and result_of(rated.store) == ""


def test_a_closed_round_is_read_by_those_who_may(rated: Bureau) -> None:
    set_day(rated.app, CLOSABLE)
    assert "Chốt đợt này" in rated.signed_in().get(ROUND).text
    assert "Chốt đợt này" not in rated.signed_in(THU).get(ROUND).text
    assert close(rated) == 303
    frozen = result_of(rated.store)
    # A second tap computes nothing anew.
    assert close(rated) == 303 and result_of(rated.store) == frozen
    with rated.store.reading() as session:
        noted = audit.entries(session, Search(action="ddci_changed"), limit=9)
        assert [(one.actor, one.object) for one in noted] == [(HOA, "ddci-2026")]
    for name in (HOA, THU):
        page = rated.signed_in(name).get(ROUND)
        assert page.status_code == 200 and "Đã chốt ngày 12/12/2026" in page.text
        assert "không lấy trung bình với chỉ số hài lòng" in page.text
    minh = rated.signed_in(MINH)
    assert {
        minh.get(a).status_code for a in ("/review/ddci", ROUND, f"{ROUND}/csv")
    } == {404}


def test_page_and_files_say_the_same_and_hide_the_same(rated: Bureau) -> None:
    set_day(rated.app, CLOSABLE)
    assert close(rated) == 303
    client = rated.signed_in()
    page, english = client.get(ROUND).text, client.get(f"{ROUND}?lang=en").text
    rows = csv.DictReader(client.get(f"{ROUND}/csv").text.lstrip("\ufeff").splitlines())
    by_unit = {row["unit"]: row for row in rows}
    first = by_unit["Sở Nội vụ"]
    total = f"{first['total']} ({first['low']}–{first['high']}), n = 35"
    assert total in english and total.replace(".", ",") in page
    assert first["rank"] == "1" and "Hạng 1 trong 2" in page
    assert (
        by_unit["Xã An Bình"]["rank"] == "[z]"
        and "(ít phiếu: chỉ để tham khảo)" in page
    )
    # Four firms: neither they nor what a total would leave for them.
    assert by_unit["Xã Lộc Ninh"]["n"] == by_unit["Xã Lộc Ninh"]["total"] == "[c]"
    found = json.loads(client.get(f"{ROUND}/json").data)
    assert found["responses"] == 35 + 40 + 12
    assert client.get(f"{ROUND}/xlsx").data[:2] == b"PK"
    for words in ("Minh bạch (trọng số 60)", "91 (100,0%)", "số khởi tạo 7"):
        assert words in page
    assert "phiếu" not in english.replace("DDCI thử", "")


def test_figures_are_typed_in_whole_or_not_at_all(rated: Bureau) -> None:
    client = rated.signed_in()
    page = client.get(f"{ROUND}/figures").text
    names = re.findall(r'name="(f-\d+-\w+)"', page)
    assert len(names) == 8 and "Số ngày giải quyết trung bình" in page
    typed = {names[0]: "86", names[1]: "7,5", names[2]: "−3.25", "f-99-ngay": "x"}
    token = {"csrf_token": csrf_in(page)}
    for wrong in ("1.234", "nhiều", "1e5", "7 5", "٣"):
        refused = client.post(
            f"{ROUND}/figures", data={**token, **typed, names[3]: wrong}
        )
        assert refused.status_code == 422 and f": {wrong}</a>" in refused.text
        assert 'value="7,5"' in refused.text
    with rated.store.reading() as session:
        assert ddci.figures(session, 1) == {}
    saved = client.post(f"{ROUND}/figures", data={**token, **typed})
    assert saved.status_code == 303 and "đã có 3 trong 8 ô" in client.get(ROUND).text
    again = client.get(f"{ROUND}/figures").text
    assert 'value="7,5"' in again and 'value="-3,25"' in again
    with rated.store.reading() as session:
        assert sorted(ddci.figures(session, 1).values()) == [-3.25, 7.5, 86]
        (noted,) = audit.entries(session, Search(action="ddci_changed"), limit=9)
        assert audit.details_of(noted) == {"what": "figures", "n": 3}


def test_who_finds_no_round_is_told_how_to_begin(sqlite_bureau: Bureau) -> None:
    client = sqlite_bureau.signed_in()
    assert "sipas ddci round" in client.get("/review/ddci").text
    assert client.get(ROUND).status_code == 404
