"""What a table of settled dossiers, or of procedures by level, claims about itself."""

from collections.abc import Mapping
from decimal import Decimal

from analysis.published import Cell, Claim, Coverage, Figures, PublishedTable, Rate, Sum

TOTAL = "total"
SETTLED, ON_TIME, LATE = "settled", "on_time", "late"
ON_TIME_RATE, LATE_RATE = "on_time_rate", "late_rate"
PROCEDURES = "procedures"

RATES = {ON_TIME_RATE: ON_TIME, LATE_RATE: LATE}


def settlement_table(figures: Mapping[Cell, Decimal]) -> PublishedTable:
    """Return a table of settled dossiers with every claim that its printed figures allow.

    Parameters
    ----------
    figures
        By part (a level or an office, and `TOTAL`) and column (`SETTLED`, `ON_TIME`, `LATE`,
        `ON_TIME_RATE`, `LATE_RATE`); what was not printed is left out.

    Returns
    -------
    The figures with these claims: parts make up each printed total; on time and late make up
    settled, or on time stays within it; each rate follows from its count and settled.
    """
    claims: list[Claim] = []
    for column in (SETTLED, ON_TIME, LATE):
        claims += _total_claims(figures, column, coverage=Coverage.WHOLE)
    for part in dict.fromkeys(cell.part for cell in figures):
        claims += _row_claims(figures, part)
    return PublishedTable(figures, tuple(claims))


def procedures_table(figures: Mapping[Cell, Decimal]) -> PublishedTable:
    """Return a table of procedures by level; one handled at several levels may be counted at each.

    Parameters
    ----------
    figures
        By part (a level, and `TOTAL`) in the column `PROCEDURES`.

    Returns
    -------
    The figures with the claim that the levels make up the total, overlapping allowed.
    """
    claims = _total_claims(figures, PROCEDURES, coverage=Coverage.OVERLAPPING)
    return PublishedTable(figures, tuple(claims))


def _total_claims(figures: Figures, column: str, *, coverage: Coverage) -> list[Claim]:
    """Return the claim of a column's total; none where a part's figure was not printed."""
    total = Cell(TOTAL, column)
    parts = tuple(
        Cell(part, column)
        for part in dict.fromkeys(cell.part for cell in figures)
        if part != TOTAL
    )
    if not parts or not all(cell in figures for cell in (total, *parts)):
        return []
    return [Sum(total, parts, coverage)]


def _row_claims(figures: Figures, part: str) -> list[Claim]:
    settled, on_time, late = (Cell(part, name) for name in (SETTLED, ON_TIME, LATE))
    if settled not in figures:
        return []
    claims: list[Claim] = []
    printed = tuple(cell for cell in (on_time, late) if cell in figures)
    if printed:
        coverage = Coverage.WHOLE if len(printed) == 2 else Coverage.WITHIN
        claims.append(Sum(settled, printed, coverage))
    for rate, counted in RATES.items():
        if Cell(part, rate) in figures and Cell(part, counted) in figures:
            claims.append(Rate(Cell(part, rate), Cell(part, counted), settled))
    return claims
