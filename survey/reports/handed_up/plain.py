"""Text that no format can take for anything else."""

import re
import unicodedata

# Controls, surrogates and code points that are none: XML has no place for them, terminals obey them.
_NOT_TEXT = {"Cc", "Cs", "Cn"}
# They turn the direction of what follows, or hide in it (Unicode Technical Report 36, section 2).
_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """Return a text on one line, composed, without what cannot be seen.

    >>> plain("Xã\\tBắc\\u202e Hà\\x00")
    'Xã Bắc Hà'
    """
    seen = _UNSEEN.sub("", _SPACE.sub(" ", text))
    kept = "".join(
        letter for letter in seen if unicodedata.category(letter) not in _NOT_TEXT
    )
    # Tags (U+E0000) carry unseen text of their own.
    kept = "".join(
        letter for letter in kept if not "\U000e0000" <= letter <= "\U000e007f"
    )
    return unicodedata.normalize("NFC", kept).strip()
