"""A form's number: read however it is typed, and never mistaken for another by one wrong digit."""

import pytest

from survey.store.serials import Serial, read_serial


def check_digit(digits: str) -> str:
    """Return ISO/IEC 7064's MOD 11,10 digit the long way, as the standard's tables write it."""
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10
        product = (total if total else 10) * 2 % 11
    return next(str(d) for d in range(10) if (product + d) % 10 == 1)


@pytest.mark.parametrize("serial", [Serial(1, 1), Serial(12, 34), Serial(0, 9999)])
def test_the_check_digit_is_the_standard_s(serial: Serial) -> None:
    run, copy, check = str(serial).split("-")
    assert check == check_digit(run + copy)


def test_the_standard_s_own_example() -> None:
    # ISO/IEC 7064: the string 0794 has the check character 5 under MOD 11,10.
    assert check_digit("0794") == "5"


@pytest.mark.parametrize("typed", ["12-0034-2", "1200342", " 12 0034 2 ", "12.0034.2"])
def test_hyphens_and_blanks_do_not_matter(typed: str) -> None:
    assert read_serial(typed) == Serial(12, 34)


def test_within_a_run_copy_and_check_digit_are_enough() -> None:
    assert read_serial("342", run=12) == Serial(12, 34)
    assert read_serial("00342", run=12) == Serial(12, 34)
    # Of another run the same digits are another form's, and the check digit tells.
    assert read_serial("342", run=13) is None
    assert read_serial("342") is None


def test_no_single_wrong_digit_is_taken_for_another_form() -> None:
    for serial in (Serial(7, 1), Serial(12, 345), Serial(308, 9999)):
        digits = str(serial).replace("-", "")
        for place in range(len(digits)):
            for wrong in set("0123456789") - {digits[place]}:
                typed = digits[:place] + wrong + digits[place + 1 :]
                assert read_serial(typed) is None, typed


@pytest.mark.parametrize(
    "typed",
    ["", "-", "7", "12-0034-x", "１２００３４２", "12-0000-6", "1" * 400, "²²²²²²"],
)
def test_what_no_form_carries_is_refused(typed: str) -> None:
    assert read_serial(typed, run=12) is None
