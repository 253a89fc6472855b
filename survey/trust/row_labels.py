"""How much a row file tells of each row beside its answers: never what fewer than five share.

A row can be found again in a later file by its answers, so that all files of a wave are one
publication. What they say together of a row must be true of at least five rows
(docs/decisions/0014).
"""

from collections import Counter
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


@dataclass(frozen=True, slots=True)
class _Division:
    """A part by the values of a column, and which of them are told."""

    part: _Part
    by_value: Mapping[str, Mapping[RowGroup, int]]
    shown: set[str]

    def parts(self, column: str, next_column: str) -> Iterator[_Part]:
        """Give a part for each value that is told; the others stay together without one."""
        hidden: dict[RowGroup, int] = {}
        for value, counts in self.by_value.items():
            if value in self.shown:
                label = replace(self.part.label, **{_FIELD[column]: value})
                yield _Part(label, counts, next_column)
            else:
                hidden |= counts
        if hidden:
            yield _Part(self.part.label, hidden, next_column)


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
            months = _division(_Part(RowLabel(), new, "month"), "month")
            parts += months.parts("month", "class")
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
    kept: list[_Part] = []
    divisions: list[_Division] = []
    for part in parts:
        ready = _through(part, through)
        left = {group: n for group, n in part.counts.items() if group not in ready}
        if part.awaits != column:
            kept.append(part)
        elif not _is_enough(ready) or not _is_enough(left):
            # The breakdown's day would set a few apart, so it divides nothing here.
            kept.append(part)
        else:
            if ready:
                divisions.append(_division(replace(part, counts=ready), column))
            rest = replace(part, counts=left)
            if left and state.is_final:
                divisions.append(_division(rest, column))
            elif left:
                kept.append(rest)
    if through is not None:
        _hide_few_of_a_page(kept, divisions, column, through)
    for division in divisions:
        kept += division.parts(column, next_column)
    return kept


def _hide_few_of_a_page(
    kept: Sequence[_Part], divisions: Sequence[_Division], column: str, through: date
) -> None:
    """Hide more of a value of which a few rows would be what a page counts beyond the file's.

    Pages may show the breakdown as far as it is released. What a file leaves out of it is no one
    or at least five of each value, wherever a sister can still be left out with them.
    """
    value_of, field = _VALUE[column], _FIELD[column]
    hidden: Counter[str] = Counter()
    for part in kept:
        if getattr(part.label, field) is None:
            for group, n in _through(part, through).items():
                hidden[value_of(group)] += n
    for division in divisions:
        for group, n in _through(division.part, through).items():
            if value_of(group) not in division.shown:
                hidden[value_of(group)] += n
    for value, n in hidden.items():
        sisters = [
            division
            for division in divisions
            if value in division.shown and _through(division.part, through)
        ]
        if not may_be_shown(n) and sisters:
            smallest = min(sisters, key=lambda one: sum(one.by_value[value].values()))
            smallest.shown.remove(value)


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


def _division(part: _Part, column: str) -> _Division:
    """Return a part by the values of a column; those of too few are not shown."""
    value_of = _VALUE[column]
    by_value: dict[str, dict[RowGroup, int]] = {}
    for group, n in part.counts.items():
        by_value.setdefault(value_of(group), {})[group] = n
    values = sorted(by_value)
    shown = shown_cells([sum(by_value[value].values()) for value in values])
    return _Division(
        part,
        by_value,
        {value for value, is_shown in zip(values, shown, strict=True) if is_shown},
    )
