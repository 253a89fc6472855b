"""What a test lets one say, for pages to put in words."""

from enum import StrEnum


class Difference(StrEnum):
    """How the first of two compares with the second."""

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "no_clear_difference"
    TOO_FEW = "too_few"


class Overall(StrEnum):
    """Whether any of several offices differs from the others."""

    DIFFERENT = "different"
    NONE = "no_clear_difference"
    TOO_FEW = "too_few"


class Target(StrEnum):
    """How an office stands to a target."""

    REACHED = "clearly_reached"
    MISSED = "clearly_missed"
    UNDECIDED = "cannot_be_told"
    TOO_FEW = "too_few"
