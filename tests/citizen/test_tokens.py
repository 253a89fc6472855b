"""The form token: signed, of one size, good for one code, a week and a known secret."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.citizen.tokens import FormToken, new_key, read_token, write_token
from survey.settings import derive_key
from tests.fixtures.lan import CODE

SECRET, OLDER, FOREIGN = "s" * 32, "o" * 32, "f" * 32
TOKEN = FormToken(
    counter_id=7, instrument_id=3, issued_on=date(2026, 11, 25), key=bytes(range(16))
)


def written(token: FormToken = TOKEN, *, secret: str = SECRET) -> str:
    return write_token(token, code=CODE, secret=secret)


@given(
    counter_id=st.integers(1, 2**32 - 1),
    instrument_id=st.integers(1, 2**32 - 1),
    issued_on=st.dates(date(2026, 1, 1), date(2099, 12, 31)),
    key=st.binary(min_size=16, max_size=16),
    block=st.integers(0, 2**16 - 1),
)
def test_a_token_says_what_it_was_issued_for(
    counter_id: int, instrument_id: int, issued_on: date, key: bytes, block: int
) -> None:
    token = FormToken(counter_id, instrument_id, issued_on, key, "D", block)
    text = written(token)
    assert len(text) == 64
    read = read_token(text, code=CODE, known_secrets=[SECRET])
    assert read is not None and read.token == token


@pytest.mark.parametrize("position", range(64))
def test_no_character_of_a_token_can_be_changed(position: int) -> None:
    text = written()
    for other in "Aa0_-.é\n":
        if text[position] != other:
            changed = text[:position] + other + text[position + 1 :]
            assert read_token(changed, code=CODE, known_secrets=[SECRET]) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[:-1],
        lambda text: text[1:],
        lambda text: text + "A",
        lambda text: text + "\n",
        lambda text: text + "=",
        lambda text: text + text,
        lambda text: text.lower(),
        lambda text: text.upper(),
        lambda text: text[::-1],
        lambda text: "null",
        lambda text: "A" * 64,
        lambda text: "A" * 1_000_000,
    ],
)
def test_a_damaged_token_is_none(damage: object) -> None:
    assert callable(damage)
    assert read_token(damage(written()), code=CODE, known_secrets=[SECRET]) is None


def test_a_token_holds_at_its_own_code_only() -> None:
    assert read_token(written(), code="BCDFGB", known_secrets=[SECRET]) is None


def test_an_older_secret_still_reads_and_names_itself() -> None:
    read = read_token(written(secret=OLDER), code=CODE, known_secrets=[SECRET, OLDER])
    assert read is not None and (read.token, read.secret) == (TOKEN, OLDER)


def test_a_destroyed_or_foreign_secret_reads_nothing() -> None:
    text = written(secret=FOREIGN)
    assert read_token(text, code=CODE, known_secrets=[SECRET, OLDER]) is None


def test_a_token_lives_seven_days() -> None:
    assert not TOKEN.is_too_old(date(2026, 12, 2))
    assert TOKEN.is_too_old(date(2026, 12, 3))


def test_a_clock_that_went_back_makes_no_token_old() -> None:
    assert not TOKEN.is_too_old(TOKEN.issued_on - timedelta(days=400))


def test_every_key_is_new() -> None:
    keys = {new_key() for _ in range(1_000)}
    assert len(keys) == 1_000 and {len(key) for key in keys} == {16}


def test_no_two_purposes_share_a_key() -> None:
    purposes = ("form token", "receipt", "receipt page", "secret number", "cookies")
    assert len({derive_key(SECRET, purpose) for purpose in purposes}) == len(purposes)
