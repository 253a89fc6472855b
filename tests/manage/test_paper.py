"""The pages of paper batches: Dung types a box in, Hoa types the sample, and the batch becomes answers."""

import re
from urllib.parse import urlencode

import pytest
from sqlmodel import select

from survey.store.batches import work
from survey.store.tables import PaperEntry
from tests.fixtures.bureau import DUNG, HOA, MINH, OWN, THU, WAVE, Bureau, csrf_in
from tests.fixtures.paper import ANSWERS, Box, arrived, make_box
from tests.fixtures.people import TODAY

# TRUST §4: nothing, endless, another alphabet's digits, broken UTF-8, markup, SQL, a template, NUL.
BAD = (
    b"9" * 5000,
    "４".encode(),
    b"%ED%A0%80",
    b"%c0%ae",
    b"<script>alert(1)</script>",
    b"' OR 1=1--",
    b"{{7*7}}",
    b"4%00",
    b"-1",
    b"4.0",
    b"[4]",
)
SERIAL = re.compile(r"\b\d+-\d{4}-\d\b")


@pytest.fixture
def box(province_bureau: Bureau) -> Box:
    """Give an open batch of papers on Dung's screen."""
    return make_box(province_bureau)


def to_retype(box: Box) -> list[int]:
    """Return the copies that the page asks to be typed a second time."""
    listed = box.show().partition("Phiếu phải nhập lần hai")[2].partition("</p>")[0]
    return [int(serial.split("-")[1]) for serial in SERIAL.findall(listed)]


def entered(box: Box) -> list[str]:
    with box.bureau.store.reading() as session:
        return [entry.scores for entry in session.exec(select(PaperEntry))]


def test_a_batch_is_opened_with_its_place_and_numbers(
    province_bureau: Bureau,
) -> None:
    dung = province_bureau.signed_in(DUNG)
    token = csrf_in(dung.get("/manage/paper").text)
    sent = {
        "csrf_token": token,
        "wave": WAVE,
        "counter": f"{OWN}-1",
        "language": "vi",
        "gathered_on": TODAY.isoformat(),
        "handed_out": "50",
        "returned": "41",
        "spoiled": "",
    }
    refused = dung.post("/manage/paper", data=sent | {"gathered_on": "2026-12-25"})
    assert refused.status_code == 422 and "Ngày này chưa đến." in refused.text
    opened = dung.post("/manage/paper", data=sent)
    assert opened.location == "/manage/paper/1"
    page = dung.get(opened.location).text
    assert "Quầy số 1, Xã Bắc Hà" in page
    assert "Phát 50, thu về 41, hỏng 0; đã nhập 0 phiếu." in page
    assert ">dung</th>" in page
    assert "Xã Bắc Hà" in dung.get("/manage/paper").text


def test_a_batch_is_not_opened_with_what_is_not_on_offer(
    province_bureau: Bureau,
) -> None:
    dung = province_bureau.signed_in(DUNG)
    sent = {
        "csrf_token": csrf_in(dung.get("/manage/paper").text),
        "wave": WAVE,
        "counter": f"{OWN}-1",
        "language": "vi",
        "gathered_on": TODAY.isoformat(),
    }
    for field, value in (
        ("wave", "none"),
        ("counter", "X"),
        ("language", "xx"),
        ("gathered_on", "31/2/2026"),
        ("returned", "-1"),
        ("returned", "9" * 30),
        ("spoiled", "một"),
    ):
        refused = dung.post("/manage/paper", data=sent | {field: value})
        assert refused.status_code == 422, field
        assert "Các lô, mới nhất trước" not in refused.text


def test_a_form_is_saved_once_and_the_next_number_waits(box: Box) -> None:
    key = "a" * 32
    saved = box.type(1, key=key)
    assert (saved.status_code, saved.location) == (
        303,
        f"{box.page}/entry?saved={box.serial(1)}",
    )
    assert box.type(1, key=key).location == saved.location
    assert entered(box) == ["4?--x-"]
    screen = box.client.get(saved.location).text
    assert f'value="{box.serial(2)}"' in screen
    assert "Lô có 1 phiếu." in screen


def test_the_same_number_twice_is_refused_and_what_was_typed_stays(box: Box) -> None:
    box.type(1)
    refused = box.type(1, {"overall": "1", "q_access": "2"}, comment="Thêm ghế")
    assert refused.status_code == 409
    assert f"Phiếu số {box.serial(1)} đã được nhập." in refused.text
    assert 'name="overall" value="1" data-key="1" checked' in refused.text
    assert "Thêm ghế</textarea>" in refused.text
    assert entered(box) == ["4?--x-"]
    assert arrived(box.bureau.store, "E") == []


def test_a_number_that_no_form_carries_is_refused(box: Box) -> None:
    for typed in ["", "1-0001-9", "1-0001", "abc", "9" * 5000]:
        refused = box.type(1, serial=typed)
        assert refused.status_code == 422
        assert "Số phiếu không đúng." in refused.text
    assert entered(box) == []


def test_what_the_sheet_does_not_offer_is_refused(box: Box) -> None:
    for answers in (
        {"overall": "6"},
        {"overall": "x"},
        {"overall": "."},
        {"overall": "4", "stage": "?"},
        {"overall": "4", "comment": "a" * 2001},
        {"overall": "4", "helped": "no"},
    ):
        assert box.type(1, answers).status_code == 422, answers
    assert entered(box) == []


def test_no_bad_input_is_a_failure_or_half_a_form_and_an_honest_one_goes_through(
    box: Box,
) -> None:
    screen = box.client.get(f"{box.page}/entry").text
    honest = {
        "csrf_token": csrf_in(screen),
        "entry_key": "f" * 32,
        "serial": box.serial(1),
        "overall": "4",
    }
    kind = "application/x-www-form-urlencoded"
    for field in ("serial", "run", "entry_key", "stage", "overall"):
        for bad in BAD:
            kept = {name: value for name, value in honest.items() if name != field}
            sent = urlencode(kept).encode() + f"&{field}=".encode() + bad
            answer = box.client.post(f"{box.page}/entry", data=sent, content_type=kind)
            assert answer.status_code in (400, 422), (field, bad)
            assert b"<script>alert" not in answer.data
        twice = urlencode([*honest.items(), (field, honest.get(field, ""))])
        answer = box.client.post(
            f"{box.page}/entry", data=twice + f"&{field}=1", content_type=kind
        )
        assert answer.status_code == 422, field
    assert entered(box) == []
    assert box.client.post(f"{box.page}/entry", data=honest).status_code == 303


def test_a_form_that_says_nothing_is_to_be_counted_as_spoiled(box: Box) -> None:
    refused = box.type(1, {"overall": "?", "q_result": "x"})
    assert refused.status_code == 422
    assert "cộng vào số phiếu hỏng" in refused.text


def test_a_page_without_its_key_is_refused(box: Box) -> None:
    for key in ["", "a" * 31, "g" * 32, "a" * 33]:
        assert box.type(1, entry_key=key).status_code == 422, key


def test_numbers_in_a_comment_are_covered_before_they_are_kept(box: Box) -> None:
    box.type(1, comment="Gọi 0912 345 678")
    with box.bureau.store.reading() as session:
        assert session.exec(select(PaperEntry.comment)).one() == "Gọi […]"


def test_a_busy_store_gives_the_typed_form_back(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    from survey.store import entries
    from survey.store.engine import StoreBusy

    def busy(*given: object, **named: object) -> bool:
        raise StoreBusy

    with monkeypatch.context() as patch:
        patch.setattr(entries, "record_first", busy)
        answer = box.type(1, key="b" * 32)
    assert answer.status_code == 503
    assert "phiếu chỉ được tính một lần" in answer.text
    assert 'name="overall" value="4" data-key="4" checked' in answer.text
    assert box.type(1, key="b" * 32).status_code == 303


def test_from_the_box_to_answers(box: Box) -> None:
    for copy in range(1, 13):
        assert box.type(copy).status_code == 303
    assert "rút ngẫu nhiên 10 phiếu" in box.show()
    assert box.ask("sample").status_code == 303
    assert "Lô đã sang bước khác" in box.ask("sample").text
    sample = to_retype(box)
    assert len(sample) == 10
    hoa = box.bureau.signed_in(HOA)
    screen = hoa.get(f"{box.page}/retype").text
    # Blind: nothing of the first entry is on the screen.
    assert "checked" not in screen and f'value="{box.serial(sample[0])}"' in screen
    for copy in sample:
        answers = ANSWERS | ({"overall": "5"} if copy == sample[3] else {})
        assert box.type(copy, answers, turn="retype", client=hoa).status_code == 303
    page = box.show()
    # One form of ten by Wilson: (0.1 + z²/20 ∓ z √(0.009 + z²/400)) / (1 + z²/10) = 0.0179, 0.4042.
    assert "10,0% (1,8–40,4)" in page
    assert page.count("0,0% (0,0–27,8)") == 7
    assert box.ask("close").status_code == 409
    serial = box.serial(sample[3])
    assert "Xin chọn một giá trị" in box.ask("decide", serial=serial).text
    assert box.ask("decide", serial=serial, overall="3").status_code == 409
    assert box.ask("decide", serial=serial, overall="5").status_code == 303
    assert box.ask("close").status_code == 303
    answers = arrived(box.bureau.store, "E")
    assert sorted(answer.scores for answer in answers) == ["4?--x-"] * 11 + ["5?--x-"]
    assert {answer.batch_id for answer in answers} == {box.batch_id}
    assert entered(box) == []
    closed = box.show()
    assert "12 phiếu đã thành câu trả lời." in closed and "10,0% (1,8–40,4)" in closed
    with box.bureau.store.reading() as session:
        typed = [(one.name, one.entered, one.retyped) for one in work(session, 1)]
    assert typed == [("dung", 12, 0), ("hoa", 0, 10)]
    # A second press changes nothing.
    assert box.ask("close").status_code == 409
    assert len(arrived(box.bureau.store, "E")) == 12


def test_dung_retypes_the_own_forms_only_when_nobody_else_could(box: Box) -> None:
    box.type(1)
    box.ask("sample")
    # Hoa may type, too, but no other account is there for it.
    assert box.client.get(f"{box.page}/retype").status_code == 200
    assert box.type(1, turn="retype").status_code == 303
    assert "1 phiếu do cùng một người nhập cả hai lần" in box.show()


def test_after_the_grace_a_batch_waits_for_the_wave_to_be_extended(box: Box) -> None:
    box.type(1)
    box.ask("sample")
    box.type(1, turn="retype")
    box.bureau.wait(days=60)
    box.client = box.bureau.signed_in(DUNG)
    refused = box.ask("close")
    assert refused.status_code == 409
    assert "Gia hạn đợt rồi chốt lô; chưa mất gì." in refused.text
    assert entered(box) == ["4?--x-"] * 2


def test_a_form_just_saved_can_be_taken_out_and_typed_anew(box: Box) -> None:
    box.type(1)
    assert box.ask("take-back", serial=box.serial(1)).status_code == 303
    assert entered(box) == []
    assert "không có phiếu mang số đó" in box.ask("take-back", serial="x").text
    assert box.type(1, {"overall": "2"}).status_code == 303


def test_numbers_of_papers_are_put_right_and_do_not_add_up_silently(box: Box) -> None:
    box.type(1)
    box.ask("counts", handed_out="5", returned="4", spoiled="1")
    page = box.show()
    assert "Còn 2 phiếu chưa nhập." in page and "không bằng" not in page
    box.ask("counts", handed_out="5", returned="1", spoiled="1")
    assert "Số thu về không bằng số đã nhập cộng số hỏng" in box.show()
    box.ask("counts", handed_out="5", returned="2", spoiled="1")
    assert "Phát 5, thu về 2, hỏng 1; đã nhập 1 phiếu." in box.show()
    assert "không bằng" not in box.show()


def test_an_auditor_reads_a_batch_and_presses_nothing(box: Box) -> None:
    thu = box.bureau.signed_in(THU)
    page = thu.get(box.page).text
    assert "Lưu số phiếu" not in page and "Nhập phiếu</a>" not in page


def test_a_unit_head_finds_no_batches(box: Box) -> None:
    assert box.bureau.signed_in(MINH).get(box.page).status_code == 404


def test_a_batch_that_is_not_there_is_not_found(box: Box) -> None:
    for page in ("/manage/paper/77", "/manage/paper/77/entry", "/manage/telephone/1"):
        assert box.client.get(page).status_code == 404
