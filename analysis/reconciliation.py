"""Checks a published table against itself and proposes the one slip that explains most.

Nothing is ever corrected here: a finding says what does not follow, a correction says which single
figure, had it been another, would make it follow. Which one is true only the source can tell.
"""

from collections import ChainMap, Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from analysis.published import (
    Cell,
    Claim,
    Coverage,
    Figures,
    Mean,
    PublishedTable,
    Rate,
    Share,
    Sum,
)
from analysis.rounding import Rounding, decimals_of, rounded
from analysis.slips import edits_between, one_slip_variants


class FindingKind(Enum):
    """What was found about a claim."""

    PARTS_DIFFER = "parts differ"
    """Parts that should make up the printed total don't."""
    PARTS_EXCEED = "parts exceed"
    """Parts add to more than the whole that they are in."""
    RATE_DIFFERS = "rate differs"
    """A percentage does not follow from its counts."""
    MEAN_DIFFERS = "mean differs"
    """A mean does not follow from what it is the mean of."""
    MAY_OVERLAP = "may overlap"
    """Parts add to more than the total, as they may where things are counted twice. No fault."""
    REMAINDER = "remainder"
    """Some of the total is in none of the parts, as may be. No fault."""


NO_FAULTS = frozenset({FindingKind.MAY_OVERLAP, FindingKind.REMAINDER})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the figures say about a claim.

    Parameters
    ----------
    kind
        What was found.
    claim
        The claim that was checked.
    printed
        The printed total, percentage or mean.
    computed
        The same from the other figures: a sum exactly, the others to the printed decimals.
    other_roundings
        Ways of rounding, not those of the table, under which the printed number would follow.
    """

    kind: FindingKind
    claim: Claim
    printed: Decimal
    computed: Decimal
    other_roundings: tuple[Rounding, ...] = ()

    @property
    def cell(self) -> Cell:
        """The place of the printed number."""
        return self.claim.printed

    @property
    def difference(self) -> Decimal:
        """Computed less printed."""
        return self.computed - self.printed

    @property
    def is_fault(self) -> bool:
        """Whether the table contradicts itself here; an overlap or a remainder is none."""
        return self.kind not in NO_FAULTS


@dataclass(frozen=True, slots=True)
class Correction:
    """One printed figure that, had it been another, would explain findings.

    Parameters
    ----------
    cell
        The place of the figure.
    printed, proposed
        The figure as it stands, and as it may have been meant.
    edits
        Slips between the two: 1 is one digit wrong, left out or added, or two neighbours swapped.
    explains
        The findings that it would remove, in the order of the table.
    upsets
        Claims that hold now and would no longer, such as a percentage that was computed from the
        figure after the slip.
    """

    cell: Cell
    printed: Decimal
    proposed: Decimal
    edits: int
    explains: tuple[Finding, ...]
    upsets: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What a table says about itself.

    Parameters
    ----------
    roundings
        The ways of rounding that explain most, the commonest first; all of them where there is
        nothing to tell them apart.
    findings
        Everything found, in the order of the claims.
    corrections
        The likeliest single corrections, several where they explain equally well; empty where no
        single slip explains anything.
    """

    roundings: tuple[Rounding, ...]
    findings: tuple[Finding, ...]
    corrections: tuple[Correction, ...]

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The findings in which the table contradicts itself."""
        return tuple(finding for finding in self.findings if finding.is_fault)

    @property
    def is_consistent(self) -> bool:
        """Whether the table never contradicts itself."""
        return not self.faults

    @property
    def correction(self) -> Correction | None:
        """The likeliest correction, None where there is none or several explain equally well."""
        return self.corrections[0] if len(self.corrections) == 1 else None


def reconcile(table: PublishedTable) -> Reconciliation:
    """Check every claim of a table and look for the one slip that explains most.

    Corrections are ranked by how many faults they explain less the claims that they upset, then by
    the faults alone, then by how few sums they leave short, then by how few slips they take. Figures
    are tried with each single slip and with the value that a failing claim asks for; a value more
    than one slip away counts only if it explains two faults, or is a rate or mean computed anew.

    Parameters
    ----------
    table
        The figures and their claims.

    Returns
    -------
    Findings and proposals; exact, so that a last digit is never a matter of floating point.

    Examples
    --------
    >>> total, north, south = (Cell(part, "n") for part in ("all", "north", "south"))
    >>> figures = {total: Decimal(300), north: Decimal(120), south: Decimal(100)}
    >>> table = PublishedTable(figures, (Sum(total, (north, south)),))
    >>> [finding.computed for finding in reconcile(table).findings]
    [Decimal('220')]
    """
    roundings = _likeliest_roundings(table)
    findings = _findings(table, roundings)
    return Reconciliation(roundings, findings, _corrections(table, findings, roundings))


def _likeliest_roundings(table: PublishedTable) -> tuple[Rounding, ...]:
    """Return the ways of rounding under which the table needs the fewest excuses.

    The printed percentages alone would mislead: a slip in a count can make a rounded one look cut
    off. So a way is charged for what it leaves unexplained, after the best correction if that helps.
    """
    findings = {way: _findings(table, (way,)) for way in Rounding}
    least = {way: _least_charge(findings[way]) for way in Rounding}
    charges: dict[Rounding, int] = {}
    for way in sorted(Rounding, key=lambda way: least[way]):
        # Corrections are dear to look for, and vain where even the best would leave too much.
        if least[way] <= min(charges.values(), default=least[way]):
            charges[way] = _charge(table, findings[way], way)
    best = min(charges.values())
    return tuple(way for way in Rounding if charges.get(way) == best)


def _least_charge(findings: Sequence[Finding]) -> int:
    """Return what a way of rounding is charged at least: one figure explains only claims it is in."""
    faults = [finding for finding in findings if finding.is_fault]
    shared = Counter(cell for finding in faults for cell in set(finding.claim.cells))
    return min(len(faults), 1 + len(faults) - max(shared.values(), default=0))


def _charge(
    table: PublishedTable, findings: Sequence[Finding], rounding: Rounding
) -> int:
    faults = sum(finding.is_fault for finding in findings)
    left = [
        1 + faults - len(correction.explains) + len(correction.upsets)
        for correction in _corrections(table, findings, (rounding,))
    ]
    return min([faults, *left])


def _findings(
    table: PublishedTable, roundings: Sequence[Rounding]
) -> tuple[Finding, ...]:
    found = (_finding(claim, table.figures, roundings) for claim in table.claims)
    return tuple(finding for finding in found if finding is not None)


def _finding(
    claim: Claim, figures: Figures, roundings: Sequence[Rounding]
) -> Finding | None:
    printed = figures[claim.printed]
    if isinstance(claim, Sum):
        kind = _kind_of_sum(claim, figures)
        if kind is None:
            return None
        return Finding(kind, claim, printed, printed + claim.excess(figures))
    exact = claim.exact(figures)
    if exact is None or claim.holds(figures, roundings=roundings):
        return None
    is_rate = isinstance(claim, Rate | Share)
    return Finding(
        FindingKind.RATE_DIFFERS if is_rate else FindingKind.MEAN_DIFFERS,
        claim,
        printed,
        rounded(exact, decimals=decimals_of(printed), rounding=roundings[0]),
        tuple(way for way in Rounding if claim.holds(figures, roundings=(way,))),
    )


def _kind_of_sum(claim: Sum, figures: Figures) -> FindingKind | None:
    excess = claim.excess(figures)
    if excess == 0:
        return None
    match claim.coverage:
        case Coverage.WHOLE:
            return FindingKind.PARTS_DIFFER
        case Coverage.OVERLAPPING:
            return FindingKind.MAY_OVERLAP if excess > 0 else FindingKind.PARTS_DIFFER
        case Coverage.INCOMPLETE:
            return FindingKind.PARTS_EXCEED if excess > 0 else FindingKind.REMAINDER
        case Coverage.WITHIN:
            return FindingKind.PARTS_EXCEED if excess > 0 else None


def _corrections(
    table: PublishedTable, findings: Sequence[Finding], roundings: Sequence[Rounding]
) -> tuple[Correction, ...]:
    """Return the corrections that share the best rank, in the order of the table."""
    faults = [finding for finding in findings if finding.is_fault]
    figures = dict(table.figures)
    in_doubt = {cell for finding in faults for cell in finding.claim.cells}
    claims_of: dict[Cell, list[Claim]] = defaultdict(list)
    for claim in table.claims:
        for cell in dict.fromkeys(claim.cells):
            claims_of[cell].append(claim)
    ranked = [
        (_rank(correction, table), correction)
        for cell in table.figures
        if cell in in_doubt and cell not in table.unprinted
        for correction in _corrections_of(
            cell, figures, claims_of[cell], faults, roundings
        )
    ]
    best = min((rank for rank, _ in ranked), default=None)
    return tuple(correction for rank, correction in ranked if rank == best)


def _corrections_of(
    cell: Cell,
    printed_figures: dict[Cell, Decimal],
    claims: Sequence[Claim],
    faults: Sequence[Finding],
    roundings: Sequence[Rounding],
) -> Iterator[Correction]:
    """Yield each value of one cell that explains a fault and is near enough to be believed."""
    printed = printed_figures[cell]
    broken = [finding for finding in faults if cell in finding.claim.cells]
    broken_claims = [finding.claim for finding in broken]
    intact = [claim for claim in claims if claim not in broken_claims]
    asked_for = _asked_for(cell, printed_figures, broken)
    for proposed in sorted(asked_for | one_slip_variants(printed)):
        figures = ChainMap({cell: proposed}, printed_figures)
        explains = tuple(
            finding
            for finding in broken
            if finding.claim.holds(figures, roundings=roundings)
        )
        # Most values explain nothing, so the other claims are not looked at for them.
        upsets = tuple(
            claim
            for claim in intact
            if explains and not claim.holds(figures, roundings=roundings)
        )
        edits = edits_between(printed, proposed)
        correction = Correction(cell, printed, proposed, edits, explains, upsets)
        if _is_believable(correction):
            yield correction


def _asked_for(
    cell: Cell, figures: Figures, faults: Sequence[Finding]
) -> frozenset[Decimal]:
    """Return the values that would make a failing claim hold to the last digit."""
    values = set()
    for finding in faults:
        if cell == finding.cell:
            values.add(finding.computed)
        elif isinstance(finding.claim, Sum) and cell in finding.claim.parts:
            values.add(figures[cell] - finding.difference)
    return frozenset(value for value in values if value >= 0)


def _is_believable(correction: Correction) -> bool:
    if not correction.explains:
        return False
    is_computed_anew = not correction.upsets and all(
        finding.cell == correction.cell
        and isinstance(finding.claim, Rate | Share | Mean)
        for finding in correction.explains
    )
    return correction.edits == 1 or len(correction.explains) > 1 or is_computed_anew


def _rank(correction: Correction, table: PublishedTable) -> tuple[int, int, int, int]:
    """Return what makes a correction less likely; smaller is better."""
    figures = {**table.figures, correction.cell: correction.proposed}
    left_short = sum(
        isinstance(claim, Sum)
        and claim.coverage is Coverage.INCOMPLETE
        and correction.cell in claim.cells
        and claim.excess(figures) != 0
        for claim in table.claims
    )
    explained, upset = len(correction.explains), len(correction.upsets)
    return upset - explained, -explained, left_short, correction.edits
