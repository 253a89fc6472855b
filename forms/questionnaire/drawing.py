"""Rotating blocks: a few of the questions outside the core, drawn for each form when it is issued.

Every set of that size is as likely as any other, so that the answers are missing at random;
a number names the set, so that a form says in two bytes what it asks.
"""

from math import comb

from forms.questionnaire.model import Questionnaire

NO_BLOCK = 0
LARGEST_SIZE = 3
# What the form token has room for.
MOST_BLOCKS = 65_535


def block_count(questionnaire: Questionnaire, *, size: int) -> int:
    """Return how many different blocks of `size` questions there are; they are numbered from 1."""
    return comb(len(questionnaire.rest_positions), size)


def drawn_positions(
    questionnaire: Questionnaire, *, size: int, block: int
) -> tuple[int, ...]:
    """Return the questions of a block, in the order of the questionnaire; none for `NO_BLOCK`.

    Blocks are counted in the order of a dictionary: 1 holds the first questions, the last
    number the last ones. Raises ValueError for a number that no block has.
    """
    count = block_count(questionnaire, size=size)
    if not NO_BLOCK <= block <= count:
        raise ValueError(f"block must be 0 to {count}, got {block}")
    if block == NO_BLOCK:
        return ()
    rest = questionnaire.rest_positions
    drawn: list[int] = []
    before = block - 1
    for place, position in enumerate(rest):
        missing = size - len(drawn)
        if not missing:
            break
        # Blocks that take this question, of those that agree so far.
        taking = comb(len(rest) - place - 1, missing - 1)
        if before < taking:
            drawn.append(position)
        else:
            before -= taking
    return tuple(drawn)
