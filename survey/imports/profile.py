"""What the columns of a file hold: their different values and how often each occurs."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from survey.imports.source import Source

# A column with more is text, a moment or a number of its own for each row: nothing to choose from.
MOST_DIFFERENT = 2_000
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """A column's values by how often they occur; `is_cut` where there were too many to keep all."""

    name: str
    label: str
    counts: Mapping[str, int]
    is_cut: bool

    @property
    def examples(self) -> tuple[str, ...]:
        """The values that stand first in the file."""
        return tuple(list(self.counts)[:EXAMPLES])


@dataclass(frozen=True, slots=True)
class FileProfile:
    """The columns of a file and its number of rows."""

    columns: tuple[ColumnProfile, ...]
    n: int


@dataclass(slots=True)
class _Counting:
    counts: Counter[str] = field(default_factory=Counter)
    is_cut: bool = False

    def add(self, value: str) -> None:
        if not value or (self.is_cut and value not in self.counts):
            return
        self.counts[value] += 1
        self.is_cut = self.is_cut or len(self.counts) >= MOST_DIFFERENT


def profile(source: Source) -> FileProfile:
    """Go through a file once. Raises InputError."""
    counting = [_Counting() for _ in source.columns]
    n = 0
    for row in source.rows():
        n += 1
        for column, value in zip(counting, row.values, strict=False):
            column.add(value)
    return FileProfile(
        tuple(
            ColumnProfile(named.name, named.label, column.counts, column.is_cut)
            for named, column in zip(source.columns, counting, strict=True)
        ),
        n,
    )
