"""Names that do no harm in any file: on one line, without what cannot be seen, never a formula."""

import re
import unicodedata

from survey.reports.csv_files import STARTS_FORMULA

# Controls, lone surrogates, unassigned and private characters: programs obey, refuse or hide them.
_NOT_TEXT = {"Cc", "Cs", "Cn", "Co"}
# They turn the direction of what follows, or hide in it (Unicode Technical Report 36, section 2).
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)


def harmless(text: str) -> str:
    """Return a text composed, on one line, with only letters that can be seen.

    >>> harmless("Xã\\tBắc\\u202e Hà\\x00")
    'Xã Bắc Hà'
    """
    on_one_line = _UNSEEN.sub("", " ".join(text.split()))
    kept = (one for one in on_one_line if unicodedata.category(one) not in _NOT_TEXT)
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def as_cell(text: str) -> str:
    """Return a name that no spreadsheet takes for a formula, its full-width signs included.

    >>> as_cell("=1+1"), as_cell("＝1+1"), as_cell("Xã Bắc Hà")
    ("'=1+1", "'＝1+1", 'Xã Bắc Hà')
    """
    first = unicodedata.normalize("NFKC", text[:1])
    return f"'{text}" if STARTS_FORMULA.match(first) else text


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
