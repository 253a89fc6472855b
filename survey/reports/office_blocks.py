"""A wave's offices under the names of their blocks: the block's index, and rows and ranks within it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.verdicts import Difference
from survey.reports.blocks import block_name
from survey.reports.figures import Figure, Withheld, has_few, reasons_in
from survey.reports.office_table import OfficeRow, OfficeTable, verdicts
from survey.reports.ordering import vietnamese_order
from survey.reports.ranks import rank_ranges
from survey.reports.selection import blocks_of
from survey.reports.wave_result import WaveResult
from survey.trust.disclosure import Audience


@dataclass(frozen=True, slots=True)
class BlockSummary:
    """A block with its index, which adds up `counted` of its offices; `groups` counts them by verdict."""

    code: str
    name: str
    figure: Figure
    offices: int
    counted: int
    groups: Mapping[Difference, int]


@dataclass(frozen=True, slots=True)
class OfficeBlock:
    """The offices of a block by name, ranked among each other."""

    summary: BlockSummary
    rows: tuple[OfficeRow, ...]

    @property
    def ranked(self) -> int:
        """How many of its offices have a rank."""
        return sum(row.rank is not None for row in self.rows)


def has_blocks(result: WaveResult) -> bool:
    """Tell whether anybody put the wave's offices into blocks."""
    return any(office.block for office in result.offices if office.was_there)


def block_summaries(
    result: WaveResult, *, audience: Audience
) -> tuple[BlockSummary, ...]:
    """Return each block in the order of lists; none where nobody put offices into blocks."""
    if not has_blocks(result):
        return ()
    found, members = verdicts(result), _members(result)
    return tuple(
        BlockSummary(
            code=part.value,
            name=block_name(part.value, result.language),
            figure=part.figure,
            offices=part.offices,
            counted=part.counted,
            groups=Counter(found[at] for at in members[part.value]),
        )
        for part in blocks_of(result, audience=audience)
    )


def reasons_of(blocks: Iterable[BlockSummary]) -> tuple[Withheld, ...]:
    """Return why figures of blocks are withheld, each reason once."""
    return reasons_in(block.figure for block in blocks)


def are_of_few(blocks: Iterable[BlockSummary]) -> bool:
    """Tell whether a block is shown that rests on few answers."""
    return has_few(block.figure for block in blocks)


def offices_by_block(
    table: OfficeTable, result: WaveResult, *, audience: Audience
) -> tuple[OfficeBlock, ...]:
    """Return a table's offices by block. Groups stay those of the table, against all other offices."""
    rows = {row.code: row for group in table.all_groups for row in group.rows}
    members = _members(result)
    return tuple(
        OfficeBlock(
            summary, _rows(result, members[summary.code], rows, audience=audience)
        )
        for summary in block_summaries(result, audience=audience)
    )


def _rows(
    result: WaveResult,
    members: Sequence[int],
    rows: Mapping[str, OfficeRow],
    *,
    audience: Audience,
) -> tuple[OfficeRow, ...]:
    ranks = rank_ranges(result, audience, among=members)
    found = (replace(rows[result.offices[at].code], rank=ranks[at]) for at in members)
    return tuple(sorted(found, key=lambda row: vietnamese_order(row.name)))


def _members(result: WaveResult) -> dict[str, Sequence[int]]:
    """Return the positions of the offices of each block."""
    members: dict[str, list[int]] = {}
    for at, office in enumerate(result.offices):
        if office.was_there:
            members.setdefault(office.block, []).append(at)
    return dict(members)
