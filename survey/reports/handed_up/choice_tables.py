"""What a report says of perceptions and expectations: a table for each question, as on the wave's page."""

from collections.abc import Iterator
from decimal import Decimal

from forms.questionnaire.choices import RANK
from survey.reports.choice_wording import ChoiceWording
from survey.reports.choices import ChoiceRow, ChoiceTable, Mean, build_choices
from survey.reports.csv_files import CONFIDENTIAL
from survey.reports.figures import Estimate
from survey.reports.handed_up.cells import (
    count_cell,
    percent_cell,
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
from survey.reports.numbers import plain_decimal, plain_points
from survey.reports.plain import plain


def choice_blocks(material: Material) -> tuple[Block, ...]:
    """Return the tables of all offices together; none where the wave asks no such questions."""
    tables = build_choices(
        material.session, material.result, audience=material.audience
    )
    return tuple(_blocks(material, tables))


def _blocks(material: Material, tables: tuple[ChoiceTable, ...]) -> Iterator[Block]:
    say = ChoiceWording(material.language)
    for content in ("perception", "expectation"):
        found = [table for table in tables if table.question.content == content]
        if found:
            yield Paragraph(say.heading(content), "finding")
        for table in found:
            if table.rows:
                yield _table(material, table, say)
                yield Paragraph(say.method(table), "method")
            else:
                yield Paragraph(f"{plain(table.question.text)} {say.basis(table)}")


def _table(material: Material, table: ChoiceTable, say: ChoiceWording) -> Table:
    return Table(
        key=f"choice-{table.question.code}",
        caption=plain(table.question.text),
        columns=_columns(table, say),
        rows=tuple(_row(material, table, row, say) for row in table.rows),
        notes=tuple(
            filter(
                None,
                (
                    say.basis(table),
                    say.mean_number(table),
                    say.hidden() if table.hides else "",
                ),
            )
        ),
    )


def _columns(table: ChoiceTable, say: ChoiceWording) -> tuple[Column, ...]:
    name, chosen, share, interval, *of_rank = say.columns(table)
    columns = (
        Column(name, (name,), width=4.0),
        Column(chosen, (chosen,), is_number=True, width=1.4),
        Column(f"{share} (%)", (f"{share} (%)",), is_number=True, width=1.4),
        Column(interval, say.limits(), is_number=True, width=1.8),
    )
    if not of_rank:
        return columns
    placed, mean = of_rank
    return (
        *columns,
        Column(placed, (placed,), is_number=True, width=1.4),
        Column(mean, say.mean_columns(), is_number=True, width=2.2),
    )


def _row(
    material: Material, table: ChoiceTable, row: ChoiceRow, say: ChoiceWording
) -> Row:
    wording, hidden = material.wording, say.withheld(row)
    share = row.figure.share if isinstance(row.figure, Estimate) else None
    cells: tuple[Cell, ...] = (
        text_cell(row.name),
        count_cell(row.chosen, wording, hidden=hidden),
        percent_cell(share, wording, hidden=hidden),
        _interval(material, row, hidden),
    )
    if table.question.kind == RANK:
        placed, mean = say.cells(table, row)[3:]
        cells += (
            count_cell(row.placed, wording, hidden=placed),
            _mean(row.mean_place, mean),
        )
    return Row(cells, status_of(row.figure, wording))


def _interval(material: Material, row: ChoiceRow, hidden: str) -> Cell:
    if not isinstance(row.figure, Estimate):
        return Cell(hidden, (CONFIDENTIAL,) * 2, is_withheld=True)
    low, high = row.figure.low, row.figure.high
    return Cell(
        material.numbers.interval(low, high),
        (Decimal(plain_points(low)), Decimal(plain_points(high))),
    )


def _mean(mean: Mean | None, text: str) -> Cell:
    if mean is None:
        return Cell(text, (CONFIDENTIAL,) * 3, is_withheld=True)
    return Cell(
        text,
        tuple(Decimal(plain_decimal(one)) for one in (mean.value, mean.low, mean.high)),
    )
