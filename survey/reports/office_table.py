"""All offices of a wave in three groups, and those with too few answers apart."""

from dataclasses import dataclass
from math import isnan

from analysis.groups import OthersResult, compare_indices_with_others
from analysis.verdicts import Difference
from survey.reports.coverage import Coverage, WaveCoverage
from survey.reports.figures import Estimate, Figure, Withheld, has_few, reasons_in
from survey.reports.ordering import vietnamese_order
from survey.reports.ranks import RankRange, rank_ranges
from survey.reports.wave_result import WaveHead, WaveResult, office_name
from survey.trust.disclosure import Audience

GROUPS = (Difference.HIGHER, Difference.NONE, Difference.LOWER)


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office with its index, its group and, with enough answers, its range of ranks."""

    code: str
    name: str
    figure: Figure
    verdict: Difference
    rank: RankRange | None
    coverage: Coverage | None


@dataclass(frozen=True, slots=True)
class OfficeGroup:
    """Offices of one verdict, in the order of their names."""

    verdict: Difference
    rows: tuple[OfficeRow, ...]


@dataclass(frozen=True, slots=True)
class OfficeTable:
    """The three groups, those that cannot be put in one, and the figure of all offices together."""

    head: WaveHead
    total: Figure
    groups: tuple[OfficeGroup, ...]
    unranked: OfficeGroup
    compared: int

    @property
    def all_groups(self) -> tuple[OfficeGroup, ...]:
        """Every group, in the order of the page."""
        return (*self.groups, self.unranked)

    @property
    def counts(self) -> dict[Difference, int]:
        """How many offices are in each group."""
        return {group.verdict: len(group.rows) for group in self.all_groups}

    @property
    def ranked(self) -> int:
        """How many offices have a rank."""
        return sum(
            row.rank is not None for group in self.all_groups for row in group.rows
        )

    @property
    def has_coverage(self) -> bool:
        """Tell whether it is known of any office how many of those served answered."""
        return any(
            row.coverage is not None for group in self.all_groups for row in group.rows
        )

    @property
    def reasons(self) -> tuple[Withheld, ...]:
        """Why figures of this table are withheld."""
        return reasons_in(self._figures)

    @property
    def has_few(self) -> bool:
        """Tell whether an office is shown that has too few answers for a rank."""
        return has_few(self._figures)

    @property
    def _figures(self) -> list[Figure]:
        return [row.figure for group in self.all_groups for row in group.rows]


def build_office_table(
    result: WaveResult,
    *,
    audience: Audience,
    coverage: WaveCoverage | None = None,
) -> OfficeTable:
    """Put every office that was rated or could have been in its group."""
    figures = result.index_figures(audience)
    ranges = rank_ranges(result, audience)
    rows = [
        OfficeRow(
            office.code,
            office_name(office, result.language),
            figures[position],
            verdict,
            ranges[position],
            coverage.by_office[position] if coverage else None,
        )
        for position, (office, verdict) in enumerate(
            zip(result.offices, verdicts(result), strict=True)
        )
        if office.was_there
    ]
    return OfficeTable(
        head=result.head,
        total=result.total_figures(audience)[result.index_position],
        groups=tuple(_group(verdict, rows) for verdict in GROUPS),
        unranked=_group(Difference.TOO_FEW, rows),
        compared=sum(row.verdict in GROUPS for row in rows),
    )


def others_of(result: WaveResult) -> OthersResult:
    """Compare each office with the pooled index of all others."""
    return compare_indices_with_others(result.indices.headline)


def verdicts(result: WaveResult) -> tuple[Difference, ...]:
    """Return each office's group; a hidden figure is in none, or its group would tell of it."""
    figures = result.index_figures("reform_office")
    found = others_of(result)
    return tuple(
        _verdict(
            verdict,
            figures[position],
            has_others=not isnan(found.others[position]),
        )
        for position, verdict in enumerate(found.verdicts)
    )


def _verdict(verdict: Difference, figure: Figure, *, has_others: bool) -> Difference:
    if not isinstance(figure, Estimate):
        return Difference.TOO_FEW
    if verdict is Difference.TOO_FEW and not figure.is_of_few and has_others:
        # Enough answers, and all of them alike: no test can be made, and none is needed.
        return Difference.NONE
    return verdict


def _group(verdict: Difference, rows: list[OfficeRow]) -> OfficeGroup:
    return OfficeGroup(
        verdict,
        tuple(
            sorted(
                (row for row in rows if row.verdict is verdict),
                key=lambda row: vietnamese_order(row.name),
            )
        ),
    )
