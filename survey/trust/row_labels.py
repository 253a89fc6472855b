"""How much a row file tells of each row beside its answers: never what fewer than five share.

A row can be found again in a later file by its answers, so that all files of a wave are one
publication. What they say together of a row must be true of at least five rows
(docs/decisions/0014).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from survey.store.row_export import RowGroup, ShownState
from survey.trust.disclosure import may_be_shown, shown_cells


@dataclass(frozen=True, slots=True)
class RowLabel:
    """What a file says of a row; None where that would be said of too few.

    An empty stage is one that the citizen did not name.
    """

    month: str | None = None
    channel: str | None = None
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows of which every file so far said the same, and which column comes next for them."""

    label: RowLabel
    counts: Mapping[RowGroup, int]
    awaits: str


def row_labels(
    counts: Mapping[RowGroup, int], states: Sequence[ShownState]
) -> dict[RowGroup, RowLabel]:
    """Return what the newest file may say of an office's rows, by what they have in common.

    `states` are those that files have shown, the newest last. They are gone through again in the
    order of time: each lets in the rows that were released since, and divides what stood together
    only into parts of at least five, first by month, then by class as far as that breakdown is
    released, then by stage. At the end of a wave no breakdown will catch up any more, so that what
    still waits is divided, too. Rows beyond the newest state have no label.
    """
    parts: list[_Part] = []
    shown_through = date.min
    for state in states:
        new = {
            group: n
            for group, n in counts.items()
            if shown_through < group.day <= state.through
        }
        shown_through = state.through
        if new:
            parts += _divided(_Part(RowLabel(), new, "month"), "month", "class")
        parts = _refined(parts, "class", "stage", state, state.class_through)
        # Only where the class was told or withheld: in another order files would differ.
        parts = _refined(parts, "stage", "", state, state.stage_through)
    return {group: part.label for part in parts for group in part.counts}


def without_months(
    labels: Mapping[RowGroup, RowLabel],
) -> dict[RowGroup, RowLabel]:
    """Return labels that tell no month, for an office whose pages of earlier states tell too much of it.

    Where a step forward gave a month a few answers beside another, the month's rows less the total
    before would be those few.
    """
    return {group: replace(label, month=None) for group, label in labels.items()}


def _refined(
    parts: Sequence[_Part],
    column: str,
    next_column: str,
    state: ShownState,
    through: date | None,
) -> list[_Part]:
    """Divide the parts that wait for a column, as far as its breakdown is released."""
    refined: list[_Part] = []
    for part in parts:
        ready = _through(part, through)
        left = {group: n for group, n in part.counts.items() if group not in ready}
        if part.awaits != column:
            refined.append(part)
        elif not _is_enough(ready) or not _is_enough(left):
            # The breakdown's day would set a few apart, so it divides nothing here.
            refined.append(part)
        else:
            refined += _divided(replace(part, counts=ready), column, next_column)
            rest = replace(part, counts=left)
            if left and state.is_final:
                refined += _divided(rest, column, next_column)
            elif left:
                refined.append(rest)
    return refined


def _through(part: _Part, through: date | None) -> dict[RowGroup, int]:
    return {
        group: n
        for group, n in part.counts.items()
        if through is not None and group.day <= through
    }


def _is_enough(counts: Mapping[RowGroup, int]) -> bool:
    """Tell whether rows are none or at least the floor."""
    return not counts or may_be_shown(sum(counts.values()))


_VALUE: dict[str, Callable[[RowGroup], str]] = {
    "month": lambda group: f"{group.day:%Y-%m}",
    "class": lambda group: group.channel,
    "stage": lambda group: group.stage,
}
_FIELD = {"month": "month", "class": "channel", "stage": "stage"}


def _divided(part: _Part, column: str, next_column: str) -> Iterator[_Part]:
    """Give a part by the values of a column; those of too few stay together without a value."""
    value_of = _VALUE[column]
    by_value: dict[str, dict[RowGroup, int]] = {}
    for group, n in part.counts.items():
        by_value.setdefault(value_of(group), {})[group] = n
    values = sorted(by_value)
    shown = shown_cells([sum(by_value[value].values()) for value in values])
    hidden: dict[RowGroup, int] = {}
    for value, is_shown in zip(values, shown, strict=True):
        if is_shown:
            label = replace(part.label, **{_FIELD[column]: value})
            yield _Part(label, by_value[value], next_column)
        else:
            hidden |= by_value[value]
    if hidden:
        yield _Part(part.label, hidden, next_column)
