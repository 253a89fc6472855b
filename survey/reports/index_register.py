"""Published indices as a page shows them: places, changes and gaps worked out anew from what was printed.

Nothing printed is changed. Where the parts of an index add up to the whole, the sum stands for it, and a
typed total that differs is named.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from analysis.places import Place, change_in_places, places
from analysis.rounding import decimals_of
from survey.reports.index_definitions import NATION, IndexDefinition
from survey.reports.ordering import vietnamese_order
from survey.store.indices import IndexRow

# The grain of a period by its length: a year, a quarter, a month and a week.
Series = tuple[str, str, int]


class Fault(StrEnum):
    """What does not follow from the other printed figures."""

    TOTAL = "total"
    OVERFULL = "overfull"
    CHANGE = "change"
    CHANGE_IN_PLACES = "change_in_places"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Finding:
    """One printed figure of a row that does not follow, and what does."""

    fault: Fault
    row: IndexRow
    printed: str
    computed: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One value of the register with what follows from it.

    `value` is the sum of the parts where they are all there, else as printed. `change` and
    `change_in_places` are against `before`, the last period of the same series that is in the
    register; None at its beginning, across a break, and beside a value that nobody verified.
    `gap` is against the whole country.
    `broken` says why the series begins anew here.
    """

    row: IndexRow
    value: Decimal | None
    is_sum: bool
    place: Place | None
    is_place_counted: bool
    before: str
    change: Decimal | None
    change_in_places: int | None
    gap: Decimal | None
    broken: str
    share: Decimal | None
    findings: tuple[int, ...] = ()

    @property
    def skips(self) -> bool:
        """Tell whether the period before in the register is not last year."""
        years = (self.before, self.row.period)
        if not all(len(year) == len("2024") for year in years):
            return bool(self.before)
        return int(self.before) + 1 != int(self.row.period)

    @property
    def is_doubtful(self) -> bool:
        """Tell whether nobody has held the figure against its publisher."""
        return self.row.status == "unverified"


@dataclass(frozen=True, slots=True)
class Source:
    """Where values were read, and how far that goes."""

    source: str
    link: str
    note: str
    status: str


@dataclass(frozen=True, slots=True)
class Register:
    """One index: its values by unit, component and period, its targets, and what does not follow."""

    definition: IndexDefinition
    standings: tuple[Standing, ...]
    targets: tuple[IndexRow, ...]
    findings: tuple[Finding, ...]

    @property
    def units(self) -> tuple[str, ...]:
        """The whole country first, then names in Vietnamese order."""
        return tuple(dict.fromkeys(standing.row.unit for standing in self.standings))

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source once, in the order of the values."""
        rows = [*(standing.row for standing in self.standings), *self.targets]
        return tuple(dict.fromkeys(source_of(row) for row in rows))

    @property
    def breaks(self) -> dict[str, str]:
        """Why nothing before a period can be compared with it, by period."""
        rows = sorted(
            (standing.row for standing in self.standings), key=lambda row: row.period
        )
        return {row.period: row.series_break for row in rows if row.series_break}

    @property
    def periods(self) -> tuple[str, ...]:
        return tuple(sorted({standing.row.period for standing in self.standings}))

    def totals(self) -> tuple[Standing, ...]:
        """Return the whole index of every unit."""
        return tuple(each for each in self.standings if not each.row.component)

    def totals_of(self, unit: str) -> tuple[Standing, ...]:
        """Return the whole index of a unit, the oldest period first."""
        return tuple(each for each in self.totals() if each.row.unit == unit)

    def components_of(self, unit: str) -> tuple[Standing, ...]:
        """Return the components of a unit by name, the oldest period first."""
        return tuple(
            each
            for each in self.standings
            if each.row.component and each.row.unit == unit
        )

    def targets_of(self, unit: str) -> tuple[IndexRow, ...]:
        """Return the targets that a unit is held to: its own and the whole country's."""
        return tuple(
            row
            for row in self.targets
            if row.unit in (unit, NATION) and not row.component
        )

    def weakest_of(self, unit: str) -> tuple[Standing, ...]:
        """Return the components of a unit's newest period that reach the least of what they could.

        A lone component is not called weak, nor one that nobody verified.
        """
        found = [each for each in self.components_of(unit) if not each.is_doubtful]
        newest = max((each.row.period for each in found), default="")
        found = [each for each in found if each.row.period == newest]
        shares = [each.share for each in found if each.share is not None]
        if len(shares) < 2 or min(shares) == max(shares):
            return ()
        return tuple(each for each in found if each.share == min(shares))


def source_of(row: IndexRow) -> Source:
    """Return where a value was read."""
    return Source(row.source, row.link, row.note, row.status)


def build_register(definition: IndexDefinition, rows: Iterable[IndexRow]) -> Register:
    """Work out what follows from the printed values of one index."""
    kept = tuple(rows)
    printed = [row for row in kept if row.kind == "value"]
    every = [*printed, *_missing_totals(definition, printed)]
    builder = _Builder(definition, every)
    ordered = sorted(every, key=_order)
    standings = [builder.standing(row) for row in ordered]
    findings = [
        finding for standing in standings for finding in builder.findings(standing)
    ]
    numbers = defaultdict(list)
    for number, finding in enumerate(findings, start=1):
        numbers[finding.row.key].append(number)
    return Register(
        definition,
        tuple(
            replace(standing, findings=tuple(numbers[standing.row.key]))
            for standing in standings
        ),
        tuple(
            sorted(
                (row for row in kept if row.kind == "target"),
                key=lambda row: (row.period, row.unit),
            )
        ),
        tuple(findings),
    )


def _order(row: IndexRow) -> tuple[object, ...]:
    return (
        row.unit != NATION,
        vietnamese_order(row.unit),
        vietnamese_order(row.component),
        row.period,
    )


def _parts(rows: Iterable[IndexRow]) -> Mapping[tuple[str, str], list[IndexRow]]:
    found: defaultdict[tuple[str, str], list[IndexRow]] = defaultdict(list)
    for row in rows:
        if row.component:
            found[row.unit, row.period].append(row)
    return found


def _sum_of(definition: IndexDefinition, parts: Sequence[IndexRow]) -> Decimal | None:
    """Return the sum of parts whose maxima make up the whole; None where one of them is missing."""
    if not definition.parts_add or not all(
        part.value and part.maximum for part in parts
    ):
        return None
    if sum(Decimal(part.maximum) for part in parts) != definition.maximum:
        return None
    return sum((Decimal(part.value) for part in parts), Decimal(0))


def _missing_totals(
    definition: IndexDefinition, rows: Sequence[IndexRow]
) -> list[IndexRow]:
    """Return a row without a printed value for each whole of which only the parts were printed."""
    known = {(row.unit, row.period) for row in rows if not row.component}
    return [
        replace(
            parts[0],
            component="",
            value="",
            maximum="",
            place_low=None,
            place_high=None,
            ranked=None,
            change="",
            change_in_places=None,
            note="",
        )
        for place, parts in _parts(rows).items()
        if place not in known and _sum_of(definition, parts) is not None
    ]


class _Builder:
    """Holds the rows of an index in the ways that its figures need them."""

    def __init__(self, definition: IndexDefinition, rows: Sequence[IndexRow]) -> None:
        self._definition = definition
        self._parts = _parts(rows)
        self._breaks = {
            row.period: row.series_break for row in rows if row.series_break
        }
        self._by_place = {(row.unit, row.component, row.period): row for row in rows}
        self._periods: defaultdict[Series, list[str]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: row.period):
            self._periods[row.unit, row.component, len(row.period)].append(row.period)
        self._counted = self._counted_places(rows)

    def standing(self, row: IndexRow) -> Standing:
        value, before = self.value_of(row), self._before(row)
        place, broken = self.place_of(row), self._broken_at(row)
        change = steps = None
        if (
            before is not None
            and not broken
            and "unverified"
            not in (
                row.status,
                before.status,
            )
        ):
            change = _less(value, self.value_of(before))
            earlier = self.place_of(before)
            if place is not None and earlier is not None:
                steps = change_in_places(earlier, place)
        maximum = self._definition.maximum_of(row)
        return Standing(
            row=row,
            value=value,
            is_sum=not row.component and self._sum(row) is not None,
            place=place,
            is_place_counted=row.place_low is None and place is not None,
            before="" if before is None else before.period,
            change=change,
            change_in_places=steps,
            gap=self._gap(row, value),
            broken=broken,
            share=None if value is None or not maximum else value / maximum,
        )

    def value_of(self, row: IndexRow) -> Decimal | None:
        """Return the sum of the parts where they are all there, else what was printed."""
        found = self._sum(row)
        if found is not None:
            return found
        return Decimal(row.value) if row.value else None

    def place_of(self, row: IndexRow) -> Place | None:
        """Return the printed place, else the one counted among all that were ranked."""
        if row.place_low is not None and row.place_high is not None:
            return Place(row.place_low, row.place_high)
        return self._counted.get(row.key)

    def findings(self, standing: Standing) -> Iterable[Finding]:
        """Give what was printed and does not follow."""
        row = standing.row
        if standing.is_sum and row.value and standing.value != Decimal(row.value):
            yield Finding(Fault.TOTAL, row, row.value, str(standing.value))
        maximum = self._definition.maximum_of(row)
        if row.value and maximum is not None and Decimal(row.value) > maximum:
            yield Finding(Fault.OVERFULL, row, row.value, str(maximum))
        if row.change and standing.change is not None:
            if abs(standing.change - Decimal(row.change)) > self._rounding_of(row):
                yield Finding(Fault.CHANGE, row, row.change, str(standing.change))
        steps = standing.change_in_places
        if None not in (row.change_in_places, steps) and row.change_in_places != steps:
            yield Finding(
                Fault.CHANGE_IN_PLACES, row, str(row.change_in_places), str(steps)
            )
        counted = self._counted.get(row.key)
        if counted is not None and standing.place not in (None, counted):
            yield Finding(Fault.PLACE, row, str(standing.place), str(counted))

    def _rounding_of(self, row: IndexRow) -> Decimal:
        """Return how far a change may be from the difference of two values, all three rounded."""
        before = self._before(row)
        printed = (row.change, row.value, before.value if before else "")
        return sum(
            (
                Decimal(5).scaleb(-1 - decimals_of(Decimal(text or 0)))
                for text in printed
            ),
            Decimal(0),
        )

    def _sum(self, row: IndexRow) -> Decimal | None:
        if row.component:
            return None
        return _sum_of(self._definition, self._parts.get((row.unit, row.period), ()))

    def _before(self, row: IndexRow) -> IndexRow | None:
        """Return the same unit and component in the period before, of the same grain."""
        periods = self._periods[row.unit, row.component, len(row.period)]
        at = periods.index(row.period)
        if at == 0:
            return None
        return self._by_place[row.unit, row.component, periods[at - 1]]

    def _broken_at(self, row: IndexRow) -> str:
        """Return why nothing before this period can be compared with it; empty where it can."""
        before = self._before(row)
        reasons = [
            reason
            for period, reason in self._breaks.items()
            if before is not None and before.period < period <= row.period
        ]
        return "; ".join(dict.fromkeys(reasons))

    def _gap(self, row: IndexRow, value: Decimal | None) -> Decimal | None:
        nation = self._by_place.get((NATION, row.component, row.period))
        if (
            nation is None
            or nation is row
            or "unverified" in (row.status, nation.status)
        ):
            return None
        return _less(value, self.value_of(nation))

    def _counted_places(self, rows: Sequence[IndexRow]) -> dict[object, Place]:
        """Return places by row where every unit that was ranked is in the register."""
        groups: defaultdict[tuple[str, str, str], list[IndexRow]] = defaultdict(list)
        for row in rows:
            if row.ranked and row.status != "unverified":
                groups[row.period, row.component, row.block].append(row)
        found: dict[object, Place] = {}
        for group in groups.values():
            values = [self.value_of(row) for row in group]
            if {row.ranked for row in group} != {len(group)} or None in values:
                continue
            for row, place in zip(group, places(values), strict=True):
                assert place is not None
                found[row.key] = place
        return found


def _less(value: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if value is None or other is None else value - other
