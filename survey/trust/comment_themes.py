"""How often comments are about what: counts of themes with everything hidden that tells of under five."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlmodel import Session

from analysis.agreement import Agreement, cohen_kappa
from analysis.exposure import exposed_counts
from forms.codebook import codebook
from survey.store import coding, places
from survey.store.coding import CodedPair
from survey.store.tables import Wave
from survey.trust.disclosure import FLOOR, may_be_shown

# With fewer comments the interval is wide and covers kappa too seldom (docs/measured.md).
FEWEST_FOR_KAPPA = 50

Grid = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """How many comments are about one theme; None under five, or where it would tell another count."""

    code: str
    n: int | None


@dataclass(frozen=True, slots=True)
class Themes:
    """Themes of a wave's months over all offices, or of one; `n` comments were sorted, None under five."""

    n: int | None
    rows: tuple[ThemeRow, ...]

    @property
    def has_hidden(self) -> bool:
        return any(row.n is None for row in self.rows)


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How far two people agreed before they talked about what differed."""

    names: tuple[str, str]
    agreement: Agreement

    @property
    def shows_kappa(self) -> bool:
        return self.agreement.is_defined and self.agreement.n >= FEWEST_FOR_KAPPA


def months_of(wave: Wave) -> tuple[str, str]:
    """Return the first and last month in which a wave takes answers, as `2026-11`.

    Comments belong to no wave: a page of a wave shows what was released of its months.
    """
    return _month(wave.opens_on), _month(wave.last_day_with_grace)


def themes_of(
    session: Session, wave: Wave, *, office_code: str | None = None
) -> Themes | None:
    """Return the themes of a wave's months; None while no batch is sorted to its end.

    Whatever is asked for, the same counts are hidden: those of an office are hidden together with
    the other offices', so that no total less its parts tells of under five comments.
    """
    first_month, last_month = months_of(wave)
    found = coding.theme_counts(session, first_month=first_month, last_month=last_month)
    if not found:
        return None
    counts: dict[int, dict[str, int]] = {}
    for count in found:
        counts.setdefault(count.office_id, {})[count.theme] = count.n
    codes = _all_codes({theme for of_office in counts.values() for theme in of_office})
    office_ids = sorted(counts)
    grid = [[counts[office].get(code, 0) for code in codes] for office in office_ids]
    totals, rows = hide(grid)
    if office_code is None:
        return _themes(
            codes, [sum(column) for column in zip(*grid, strict=True)], totals
        )
    office = places.office_by_code(session, office_code)
    if office is None or office.id not in counts:
        return None
    position = office_ids.index(office.id)
    return _themes(codes, grid[position], rows[position])


def agreements(session: Session) -> tuple[PairAgreement, ...]:
    """Return the agreement of each two people who sorted the same comments, most comments first."""
    return tuple(
        PairAgreement(pair.names, cohen_kappa(_table(pair)))
        for pair in coding.coded_pairs(session)
    )


def hide(
    grid: Sequence[Sequence[int]],
) -> tuple[tuple[bool, ...], tuple[tuple[bool, ...], ...]]:
    """Tell which totals of columns, and which cells of a table with both margins, may be shown.

    What is under five is hidden, none included. Along each row, each column and the totals, what
    is hidden must be no one, or two cells and more with five or more in them. Whatever still
    follows from several rows and columns together has a further cell of its row hidden.

    >>> hide([[9, 7, 1], [8, 6, 7]])
    ((True, True, True), ((True, False, False), (True, False, False)))
    """
    totals = [sum(column) for column in zip(*grid, strict=True)]
    cells = [totals, *map(list, grid)]
    shown = [[may_be_shown(n) for n in line] for line in cells]
    places = range(len(totals))
    changed = True
    while changed:
        changed = False
        for row in range(len(cells)):
            changed |= _protect(cells, shown, [(row, column) for column in places])
        for column in places:
            changed |= _protect_column(cells, shown, column)
        if not changed:
            changed = _protect_exposed(cells, shown)
    return tuple(shown[0]), tuple(tuple(line) for line in shown[1:])


def _protect_exposed(cells: Sequence[Sequence[int]], shown: list[list[bool]]) -> bool:
    """Hide one more cell beside each that follows from the rest; tell whether anything was hidden."""
    exposed = exposed_counts(cells, [[not seen for seen in line] for line in shown])
    changed = False
    for row in sorted({int(row) for row, _ in np.argwhere(exposed)}):
        others = [n for n, seen in enumerate(shown[row]) if seen and cells[row][n]]
        if others:
            shown[row][min(others, key=lambda n: cells[row][n])] = False
            changed = True
    return changed


def _protect_column(
    cells: Sequence[Sequence[int]], shown: list[list[bool]], column: int
) -> bool:
    """Protect a column under its total, or a total that its column would tell."""
    line = [(row, column) for row in range(1, len(cells))]
    if shown[0][column]:
        changed = _protect(cells, shown, line)
        # A single office is its own total.
        if _follows([cells[r][c] for r, c in line if not shown[r][c]]):
            shown[0][column] = False
            changed = True
        return changed
    if any(not shown[r][c] and cells[r][c] for r, c in line) or not cells[0][column]:
        return False
    row = min((r for r, c in line if shown[r][c]), key=lambda r: cells[r][column])
    shown[row][column] = False
    return True


def _protect(
    cells: Sequence[Sequence[int]],
    shown: list[list[bool]],
    line: Sequence[tuple[int, int]],
) -> bool:
    """Hide more of a line, the smallest first, until nothing follows; tell whether anything was hidden."""
    changed = False
    for row, column in sorted(line, key=lambda at: cells[at[0]][at[1]]):
        if not _follows([cells[r][c] for r, c in line if not shown[r][c]]):
            break
        changed |= shown[row][column]
        shown[row][column] = False
    return changed


def _follows(hidden: Sequence[int]) -> bool:
    """Tell whether a line's total less what is shown tells of under five, or of one cell alone."""
    left = sum(hidden)
    return left > 0 and (left < FLOOR or len(hidden) == 1)


def _themes(
    codes: Sequence[str], counts: Sequence[int], shown: Sequence[bool]
) -> Themes:
    n = sum(counts)
    return Themes(
        n=n if may_be_shown(n) else None,
        rows=tuple(
            ThemeRow(code, count if is_shown else None)
            for code, count, is_shown in zip(codes, counts, shown, strict=True)
        ),
    )


def _table(pair: CodedPair) -> list[list[int]]:
    codes = _all_codes({theme for both in pair.counts for theme in both})
    counts: Mapping[tuple[str, str], int] = pair.counts
    return [[counts.get((one, other), 0) for other in codes] for one in codes]


def _all_codes(used: set[str]) -> tuple[str, ...]:
    """Return the codebook's themes, and behind them those that only older codes name."""
    codes = codebook().codes
    return (*codes, *sorted(used - set(codes)))


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
