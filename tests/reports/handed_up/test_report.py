"""The report before any format: what is in it, in which order, and what it never says."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import col

from survey.reports.first_look import build_first_look
from survey.reports.first_look_wording import FirstLookWording
from survey.reports.handed_up.building import UnknownOffice
from survey.reports.handed_up.report import Kind, Listing, Paragraph, Report, Table
from survey.reports.plain import plain
from survey.reports.wave_result import wave_result
from survey.store import actions
from survey.store.actions import NewAction
from survey.store.engine import Store
from survey.store.places import office_by_code
from survey.store.tables import Tally
from survey.store.tallies import add_cells, stored_cells
from survey.store.waves import wave_by_code
from tests.fixtures.bureau import OFFICES, WAVE
from tests.fixtures.lan import queries
from tests.fixtures.people import TODAY
from tests.reports.conftest import Build
from tests.reports.handed_up.conftest import report_of


def text_of(report: Report) -> str:
    """Return every sentence of a report."""
    said = []
    for section in report.sections:
        said.append(section.heading)
        for block in section.blocks:
            if isinstance(block, Paragraph):
                said.append(block.text)
            elif isinstance(block, Listing):
                said.extend(block.items)
    return "\n".join(said)


def section_of(report: Report, heading: str) -> str:
    """Return the sentences under one heading."""
    (found,) = (each for each in report.sections if each.heading == heading)
    return text_of(replace(report, sections=(found,)))


def table_of(report: Report, key: str) -> Table:
    return next(table for table in report.tables if table.key == key)


def test_what_comes_before_any_result_is_how_it_was_made(full: Report) -> None:
    headings = [section.heading for section in full.sections if section.level == 1]
    assert headings == [
        "Tóm tắt",
        "PHẦN MỘT. TÌNH HÌNH TRIỂN KHAI",
        "PHẦN HAI. KẾT QUẢ",
        "PHẦN BA. VIỆC THEO DÕI VÀ KIẾN NGHỊ",
        "PHỤ LỤC A. CÁC BẢNG",
        "PHỤ LỤC B. PHƯƠNG PHÁP",
        "PHỤ LỤC C. MẪU PHIẾU",
        "PHỤ LỤC D. MÃ KIỂM TRA",
    ]


def test_the_first_page_holds_three_findings_three_proposals_and_a_caution(
    full: Report,
) -> None:
    listings = [
        block
        for section in full.sections[:4]
        for block in section.blocks
        if isinstance(block, Listing)
    ]
    assert [len(listing.items) for listing in listings] == [3, 3]
    # 196 + 136 + 75 + 36 satisfied of 200 + 180 + 205 + 51 answers; Đông Xuân's four wait for a fifth.
    assert "69,7 (" in text_of(replace(full, sections=full.sections[:1]))
    assert "Nó không nói gì về những người không trả lời." in section_of(
        full, "Lưu ý khi đọc"
    )


def test_findings_name_the_offices_that_clearly_differ(full: Report) -> None:
    said = section_of(full, "Kết quả chính")
    assert "1 đơn vị cao hơn rõ" in said and "1 thấp hơn rõ" in said
    assert "Chỉ tiêu 80,0 điểm. Gộp mọi đơn vị: rõ ràng chưa đạt." in said
    proposed = section_of(full, "Đề xuất để cơ quan xem xét")
    assert (
        "Làm việc với đơn vị thấp hơn rõ để tìm nguyên nhân trước khi kết luận: Xã Hòa Thắng."
        in proposed
    )
    assert "3 đơn vị chưa đủ 30 phiếu, trong đó 2 đơn vị" in proposed


def test_offices_and_services_without_answers_are_listed(full: Report) -> None:
    said = section_of(full, "4. Đơn vị, dịch vụ chưa có phiếu")
    assert "Xã An Nhơn" in said
    stages = table_of(full, "stages")
    nobody = [row.cells[0].text for row in stages.rows if row.cells[1].values == (0,)]
    assert "hỏi thông tin" in nobody
    offices = table_of(full, "offices")
    assert [row.cells[1].values[1] for row in offices.rows].count("Xã An Nhơn") == 1


def test_what_is_not_there_yet_is_said_and_nothing_is_made_up(full: Report) -> None:
    said = text_of(full)
    assert "Chưa có góp ý nào được phân loại xong ở đợt này." in said
    assert "Chưa ghi việc nào đã hứa từ kỳ trước" in said
    assert "chưa có số liệu hồ sơ" in said


def test_an_open_wave_is_taken_and_the_report_says_so(full: Report) -> None:
    assert "Đợt này còn nhận phiếu" in text_of(full)
    assert dict(full.facts)["Tình trạng"].startswith("Đợt đang mở")


def test_wave_release_questionnaire_and_program_are_printed(
    full: Report, scorecard: Report
) -> None:
    for report in (full, scorecard):
        facts = dict(report.facts)
        assert facts["Đợt"] == "Đợt khảo sát thử (2026-dot-2)"
        assert facts["Số liệu tính đến hết ngày"] == "24/11/2026"
        assert facts["Mẫu phiếu"].endswith("(quick, phiên bản 1)")
        assert len(facts["Mã băm mẫu phiếu (SHA-256)"]) == 64
        assert facts["Phần mềm"].startswith("sipas-survey ")


def test_the_index_bears_our_name_and_never_the_ministry_s_alone(
    full: Report, summary: Report, scorecard: Report
) -> None:
    for report in (full, summary, scorecard):
        assert "cách tính kiểu SIPAS" in report.subtitle
    said = text_of(full)
    assert "đó không phải chỉ số do Bộ Nội vụ công bố" in said
    # The name that belongs to the ministry's own figures.
    assert "Chỉ số " + "SIPAS" not in said


def test_an_office_under_the_floor_has_no_number_anywhere(full: Report) -> None:
    hidden = [
        row
        for table in full.tables
        for row in table.rows
        if any("Xã Đông Xuân" in cell.text for cell in row.cells)
    ]
    assert len(hidden) == 2
    for row in hidden:
        numbers = [
            value
            for cell in row.cells
            for value in cell.values
            if isinstance(value, Decimal)
        ]
        assert numbers == []
        assert "[c]" in {value for cell in row.cells for value in cell.values}


def test_a_scorecard_withholds_what_the_head_may_not_see(
    build: Build, sqlite_store: Store
) -> None:
    # Eight people who all agree: the reform office may know, the head may not.
    build({"AA": ["555555"] * 8, "BB": [4] * 40, "CC": [3, 4] * 20})
    sheet = report_of(sqlite_store, Kind.SCORECARD, office_code="AA")
    factors = table_of(sheet, "factors")
    assert {row.cells[1].text for row in factors.rows} == {"ẩn kèm"}
    offices = table_of(report_of(sqlite_store, Kind.FULL), "offices")
    assert offices.rows[0].cells[2].text == "8"


def test_all_offices_stand_on_a_sheet_only_where_they_hide_the_only_other(
    build: Build, sqlite_store: Store
) -> None:
    build({"AA": [5, 4] * 20, "BB": [4] * 40})
    sheet = report_of(sqlite_store, Kind.SCORECARD, office_code="AA")
    headings = [column.heading for column in table_of(sheet, "factors").columns]
    assert "Tất cả các đơn vị" not in headings
    assert "So với mọi đơn vị còn lại" not in text_of(sheet)


def test_answers_that_were_taken_out_are_counted(
    build: Build, sqlite_store: Store
) -> None:
    build({"AA": [5, 4] * 20, "BB": [4] * 40})
    with sqlite_store.writing() as session:
        cell, *_ = stored_cells(session, col(Tally.breakdown) == "")
        add_cells(session, [replace(cell, key=replace(cell.key, included=False))])
    said = section_of(report_of(sqlite_store, Kind.FULL), "3. Phiếu bị loại")
    assert f"đã loại {cell.n} phiếu" in said


def test_a_scorecard_names_an_item_at_one_end_only(scorecard: Report) -> None:
    good, weak = (
        [line for line in section_of(scorecard, heading).splitlines() if ": " in line]
        for heading in ("Làm tốt", "Nên xem trước")
    )
    assert (len(good), len(weak)) == (2, 2)
    assert not {line.split(":")[0] for line in good} & {
        line.split(":")[0] for line in weak
    }
    assert all("trên 100 người" in line for line in (*good, *weak))
    # 40 people are too few to say what goes with being dissatisfied.
    assert "Chưa đủ phiếu để nói nên xem điều gì trước" in section_of(
        scorecard, "Nên xem trước"
    )


def test_what_to_look_at_first_is_what_the_office_s_page_says(
    build: Build, sqlite_store: Store
) -> None:
    # Who is not satisfied with the second of five is not satisfied overall.
    answers = ["555555"] * 90 + ["214555"] * 40 + ["544555"] * 20
    build({"AA": answers, "BB": [4] * 40, "CC": [4] * 40})
    with sqlite_store.reading() as session:
        wave = wave_by_code(session, WAVE)
        assert wave is not None
        result = wave_result(session, wave, language="vi", today=TODAY)
        look = build_first_look(session, result, 0)
    assert look is not None and look.points
    sheet = report_of(sqlite_store, Kind.SCORECARD, office_code="AA")
    said = section_of(sheet, "Nên xem trước")
    assert all(FirstLookWording("vi").reason(point) in said for point in look.points)
    full = report_of(sqlite_store, Kind.FULL)
    assert len(table_of(full, "look-first").rows) == 1
    assert look.points[0].name.rstrip("?") in section_of(
        full, "Đề xuất để cơ quan xem xét"
    )


def test_promises_of_before_stand_with_their_state(
    build: Build, sqlite_store: Store
) -> None:
    build({"AA": [5, 4] * 20, "BB": [4] * 40, "CC": [4] * 40})
    with sqlite_store.writing() as session:
        office = office_by_code(session, "AA")
        assert office is not None and office.id is not None
        before = date(2026, 10, 1)
        actions.add_action(
            session,
            NewAction(
                office_id=office.id,
                what="Thêm ghế chờ",
                owner="Trưởng bộ phận",
                effective_on=before,
                due_on=date(2026, 10, 31),
                expected_points=3.0,
                recorded_on=before,
                recorded_by="minh",
                source="Góp ý của người dân",
            ),
        )
    full = report_of(sqlite_store, Kind.FULL)
    (row,) = table_of(full, "promised").rows
    assert [cell.text for cell in row.cells] == [
        "AA",
        "Thêm ghế chờ",
        "Trưởng bộ phận",
        "31/10/2026",
        "Dự kiến",
        # No wave ended before the day it took effect.
        "không so được",
    ]
    sheet = report_of(sqlite_store, Kind.SCORECARD, office_code="AA")
    assert "Thêm ghế chờ – Dự kiến (31/10/2026); không so được" in text_of(sheet)
    other = report_of(sqlite_store, Kind.SCORECARD, office_code="BB")
    assert "Thêm ghế chờ" not in text_of(other)


def test_no_answer_at_all_still_makes_a_report(
    build: Build, sqlite_store: Store
) -> None:
    build({"AA": []})
    for kind in Kind:
        report = report_of(sqlite_store, kind, office_code="AA")
        assert "Chưa đủ phiếu (dưới 5)" in text_of(report)
        assert dict(report.facts)["Số liệu tính đến hết ngày"].startswith("chưa có")


def test_an_office_that_is_not_there_is_refused(province_store: Store) -> None:
    with pytest.raises(UnknownOffice):
        report_of(province_store, Kind.SCORECARD, office_code="XX")


def test_the_code_is_the_same_for_the_same_figures_and_another_for_any_other(
    full: Report, province_store: Store
) -> None:
    assert report_of(province_store, Kind.FULL).code == full.code
    offices = table_of(full, "offices")
    last = offices.rows[-1]
    changed = replace(last, cells=(*last.cells[:-1], replace(last.cells[-1], text="1")))
    sections = tuple(
        replace(
            section,
            blocks=tuple(
                (
                    replace(block, rows=(*offices.rows[:-1], changed))
                    if block is offices
                    else block
                )
                for block in section.blocks
            ),
        )
        for section in full.sections
    )
    assert replace(full, sections=sections).code != full.code


def test_another_language_has_the_same_numbers(
    full: Report, province_store: Store
) -> None:
    english = report_of(province_store, Kind.FULL, language="en")
    assert english.title == "REPORT" and english.letterhead is None

    def numbers(report: Report) -> list[object]:
        return [
            value
            for table in report.tables
            for row in table.rows
            for cell in row.cells
            for value in cell.values
            if not isinstance(value, str)
        ]

    # Names sort by letters of the alphabet they are written in, so offices may stand in another order.
    assert sorted(map(str, numbers(english))) == sorted(map(str, numbers(full)))
    assert "đơn vị" not in text_of(english)


def test_queries_do_not_grow_with_offices(
    build: Build, sqlite_store: Store, province_store: Store
) -> None:
    build({f"X{number}": [5, 4, 4, 3, 2] for number in range(3 * len(OFFICES))})
    with queries(province_store) as of_six:
        report_of(province_store, Kind.FULL)
    with queries(sqlite_store) as of_eighteen:
        report_of(sqlite_store, Kind.FULL)
    assert len(of_eighteen) == len(of_six) < 20


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("=1+1", "=1+1"),
        ("\u202eXã\u2066 A\u2069", "Xã A"),
        ("Xã\tA\r\nB\x00\x0b", "Xã A B"),
        ("Xã \ud800A\ufffe", "Xã A"),
        ("Xã\u200b\u00ad A\U000e0041", "Xã A"),
        ("ho\u0061\u0300", "hoà"),
    ],
)
def test_names_lose_only_what_nobody_sees(written: str, seen: str) -> None:
    assert plain(written) == seen
