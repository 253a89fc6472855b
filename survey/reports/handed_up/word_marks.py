"""What python-docx has no words for: tables of many rows, fields, lists that begin anew, the language."""

from docx.document import Document as DocumentObject
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length
from docx.text.paragraph import Paragraph

from survey.reports.handed_up.report import Table

TWIPS_PER_POINT = 20


def table_element(table: Table, *, width: Length, points: float) -> BaseOxmlElement:
    """Return a table whose header stands on each page again and whose rows are never split."""
    whole = sum(column.width for column in table.columns)
    twips = [
        round(width.pt * TWIPS_PER_POINT * column.width / whole)
        for column in table.columns
    ]
    element = _new("w:tbl")
    element.append(_table_properties(sum(twips)))
    grid = _new("w:tblGrid")
    for column_width in twips:
        grid.append(_new("w:gridCol", w=column_width))
    element.append(grid)
    sides = ["right" if column.is_number else "left" for column in table.columns]
    header = [
        (column.heading, 1, side, True)
        for column, side in zip(table.columns, sides, strict=True)
    ]
    element.append(_row(header, twips, points=points, is_header=True))
    for row in table.rows:
        cells = [
            (cell.text, cell.span, side, False)
            for cell, side in zip(row.cells, sides, strict=True)
        ]
        element.append(_row(cells, twips, points=points))
    return element


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """Add a field that Word counts itself; `shown` stands until it does."""
    for kind in ("begin", "separate", "end"):
        if kind == "separate":
            text = _new("w:instrText")
            text.text = f" {instruction} "
            text.set(qn("xml:space"), "preserve")
            paragraph.add_run()._r.append(text)
        if kind == "end":
            paragraph.add_run(shown)
        paragraph.add_run()._r.append(_new("w:fldChar", fldCharType=kind))


def new_numbering(document: DocumentObject) -> int:
    """Return the number of a list that begins at 1 again."""
    style = document.styles["List Number"].element
    of_style = style.pPr.numPr.numId.val
    numbering = document.part.numbering_part.element
    used = [number for number in numbering.num_lst if number.numId == of_style]
    added = numbering.add_num(used[0].abstractNumId.val)
    added.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(added.numId)


def set_language(styles: BaseOxmlElement, language: str) -> None:
    """Say in which language all text is, for spelling and for voices."""
    for found in styles.iter(qn("w:lang")):
        for kind in ("w:val", "w:eastAsia", "w:bidi"):
            found.set(qn(kind), language)


def _table_properties(twips: int) -> BaseOxmlElement:
    properties = _new("w:tblPr")
    properties.append(_new("w:tblW", w=twips, type="dxa"))
    borders = _new("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_new(f"w:{side}", val="single", sz=4, space=0, color="808080"))
    properties.append(borders)
    properties.append(_new("w:tblLayout", type="fixed"))
    properties.append(_new("w:tblLook", val="0420", firstRow=1))
    return properties


def _row(
    cells: list[tuple[str, int, str, bool]],
    twips: list[int],
    *,
    points: float,
    is_header: bool = False,
) -> BaseOxmlElement:
    row = _new("w:tr")
    properties = _new("w:trPr")
    properties.append(_new("w:cantSplit"))
    if is_header:
        properties.append(_new("w:tblHeader"))
    row.append(properties)
    for at, (text, span, side, bold) in enumerate(cells):
        if span:
            width = sum(twips[at : at + span])
            row.append(_cell(text, width, span, side, bold=bold, points=points))
    return row


def _cell(
    text: str, twips: int, span: int, side: str, *, bold: bool, points: float
) -> BaseOxmlElement:
    cell = _new("w:tc")
    properties = _new("w:tcPr")
    properties.append(_new("w:tcW", w=twips, type="dxa"))
    if span > 1:
        properties.append(_new("w:gridSpan", val=span))
    cell.append(properties)
    for line in text.split("\n"):
        paragraph = _new("w:p")
        of_paragraph = _new("w:pPr")
        of_paragraph.append(_new("w:spacing", before=20, after=20))
        of_paragraph.append(_new("w:jc", val=side))
        paragraph.append(of_paragraph)
        run = _new("w:r")
        of_run = _new("w:rPr")
        if bold:
            of_run.append(_new("w:b"))
        of_run.append(_new("w:sz", val=round(2 * points)))
        run.append(of_run)
        written = _new("w:t")
        written.text = line
        written.set(qn("xml:space"), "preserve")
        run.append(written)
        paragraph.append(run)
        cell.append(paragraph)
    return cell


def _new(tag: str, **attributes: str | int) -> BaseOxmlElement:
    element: BaseOxmlElement = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return element
