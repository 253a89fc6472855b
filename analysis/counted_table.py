"""What a table of counts and percentages by group claims about itself.

A group is a question, an office or any other block of rows; its parts are the answers or classes.
Which denominator the percentages have is seldom printed, so it is found: the one under which most of
them follow.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import ceil, floor

from analysis.published import (
    Cell,
    Claim,
    Coverage,
    Mean,
    PublishedTable,
    Rate,
    Share,
    Sum,
)
from analysis.rounding import Rounding, decimals_of

TOTAL = "=total"
BASE = Cell("=base", "count")
FITTED = Cell("=fitted", "count")
COUNT, PERCENT = "count", "percent"
HUNDRED = Decimal(100)
# Shares that add to something this near to 100 are taken for parts of one whole.
NEAR_HUNDRED = Decimal(5)
# A denominator that nobody printed is looked for among no more numbers than this.
MOST_TRIED = 100_000


class Denominator(Enum):
    """What percentages are shares of."""

    GROUP_TOTAL = "group total"
    """The printed total of the group."""
    BASE = "base"
    """The printed number of forms."""
    PARTS = "parts"
    """The sum of the group's parts, printed or not."""
    GRAND_TOTAL = "grand total"
    """The printed total over all groups."""
    FITTED = "fitted"
    """A number that is printed nowhere, under which the percentages follow."""


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row; a number that was not printed is None."""

    group: str
    part: str
    count: Decimal | None
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class CountedTable:
    """A table with its claims, and the denominator that its percentages have.

    Parameters
    ----------
    table
        The figures by part, `COUNT` or `PERCENT`, and group; `BASE` is the number of forms.
    denominator
        What most percentages follow from; None where no count stands beside a percentage.
    fitted
        The number behind `Denominator.FITTED`, otherwise None.
    """

    table: PublishedTable
    denominator: Denominator | None
    fitted: int | None = None


def counted_table(rows: Sequence[Row], *, base: Decimal | None = None) -> CountedTable:
    """Return a table with every claim that its printed figures allow.

    Parameters
    ----------
    rows
        The printed rows. Part `TOTAL` is the printed total of its group, group `TOTAL` the printed
        totals over all groups.
    base
        The printed number of forms, if any.

    Returns
    -------
    The figures with these claims: parts stay within their group's total, or within the forms; groups
    add to the totals over groups; percentages follow from the counts; percentages without counts add
    to their total or have it as their mean.

    Raises
    ------
    ValueError
        If a row is there twice, or a figure is refused by `PublishedTable`.

    Examples
    --------
    >>> rows = [Row("q", "yes", Decimal(3), Decimal(75)), Row("q", "no", Decimal(1), Decimal(25))]
    >>> counted_table(rows).denominator
    <Denominator.PARTS: 'parts'>
    """
    return _Reading(rows, base).table()


class _Reading:
    """Reads one table's claims from its rows."""

    def __init__(self, rows: Sequence[Row], base: Decimal | None) -> None:
        self.figures: dict[Cell, Decimal] = {}
        self.unprinted: set[Cell] = set()
        self.parts: dict[tuple[str, str], tuple[Cell, ...]] = {}
        if base is not None:
            self.figures[BASE] = base
        for row in rows:
            for column, value in ((COUNT, row.count), (PERCENT, row.percent)):
                cell = Cell(row.part, column, row.group)
                if cell in self.figures:
                    raise ValueError(f"{row.part!r} is there twice in {row.group!r}")
                if value is None:
                    continue
                self.figures[cell] = value
                if row.part != TOTAL:
                    of_column = self.parts.get((row.group, column), ())
                    self.parts[row.group, column] = (*of_column, cell)
        self.groups = tuple(dict.fromkeys(row.group for row in rows))
        self.within = tuple(group for group in self.groups if group != TOTAL)

    def table(self) -> CountedTable:
        denominator, fitted = self._denominator()
        claims = (
            *self._sums_of_parts(denominator),
            *self._sums_over_groups(),
            *self._rates(denominator),
            *self._rates_of_totals(),
            *self._shares_without_counts(),
            *self._means_over_groups(),
        )
        table = PublishedTable(self.figures, claims, frozenset(self.unprinted))
        return CountedTable(table, denominator, fitted)

    def _parts(self, group: str, column: str) -> tuple[Cell, ...]:
        """Return the printed cells of a group's parts in one column, its total left out."""
        return self.parts.get((group, column), ())

    def _sums_of_parts(self, denominator: Denominator | None) -> Iterator[Claim]:
        for group in self.groups:
            parts = self._parts(group, COUNT)
            total = Cell(TOTAL, COUNT, group)
            if total in self.figures:
                if parts:
                    yield Sum(total, parts, self._coverage(parts, denominator))
                if group != TOTAL and BASE in self.figures and not self._adds_to_base():
                    yield Sum(BASE, (total,), Coverage.WITHIN)
            elif parts and group != TOTAL and BASE in self.figures:
                yield Sum(BASE, parts, Coverage.INCOMPLETE)
            elif parts and group != TOTAL and FITTED in self.figures:
                yield Sum(FITTED, parts, Coverage.INCOMPLETE)
        if self._adds_to_base():
            yield Sum(BASE, self._group_totals(), Coverage.WHOLE)

    def _coverage(
        self, parts: tuple[Cell, ...], denominator: Denominator | None
    ) -> Coverage:
        """Return how parts make up a printed total: nothing is missing where the table says so.

        It does by percentages of the parts' own sum, and by points, which are no counts of anything.
        """
        are_points = any(decimals_of(self.figures[part]) for part in parts)
        is_whole = denominator is Denominator.PARTS and self._counted()
        return Coverage.WHOLE if are_points or is_whole else Coverage.INCOMPLETE

    def _group_totals(self) -> tuple[Cell, ...]:
        cells = (Cell(TOTAL, COUNT, group) for group in self.within)
        return tuple(cell for cell in cells if cell in self.figures)

    def _adds_to_base(self) -> bool:
        """Tell whether the forms are spread over the groups, as over offices, not asked in each."""
        totals = [self.figures[cell] for cell in self._group_totals()]
        if BASE not in self.figures or len(totals) < len(self.within) or not totals:
            return False
        if len(totals) == 1 or Cell(TOTAL, COUNT, TOTAL) in self.figures:
            return False
        base = self.figures[BASE]
        return abs(sum(totals) - base) < abs(max(totals) - base)

    def _sums_over_groups(self) -> Iterator[Claim]:
        printed = [
            cell
            for cell in self.figures
            if cell.group == TOTAL and cell.column == COUNT
        ]
        for total in printed:
            parts = tuple(
                cell
                for group in self.within
                if (cell := Cell(total.part, COUNT, group)) in self.figures
            )
            if parts:
                is_whole = len(parts) == len(self.within)
                coverage = Coverage.WHOLE if is_whole else Coverage.INCOMPLETE
                yield Sum(total, parts, coverage)

    def _denominator(self) -> tuple[Denominator | None, int | None]:
        """Return the denominator from which most percentages follow, the first one among equals."""
        counted = self._counted()
        if not counted:
            return None, None
        choices = self._printed_kinds()
        follow = {kind: self._following(self._rates(kind)) for kind in choices}
        best = max(choices, key=lambda kind: follow[kind])
        fitted, fit = self._fitted(counted)
        if fitted is not None and fit > max(follow[best], 1):
            self.figures[FITTED] = Decimal(fitted)
            self.unprinted.add(FITTED)
            return Denominator.FITTED, fitted
        return (best, None) if follow[best] else (self._usual(), None)

    def _printed_kinds(self) -> tuple[Denominator, ...]:
        found = {
            Denominator.GROUP_TOTAL: bool(self._group_totals()),
            Denominator.BASE: BASE in self.figures,
            Denominator.PARTS: True,
            Denominator.GRAND_TOTAL: Cell(TOTAL, COUNT, TOTAL) in self.figures,
        }
        return tuple(kind for kind, is_printed in found.items() if is_printed)

    def _usual(self) -> Denominator:
        """Return what a reader would take where no percentage follows from anything."""
        if self._group_totals():
            return Denominator.GROUP_TOTAL
        return Denominator.BASE if BASE in self.figures else Denominator.PARTS

    def _counted(self) -> list[tuple[Cell, Cell]]:
        """Return percentages with the counts beside them, those of totals left out."""
        return [
            (cell, count)
            for cell in self.figures
            if cell.column == PERCENT and cell.part != TOTAL
            if (count := Cell(cell.part, COUNT, cell.group)) in self.figures
        ]

    def _rates(self, kind: Denominator | None) -> Iterator[Rate | Share]:
        """Yield each percentage with its count and its denominator of a kind."""
        for printed, count in self._counted():
            whole = self._whole(kind, printed.group)
            if whole is not None and whole in self.figures:
                yield Rate(printed, count, whole)
            elif kind is not Denominator.GRAND_TOTAL:
                yield Share(printed, count, self._parts(printed.group, COUNT))

    def _whole(self, kind: Denominator | None, group: str) -> Cell | None:
        match kind:
            case Denominator.GROUP_TOTAL:
                return Cell(TOTAL, COUNT, group)
            case Denominator.BASE:
                # The row of totals over groups counts each form as often as there are groups.
                return Cell(TOTAL, COUNT, group) if group == TOTAL else BASE
            case Denominator.GRAND_TOTAL:
                return Cell(TOTAL, COUNT, TOTAL)
            case Denominator.FITTED:
                return FITTED
        return None

    def _rates_of_totals(self) -> Iterator[Rate]:
        """Yield a total's percentage as that of itself, of the forms or of all groups, as it fits."""
        for group in self.groups:
            printed, count = (Cell(TOTAL, column, group) for column in (PERCENT, COUNT))
            if printed not in self.figures or count not in self.figures:
                continue
            wholes = (count, BASE, Cell(TOTAL, COUNT, TOTAL))
            rates = [
                Rate(printed, count, cell) for cell in wholes if cell in self.figures
            ]
            holding = (
                r for r in rates if r.holds(self.figures, roundings=tuple(Rounding))
            )
            yield next(holding, rates[-1])

    def _following(self, claims: Iterator[Rate | Share]) -> int:
        """Return how many claims hold under the one way of rounding that suits them best."""
        listed = list(claims)
        return max(
            sum(claim.holds(self.figures, roundings=(way,)) for claim in listed)
            for way in Rounding
        )

    def _fitted(self, counted: list[tuple[Cell, Cell]]) -> tuple[int | None, int]:
        """Return the whole number from which most percentages follow, and how many do."""
        ranges = [
            limits
            for printed, count in counted
            if (limits := _wholes(self.figures[count], self.figures[printed]))
        ]
        if not ranges:
            return None, 0
        low, high = min(ranges, key=lambda limits: limits[1] - limits[0])
        if high - low > MOST_TRIED:
            return None, 0
        tried = range(max(low, 1), high + 1)
        fits = [sum(a <= n <= b for a, b in ranges) for n in tried]
        if not fits:
            return None, 0
        most = max(fits)
        return tried[fits.index(most)], most

    def _shares_without_counts(self) -> Iterator[Claim]:
        """Yield what percentages without counts claim: that they make up a whole, or average to it."""
        for group in self.within:
            parts = self._parts(group, PERCENT)
            if len(parts) < 2 or self._parts(group, COUNT):
                continue
            total = Cell(TOTAL, PERCENT, group)
            if total in self.figures:
                yield self._total_of_shares(total, parts)
                continue
            added = sum((self.figures[part] for part in parts), Decimal(0))
            if abs(added - HUNDRED) <= NEAR_HUNDRED:
                self.figures[total] = HUNDRED
                self.unprinted.add(total)
                yield Sum(total, parts, Coverage.INCOMPLETE, self._slack(parts))

    def _total_of_shares(self, total: Cell, parts: tuple[Cell, ...]) -> Claim:
        printed = [self.figures[part] for part in parts]
        slack = self._slack((*parts, total))
        whole = Sum(total, parts, Coverage.WHOLE, slack)
        is_between = min(printed) <= self.figures[total] <= max(printed)
        if is_between and whole.excess(self.figures):
            return Mean(total, parts)
        if self.figures[total] == HUNDRED:
            return Sum(total, parts, Coverage.INCOMPLETE, slack)
        return whole

    def _slack(self, cells: Sequence[Cell]) -> Decimal:
        """Return what rounding, or cutting off, may take from a sum of printed figures."""
        return sum(
            (Decimal(1).scaleb(-decimals_of(self.figures[cell])) for cell in cells),
            Decimal(0),
        )

    def _means_over_groups(self) -> Iterator[Claim]:
        """Yield that a percentage over all groups, without a count, is the mean of the groups'."""
        printed = [
            cell
            for cell in self.figures
            if cell.group == TOTAL and cell.column == PERCENT
            if Cell(cell.part, COUNT, TOTAL) not in self.figures
        ]
        for total in printed:
            cells = (Cell(total.part, PERCENT, group) for group in self.within)
            groups = tuple(cell for cell in cells if cell in self.figures)
            if len(groups) < 2 or any(cell in self.unprinted for cell in groups):
                continue
            yield self._likelier_mean(total, groups)

    def _likelier_mean(self, total: Cell, groups: tuple[Cell, ...]) -> Mean:
        """Return the mean of the groups, or of all their parts where only that one follows."""
        of_groups = Mean(total, groups)
        parts = tuple(
            part for group in self.within for part in self._parts(group, PERCENT)
        )
        if total.part != TOTAL or not parts:
            return of_groups
        of_parts = Mean(total, parts)
        for mean in (of_groups, of_parts):
            if mean.holds(self.figures, roundings=tuple(Rounding)):
                return mean
        return of_groups


def _wholes(count: Decimal, percent: Decimal) -> tuple[int, int] | None:
    """Return the smallest and largest whole from which a percentage of a count may follow."""
    step = Fraction(1, 10 ** decimals_of(percent))
    low, high = Fraction(percent) - step / 2, Fraction(percent) + step
    if low <= 0 or not count:
        return None
    smallest, largest = 100 * Fraction(count) / high, 100 * Fraction(count) / low
    return ceil(smallest), floor(largest)
