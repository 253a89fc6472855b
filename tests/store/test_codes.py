"""The printed code: easy to type, and no slip of one character leads to another counter."""

import random
import re
from itertools import product

import pytest

from survey.store.codes import ALPHABET, LENGTH, new_code, read_code, spaced

# Worked by hand: 7 3 K 3 M are characters 5 1 15 1 16 of the alphabet, counted from 0;
# 1*5 + 3*1 + 5*15 + 9*1 + 11*16 = 268 = 9*28 + 16, which is M.
CODE = "73K3MM"


def test_the_alphabet_has_no_vowel_and_no_look_alike() -> None:
    assert ALPHABET == "23456789BCDFGHJKMNPQRSTVWXYZ"


def test_the_check_character_is_the_weighted_sum() -> None:
    characters = iter("73K3M")
    assert new_code(lambda _: next(characters)) == CODE


@pytest.mark.parametrize(
    "typed",
    ["73k3mm", " 73K 3MM ", "73K-3MM", "7-3-k-3-m-m", "73K3MM\n", "73K\u00a03MM"],
)
def test_case_spaces_and_hyphens_do_not_matter(typed: str) -> None:
    assert read_code(typed) == CODE


@pytest.mark.parametrize(
    "typed", ["", "73K3M", "73K3MMZ", "73K3M0", "73K3MO", "đ3K3MM"]
)
def test_what_no_poster_carries_is_refused(typed: str) -> None:
    assert read_code(typed) is None


@pytest.mark.parametrize("seed", range(20))
def test_every_single_wrong_character_is_refused(seed: int) -> None:
    code = new_code(random.Random(seed).choice)
    for position, character in product(range(LENGTH), ALPHABET):
        typed = code[:position] + character + code[position + 1 :]
        assert read_code(typed) == (code if typed == code else None)


def test_new_codes_are_readable_and_differ() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) > 195
    assert all(read_code(code) == code for code in codes)


def test_a_code_is_printed_in_two_groups() -> None:
    assert re.fullmatch(r"\S{3} \S{3}", spaced(CODE))
    assert read_code(spaced(CODE)) == CODE
