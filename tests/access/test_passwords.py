"""Passwords are hashed with today's parameters, a few at a time, and weak ones refused."""

import threading
import unicodedata

import pytest
from argon2 import PasswordHasher

from survey.access import passwords

LONG_ENOUGH = "ba con voi rừng"


def test_a_hash_is_argon2id_and_holds_no_password() -> None:
    found = passwords.hash_password(LONG_ENOUGH)
    assert found.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert LONG_ENOUGH not in found


def test_the_right_password_is_recognised_however_its_letters_were_composed() -> None:
    stored = passwords.hash_password(LONG_ENOUGH)
    decomposed = unicodedata.normalize("NFD", LONG_ENOUGH)
    assert decomposed != LONG_ENOUGH
    assert passwords.is_password(decomposed, password_hash=stored)
    assert not passwords.is_password(LONG_ENOUGH + " ", password_hash=stored)


def test_no_account_costs_a_hash_too(monkeypatch: pytest.MonkeyPatch) -> None:
    verified = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            verified.append(hash)
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "HASHER", Counting())
    assert not passwords.is_password(LONG_ENOUGH, password_hash=None)
    (tried,) = verified
    assert not passwords.HASHER.check_needs_rehash(tried)


def test_a_damaged_hash_is_nobody_s() -> None:
    assert not passwords.is_password(LONG_ENOUGH, password_hash="$argon2id$damaged")


def test_a_hash_with_older_parameters_is_renewed(cheap_hashes: None) -> None:
    older = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(LONG_ENOUGH)
    assert passwords.is_password(LONG_ENOUGH, password_hash=older)
    assert passwords.needs_new_hash(older)
    assert not passwords.needs_new_hash(passwords.hash_password(LONG_ENOUGH))


def test_no_more_than_two_hashes_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most = 0, 0
    lock = threading.Lock()
    pause = threading.Event()

    class Watched:
        def hash(self, password: str) -> str:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            pause.wait(0.02)
            with lock:
                running -= 1
            return password

    monkeypatch.setattr(passwords, "HASHER", Watched())
    threads = [
        threading.Thread(target=passwords.hash_password, args=(LONG_ENOUGH,))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == passwords.HASHES_AT_ONCE


def test_who_waits_too_long_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_slots", threading.BoundedSemaphore(1))
    monkeypatch.setattr(passwords, "HASHING_WAIT_SECONDS", 0.01)
    with passwords._slot(), pytest.raises(passwords.HashingBusy):
        passwords.hash_password(LONG_ENOUGH)


@pytest.mark.parametrize(
    "good", [LONG_ENOUGH, "Tràng An 1010 ơi", "x9#Kd02!mQpz", "🐘🐯🐉 rồng bay"]
)
def test_a_long_password_of_any_characters_is_taken(good: str) -> None:
    passwords.check_new_password(good, name="hoa")


@pytest.mark.parametrize(
    "weak, sentence",
    [
        ("ngắn quá", passwords.TOO_SHORT),
        ("dài" * 100, passwords.TOO_LONG),
        ("nguyễn hoa hồng", passwords.HOLDS_NAME),
        ("NguyenHoa12345", passwords.HOLDS_NAME),
        ("123456789012", passwords.TOO_COMMON),
        ("aaaaaaaaaaaaaaaa", passwords.TOO_COMMON),
        ("Password@2026", passwords.TOO_COMMON),
        ("Mật khẩu 12345", passwords.TOO_COMMON),
        ("hanhphuc!hanhphuc!", passwords.TOO_COMMON),
        ("qwertyuiop12", passwords.TOO_COMMON),
        ("09121234567890", passwords.TOO_COMMON),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(weak: str, sentence: str) -> None:
    with pytest.raises(passwords.WeakPassword) as refused:
        passwords.check_new_password(weak, name="nguyễn hoa")
    assert str(refused.value) == sentence
