"""Vân rates units by her link: page after page, stored once, told truly whatever happens."""

import logging
from datetime import date
from typing import Any

import pytest

from survey.access.logs import DiscreetFormatter
from survey.ddci import pages
from survey.store.ddci_links import grouped, new_key, spelled
from survey.store.engine import StoreBusy
from tests.ddci.conftest import Van

BOTH = ("Sở Nội vụ", "Xã An Bình")
ALL_SAID: dict[str, Any] = {
    "Sở_Nội_vụ__ro_rang": "10",
    "Sở_Nội_vụ__di_lai": "x",
    "Xã_An_Bình__ro_rang": "3",
}


def test_the_first_page_lists_units_by_block_and_says_who_knows_what(van: Van) -> None:
    page = van.open()
    assert page.status_code == 200 and "Set-Cookie" not in page.headers
    text = page.text
    assert (
        text.index("Sở, ngành") < text.index("Sở Tài chính") < text.index("Xã Lộc Ninh")
    )
    assert "Không ai biết câu trả lời nào đến từ đường dẫn nào" in text
    assert "<script" not in text
    # The key stands in the address alone, so that a compressed page cannot give it away.
    assert spelled(van.key) not in text
    english = van.open("?lang=en").text
    assert "Which units has" in english and "Đánh giá các sở" not in english


def test_units_are_rated_one_page_each_and_stored_in_one_post(van: Van) -> None:
    first = van.send("units", units=BOTH)
    assert (
        "Đơn vị 1 trong 2" in first.text
        and '<h1 lang="vi">Sở Nội vụ</h1>' in first.text
    )
    assert "hoàn toàn không đồng ý" in first.text
    second = van.send(
        "0", units=BOTH, **{k: v for k, v in ALL_SAID.items() if "Sở" in k}
    )
    assert "Đơn vị 2 trong 2" in second.text and "Gửi đánh giá" in second.text
    # What was said of the first unit comes along, and nothing is stored yet.
    assert f'name="a-{van.units["Sở Nội vụ"]}-ro_rang" value="10"' in second.text
    assert van.stored() == set()
    done = van.send("1", units=BOTH, **ALL_SAID)
    assert (done.status_code, done.location.partition("?")[0]) == (303, van.address)
    assert van.stored() == {("Sở Nội vụ", "Ax"), ("Xã An Bình", "3-")}
    thanks = van.open()
    assert thanks.status_code == 200 and "đã được nhận" in thanks.text


def test_sending_again_stores_nothing_and_thanks_again(van: Van) -> None:
    for _ in range(2):
        assert van.send("1", units=BOTH, **ALL_SAID).status_code == 303
    other = van.send("0", units=("Sở Tài chính",), Sở_Tài_chính__ro_rang="1")
    assert other.status_code == 303
    assert van.stored() == {("Sở Nội vụ", "Ax"), ("Xã An Bình", "3-")}


def test_back_keeps_what_was_filled_in(van: Van) -> None:
    page = van.send("1", units=BOTH, go="back", **ALL_SAID).text
    assert 'value="10" checked' in page and "Đơn vị 1 trong 2" in page
    page = van.send("0", units=BOTH, go="back", **ALL_SAID).text
    assert page.count(" checked") == 2 and "Các đơn vị" not in page
    assert f'name="a-{van.units["Xã An Bình"]}-ro_rang" value="3"' in page


@pytest.mark.parametrize(
    ("step", "sent", "sentence"),
    [
        ("units", {}, "Xin chọn ít nhất một đơn vị."),
        (
            "units",
            {"units": ("Sở Nội vụ", "Sở Tài chính", "Xã An Bình", "Xã Lộc Ninh")},
            "Xin chọn nhiều nhất 3 đơn vị; đang chọn 4.",
        ),
        (
            "0",
            {"units": BOTH, "Sở_Nội_vụ__ro_rang": "x"},
            "Xin cho điểm ít nhất một câu về Sở Nội vụ, hoặc quay lại và bỏ chọn đơn vị này.",
        ),
        ("0", {"units": BOTH, "Sở_Nội_vụ__ro_rang": "11"}, "Xin cho điểm ít nhất một câu"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_and_nothing_lost(
    van: Van, step: str, sent: dict[str, Any], sentence: str
) -> None:
    page = van.send(step, **sent)
    assert page.status_code == 422 and sentence in page.text
    assert page.text.index("<title>Lỗi: ") < page.text.index("</title>")
    assert van.stored() == set()


def test_a_form_sent_from_its_end_without_its_middle_asks_for_the_middle(
    van: Van,
) -> None:
    page = van.send("1", units=BOTH, Xã_An_Bình__ro_rang="3")
    assert page.status_code == 200 and "Đơn vị 1 trong 2" in page.text
    assert van.stored() == set()


def test_odd_posts_are_answered_like_an_empty_form(van: Van) -> None:
    for sent in (
        {},
        {"step": "99"},
        {"step": "-1"},
        {"step": "²", "unit": "x"},
        {"unit": ["1"] * 50},
    ):
        answer = van.phone.post(van.address, data=sent)
        assert answer.status_code in (200, 422)
    assert van.stored() == set()


def test_unknown_links_and_slips_have_a_clear_page(van: Van) -> None:
    for link in (spelled(new_key()), "ABC", "0" * 28, "x" * 300, "%00"):
        for answer in (van.phone.get(f"/D/{link}"), van.phone.post(f"/D/{link}")):
            assert (
                answer.status_code == 404
                and "Không có đường dẫn như vậy." in answer.text
            )


def test_links_before_and_after_their_round_say_when(van: Van) -> None:
    van.travel(date(2026, 10, 31))
    early = van.open()
    assert early.status_code == 404 and "bắt đầu từ ngày 01/11/2026" in early.text
    van.travel(date(2026, 12, 11))
    late = van.open()
    assert late.status_code == 410 and "đã kết thúc ngày 10/12/2026" in late.text
    # A form that was opened on the last evening is still taken, a day later no more.
    assert van.send("1", units=BOTH, **ALL_SAID).status_code == 303
    assert len(van.stored()) == 2


def test_a_typed_key_leads_to_its_form(van: Van) -> None:
    assert "28" in van.phone.get("/D/").text
    typed = grouped(spelled(van.key)).lower()
    found = van.phone.post("/D/", data={"key": typed})
    assert found.status_code == 303 and found.location.startswith(van.address)
    wrong = van.phone.post("/D/", data={"key": "Đ" * 100})
    assert wrong.status_code == 404 and "quét lại mã QR" in wrong.text
    # Another spelling has one address.
    assert van.phone.get(f"/D/{typed}").status_code == 308


def test_posts_from_elsewhere_are_refused(van: Van) -> None:
    answer = van.phone.post(
        van.address, data={"step": "units"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403 and "gửi từ một trang khác" in answer.text


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (StoreBusy(), "Câu trả lời chưa mất."),
        (OSError("disk"), "Chưa xác nhận được là đã nhận."),
    ],
)
def test_what_could_not_be_stored_stays_on_the_page_to_send_again(
    van: Van, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(pages, "write_together", fail)
        page = van.send("1", units=BOTH, **ALL_SAID)
    assert page.status_code == 503 and sentence in page.text
    assert "Retry-After" in page.headers and "Gửi lại" in page.text
    assert 'value="3" checked' in page.text
    assert van.send("1", units=BOTH, **ALL_SAID).status_code == 303
    assert len(van.stored()) == 2


def test_an_answer_whose_thanks_got_lost_is_stored_once(
    van: Van, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = pages.write_together

    def cut_off_after_the_commit(*work: Any) -> None:
        write(*work)
        raise OSError("the power went off")

    with monkeypatch.context() as patch:
        patch.setattr(pages, "write_together", cut_off_after_the_commit)
        assert van.send("1", units=BOTH, **ALL_SAID).status_code == 503
    assert van.send("1", units=BOTH, **ALL_SAID).status_code == 303
    assert len(van.stored()) == 2 and "đã được nhận" in van.open().text


def test_no_link_is_written_to_the_log(van: Van) -> None:
    record = logging.LogRecord(
        "survey",
        logging.ERROR,
        "",
        1,
        f"Exception on {van.address}?lang=en [POST]",
        (),
        None,
    )
    assert (
        DiscreetFormatter("%(message)s").format(record) == "Exception on /D/…?… [POST]"
    )
