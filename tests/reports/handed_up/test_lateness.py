"""The full report puts satisfaction beside dossiers in time: a sentence and a figure, and the table in an annex."""

from survey.reports.handed_up.report import Chart, Kind, Listing, Paragraph, Report
from survey.store.engine import Store
from survey.store.volumes import VolumeRow, put_volumes
from tests.reports.conftest import Build
from tests.reports.handed_up.conftest import report_of

HEADING = "VII. Mức độ hài lòng và hồ sơ trễ hạn"
CODES = [f"X{number:02}" for number in range(11)]


def told(report: Report) -> tuple[list[str], list[Chart], list[Listing]]:
    """Return the sentences, figures and lists under the heading."""
    (section,) = [one for one in report.sections if one.heading == HEADING]
    blocks = section.blocks
    return (
        [block.text for block in blocks if isinstance(block, Paragraph)],
        [block for block in blocks if isinstance(block, Chart)],
        [block for block in blocks if isinstance(block, Listing)],
    )


def test_offices_stand_beside_their_dossiers_in_time(
    sqlite_store: Store, build: Build
) -> None:
    build({code: [5] * (15 + at) + [1] * (25 - at) for at, code in enumerate(CODES)})
    rows = [
        VolumeRow(code, "2026-11", "", 1_000, None, 900 + 5 * at, 80, None, None)
        for at, code in enumerate(CODES)
    ]
    with sqlite_store.writing() as session:
        put_volumes(session, rows, replace=False)
    report = report_of(sqlite_store, Kind.FULL)
    sentences, charts, lists = told(report)
    assert (
        "thường có chỉ số cao hơn" in sentences[0] and "n = 11 đơn vị" in sentences[0]
    )
    assert len(charts) == 1 and charts[0].svg.count('class="mark') == len(CODES)
    assert lists[0].items[0].startswith("Đây là so sánh giữa các đơn vị")
    (table,) = [table for table in report.tables if table.key == "lateness"]
    name, n, _index, _interval, settled, in_time, percent, late = table.rows[2].cells
    assert (name.values[0], n.text, settled.text) == ("X02", "40", "1.000")
    # 910 of 1,000 in time; 80 late, so that 10 are neither.
    assert (in_time.values, percent.text, late.text) == ((910,), "91,0", "80")


def test_without_figures_the_report_says_so(sqlite_store: Store, build: Build) -> None:
    build({"X00": [5, 1] * 20})
    report = report_of(sqlite_store, Kind.FULL)
    sentences, charts, _lists = told(report)
    assert sentences[0].startswith("Chưa có đơn vị nào vừa có từ 30 phiếu")
    assert charts == [] and all(table.key != "lateness" for table in report.tables)
