"""The administrator's pages: who is there, links with which people choose passwords, and who is never left out."""

import html
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey.store import audit, reviewers
from survey.store.audit import Search
from survey.store.reviewers import LastAdministrator
from survey.store.tables import AuditEntry, Reviewer
from tests.fixtures.bureau import HOA, KIEN, MINH, OWN, PASSWORD, Bureau, csrf_in
from tests.fixtures.two_steps import SECOND_STEP, code, enrol, send

LIST = "/manage/accounts"
NEW = f"{LIST}/new"
CHOSEN = "trời nắng chang chang"


def known(bureau: Bureau, name: str) -> Reviewer:
    with bureau.store.reading() as session:
        found = reviewers.reviewer_by_name(session, name)
    assert found is not None
    return found


def page_of(bureau: Bureau, name: str) -> str:
    return f"{LIST}/{known(bureau, name).id}"


def act(client: FlaskClient, page: str, action: str, **fields: str) -> TestResponse:
    """Press one of the buttons of an account's page."""
    token = csrf_in(client.get(page).text)
    return client.post(f"{page}/{action}", data={"csrf_token": token, **fields})


def link_in(page: str) -> str:
    """Return the path of the link that a page shows once."""
    found = re.search(r"https://danhgia\.example\.vn(/review/link/[\w-]+)", page)
    assert found is not None, page
    return found[1]


def choose(bureau: Bureau, link: str, password: str = CHOSEN) -> TestResponse:
    return send(bureau.browser(), link, new_password=password, repeated=password)


def noted(bureau: Bureau, action: str) -> list[AuditEntry]:
    with bureau.store.reading() as session:
        return list(audit.all_entries(session, Search(action=action)))


def test_an_invited_person_chooses_the_password_and_signs_in(
    sqlite_bureau: Bureau,
) -> None:
    client = sqlite_bureau.signed_in(KIEN)
    shown = send(client, NEW, name="Tâm", role="unit_head", office=OWN)
    link = link_in(shown.text)
    assert sqlite_bureau.sign_in("tâm", "!").status_code == 422
    # Mail programs open links: nothing is used up by looking.
    assert "tâm" in sqlite_bureau.browser().get(link).text
    assert choose(sqlite_bureau, link).location == "/review/sign-in"
    assert sqlite_bureau.sign_in("tâm", CHOSEN).status_code == 303
    (entry,) = noted(sqlite_bureau, "account_added")
    assert (entry.actor, entry.object) == (KIEN, "tâm")
    (used,) = noted(sqlite_bureau, "link_used")
    assert (used.actor, used.details) == ("tâm", '{"kind":"invitation"}')


def test_a_link_is_used_once(bureau: Bureau) -> None:
    link = link_in(act(bureau.signed_in(KIEN), page_of(bureau, HOA), "link").text)
    assert choose(bureau, link).status_code == 303
    again = bureau.browser().get(link)
    assert (again.status_code, "đã dùng, đã hết hạn" in again.text) == (404, True)


def test_only_the_newest_link_works(sqlite_bureau: Bureau) -> None:
    client, page = sqlite_bureau.signed_in(KIEN), page_of(sqlite_bureau, HOA)
    first, second = (link_in(act(client, page, "link").text) for _ in range(2))
    assert sqlite_bureau.browser().get(first).status_code == 404
    assert sqlite_bureau.browser().get(second).status_code == 200


def test_a_reset_lasts_a_day_and_an_invitation_a_week(sqlite_bureau: Bureau) -> None:
    client = sqlite_bureau.signed_in(KIEN)
    reset = link_in(act(client, page_of(sqlite_bureau, HOA), "link").text)
    invitation = link_in(send(client, NEW, name="tam", role="auditor", office="").text)
    statuses = []
    for hours in (23, 2, 24 * 6 - 2, 2):
        sqlite_bureau.wait(hours=hours)
        browser = sqlite_bureau.browser()
        statuses.append(
            (browser.get(reset).status_code, browser.get(invitation).status_code)
        )
    assert statuses == [(200, 200), (404, 200), (404, 200), (404, 404)]


@pytest.mark.parametrize("token", ["x", "x" * 43, "%00", "a" * 5000])
def test_a_link_that_is_none_tells_nothing(sqlite_bureau: Bureau, token: str) -> None:
    answer = sqlite_bureau.browser().get(f"/review/link/{token}")
    assert answer.status_code == 404


def test_a_reset_leaves_the_second_factor_and_ends_sessions(
    sqlite_bureau: Bureau,
) -> None:
    secret, _codes = enrol(sqlite_bureau)
    sqlite_bureau.wait(minutes=1)
    client = sqlite_bureau.browser()
    sqlite_bureau.sign_in(client=client)
    send(client, SECOND_STEP, code=code(sqlite_bureau, secret))
    assert client.get("/review/account").status_code == 200
    link = link_in(
        act(sqlite_bureau.signed_in(KIEN), page_of(sqlite_bureau, HOA), "link").text
    )
    choose(sqlite_bureau, link)
    assert client.get("/review/account").status_code == 303
    assert sqlite_bureau.sign_in(password=CHOSEN).location.startswith(SECOND_STEP)


def test_a_weak_password_does_not_use_the_link_up(sqlite_bureau: Bureau) -> None:
    client = sqlite_bureau.signed_in(KIEN)
    link = link_in(act(client, page_of(sqlite_bureau, HOA), "link").text)
    refused = choose(sqlite_bureau, link, "ngắn")
    assert "Mật khẩu cần ít nhất 12 ký tự." in refused.text
    different = send(
        sqlite_bureau.browser(), link, new_password=CHOSEN, repeated=PASSWORD
    )
    assert "Hai lần nhập mật khẩu không giống nhau." in different.text
    assert choose(sqlite_bureau, link).status_code == 303


def test_a_closed_account_s_link_is_gone(sqlite_bureau: Bureau) -> None:
    client, page = sqlite_bureau.signed_in(KIEN), page_of(sqlite_bureau, HOA)
    link = link_in(act(client, page, "link").text)
    act(client, page, "close")
    act(client, page, "reopen")
    assert sqlite_bureau.browser().get(link).status_code == 404


def test_another_role_is_there_at_the_next_click(sqlite_bureau: Bureau) -> None:
    minh = sqlite_bureau.signed_in(MINH)
    page = page_of(sqlite_bureau, MINH)
    client = sqlite_bureau.signed_in(KIEN)
    assert act(client, page, "role", role="operator", office="").status_code == 303
    assert minh.get("/review/account").status_code == 303
    assert "người nhập phiếu" in client.get(page).text
    assert sqlite_bureau.sign_in(MINH).status_code == 303


@pytest.mark.parametrize(
    "role, office, sentence",
    [
        ("unit_head", "", "Vai trò này cần một đơn vị."),
        ("auditor", OWN, "Vai trò này không gắn với đơn vị nào."),
        ("chief", "", "Xin chọn một vai trò trong danh sách."),
        ("unit_head", "XX-99", "Xin chọn một đơn vị trong danh sách."),
    ],
)
def test_a_role_that_cannot_be_is_refused(
    sqlite_bureau: Bureau, role: str, office: str, sentence: str
) -> None:
    client, page = sqlite_bureau.signed_in(KIEN), page_of(sqlite_bureau, HOA)
    refused = act(client, page, "role", role=role, office=office)
    assert refused.status_code == 422
    assert sentence in html.unescape(refused.text)
    assert known(sqlite_bureau, HOA).role == "reform_office"


@pytest.mark.parametrize(
    "name, sentence",
    [
        (HOA.upper(), "Đã có tài khoản tên này."),
        ("=cmd()", "Tên chỉ gồm chữ, số"),
        ("a\u202eb", "Tên chỉ gồm chữ, số"),
        ("", "Xin nhập tên đăng nhập."),
    ],
)
def test_a_name_that_cannot_be_is_refused(
    sqlite_bureau: Bureau, name: str, sentence: str
) -> None:
    client = sqlite_bureau.signed_in(KIEN)
    refused = send(client, NEW, name=name, role="auditor", office="")
    assert (refused.status_code, sentence in refused.text) == (422, True)


def test_closing_signs_out_and_reopening_lets_in_again(sqlite_bureau: Bureau) -> None:
    hoa, client, page = (
        sqlite_bureau.signed_in(),
        sqlite_bureau.signed_in(KIEN),
        page_of(sqlite_bureau, HOA),
    )
    act(client, page, "close")
    assert hoa.get("/review/account").status_code == 303
    assert sqlite_bureau.sign_in().status_code == 422
    act(client, page, "reopen")
    assert sqlite_bureau.sign_in().status_code == 303


def test_an_administrator_signs_someone_out_and_forgets_a_lost_phone(
    sqlite_bureau: Bureau,
) -> None:
    enrol(sqlite_bureau)
    client, page = sqlite_bureau.signed_in(KIEN), page_of(sqlite_bureau, HOA)
    assert act(client, page, "second-factor").status_code == 303
    hoa = sqlite_bureau.browser()
    assert sqlite_bureau.sign_in(client=hoa).location == "/review/"
    act(client, page, "sign-out")
    assert hoa.get("/review/account").status_code == 303
    assert [
        entry.object for entry in noted(sqlite_bureau, "second_factor_removed")
    ] == [HOA]


@pytest.mark.parametrize("action", ["role", "link", "close", "second-factor", "reopen"])
def test_nobody_goes_around_the_own_password_by_the_list(
    sqlite_bureau: Bureau, action: str
) -> None:
    client, page = sqlite_bureau.signed_in(KIEN), page_of(sqlite_bureau, KIEN)
    assert "Tài khoản của tôi" in client.get(page).text
    refused = act(client, page, action, role="auditor", office="")
    assert refused.status_code == 404
    assert known(sqlite_bureau, KIEN).role == "administrator"


def test_one_administrator_is_always_left(bureau: Bureau) -> None:
    with bureau.store.writing() as session:
        with pytest.raises(LastAdministrator):
            reviewers.deactivate(session, KIEN)
        with pytest.raises(LastAdministrator):
            reviewers.change_role(session, KIEN, role="auditor", office_id=None)
        reviewers.change_role(session, HOA, role="administrator", office_id=None)
        session.flush()
        assert not reviewers.deactivate(session, KIEN).is_active


def test_the_list_names_everyone_with_role_and_state(sqlite_bureau: Bureau) -> None:
    text = sqlite_bureau.signed_in(KIEN).get(f"{LIST}?lang=en").text
    assert "7 accounts" in text
    assert "unit head" in text and "closed" in text
