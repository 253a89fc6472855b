"""Published reports are kept exactly, once, and never overwritten."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from survey.store.dossiers import (
    PrintedFigure,
    PrintedReport,
    ReportDiffers,
    figures_of_rows,
    keep_report,
    reports,
)
from survey.store.engine import Store

REPORT = PrintedReport(
    code="2023",
    kind="settlement",
    title="Kết quả giải quyết hồ sơ năm 2023",
    source="Theo bài báo",
    period="2023",
    figures=(
        PrintedFigure("province", "settled", "75537"),
        PrintedFigure("province", "on_time_rate", "99.70"),
        PrintedFigure("total", "settled", "562934"),
    ),
)


def test_a_report_is_read_as_it_was_kept(store: Store) -> None:
    with store.writing() as session:
        assert keep_report(session, REPORT)
    with store.reading() as session:
        assert reports(session) == (REPORT,)


def test_the_same_report_twice_is_kept_once(store: Store) -> None:
    with store.writing() as session:
        keep_report(session, REPORT)
    with store.writing() as session:
        assert not keep_report(session, REPORT)
    with store.reading() as session:
        assert reports(session) == (REPORT,)


def test_another_report_under_the_same_code_is_refused(store: Store) -> None:
    changed = replace(REPORT, figures=REPORT.figures[:2])
    with store.writing() as session:
        keep_report(session, REPORT)
    with pytest.raises(ReportDiffers), store.writing() as session:
        keep_report(session, changed)
    with store.reading() as session:
        assert reports(session) == (REPORT,)


def test_reports_stand_in_the_order_they_came(store: Store) -> None:
    with store.writing() as session:
        keep_report(session, REPORT)
        keep_report(session, replace(REPORT, code="1999"))
    with store.reading() as session:
        assert [report.code for report in reports(session)] == ["2023", "1999"]


@pytest.mark.parametrize(
    "wrong",
    [
        replace(REPORT, kind="other"),
        replace(REPORT, figures=(PrintedFigure("a", "other", "1"),)),
        replace(REPORT, figures=(PrintedFigure("a", "settled", ""),)),
        replace(REPORT, figures=(PrintedFigure("", "settled", "1"),)),
    ],
)
def test_the_schema_refuses_what_is_no_report(
    store: Store, wrong: PrintedReport
) -> None:
    with pytest.raises(IntegrityError), store.writing() as session:
        keep_report(session, wrong)


def test_empty_cells_of_a_file_are_no_figures() -> None:
    rows = [{"level": "total", "settled": "10", "on_time": "", "printed_rate": "9.5"}]
    assert figures_of_rows("settlement", rows) == (
        PrintedFigure("total", "settled", "10"),
        PrintedFigure("total", "on_time_rate", "9.5"),
    )
