"""What a report says of blocks of offices: the index of each, from the offices that it may add up."""

from collections.abc import Iterator

from survey.reports.block_wording import BlockWording
from survey.reports.handed_up.cells import (
    figure_cells,
    figure_columns,
    mark_of,
    status_of,
    text_cell,
)
from survey.reports.handed_up.material import Material
from survey.reports.handed_up.report import (
    Block,
    Cell,
    Column,
    Paragraph,
    Row,
    Table,
)
from survey.reports.handed_up.tables import axis_start, notes_of
from survey.reports.office_blocks import (
    BlockSummary,
    are_of_few,
    block_summaries,
    reasons_of,
)


def block_table(material: Material) -> Iterator[Block]:
    """Yield the index of each block and how it is made; nothing where offices stand in no block."""
    blocks = block_summaries(material.result, audience=material.audience)
    if not blocks:
        return
    _, wording = material.translate, material.wording
    counted = _("Số đơn vị được tính")
    yield Table(
        key="blocks",
        caption=_("Chỉ số từng khối, %(period)s") % {"period": material.period},
        columns=(
            Column(_("Khối"), (_("Khối"),), width=3.6),
            *figure_columns(wording),
            Column(counted, (counted, _("Số đơn vị của khối")), True, width=2.4),
        ),
        rows=tuple(_row(material, block) for block in blocks),
        notes=notes_of(material, reasons_of(blocks), has_few=are_of_few(blocks)),
        axis_start=axis_start([block.figure for block in blocks]),
    )
    yield Paragraph(BlockWording(material.language).method(), "method")


def _row(material: Material, block: BlockSummary) -> Row:
    wording = material.wording
    counted = BlockWording(material.language).counted(block.counted, block.offices)
    return Row(
        (
            text_cell(block.name),
            *figure_cells(block.figure, wording),
            Cell(counted, (block.counted, block.offices)),
        ),
        status_of(block.figure, wording),
        mark_of(block.figure, reference=material.index),
    )
