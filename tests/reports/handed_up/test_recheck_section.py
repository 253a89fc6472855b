"""The independent check in a full report, page and spreadsheet alike."""

import io
import shutil
from pathlib import Path

from openpyxl import load_workbook

from survey.reports.handed_up.csv_file import report_csv
from survey.reports.handed_up.excel_file import report_xlsx
from survey.reports.handed_up.pdf import report_pdf
from survey.reports.handed_up.report import Kind, Listing, Paragraph, Report
from survey.store.engine import Store
from tests.fixtures.bureau import OWN
from tests.fixtures.rechecks import check_independently
from tests.reports.handed_up.conftest import report_of


def section_of(report: Report) -> str:
    """Return what the section says in sentences."""
    (section,) = [one for one in report.sections if "Phúc tra" in one.heading]
    said = []
    for block in section.blocks:
        if isinstance(block, Paragraph):
            said.append(block.text)
        elif isinstance(block, Listing):
            said.extend(block.items)
    return "\n".join(said)


def test_without_a_check_the_report_has_no_such_section(full: Report) -> None:
    assert not [one for one in full.sections if "Phúc tra" in one.heading]


def test_the_report_holds_what_the_page_says(province: Path, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{shutil.copy(province, tmp_path / 'survey.sqlite')}")
    check_independently(store)
    report = report_of(store, Kind.FULL)
    store.close()
    said = section_of(report)
    assert "cao hơn rõ so với phúc tra độc lập: cao hơn 20,1 điểm" in said
    assert "Đã chọn 120 người, 41 người trả lời." in said
    (table,) = [one for one in report.tables if one.key == "recheck"]
    assert [row.cells[0].values[0] for row in table.rows] == [OWN, "HT-03", "ST-02"]
    # Three answers of a side are shown nowhere.
    assert table.rows[1].cells[4].values == ("[c]",)
    assert table.rows[1].cells[7].values == ("[z]",) * 3
    book = load_workbook(io.BytesIO(report_xlsx(report)))
    (sheet,) = [one for one in book.worksheets if one.title.endswith("recheck")]
    found = {row[0]: row for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert found[OWN][10] == 64.7
    assert "tự thu thập cao hơn rõ" in report_csv(report).decode()
    assert report_pdf(report).startswith(b"%PDF")
