"""The pages of waves: what is decided is kept with who and why, and nothing under five is shown."""

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey.store import dossiers, wave_course, wave_targets, waves
from survey.store.dossiers import PrintedFigure, PrintedReport
from survey.store.tables import WaveEvent
from survey.store.wave_targets import Target
from tests.fixtures.bureau import HOA, KIEN, LAN, MINH, OWN, THU, WAVE, Bureau, csrf_in
from tests.fixtures.people import TODAY, make_wave

LIST, PAGE = "/manage/waves", f"/manage/waves/{WAVE}"
TARGETS = f"{PAGE}/targets"
WHY = "Sửa trụ sở"


def send(client: FlaskClient, address: str, **fields: str) -> TestResponse:
    """Send a form as its page does."""
    sent = {name.replace("_", "-", 1): value for name, value in fields.items()}
    token = csrf_in(client.get(LIST).text)
    return client.post(address, data={"csrf_token": token, **sent})


def history(bureau: Bureau) -> list[WaveEvent]:
    with bureau.store.reading() as session:
        found = waves.wave_by_code(session, WAVE)
        assert found is not None and found.id is not None
        return list(wave_course.events(session, found.id))


def is_open(bureau: Bureau, day: date = TODAY) -> bool:
    with bureau.store.reading() as session:
        return waves.open_instrument(session, day) is not None


def targets(bureau: Bureau) -> dict[int, Target]:
    with bureau.store.reading() as session:
        found = waves.wave_by_code(session, WAVE)
        assert found is not None and found.id is not None
        return wave_targets.targets(session, found.id)


def keep_dossiers(bureau: Bureau) -> None:
    """Publish that Bắc Hà settled a thousand dossiers."""
    figure = PrintedFigure("Xã Bắc Hà", "settled", "1000")
    with bureau.store.writing() as session:
        dossiers.keep_report(
            session,
            PrintedReport("2025", "settlement", "Hồ sơ", "test", "2025", (figure,)),
        )


def cells(page: str, office: str) -> list[str]:
    """Return the cells of an office's row."""
    row = re.search(rf"<tr[^>]*><th[^>]*>(?:<label[^>]*>)?{office}.*?</tr>", page)
    assert row is not None, page
    return re.findall(r"<td[^>]*>(.*?)</td>", row[0])


def test_every_wave_is_listed_with_what_it_does_today(province_bureau: Bureau) -> None:
    with province_bureau.store.writing() as session:
        make_wave(session, "later", opens_on=TODAY + timedelta(days=9))
    page = province_bureau.signed_in(HOA).get(LIST).text
    assert re.findall(r'data-name="Hôm nay">(.*?)</td>', page) == [
        "chưa bắt đầu",
        "đang lấy ý kiến",
    ]


def test_progress_shows_released_answers_and_none_under_five(
    province_bureau: Bureau,
) -> None:
    send(province_bureau.signed_in(HOA), TARGETS, **{f"target_{OWN}": "80"})
    page = province_bureau.signed_in(HOA).get(PAGE).text
    assert cells(page, "Xã Bắc Hà") == ["40", "80", "50,0%", "24/11/2026"]
    assert cells(page, "Xã Đông Xuân") == ["dưới 5", "–", "–", "–"]
    assert "Nhận hôm nay: 3 phiếu." in page
    assert "0 trên 1 đơn vị có chỉ tiêu đã đạt." in page


def test_who_sets_up_and_reads_no_results_sees_no_count_of_today(
    province_bureau: Bureau,
) -> None:
    page = province_bureau.signed_in(KIEN).get(PAGE).text
    assert "Nhận hôm nay" not in page and "Kết quả</a>" not in page
    assert "Tạm dừng đợt này" in page


def test_a_wave_is_paused_and_resumed_with_the_reason_kept(
    province_bureau: Bureau,
) -> None:
    hoa = province_bureau.signed_in(HOA)
    paused = send(
        hoa, f"{PAGE}/pause", pause_reason=f"  {WHY} ", pause_day="2026-11-30"
    )
    assert (paused.status_code, paused.location) == (303, PAGE)
    assert not is_open(province_bureau)
    page = hoa.get(PAGE).text
    assert "Hôm nay: tạm dừng đến hết ngày 30/11/2026." in page
    assert "Tiếp tục đợt này" in page and "Tạm dừng đợt này" not in page
    send(hoa, f"{PAGE}/resume", resume_reason="Xong")
    assert is_open(province_bureau)
    kept = [
        (event.action, event.reason, event.done_by)
        for event in history(province_bureau)
    ]
    assert kept == [("resume", "Xong", HOA), ("pause", WHY, HOA)]
    assert WHY in hoa.get(PAGE).text


def test_a_wave_is_extended_and_closed(province_bureau: Bureau) -> None:
    hoa = province_bureau.signed_in(HOA)
    send(hoa, f"{PAGE}/extend", extend_reason=WHY, extend_day="2027-01-31")
    assert is_open(province_bureau, date(2027, 1, 31))
    send(hoa, f"{PAGE}/close", close_reason="Đã đủ phiếu")
    assert not is_open(province_bureau, TODAY + timedelta(days=1))
    page = hoa.get(PAGE).text
    assert "Đóng vào cuối ngày 25/11/2026 (trước đó: 31/01/2027)" in page
    assert "Gia hạn đến hết ngày 31/01/2027 (trước đó: 31/12/2026)" in page


@pytest.mark.parametrize(
    ("action", "fields", "said"),
    [
        ("pause", {"pause_reason": " "}, "Xin ghi lý do."),
        ("pause", {"pause_reason": "x" * 501}, "Lý do dài quá 500 ký tự."),
        ("pause", {"pause_reason": WHY, "pause_day": "mai"}, "Xin nhập một ngày."),
        (
            "pause",
            {"pause_reason": WHY, "pause_day": "2026-11-24"},
            "Chưa thay đổi gì: ngày cuối của đợt tạm dừng không được trước hôm nay.",
        ),
        ("extend", {"extend_reason": WHY}, "Xin nhập một ngày."),
        (
            "extend",
            {"extend_reason": WHY, "extend_day": "2026-12-01"},
            "Chưa thay đổi gì: ngày kết thúc mới phải sau ngày kết thúc hiện nay",
        ),
        ("close", {}, "Xin ghi lý do."),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(
    province_bureau: Bureau, action: str, fields: dict[str, str], said: str
) -> None:
    answer = send(province_bureau.signed_in(HOA), f"{PAGE}/{action}", **fields)
    assert answer.status_code == 422
    assert said in answer.text and '<details class="decision" open>' in answer.text
    for value in fields.values():
        assert f'value="{value.strip()}"' in answer.text
    assert history(province_bureau) == []
    assert is_open(province_bureau)


def test_what_is_no_longer_possible_is_refused(province_bureau: Bureau) -> None:
    answer = send(province_bureau.signed_in(HOA), f"{PAGE}/resume", resume_reason=WHY)
    assert answer.status_code == 422 and history(province_bureau) == []


def test_an_auditor_sees_the_pages_and_changes_nothing(
    province_bureau: Bureau,
) -> None:
    thu = province_bureau.signed_in(THU)
    assert "Tạm dừng đợt này" not in thu.get(PAGE).text
    assert "Lưu chỉ tiêu" not in thu.get(TARGETS).text
    assert send(thu, f"{PAGE}/pause", pause_reason=WHY).status_code == 404
    assert is_open(province_bureau)


@pytest.mark.parametrize("name", [MINH, LAN])
def test_waves_are_not_the_business_of_an_office(
    province_bureau: Bureau, name: str
) -> None:
    client = province_bureau.signed_in(name)
    assert [client.get(page).status_code for page in (LIST, PAGE, TARGETS)] == [404] * 3


def test_an_unknown_wave_does_not_exist(province_bureau: Bureau) -> None:
    hoa = province_bureau.signed_in(HOA)
    for page in ("/manage/waves/none", "/manage/waves/none/targets"):
        assert hoa.get(page).status_code == 404
    sent = send(hoa, "/manage/waves/none/close", close_reason=WHY)
    assert sent.status_code == 404
    assert send(hoa, "/manage/waves/none/targets").status_code == 404


def test_both_formulas_stand_beside_each_other(province_bureau: Bureau) -> None:
    keep_dossiers(province_bureau)
    hoa = province_bureau.signed_in(HOA)
    page = hoa.get(f"{TARGETS}?margin=10&fill=yamane").text
    # By hand: 1000 / (1 + 1000 * 0.01) = 90.9.
    n, yamane, by_design, field = cells(page, "Xã Bắc Hà")
    assert (n, yamane) == ("1.000", "91")
    # 148 answers are enough to measure the design effect, which is below 1.
    assert 20 < int(by_design) < 88
    assert 'value="91"' in field
    assert "sai số e = 10 điểm phần trăm" in page
    assert "đo ở đợt “Đợt khảo sát thử”" in page
    assert 'value=""' in cells(page, "Xã Sơn Tây")[3]


def test_targets_are_saved_with_the_people_served(province_bureau: Bureau) -> None:
    keep_dossiers(province_bureau)
    hoa = province_bureau.signed_in(HOA)
    send(hoa, TARGETS, **{f"target_{OWN}": "91", "target_ST-02": " 50 "})
    assert targets(province_bureau) == {1: Target(91, 1000), 2: Target(50)}
    # An empty field takes a target away, one that was not sent leaves it.
    send(hoa, TARGETS, **{f"target_{OWN}": ""})
    assert targets(province_bureau) == {2: Target(50)}
    assert [event.reason for event in history(province_bureau)] == [
        "Cho 1 đơn vị",
        "Cho 2 đơn vị",
    ]


@pytest.mark.parametrize(
    "text", ["0", "-5", "1e3", "1000001", "9" * 5000, "năm mươi", "５０"]
)
def test_one_wrong_target_saves_none(province_bureau: Bureau, text: str) -> None:
    fields = {f"target_{OWN}": text, "target_ST-02": "50"}
    answer = send(province_bureau.signed_in(HOA), TARGETS, **fields)
    assert answer.status_code == 422
    assert "Chưa lưu chỉ tiêu nào." in answer.text and f'value="{text}"' in answer.text
    assert answer.text.count('aria-invalid="true"') == 1
    assert targets(province_bureau) == {}
