"""Satisfaction beside dossiers that were late: the same figures as on the page of analysis."""

from collections.abc import Iterator

from survey.reports.csv_files import NOT_THERE
from survey.reports.handed_up.cells import (
    figure_cells,
    figure_columns,
    percent_cell,
    status_of,
)
from survey.reports.handed_up.charts import scatter_of
from survey.reports.handed_up.material import Material
from survey.reports.handed_up.report import (
    Block,
    Cell,
    Column,
    Listing,
    Paragraph,
    Row,
    Table,
)
from survey.reports.lateness import LatenessRow
from survey.reports.lateness_wording import LatenessWording
from survey.reports.plain import plain
from survey.store.waves import COUNTER


def lateness_blocks(material: Material) -> Iterator[Block]:
    """Yield what was found, the figure, and what the figures do not say; their table is in an annex."""
    say, found = LatenessWording(material.language), material.sources.lateness
    if found is None:
        is_of_visitors = material.asked == COUNTER
        yield Paragraph(
            say.none() if is_of_visitors else material.asked_wording.no_visit()
        )
        return
    yield Paragraph(say.finding(found), "finding")
    yield scatter_of(
        found.chart,
        material.wording,
        title=say.chart_title(),
        axis=say.axis(),
    )
    yield Listing(say.cautions(found))
    yield Paragraph(say.method(found), "method")


def lateness_table(material: Material) -> Iterator[Table]:
    """Yield the offices with index and dossiers in time, where there are some."""
    say, found = LatenessWording(material.language), material.sources.lateness
    if found is None:
        return
    _, wording = material.translate, material.wording
    columns = wording.columns()
    yield Table(
        key="lateness",
        caption=f"{say.caption()}, {material.period}",
        columns=(
            Column(_("Đơn vị"), (columns.office_code, columns.office), width=3.2),
            *figure_columns(wording),
            _count(_("Hồ sơ đã giải quyết")),
            _count(_("Đúng hạn")),
            _count(_("Tỷ lệ đúng hạn (%)")),
            _count(_("Trễ hạn")),
        ),
        rows=tuple(_row(material, row) for row in found.rows),
    )


def _count(heading: str) -> Column:
    return Column(heading, (heading,), is_number=True, width=1.2)


def _row(material: Material, row: LatenessRow) -> Row:
    wording, name = material.wording, plain(row.name)
    return Row(
        (
            Cell(name, (row.code, name)),
            *figure_cells(row.figure, wording),
            _number(material, row.dossiers.settled),
            _number(material, row.dossiers.in_time),
            percent_cell(row.share_in_time, wording),
            _number(material, row.dossiers.late),
        ),
        status_of(row.figure, wording),
    )


def _number(material: Material, n: int | None) -> Cell:
    """Return a count of dossiers, which hides nobody; a dash where nobody counted."""
    if n is None:
        return Cell("–", (NOT_THERE,))
    return Cell(material.numbers.count(n), (n,))
