"""What a report says of fields of service: their indices, and services that nobody's answer is about."""

from collections.abc import Iterator, Sequence

from survey.reports.csv_files import NOT_THERE
from survey.reports.field_wording import FieldWording
from survey.reports.fields import FieldRow, FieldsOfWave
from survey.reports.handed_up.cells import (
    count_cell,
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
    Listing,
    Paragraph,
    Row,
    Table,
)
from survey.reports.handed_up.tables import axis_start, notes_of
from survey.reports.plain import plain
from survey.reports.selection_wording import SelectionWording


def fields_without_answers(material: Material) -> Iterator[Block]:
    """Yield which services nobody's answer is about, as far as forms ask for the field."""
    _, found = material.translate, material.sources.fields
    say = FieldWording(material.language)
    if found is None:
        yield Paragraph(
            _(
                "Dịch vụ không có người đến: chưa quầy nào hỏi lĩnh vực trên phiếu, nên chưa liệt kê được. "
                "Bảng trên ghi cả việc không có phiếu nào (0)."
            )
        )
        return
    yield Paragraph(
        " ".join(filter(None, (say.summary(found), say.unnamed(found)))), "finding"
    )
    said = say.silent(found)
    if said:
        yield Listing(tuple(map(plain, said)))
        yield Paragraph(_("Từng lĩnh vực: xem Phụ lục A."), "method")


def field_tables(material: Material) -> Iterator[Block]:
    """Yield the index of each field, then the fields without an answer."""
    found = material.sources.fields
    if found is None:
        return
    rows = [row for row in found.answered if not row.is_of_one_counter]
    if rows:
        yield _answered(material, found, rows)
        said = (
            FieldWording(material.language).caution(),
            SelectionWording(material.language).pooled(),
        )
        yield Paragraph(" ".join(said), "method")
    left_out = [row.name for row in found.answered if row.is_of_one_counter]
    if left_out:
        message = material.translate(
            "Không nêu chỉ số của lĩnh vực chỉ một quầy phục vụ, vì đó là số liệu của quầy: %(names)s."
        )
        yield Paragraph(message % {"names": plain("; ".join(left_out))}, "method")
    if found.without_answers:
        yield _silent(material, found)


def _answered(
    material: Material, found: FieldsOfWave, rows: Sequence[FieldRow]
) -> Table:
    _, wording = material.translate, material.wording
    return Table(
        key="fields",
        caption=_("Chỉ số theo lĩnh vực người đến chọn trên phiếu, %(period)s")
        % {"period": material.period},
        columns=(
            Column(_("Lĩnh vực"), (_("Lĩnh vực"),), width=4.0),
            *figure_columns(wording),
        ),
        rows=tuple(
            Row(
                (text_cell(row.name), *figure_cells(row.figure, wording)),
                status_of(row.figure, wording),
                mark_of(row.figure, reference=material.index),
            )
            for row in rows
            if row.figure is not None
        ),
        notes=notes_of(material, found.reasons, has_few=found.has_few),
        axis_start=axis_start([row.figure for row in rows if row.figure is not None]),
    )


def _silent(material: Material, found: FieldsOfWave) -> Table:
    _ = material.translate
    name, *counted = FieldWording(material.language).columns(found)
    return Table(
        key="fields-without-answers",
        caption=_("Lĩnh vực chưa có phiếu nào được tính, %(period)s")
        % {"period": material.period},
        columns=(
            Column(name, (name,), width=4.0),
            *(Column(each, (each,), is_number=True, width=1.6) for each in counted),
        ),
        rows=tuple(_silent_row(material, row) for row in found.without_answers),
    )


def _silent_row(material: Material, row: FieldRow) -> Row:
    wording = material.wording

    def known(n: int | None) -> Cell:
        return Cell("–", (NOT_THERE,)) if n is None else count_cell(n, wording)

    return Row(
        (
            text_cell(row.name),
            known(row.procedures),
            known(row.settled),
            count_cell(row.counters, wording),
        )
    )
