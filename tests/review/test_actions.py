"""The pages of actions: written down once by the own office or the reform office, then only followed."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey.store import actions, audit
from survey.store.actions import FollowedAction
from survey.store.audit import Search
from tests.fixtures.bureau import HOA, LAN, MINH, OTHER, OWN, THU, Bureau, csrf_in
from tests.fixtures.finished import FIRST, FIRST_DAY
from tests.fixtures.lan import queries
from tests.fixtures.people import TODAY

LIST = "/review/actions"
NEW = f"/review/actions/{OWN}/new"
FROM_FINDING = f"{NEW}?wave={FIRST}&measure=officer"
ACTION = f"/review/actions/{OWN}/1"
WRITTEN = {
    "what": "Tập huấn cách hướng dẫn\r\nhồ sơ",
    "owner": "Giám đốc  Trung tâm",
    "effective_on": (FIRST_DAY + timedelta(days=5)).isoformat(),
    "due_on": (TODAY + timedelta(days=20)).isoformat(),
    "expected": "2,5",
}


def send(
    client: FlaskClient, address: str, prefix: str = "", **fields: str
) -> TestResponse:
    """Send a form as its page does."""
    token = csrf_in(client.get("/review/account").text)
    sent = {f"{prefix}{name}": value for name, value in fields.items()}
    return client.post(address, data={"csrf_token": token, **sent})


def kept(bureau: Bureau) -> list[FollowedAction]:
    with bureau.store.reading() as session:
        return list(actions.actions(session))


def test_a_finding_leads_to_an_action_that_is_kept_and_noted(
    finished_bureau: Bureau,
) -> None:
    minh = finished_bureau.signed_in(MINH)
    office = minh.get(f"/review/waves/{FIRST}/offices/{OWN}?lang=vi").text
    address = FROM_FINDING.replace("&", "&amp;")
    assert f'href="{address}&amp;lang=vi"' in office
    form = minh.get(f"{FROM_FINDING}&lang=vi").text
    assert "“Công chức trực tiếp giải quyết công việc”" in form
    # What will be done is asked for before any figure is shown.
    assert "92,5" not in form and "50,0" not in form
    answer = send(minh, FROM_FINDING, **WRITTEN)
    assert (answer.status_code, answer.location) == (303, ACTION)
    (found,) = kept(finished_bureau)
    action = found.action
    assert (action.what, action.owner) == (
        "Tập huấn cách hướng dẫn\nhồ sơ",
        "Giám đốc Trung tâm",
    )
    assert (action.measure, action.expected_points) == ("officer", 2.5)
    assert (action.recorded_by, action.recorded_on) == (MINH, TODAY)
    assert found.wave is not None and found.wave.code == FIRST
    with finished_bureau.store.reading() as session:
        (noted,) = audit.entries(session, Search(action="action_changed"), limit=9)
    assert (noted.actor, noted.object) == (MINH, f"{OWN}/1")


def test_the_page_of_an_action_says_whether_it_shows(finished_bureau: Bureau) -> None:
    minh = finished_bureau.signed_in(MINH)
    send(minh, FROM_FINDING, **WRITTEN)
    page = minh.get(f"{ACTION}?lang=vi").text
    assert "Tăng rõ: +42,5 điểm (khoảng tin cậy 95%: từ " in page
    # Written down after the second wave, so Holm's correction is named.
    assert "được ghi khi đợt sau đã bắt đầu" in page
    assert "Đơn vị được chọn vì đang thấp nhất thường tự tăng lại" in page
    assert "Mức tăng đề ra là 2,5 điểm: rõ ràng đã đạt." in page
    assert "5 đơn vị không có việc cải thiện" in page
    english = minh.get(f"{ACTION}?lang=en").text
    assert "Clear rise: +42.5 points (95% confidence interval: " in english


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"what": " "}, "Xin ghi sẽ làm gì."),
        ({"what": "x" * 1001}, "Dài quá 1000 ký tự."),
        ({"what": "Gọi 0912 345 678"}, "Có phần giống số điện thoại"),
        ({"owner": ""}, "Xin ghi chức vụ của người chịu trách nhiệm."),
        ({"owner": "an@example.vn"}, "Có phần giống số điện thoại"),
        ({"effective_on": "mai"}, "Xin nhập một ngày."),
        ({"due_on": "2026-11-24"}, "Hạn hoàn thành không được trước hôm nay."),
        ({"expected": "0"}, "Xin nhập một số lớn hơn 0"),
        ({"expected": "101"}, "Xin nhập một số lớn hơn 0"),
        ({"expected": "２"}, "Xin nhập một số lớn hơn 0"),
        ({"expected": "1e1"}, "Xin nhập một số lớn hơn 0"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    finished_bureau: Bureau, fields: dict[str, str], said: str
) -> None:
    minh = finished_bureau.signed_in(MINH)
    answer = send(minh, FROM_FINDING, **(WRITTEN | fields))
    assert answer.status_code == 422 and said in answer.text
    assert ("hướng dẫn" in answer.text) == ("what" not in fields)
    assert kept(finished_bureau) == []


def test_an_action_without_a_finding_says_where_it_comes_from(
    finished_bureau: Bureau,
) -> None:
    hoa = finished_bureau.signed_in(HOA)
    refused = send(hoa, NEW, **WRITTEN)
    assert refused.status_code == 422
    assert "Xin ghi việc này xuất phát từ đâu." in refused.text
    send(hoa, NEW, **WRITTEN, source="Chỉ số PAPI")
    assert "Chỉ số PAPI" in hoa.get(ACTION).text
    assert "Chỉ số PAPI" in hoa.get(LIST).text


def test_another_index_names_its_weak_component(finished_bureau: Bureau) -> None:
    hoa = finished_bureau.signed_in(HOA)
    page = hoa.get(f'{NEW}?source=PAPI: thủ tục "đất đai": 6,1').text
    assert 'value="PAPI: thủ tục &#34;đất đai&#34;: 6,1"' in page
    long = hoa.get(f"{NEW}?source={'x' * 5000}").text
    assert f'value="{"x" * 300}"' in long


def test_a_finding_that_is_not_there_does_not_exist(finished_bureau: Bureau) -> None:
    hoa = finished_bureau.signed_in(HOA)
    for query in ("?wave=none", f"?wave={FIRST}&measure=none"):
        assert hoa.get(NEW + query).status_code == 404
    for address in (
        "/review/actions/XX-99/new",
        f"/review/actions/{OWN}/7",
        f"/review/actions/{OWN}/99999999999999999999",
    ):
        assert hoa.get(address).status_code == 404


def test_the_menu_says_where_one_is(finished_bureau: Bureau) -> None:
    hoa = finished_bureau.signed_in(HOA)
    send(hoa, FROM_FINDING, **WRITTEN)
    for address in (LIST, NEW, ACTION):
        page = hoa.get(f"{address}?lang=vi").text
        assert 'aria-current="page">Việc cải thiện<' in page, address


def test_each_step_is_kept_with_its_reason(finished_bureau: Bureau) -> None:
    minh = finished_bureau.signed_in(MINH)
    send(minh, FROM_FINDING, **WRITTEN)
    answer = send(
        minh,
        f"{ACTION}/step",
        "step-",
        state="under_way",
        reason=" Có giảng\x00 viên\u202e",
    )
    assert (answer.status_code, answer.location) == (303, ACTION)
    later = TODAY + timedelta(days=40)
    send(
        minh,
        f"{ACTION}/step",
        "step-",
        state="under_way",
        due_on=later.isoformat(),
        reason="Bão",
    )
    (found,) = kept(finished_bureau)
    assert (found.state, found.due_on) == ("under_way", later)
    page = minh.get(ACTION).text
    assert page.index("Bão") < page.index("Có giảng viên")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "done", "reason": " "}, "Xin ghi lý do."),
        ({"state": "planned", "reason": "x"}, "tình trạng và hạn vẫn như cũ"),
        ({"state": "won", "reason": "x"}, "Xin chọn một tình trạng trong danh sách."),
    ],
)
def test_a_step_that_cannot_be_kept_says_why(
    finished_bureau: Bureau, fields: dict[str, str], said: str
) -> None:
    minh = finished_bureau.signed_in(MINH)
    send(minh, FROM_FINDING, **WRITTEN)
    answer = send(minh, f"{ACTION}/step", "step-", **fields)
    assert answer.status_code == 422 and said in answer.text
    assert '<details class="decision" open>' in answer.text
    assert kept(finished_bureau)[0].steps == ()


def test_only_the_reform_office_shows_an_action_to_everyone(
    finished_bureau: Bureau,
) -> None:
    minh, hoa = (finished_bureau.signed_in(name) for name in (MINH, HOA))
    send(minh, FROM_FINDING, **WRITTEN)
    assert "Đưa lên trang công khai" not in minh.get(ACTION).text
    refused = send(minh, f"{ACTION}/publicity", "public-", reason="x")
    assert refused.status_code == 404
    public = f"/ket-qua/{OWN}"
    assert "Tập huấn" not in finished_bureau.browser().get(public).text
    send(hoa, f"{ACTION}/publicity", "public-", reason="Dân cần biết")
    assert "Tập huấn" in finished_bureau.browser().get(public).text
    send(hoa, f"{ACTION}/publicity", "public-", reason="Viết lại")
    assert "Tập huấn" not in finished_bureau.browser().get(public).text


def test_a_unit_head_knows_of_the_own_offices_actions_only(
    finished_bureau: Bureau,
) -> None:
    hoa, minh = (finished_bureau.signed_in(name) for name in (HOA, MINH))
    foreign = f"/review/actions/{OTHER}"
    send(hoa, f"{foreign}/new", **WRITTEN, source="Kiểm tra")
    assert "Tập huấn" in hoa.get(LIST).text
    assert "Tập huấn" not in minh.get(f"{LIST}?office={OTHER}").text
    assert minh.get(f"{foreign}/1").status_code == 404
    assert send(minh, f"{foreign}/new", **WRITTEN, source="x").status_code == 404
    assert send(minh, f"{foreign}/1/step", "step-", state="done").status_code == 404


def test_lists_are_filtered_by_office_and_state(finished_bureau: Bureau) -> None:
    hoa = finished_bureau.signed_in(HOA)
    for code, what in ((OWN, "Việc một"), (OTHER, "Việc hai")):
        address = f"/review/actions/{code}/new"
        send(hoa, address, **(WRITTEN | {"what": what}), source="Kiểm tra")
    send(hoa, f"{ACTION}/step", "step-", state="done", reason="Xong")

    def listed(query: str) -> list[str]:
        page = hoa.get(f"{LIST}{query}").text
        return [what for what in ("Việc một", "Việc hai") if f">{what}<" in page]

    assert listed("") == ["Việc một", "Việc hai"]
    assert listed(f"?office={OTHER}") == ["Việc hai"]
    assert listed("?state=done") == ["Việc một"]
    assert listed("?state=late") == []
    finished_bureau.wait(days=30)
    hoa = finished_bureau.signed_in(HOA)
    assert listed("?state=late") == ["Việc hai"]


def test_the_list_says_at_once_which_actions_show(finished_bureau: Bureau) -> None:
    hoa = finished_bureau.signed_in(HOA)
    for code, effective_on in (
        (OWN, WRITTEN["effective_on"]),
        (OTHER, WRITTEN["effective_on"]),
        ("HT-03", TODAY.isoformat()),
    ):
        address = f"/review/actions/{code}/new"
        fields = WRITTEN | {"effective_on": effective_on, "source": "Kiểm tra"}
        send(hoa, address, **fields)
    with queries(finished_bureau.store) as asked:
        page = hoa.get(f"{LIST}?lang=vi").text
    shown = re.findall(r'<td data-name="Trước và sau">(.*?)</td>', page)
    assert shown == [
        "chờ đợt sau",
        "Chưa thấy thay đổi rõ",
        "Tăng rõ, chưa rõ là nhờ việc này",
    ]
    # However many actions there are.
    assert len(asked) <= 14, asked


def test_an_auditor_reads_and_writes_nothing(finished_bureau: Bureau) -> None:
    hoa, thu = (finished_bureau.signed_in(name) for name in (HOA, THU))
    send(hoa, FROM_FINDING, **WRITTEN)
    page = thu.get(ACTION).text
    assert "Tập huấn" in page and "Đổi tình trạng hoặc hạn" not in page
    assert (
        "Ghi việc cải thiện" not in thu.get(f"/review/waves/{FIRST}/offices/{OWN}").text
    )
    assert send(thu, FROM_FINDING, **WRITTEN).status_code == 404


def test_a_counters_staff_has_no_part_in_it(finished_bureau: Bureau) -> None:
    assert finished_bureau.signed_in(LAN).get(LIST).status_code == 404


def test_hostile_text_stays_text(finished_bureau: Bureau) -> None:
    hoa = finished_bureau.signed_in(HOA)
    what = "<script>alert(1)</script> \u202egnôhk"
    send(hoa, NEW, **(WRITTEN | {"what": what}), source="=1+1")
    send(hoa, f"{ACTION}/publicity", "public-", reason="x")
    for address in (ACTION, LIST, f"/ket-qua/{OWN}"):
        assert "<script>" not in hoa.get(address).text
