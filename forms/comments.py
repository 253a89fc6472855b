"""What a comment is before it is counted or stored: one Unicode form, nothing invisible or dangerous."""

import unicodedata

LONGEST_COMMENT = 2_000
# Khmer breaks words with the zero-width space, emoji are joined with the joiners.
KEPT_FORMAT_CHARACTERS = "\u200b\u200c\u200d"
# Letters that show nothing: the Hangul fillers and the blank Braille cell.
BLANK_LETTERS = "\u115f\u1160\u3164\uffa0\u2800"
# More marks than any script stacks on one letter would paint over the lines around it.
MOST_MARKS = 6


def clean_comment(text: str | None) -> str:
    """Return a comment in NFC without controls, invisible marks, lone surrogates and noncharacters.

    A text of blanks only is no comment.

    >>> clean_comment("  Cần thêm ghế\\x00\\r\\nở sảnh\\u202e ")
    'Cần thêm ghế\\nở sảnh'
    """
    one_line_end = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(filter(_is_kept, one_line_end.replace("\t", " ")))
    composed = _few_marks(unicodedata.normalize("NFC", kept)).strip()
    return composed if any(map(_is_visible, composed)) else ""


def excess_length(comment: str) -> int:
    """Return how many characters a cleaned comment has too many."""
    return max(0, len(comment) - LONGEST_COMMENT)


def _is_kept(character: str) -> bool:
    if character == "\n" or character in KEPT_FORMAT_CHARACTERS:
        return True
    is_noncharacter = (
        ord(character) & 0xFFFE == 0xFFFE or "\ufdd0" <= character <= "\ufdef"
    )
    return not is_noncharacter and unicodedata.category(character) not in (
        "Cc",
        "Cf",
        "Cs",
    )


def _is_visible(character: str) -> bool:
    is_blank = character.isspace() or character in BLANK_LETTERS
    return not is_blank and character not in KEPT_FORMAT_CHARACTERS


def _few_marks(text: str) -> str:
    """Cut each run of combining marks to a length that some script uses."""
    marks = 0
    kept = []
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
