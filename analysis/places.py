"""Places in a published list, equal values sharing one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a list, 1 the best; `high` is above `low` where others have the same value.

    Examples
    --------
    >>> str(Place(3, 4)), str(Place(5, 5))
    ('3–4', '5')
    """

    low: int
    high: int

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"


def places(values: Sequence[Decimal | None]) -> tuple[Place | None, ...]:
    """Give the place of each value, the largest first.

    Parameters
    ----------
    values
        As printed; None where there is none, which takes no place.

    Returns
    -------
    A place for each value. Equal values share the places that they take together.

    References
    ----------
    Counted out: `low` is one more than the values above, `high` is `low` and the equal ones besides.

    Examples
    --------
    >>> [str(place) for place in places([Decimal("82.17"), Decimal("89.29"), Decimal("82.17")])]
    ['2–3', '1', '2–3']
    """
    known = [value for value in values if value is not None]
    found: dict[Decimal, Place] = {}
    for value in set(known):
        above = sum(other > value for other in known)
        found[value] = Place(above + 1, above + known.count(value))
    return tuple(None if value is None else found[value] for value in values)


def change_in_places(before: Place, after: Place) -> int:
    """Give by how many places one rose, below 0 where it fell; of a shared place the better counts.

    Examples
    --------
    >>> change_in_places(Place(57, 57), Place(41, 41))
    16
    """
    return before.low - after.low
