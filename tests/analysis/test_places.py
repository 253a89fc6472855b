"""Places in published lists: equal values share, and a rise counts from the better of shared places."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from analysis.places import Place, change_in_places, places

VALUES = st.lists(
    st.decimals(min_value=0, max_value=100, places=1), min_size=1, max_size=20
)


def test_both_blocks_of_bac_giang_2023_are_placed_as_printed() -> None:
    # DDCI 2023, en.baobacninhtv.vn: first, second and third of each block.
    for block in (("89.29", "82.17", "77.87"), ("89.56", "72.64", "66.3")):
        found = places([Decimal(value) for value in block])
        assert found == (Place(1, 1), Place(2, 2), Place(3, 3))


def test_equal_values_share_the_places_they_take_together() -> None:
    values = [Decimal(value) for value in ("90", "82.5", "82.50", "70")]
    assert [str(place) for place in places(values)] == ["1", "2–3", "2–3", "4"]


def test_what_has_no_value_takes_no_place() -> None:
    assert places([None, Decimal(3)]) == (None, Place(1, 1))


def test_long_an_rose_sixteen_places() -> None:
    # SIPAS: 57th of 63 in 2023, 41st in 2024, printed as 16 places up.
    assert change_in_places(Place(57, 57), Place(41, 41)) == 16


@given(VALUES)
def test_every_place_is_taken_once(values: list[Decimal]) -> None:
    taken = sorted(
        place
        for found in set(places(values))
        if found is not None
        for place in range(found.low, found.high + 1)
    )
    assert taken == list(range(1, len(values) + 1))
