"""What may be shown of options: counts of few stay hidden, beside each other, their rest and the total."""

from collections.abc import Sequence

from survey.trust.disclosure import is_none_or_enough, may_be_shown, shown_cells


def shown_parts(cells: Sequence[int]) -> tuple[bool, ...]:
    """Tell which of several answers may be shown where each person gave one of them.

    >>> shown_parts([40, 3, 12])
    (True, False, False)
    """
    return shown_cells(cells)


def shown_alone(chosen: Sequence[int], *, answered: int) -> tuple[bool, ...]:
    """Tell which options may be shown where each person chose any of them, beside those who did not.

    >>> shown_alone([40, 3, 38], answered=40)
    (True, False, False)
    """
    return tuple(shown_cells([n, answered - n])[0] for n in chosen)


def shown_in_total(
    cells: Sequence[Sequence[int]],
    shown: Sequence[Sequence[bool]],
    *,
    answered: Sequence[int],
    of_total: Sequence[bool],
    are_parts: bool,
) -> tuple[bool, ...]:
    """Tell which cells of a total may be shown beside the same cells of its offices.

    `cells`, `shown` are by office, then by option; `of_total` is what may be shown of the total by itself.
    Whoever takes the offices shown from the total must be left with at least two offices, and with no one
    or at least the floor of people, of those who chose it and of those who did not. Where people gave one
    answer each (`are_parts`) a single hidden cell would be what the others leave.

    >>> shown_in_total([[9, 8], [9, 3]], [[True, True], [True, False]], answered=[17, 12],
    ...     of_total=[True, True], are_parts=False)
    (True, False)
    """
    if are_parts:
        shown = [_told(*office) for office in zip(cells, shown, strict=True)]
    found = [
        is_shown and _hides_enough(cells, shown, answered, at)
        for at, is_shown in enumerate(of_total)
    ]
    if are_parts and found.count(False) == 1 and any(found):
        total = [sum(column) for column in zip(*cells, strict=True)]
        smallest = min(
            (at for at in range(len(found)) if found[at]), key=lambda at: total[at]
        )
        found[smallest] = False
    return tuple(found)


def mean_may_be_shown(places: Sequence[int]) -> bool:
    """Tell whether the mean of places or numbers may be shown: with its n it could give a small count away."""
    return all(map(is_none_or_enough, places)) and may_be_shown(sum(places))


def _told(cells: Sequence[int], shown: Sequence[bool]) -> Sequence[bool]:
    """Return the cells of an office that its readers know: all, where those shown are everybody who answered."""
    hidden = sum(n for n, is_shown in zip(cells, shown, strict=True) if not is_shown)
    return shown if hidden else (True,) * len(shown)


def _hides_enough(
    cells: Sequence[Sequence[int]],
    shown: Sequence[Sequence[bool]],
    answered: Sequence[int],
    at: int,
) -> bool:
    hidden = [office for office in range(len(cells)) if not shown[office][at]]
    if not hidden:
        return True
    chose = sum(cells[office][at] for office in hidden)
    did_not = sum(answered[office] for office in hidden) - chose
    return len(hidden) > 1 and all(
        not people or may_be_shown(people) for people in (chose, did_not)
    )
