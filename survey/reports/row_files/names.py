"""Labels cut to what SPSS can hold, between letters."""

import re
import unicodedata


def cut(text: str, *, most_bytes: int) -> str:
    """Return as much of a text as fits, never a part of a letter with its marks.

    >>> cut("Tiếp cận dịch vụ", most_bytes=12)
    'Tiếp c…'
    """
    if len(text.encode()) <= most_bytes:
        return text
    ellipsis = "…"
    left = most_bytes - len(ellipsis.encode())
    kept = ""
    for letter in _GRAPHEME.findall(text):
        left -= len(letter.encode())
        if left < 0:
            break
        kept += letter
    return kept.rstrip() + ellipsis


# A letter with what stands on it; enough for every script that questionnaires are written in.
_MARKS = "".join(
    chr(code) for code in range(0x300, 0x20F0) if unicodedata.combining(chr(code))
)
_GRAPHEME = re.compile(
    f"[^{_MARKS}]?[{_MARKS}\ufe0f\u20e3]*(?:\u200d[^{_MARKS}][{_MARKS}\ufe0f]*)*",
    re.DOTALL,
)
