"""The second step of a sign-in: who must take it, what it takes, and that it takes nothing twice."""

import re

import pytest
from sqlmodel import select

from survey.access import limits, second_factor
from survey.settings import Settings
from survey.store import reviewers, second_factors
from survey.store.tables import ReviewSession, SecondFactor
from tests.fixtures.bureau import HOA, KIEN, MINH, PASSWORD, Bureau
from tests.fixtures.two_steps import (
    FIRST_ENROLMENT,
    OWN_ENROLMENT,
    SECOND_STEP,
    code,
    enrol,
    letters_in,
    now,
    recovery_codes_in,
    send,
)

PAGE = "/review/waves/2026-dot-2"
COOKIE = "__Host-review"
NOT_TAKEN = "Mã không đúng, đã dùng hoặc đã hết hạn."


def kept(bureau: Bureau) -> SecondFactor:
    with bureau.store.reading() as session:
        return session.exec(select(SecondFactor)).one()


def test_without_a_second_factor_the_password_is_enough(sqlite_bureau: Bureau) -> None:
    sqlite_bureau.configure(totp_roles=("administrator",))
    assert sqlite_bureau.sign_in().location == "/review/"


def test_a_code_comes_after_the_password_and_opens_the_pages(
    sqlite_bureau: Bureau,
) -> None:
    secret, _codes = enrol(sqlite_bureau)
    sqlite_bureau.wait(seconds=30)
    client = sqlite_bureau.browser()
    first = sqlite_bureau.sign_in(client=client, query=f"?next={PAGE}")
    assert first.location == f"{SECOND_STEP}?next={PAGE}"
    assert client.get(PAGE).status_code == 303
    second = send(client, first.location, code=code(sqlite_bureau, secret))
    assert (second.status_code, second.location) == (303, PAGE)
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    "steps, is_taken", [(-2, False), (-1, True), (1, True), (2, False)]
)
def test_a_clock_may_be_half_a_minute_off(
    sqlite_bureau: Bureau, steps: int, is_taken: bool
) -> None:
    secret, _codes = enrol(sqlite_bureau)
    sqlite_bureau.wait(minutes=5)
    client = sqlite_bureau.browser()
    sqlite_bureau.sign_in(client=client)
    answer = send(client, SECOND_STEP, code=code(sqlite_bureau, secret, steps=steps))
    assert (answer.status_code == 303) == is_taken


def test_a_code_is_taken_once(bureau: Bureau) -> None:
    secret, _codes = enrol(bureau)
    bureau.wait(minutes=1)
    shown = code(bureau, secret)
    first, second = bureau.browser(), bureau.browser()
    for client in (first, second):
        bureau.sign_in(client=client)
    assert send(first, SECOND_STEP, code=shown).status_code == 303
    refused = send(second, SECOND_STEP, code=shown)
    assert refused.status_code == 422
    assert NOT_TAKEN in refused.text
    # Nor an older one, which somebody may have seen over a shoulder.
    earlier = code(bureau, secret, steps=-1)
    assert send(second, SECOND_STEP, code=earlier).status_code == 422


def test_the_code_of_the_enrolment_signs_nobody_in(sqlite_bureau: Bureau) -> None:
    secret, _codes = enrol(sqlite_bureau)
    client = sqlite_bureau.browser()
    sqlite_bureau.sign_in(client=client)
    assert (
        send(client, SECOND_STEP, code=code(sqlite_bureau, secret)).status_code == 422
    )


def test_a_recovery_code_signs_in_once_however_it_is_typed(bureau: Bureau) -> None:
    _secret, codes = enrol(bureau)
    assert len(set(codes)) == 10
    typed = codes[3].upper().replace(" ", "-")
    client, other = bureau.browser(), bureau.browser()
    for browser in (client, other):
        bureau.sign_in(client=browser)
    assert send(client, SECOND_STEP, code=typed).status_code == 303
    assert send(other, SECOND_STEP, code=typed).status_code == 422
    assert "Còn 9 mã dự phòng." in client.get("/review/account").text


def test_new_recovery_codes_replace_the_old_ones(sqlite_bureau: Bureau) -> None:
    secret, codes = enrol(sqlite_bureau)
    sqlite_bureau.wait(minutes=1)
    client = sqlite_bureau.browser()
    sqlite_bureau.sign_in(client=client)
    send(client, SECOND_STEP, code=code(sqlite_bureau, secret))
    wrong = send(client, "/review/account/recovery-codes", password="sai mật khẩu rồi")
    assert wrong.status_code == 422
    answer = send(client, "/review/account/recovery-codes", password=PASSWORD)
    renewed = recovery_codes_in(answer.text)
    assert len(renewed) == 10 and not set(renewed) & set(codes)
    other = sqlite_bureau.browser()
    sqlite_bureau.sign_in(client=other)
    assert send(other, SECOND_STEP, code=codes[0]).status_code == 422
    assert send(other, SECOND_STEP, code=renewed[0]).status_code == 303


@pytest.mark.parametrize(
    "wrong", ["000000", "12345", "x" * 16, "١٢٣٤٥٦", "1 2 3 4 5 6 7"]
)
def test_a_wrong_code_is_only_wrong(sqlite_bureau: Bureau, wrong: str) -> None:
    enrol(sqlite_bureau)
    sqlite_bureau.wait(minutes=1)
    client = sqlite_bureau.browser()
    sqlite_bureau.sign_in(client=client)
    answer = send(client, SECOND_STEP, code=wrong)
    assert (answer.status_code, NOT_TAKEN in answer.text) == (422, True)


def test_a_required_second_factor_is_set_up_before_any_page(bureau: Bureau) -> None:
    bureau.configure(totp_roles=("reform_office",))
    client = bureau.browser()
    first = bureau.sign_in(client=client, query=f"?next={PAGE}")
    assert first.location == f"{FIRST_ENROLMENT}?next={PAGE}"
    for address in (PAGE, "/review/account", OWN_ENROLMENT):
        assert client.get(address).status_code == 303
    page = client.get(first.location)
    secret = letters_in(page.text)
    assert letters_in(client.get(first.location).text) == secret
    assert send(client, first.location, code="000000").status_code == 422
    answer = send(client, first.location, code=code(bureau, secret))
    assert len(recovery_codes_in(answer.text)) == 10
    assert f'href="{PAGE}"' in answer.text
    assert client.get(PAGE).status_code == 200


def test_another_role_needs_none(sqlite_bureau: Bureau) -> None:
    sqlite_bureau.configure(totp_roles=("reform_office",))
    assert sqlite_bureau.sign_in(MINH).location == "/review/"


def test_setting_it_up_asks_for_the_password_and_ends_other_sessions(
    sqlite_bureau: Bureau,
) -> None:
    other, client = sqlite_bureau.signed_in(), sqlite_bureau.signed_in()
    secret = letters_in(client.get(OWN_ENROLMENT).text)
    shown = code(sqlite_bureau, secret)
    wrong = send(client, OWN_ENROLMENT, code=shown, password="sai mật khẩu rồi")
    assert wrong.status_code == 422
    assert send(client, OWN_ENROLMENT, code=shown, password=PASSWORD).status_code == 200
    assert client.get(PAGE).status_code == 200
    assert other.get(PAGE).status_code == 303


def test_each_session_offers_another_secret(sqlite_bureau: Bureau) -> None:
    client = sqlite_bureau.signed_in()
    first = letters_in(client.get(OWN_ENROLMENT).text)
    send(client, OWN_ENROLMENT, code=code(sqlite_bureau, first), password=PASSWORD)
    # The phone that is lost must not know what the next one is given.
    assert letters_in(client.get(OWN_ENROLMENT).text) != first


def test_the_session_half_way_is_replaced_and_opens_nothing(
    sqlite_bureau: Bureau,
) -> None:
    secret, _codes = enrol(sqlite_bureau)
    sqlite_bureau.wait(minutes=1)
    client, copied = sqlite_bureau.browser(), sqlite_bureau.browser()
    sqlite_bureau.sign_in(client=client)
    half_way = client.get_cookie(COOKIE)
    assert half_way is not None
    copied.set_cookie(COOKIE, half_way.value)
    send(client, SECOND_STEP, code=code(sqlite_bureau, secret))
    whole = client.get_cookie(COOKIE)
    assert whole is not None and whole.value != half_way.value
    assert copied.get(PAGE).status_code == 303
    assert copied.get(SECOND_STEP).status_code == 303


def test_half_a_sign_in_ends_after_ten_minutes(sqlite_bureau: Bureau) -> None:
    secret, _codes = enrol(sqlite_bureau)
    client = sqlite_bureau.browser()
    sqlite_bureau.sign_in(client=client)
    sqlite_bureau.wait(minutes=9)
    assert client.get(SECOND_STEP).status_code == 200
    sqlite_bureau.wait(minutes=2)
    assert client.get(SECOND_STEP).location == "/review/sign-in"


def test_codes_are_guessed_five_times_and_no_more(sqlite_bureau: Bureau) -> None:
    secret, codes = enrol(sqlite_bureau)
    sqlite_bureau.wait(minutes=1)
    client = sqlite_bureau.browser()
    sqlite_bureau.sign_in(client=client)
    statuses = [
        send(client, SECOND_STEP, code=f"00000{n}").status_code
        for n in range(limits.ATTEMPTS_OF_SECOND_STEP)
    ]
    assert statuses == [422] * 5
    again = sqlite_bureau.browser()
    assert sqlite_bureau.sign_in(client=again).status_code == 303
    for right in (code(sqlite_bureau, secret), codes[0]):
        answer = send(again, SECOND_STEP, code=right)
        assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)
    sqlite_bureau.wait(minutes=15)
    sqlite_bureau.sign_in(client=again)
    assert send(again, SECOND_STEP, code=code(sqlite_bureau, secret)).status_code == 303


def test_who_is_closed_half_way_does_not_get_in(sqlite_bureau: Bureau) -> None:
    secret, _codes = enrol(sqlite_bureau)
    sqlite_bureau.wait(minutes=1)
    client = sqlite_bureau.browser()
    sqlite_bureau.sign_in(client=client)
    with sqlite_bureau.store.writing() as session:
        reviewers.deactivate(session, HOA)
    assert client.get(SECOND_STEP).status_code == 303


def test_the_database_alone_makes_no_codes(sqlite_bureau: Bureau) -> None:
    secret, codes = enrol(sqlite_bureau)
    with sqlite_bureau.store.reading() as session:
        everything = "\n".join(
            session.connection().connection.driver_connection.iterdump()  # type: ignore[union-attr]
        )
    assert secret not in everything
    for recovery_code in codes:
        assert recovery_code.replace(" ", "") not in everything


def settings_with(sqlite_bureau: Bureau, **changed: object) -> Settings:
    sqlite_bureau.configure(**changed)
    settings: Settings = sqlite_bureau.app.extensions["sipas"].settings
    return settings


def test_a_secret_opens_with_an_older_key_and_not_with_another(
    sqlite_bureau: Bureau,
) -> None:
    secret, _codes = enrol(sqlite_bureau)
    factor = kept(sqlite_bureau)
    old_key = settings_with(sqlite_bureau).secret_key
    moved = settings_with(
        sqlite_bureau, secret_key="n" * 32, previous_secret_keys=(old_key,)
    )
    assert (
        second_factor.decrypted(moved, factor.secret, reviewer_id=factor.reviewer_id)
        == secret
    )
    lost = settings_with(sqlite_bureau, previous_secret_keys=())
    assert (
        second_factor.decrypted(lost, factor.secret, reviewer_id=factor.reviewer_id)
        is None
    )


def test_a_secret_moved_to_another_account_opens_nothing(
    sqlite_bureau: Bureau,
) -> None:
    enrol(sqlite_bureau)
    factor = kept(sqlite_bureau)
    settings = settings_with(sqlite_bureau)
    other = factor.reviewer_id + 1
    assert second_factor.decrypted(settings, factor.secret, reviewer_id=other) is None


def test_after_the_key_was_lost_a_recovery_code_still_signs_in(
    sqlite_bureau: Bureau,
) -> None:
    secret, codes = enrol(sqlite_bureau)
    sqlite_bureau.wait(minutes=1)
    sqlite_bureau.configure(secret_key="n" * 32)
    client = sqlite_bureau.browser()
    sqlite_bureau.sign_in(client=client)
    assert (
        send(client, SECOND_STEP, code=code(sqlite_bureau, secret)).status_code == 422
    )
    assert send(client, SECOND_STEP, code=codes[0]).status_code == 303


def test_two_browsers_with_one_code_begin_one_session(sqlite_bureau: Bureau) -> None:
    secret, _codes = enrol(sqlite_bureau, KIEN)
    sqlite_bureau.wait(minutes=1)
    step = second_factor.step_of(
        code(sqlite_bureau, secret), secret=secret, now=now(sqlite_bureau)
    )
    assert step is not None
    reviewer_id = kept(sqlite_bureau).reviewer_id
    with sqlite_bureau.store.writing() as session:
        assert second_factors.use_step(session, reviewer_id, step=step)
        assert not second_factors.use_step(session, reviewer_id, step=step)


def test_what_an_app_reads_names_the_account_and_the_province() -> None:
    address = second_factor.address_for_phone(
        "A" * 32, name="hiền", issuer="SIPAS Tỉnh Hoa Sơn"
    )
    assert address.startswith("otpauth://totp/SIPAS%20T")
    assert re.search(r":hi%E1%BB%81n\?secret=A{32}&issuer=SIPAS%20T", address)


def test_a_session_left_half_way_is_forgotten_like_any_other(
    sqlite_bureau: Bureau,
) -> None:
    enrol(sqlite_bureau)
    sqlite_bureau.sign_in()
    sqlite_bureau.wait(minutes=31)
    sqlite_bureau.signed_in(MINH)
    with sqlite_bureau.store.reading() as session:
        left = session.exec(select(ReviewSession)).all()
    assert [each.waits_for for each in left] == [""]
