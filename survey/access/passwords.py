"""Passwords of reviewers: Argon2id, checked in the same time whether or not the name is known."""

import base64
import re
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST_PASSWORD = 12
# The same as in forms.access: what cannot be typed at sign-in must not be set.
LONGEST_PASSWORD = 256
# A name of one or two letters stands in most passwords by chance.
SHORTEST_NAME_LOOKED_FOR = 3
# Each hash takes 64 MiB (RFC 9106, second recommended option, the library's default).
HASHER = PasswordHasher()
HASHES_AT_ONCE = 2
HASHING_WAIT_SECONDS = 5.0

TOO_SHORT = "Mật khẩu cần ít nhất 12 ký tự."
TOO_LONG = "Mật khẩu dài quá 256 ký tự."
HOLDS_NAME = "Mật khẩu không được chứa tên đăng nhập."
TOO_COMMON = "Mật khẩu này quá dễ đoán. Xin chọn mật khẩu khác."

# Stems that people lengthen to reach twelve characters, without marks, spaces and digits.
COMMON_STEMS = frozenset(
    "abc abcd abcdef abcdefgh abcxyz admin administrator anhyeuem asdfgh asdfghjkl "
    "asdfghjklqwertyuiop chungtoi cuocsong danhgia dichvucong football hailong hanhchinh "
    "hanhphuc hello iloveyou letmein matkhau matkhaumatkhau motcua onestop passw password "
    "passwordpassword princess q qaz qazwsx qazwsxedc quantri quantrivien qwer qwerty "
    "qwertyqwerty qwertyui qwertyuiop qwertyuiopasdfgh sipas sunshine survey system test "
    "toiyeuvietnam vietnam vietnamvodich welcome yeuem yeuemnhieu zxcvbn zxcvbnm".split()
)

_slots = threading.BoundedSemaphore(HASHES_AT_ONCE)


class WeakPassword(ValueError):
    """A new password is refused; the message is a Vietnamese sentence to be translated."""


class HashingBusy(Exception):
    """Too many people sign in at this moment; nothing was decided."""


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password. Raises HashingBusy."""
    with _slot():
        return HASHER.hash(_composed(password))


def is_password(password: str, *, password_hash: str | None) -> bool:
    """Tell whether a hash is that of a password; None takes as long and is never right.

    Raises HashingBusy.
    """
    with _slot():
        try:
            return HASHER.verify(
                password_hash or _hash_of_nobody(), _composed(password)
            )
        except (VerificationError, InvalidHashError):
            return False


def needs_new_hash(password_hash: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(password_hash)


def check_new_password(password: str, *, name: str) -> None:
    """Refuse a password that is short, endless, common or holds the name. Raises WeakPassword."""
    composed = _composed(password)
    if len(composed) < SHORTEST_PASSWORD:
        raise WeakPassword(TOO_SHORT)
    if len(composed) > LONGEST_PASSWORD:
        raise WeakPassword(TOO_LONG)
    if len(_plain(name)) >= SHORTEST_NAME_LOOKED_FOR and _plain(name) in _plain(
        composed
    ):
        raise WeakPassword(HOLDS_NAME)
    if _is_common(_plain(composed)):
        raise WeakPassword(TOO_COMMON)


def _is_common(plain: str) -> bool:
    """Tell whether little is left once what machines try first is taken away."""
    stem = re.sub(r"[^a-z]", "", plain)
    if stem in COMMON_STEMS or len(set(plain)) < 5:
        return True
    # Digits alone hold years and telephone numbers.
    return plain.isdigit() or _is_repeated(plain)


def _is_repeated(plain: str) -> bool:
    # A text is made of equal parts exactly where it stands inside its own double.
    return plain in (plain + plain)[1:-1]


def _plain(text: str) -> str:
    """Return a text without case, marks and spaces, as someone guesses it."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(
        character
        for character in decomposed
        if not unicodedata.combining(character) and not character.isspace()
    )


def _composed(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _hash_of_nobody() -> str:
    """Return a hash with today's parameters that no password can be found for."""
    salt, digest = (
        base64.b64encode(secrets.token_bytes(size)).rstrip(b"=").decode()
        for size in (HASHER.salt_len, HASHER.hash_len)
    )
    parameters = f"m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    return f"$argon2id$v=19${parameters}${salt}${digest}"


@contextmanager
def _slot() -> Iterator[None]:
    if not _slots.acquire(timeout=HASHING_WAIT_SECONDS):
        raise HashingBusy
    try:
        yield
    finally:
        _slots.release()
