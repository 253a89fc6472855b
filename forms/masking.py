"""What could tell who wrote a comment is covered before anything is stored.

Numbers are found however they are spaced, dotted or drawn. Words are not read: a name or a private
story stays, which is why the form asks not to write them and says so.
"""

import re
import unicodedata

# Neither a digit, a letter nor a mark that may stand inside a number, so that covering twice changes nothing.
COVER = "[…]"

# What people put between the digits of one number; all blanks and dashes are folded into two of them.
_BETWEEN = r"[ .\-_()*•·]{0,3}"
_A_BREAK = r"[ .\-]?"
# A letter of any alphabet, the marked ones of Vietnamese too.
_NO_LETTER_BEFORE = r"(?<![^\W\d_])"


def _digits(fewest: int) -> str:
    return rf"\d(?:{_BETWEEN}\d){{{fewest - 1},}}"


# Nine digits and more are a phone, an identity card (9 or 12), a tax code, an account.
_NUMBER = re.compile(rf"\+?\(?{_digits(9)}")
# With strokes only where it begins as a phone does: two dates in a row are no number.
_PHONE = re.compile(
    rf"(?<!\d)(?:\+?84|0|{_NO_LETTER_BEFORE}O)(?:[ .,/\-_()*•·]{{0,3}}\d){{9,10}}(?![ .,/\-_()*•·]{{0,3}}\d)"
)
# A letter before seven digits and more: passports (C1234567) and dossiers (000.00.00.H13-240115-0001).
_LETTERED = re.compile(
    rf"(?:\d(?:{_BETWEEN}\d){{0,11}}{_BETWEEN})?{_NO_LETTER_BEFORE}[A-Z]{_BETWEEN}{_digits(7)}"
)
# 51F-123.45, 29-H1 234.56, 80-NG-123-45. Hours such as 13h30-14 look alike and are left.
_PLATE = re.compile(
    rf"{_NO_LETTER_BEFORE}(?<!\d)\d{_A_BREAK}\d{_BETWEEN}[A-ZĐ]{{1,2}}(?!(?<=H){_A_BREAK}[0-5]\d[ .\-])"
    rf"{_BETWEEN}(?:\d{_BETWEEN})?(?:\d{_A_BREAK}){{3,4}}\d(?!\d)"
)
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]+ {0,2}(?:@|[(\[] ?AT ?[)\]]|[(\[]?A C[OÒ]NG[)\]]?)"
    r" {0,2}[\w-]+(?: {0,2}(?:\.|[(\[]DOT[)\]]) {0,2}\w[\w-]*)+"
)
_PATTERNS = (_EMAIL, _PHONE, _NUMBER, _LETTERED, _PLATE)
# Money is no number of a person's: 150.000.000 đồng.
_MONEY = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d+")
_CURRENCY = re.compile(r" ?(?:ĐỒNG|VNĐ|VND|Đ)(?!\w)")


def mask(text: str) -> str:
    """Return the text with everything covered that looks like a number of somebody's or an e-mail address.

    >>> mask("Gọi 0912 345 678, xe 51F-123.45, chờ 2 giờ")
    'Gọi […], xe […], chờ 2 giờ'
    """
    folded = "".join(map(_folded, text))
    parts = []
    end = 0
    for start, stop in _covered(folded):
        parts += [text[end:start], COVER]
        end = stop
    return "".join((*parts, text[end:]))


def _covered(folded: str) -> list[tuple[int, int]]:
    """Return what is to be covered, in order; what overlaps or touches is one stretch."""
    found = sorted(
        match.span()
        for pattern in _PATTERNS
        for match in pattern.finditer(folded)
        if not _is_money(match)
    )
    merged: list[tuple[int, int]] = []
    for start, stop in found:
        if merged and start <= merged[-1][1]:
            start, stop = merged[-1][0], max(merged.pop()[1], stop)
        merged.append((start, stop))
    return merged


def _is_money(match: re.Match[str]) -> bool:
    is_amount = _MONEY.fullmatch(match[0]) is not None
    return is_amount and _CURRENCY.match(match.string, match.end()) is not None


def _folded(character: str) -> str:
    """Return one plain character for each: drawn digits are digits, blanks and dashes are one each."""
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp", "Cc", "Cf"):
        return " "
    if category == "Pd":
        return "-"
    # The frame that makes a digit an emoji stands between it and the next.
    if category in ("Mn", "Me"):
        return "_"
    value = unicodedata.digit(character, None)
    if value is not None:
        return str(value)
    plain = unicodedata.normalize("NFKC", character).upper()
    return plain if len(plain) == 1 else character
