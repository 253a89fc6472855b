"""Slips of the hand in typed numbers: one digit wrong, missing, too many, or two neighbours swapped."""

from collections.abc import Iterator
from decimal import Decimal

from analysis.rounding import decimals_of

DIGITS = "0123456789"


def one_slip_variants(value: Decimal) -> frozenset[Decimal]:
    """Return every number that one slip makes of another.

    Parameters
    ----------
    value
        The number as printed, 0 or more. The decimal mark stays as far from the right as it is.

    Returns
    -------
    The numbers that differ by one digit replaced, left out or added, or by two neighbouring
    digits swapped; numbers that nobody would print, with a leading zero, are left out.

    Raises
    ------
    ValueError
        If the number is negative or not finite.

    Examples
    --------
    >>> sorted(int(value) for value in one_slip_variants(Decimal("10")) if value < 12)
    [0, 1, 11]
    """
    decimals = decimals_of(value)
    digits = _digits(value, decimals=decimals)
    variants = {
        Decimal(int(variant)).scaleb(-decimals)
        for variant in _edited(digits)
        if _is_printed(variant, decimals=decimals)
    }
    return frozenset(variants - {value})


def edits_between(first: Decimal, second: Decimal) -> int:
    """Return how many slips lead from one number to another.

    Parameters
    ----------
    first, second
        Numbers of 0 or more; they are written with the decimals of the longer one.

    Returns
    -------
    The optimal string alignment distance of their digits: the fewest digits replaced, left out
    or added, or neighbours swapped, no digit being touched twice.

    Raises
    ------
    ValueError
        If a number is negative or not finite.

    References
    ----------
    Damerau, F. J. (1964). A technique for computer detection and correction of spelling errors.
    Communications of the ACM 7(3), 171–176: four fifths of the errors are one such slip.

    Examples
    --------
    >>> edits_between(Decimal(112835), Decimal(122835))
    1
    >>> edits_between(Decimal("86.94"), Decimal("83.63"))
    3
    """
    decimals = max(decimals_of(first), decimals_of(second))
    source = _digits(first, decimals=decimals)
    target = _digits(second, decimals=decimals)
    before: list[int] = []
    row = list(range(len(target) + 1))
    for i, digit in enumerate(source, start=1):
        below = [i]
        for j, wanted in enumerate(target, start=1):
            cost = min(row[j] + 1, below[j - 1] + 1, row[j - 1] + int(digit != wanted))
            if i > 1 and j > 1 and source[i - 2 : i] == target[j - 2 : j][::-1]:
                cost = min(cost, before[j - 2] + 1)
            below.append(cost)
        before, row = row, below
    return row[-1]


def _edited(digits: str) -> Iterator[str]:
    for at in range(len(digits)):
        yield digits[:at] + digits[at + 1 :]
        yield digits[:at] + digits[at : at + 2][::-1] + digits[at + 2 :]
        for digit in DIGITS:
            yield digits[:at] + digit + digits[at + 1 :]
    for at in range(len(digits) + 1):
        for digit in DIGITS:
            yield digits[:at] + digit + digits[at:]


def _is_printed(digits: str, *, decimals: int) -> bool:
    whole = len(digits) - decimals
    return whole == 1 or (whole > 1 and digits[0] != "0")


def _digits(value: Decimal, *, decimals: int) -> str:
    """Return the digits with so many of them after the mark and at least one before it."""
    if value < 0:
        raise ValueError(f"value must be 0 or more, got {value}")
    return str(int(value.scaleb(decimals))).zfill(decimals + 1)
