"""A full report's tables of perception and expectation: as on the page, in every format."""

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from survey.reports.handed_up.csv_file import report_csv
from survey.reports.handed_up.excel_file import report_xlsx
from survey.reports.handed_up.pdf import report_pdf
from survey.reports.handed_up.report import Kind, Report, Table
from survey.store.engine import Store
from tests.reports.handed_up.conftest import report_of

HEADING = "VIII. Nhận định và mong đợi"


@pytest.fixture(scope="module")
def store(choice_province: Path) -> Iterator[Store]:
    """Give the province whose wave asks every kind of question."""
    store = Store(f"sqlite:///{choice_province}")
    yield store
    store.close()


@pytest.fixture(scope="module")
def report(store: Store) -> Report:
    """Give its full report."""
    return report_of(store, Kind.FULL)


def cells(report: Report, key: str) -> dict[str, list[str]]:
    """Return the printed rows of a table by their heading."""
    (table,) = [one for one in report.tables if one.key == key]
    return {
        row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows
    }


def test_each_question_has_a_table_with_share_and_interval(report: Report) -> None:
    (section,) = [one for one in report.sections if one.heading == HEADING]
    keys = [one.key for one in section.blocks if isinstance(one, Table)]
    assert keys == [
        "choice-learnt",
        "choice-came",
        "choice-on_time",
        "choice-means",
        "choice-first",
    ]
    learnt = cells(report, "choice-learnt")
    assert learnt["Công chức hướng dẫn"] == ["38", "54,3", "42,7–65,4"]
    assert learnt["Cổng dịch vụ công"] == ["ẩn kèm"] * 3
    assert cells(report, "choice-first")["Mở cửa thêm sáng thứ Bảy"][3:] == [
        "40",
        "1,3 (1,2–1,4)",
    ]


def test_a_report_of_a_wave_without_such_questions_has_no_section(full: Report) -> None:
    assert HEADING not in [section.heading for section in full.sections]


def test_the_tables_are_in_every_format(report: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(report)))
    said = {
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row
    }
    assert "Mở cửa thêm sáng thứ Bảy" in said and "54.3" in said
    assert "Thứ hạng trung bình" in said or "Trung bình" in said
    assert "Mở cửa thêm sáng thứ Bảy" in report_csv(report).decode("utf-8-sig")
    assert report_pdf(report).startswith(b"%PDF")


def test_the_english_report_says_the_same(store: Store) -> None:
    report = report_of(store, Kind.FULL, language="en")
    assert "VIII. Perceptions and expectations" in [
        section.heading for section in report.sections
    ]
    assert cells(report, "choice-learnt")["Công chức hướng dẫn"][1] == "54.3"
