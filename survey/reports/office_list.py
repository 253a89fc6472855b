"""Every office with the days it was there, and what it came from or went into."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from survey.reports.blocks import block_name, in_order
from survey.reports.office_change_wording import OfficeChangeWording
from survey.store import office_changes, places
from survey.store.tables import Office


@dataclass(frozen=True, slots=True)
class Related:
    """A predecessor or a successor, with the day and the way it took over."""

    code: str
    name: str
    on: date
    kind: str


@dataclass(frozen=True, slots=True)
class ListedOffice:
    """One office over time."""

    code: str
    name: str
    level: str
    block: str
    opened_on: date | None
    closed_on: date | None
    predecessors: tuple[Related, ...]
    successors: tuple[Related, ...]

    @property
    def has_past(self) -> bool:
        """Tell whether anything is known of how it came about or ended."""
        days = self.opened_on, self.closed_on
        return any((*days, self.predecessors, self.successors))


@dataclass(frozen=True, slots=True)
class Block:
    """The offices of a block, under its name."""

    name: str
    offices: tuple[ListedOffice, ...]


def office_list(session: Session, language: str) -> tuple[ListedOffice, ...]:
    """Return every office in the order of codes. Two queries."""
    offices = places.offices(session)
    by_id = {office.id or 0: office for office in offices}
    say = OfficeChangeWording(language)

    def related(office: Office, on: date, kind: str) -> Related:
        return Related(office.code, say.name(office), on, kind)

    before: dict[int, list[Related]] = defaultdict(list)
    after: dict[int, list[Related]] = defaultdict(list)
    for row in office_changes.successions(session):
        old, new = by_id[row.office_id], by_id[row.successor_id]
        before[row.successor_id].append(related(old, row.valid_from, row.kind))
        after[row.office_id].append(related(new, row.valid_from, row.kind))
    return tuple(
        ListedOffice(
            code=office.code,
            name=say.name(office),
            level=office.level,
            block=office.block,
            opened_on=office.opened_on,
            closed_on=office.closed_on,
            predecessors=tuple(before[office_id]),
            successors=tuple(after[office_id]),
        )
        for office_id, office in by_id.items()
    )


def by_block(offices: Sequence[ListedOffice], language: str) -> tuple[Block, ...]:
    """Return offices under the names of their blocks; those of no block come last."""
    return tuple(
        Block(
            block_name(block, language),
            tuple(office for office in offices if office.block == block),
        )
        for block in in_order({office.block for office in offices})
    )
