"""Four formats of one report: the same values in each, the same bytes each time, nothing that runs."""

import io
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from sqlmodel import select

from survey.demo.published import load_settlement_report
from survey.reports import csv_files
from survey.reports.handed_up.files import FORMATS, file_name
from survey.reports.handed_up.report import Kind, Report, Row, Section, Table
from survey.reports.office_table import build_office_table
from survey.reports.wave_result import WaveResult
from survey.reports.wording import Wording
from survey.store import places
from survey.store.engine import Store
from survey.store.tables import DossierReport
from tests.fixtures.bureau import OWN
from tests.fixtures.report_files import (
    formulas_in_xlsx,
    pages_in_pdf,
    tables_in_docx,
    text_in_docx,
    values_in_csv,
    values_in_xlsx,
    values_of,
)
from tests.reports.handed_up.conftest import report_of

HOSTILE = (
    '=HYPERLINK("http://evil","x")',
    "-1+1|cmd' /C calc'!A0",
    "@SUM(1)",
    "<r>&amp;</r><script>alert(1)</script>",
    "\u202etxet\u202c \u2066#strong[x] $1$ @a\u2069",
    '"; =1+1, {{7*7}} \\',
)


@pytest.fixture(scope="module")
def rendered(full: Report) -> dict[str, bytes]:
    """Give the full report in every format."""
    return {name: kind.render(full) for name, kind in FORMATS.items()}


@pytest.fixture(scope="module")
def hostile(
    province: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Report]:
    """Give the full report on a province whose offices bear names that try to run."""
    file = tmp_path_factory.mktemp("hostile") / "survey.sqlite"
    store = Store(f"sqlite:///{shutil.copy(province, file)}")
    with store.writing() as session:
        for office, name in zip(places.offices(session), HOSTILE, strict=False):
            office.name = name
    yield report_of(store, Kind.FULL)
    store.close()


def test_every_format_holds_the_values_of_the_report(
    full: Report, rendered: dict[str, bytes]
) -> None:
    wanted = values_of(full)
    assert values_in_csv(rendered["csv"]) == wanted
    assert values_in_xlsx(rendered["xlsx"]) == {
        name[:31]: values for name, values in wanted.items()
    }


def test_published_figures_on_dossiers_stand_with_what_contradicts_what(
    province: Path, tmp_path: Path
) -> None:
    store = Store(f"sqlite:///{shutil.copy(province, tmp_path / 'survey.sqlite')}")
    with store.writing() as session:
        load_settlement_report(session)
    without = report_of(store, Kind.FULL)
    with store.writing() as session:
        # Of another year, as the one that the demo brings is of 2023.
        for kept in session.exec(select(DossierReport)).all():
            kept.period = "Năm 2026"
    report = report_of(store, Kind.FULL)
    store.close()
    added = [table for table in report.tables if table.key.startswith("dossiers-")]
    assert len(list(report.tables)) - len(list(without.tables)) == len(added) == 2
    assert added[0].rows[1].cells[3].text == "75,22% (2)"
    assert added[0].rows[1].cells[3].values == (Decimal("75.22"),)
    wanted = values_of(report)
    found = values_in_xlsx(FORMATS["xlsx"].render(report))
    assert found == {name[:31]: rows for name, rows in wanted.items()}
    assert "Bảng có 2 chỗ các con số không khớp nhau." in " ".join(
        pages_in_pdf(FORMATS["pdf"].render(report))
    )


def test_paper_and_word_hold_every_cell_as_it_is_printed(
    full: Report, rendered: dict[str, bytes]
) -> None:
    in_word = tables_in_docx(rendered["docx"])
    # The first is the letterhead.
    assert len(in_word) == 1 + len(list(full.tables))
    on_paper = " ".join(pages_in_pdf(rendered["pdf"]))
    for table, found in zip(full.tables, in_word[1:], strict=True):
        assert found[0] == [column.heading for column in table.columns]
        for row, cells in zip(table.rows, found[1:], strict=True):
            printed = [cell.text for cell in row.cells if cell.span]
            assert list(dict.fromkeys(cells)) == list(dict.fromkeys(printed))
            for text in printed:
                assert all(part in on_paper for part in text.split())


def test_the_offices_figures_are_those_of_the_page(
    full: Report, result: WaveResult
) -> None:
    wording = Wording("vi")
    page = csv_files.office_table_file(
        build_office_table(result, audience="reform_office"), wording
    )
    of_page = {
        line.split(",")[0]: line.split(",")[2:6] for line in page.text.splitlines()[1:]
    }
    (table,) = (table for table in full.tables if table.key == "offices")
    for row in table.rows:
        values = [str(value) for cell in row.cells for value in cell.values]
        assert values[3:7] == of_page[values[1]]


def test_the_same_cell_is_withheld_in_every_format(
    full: Report, rendered: dict[str, bytes]
) -> None:
    for found in (values_in_xlsx(rendered["xlsx"]), values_in_csv(rendered["csv"])):
        for name, rows in values_of(full).items():
            hidden = [[value == "[c]" for value in row] for row in rows]
            shown = [[value == "[c]" for value in row] for row in found[name[:31]]]
            assert hidden == shown
    in_word = tables_in_docx(rendered["docx"])[1:]
    for table, rows in zip(full.tables, in_word, strict=True):
        for row, cells in zip(table.rows, rows[1:], strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                assert (text == cell.text) or not cell.is_withheld


def test_the_same_report_is_the_same_file_whenever_it_is_made(
    full: Report, rendered: dict[str, bytes]
) -> None:
    for name, kind in FORMATS.items():
        assert kind.render(full) == rendered[name], name
    for name in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(rendered[name])) as archive:
            moments = {entry.date_time for entry in archive.infolist()}
        assert moments == {(1980, 1, 1, 0, 0, 0)}
    properties = Document(io.BytesIO(rendered["docx"])).core_properties
    assert properties.created == properties.modified
    assert properties.created is not None
    assert properties.created.replace(tzinfo=None) == datetime(2026, 11, 24)


def test_names_that_try_to_run_do_no_harm(hostile: Report) -> None:
    names = {
        row.cells[1].text
        for table in hostile.tables
        if table.key == "offices"
        for row in table.rows
    }
    assert HOSTILE[0] in names and "txet #strong[x] $1$ @a" in names
    wanted = values_of(hostile)
    files = {name: kind.render(hostile) for name, kind in FORMATS.items()}
    assert formulas_in_xlsx(files["xlsx"]) == []
    stripped = {
        table: [[value.lstrip(" ") for value in row] for row in rows]
        for table, rows in values_in_xlsx(files["xlsx"]).items()
    }
    assert stripped == {name[:31]: rows for name, rows in wanted.items()}
    unquoted = {
        table: [[value.removeprefix("'") for value in row] for row in rows]
        for table, rows in values_in_csv(files["csv"]).items()
    }
    assert unquoted == wanted
    # A negative number is none; what is left would be run by a spreadsheet.
    assert not [
        line
        for line in files["csv"].decode("utf-8-sig").splitlines()
        for cell in line.split(",")
        if cell.startswith(("=", "@", "+", '"=', '"@'))
    ]
    said = " ".join(pages_in_pdf(files["pdf"]))
    in_word = tables_in_docx(files["docx"])
    for name in names:
        assert any(name in row for table in in_word for row in table)
        assert all(part in said for part in name.split())
    assert not set("\u202e\u202c\u2066\u2069") & set(said + text_in_docx(files["docx"]))


def test_the_pdf_is_tagged_and_its_first_page_bears_no_number(
    rendered: dict[str, bytes],
) -> None:
    document = pypdfium2.PdfDocument(rendered["pdf"])
    try:
        assert pypdfium2.raw.FPDFCatalog_IsTagged(document)
        title = document.get_metadata_value("Title")
    finally:
        document.close()
    assert title == "BÁO CÁO: Kết quả lấy ý kiến người dân tại Bộ phận một cửa"
    # What the compiler claims where its own check of PDF/UA-1 has passed.
    assert b"<pdfuaid:part>1</pdfuaid:part>" in rendered["pdf"]
    pages = pages_in_pdf(rendered["pdf"])
    assert pages[0].startswith("TỈNH THỬ")
    assert [page.split()[0] for page in pages[1:]] == [
        str(number) for number in range(2, len(pages) + 1)
    ]


def with_rows(report: Report, times: int) -> Report:
    """Return a report whose first section holds a table of very many rows."""
    table = next(table for table in report.tables if table.key == "factors")
    rows: tuple[Row, ...] = table.rows[:1] * times
    long: Table = replace(table, rows=rows)
    return replace(report, sections=(Section("Bảng dài", 1, (long,)),))


def test_a_table_s_head_stands_on_each_of_its_pages(full: Report) -> None:
    long = with_rows(full, 120)
    pages = pages_in_pdf(FORMATS["pdf"].render(long))
    assert len(pages) > 2
    heads = ["Khoảng 95%" in page for page in pages if "Tiếp cận dịch vụ" in page]
    assert all(heads)
    document = Document(io.BytesIO(FORMATS["docx"].render(long)))
    first = document.tables[-1].rows[0]._tr
    assert first.trPr.find(qn("w:tblHeader")) is not None
    assert all(
        row._tr.trPr.find(qn("w:cantSplit")) is not None
        for row in document.tables[-1].rows
    )


def test_word_has_headings_counted_captions_texts_for_pictures_and_its_language(
    full: Report, rendered: dict[str, bytes]
) -> None:
    document = Document(io.BytesIO(rendered["docx"]))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert {f"Heading {level}" for level in (1, 2, 3)} <= set(styles)
    assert styles.count("Caption") == len(list(full.tables)) + len(list(full.charts))
    fields = [text.text for text in document.element.iter(qn("w:instrText"))]
    assert len([field for field in fields if "SEQ Bảng" in field]) == len(
        list(full.tables)
    )
    pictures = [shape._inline.docPr for shape in document.inline_shapes]
    assert len(pictures) == len(list(full.charts))
    assert all(picture.get("descr") for picture in pictures)
    languages = {
        lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))
    }
    assert languages == {"vi-VN"}


def test_lists_in_word_begin_at_one_each(rendered: dict[str, bytes]) -> None:
    document = Document(io.BytesIO(rendered["docx"]))
    numbers = [
        paragraph._p.pPr.numPr.numId.val
        for paragraph in document.paragraphs
        if paragraph.style.name == "List Number"
    ]
    assert len(set(numbers[:6])) == 2 and len(set(numbers[:3])) == 1


def test_a_letter_that_no_font_has_is_refused_by_paper_and_kept_elsewhere(
    full: Report,
) -> None:
    from survey.reports.typesetting import TypesettingError

    odd = replace(full, sections=(Section("部門", 1),))
    with pytest.raises(TypesettingError):
        FORMATS["pdf"].render(odd)
    assert "部門" in text_in_docx(FORMATS["docx"].render(odd))


def test_names_of_files_are_ascii_and_tell_office_wave_and_release(
    full: Report, summary: Report, scorecard: Report
) -> None:
    assert file_name(full, "xlsx") == "hai-long_day-du_2026-dot-2_2026-11-24.xlsx"
    assert file_name(summary, "pdf") == "hai-long_tom-tat_2026-dot-2_2026-11-24.pdf"
    assert file_name(scorecard, "csv") == f"hai-long_{OWN}_2026-dot-2_2026-11-24.csv"
