"""What is said of published tables: every kind of finding, ties, and tables that hold together."""

from survey.reports.dossier_table import NOT_THERE, DossierTable, dossier_table
from survey.reports.dossier_wording import DossierWording
from survey.reports.dossiers import reconciled_report
from survey.store.dossiers import PrintedReport, figures_of_rows


def table(
    *rows: str, kind: str = "settlement", language: str = "vi", columns: str = ""
) -> DossierTable:
    """Return a table of rows as in a file: level, settled, on time, rate, and late with its rate."""
    names = (columns or "level settled on_time printed_rate late").split()
    cells = [dict(zip(names, row.split(), strict=False)) for row in rows]
    report = PrintedReport(
        code="r",
        kind=kind,
        title="Bảng",
        source="nguồn",
        period="2023",
        figures=figures_of_rows(kind, cells),
    )
    return dossier_table(reconciled_report(report), DossierWording(language))


def test_a_table_that_holds_together_is_called_so_and_nothing_more() -> None:
    made = table("province 100 90 90.0", "commune 300 240 80", "total 400 330 82.50")
    assert made.summary == "Các con số trong bảng khớp với nhau."
    assert (made.findings, made.corrections) == ((), ())


def test_a_lone_wrong_total_is_read_in_several_ways() -> None:
    made = table("province 120", "commune 130", "total 260")
    assert made.corrections == (
        "Có 3 cách đọc, mỗi cách chỉ khác một con số; chưa thể biết cách nào đúng.",
        "Nếu số hồ sơ đã giải quyết của cấp tỉnh là 130 (bảng ghi 120, khác một chữ số) "
        "thì tổng khớp; xin đối chiếu với số liệu gốc.",
        "Nếu số hồ sơ đã giải quyết của cấp xã là 140 (bảng ghi 130, khác một chữ số) "
        "thì tổng khớp; xin đối chiếu với số liệu gốc.",
        "Nếu tổng số hồ sơ đã giải quyết là 250 (bảng ghi 260, khác một chữ số) "
        "thì tổng khớp; xin đối chiếu với số liệu gốc.",
    )


def test_many_readings_are_counted_and_five_told() -> None:
    rows = [f"office-{number} {100 + number}" for number in range(9)]
    made = table(*rows, f"total {sum(range(100, 109)) + 10}")
    assert made.corrections[0].startswith("Có 10 cách đọc")
    assert len(made.corrections) == 1 + 5


def test_a_total_far_from_its_parts_has_no_single_slip() -> None:
    made = table("province 111", "commune 222", "total 987654")
    assert made.corrections == (
        "Không có lỗi gõ nào ở một con số riêng lẻ giải thích được chỗ không khớp; "
        "xin đối chiếu cả bảng với số liệu gốc.",
    )


def test_a_lone_wrong_rate_is_said_without_calling_it_a_slip_of_one_digit() -> None:
    made = table(
        "province 100 90 90.00", "commune 300 240 93.71", "total 400 330 82.50"
    )
    assert made.findings == (
        "Tỷ lệ đúng hạn của cấp xã: công bố 93,71%, "
        "nhưng tính từ số liệu trong bảng là 80,00%.",
    )
    assert made.corrections == (
        "Nếu tỷ lệ đúng hạn của cấp xã là 80,00% (bảng ghi 93,71%) thì tỷ lệ khớp; "
        "xin đối chiếu với số liệu gốc.",
    )


def test_a_rate_that_was_cut_off_says_so() -> None:
    # 2/3 and 1/6 are rounded up, 8/9 is not.
    made = table("a 3 2 66.67", "b 6 1 16.67", "c 9 8 88.88")
    assert made.findings == (
        "Tỷ lệ đúng hạn của c: công bố 88,88%, nhưng tính từ số liệu trong bảng là 88,89%. "
        "Nếu cắt bỏ phần lẻ thay vì làm tròn thì khớp.",
    )


def test_a_rounded_rate_among_rates_cut_off_says_so() -> None:
    made = table("a 3 2 66.66", "b 9 8 88.88", "c 9 5 55.56")
    assert made.findings == (
        "Tỷ lệ đúng hạn của c: công bố 55,56%, nhưng tính từ số liệu trong bảng là 55,55%. "
        "Nếu làm tròn theo cách khác thì khớp.",
    )


def test_more_on_time_than_settled_is_said_of_its_row() -> None:
    made = table("Sở_Nội_vụ 80 91")
    assert made.findings == (
        "Số hồ sơ đúng hạn hoặc trước hạn của Sở_Nội_vụ là 91, "
        "nhiều hơn số hồ sơ đã giải quyết của Sở_Nội_vụ là 80.",
    )


def test_on_time_and_late_must_make_up_settled() -> None:
    made = table("province 100 90 90 20")
    assert made.findings == (
        "Đúng hạn và trễ hạn cộng lại được 110, "
        "nhưng bảng ghi số hồ sơ đã giải quyết của cấp tỉnh là 100 (lệch 10).",
    )


def test_a_correction_that_upsets_a_rate_names_it() -> None:
    # 1500 must be 150: 40 + 150 = 190; but its 3.33 was computed from 1500.
    made = table("a 40 20 50.00", "b 1500 50 3.33", "total 190 70 36.84")
    assert made.corrections == (
        "Nếu số hồ sơ đã giải quyết của b là 150 "
        "(bảng ghi 1.500, thừa, thiếu hoặc đảo một chữ số) thì tổng khớp; "
        "xin đối chiếu với số liệu gốc. Khi đó cũng phải xem lại: tỷ lệ đúng hạn của b.",
    )


def test_figures_that_were_not_printed_are_dashes() -> None:
    made = table("a 40 20", "b 10", "total 50")
    assert [cell.text for cell in made.rows[1].cells] == ["10", NOT_THERE]
    assert [cell.text for cell in made.totals[-1].cells] == ["50", NOT_THERE]


def test_late_dossiers_by_level_get_their_own_columns() -> None:
    made = table("a 40 30 75 10", "b 10 5 50 5")
    assert made.headings == (
        "Đã giải quyết",
        "Đúng hạn hoặc trước hạn",
        "Trễ hạn",
        "Tỷ lệ đúng hạn công bố",
        "Tỷ lệ đúng hạn tính lại",
    )
    assert [row.name for row in made.totals] == ["Các dòng cộng lại"]


def test_levels_that_fall_short_are_a_fault_in_english_too() -> None:
    made = table(
        "province 900",
        "total 1836",
        kind="procedures",
        language="en",
        columns="level procedures",
    )
    assert made.summary == "Contradictions found in the table: 1."
    assert made.findings == (
        "The rows add up to 900, but the table gives the total number of procedures as "
        "1,836 (a difference of 936).",
    )
