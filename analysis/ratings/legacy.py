"""Recognises Vietnamese that was typed for the fonts of before Unicode, and so reads as other letters.

Such a text is never converted here: a letter guessed wrong would become a name guessed wrong.
"""

import re

TCVN3, VNI = "TCVN3 (.VnTime)", "VNI"

# What TCVN3 puts beside letters where Vietnamese in Unicode has a marked vowel or đ: signs that no word holds.
_TCVN3_SIGNS = "µ¸¶·¹¨»¾¼½Æ©«¬®§¤¦¢£¥¡"
# Marks that VNI writes as a letter of its own behind the vowel (aù, aø), and ñ, ö, ô for đ, ư, ơ.
_VNI_PAIRS = re.compile(
    "[aeouyAEOUYöôÖÔ][øåäïûëüØÅÄÏÛËÜ]|[aoeuyAOEUY][ùÙ]|ñ[aeiouyöôAEIOUYÖÔ]"
)
_TCVN3_WORD = re.compile(f"[A-Za-z][{_TCVN3_SIGNS}]|[{_TCVN3_SIGNS}][a-z]")
# One such place may be a foreign name or a unit, such as 5µm.
_PLACES = 2


def legacy_encoding(text: str) -> str | None:
    """Return the name of the old encoding that a text was typed in, None where it seems to be none.

    Examples
    --------
    >>> legacy_encoding("RÊt hµi lßng, b×nh th­êng, kh«ng hµi lßng")
    'TCVN3 (.VnTime)'
    >>> legacy_encoding("Raát haøi loøng, khoâng haøi loøng, ñoàng yù")
    'VNI'
    >>> legacy_encoding("Rất hài lòng, không hài lòng; café Zoë")
    """
    if len(_VNI_PAIRS.findall(text)) >= _PLACES:
        return VNI
    if len(_TCVN3_WORD.findall(text)) >= _PLACES:
        return TCVN3
    return None
