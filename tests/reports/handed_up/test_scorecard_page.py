"""The scorecard is one sheet, whatever stands on it, and other programs open what they are given."""

import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from survey.reports.handed_up.files import FORMATS
from survey.reports.handed_up.report import Kind, Report
from survey.store.engine import Store
from survey.trust.sealing import seal
from tests.fixtures.absence import leave_out
from tests.fixtures.bureau import WAVE
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)
from tests.fixtures.report_files import pages_in_pdf, tables_in_docx
from tests.reports.handed_up.conftest import report_of

LONGEST = (
    "Trung tâm Phục vụ hành chính công phường Thạch Lĩnh Thượng - Điểm tiếp nhận số 2 "
    "khu phố Nguyễn Thị Minh Khai và khu công nghiệp Đồng Tâm mở rộng"
)
WAYS = "ABCDL"


@pytest.fixture(scope="module")
def crowded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Give the scorecard of the office with the longest name, every factor, every way in and eight waves."""
    file = tmp_path_factory.mktemp("crowded") / "survey.sqlite"
    store = Store(f"sqlite:///{shutil.copy(sqlite_template, file)}")
    with store.writing() as session:
        counters = [
            make_counter(session, make_office(session, code, name=name))
            for code, name in (("AA", LONGEST), ("BB", "Xã Bê"), ("CC", "Xã Xê"))
        ]
        for number in range(8):
            day = TODAY - timedelta(days=8 - number)
            is_last = number == 7
            wave = make_wave(
                session,
                WAVE if is_last else f"2026-{number}",
                questionnaire="sipas-2017",
                full=True,
                opens_on=day,
                closes_on=day,
            )
            for counter in counters:
                for way in WAYS if is_last else "D":
                    make_responses(
                        session,
                        counter,
                        wave,
                        scores=[5, 4, 4, 3, 2],
                        received_on=day,
                        channel=way,
                    )
    seal(store, TODAY)
    report = report_of(store, Kind.SCORECARD, office_code="AA")
    store.close()
    return report


def test_everything_fits_on_one_sheet_in_both_languages(crowded: Report) -> None:
    assert len(crowded.sections) == 8
    (page,) = pages_in_pdf(FORMATS["pdf"].render(crowded))
    for section in crowded.sections:
        assert section.heading in page
    trend = [table for table in crowded.tables if table.key == "waves"]
    assert len(trend[0].rows) == 8
    longer = replace(crowded, subtitle=crowded.subtitle * 3)
    assert len(pages_in_pdf(FORMATS["pdf"].render(longer))) == 1


def test_a_rank_on_the_sheet_is_small_and_has_its_range(scorecard: Report) -> None:
    loud = [
        block.text
        for section in scorecard.sections
        for block in section.blocks
        if getattr(block, "role", "") in ("big", "finding")
    ]
    quiet = [
        block.text
        for section in scorecard.sections
        for block in section.blocks
        if getattr(block, "role", "") == "method"
    ]
    assert not any("Hạng" in text for text in loud)
    assert any(text.startswith("Hạng 1 trong 3") for text in quiet)


def test_a_word_processor_opens_the_report_and_reads_it_back(
    full: Report, scorecard: Report, tmp_path: Path
) -> None:
    program = shutil.which("soffice")
    if program is None:
        leave_out("office", "no LibreOffice on this machine")
    file = tmp_path / "report.docx"
    file.write_bytes(FORMATS["docx"].render(full))
    sheet = tmp_path / "sheet.docx"
    sheet.write_bytes(FORMATS["docx"].render(scorecard))
    subprocess.run(
        [program, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
        + ["--convert-to", "pdf", "--outdir", str(tmp_path), str(file), str(sheet)],
        check=True,
        capture_output=True,
        timeout=90,
    )
    assert len(pages_in_pdf((tmp_path / "sheet.pdf").read_bytes())) == 1
    said = " ".join(pages_in_pdf((tmp_path / "report.pdf").read_bytes()))
    assert "PHỤ LỤC B. PHƯƠNG PHÁP" in said
    for table in tables_in_docx(file.read_bytes())[1:]:
        for row in table:
            for cell in row:
                assert all(part in said for part in cell.split()), cell
