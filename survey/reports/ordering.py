"""Names in the order of the Vietnamese alphabet."""

import re
import unicodedata

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# The tones in the order of dictionaries: none, huyền, hỏi, ngã, sắc, nặng.
TONES = "\u0300\u0309\u0303\u0301\u0323"
_PLACE = {letter: place for place, letter in enumerate(ALPHABET)}
_PARTS = re.compile(r"\d+|\D")

SortKey = tuple[tuple[tuple[int, int], ...], tuple[int, ...], str]


def vietnamese_order(name: str) -> SortKey:
    """Return a sort key: letters first, tones only between words that are otherwise alike.

    Numbers sort by value, so that "Phường 2" stands before "Phường 12".

    >>> sorted(["Xã Đông", "Xã Ân", "Xã Dũng", "Xã Dung", "Xã An"], key=vietnamese_order)
    ['Xã An', 'Xã Ân', 'Xã Dung', 'Xã Dũng', 'Xã Đông']
    """
    decomposed = unicodedata.normalize("NFD", name.casefold())
    tones = tuple(TONES.find(sign) for sign in decomposed)
    letters = unicodedata.normalize(
        "NFC", "".join(sign for sign in decomposed if sign not in TONES)
    )
    return tuple(_part(part) for part in _PARTS.findall(letters)), tones, name


def _part(part: str) -> tuple[int, int]:
    """Return numbers before letters, letters in their order, other signs as Unicode has them."""
    if part.isdecimal():
        return 1, int(part)
    if part in _PLACE:
        return 2, _PLACE[part]
    return (0 if part.isspace() else 3), ord(part)
