"""The second factor: codes of an app on the reviewer's phone, and recovery codes on paper.

What the codes are made from is encrypted with a key of the settings' secret, bound to its account:
a copy of the database alone makes no codes (docs/decisions/0012).
"""

import base64
import hashlib
import hmac
import secrets
import unicodedata
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyotp import TOTP
from pyotp.exceptions import OTPVerificationError

from survey.settings import Settings, derive_key

# 160 bits, as RFC 4226 recommends.
SECRET_BYTES = 20
# A phone's clock may be half a minute off (RFC 6238 section 5.2: one step for the way).
STEPS_AROUND = 1
NONCE_BYTES = 12
RECOVERY_CODES = 10
# Without look-alikes; 16 of 31 letters are 79 bits, more than anyone can try against a hash.
RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
RECOVERY_LENGTH, GROUP_LENGTH = 16, 4
_PURPOSE = "second factor"


def enrolment_secret(settings: Settings, *, session_hash: str) -> str:
    """Return what a session offers to be set up: the same at each look, another in each session.

    Nothing has to be kept until the first code proves that a phone holds it.
    """
    key = derive_key(settings.secret_key, "second factor to be set up")
    digest = hmac.new(key, session_hash.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:SECRET_BYTES]).decode()


def encrypted(settings: Settings, secret: str, *, reviewer_id: int) -> str:
    """Return a secret as the database keeps it: useless under another account."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    cipher = AESGCM(derive_key(settings.secret_key, _PURPOSE))
    sealed = cipher.encrypt(nonce, secret.encode(), _bound_to(reviewer_id))
    return base64.b64encode(nonce + sealed).decode()


def decrypted(settings: Settings, kept: str, *, reviewer_id: int) -> str | None:
    """Return a secret, or None where no key of the settings opens it."""
    whole = base64.b64decode(kept)
    nonce, sealed = whole[:NONCE_BYTES], whole[NONCE_BYTES:]
    for key in settings.secret_keys:
        try:
            cipher = AESGCM(derive_key(key, _PURPOSE))
            return cipher.decrypt(nonce, sealed, _bound_to(reviewer_id)).decode()
        except InvalidTag:
            continue
    return None


def step_of(code: str, *, secret: str, now: datetime) -> int | None:
    """Return the half minute that a code is of, None for a wrong one. Compares in constant time."""
    try:
        return TOTP(secret).verify_and_get_timecode(
            code, for_time=now, valid_window=STEPS_AROUND
        )
    except OTPVerificationError:
        return None


def address_for_phone(secret: str, *, name: str, issuer: str) -> str:
    """Return the `otpauth://` address that an app reads from a QR code."""
    return TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def in_groups(text: str) -> str:
    """Return a secret or code in groups, to be read and typed."""
    return " ".join(
        text[start : start + GROUP_LENGTH]
        for start in range(0, len(text), GROUP_LENGTH)
    )


def new_recovery_codes() -> tuple[str, ...]:
    """Return codes that are shown once."""
    return tuple(
        "".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(RECOVERY_LENGTH))
        for _ in range(RECOVERY_CODES)
    )


def recovery_hash(code: str, *, reviewer_id: int) -> str:
    """Return the hash that the database keeps of an account's recovery code."""
    return hashlib.sha256(f"{reviewer_id} {code}".encode()).hexdigest()


def typed_code(text: str) -> str:
    """Return a code in its one spelling: no spaces or hyphens, small letters, plain digits."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in plain if character.isalnum())


def is_recovery_code(code: str) -> bool:
    """Tell whether a typed code has the length of a recovery code, not of a phone's."""
    return len(code) == RECOVERY_LENGTH


def _bound_to(reviewer_id: int) -> bytes:
    return f"reviewer {reviewer_id}".encode()
