"""Slips of the hand, by small cases and by their symmetry."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.slips import edits_between, one_slip_variants


def test_a_digit_may_be_replaced_left_out_added_or_swapped() -> None:
    variants = one_slip_variants(Decimal(12))
    assert {Decimal(n) for n in (13, 92, 1, 2, 21, 120, 112, 312)} < variants


def test_a_slip_always_changes_the_number() -> None:
    assert Decimal(11) not in one_slip_variants(Decimal(11))


def test_numbers_that_nobody_prints_are_no_variants() -> None:
    # 02 from 12 and 012 from 12: a leading zero. 2 comes from leaving out the 1.
    assert {len(str(variant)) for variant in one_slip_variants(Decimal(105))} == {
        2,
        3,
        4,
    }
    assert Decimal(5) not in one_slip_variants(Decimal(105))


def test_the_decimal_mark_stays_where_it_is() -> None:
    variants = one_slip_variants(Decimal("7.50"))
    assert {Decimal("7.05"), Decimal("0.50"), Decimal("17.50")} < variants
    assert Decimal("75.0") in variants  # the zero typed twice: 75.00


@pytest.mark.parametrize(
    ("first", "second", "edits"),
    [
        ("150", "15", 1),
        ("562934", "552934", 1),
        ("562934", "526934", 1),
        ("1234", "2143", 2),
        ("0.35", "3.55", 2),
        ("15.3", "18.61", 3),
        ("7", "7", 0),
    ],
)
def test_edits_are_those_counted_by_hand(first: str, second: str, edits: int) -> None:
    assert edits_between(Decimal(first), Decimal(second)) == edits


@given(st.integers(0, 10**6))
def test_each_variant_is_one_edit_away(number: int) -> None:
    value = Decimal(number)
    assert {edits_between(value, variant) for variant in one_slip_variants(value)} == {
        1
    }


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_edits_are_the_same_both_ways(first: int, second: int) -> None:
    one, other = Decimal(first), Decimal(second)
    assert edits_between(one, other) == edits_between(other, one)


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(ValueError, match="^value must be 0 or more, got -1$"):
        one_slip_variants(Decimal(-1))
