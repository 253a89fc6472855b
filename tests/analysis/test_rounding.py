"""Rounding of exact numbers, against Python's own decimal arithmetic."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.rounding import Rounding, decimals_of, rounded

DECIMAL_ROUNDING = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.TRUNCATED: ROUND_DOWN,
}


@given(st.integers(0, 10**6), st.integers(0, 3), st.sampled_from(Rounding))
def test_rounding_agrees_with_decimal(
    thousandths: int, decimals: int, rounding: Rounding
) -> None:
    value = Decimal(thousandths).scaleb(-3)
    expected = value.quantize(
        Decimal(1).scaleb(-decimals), rounding=DECIMAL_ROUNDING[rounding]
    )
    found = rounded(Fraction(value), decimals=decimals, rounding=rounding)
    assert str(found) == str(expected)


def test_a_third_is_exact_before_it_is_rounded() -> None:
    third = Fraction(200, 3)
    assert rounded(third, decimals=30, rounding=Rounding.HALF_UP) == Decimal(
        "66." + "6" * 29 + "7"
    )


@pytest.mark.parametrize(
    ("printed", "decimals"), [("40", 0), ("8.9", 1), ("97.20", 2), ("1E+3", 0)]
)
def test_printed_decimals_are_counted(printed: str, decimals: int) -> None:
    assert decimals_of(Decimal(printed)) == decimals


def test_a_number_that_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="^value must be finite, got NaN$"):
        decimals_of(Decimal("NaN"))


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(ValueError, match="^value must be 0 or more, got -1$"):
        rounded(Fraction(-1), decimals=0, rounding=Rounding.HALF_UP)
