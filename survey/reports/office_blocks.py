"""A wave's offices under the names of their blocks: rows and ranks within a block, and no figure of a block.

A block's own figure would be the sum of its offices: beside them it would tell of one that is hidden
(decision 0024). So blocks are headings, with how many of their offices stand in which group, which
the list of offices says as well.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.verdicts import Difference
from survey.reports.blocks import block_name, in_order
from survey.reports.office_table import OfficeRow, OfficeTable, verdicts
from survey.reports.ordering import vietnamese_order
from survey.reports.ranks import rank_ranges
from survey.reports.wave_result import WaveResult
from survey.trust.disclosure import Audience


@dataclass(frozen=True, slots=True)
class OfficeBlock:
    """The offices of a block by name, ranked among each other; `counts` tells how many are in each group."""

    code: str
    name: str
    rows: tuple[OfficeRow, ...]
    counts: Mapping[Difference, int]

    @property
    def ranked(self) -> int:
        """How many of its offices have a rank."""
        return sum(row.rank is not None for row in self.rows)


def has_blocks(result: WaveResult) -> bool:
    """Tell whether anybody put the wave's offices into blocks."""
    return any(office.block for office in result.offices if office.was_there)


def offices_by_block(
    table: OfficeTable, result: WaveResult, *, audience: Audience
) -> tuple[OfficeBlock, ...]:
    """Return a table's offices by block. Groups stay those of the table, against all other offices."""
    rows = {row.code: row for group in table.all_groups for row in group.rows}
    blocks = _members(result)
    found = []
    for block in in_order(blocks):
        ranks = rank_ranges(result, audience, among=blocks[block])
        of_block = sorted(
            (
                replace(rows[result.offices[at].code], rank=ranks[at])
                for at in blocks[block]
            ),
            key=lambda row: vietnamese_order(row.name),
        )
        found.append(
            OfficeBlock(
                block,
                block_name(block, result.language),
                tuple(of_block),
                Counter(row.verdict for row in of_block),
            )
        )
    return tuple(found)


def group_counts(
    result: WaveResult,
) -> tuple[tuple[str, Mapping[Difference, int]], ...]:
    """Return the name of each block with how many of its offices are in each group; none without blocks."""
    if not has_blocks(result):
        return ()
    found, blocks = verdicts(result), _members(result)
    return tuple(
        (
            block_name(block, result.language),
            Counter(found[at] for at in blocks[block]),
        )
        for block in in_order(blocks)
    )


def _members(result: WaveResult) -> dict[str, Sequence[int]]:
    """Return the positions of the offices of each block."""
    members: dict[str, list[int]] = {}
    for at, office in enumerate(result.offices):
        if office.was_there:
            members.setdefault(office.block, []).append(at)
    return dict(members)
