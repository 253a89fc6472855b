"""A firm's answers about one unit as text: one character for each question, in the programme's order."""

from collections.abc import Sequence

# 1 to 9, A for 10; what someone does not know; what was left open.
LEVELS = "123456789A"
UNKNOWN, OPEN = "x", "-"
ALPHABET = LEVELS + UNKNOWN + OPEN


def packed(answers: Sequence[str]) -> str:
    """Return answers as a form sends them ("1" to "10", "x", "") in one character each.

    >>> packed(["7", "10", "x", ""])
    '7Ax-'
    """
    return "".join(_character(answer) for answer in answers)


def levels(scores: str) -> tuple[int | None, ...]:
    """Return the levels 1 to 10 of packed answers, None where there is none.

    >>> levels("7Ax-")
    (7, 10, None, None)
    """
    return tuple(LEVELS.index(one) + 1 if one in LEVELS else None for one in scores)


def is_answer(text: str) -> bool:
    """Tell whether a form may send this for one question."""
    return text in ("", UNKNOWN) or text in _SENT


def says_something(scores: str) -> bool:
    """Tell whether any question got a level."""
    return any(one in LEVELS for one in scores)


_SENT = tuple(str(level) for level in range(1, len(LEVELS) + 1))


def _character(answer: str) -> str:
    if answer in _SENT:
        return LEVELS[int(answer) - 1]
    return UNKNOWN if answer == UNKNOWN else OPEN
