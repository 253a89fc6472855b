"""The code printed on a poster: five random characters and a check character.

No vowels (no words), no 0 O 1 I L U (no look-alikes).
"""

import secrets
from collections.abc import Callable

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
LENGTH = 6
# Each weight has no divisor in common with 28, so one wrong character always moves the sum.
_WEIGHTS = (1, 3, 5, 9, 11)


def new_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """Return a random code; `choose` picks one character of the alphabet."""
    body = "".join(choose(ALPHABET) for _ in range(LENGTH - 1))
    return body + _check_character(body)


def read_code(typed: str) -> str | None:
    """Return the code in its one spelling, or None where no poster can carry it.

    Case, spaces and hyphens don't matter; any single wrong character is refused.
    """
    code = "".join(typed.split()).replace("-", "").upper()
    if len(code) != LENGTH or any(character not in ALPHABET for character in code):
        return None
    return code if _check_character(code[:-1]) == code[-1] else None


def spaced(code: str) -> str:
    """Return the code as it is printed, in two groups of three."""
    return f"{code[:3]} {code[3:]}"


def _check_character(body: str) -> str:
    positions = (ALPHABET.index(character) for character in body)
    total = sum(
        weight * position for weight, position in zip(_WEIGHTS, positions, strict=True)
    )
    return ALPHABET[total % len(ALPHABET)]
