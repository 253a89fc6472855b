"""Replies to suggestions: a unit proposes for itself, the reform office publishes, and nothing written is lost."""

import pytest
from flask.testing import FlaskClient

from tests.fixtures.bureau import HOA, MINH, OTHER, OWN
from tests.fixtures.desk import REPLIES, Desk, send, soup, words

DECIDE = "/review/replies/decide"
NEW = {
    "office": OWN,
    "month": "2026-11",
    "question": "Thiếu ghế chờ",
    "answer": "Đã thêm 20 ghế từ ngày 1/12",
}


def reply_id(client: FlaskClient) -> str:
    return str(soup(client, REPLIES).select("input[name=reply]")[0]["value"])


def test_a_unit_proposes_and_the_reform_office_publishes(desk: Desk) -> None:
    assert send(desk.minh, REPLIES, **NEW)[0] == 303
    assert desk.last_note() == (MINH, "change", OWN)
    assert "Xã Bắc Hà, tháng 11/2026: Chờ duyệt" in words(soup(desk.minh, REPLIES))
    assert soup(desk.minh, REPLIES).select("input[name=reply]") == []
    sent = {"reply": reply_id(desk.hoa), "state": "published"}
    assert desk.minh.post(DECIDE, data=sent).status_code == 404
    assert send(desk.hoa, DECIDE, **sent)[0] == 303
    assert desk.last_note() == (HOA, "decision", OWN)
    assert "Đã công bố" in words(soup(desk.minh, REPLIES))
    # A second press decides nothing.
    status, page = send(desk.hoa, DECIDE, **sent)
    assert status == 422 and "vừa có quyết định khác" in words(page)


def test_older_replies_are_a_page_further(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey.review.replies.REPLIES_ON_A_PAGE", 2)
    for question in ("một", "hai", "ba"):
        assert send(desk.hoa, REPLIES, **{**NEW, "question": question})[0] == 303
    first = soup(desk.hoa, f"{REPLIES}?lang=en")
    further = str(first.select("a[rel=next]")[0]["href"])
    second = soup(desk.hoa, further)
    assert [len(page.select("article")) for page in (first, second)] == [2, 1]
    assert second.select("a[rel=next]") == []
    # What is decided there and refused is told there.
    form = second.select("article form")[0]
    sent = {"reply": str(form.select("[name=reply]")[0]["value"]), "state": "withdrawn"}
    status, page = send(desk.hoa, str(form["action"]), **sent)
    assert status == 422 and page.select("details[open] .error")


def test_a_unit_writes_for_itself_only(desk: Desk) -> None:
    status, page = send(desk.minh, REPLIES, **{**NEW, "office": OTHER})
    assert status == 422
    assert "Xin chọn một đơn vị trong danh sách." in words(page)
    assert send(desk.hoa, REPLIES, **{**NEW, "office": OTHER})[0] == 303
    assert "Thiếu ghế chờ" not in words(soup(desk.minh, REPLIES))


def test_taking_back_needs_a_reason(desk: Desk) -> None:
    assert send(desk.hoa, REPLIES, **NEW)[0] == 303
    sent = {"reply": reply_id(desk.hoa), "state": "withdrawn"}
    status, page = send(desk.hoa, DECIDE, **sent)
    assert status == 422
    assert "Xin ghi lý do." in words(page.select("details[open]")[0])
    sent[f"withdrawn-{sent['reply']}-reason"] = "Nhầm đơn vị"
    assert send(desk.hoa, DECIDE, **sent)[0] == 303
    assert "Đã gỡ" in words(soup(desk.hoa, REPLIES))


def test_a_reply_that_cannot_be_kept_comes_back_as_it_was_written(desk: Desk) -> None:
    for change, said in (
        ({"month": "2031-01"}, "Xin chọn một tháng trong danh sách."),
        ({"question": " \u200b "}, "Xin tóm tắt góp ý."),
        ({"answer": ""}, "Xin viết câu trả lời."),
        ({"question": "x" * 501}, "Dài quá 500 ký tự."),
        ({"answer": "Gọi 0912 345 678"}, "đã được che"),
    ):
        status, page = send(desk.hoa, REPLIES, **{**NEW, **change})
        assert status == 422
        assert said in words(page), said
        if "answer" not in change:
            assert page.select("#answer")[0].get_text().strip() == NEW["answer"]
    assert "0912" not in str(page)
    for reply, state in (("", ""), ("999", "published"), ("9" * 30, "withdrawn")):
        assert send(desk.hoa, DECIDE, reply=reply, state=state)[0] == 422
