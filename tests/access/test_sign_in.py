"""Signing in and out: who gets a session, how long it lasts, and what ends it."""

import pytest
from argon2 import PasswordHasher
from sqlmodel import select

from survey.access import passwords, sessions
from survey.store import reviewers
from survey.store.tables import Reviewer, ReviewSession
from tests.fixtures.bureau import (
    HOA,
    MINH,
    PASSWORD,
    QUANG,
    Bureau,
    csrf_in,
    make_bureau,
)

COOKIE = "__Host-review"
PAGE = "/review/waves/2026-dot-2"
SIGN_IN = "/review/sign-in"


def sessions_of(bureau: Bureau) -> list[ReviewSession]:
    with bureau.store.reading() as session:
        return list(session.exec(select(ReviewSession)))


def test_the_right_password_opens_the_pages(bureau: Bureau) -> None:
    client = bureau.browser()
    answer = bureau.sign_in(client=client)
    assert (answer.status_code, answer.location) == (303, "/review/")
    assert client.get(PAGE).status_code == 200


def test_a_name_is_known_in_any_spelling(sqlite_bureau: Bureau) -> None:
    assert sqlite_bureau.sign_in("  HOA ").status_code == 303


@pytest.mark.parametrize(
    "name, password", [(HOA, "x" * 12), ("nobody", PASSWORD), (QUANG, PASSWORD)]
)
def test_a_wrong_password_an_unknown_name_and_a_closed_account_look_alike(
    bureau: Bureau, name: str, password: str
) -> None:
    answer = bureau.sign_in(name, password)
    assert answer.status_code == 422
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in answer.text
    assert password not in answer.text
    assert sessions_of(bureau) == []


def test_the_cookie_is_for_this_host_https_and_no_script(sqlite_bureau: Bureau) -> None:
    (cookie,) = sqlite_bureau.sign_in().headers.getlist("Set-Cookie")[:1]
    name, _, attributes = cookie.partition("=")
    assert name == COOKIE
    assert set(attributes.split("; ")[1:]) == {
        "Secure",
        "HttpOnly",
        "Path=/",
        "SameSite=Lax",
    }


def test_a_demo_on_http_has_a_cookie_without_the_prefix(
    sqlite_bureau: Bureau,
) -> None:
    bureau = make_bureau(
        sqlite_bureau.store, environment="demo", base_url="http://127.0.0.1:8000"
    )
    (cookie,) = bureau.sign_in().headers.getlist("Set-Cookie")[:1]
    assert cookie.startswith("review=")
    assert "Secure" not in cookie


def test_the_database_keeps_only_a_hash_of_the_cookie(bureau: Bureau) -> None:
    client = bureau.signed_in()
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    (kept,) = sessions_of(bureau)
    # 32 random bytes.
    assert len(cookie.value) == 43
    assert cookie.value not in repr(kept)


def test_the_address_asked_for_comes_after_signing_in(sqlite_bureau: Bureau) -> None:
    client = sqlite_bureau.browser()
    refused = client.get(f"{PAGE}?lang=en")
    assert refused.status_code == 303
    assert refused.location.startswith(f"{SIGN_IN}?")
    _, _, query = refused.location.partition("?")
    answer = sqlite_bureau.sign_in(client=client, query=f"?{query}")
    assert answer.location == f"{PAGE}?lang=en"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/review/",
        "//evil.example/review/",
        "/\\evil.example",
        "/review/\\evil.example",
        "/review//evil.example",
        "/review/%0d%0aSet-Cookie:a=b",
        "javascript:alert(1)",
        "review/",
        "/K/7K3M9W",
        "",
    ],
)
def test_no_other_place_comes_after_signing_in(
    sqlite_bureau: Bureau, target: str
) -> None:
    answer = sqlite_bureau.sign_in(query=f"?next={target}")
    assert (answer.status_code, answer.location) == (303, "/review/")


def test_a_cookie_chosen_by_a_stranger_is_replaced(bureau: Bureau) -> None:
    client = bureau.browser()
    client.set_cookie(COOKIE, "chosen-by-a-stranger")
    bureau.sign_in(client=client)
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None and cookie.value != "chosen-by-a-stranger"
    stranger = bureau.browser()
    stranger.set_cookie(COOKIE, "chosen-by-a-stranger")
    assert stranger.get(PAGE).status_code == 303


def test_signing_in_again_ends_the_session_before(bureau: Bureau) -> None:
    client, other = bureau.browser(), bureau.browser()
    # The form was opened before the first sign-in in this browser, in another tab.
    token = csrf_in(client.get(SIGN_IN).text)
    sent = {"name": HOA, "password": PASSWORD, "csrf_token": token}
    form_cookie = client.get_cookie("__Host-form")
    assert form_cookie is not None
    client.post(SIGN_IN, data=sent)
    first = client.get_cookie(COOKIE)
    assert first is not None
    client.set_cookie("__Host-form", form_cookie.value)
    client.post(SIGN_IN, data=sent)
    other.set_cookie(COOKIE, first.value)
    assert other.get(PAGE).status_code == 303
    assert client.get(PAGE).status_code == 200


def test_signing_out_ends_the_session_for_a_copied_cookie_too(bureau: Bureau) -> None:
    client = bureau.signed_in()
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    token = csrf_in(client.get(PAGE).text)
    answer = client.post("/review/sign-out", data={"csrf_token": token})
    assert (answer.status_code, answer.location) == (303, SIGN_IN)
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    copied = bureau.browser()
    copied.set_cookie(COOKIE, cookie.value)
    assert copied.get(PAGE).status_code == 303
    assert sessions_of(bureau) == []


def test_an_idle_session_ends(bureau: Bureau) -> None:
    client = bureau.signed_in()
    bureau.wait(minutes=29)
    assert client.get(PAGE).status_code == 200
    bureau.wait(minutes=29)
    assert client.get(PAGE).status_code == 200
    bureau.wait(minutes=31)
    assert client.get(PAGE).status_code == 303


def test_a_busy_session_ends_after_twelve_hours(sqlite_bureau: Bureau) -> None:
    client = sqlite_bureau.signed_in()
    for _ in range(12 * 3 - 1):
        sqlite_bureau.wait(minutes=20)
        assert client.get(PAGE).status_code == 200
    sqlite_bureau.wait(minutes=20)
    assert client.get(PAGE).status_code == 303


def test_a_clock_set_back_does_not_lengthen_a_session(sqlite_bureau: Bureau) -> None:
    client = sqlite_bureau.signed_in()
    sqlite_bureau.wait(hours=-2)
    assert client.get(PAGE).status_code == 303


def test_sessions_that_ended_are_forgotten_at_the_next_sign_in(bureau: Bureau) -> None:
    bureau.signed_in()
    bureau.wait(minutes=31)
    bureau.signed_in(MINH)
    assert len(sessions_of(bureau)) == 1


def test_a_session_is_noted_as_used_once_a_minute_at_most(bureau: Bureau) -> None:
    client = bureau.signed_in()
    begun = sessions_of(bureau)[0].seen_at
    bureau.wait(seconds=30)
    client.get(PAGE)
    assert sessions_of(bureau)[0].seen_at == begun
    bureau.wait(seconds=31)
    client.get(PAGE)
    assert sessions_of(bureau)[0].seen_at >= begun + sessions.TOUCH_EVERY


def test_a_closed_account_is_out_at_once(bureau: Bureau) -> None:
    client = bureau.signed_in()
    with bureau.store.writing() as session:
        reviewers.deactivate(session, HOA)
    assert client.get(PAGE).status_code == 303


def test_a_new_password_signs_out_everywhere(bureau: Bureau) -> None:
    client = bureau.signed_in()
    with bureau.store.writing() as session:
        reviewers.set_password(
            session, HOA, password_hash=passwords.hash_password("một mật khẩu khác")
        )
    assert client.get(PAGE).status_code == 303
    assert bureau.sign_in().status_code == 422


def test_a_hash_with_older_parameters_is_renewed_at_sign_in(bureau: Bureau) -> None:
    older = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    with bureau.store.writing() as session:
        reviewers.set_password(session, HOA, password_hash=older)
    assert bureau.sign_in().status_code == 303
    with bureau.store.reading() as session:
        kept = session.exec(select(Reviewer).where(Reviewer.name == HOA)).one()
    assert kept.password_hash != older
    assert not passwords.needs_new_hash(kept.password_hash)
    assert bureau.sign_in().status_code == 303


def test_a_form_without_its_token_is_refused(sqlite_bureau: Bureau) -> None:
    client = sqlite_bureau.browser()
    answer = client.post(SIGN_IN, data={"name": HOA, "password": PASSWORD})
    assert answer.status_code == 400
    assert "Trang này đã mở quá lâu. Xin đăng nhập lại." in answer.text
    assert sessions_of(sqlite_bureau) == []


def test_a_form_of_another_browser_is_refused(sqlite_bureau: Bureau) -> None:
    token = csrf_in(sqlite_bureau.browser().get(SIGN_IN).text)
    client = sqlite_bureau.browser()
    client.get(SIGN_IN)
    sent = {"name": HOA, "password": PASSWORD, "csrf_token": token}
    assert client.post(SIGN_IN, data=sent).status_code == 400
    assert sessions_of(sqlite_bureau) == []


def test_a_form_of_the_signed_out_browser_does_not_work_afterwards(
    sqlite_bureau: Bureau,
) -> None:
    client = sqlite_bureau.browser()
    token = csrf_in(client.get(SIGN_IN).text)
    sqlite_bureau.sign_in(client=client)
    answer = client.post("/review/sign-out", data={"csrf_token": token})
    assert answer.status_code == 400
    assert len(sessions_of(sqlite_bureau)) == 1


def test_who_is_signed_in_need_not_sign_in_again(sqlite_bureau: Bureau) -> None:
    answer = sqlite_bureau.signed_in().get(f"{SIGN_IN}?next={PAGE}")
    assert (answer.status_code, answer.location) == (303, PAGE)


def test_signed_in_pages_are_kept_by_no_cache(sqlite_bureau: Bureau) -> None:
    assert sqlite_bureau.signed_in().get(PAGE).headers["Cache-Control"] == "no-store"


def test_too_many_hashes_at_once_ask_to_come_back(
    sqlite_bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "HASHING_WAIT_SECONDS", 0)
    monkeypatch.setattr(passwords, "_slots", NoSlot())
    answer = sqlite_bureau.sign_in()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Máy chủ đang bận. Xin thử lại sau ít giây." in answer.text


class NoSlot:
    """Every place for a hash is taken."""

    def acquire(self, timeout: float) -> bool:
        return False


@pytest.mark.parametrize(
    "name", ["'; drop table reviewer --", "a\r\nSet-Cookie: x=y", "(&)"]
)
def test_odd_names_are_only_unknown(sqlite_bureau: Bureau, name: str) -> None:
    assert sqlite_bureau.sign_in(name).status_code == 422


def test_an_endless_password_is_refused_before_it_is_hashed(
    sqlite_bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_slots", NoSlot())
    answer = sqlite_bureau.sign_in(password="a" * 50_000)
    assert answer.status_code == 422
    assert "Dài quá 256 ký tự." in answer.text
