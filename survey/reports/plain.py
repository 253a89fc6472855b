"""Text that no format, terminal or reader can take for anything else: on one line, seen whole, never a formula."""

import re
import unicodedata

# A spreadsheet runs what begins so; a leading apostrophe makes it text (CWE-1236).
STARTS_FORMULA = re.compile(r"[=+\-@\t\r]")
# Controls, lone surrogates, unassigned and private characters: programs obey, refuse or hide them.
_NOT_TEXT = {"Cc", "Cs", "Cn", "Co"}
# They turn the direction of what follows, or hide in it (Unicode Technical Report 36, section 2).
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)


def plain(text: str) -> str:
    """Return a text composed, on one line, with only letters that can be seen.

    >>> plain("Xã\\tBắc\\u202e Hà\\x00")
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
