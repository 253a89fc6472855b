"""Sampling plans: drawn from a frame by a rule and a seed, printed as lists, and weighed by what came back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np

from analysis.sampling import (
    allocated,
    drawn_numbers,
    inclusion_probabilities,
    quota_bands,
    random_start,
    response_weights,
    systematic_pps,
)
from survey.reports.csv_files import CsvFile, csv_text
from survey.reports.progress import propose
from survey.store.sampling import (
    FrameCell,
    KeptPlan,
    PlanHead,
    PlannedCell,
    PlannedOffice,
    Returned,
)
from survey.store.tables import Office

# Numbers are 31 bits long on both engines.
LARGEST_SEED = 2**31 - 1


class EmptyFrame(Exception):
    """No office has a settled dossier in these months."""


class WrongOffices(Exception):
    """So many offices cannot be drawn; from `least` to `most` can."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__(least, most)
        self.least = least
        self.most = most


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a plan drew: every office of the frame with its chance, and the cells of those drawn."""

    offices: tuple[PlannedOffice, ...]
    cells: tuple[PlannedCell, ...]

    @property
    def planned(self) -> int:
        return sum(cell.planned for cell in self.cells)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One office that was drawn. `weight` is what a valid answer stands for, None without any."""

    office_id: int
    code: str
    name: str
    stratum: str
    population: int
    probability: float
    planned: int
    returned: Returned
    weight: float | None


@dataclass(frozen=True, slots=True)
class PlanTable:
    """A plan office by office, with its totals."""

    head: PlanHead
    rows: tuple[PlanRow, ...]
    frame_offices: int
    frame_population: int

    @property
    def planned(self) -> int:
        return sum(row.planned for row in self.rows)

    @property
    def total(self) -> Returned:
        """Return what came back from all offices together, rejections by reason."""
        reasons: defaultdict[str, int] = defaultdict(int)
        for row in self.rows:
            for reason, n in row.returned.rejected:
                reasons[reason] += n
        told = [row.returned for row in self.rows]
        return Returned(
            sent=sum(each.sent or 0 for each in told),
            returned=sum(each.returned or 0 for each in told),
            valid=sum(each.valid or 0 for each in told),
            rejected=tuple(sorted(reasons.items())),
        )


@dataclass(frozen=True, slots=True)
class DrawnList:
    """The dossiers of one cell that were drawn, by their numbers in the order they were settled."""

    office_code: str
    office: str
    field: str
    month: str
    population: int
    numbers: tuple[int, ...]


def draw(cells: Sequence[FrameCell], head: PlanHead) -> Drawn:
    """Draw a plan. Raises EmptyFrame or WrongOffices.

    Offices are drawn within their level, systematically and in proportion to their dossiers; each of
    those drawn gets the number of the rule, shared out over fields and months in proportion. With the
    scope "all" the rule gives one number for all of them, shared out over everything in proportion.
    """
    by_office: defaultdict[str, list[FrameCell]] = defaultdict(list)
    # The order decides a systematic draw, and databases sort letters each in its own way.
    for cell in sorted(
        cells, key=lambda cell: (cell.office_code, cell.field, cell.month)
    ):
        by_office[cell.office_code].append(cell)
    if not by_office:
        raise EmptyFrame
    offices = _first_stage(by_office, head)
    drawn = {office.office_id for office in offices if office.is_drawn}
    return Drawn(
        offices,
        tuple(
            planned
            for listed in _listed_together(by_office.values(), drawn, head)
            for planned in _second_stage(listed, head)
        ),
    )


def number_wanted(population: int, head: PlanHead) -> int:
    """Return how many of so many dossiers the plan's rule wants to ask about."""
    if head.rule == "bands":
        return quota_bands(population)
    if head.rule == "fixed":
        return min(head.fixed or 0, population)
    proposal = propose(population, margin=head.margin, effect=head.design_effect)
    return proposal.by_design if head.rule == "design" else proposal.yamane


def plan_table(plan: KeptPlan, offices: Iterable[Office], language: str) -> PlanTable:
    """Return a kept plan office by office, in the order of codes."""
    names, wishes = {office.id: office for office in offices}, wanted(plan)
    rows = [
        _row(plan, office, names[office.office_id], wishes, language)
        for office in plan.offices
        if office.is_drawn
    ]
    return PlanTable(
        plan.head,
        tuple(sorted(rows, key=lambda row: row.code)),
        len(plan.offices),
        sum(office.population for office in plan.offices),
    )


def wanted(plan: KeptPlan) -> dict[int, tuple[int, int]]:
    """Return how many forms a plan wants of each office that it drew, and out of how many dossiers."""
    planned: defaultdict[int, int] = defaultdict(int)
    for cell in plan.cells:
        planned[cell.office_id] += cell.planned
    return {
        office.office_id: (planned[office.office_id], office.population)
        for office in plan.offices
        if planned[office.office_id]
    }


def drawn_lists(
    plan: KeptPlan, offices: Iterable[Office], language: str
) -> tuple[DrawnList, ...]:
    """Return the list of every cell, drawn again from the seed: the same numbers each time."""
    by_id = {office.id: office for office in offices}
    lists = [
        DrawnList(
            office_code=by_id[cell.office_id].code,
            office=_name(by_id[cell.office_id], language),
            field=cell.field,
            month=cell.month,
            population=cell.population,
            numbers=drawn_numbers(
                cell.population,
                cell.planned,
                seed=plan.head.seed,
                name=f"{by_id[cell.office_id].code}/{cell.field}/{cell.month}",
            ),
        )
        for cell in plan.cells
        if cell.planned
    ]
    return tuple(
        sorted(lists, key=lambda each: (each.office_code, each.field, each.month))
    )


def lists_file(plan: KeptPlan, lists: Iterable[DrawnList]) -> CsvFile:
    """Return the lists as a file, a row for each dossier."""
    header = ("office", "office_name", "field", "month", "dossiers", "number")
    rows = (
        (
            each.office_code,
            each.office,
            each.field,
            each.month,
            str(each.population),
            str(number),
        )
        for each in lists
        for number in each.numbers
    )
    return CsvFile(f"mau-{plan.head.code}.csv", csv_text(header, rows))


def weights_file(table: PlanTable) -> CsvFile:
    """Return the units file that `sipas analyse --units` takes, with a weight for each office."""
    header = (
        "office",
        "office_name",
        "stratum",
        "population",
        "probability",
        "planned",
        "valid",
        "weight",
    )
    rows = (
        (
            row.code,
            row.name,
            row.stratum,
            str(row.population),
            f"{row.probability:.12g}",
            str(row.planned),
            "" if row.returned.valid is None else str(row.returned.valid),
            "" if row.weight is None else f"{row.weight:.12g}",
        )
        for row in table.rows
    )
    return CsvFile(f"quyen-so-{table.head.code}.csv", csv_text(header, rows))


def _first_stage(
    by_office: Mapping[str, Sequence[FrameCell]], head: PlanHead
) -> tuple[PlannedOffice, ...]:
    strata: defaultdict[str, list[Sequence[FrameCell]]] = defaultdict(list)
    for cells in by_office.values():
        strata[cells[0].level].append(cells)
    counts = [len(offices) for offices in strata.values()]
    if head.offices is None:
        wanted = counts
    else:
        if not len(counts) <= head.offices <= sum(counts):
            raise WrongOffices(len(counts), sum(counts))
        # One from each level first: a level without any could not be estimated.
        spare = allocated(head.offices - len(counts), [count - 1 for count in counts])
        wanted = [1 + n for n in spare]
    return tuple(
        office
        for (stratum, offices), n in zip(strata.items(), wanted, strict=True)
        for office in _drawn_offices(stratum, offices, n=n, seed=head.seed)
    )


def _drawn_offices(
    stratum: str, offices: Sequence[Sequence[FrameCell]], *, n: int, seed: int
) -> Iterable[PlannedOffice]:
    sizes = [sum(cell.population for cell in cells) for cells in offices]
    chances = np.minimum(inclusion_probabilities(sizes, n), 1.0)
    drawn = set(systematic_pps(chances, random_start(seed, stratum)).tolist())
    for at, cells in enumerate(offices):
        yield PlannedOffice(
            office_id=cells[0].office_id,
            stratum=stratum,
            population=sizes[at],
            probability=float(chances[at]),
            is_drawn=at in drawn,
        )


def _listed_together(
    by_office: Iterable[Sequence[FrameCell]], drawn: Collection[int], head: PlanHead
) -> Sequence[Sequence[FrameCell]]:
    """Return the cells that one number is shared out over: those of each office, or of all drawn."""
    taken = [cells for cells in by_office if cells[0].office_id in drawn]
    if head.scope == "all":
        return [[cell for cells in taken for cell in cells]]
    return taken


def _second_stage(cells: Sequence[FrameCell], head: PlanHead) -> Iterable[PlannedCell]:
    sizes = [cell.population for cell in cells]
    shares = allocated(number_wanted(sum(sizes), head), sizes)
    for cell, planned in zip(cells, shares, strict=True):
        yield PlannedCell(
            cell.office_id, cell.field, cell.month, cell.population, planned
        )


def _row(
    plan: KeptPlan,
    office: PlannedOffice,
    named: Office,
    wishes: Mapping[int, tuple[int, int]],
    language: str,
) -> PlanRow:
    returned = plan.returned.get(office.office_id, Returned())
    weight = float(
        response_weights(office.population, returned.valid or 0, office.probability)
    )
    return PlanRow(
        office_id=office.office_id,
        code=named.code,
        name=_name(named, language),
        stratum=office.stratum,
        population=office.population,
        probability=office.probability,
        planned=wishes.get(office.office_id, (0, 0))[0],
        returned=returned,
        weight=None if isnan(weight) else weight,
    )


def _name(office: Office, language: str) -> str:
    return office.name_en if language != "vi" and office.name_en else office.name
