"""Files hold what pages show: the same rounding, floors and words."""

import csv
import io
from dataclasses import replace

from survey.reports import csv_files
from survey.reports.comparison import build_comparison
from survey.reports.office_page import build_office_page
from survey.reports.office_table import OfficeRow, build_office_table
from survey.reports.wave_result import WaveResult
from survey.reports.wording import Wording
from tests.fixtures.bureau import OTHER, OWN

VI = Wording("vi")
Rows = list[dict[str, str]]


def rows_of(file: csv_files.CsvFile) -> Rows:
    assert file.text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff"))))


def test_offices_stand_with_their_numbers_and_group(result: WaveResult) -> None:
    table = build_office_table(result, audience="reform_office")
    rows = rows_of(csv_files.office_table_file(table, VI))
    assert [row["Mã đơn vị"] for row in rows] == [
        OWN,
        OTHER,
        "HT-03",
        "PL-04",
        "AN-06",
        "DX-05",
    ]
    first = rows[0]
    # 196 of 200.
    assert first["Số phiếu (n)"] == "40"
    assert first["Chỉ số (điểm)"] == "98.0"
    assert first["So với các đơn vị còn lại"] == "Cao hơn rõ"
    assert (first["Hạng"], first["Hạng có thể, đến"]) == ("1", "1")
    assert rows[3]["Hạng"] == "[z]"
    assert first["Trạng thái"] == "hiện"
    assert rows[3]["Trạng thái"] == "ít phiếu"


def test_a_hidden_figure_is_a_letter_in_brackets_and_a_word(result: WaveResult) -> None:
    table = build_office_table(result, audience="reform_office")
    hidden = rows_of(csv_files.office_table_file(table, VI))[-1]
    numbers = [text for name, text in hidden.items() if "điểm" in name or "(n)" in name]
    assert set(numbers) == {"[c]"}
    assert (hidden["Trạng thái"], hidden["Đơn vị"]) == ("dưới 5", "Xã Đông Xuân")


def test_a_page_s_questions_stand_with_every_level(result: WaveResult) -> None:
    position = result.position_of("PL-04")
    assert position is not None
    page = build_office_page(result, position, audience="reform_office")
    levels = result.questionnaire.scale.labels
    rows = rows_of(csv_files.office_page_file(page, VI, levels=levels))
    by_code = {row["Mã"]: row for row in rows}
    # 9 of 12 satisfied, 3 in the middle.
    access = by_code["q_access"]
    assert [access[f"{label} (%)"] for label in levels] == [
        "0.0",
        "0.0",
        "25.0",
        "75.0",
        "0.0",
    ]
    # Three answered about the result; how many did not would tell how many did.
    hidden = by_code["q_result"]
    assert hidden["Không áp dụng (phiếu)"] == hidden["Bỏ trống (phiếu)"] == "[c]"
    assert {hidden[f"{label} (%)"] for label in levels} == {"[c]"}
    assert by_code["access"]["Bỏ trống (phiếu)"] == "[z]"


def test_a_comparison_holds_the_difference_in_a_row_of_its_own(
    result: WaveResult,
) -> None:
    positions = [result.position_of(code) or 0 for code in (OTHER, OWN)]
    comparison = build_comparison(result, *positions, audience="reform_office")
    last = rows_of(csv_files.comparison_file(comparison, VI))[-1]
    assert last["Đơn vị"] == "Chênh lệch: Xã Sơn Tây trừ Xã Bắc Hà"
    # 136/180 less 196/200; a negative number is no formula.
    assert last["Chỉ số (điểm)"] == "-22.4"
    assert last["Trạng thái"] == "Thấp hơn rõ"


def test_no_cell_is_a_formula(result: WaveResult) -> None:
    table = build_office_table(result, audience="reform_office")
    group = table.groups[0]
    evil = replace(group.rows[0], name='=HYPERLINK("http://evil.example")', code="-1+1")
    changed = replace(table, groups=(replace(group, rows=(evil,)),))
    assert isinstance(evil, OfficeRow)
    row = rows_of(csv_files.office_table_file(changed, VI))[0]
    assert row["Đơn vị"] == '\'=HYPERLINK("http://evil.example")'
    assert row["Mã đơn vị"] == "'-1+1"


def test_a_file_s_name_is_plain(result: WaveResult) -> None:
    table = build_office_table(result, audience="reform_office")
    named = replace(table, head=replace(table.head, code='đợt "2"/2026'))
    assert (
        csv_files.office_table_file(named, VI).name == "hai-long_dot-2-2026_offices.csv"
    )


def test_headings_are_in_the_reader_s_language(result: WaveResult) -> None:
    table = build_office_table(result, audience="reform_office")
    file = csv_files.office_table_file(table, Wording("en"))
    assert file.text.splitlines()[0] == (
        "\ufeffOffice code,Office,Answers (n),Index (points),"
        '"95% interval, from","95% interval, to",Compared with all others,'
        'Rank,"Possible rank, from","Possible rank, to",Status'
    )
