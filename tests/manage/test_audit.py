"""The auditor's page, and that no sign-in, download, refusal or change goes past the trail."""

import csv
import io

import pytest

from survey.access import signing_in, trail
from survey.store import audit, guards
from survey.store.audit import ACTIONS, Search
from survey.store.engine import Store, StoreBusy
from survey.store.tables import AuditEntry
from tests.fixtures.bureau import (
    DUNG,
    HOA,
    KIEN,
    MINH,
    OTHER,
    PASSWORD,
    QUANG,
    THU,
    WAVE,
    Bureau,
    csrf_in,
)
from tests.fixtures.two_steps import (
    FIRST_ENROLMENT,
    SECOND_STEP,
    code,
    enrol,
    letters_in,
    send,
)

PAGE = "/manage/audit"
WRONG = "sai mật khẩu rồi"
CSV = f"/review/waves/{WAVE}/offices?format=csv"


def entries(bureau: Bureau, action: str = "") -> list[AuditEntry]:
    with bureau.store.reading() as session:
        return list(audit.all_entries(session, Search(action=action)))


def said(entry: AuditEntry) -> tuple[str, str, str, str]:
    return entry.actor, entry.action, entry.object, entry.details


def test_every_action_has_a_name() -> None:
    assert set(trail.NAMES) == set(ACTIONS)


def test_coming_and_going_is_noted(bureau: Bureau) -> None:
    client = bureau.signed_in()
    token = csrf_in(client.get("/review/account").text)
    client.post("/review/sign-out", data={"csrf_token": token})
    assert [said(entry) for entry in entries(bureau)] == [
        (HOA, "sign_in", HOA, '{"by":"password","tries":1}'),
        (HOA, "sign_out", HOA, "{}"),
    ]
    assert all(entry.reviewer_id is not None for entry in entries(bureau))


def test_a_sign_in_says_by_what_and_after_how_many_tries(sqlite_bureau: Bureau) -> None:
    secret, codes = enrol(sqlite_bureau)
    sqlite_bureau.wait(minutes=1)
    for shown in (code(sqlite_bureau, secret), codes[0]):
        client = sqlite_bureau.browser()
        sqlite_bureau.sign_in(client=client)
        send(client, SECOND_STEP, code="000000")
        send(client, SECOND_STEP, code=shown)
    assert [entry.details for entry in entries(sqlite_bureau, "sign_in")][1:] == [
        '{"by":"code","tries":2}',
        '{"by":"recovery_code","tries":2}',
    ]


def test_the_first_setting_up_is_noted_as_a_sign_in_too(
    sqlite_bureau: Bureau,
) -> None:
    sqlite_bureau.configure(totp_roles=("reform_office",))
    client = sqlite_bureau.browser()
    sqlite_bureau.sign_in(client=client)
    assert entries(sqlite_bureau) == []
    secret = letters_in(client.get(FIRST_ENROLMENT).text)
    send(client, FIRST_ENROLMENT, code=code(sqlite_bureau, secret))
    assert [entry.action for entry in entries(sqlite_bureau)] == [
        "second_factor_set",
        "sign_in",
    ]


def test_failures_are_noted_at_the_first_and_at_the_last(bureau: Bureau) -> None:
    for _ in range(11):
        bureau.sign_in(password=WRONG)
    found = entries(bureau, "sign_in_failed")
    assert [audit.details_of(entry)["tries"] for entry in found] == [1, 10]
    assert {(entry.actor, entry.object) for entry in found} == {("", HOA)}


def test_an_unknown_name_is_noted_as_nobody_s(sqlite_bureau: Bureau) -> None:
    # People type a password into the field above.
    for typed in (PASSWORD, QUANG):
        sqlite_bureau.sign_in(typed, WRONG)
    found = entries(sqlite_bureau, "sign_in_failed")
    assert [entry.object for entry in found] == ["", ""]


def test_known_and_unknown_names_write_alike(sqlite_bureau: Bureau) -> None:
    for name in (HOA, "nobody"):
        for _ in range(10):
            sqlite_bureau.sign_in(name, WRONG)
    found = entries(sqlite_bureau, "sign_in_failed")
    assert [audit.details_of(entry)["tries"] for entry in found] == [1, 10, 1, 10]


def test_a_flood_of_names_does_not_fill_the_trail(
    sqlite_bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_in, "MOST_FAILURES_NOTED", 3)
    for n in range(6):
        sqlite_bureau.sign_in(f"name{n}", WRONG)
    assert len(entries(sqlite_bureau, "sign_in_failed")) == 3


def test_a_refused_page_is_noted_and_not_without_end(
    sqlite_bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "MOST_REFUSALS", 2)
    client = sqlite_bureau.signed_in(MINH)
    for _ in range(4):
        foreign = f"/review/waves/{WAVE}/offices/{OTHER}"
        assert client.get(foreign).status_code == 404
    found = entries(sqlite_bureau, "refused")
    assert [said(entry) for entry in found] == [
        (MINH, "refused", foreign, '{"method":"GET"}')
    ] * 2


def test_every_file_is_noted_before_it_leaves(province_bureau: Bureau) -> None:
    client = province_bureau.signed_in()
    assert client.get(CSV).status_code == 200
    (entry,) = entries(province_bureau, "export")
    assert (entry.actor, entry.object) == (HOA, CSV)


def test_a_file_that_cannot_be_noted_does_not_leave(
    province_bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = province_bureau.signed_in()

    def busy(*_: object, **__: object) -> None:
        raise StoreBusy

    monkeypatch.setattr(audit, "note", busy)
    answer = client.get(CSV)
    assert answer.status_code == 503
    assert "Content-Disposition" not in answer.headers


def test_a_change_whose_page_forgot_it_is_noted(sqlite_bureau: Bureau) -> None:
    app = sqlite_bureau.app
    app.view_functions["manage.sign_out_account"] = lambda reviewer_id: "done"
    client = sqlite_bureau.signed_in(KIEN)
    token = csrf_in(client.get("/manage/accounts").text)
    client.post("/manage/accounts/2/sign-out", data={"csrf_token": token})
    assert [said(entry) for entry in entries(sqlite_bureau, "change")] == [
        (KIEN, "change", "/manage/accounts/2/sign-out", "{}")
    ]


def test_a_citizen_s_visit_leaves_nothing(sqlite_bureau: Bureau) -> None:
    client = sqlite_bureau.browser()
    for address in ("/", "/K/7K3M9W", "/review/sign-in", "/healthz"):
        client.get(address)
    assert entries(sqlite_bureau) == []


def test_the_auditor_searches_by_person_action_and_day(sqlite_bureau: Bureau) -> None:
    for name in (HOA, MINH, DUNG):
        sqlite_bureau.signed_in(name)
    client = sqlite_bureau.signed_in(THU)
    everything = client.get(PAGE).text
    assert all(
        f'<td data-name="Người làm">{name}</td>' in everything
        for name in (HOA, MINH, DUNG)
    )
    assert "bằng: mật khẩu, lần thử: 1" in everything
    of_hoa = client.get(
        f"{PAGE}?person=HOA&action=sign_in&from=2026-11-25&to=2026-11-25"
    )
    assert of_hoa.text.count('<th scope="row">') == 1
    for nothing in (
        "action=export",
        "from=2026-11-26",
        "to=2026-11-24",
        "person=quang",
    ):
        assert "Không có mục nào như vậy." in client.get(f"{PAGE}?{nothing}").text
    assert "mọi việc" in client.get(f"{PAGE}?from=9999-99-99&before=x&action=x").text


def test_older_entries_are_a_click_away(
    sqlite_bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey.manage.audit.ENTRIES_ON_A_PAGE", 2)
    for name in (HOA, MINH):
        sqlite_bureau.signed_in(name)
    client = sqlite_bureau.signed_in(THU)
    assert "before=2" in client.get(PAGE).text
    older = client.get(f"{PAGE}?before=2").text
    assert "1. Đăng nhập" in older and "Các mục cũ hơn" not in older


def test_the_file_holds_what_the_hashes_are_made_of(sqlite_bureau: Bureau) -> None:
    sqlite_bureau.signed_in()
    client = sqlite_bureau.signed_in(THU)
    answer = client.get(f"{PAGE}?format=csv&person={HOA}")
    (row,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert (row["number"], row["actor"], row["previous"]) == ("1", HOA, "0" * 64)
    assert row["at"] == "2026-11-25T05:00:00+00:00"
    assert [entry.actor for entry in entries(sqlite_bureau, "export")] == [THU]


def test_the_auditor_sees_whether_the_chain_is_whole(sqlite_bureau: Bureau) -> None:
    sqlite_bureau.signed_in()
    client = sqlite_bureau.signed_in(THU)
    whole = client.get(f"{PAGE}/check")
    assert "Nhật ký còn nguyên: 2 mục" in whole.text
    assert "Không có dấu này" in client.get(f"{PAGE}/check?head={'a' * 64}").text
    bend(sqlite_bureau.store)
    assert "sai từ mục 1." in client.get(f"{PAGE}/check").text


def bend(store: Store) -> None:
    """Give the first entry another actor, as someone with the database in hand would."""
    with store.writing() as session:
        guards.drop_guards(session.connection())
        first = session.get_one(AuditEntry, 1)
        first.actor = MINH
