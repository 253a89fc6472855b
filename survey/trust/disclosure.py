"""What may be shown of how many people (DESIGN, section 7)."""

from collections.abc import Sequence
from typing import Literal

Audience = Literal["public", "unit_head", "reform_office"]

# Under this neither n nor any figure is shown; also what a released state must grow by.
FLOOR = 5
# With fewer, "everyone" or "no one" is a statement about each of a few people.
UNANIMOUS_FLOOR = 10
# With fewer, a rank is mostly luck.
RANK_FLOOR = 30


def may_be_shown(n: int) -> bool:
    """Tell whether a figure of n valid answers, or n itself, may be shown."""
    return n >= FLOOR


def is_none_or_enough(n: int) -> bool:
    """Tell whether n answers between two figures that are shown tell of nobody, or of enough people."""
    return n == 0 or may_be_shown(n)


def share_may_be_shown(share: float, *, n: int, audience: Audience) -> bool:
    """Tell whether a share of n valid answers may be shown; 0 and 1 need more people outside the office."""
    if not may_be_shown(n):
        return False
    is_unanimous = share <= 0 or share >= 1
    return not is_unanimous or n >= UNANIMOUS_FLOOR or audience == "reform_office"


def may_be_ranked(n: int) -> bool:
    """Tell whether n valid answers are enough for a rank."""
    return n >= RANK_FLOOR


def shown_cells(cells: Sequence[int]) -> tuple[bool, ...]:
    """Tell which cells of a row may be shown beside their total.

    Cells under the floor are hidden. What the total leaves for all hidden cells together must
    be no one or at least the floor, so the next smallest are hidden too until it is.

    >>> shown_cells([40, 3, 12, 7])
    (True, False, True, False)
    """
    hidden = {position for position, n in enumerate(cells) if not may_be_shown(n)}
    if not may_be_shown(sum(cells)):
        return (False,) * len(cells)
    for position in sorted(range(len(cells)), key=lambda position: cells[position]):
        left = sum(cells[hidden_position] for hidden_position in hidden)
        if left == 0 or left >= FLOOR:
            break
        hidden.add(position)
    return tuple(position not in hidden for position in range(len(cells)))


def shown_unions(
    hidden: Sequence[Sequence[tuple[str, int]]],
) -> tuple[bool, ...]:
    """Tell which unions of cells may be shown where the cells themselves stand in another view.

    `hidden` gives for each union its pieces: the total that a piece's hidden cells are parts of, and
    how many people these cells hold together. A piece is what earlier views may have shown by itself,
    as far as it is part of one total. Whoever reads all views learns no more than the pieces of unions
    shown and what is left of each total, so each of these must be no one or at least the floor.

    >>> shown_unions([[("", 3)], [("", 6)], [("", 0)], [("", 9)]])
    (False, False, True, True)
    """
    n = [sum(people for _, people in pieces) for pieces in hidden]
    totals = [{total for total, people in pieces if people} for pieces in hidden]
    shown = [
        all(not people or may_be_shown(people) for _, people in pieces)
        for pieces in hidden
    ]
    names = sorted({total for found in totals for total in found})
    # Each total by itself, and then all of them together.
    for of in (*([name] for name in names), names):
        while True:
            left = sum(
                people
                for at, pieces in enumerate(hidden)
                for total, people in pieces
                if not shown[at] and total in of
            )
            could_tell = [
                at for at in range(len(n)) if shown[at] and totals[at] & set(of)
            ]
            if left == 0 or may_be_shown(left) or not could_tell:
                break
            shown[min(could_tell, key=lambda at: n[at])] = False
    return tuple(shown)
