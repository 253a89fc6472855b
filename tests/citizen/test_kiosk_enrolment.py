"""A tablet becomes a kiosk with a code that works once, for a day, and few guesses are taken."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from survey.access import kiosks as access
from survey.access.limits import ATTEMPTS_OF_ACCOUNT
from survey.clock import Clock
from survey.store import kiosks
from survey.store.codes import ALPHABET
from tests.fixtures.lan import Lan
from tests.fixtures.people import TODAY
from tests.fixtures.tablet import (
    ENROL,
    Tablet,
    add_at_counter,
    enrolled,
    kiosk_row,
    new_tablet,
)

WRONG = "2222 2222"


def wait(lan: Lan, **time: float) -> None:
    state = lan.app.extensions["sipas"]
    later = state.clock.now() + timedelta(**time)
    lan.app.extensions["sipas"] = replace(state, clock=Clock(started_at=later))


def revoke(lan: Lan, kiosk_id: int = 1) -> None:
    with lan.store.writing() as session:
        kiosks.revoke(session, kiosk_id, today=TODAY)


def test_a_code_makes_one_tablet_a_kiosk(lan: Lan) -> None:
    added = add_at_counter(lan)
    first, second = new_tablet(lan), new_tablet(lan)
    assert first.enrol(added.spaced_code).status_code == 204
    refused = second.enrol(added.code)
    assert (refused.status_code, refused.text) == (
        422,
        "Mã không đúng, đã dùng hoặc đã quá hạn.",
    )
    assert (first.contact().status_code, second.contact().status_code) == (200, 401)


def test_case_spaces_and_hyphens_of_a_code_do_not_matter(sqlite_lan: Lan) -> None:
    for typed in ("{}", " {} ", "{}\n", "-{}-"):
        code = add_at_counter(sqlite_lan).code.lower()
        assert new_tablet(sqlite_lan).enrol(typed.format(code)).status_code == 204


def test_a_code_can_be_read_aloud_without_mistakes(sqlite_lan: Lan) -> None:
    codes = {add_at_counter(sqlite_lan).code for _ in range(20)}
    assert len(codes) == 20
    assert set("".join(codes)) <= set(ALPHABET) and {len(code) for code in codes} == {8}


def test_a_code_that_was_not_used_for_a_day_is_no_code(sqlite_lan: Lan) -> None:
    early, late = add_at_counter(sqlite_lan).code, add_at_counter(sqlite_lan).code
    wait(sqlite_lan, hours=23, minutes=59)
    assert new_tablet(sqlite_lan).enrol(early).status_code == 204
    wait(sqlite_lan, minutes=2)
    assert new_tablet(sqlite_lan).enrol(late).status_code == 422


def test_a_code_given_out_before_the_secret_was_changed_still_works(
    sqlite_lan: Lan,
) -> None:
    code = add_at_counter(sqlite_lan).code
    sqlite_lan.configure(secret_key="n" * 32, previous_secret_keys=("s" * 32,))
    assert new_tablet(sqlite_lan).enrol(code).status_code == 204


def test_a_network_that_guesses_has_to_wait(sqlite_lan: Lan) -> None:
    tablet, code = new_tablet(sqlite_lan), add_at_counter(sqlite_lan).code
    guessed = [tablet.enrol(WRONG).status_code for _ in range(ATTEMPTS_OF_ACCOUNT)]
    assert set(guessed) == {422}
    refused = tablet.enrol(code)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 15 * 60
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    assert tablet.enrol(WRONG, environ_overrides=elsewhere).status_code == 422
    wait(sqlite_lan, minutes=15)
    assert tablet.enrol(code).status_code == 204


def test_what_is_no_code_is_refused_and_the_true_one_still_goes_through(
    sqlite_lan: Lan,
) -> None:
    code, tablet = add_at_counter(sqlite_lan).code, new_tablet(sqlite_lan)
    bodies: list[dict[str, Any]] = [
        {"data": b""},
        {"data": {"code": "\0" * 8}},
        {"data": {"code": "é" * 8}},
        {"data": {"code": "' OR 1=1--"}},
        {"data": {"code": "2" * 60_000}},
        {"data": b"code=%ED%A0%80"},
        {"json": {"code": code}},
        {"data": {"code": code[:-1]}},
    ]
    for body in bodies:
        assert tablet.client.post(ENROL, **body).status_code == 422
    assert tablet.client.post(ENROL, data={"code": "2" * 70_000}).status_code == 413
    assert tablet.client.get(ENROL).status_code == 405
    assert tablet.enrol(code).status_code == 204


def test_another_site_enrols_nobody(sqlite_lan: Lan) -> None:
    code, tablet = add_at_counter(sqlite_lan).code, new_tablet(sqlite_lan)
    for foreign in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://elsewhere.example"},
    ):
        assert tablet.enrol(code, headers=foreign).status_code == 403
    assert tablet.enrol(code).status_code == 204


def test_the_cookie_is_for_this_host_https_and_no_script(sqlite_lan: Lan) -> None:
    answer = new_tablet(sqlite_lan).enrol(add_at_counter(sqlite_lan).code)
    (cookie,) = answer.headers.getlist("Set-Cookie")
    name, _, rest = cookie.partition("=")
    assert name == "__Host-kiosk"
    attributes = set(rest.split("; ")[1:])
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= attributes
    assert "Max-Age=34560000" in attributes


def test_a_demo_on_http_has_a_cookie_too(sqlite_lan: Lan) -> None:
    sqlite_lan.configure(environment="demo", base_url="http://localhost:8000")
    answer = new_tablet(sqlite_lan).enrol(add_at_counter(sqlite_lan).code)
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("kiosk=") and "Secure" not in cookie


def test_the_database_holds_neither_code_nor_credential(lan: Lan) -> None:
    unused = add_at_counter(lan).code
    answer = new_tablet(lan).enrol(add_at_counter(lan).code)
    credential = answer.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    with lan.store.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT * FROM kiosk").all()
    kept = repr(rows)
    assert len(rows) == 2
    assert len(credential) == 43
    assert unused not in kept and credential not in kept


def test_a_revoked_kiosk_gets_no_forms_and_its_answers_wait(lan: Lan) -> None:
    tablet = enrolled(lan)
    first, second = (form["token"] for form in tablet.supply()["forms"][:2])
    assert tablet.send(first).status_code == 303
    revoke(lan)
    assert tablet.contact().status_code == 401
    refused = tablet.send(second)
    assert refused.status_code == 401
    assert "vì máy này không còn được đăng ký." in refused.text
    assert len(lan.stored()) == 1
    # Enrolled anew at the same counter, it sends what waits.
    assert tablet.enrol(add_at_counter(lan).code).status_code == 204
    assert tablet.send(second).status_code == 303
    assert len(lan.stored()) == 2


def test_each_contact_lets_the_cookie_live_on(sqlite_lan: Lan) -> None:
    tablet = enrolled(sqlite_lan)
    (cookie,) = tablet.contact().headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-kiosk=") and "Max-Age=34560000" in cookie
    assert kiosk_row(sqlite_lan).seen_on == TODAY


def test_a_stranger_s_cookie_is_no_kiosk(sqlite_lan: Lan) -> None:
    tablet: Tablet = new_tablet(sqlite_lan)
    tablet.client.set_cookie(
        access.SECURE_COOKIE, "x" * 43, domain="danhgia.example.vn", secure=True
    )
    assert tablet.contact().status_code == 401
