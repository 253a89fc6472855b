"""A published table: the numbers as printed, and what they claim about each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import TypeAlias

from analysis.rounding import Rounding, decimals_of, rounded

# Sums of decimals stay exact up to 28 digits; no count of dossiers comes near.
MOST_DIGITS = 20


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """The place of one printed number, by the names of its row and column.

    Parameters
    ----------
    part
        The row: a level, an office, an answer.
    column
        What is printed there, such as a count or a rate.
    group
        The block of rows, where a table has several.
    """

    part: str
    column: str
    group: str = ""


Figures: TypeAlias = Mapping[Cell, Decimal]


class Coverage(Enum):
    """How parts make up their total."""

    WHOLE = "whole"
    """Each thing is in one part."""
    OVERLAPPING = "overlapping"
    """One thing may be counted in several parts, so that they may add to more than the total."""
    INCOMPLETE = "incomplete"
    """A thing may be in no part, so that they may add to less."""
    WITHIN = "within"
    """Not meant to reach the total: the dossiers on time among all."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The claim that parts make up a total.

    Parameters
    ----------
    total
        The cell of the printed total.
    parts
        The cells that make it up.
    coverage
        How they do.
    slack
        How far the sum may be off and still hold, where the parts were rounded before they were
        printed; 0 or more.
    """

    total: Cell
    parts: tuple[Cell, ...]
    coverage: Coverage = Coverage.WHOLE
    slack: Decimal = Decimal(0)

    @property
    def printed(self) -> Cell:
        """The cell that follows from the others."""
        return self.total

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell that the claim is about."""
        return (self.total, *self.parts)

    def excess(self, figures: Figures) -> Decimal:
        """Return the sum of the parts less the printed total; exact, and 0 within the slack."""
        excess = sum((figures[part] for part in self.parts), -figures[self.total])
        return excess if abs(excess) > self.slack else Decimal(0)

    def holds(self, figures: Figures, *, roundings: Sequence[Rounding]) -> bool:
        """Tell whether the figures bear the claim out; nothing is rounded in a sum."""
        excess = self.excess(figures)
        match self.coverage:
            case Coverage.WHOLE:
                return excess == 0
            case Coverage.OVERLAPPING:
                return excess >= 0
            case Coverage.INCOMPLETE | Coverage.WITHIN:
                return excess <= 0


@dataclass(frozen=True, slots=True)
class Rate:
    """The claim that a printed percentage follows from two counts.

    Parameters
    ----------
    printed
        The cell of the percentage.
    counted, whole
        The cells of its numerator and its denominator.
    """

    printed: Cell
    counted: Cell
    whole: Cell

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell that the claim is about."""
        return (self.printed, self.counted, self.whole)

    def exact(self, figures: Figures) -> Fraction | None:
        """Return the percentage before rounding; None where nothing was there to count."""
        if figures[self.whole] == 0:
            return None
        return 100 * Fraction(figures[self.counted]) / Fraction(figures[self.whole])

    def holds(self, figures: Figures, *, roundings: Sequence[Rounding]) -> bool:
        """Tell whether the printed percentage follows under one of the ways of rounding."""
        exact = self.exact(figures)
        if exact is None:
            return figures[self.counted] == 0
        return _follows(figures[self.printed], exact, roundings)


@dataclass(frozen=True, slots=True)
class Share:
    """The claim that a printed percentage is one part's share of all parts, whose sum is not printed.

    Parameters
    ----------
    printed
        The cell of the percentage.
    counted
        The cell of its numerator.
    parts
        The cells that make up the denominator, the numerator among them.
    """

    printed: Cell
    counted: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell that the claim is about."""
        return (self.printed, *self.parts)

    def exact(self, figures: Figures) -> Fraction | None:
        """Return the percentage before rounding; None where nothing was there to count."""
        whole = Fraction(sum((figures[part] for part in self.parts), Decimal(0)))
        return 100 * Fraction(figures[self.counted]) / whole if whole else None

    def holds(self, figures: Figures, *, roundings: Sequence[Rounding]) -> bool:
        """Tell whether the printed percentage follows under one of the ways of rounding."""
        exact = self.exact(figures)
        return exact is None or _follows(figures[self.printed], exact, roundings)


@dataclass(frozen=True, slots=True)
class Mean:
    """The claim that a printed figure is the plain mean of others.

    Parameters
    ----------
    printed
        The cell of the mean.
    parts
        The cells that it is the mean of, one or more.
    """

    printed: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell that the claim is about."""
        return (self.printed, *self.parts)

    def exact(self, figures: Figures) -> Fraction:
        """Return the mean before rounding."""
        total = sum(Fraction(figures[part]) for part in self.parts)
        return Fraction(total) / len(self.parts)

    def holds(self, figures: Figures, *, roundings: Sequence[Rounding]) -> bool:
        """Tell whether the printed mean follows under one of the ways of rounding."""
        return _follows(figures[self.printed], self.exact(figures), roundings)


Claim: TypeAlias = Sum | Rate | Share | Mean


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """Printed figures and the claims that tie them together.

    Parameters
    ----------
    figures
        The numbers as printed, with the decimals that were printed; none is negative or has more
        than 20 digits.
    claims
        What should hold between them.
    unprinted
        Cells that stand for a number nobody printed, such as 100 for all shares; never corrected.

    Raises
    ------
    ValueError
        If a figure is negative, not finite or too long, or a claim names a cell without one.
    """

    figures: Figures
    claims: tuple[Claim, ...]
    unprinted: frozenset[Cell] = frozenset()

    def __post_init__(self) -> None:
        for cell, value in self.figures.items():
            if not value.is_finite() or value < 0:
                raise ValueError(f"a figure must be 0 or more, got {value} at {cell}")
            if len(f"{value:f}") > MOST_DIGITS:
                raise ValueError(f"a figure has at most {MOST_DIGITS} digits: {cell}")
        for claim in self.claims:
            for cell in claim.cells:
                if cell not in self.figures:
                    raise ValueError(f"no figure is printed at {cell}")


def _follows(printed: Decimal, exact: Fraction, roundings: Sequence[Rounding]) -> bool:
    decimals = decimals_of(printed)
    return any(
        printed == rounded(exact, decimals=decimals, rounding=rounding)
        for rounding in roundings
    )
