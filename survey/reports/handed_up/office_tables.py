"""The tables of offices: a group by name, all in the official order, and offices by factors."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from analysis.verdicts import Difference
from survey.reports.coverage import Coverage
from survey.reports.csv_files import NOT_THERE
from survey.reports.handed_up.cells import (
    count_cell,
    figure_cells,
    figure_columns,
    mark_of,
    rank_cell,
    rank_column,
    status_of,
    text_cell,
    verdict_cell,
    whole_figure_cell,
    whole_figure_column,
)
from survey.reports.handed_up.material import Material
from survey.reports.handed_up.report import Cell, Column, Row, Table
from survey.reports.handed_up.tables import axis_start, notes_of
from survey.reports.heat_table import HeatRow, build_heat_table
from survey.reports.office_table import OfficeGroup, OfficeRow, OfficeTable
from survey.reports.plain import plain
from survey.reports.series import Change
from survey.reports.wording import Wording


def group_table(material: Material, group: OfficeGroup, table: OfficeTable) -> Table:
    """Return the offices of one group by name, with their marks."""
    _, wording = material.translate, material.wording
    return Table(
        key=f"group-{group.verdict}",
        caption=_("%(group)s so với các đơn vị còn lại, %(period)s")
        % {"group": wording.group(group.verdict), "period": material.period},
        columns=(
            Column(_("Đơn vị"), (_("Đơn vị"),), width=4.0),
            *figure_columns(wording),
        ),
        rows=tuple(
            Row(
                (text_cell(row.name), *figure_cells(row.figure, wording)),
                status_of(row.figure, wording),
                mark_of(row.figure, reference=table.total, verdict=row.verdict),
            )
            for row in group.rows
        ),
        # One axis for all groups, so that what looks far is far.
        axis_start=axis_start(
            [row.figure for each in table.all_groups for row in each.rows]
        ),
    )


def offices_table(
    material: Material, table: OfficeTable, changes: Mapping[str, Change | None]
) -> Table:
    """Return every office in the official order, those without answers included."""
    _, wording = material.translate, material.wording
    by_code = {row.code: row for group in table.all_groups for row in group.rows}
    rows = [by_code[office.code] for office in material.result.offices]
    has_before = any(change is not None for change in changes.values())
    has_coverage = material.sources.coverage.together is not None
    columns = wording.columns()
    return Table(
        key="offices",
        caption=_("Chỉ số từng đơn vị, %(period)s") % {"period": material.period},
        columns=(
            Column(_("TT"), (_("TT"),), is_number=True, width=0.8),
            Column(_("Đơn vị"), (columns.office_code, columns.office), width=4.2),
            *figure_columns(wording),
            *((_coverage_column(material),) if has_coverage else ()),
            Column(columns.group, (columns.group,), width=2.9),
            *(
                (Column(_("So với kỳ trước"), (_("So với kỳ trước"),), width=2.5),)
                if has_before
                else ()
            ),
            rank_column(wording),
        ),
        rows=tuple(
            _office_row(
                material,
                number,
                row,
                table,
                changes=changes if has_before else None,
                has_coverage=has_coverage,
            )
            for number, row in enumerate(rows, start=1)
        ),
        notes=notes_of(material, table.reasons, has_few=table.has_few),
        axis_start=axis_start([row.figure for row in rows]),
    )


def _office_row(
    material: Material,
    number: int,
    row: OfficeRow,
    table: OfficeTable,
    *,
    changes: Mapping[str, Change | None] | None,
    has_coverage: bool,
) -> Row:
    wording, name = material.wording, plain(row.name)
    compared = () if changes is None else (_change_cell(material, changes[row.code]),)
    heard = (_coverage_cell(material, row.coverage),) if has_coverage else ()
    return Row(
        (
            count_cell(number, wording),
            Cell(name, (row.code, name)),
            *figure_cells(row.figure, wording),
            *heard,
            verdict_cell(row.verdict, wording),
            *compared,
            rank_cell(row.rank, wording, none=material.translate("không xếp hạng")),
        ),
        status_of(row.figure, wording),
        mark_of(row.figure, reference=table.total, verdict=row.verdict),
    )


def _coverage_column(material: Material) -> Column:
    _ = material.translate
    name = _("Phiếu trên 100 lượt")
    return Column(
        name,
        (name, _("Số hồ sơ đã giải quyết"), _("Số phiếu của các tháng đó")),
        is_number=True,
        width=1.3,
    )


def _coverage_cell(material: Material, coverage: Coverage | None) -> Cell:
    """Return answers for each hundred dossiers, and in files what it is made of."""
    text = material.coverage_wording.rate(coverage)
    if coverage is None:
        return Cell(text, (NOT_THERE,) * 3)
    rate = Decimal(f"{coverage.per_hundred:.12f}").quantize(
        Decimal("0.1"), ROUND_HALF_UP
    )
    return Cell(text, (rate, coverage.settled, coverage.answered))


def _change_cell(material: Material, change: Change | None) -> Cell:
    """Return the change since the wave before as a word."""
    _ = material.translate
    if change is None:
        return text_cell("–")
    if change.difference is None:
        return text_cell(_("không so được") if change.breaks else _("chưa đủ phiếu"))
    return text_cell(
        {
            Difference.HIGHER: _("Tăng rõ"),
            Difference.LOWER: _("Giảm rõ"),
        }.get(change.verdict, _("Chưa thấy thay đổi rõ"))
    )


def heat_table(material: Material) -> Table:
    """Return offices by factors: a shape stands only where a cell clearly differs."""
    _, wording = material.translate, material.wording
    heat = build_heat_table(material.result, audience=material.audience)
    return Table(
        key="offices-by-factors",
        caption=_("Điểm từng yếu tố của từng đơn vị, %(period)s")
        % {"period": material.period},
        columns=(
            Column(
                _("Đơn vị"), (wording.columns().office_code, _("Đơn vị")), width=2.2
            ),
            *(
                whole_figure_column(plain(name) or _("Chỉ số"), wording)
                for name in heat.columns
            ),
        ),
        rows=tuple(_heat_row(row, wording) for row in heat.rows),
        notes=(
            _(
                "▲ cao hơn rõ, ▼ thấp hơn rõ so với mọi đơn vị còn lại gộp lại. Kiểm định t trên "
                "từng phiếu, %(compared)s phép so sánh, đã điều chỉnh trên cả bảng (phương pháp Holm)."
            )
            % {"compared": wording.numbers.count(heat.compared)},
            *notes_of(material, heat.reasons, has_few=False),
        ),
    )


def _heat_row(row: HeatRow, wording: Wording) -> Row:
    name = plain(row.name)
    cells = (
        whole_figure_cell(cell.figure, cell.verdict, wording) for cell in row.cells
    )
    return Row((Cell(name, (row.code, name)), *cells))
