"""Rounding as published tables do it, on exact numbers."""

from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import floor


class Rounding(Enum):
    """How a printed number was made from an exact one, the commonest way first."""

    HALF_UP = "half-up"
    HALF_EVEN = "half-even"
    TRUNCATED = "truncated"


def rounded(value: Fraction, *, decimals: int, rounding: Rounding) -> Decimal:
    """Round an exact number that is not negative.

    Parameters
    ----------
    value
        The exact number, 0 or more.
    decimals
        Digits kept after the decimal mark, 0 or more.
    rounding
        What happens to the rest.

    Returns
    -------
    A decimal with that many digits after the mark, trailing zeros kept.

    Raises
    ------
    ValueError
        If the number or the digits are negative.

    Examples
    --------
    >>> rounded(Fraction(9725, 100), decimals=1, rounding=Rounding.HALF_UP)
    Decimal('97.3')
    >>> rounded(Fraction(9725, 100), decimals=1, rounding=Rounding.HALF_EVEN)
    Decimal('97.2')
    """
    if value < 0:
        raise ValueError(f"value must be 0 or more, got {value}")
    if decimals < 0:
        raise ValueError(f"decimals must be 0 or more, got {decimals}")
    scaled = value * 10**decimals
    match rounding:
        case Rounding.HALF_UP:
            units = floor(scaled + Fraction(1, 2))
        case Rounding.HALF_EVEN:
            units = round(scaled)
        case Rounding.TRUNCATED:
            units = floor(scaled)
    # The constructor is exact; arithmetic would keep 28 digits only.
    return Decimal(f"{units}E-{decimals}")


def decimals_of(value: Decimal) -> int:
    """Return how many digits stand after the decimal mark.

    Parameters
    ----------
    value
        A finite number, as it was printed.

    Returns
    -------
    0 for a whole number.

    Examples
    --------
    >>> decimals_of(Decimal("97.20"))
    2
    """
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError(f"value must be finite, got {value}")
    return max(0, -exponent)
