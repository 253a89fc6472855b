"""Vietnamese text without its marks and capitals, as people type it in a search box."""

import unicodedata

# They are letters of their own and have no form with a combining mark.
_STROKES = str.maketrans("đĐðÐ", "dddd")


def fold(text: str) -> str:
    """Return the text in small plain letters, with single blanks, for comparing and never for showing.

    >>> fold("  Chờ LÂU quá,\\nĐỀ NGHỊ  thêm ghế ")
    'cho lau qua, de nghi them ghe'
    """
    apart = unicodedata.normalize("NFKD", text.translate(_STROKES))
    plain = "".join(mark for mark in apart if not unicodedata.combining(mark))
    return " ".join(plain.casefold().split())


def is_plain(text: str) -> bool:
    """Tell whether a text was typed without marks."""
    return fold(text) == " ".join(text.casefold().split())
