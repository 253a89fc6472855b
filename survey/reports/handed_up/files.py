"""A report as the file that was asked for, with its name and type."""

from collections.abc import Callable
from dataclasses import dataclass

from survey.reports.handed_up.csv_file import report_csv
from survey.reports.handed_up.excel_file import report_xlsx
from survey.reports.handed_up.pdf import report_pdf
from survey.reports.handed_up.report import Report
from survey.reports.handed_up.word_file import report_docx


@dataclass(frozen=True, slots=True)
class FileKind:
    """How a report becomes a file."""

    render: Callable[[Report], bytes]
    content_type: str


FORMATS = {
    "pdf": FileKind(report_pdf, "application/pdf"),
    "docx": FileKind(
        report_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "xlsx": FileKind(
        report_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ),
    "csv": FileKind(report_csv, "text/csv; charset=utf-8"),
}


def file_name(report: Report, file_format: str) -> str:
    """Return a name in ASCII that tells office, wave and release."""
    return f"{report.file_stem}.{file_format}"
