"""The form token: what a page says of itself when its answers come in, signed.

It is no secret of the reader's and no cookie: it names the counter, the wave's instrument and
the day of issue, and carries the random key that makes a form count once.
"""

import base64
import hashlib
import hmac
import re
import secrets
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from survey.settings import derive_key

LIFETIME = timedelta(days=7)
# A kiosk fetches its forms ahead and may be without a network for days.
KIOSK_LIFETIME = timedelta(days=14)
KEY_BYTES = 16
PRINTED_CODE, KIOSK = "D", "C"
NO_BLOCK = 0
CORE, OPT_IN = "core", "opt-in"

# A form's version tells what it asks for; a token keeps its size.
_VERSIONS = {CORE: 1, OPT_IN: 2}
_PARTS = {version: part for part, version in _VERSIONS.items()}
_EPOCH = date(2020, 1, 1)
# Version, secret's number, counter, instrument, class, day, drawn block, submission key.
_LAYOUT = struct.Struct(f">BHIIcHH{KEY_BYTES}s")
_MAC_BYTES = 16
# 48 bytes are 64 characters exactly: no padding and no spare bits, so one token has one spelling.
_SPELLING = re.compile("[A-Za-z0-9_-]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class FormToken:
    """What a form was issued for. `key` is its submission key; `block` the drawn questions, 0 for none.

    An opt-in form asks further questions, less those of the block that was asked before.
    """

    counter_id: int
    instrument_id: int
    issued_on: date
    key: bytes
    channel: str = PRINTED_CODE
    block: int = NO_BLOCK
    part: str = CORE

    @property
    def lifetime(self) -> timedelta:
        return KIOSK_LIFETIME if self.channel == KIOSK else LIFETIME

    def is_too_old(self, today: date) -> bool:
        return self.issued_on + self.lifetime < today

    def is_ahead(self, today: date) -> bool:
        """Tell whether the day of issue is too far off to come: one of the two clocks was wrong."""
        return today + self.lifetime < self.issued_on


@dataclass(frozen=True, slots=True)
class ReadToken:
    """A token that was signed here, and the secret that its receipt comes from."""

    token: FormToken
    secret: str


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def write_token(token: FormToken, *, code: str, secret: str) -> str:
    """Return the signed token: 64 characters that hold at one printed code's address only."""
    payload = _LAYOUT.pack(
        _VERSIONS[token.part],
        secret_number(secret),
        token.counter_id,
        token.instrument_id,
        token.channel.encode("ascii"),
        (token.issued_on - _EPOCH).days,
        token.block,
        token.key,
    )
    signed = payload + _mac(payload, code=code, secret=secret)
    return base64.urlsafe_b64encode(signed).decode("ascii")


def read_token(
    text: str, *, code: str, known_secrets: Sequence[str]
) -> ReadToken | None:
    """Return a token that one of the secrets signed for this code, None for any other text."""
    if not _SPELLING.fullmatch(text):
        return None
    signed = base64.urlsafe_b64decode(text)
    payload, mac = signed[:-_MAC_BYTES], signed[-_MAC_BYTES:]
    version, number, counter, instrument, channel, day, block, key = _LAYOUT.unpack(
        payload
    )
    for secret in known_secrets:
        if (
            version in _PARTS
            and number == secret_number(secret)
            and hmac.compare_digest(mac, _mac(payload, code=code, secret=secret))
        ):
            token = FormToken(
                counter_id=counter,
                instrument_id=instrument,
                issued_on=_EPOCH + timedelta(days=day),
                key=key,
                channel=channel.decode("ascii"),
                block=block,
                part=_PARTS[version],
            )
            return ReadToken(token, secret)
    return None


def secret_number(secret: str) -> int:
    """Return the number by which a token names the secret behind its signature and its receipt."""
    return int.from_bytes(derive_key(secret, "secret number")[:2], "big")


def _mac(payload: bytes, *, code: str, secret: str) -> bytes:
    key = derive_key(secret, "form token")
    return hmac.new(key, payload + code.encode("ascii"), hashlib.sha256).digest()[
        :_MAC_BYTES
    ]
