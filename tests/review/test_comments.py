"""Comments, their themes and what is urgent: who reads what, and how little beside it."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import insert

from survey.store.places import office_by_code
from survey.store.tables import Comment
from survey.trust.sealing import seal
from tests.fixtures.bureau import HOA, OTHER, OWN, WAVE
from tests.fixtures.comments import (
    FEW_COMMENTS,
    HOSTILE,
    OTHER_COMMENTS,
    OWN_COMMENTS,
    URGENT,
)
from tests.fixtures.desk import REPLIES, Desk, send, shown, soup, words
from tests.fixtures.people import TODAY, make_wave

COMMENTS = f"/review/waves/{WAVE}/comments"
CODING, DIFFERING, URGENT_PAGE = (
    "/review/coding",
    "/review/coding/differing",
    "/review/urgent",
)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "address",
    [COMMENTS, f"{COMMENTS}?words=ghe", CODING, DIFFERING, URGENT_PAGE, REPLIES],
)
def test_pages_are_valid_html(
    reading_desk: Desk, vnu: Callable[[str], list[str]], address: str, language: str
) -> None:
    joined = f"{address}{'&' if '?' in address else '?'}lang={language}"
    assert vnu(reading_desk.hoa.get(joined).text) == []


def test_the_reform_office_reads_batches_and_nothing_of_four(
    reading_desk: Desk,
) -> None:
    found = shown(reading_desk.hoa, COMMENTS)
    assert len(found) == len(OWN_COMMENTS) + len(OTHER_COMMENTS)
    assert set(OTHER_COMMENTS) <= set(found)
    assert not set(FEW_COMMENTS) & set(found)
    # An office without a batch is not even named.
    options = [
        words(each)
        for each in soup(reading_desk.hoa, COMMENTS).select("#office option")
    ]
    assert options == ["mọi đơn vị", "Xã Bắc Hà", "Xã Sơn Tây"]


def test_a_unit_head_reads_the_own_office_s_whatever_is_asked(
    reading_desk: Desk,
) -> None:
    for query in ("", f"?office={OTHER}", "?office=", f"?office={OTHER}&office={OWN}"):
        found = shown(reading_desk.minh, COMMENTS + query)
        assert len(found) == len(OWN_COMMENTS)
        assert not set(OTHER_COMMENTS) & set(found)
    assert soup(reading_desk.minh, COMMENTS).select("#office") == []


def test_no_score_day_or_trait_stands_beside_a_comment(reading_desk: Desk) -> None:
    items = soup(reading_desk.hoa, COMMENTS).select(".comments li")
    beside = {words(hint) for item in items for hint in item.select(".hint")}
    assert beside == {"Xã Bắc Hà · tháng 11/2026", "Xã Sơn Tây · tháng 11/2026"}
    assert {child.name for item in items for child in item.find_all(True)} == {
        "blockquote",
        "p",
    }
    # Nor does the page's code hold an id, or any language but what the marks tell.
    said = {each.get("lang") for item in items for each in item.select(".comment")}
    assert said == {None, "vi"}
    assert not re.search(r"[0-9a-f]{8}-?[0-9a-f]{4}", str(items))


def test_hostile_comments_stay_text(reading_desk: Desk) -> None:
    answer = reading_desk.hoa.get(COMMENTS)
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select("script, img, [onerror], [style]") == []
    found = [each.get_text() for each in page.select(".comment")]
    assert HOSTILE[0] in found and HOSTILE[2] in found
    assert "49" not in words(page.select_one(".comments") or page)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", answer.text)
    assert "\u0301" * 7 not in answer.text


def test_a_comment_that_came_in_past_the_form_is_cleaned_too(desk: Desk) -> None:
    with desk.bureau.store.writing() as session:
        office = office_by_code(session, OTHER)
        assert office is not None
        for number in range(5):
            session.connection().execute(
                insert(Comment).values(
                    id=uuid4(),
                    office_id=office.id,
                    month="2026-11",
                    language="vi",
                    text=f"\u202eđảo {number}\u0007",
                    urgent="",
                )
            )
    seal(desk.bureau.store, TODAY + timedelta(days=2))
    found = shown(desk.hoa, f"{COMMENTS}?words=dao+3")
    assert found == ["đảo 3"]


@pytest.mark.parametrize(
    "query, n",
    [("words=CHO+LAU", 1), ("words=gop+y", 5), ("words=100%25", 0), ("theme=fees", 0)],
)
def test_a_search_needs_no_marks(reading_desk: Desk, query: str, n: int) -> None:
    page = soup(reading_desk.hoa, f"{COMMENTS}?{query}")
    assert len(page.select(".comment")) == n
    said = {0: "Không có góp ý nào như vậy.", 1: "Tìm thấy dưới 5 góp ý."}
    assert said.get(n, f"Tìm thấy {n} góp ý.") in words(page)


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-5",
        "page=99999999999999999999",
        "page=x",
        "office=XX-99",
        "theme=<b>",
        "words=" + "%00" * 9,
        "words=" + "a" * 5000,
        "words=%ED%A0%80&words=b",
    ],
)
def test_a_strange_address_is_answered_all_the_same(
    reading_desk: Desk, query: str
) -> None:
    assert reading_desk.hoa.get(f"{COMMENTS}?{query}").status_code == 200


def test_pages_follow_one_another(
    reading_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey.review.comments.COMMENTS_ON_A_PAGE", 4)
    address, found = f"{COMMENTS}?office={OTHER}&lang=en", []
    while address:
        page = soup(reading_desk.hoa, address)
        found += [each.get_text() for each in page.select(".comment")]
        link = page.select_one("a[rel=next]")
        address = "" if link is None else str(link["href"])
    assert sorted(found) == sorted(OTHER_COMMENTS)


def test_months_without_a_batch_say_so(reading_desk: Desk) -> None:
    with reading_desk.bureau.store.writing() as session:

        make_wave(
            session, "2025", opens_on=date(2025, 1, 1), closes_on=date(2025, 2, 1)
        )
    page = words(soup(reading_desk.hoa, "/review/waves/2025/comments"))
    assert "Chưa có lô góp ý nào của các tháng này." in page
    assert "các tháng từ 01/2025 đến 02/2025" in page


def code_all(client: FlaskClient, theme: str) -> int:
    n = 0
    while (found := soup(client, CODING).select_one("input[name=comment]")) is not None:
        status, _page = send(client, CODING, comment=str(found["value"]), theme=theme)
        assert status == 303
        n += 1
    return n


def test_two_people_sort_alone_settle_together_and_themes_are_counted(
    desk: Desk,
) -> None:
    all_released = len(OWN_COMMENTS) + len(OTHER_COMMENTS)
    assert code_all(desk.hoa, "waiting") == all_released
    assert desk.last_note() == (HOA, "change", "")
    assert "Chủ đề" not in [
        words(each) for each in soup(desk.hoa, COMMENTS).select("h2")
    ]
    # The second sees the first's comment and no theme chosen.
    page = soup(desk.van, CODING)
    assert page.select("input[name=theme][checked]") == []
    first = str(page.select("input[name=comment]")[0]["value"])
    assert send(desk.van, CODING, comment=first, theme="place")[0] == 303
    assert code_all(desk.van, "waiting") == all_released - 1
    page = soup(desk.hoa, CODING)
    assert "1 góp ý chờ hai người thống nhất" in words(page)
    assert f"hoa, van: Hai người phân loại độc lập {all_released} góp ý" in words(page)
    assert "Kappa được tính khi có từ 50 góp ý." in words(page)
    differing = soup(desk.hoa, DIFFERING)
    assert "hoa: Thời gian chờ" in words(differing)
    assert "van: Nơi phục vụ" in words(differing)
    settled = {"comment": first, "theme": "waiting", "reason": "Ý chính là chờ lâu"}
    assert send(desk.hoa, DIFFERING, **settled)[0] == 303
    assert desk.last_note() == (HOA, "decision", first)
    assert send(desk.hoa, DIFFERING, **settled)[0] == 422
    table = soup(desk.hoa, COMMENTS).select_one("table")
    assert table is not None
    assert f"n = {all_released} góp ý" in words(table)
    rows = {words(row.th): words(row.td) for row in table.select("tbody tr")}
    assert rows["Thời gian chờ, thời hạn giải quyết"] == str(all_released)
    assert rows["Nơi phục vụ, trang thiết bị"] == "dưới 5"
    own = soup(desk.minh, COMMENTS).select_one("table")
    assert own is not None and f"n = {len(OWN_COMMENTS)} góp ý" in words(own)
    assert shown(desk.hoa, f"{COMMENTS}?theme=place") == []


def test_what_cannot_be_kept_is_told_and_keeps_nothing(desk: Desk) -> None:
    comment = str(soup(desk.hoa, CODING).select("input[name=comment]")[0]["value"])
    for fields in (
        {"comment": comment},
        {"comment": comment, "theme": "no-such-theme"},
        {"comment": "x", "theme": "fees"},
        {"comment": str(uuid4()), "theme": "fees"},
        {},
    ):
        status, page = send(desk.hoa, CODING, **fields)
        assert status == 422
        assert page.select(".error, .problem"), fields
        assert words(page.title).startswith("Lỗi:")
    assert send(desk.hoa, CODING, comment=comment, theme="fees")[0] == 303
    # Sent twice: the second is told that nothing was kept.
    status, page = send(desk.hoa, CODING, comment=comment, theme="place")
    assert status == 422
    assert "Chưa lưu gì" in words(page)
    for fields in ({}, {"comment": comment, "theme": "fees"}, {"theme": "x" * 9}):
        assert send(desk.hoa, DIFFERING, **fields)[0] == 422
        assert send(desk.hoa, URGENT_PAGE, **fields)[0] == 422


def test_the_auditor_reads_and_is_offered_nothing_to_change(reading_desk: Desk) -> None:
    assert len(shown(reading_desk.thu, COMMENTS)) == len(OWN_COMMENTS) + len(
        OTHER_COMMENTS
    )
    for address in (CODING, DIFFERING, URGENT_PAGE, REPLIES):
        page = soup(reading_desk.thu, address)
        assert page.select("main form[method=post]") == []
    assert URGENT in shown(reading_desk.thu, URGENT_PAGE)


def test_an_urgent_comment_is_read_by_the_reform_office_alone(
    reading_desk: Desk,
) -> None:
    assert set(shown(reading_desk.hoa, URGENT_PAGE)) == {URGENT, "Bị đe dọa ở quầy"}
    assert reading_desk.minh.get(URGENT_PAGE).status_code == 404
    for client in (reading_desk.hoa, reading_desk.minh, reading_desk.thu):
        assert URGENT not in shown(client, COMMENTS)
    articles = soup(reading_desk.hoa, URGENT_PAGE).select("article")
    beside = {words(each.h3): words(each.p) for each in articles}
    named = {title[3:]: place for title, place in beside.items()}
    # Bắc Hà has comments enough to be named, An Nhơn has four.
    assert named == {
        "Có từ về tiền, quà, hối lộ": "Xã Bắc Hà · tháng 11/2026",
        "Có từ về đe dọa, bạo lực, tự hại": "không nêu đơn vị vì đơn vị có dưới 5 góp ý",
    }


def test_what_was_done_about_an_urgent_comment_stands_with_its_reason(
    desk: Desk,
) -> None:
    article = next(
        each
        for each in soup(desk.hoa, URGENT_PAGE).select("article")
        if URGENT in each.get_text()
    )
    fields = {
        str(each["name"]): str(each.get("value", ""))
        for each in article.select("input[type=hidden]")
    }
    radio = str(article.select("input[type=radio]")[0]["name"])
    reason = str(article.select("input:not([type=hidden], [type=radio])")[0]["name"])
    status, page = send(desk.hoa, URGENT_PAGE, **{**fields, radio: "handled"})
    assert status == 422
    # The choice is still there, the form open, and the missing reason named.
    assert page.select("details[open] .error") and page.select("input[checked]")
    decided = {**fields, radio: "handled", reason: "Đã chuyển thanh tra"}
    assert send(desk.hoa, URGENT_PAGE, **decided)[0] == 303
    assert desk.last_note() == (HOA, "decision", fields["comment"])
    page = soup(desk.hoa, URGENT_PAGE)
    assert "Đã chuyển thanh tra" in words(page.select("#done")[0].parent)
    assert send(desk.hoa, URGENT_PAGE, **decided)[0] == 422
