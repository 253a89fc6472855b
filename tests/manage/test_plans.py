"""The pages of sampling plans: what is drawn stays drawn, and what came back is counted whole or not at all."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from survey.store import audit, sampling, wave_course, wave_targets
from survey.store.audit import Search
from survey.store.places import office_by_code
from survey.store.sampling import KeptPlan
from survey.store.tables import DossierVolume
from survey.store.wave_targets import Target
from survey.store.waves import wave_by_code
from tests.fixtures.bureau import HOA, MINH, OTHER, OWN, THU, WAVE, Bureau, csrf_in

PLANS, PLAN = "/manage/plans", "/manage/plans/m1"
WISH = {
    "code": "m1",
    "title": "Mẫu quý I",
    "first_month": "2026-01",
    "last_month": "2026-03",
    "wave": "",
    "rule": "yamane",
    "scope": "office",
    "margin": "5",
    "fixed": "",
    "offices": "",
    "seed": "7",
}


@pytest.fixture
def filled(sqlite_bureau: Bureau) -> Bureau:
    """Give the bureau with dossiers: 400 of the own office, 1,000 of the other."""
    with sqlite_bureau.store.writing() as session:
        for code, n in ((OWN, 400), (OTHER, 1_000)):
            office = office_by_code(session, code)
            assert office is not None and office.id is not None
            session.add(
                DossierVolume(
                    office_id=office.id,
                    competent_id=office.id,
                    month="2026-02",
                    field="Hộ tịch",
                    settled=n,
                )
            )
    return sqlite_bureau


def post(bureau: Bureau, address: str, sent: dict[str, str]) -> TestResponse:
    browser = bureau.signed_in()
    token = csrf_in(browser.get(PLANS).text)
    return browser.post(address, data={**sent, "csrf_token": token})


def draw(bureau: Bureau, **changed: str) -> TestResponse:
    return post(bureau, PLANS, {**WISH, **changed})


def kept(bureau: Bureau) -> KeptPlan | None:
    with bureau.store.reading() as session:
        return sampling.plan(session, "m1")


def returned(**texts: str) -> dict[str, str]:
    """Return the fields of both offices; those not named are empty."""
    columns = ("sent", "returned", "valid", "rejected")
    empty = {f"{column}-{code}": "" for code in (OWN, OTHER) for column in columns}
    return {**empty, **{f"{column}-{OWN}": text for column, text in texts.items()}}


def test_a_sample_is_drawn_and_noted_with_its_seed(filled: Bureau) -> None:
    answer = draw(filled)
    assert (answer.status_code, answer.location) == (303, PLAN)
    plan = kept(filled)
    assert plan is not None
    assert sorted(cell.planned for cell in plan.cells) == [200, 286]
    with filled.store.reading() as session:
        (entry,) = audit.entries(session, Search(action="change"), limit=1)
    assert (entry.actor, entry.object, entry.details) == (HOA, "plan m1", '{"seed":7}')


def test_the_margin_is_a_field_and_one_number_may_be_shared_out(
    filled: Bureau,
) -> None:
    draw(filled, margin="2,5", scope="all")
    plan = kept(filled)
    assert plan is not None and plan.head.margin == 0.025
    # 1,400 / (1 + 1,400 x 0.025²) = 746.7, over 400 and 1,000 dossiers.
    assert sorted(cell.planned for cell in plan.cells) == [213, 534]


def test_without_a_seed_one_is_made_up_and_recorded(filled: Bureau) -> None:
    draw(filled, seed="")
    plan = kept(filled)
    assert plan is not None and plan.head.seed > 7
    assert str(plan.head.seed) in filled.signed_in().get(PLAN).text


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"code": ""}, "Xin nhập mã"),
        ({"code": "mẫu 1"}, "Xin nhập mã"),
        ({"title": "x" * 151}, "Tên dài quá 150 ký tự."),
        ({"title": "a\u200bb"}, "Tên có ký tự ẩn."),
        ({"first_month": "tháng 1"}, "Xin nhập tháng như 2026-01."),
        ({"last_month": "2025-12"}, "Tháng cuối đứng trước tháng đầu."),
        ({"first_month": "2027-01", "last_month": "2027-02"}, "Không có hồ sơ nào"),
        ({"rule": "khác"}, "Xin chọn một mục trong danh sách."),
        ({"scope": "khác"}, "Xin chọn một mục trong danh sách."),
        ({"margin": "50"}, "Xin nhập sai số lớn hơn 0"),
        ({"margin": "năm"}, "Xin nhập sai số lớn hơn 0"),
        ({"rule": "fixed"}, "Xin nhập số phiếu."),
        ({"rule": "fixed", "fixed": "0"}, "Xin nhập số nguyên từ 1"),
        ({"offices": "hai"}, "Xin nhập số nguyên từ 1"),
        ({"offices": "3"}, "đơn vị."),
        ({"seed": "-1"}, "Xin nhập số nguyên từ 0"),
    ],
)
def test_a_wish_that_cannot_be_drawn_is_named_and_kept_in_the_form(
    filled: Bureau, changed: dict[str, str], message: str
) -> None:
    answer = draw(filled, **changed)
    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 422
    assert any(message in error.get_text() for error in page.select(".error"))
    field = page.select_one("#last_month")
    assert field is not None and field["value"] == {**WISH, **changed}["last_month"]
    assert kept(filled) is None


def test_what_was_drawn_is_not_drawn_anew(filled: Bureau) -> None:
    draw(filled)
    before = kept(filled)
    answer = draw(filled, seed="8")
    assert answer.status_code == 422 and "Mã này đã có." in answer.text
    assert kept(filled) == before


def test_what_came_back_is_counted_and_weighed(filled: Bureau) -> None:
    draw(filled)
    sent = returned(sent="200", returned="180", valid="160", rejected="trùng: 5")
    assert post(filled, PLAN, sent).location == PLAN
    page = BeautifulSoup(filled.signed_in().get(PLAN).text, "html.parser")
    field = page.select_one(f'input[name="rejected-{OWN}"]')
    assert field is not None and field["value"] == "trùng: 5"
    assert [cell.get_text(strip=True) for cell in page.select("tr td:last-child")][
        -2:
    ] == [
        "2,50",
        "–",
    ]
    file = filled.signed_in().get(f"{PLAN}/weights").text
    assert f"{OWN},Xã Bắc Hà,department,400,1,200,160,2.5" in file


def test_one_wrong_field_keeps_everything_back_and_nothing_is_lost(
    filled: Bureau,
) -> None:
    draw(filled)
    sent = {**returned(sent="5", returned="6"), f"sent-{OTHER}": "7"}
    answer = post(filled, PLAN, sent)
    assert answer.status_code == 422
    assert "Cần không nhiều hơn số phiếu đã phát." in answer.text
    page = BeautifulSoup(answer.text, "html.parser")
    field = page.select_one(f'input[name="sent-{OTHER}"]')
    assert field is not None and field["value"] == "7"
    plan = kept(filled)
    assert plan is not None and plan.returned == {}


def test_offices_that_were_not_sent_stay_as_they_are(filled: Bureau) -> None:
    draw(filled)
    post(filled, PLAN, returned(sent="9"))
    others = {name: text for name, text in returned().items() if OTHER in name}
    post(filled, PLAN, {**others, f"sent-{OTHER}": "3"})
    plan = kept(filled)
    assert plan is not None
    assert sorted(told.sent or 0 for told in plan.returned.values()) == [3, 9]


def test_the_lists_are_the_same_each_time_and_hold_numbers_only(
    filled: Bureau,
) -> None:
    draw(filled)
    browser = filled.signed_in()
    first, again = (browser.get(f"{PLAN}/lists").text for _ in range(2))
    text = BeautifulSoup(first, "html.parser").get_text()
    assert "200/400" in text and "286/1.000" in text
    assert BeautifulSoup(again, "html.parser").get_text() == text
    file = browser.get(f"{PLAN}/lists?format=csv")
    assert file.text.count("\r\n") == 1 + 486
    assert file.headers["Content-Disposition"] == 'attachment; filename="mau-m1.csv"'


def test_a_plan_gives_its_wave_its_targets(filled: Bureau) -> None:
    draw(filled, wave=WAVE)
    answer = post(filled, f"{PLAN}/targets", {})
    assert answer.location == f"/manage/waves/{WAVE}/targets"
    with filled.store.reading() as session:
        wave = wave_by_code(session, WAVE)
        assert wave is not None and wave.id is not None
        targets = wave_targets.targets(session, wave.id)
        (event,) = wave_course.events(session, wave.id)
    assert set(targets.values()) == {Target(200, 400), Target(286, 1_000)}
    assert (event.action, event.reason) == ("target", "Theo kế hoạch mẫu m1")


def test_a_plan_for_no_wave_gives_no_targets(filled: Bureau) -> None:
    draw(filled)
    assert post(filled, f"{PLAN}/targets", {}).status_code == 404
    assert "chỉ tiêu của đợt" not in filled.signed_in().get(PLAN).text


def test_an_auditor_reads_and_draws_nothing(filled: Bureau) -> None:
    draw(filled)
    browser = filled.signed_in(THU)
    assert 'name="code"' not in browser.get(PLANS).text
    page = BeautifulSoup(browser.get(PLAN).text, "html.parser")
    fields = page.select("table input")
    assert fields and all(field.has_attr("readonly") for field in fields)


def test_a_unit_head_has_no_plans(filled: Bureau) -> None:
    assert filled.signed_in(MINH).get(PLANS).status_code == 404


@pytest.mark.parametrize("address", [PLANS, PLAN, f"{PLAN}/lists"])
def test_the_pages_are_valid_html(
    filled: Bureau, vnu: Callable[[str], list[str]], address: str
) -> None:
    draw(filled)
    assert vnu(filled.signed_in().get(address).text) == []
