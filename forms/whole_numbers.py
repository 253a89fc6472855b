"""Whole numbers as people type them and addresses carry them."""


def whole_number(text: str, *, digits: int) -> int | None:
    """Return the number that 1 to so many of our digits write, None for any other text.

    Python itself refuses to read thousands of digits, and takes those of other scripts.

    >>> whole_number("012", digits=3), whole_number("1234", digits=3), whole_number("٣", digits=3)
    (12, None, None)
    """
    is_one = text.isascii() and text.isdigit() and len(text) <= digits
    return int(text) if is_one else None
