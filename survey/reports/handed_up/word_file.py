"""A report as DOCX: to be edited, with real tables, headings, captions that count themselves and alternative texts."""

import io
import zipfile
from datetime import datetime

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as DocxParagraph

from survey.reports.handed_up.pdf import chart_png
from survey.reports.handed_up.report import (
    Block,
    Chart,
    Kind,
    Letterhead,
    Lines,
    Listing,
    Paragraph,
    Report,
    Section,
    Table,
)
from survey.reports.handed_up.word_marks import (
    add_field,
    new_numbering,
    set_language,
    table_element,
)

FONT = "Times New Roman"
# Decree 30/2020/NĐ-CP asks for 13 or 14 points of text; a scorecard is one sheet.
SIZES = {Kind.FULL: 13.0, Kind.SUMMARY: 13.0, Kind.SCORECARD: 8.5}
MARGINS = {
    Kind.FULL: (20, 20, 30, 15),
    Kind.SUMMARY: (20, 20, 30, 15),
    Kind.SCORECARD: (12, 10, 20, 15),
}
A4 = (Mm(210), Mm(297))
POINTS_PER_INCH = 200
# As many as fit between the margins in the letters of the text.
LINE_DOTS = 34
# The first moment that a ZIP file can name, so that equal reports make equal files.
FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)


def report_docx(report: Report) -> bytes:
    """Return the content of the file; the same report gives the same bytes."""
    writer = _Writer(report)
    writer.write()
    out = io.BytesIO()
    writer.document.save(out)
    return _without_time(out.getvalue())


class _Writer:
    """Puts a report's blocks into a document, one after the other."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.size = SIZES[report.kind]
        self.document: DocumentObject = Document()

    def write(self) -> None:
        """Write the whole report."""
        report = self.report
        self._set_properties()
        self._set_styles()
        self._set_page(is_wide=False)
        if report.demo:
            self._add(report.demo, bold=True)
        if report.letterhead is not None:
            self._letterhead(report.letterhead)
        self._centred(report.title, size=self.size + 2, bold=True)
        self._centred(report.subject, size=self.size + 1, bold=True)
        self._centred(report.subtitle, size=self.size - 1)
        for section in report.sections:
            self._section(section)
        self._add(f"{report.words.code}: {report.code}", bold=True)
        facts = "; ".join(f"{name}: {value}" for name, value in report.facts)
        self._add(f"{facts}.", size=self.size - 2)

    def _set_properties(self) -> None:
        properties, day = self.document.core_properties, self.report.released_on
        moment = datetime(day.year, day.month, day.day)
        properties.title = self.report.name
        properties.subject = self.report.subtitle
        properties.author = ""
        properties.last_modified_by = ""
        properties.comments = ""
        properties.keywords = self.report.code
        properties.language = "vi-VN" if self.report.language == "vi" else "en"
        properties.created = properties.modified = moment
        properties.revision = 1

    def _set_styles(self) -> None:
        styles = self.document.styles
        set_language(styles.element, "vi-VN" if self.report.language == "vi" else "en")
        sizes = {
            "Normal": self.size,
            "Heading 1": self.size + 1,
            "Heading 2": self.size,
            "Heading 3": self.size,
            "Caption": self.size - 2,
            "List Bullet": self.size,
            "List Number": self.size,
        }
        for name, size in sizes.items():
            style = styles[name]
            style.font.name = FONT
            style.font.size = Pt(size)
            style.font.color.rgb = None
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
                fonts.set(qn(kind), FONT)
            for theme in (
                "w:asciiTheme",
                "w:hAnsiTheme",
                "w:eastAsiaTheme",
                "w:cstheme",
            ):
                fonts.attrib.pop(qn(theme), None)
            is_heading = name.startswith("Heading")
            above = (8 if self.size > 10 else 4) if is_heading else 0
            style.paragraph_format.space_before = Pt(above)
            style.paragraph_format.space_after = Pt(2 if self.size < 10 else 5)
            for colour in style.element.rPr.findall(qn("w:color")):
                style.element.rPr.remove(colour)
        styles["Heading 3"].font.italic = True
        styles["Caption"].paragraph_format.keep_with_next = True

    def _set_page(self, *, is_wide: bool) -> None:
        """Give the last section its size, margins and, but on the first page, its number."""
        section = self.document.sections[-1]
        section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = A4[::-1] if is_wide else A4
        top, bottom, left, right = MARGINS[self.report.kind]
        section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
        section.left_margin, section.right_margin = Mm(left), Mm(right)
        section.header_distance = Mm(10)
        is_first = len(self.document.sections) == 1
        section.different_first_page_header_footer = is_first
        if is_first and self.report.kind is not Kind.SCORECARD:
            paragraph = section.header.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            add_field(paragraph, "PAGE", "2")

    def _letterhead(self, head: Letterhead) -> None:
        table = self.document.add_table(rows=1, cols=2)
        left = ((head.issuer, True), (head.number, False))
        right = (
            *((line, True) for line in head.country),
            (head.place_and_day, False),
        )
        for place, (width, lines) in enumerate(((62, left), (103, right))):
            cell = table.rows[0].cells[place]
            cell.width = table.columns[place].width = Mm(width)
            for number, (line, is_bold) in enumerate(lines):
                paragraph = cell.paragraphs[0] if not number else cell.add_paragraph()
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                paragraph.paragraph_format.space_after = Pt(0)
                run = paragraph.add_run(line)
                run.bold, run.font.size = is_bold, Pt(self.size - 1)
        self._add("", size=4.0)

    def _section(self, section: Section) -> None:
        if section.is_wide:
            self.document.add_section()
            self._set_page(is_wide=True)
        heading = self.document.add_heading(section.heading, level=section.level)
        if section.begins_page:
            heading.paragraph_format.page_break_before = True
        for block in section.blocks:
            self._block(block, is_wide=section.is_wide)
        if section.is_wide:
            self.document.add_section()
            self._set_page(is_wide=False)

    def _block(self, block: Block, *, is_wide: bool) -> None:
        match block:
            case Paragraph():
                self._paragraph(block)
            case Listing():
                self._listing(block)
            case Lines():
                for _ in range(block.n):
                    self._add("…" * LINE_DOTS)
            case Chart():
                self._chart(block)
            case Table():
                self._table(block, is_wide=is_wide)

    def _paragraph(self, block: Paragraph) -> None:
        larger = {"big": 5.0, "method": -2.0 if self.size > 10 else -1.0}
        self._add(
            block.text,
            bold=block.role in ("big", "finding"),
            size=self.size + larger.get(block.role, 0.0),
        )

    def _listing(self, block: Listing) -> None:
        number = new_numbering(self.document) if block.is_ordered else None
        for item in block.items:
            style = "List Number" if block.is_ordered else "List Bullet"
            paragraph = self.document.add_paragraph(_unbroken(item), style=style)
            if number is not None:
                properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_numId().val = number
                properties.get_or_add_ilvl().val = 0

    def _chart(self, block: Chart) -> None:
        self._caption(self.report.words.figure, block.code, block.title)
        picture = chart_png(block, points_per_inch=POINTS_PER_INCH)
        is_small = self.report.kind is Kind.SCORECARD
        shape = self.document.add_picture(
            io.BytesIO(picture), width=Mm(70 if is_small else 150)
        )
        named = shape._inline.docPr
        named.set("descr", f"{block.title}. {block.description}")
        named.set("title", block.title)
        if block.caption and not is_small:
            self._add(block.caption, size=self.size - 2)

    def _table(self, table: Table, *, is_wide: bool) -> None:
        self._caption(self.report.words.table, table.code, table.caption)
        top, bottom, left, right = MARGINS[self.report.kind]
        width = (297 if is_wide else 210) - left - right
        body = self.document.element.body
        body.insert(
            # Before the last section's own properties.
            len(body) - 1,
            table_element(table, width=Mm(width), points=max(self.size - 3, 8)),
        )
        # Without notes, what keeps a table from the next block: Word joins tables that touch.
        notes = " ".join(table.notes)
        after = self._add(notes, size=max(self.size - 3, 7.5) if notes else 4.0)
        if not notes:
            after.paragraph_format.line_spacing = Pt(5)
            after.paragraph_format.space_after = Pt(0)

    def _caption(self, kind: str, code: str, text: str) -> None:
        paragraph = self.document.add_paragraph(style="Caption")
        paragraph.add_run(f"{kind} ")
        add_field(paragraph, f"SEQ {kind} \\* ARABIC", code)
        paragraph.add_run(f". {text}")

    def _centred(self, text: str, *, size: float, bold: bool = False) -> None:
        self._add(text, bold=bold, size=size).alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _add(
        self, text: str, *, bold: bool = False, size: float | None = None
    ) -> DocxParagraph:
        paragraph = self.document.add_paragraph()
        run = paragraph.add_run(_unbroken(text))
        run.bold = bold or None
        if size is not None and size != self.size:
            run.font.size = Pt(size)
        return paragraph


def _unbroken(text: str) -> str:
    """Return a text in which a number of answers stays with what it is."""
    return text.replace("n = ", "n\u00a0=\u00a0")


def _without_time(content: bytes) -> bytes:
    """Return the same archive with one moment for each of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
            for name in found.namelist():
                entry = zipfile.ZipInfo(name, FIRST_MOMENT)
                entry.compress_type = zipfile.ZIP_DEFLATED
                written.writestr(entry, found.read(name))
    return out.getvalue()
