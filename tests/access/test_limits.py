"""Tries to sign in are counted by account and by network, before a password is looked at."""

from datetime import timedelta

import pytest
from sqlmodel import select

from survey.access import limits, passwords
from survey.store.tables import Attempt
from tests.fixtures.bureau import HOA, MINH, PASSWORD, Bureau

WRONG = "sai mật khẩu rồi"
TOLD_TO_WAIT = "Đã thử quá nhiều lần."


def try_from(
    bureau: Bureau, address: str, name: str = HOA, password: str = WRONG
) -> int:
    """Try to sign in from an address and return the answer's status."""
    answer = bureau.sign_in(name, password, environ_overrides={"REMOTE_ADDR": address})
    assert (TOLD_TO_WAIT in answer.text) == (answer.status_code == 429)
    return answer.status_code


def attempts(bureau: Bureau) -> list[Attempt]:
    with bureau.store.reading() as session:
        return list(session.exec(select(Attempt)))


@pytest.fixture
def few_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take three tries of an account and four of a network, so that tests are short."""
    monkeypatch.setattr(limits, "ATTEMPTS_OF_ACCOUNT", 3)
    monkeypatch.setattr(limits, "ATTEMPTS_OF_NETWORK", 4)


def test_an_account_waits_after_too_many_tries_from_anywhere(
    bureau: Bureau, few_tries: None
) -> None:
    statuses = [try_from(bureau, f"198.51.{n}.7") for n in range(4)]
    assert statuses == [422, 422, 422, 429]
    assert try_from(bureau, "203.0.113.9", password=PASSWORD) == 429
    assert try_from(bureau, "203.0.113.9", MINH, PASSWORD) == 303


def test_a_refusal_says_how_long_to_wait(
    sqlite_bureau: Bureau, few_tries: None
) -> None:
    for _ in range(3):
        sqlite_bureau.sign_in(password=WRONG)
    answer = sqlite_bureau.sign_in()
    # Windows begin at whole quarters of an hour; it is noon.
    assert 895 <= int(answer.headers["Retry-After"]) <= 900
    assert "Xin đợi 15 phút rồi thử lại." in answer.text


def test_a_wait_is_over_with_the_window(bureau: Bureau, few_tries: None) -> None:
    assert [try_from(bureau, "198.51.100.7") for _ in range(4)][-1] == 429
    bureau.wait(seconds=limits.WINDOW_SECONDS)
    assert try_from(bureau, "198.51.100.7", password=PASSWORD) == 303


def test_a_network_waits_whatever_names_it_tries(
    bureau: Bureau, few_tries: None
) -> None:
    statuses = [try_from(bureau, f"198.51.100.{n}", name=f"ten{n}") for n in range(5)]
    assert statuses == [422, 422, 422, 422, 429]
    assert try_from(bureau, "198.51.101.1", name="ten1") == 422


def test_a_good_sign_in_forgives_the_account_and_not_the_network(
    bureau: Bureau, few_tries: None
) -> None:
    assert [try_from(bureau, "198.51.100.7") for _ in range(2)] == [422, 422]
    assert try_from(bureau, "198.51.100.7", password=PASSWORD) == 303
    assert try_from(bureau, "198.51.100.7", MINH) == 422
    assert try_from(bureau, "198.51.100.7", MINH, PASSWORD) == 429
    assert [try_from(bureau, f"203.0.{n}.9") for n in range(3)] == [422, 422, 422]


def test_spelling_a_name_otherwise_is_no_new_try(
    sqlite_bureau: Bureau, few_tries: None
) -> None:
    names = ("hoa", "HOA", " Hoa ", "hOa")
    statuses = [
        try_from(sqlite_bureau, f"198.51.{n}.7", name) for n, name in enumerate(names)
    ]
    assert statuses == [422, 422, 422, 429]


def test_no_password_is_looked_at_beyond_the_limit(
    sqlite_bureau: Bureau, few_tries: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        try_from(sqlite_bureau, "198.51.100.7")
    counted = {attempt.bucket: attempt.n for attempt in attempts(sqlite_bureau)}
    monkeypatch.delattr(passwords, "is_password")
    assert try_from(sqlite_bureau, "203.0.113.9") == 429
    # Floods cost no write either.
    assert {a.bucket: a.n for a in attempts(sqlite_bureau)} == counted


def test_what_is_kept_tells_neither_name_nor_address(sqlite_bureau: Bureau) -> None:
    try_from(sqlite_bureau, "198.51.100.7")
    kept = attempts(sqlite_bureau)
    assert len(kept) == 2
    assert all(len(attempt.bucket) == 64 for attempt in kept)
    # A list of all names or networks must not find it out: the hash has a key.
    sqlite_bureau.configure(secret_key="t" * 32)
    try_from(sqlite_bureau, "198.51.100.7")
    assert len(attempts(sqlite_bureau)) == 4


def test_old_windows_are_forgotten(bureau: Bureau) -> None:
    try_from(bureau, "198.51.100.7")
    bureau.wait(seconds=limits.WINDOW_SECONDS)
    try_from(bureau, "203.0.113.9", MINH)
    assert len(attempts(bureau)) == 2
    assert len({attempt.window_start for attempt in attempts(bureau)}) == 1


@pytest.mark.parametrize(
    "address, network",
    [
        ("198.51.100.7", "198.51.100.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.0/24"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
    ],
)
def test_a_network_is_what_one_subscriber_chooses_addresses_from(
    address: str, network: str
) -> None:
    assert limits.network_of(address) == network


def test_an_owner_is_kept_out_for_a_quarter_of_an_hour_at_most() -> None:
    assert timedelta(seconds=limits.WINDOW_SECONDS) == timedelta(minutes=15)
    assert limits.ATTEMPTS_OF_ACCOUNT == 10
    assert limits.ATTEMPTS_OF_NETWORK == 60
